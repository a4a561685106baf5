-- Figures of the reports. :begins and :ends bound a month of Medan; :at is its end, or now while it lasts.

-- name: report_at
select
    least(cast(:ends as timestamptz) - interval '1 microsecond', clock_timestamp()) as at, clock_timestamp() as now;

-- name: report_disagreements
-- The baseline nobody has opened is left out: it is nobody's work yet. :week, :month and :quarter are the first moments
-- of the days 7, 30 and 90 days back.
select
    c.owner,
    count(*) filter (where s.open) as open,
    count(*) filter (where s.open and c.due_at < :at) as overdue,
    count(*) filter (where s.open and c.opened_at >= :week) as week,
    count(*) filter (where s.open and c.opened_at < :week and c.opened_at >= :month) as month,
    count(*) filter (where s.open and c.opened_at < :month and c.opened_at >= :quarter) as quarter,
    count(*) filter (where s.open and c.opened_at < :quarter) as older,
    count(*) filter (where c.opened_at >= :begins) as found,
    count(*) filter (where c.closed_at >= :begins and c.closed_at < :ends) as settled,
    count(*) filter (where c.reopened > 0 and c.updated_at >= :begins and c.updated_at < :ends) as reopened
from simpul.cases as c
cross join lateral (select c.closed_at is null or c.closed_at >= :ends as open) as s
where
    not c.observing and c.opened_at < :ends
    and (c.closed_at is null or c.closed_at >= :begins or c.opened_at >= :begins)
    and (cast(:owner as text) is null or c.owner = :owner)
    and (cast(:kecamatan as text) is null or c.kecamatan = :kecamatan)
group by c.owner
order by c.owner;

-- name: report_count_layanan
-- Documents handed over, by the working days each took: what every median and share is worked out from. The clock is the
-- one of the cross-system rules: it stands still while an application is with its applicant.
insert into simpul.report_count (name, month, kecamatan, part, measure, days, counted)
select
    :name, :period, coalesce(p.kode_kecamatan, ''), coalesce(p.jenis_layanan, ''), 'documents',
    greatest(j.terpakai_hk, 0), count(*)
from mirror.permohonan as p
inner join rule.jam_permohonan as j on j.system = p.system and j.nomor_permohonan = p.nomor_permohonan
where
    p.tombstoned_at is null and p.tahap = 'DISERAHKAN' and j.terpakai_hk is not null
    and p.selesai_pada >= :begins and p.selesai_pada < :ends
group by 3, 4, 6;

-- name: report_count_antrean-cetak
-- Counters write their district's two digits into a file's number. Working days are asked for once per waiting card.
insert into simpul.report_count (name, month, kecamatan, part, measure, days, counted)
with card as materialized (
    select
        coalesce('1271' || substring(a.nomor_berkas from '^BM-([0-9]{2})-'), '') as kecamatan,
        a.dicetak_pada >= :begins and a.dicetak_pada < :ends as printed,
        case
            when a.status = 'MENUNGGU' or a.dicetak_pada >= :ends then rule.hari_kerja_antara(a.masuk_pada, :at)
        end as days
    from mirror.antrean_cetak as a
    where
        a.tombstoned_at is null and a.masuk_pada < :ends
        and (a.status = 'MENUNGGU' or a.dicetak_pada >= :begins)
)

select :name, :period, kecamatan, '', 'waiting', days, count(*) from card where days is not null group by 3, 6
union all
select :name, :period, kecamatan, '', 'printed', 0, count(*) from card where printed group by 3;

-- name: report_count_pengaduan
-- Of a secret or anonymous complaint only its clocks are known; those are one part without an office. The subquery for an
-- answer is asked by index for the few that are not settled; as "not exists" all answers ever given would be read.
insert into simpul.report_count (name, month, kecamatan, part, measure, days, counted)
with complaint as materialized (
    select
        case when k.rahasia is false and k.anonim is false then coalesce(k.instansi, '') else '*' end as office,
        k.dibuat_pada >= :begins as received,
        case
            when
                (k.status is distinct from 'Selesai' or k.diubah_pada >= :ends)
                and (
                    select true from mirror.tindak_lanjut as t
                    where
                        t.system = k.system and t.id_pengaduan = k.id_pengaduan and t.tombstoned_at is null
                        and t.jenis = 'tindak_lanjut' and t.instansi is distinct from 'Simpul' and t.waktu < :ends
                    limit 1
                ) is null
                then greatest(rule.hari_kerja_antara(coalesce(k.disposisi_pada, k.dibuat_pada), :at), 0)
        end as days
    from mirror.pengaduan as k
    where
        k.tombstoned_at is null and k.dibuat_pada < :ends
        and (k.dibuat_pada >= :begins or k.status is distinct from 'Selesai' or k.diubah_pada >= :ends)
)

select :name, :period, '*', office, 'unanswered', days, count(*) from complaint where days is not null group by 4, 6
union all
select :name, :period, '*', office, 'received', 0, count(*) from complaint where received group by 4;

-- name: report_counts_forget
delete from simpul.report_count where name = :name and month = :period;

-- name: report_counts
select kecamatan, part, measure, days, counted
from simpul.report_count
where
    name = :name and month = :period
    and (cast(:kecamatan as text) is null or kecamatan = :kecamatan)
order by kecamatan, part, measure, days;

-- name: report_kept
select made_at, took, clock_timestamp() as now from simpul.report_kept where name = :name and month = :period;

