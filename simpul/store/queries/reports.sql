-- Figures of the reports. :begins and :ends bound a month of Medan; :at is its end, or now while it lasts.

-- name: report_at
select least(cast(:ends as timestamptz), clock_timestamp()) as at, clock_timestamp() as now;

-- name: report_disagreements
-- The baseline nobody has opened is left out: it is nobody's work yet.
select
    c.owner,
    count(*) filter (where s.open) as open,
    count(*) filter (where s.open and c.due_at < :at) as overdue,
    count(*) filter (where s.open and s.days <= 7) as week,
    count(*) filter (where s.open and s.days > 7 and s.days <= 30) as month,
    count(*) filter (where s.open and s.days > 30 and s.days <= 90) as quarter,
    count(*) filter (where s.open and s.days > 90) as older,
    count(*) filter (where c.opened_at >= :begins) as found,
    count(*) filter (where c.closed_at >= :begins and c.closed_at < :ends) as settled,
    count(*) filter (where c.reopened > 0 and c.updated_at >= :begins and c.updated_at < :ends) as reopened
from simpul.cases as c
cross join lateral (
    select
        coalesce(c.closed_at, 'infinity') >= :ends as open,
        (cast(:at as timestamptz) at time zone 'Asia/Jakarta')::date - (c.opened_at at time zone 'Asia/Jakarta')::date as days
) as s
where
    not c.observing and c.opened_at < :ends
    and (cast(:owner as text) is null or c.owner = :owner)
    and (cast(:kecamatan as text) is null or c.kecamatan = :kecamatan)
group by c.owner
order by c.owner;

-- name: report_services_count
-- Documents handed over, by the working days each took: what every median and share is worked out from. The clock is the
-- one of the cross-system rules: it stands still while an application is with its applicant.
insert into simpul.report_service (month, kecamatan, service, workdays, documents)
select :month, coalesce(p.kode_kecamatan, ''), coalesce(p.jenis_layanan, ''), greatest(j.terpakai_hk, 0), count(*)
from mirror.permohonan as p
inner join rule.jam_permohonan as j on j.system = p.system and j.nomor_permohonan = p.nomor_permohonan
where
    p.tombstoned_at is null and p.tahap = 'DISERAHKAN' and j.terpakai_hk is not null
    and p.selesai_pada >= :begins and p.selesai_pada < :ends
group by 2, 3, 4;

-- name: report_services_forget
delete from simpul.report_service where month = :month;

-- name: report_kept
select made_at from simpul.report_kept where name = :name and month = :month;

-- name: report_keep
insert into simpul.report_kept (name, month) values (:name, :month)
on conflict (name, month) do update set made_at = clock_timestamp();

-- name: report_keep_lock
select pg_advisory_xact_lock(hashtext('simpul.report.' || :name || :month));

-- name: report_services
select s.kecamatan, s.service, s.workdays, cast(sum(s.documents) as bigint) as documents
from simpul.report_service as s
where s.month = :month and (cast(:kecamatan as text) is null or s.kecamatan = :kecamatan)
group by s.kecamatan, s.service, s.workdays
order by s.kecamatan, s.service, s.workdays;

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

-- name: report_queue
-- Counters write their district's two digits into a file's number.
select
    '1271' || substring(a.nomor_berkas from '^BM-([0-9]{2})-') as kecamatan,
    count(*) filter (where s.waits) as waiting,
    count(*) filter (where s.waits and s.days <= 3) as days_3,
    count(*) filter (where s.waits and s.days > 3 and s.days <= 7) as days_7,
    count(*) filter (where s.waits and s.days > 7 and s.days <= 14) as days_14,
    count(*) filter (where s.waits and s.days > 14) as older,
    max(s.days) filter (where s.waits) as longest,
    count(*) filter (where a.dicetak_pada >= :begins and a.dicetak_pada < :ends) as printed
from mirror.antrean_cetak as a
cross join lateral (
    select
        a.status = 'MENUNGGU' or a.dicetak_pada >= :ends as waits,
        rule.hari_kerja_antara(a.masuk_pada, :at) as days
) as s
where
    a.tombstoned_at is null and a.masuk_pada < :ends
    and (
        cast(:kecamatan as text) is null
        or substring(a.nomor_berkas from '^BM-([0-9]{2})-') = substring(cast(:kecamatan as text) from 5)
    )
group by 1
order by 1;

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

-- name: report_complaints
-- Of a secret or anonymous complaint only its clocks are known; those are one row without an office.
with answer as (
    select t.system, t.id_pengaduan, min(t.waktu) as at
    from mirror.tindak_lanjut as t
    where t.tombstoned_at is null and t.jenis = 'tindak_lanjut' and t.instansi is distinct from 'Simpul'
    group by t.system, t.id_pengaduan
)

select
    case
        when k.rahasia is false and k.anonim is false then coalesce(k.instansi, '')
        else '*'
    end as office,
    count(*) filter (where k.dibuat_pada >= :begins) as received,
    count(*) filter (where s.waits) as unanswered,
    count(*) filter (where s.waits and s.days > 5) as late,
    max(s.days) filter (where s.waits) as longest
from mirror.pengaduan as k
left join answer as a on a.system = k.system and a.id_pengaduan = k.id_pengaduan
cross join lateral (
    select
        (a.at is null or a.at >= :ends) and (k.status is distinct from 'Selesai' or k.diubah_pada >= :ends) as waits,
        rule.hari_kerja_antara(coalesce(k.disposisi_pada, k.dibuat_pada), :at) as days
) as s
where k.tombstoned_at is null and k.dibuat_pada < :ends and (s.waits or k.dibuat_pada >= :begins)
group by 1
order by 1;

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