-- name: report_keep
insert into simpul.report_kept (name, month, took)
values (:name, :period, extract(epoch from clock_timestamp() - transaction_timestamp()))
on conflict (name, month) do update set made_at = clock_timestamp(), took = excluded.took;

-- name: report_keep_lock
select pg_advisory_xact_lock(hashtext('simpul.report.' || :name || '.' || :period));

-- name: report_blanks
with listed as (
    select
        k.lokasi, k.jenis, k.tanggal, k.stok_akhir, k.terpakai, k.rusak,
        row_number() over (partition by k.lokasi, k.jenis order by k.tanggal desc, k.key desc) as place
    from mirror.stok_blangko as k
    where
        k.tombstoned_at is null
        and k.tanggal < (cast(:ends as timestamptz) at time zone 'Asia/Jakarta')::date
        and (cast(:place as text) is null or k.lokasi = :place)
)

select
    lokasi, jenis, max(tanggal) as day,
    cast(max(stok_akhir) filter (where place = 1) as bigint) as left_over,
    cast(avg(terpakai) filter (where place <= 7) as double precision) as used_a_day,
    cast(sum(terpakai) filter (where tanggal >= :first) as bigint) as used,
    cast(sum(rusak) filter (where tanggal >= :first) as bigint) as spoilt
from listed
group by lokasi, jenis
order by jenis, lokasi;

-- name: report_totals
select
    (started_at at time zone 'Asia/Jakarta')::date as day,
    target as feed,
    count(*) as runs,
    cast(sum(read) as bigint) as read,
    cast(sum(applied) as bigint) as applied,
    cast(sum(unchanged) as bigint) as unchanged,
    cast(sum(superseded) as bigint) as superseded,
    cast(sum(quarantined) as bigint) as quarantined,
    cast(sum(pending) as bigint) as pending,
    cast(sum(read - applied - unchanged - superseded - quarantined - pending) as bigint) as gap
from simpul.run
where kind = 'pull' and state <> 'running' and started_at >= :begins and started_at < :ends
group by 1, 2
order by 1 desc, 2;

-- name: report_outages
-- A disruption of a feed begins with the first run that did not end well and ends with the next that did; disruptions
-- of one system with one cause that overlap are one.
with told as (
    select
        r.target, r.id, r.state, r.started_at, coalesce(r.ended_at, r.started_at) as ended_at,
        count(*) filter (where r.state = 'done') over (partition by r.target order by r.id) as after
    from simpul.run as r
    where
        r.kind = 'pull' and r.state <> 'running'
        and r.started_at >= cast(:begins as timestamptz) - interval '31 days' and r.started_at < :ends
),

torn as (
    select
        split_part(t.target, '.', 1) as system,
        (array_agg(t.state order by t.id))[1] as cause,
        min(t.started_at) as begins,
        min(w.well_at) as well_at
    from told as t
    left join (
        select target, after, min(ended_at) as well_at from told where state = 'done' group by target, after
    ) as w on w.target = t.target and w.after = t.after + 1
    where t.state <> 'done'
    group by t.target, t.after
),

merged as (
    select
        system, cause,
        range_agg(
            tstzrange(greatest(begins, :begins), greatest(coalesce(well_at, :at), begins, :begins), '[]')
        ) as spans
    from torn
    where coalesce(well_at, :at) >= :begins
    group by system, cause
)

select
    m.system, m.cause, count(*) as outages,
    cast(sum(extract(epoch from least(upper(s), :at) - lower(s))) as double precision) as seconds,
    cast(max(extract(epoch from least(upper(s), :at) - lower(s))) as double precision) as longest,
    bool_or(upper(s) >= :at) as lasts
from merged as m
cross join lateral unnest(m.spans) as s
group by m.system, m.cause
order by m.system, m.cause;

-- name: report_corrections
select
    c.office,
    count(*) filter (where c.made_at >= :begins) as made,
    count(*) filter (where s.state = 'draft') as draft,
    count(*) filter (where s.state = 'sent') as sent,
    count(*) filter (where s.state = 'received') as received,
    count(*) filter (where c.answered_at >= :begins and s.state = 'done') as done,
    count(*) filter (where c.answered_at >= :begins and s.state = 'refused') as refused,
    max(
        (cast(:at as timestamptz) at time zone 'Asia/Jakarta')::date - (c.sent_at at time zone 'Asia/Jakarta')::date
    ) filter (where s.state in ('sent', 'received')) as longest
from simpul.correction as c
cross join lateral (
    select
        case
            when c.sent_at is null or c.sent_at >= :ends then 'draft'
            when c.answered_at is null or c.answered_at >= :ends then 'sent'
            else c.state
        end as state
) as s
where c.made_at < :ends and (cast(:owner as text) is null or c.office = :owner)
group by c.office
order by c.office;

-- name: report_balikan_batches
select
    r.batch,
    count(*) as rows,
    count(*) filter (where e.state in ('accepted', 'verified')) as accepted,
    count(*) filter (where e.state in ('failed', 'manual', 'cancelled')) as refused,
    count(*) filter (where e.state in ('ready', 'draft', 'sent', 'unknown')) as waiting,
    max(t.at) as answered_at
from simpul.balikan_row as r
inner join simpul.balikan as b on b.id = r.balikan_id
left join simpul.effect as e on e.id = r.effect_id
left join lateral (
    select at from simpul.receipt where effect_id = e.id order by at desc limit 1
) as t on true
where b.month = :month
group by r.batch
order by r.batch desc
limit :limit;
