-- Who is meant: complaints and paper intake against applications, residents and each other.

-- name: match_start
with interrupted as (
    update simpul.run
    set
        state = 'failed', ended_at = clock_timestamp(),
        reason = 'terputus: prosesnya berhenti di tengah jalan (interrupted)'
    where kind = 'match' and state = 'running'
)
insert into simpul.run (kind, target, token, caller) values ('match', 'match', :token, :caller) returning id;

-- name: match_finish
update simpul.run
set state = :state, reason = :reason, ended_at = clock_timestamp(), read = :read, applied = :read
where id = :run;

-- name: match_tables
create temporary table if not exists match_claimed (
    key text primary key, stamp text not null, hidden boolean not null
) on commit delete rows;
create temporary table if not exists staged_match (
    left_feed text not null, left_key text not null, right_feed text not null, right_key text not null,
    how text not null, score double precision not null, reasons text not null, state text not null
) on commit delete rows;

-- name: match_claim_pengaduan
-- Complaints that are not as they were when last looked at. Secret, anonymous and removed ones: only to forget them.
insert into match_claimed (key, stamp, hidden)
select k.key, s.stamp, s.hidden
from mirror.pengaduan as k
cross join lateral (
    select
        k.tombstoned_at is not null or k.rahasia is not false or k.anonim is not false as hidden,
        concat(
            encode(k.digest, 'hex'), ' ', k.tombstoned_at is not null or k.rahasia is not false or k.anonim is not false
        ) as stamp
) as s
left join simpul.match_seen as m on m.feed = :feed and m.key = k.key
where k.system = :system and m.stamp is distinct from s.stamp
order by k.key
limit :size;

-- name: match_claim_berkas_masuk
-- Paper intake whose NIK is missing or in quarantine, and such as had none when last looked at.
insert into match_claimed (key, stamp, hidden)
select k.key, s.stamp, s.hidden
from mirror.berkas_masuk as k
cross join lateral (
    select
        k.tombstoned_at is not null or k.nik is not null as hidden,
        concat(encode(k.digest, 'hex'), ' ', k.tombstoned_at is not null or k.nik is not null) as stamp
) as s
left join simpul.match_seen as m on m.feed = :feed and m.key = k.key
where k.system = :system and m.stamp is distinct from s.stamp and (not s.hidden or m.key is not null)
order by k.key
limit :size;

-- name: match_complaints
select k.key, concat_ws(' ', k.judul, k.isi) as words, k.nama_pelapor as name, k.no_hp_pelapor as phone
from match_claimed as c
inner join mirror.pengaduan as k on k.system = %(system)s and k.key = c.key
where not c.hidden
order by k.key;

-- name: match_intake
select
    k.key, k.nama_lengkap as name, k.tanggal_lahir::text as born, k.no_hp as phone, k.kode_kelurahan as kelurahan,
    null as address
from match_claimed as c
inner join mirror.berkas_masuk as k on k.system = %(system)s and k.key = c.key
where not c.hidden
order by k.key;

-- name: match_residents
-- Residents as the authority knows them, with the newest phone any other system knows.
select
    p.key, p.nama_lengkap as name, p.tanggal_lahir::text as born, coalesce(p.no_hp, f.no_hp) as phone,
    p.kode_kelurahan as kelurahan, p.alamat as address
from mirror.penduduk as p
left join (
    select distinct on (nik) nik, no_hp
    from mirror.penduduk
    where system <> %(system)s and no_hp is not null and nik is not null and tombstoned_at is null
    order by nik, version desc nulls last, observed_at desc
) as f on f.nik = p.nik
where p.system = %(system)s and p.tombstoned_at is null
order by p.key;

-- name: match_people_named
select p.key, p.nik, p.nama_lengkap as name
from mirror.penduduk as p
where p.system = %(system)s and p.nik = any(%(numbers)s) and p.tombstoned_at is null;

-- name: match_applications
select
    p.nomor_permohonan as application_key, p.nik, a.nama_lengkap as applicant_name, a.no_hp as applicant_phone
from mirror.permohonan as p
left join mirror.penduduk as a on a.system = p.system and a.key = p.id_pemohon and a.tombstoned_at is null
where p.system = %(system)s and p.nomor_permohonan = any(%(numbers)s) and p.tombstoned_at is null;

-- name: match_open_complaints
select k.key, k.nomor_tiket as ticket
from mirror.pengaduan as k
where
    k.system = %(system)s and (k.key = any(%(numbers)s) or k.nomor_tiket = any(%(numbers)s))
    and k.tombstoned_at is null and k.rahasia is false and k.anonim is false;

-- name: match_files
select k.key from mirror.berkas_masuk as k where k.key = any(%(numbers)s) and k.tombstoned_at is null;

-- name: match_near
-- Open complaints made within some days of a claimed one. A title is often the text's first words, cut off: left out.
select
    k.key, k.isi as words, k.nama_pelapor as name, k.no_hp_pelapor as phone,
    to_char(k.dibuat_pada at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS') as made
from mirror.pengaduan as k
where
    k.system = %(system)s and k.tombstoned_at is null and k.rahasia is false and k.anonim is false
    and k.isi is not null and k.dibuat_pada is not null
    and cast(k.dibuat_pada at time zone 'utc' as date) in (
        select c.day + n.away
        from (
            select distinct cast(m.dibuat_pada at time zone 'utc' as date) as day
            from match_claimed as c
            inner join mirror.pengaduan as m on m.system = %(system)s and m.key = c.key
            where not c.hidden
        ) as c
        cross join generate_series(- %(days)s, %(days)s) as n (away)
    )
order by k.key;

-- name: match_write
-- What a person decided stays. A person said to be somebody else, or a link that stands already, leaves nothing to offer.
with kept as (
    select s.*
    from staged_match as s
    where
        not exists (
            select from simpul.apart as a
            where
                a.feed = s.left_feed and a.record_key = s.left_key and a.subject_kind = 'penduduk'
                and a.subject_key = s.right_key and s.right_feed = :residents
        )
        and not (
            s.right_feed = :residents and exists (
                select from simpul.match as m
                where
                    m.left_feed = s.left_feed and m.left_key = s.left_key and m.right_feed = :residents
                    and m.state in ('confirmed', 'unlinking') and m.right_key <> s.right_key
            )
        )
), gone as (
    delete from simpul.match as m
    using match_claimed as c
    where
        ((m.left_feed = :feed and m.left_key = c.key) or (m.right_feed = :feed and m.right_key = c.key and m.how = 'text'))
        and (m.state in ('sure', 'offered') or c.hidden)
        and not exists (
            select from kept as s
            where (s.left_feed, s.left_key, s.right_feed, s.right_key)
                = (m.left_feed, m.left_key, m.right_feed, m.right_key)
        )
    returning m.left_feed, m.left_key, m.right_feed, m.right_key
), written as (
    insert into simpul.match as m (left_feed, left_key, right_feed, right_key, how, score, reasons, state)
    select left_feed, left_key, right_feed, right_key, how, score, cast(reasons as jsonb), state from kept
    order by left_feed, left_key, right_feed, right_key
    on conflict (left_feed, left_key, right_feed, right_key) do update
    set how = excluded.how, score = excluded.score, reasons = excluded.reasons, state = excluded.state
    where
        m.state in ('sure', 'offered')
        and (m.how, m.reasons, m.state) is distinct from (excluded.how, excluded.reasons, excluded.state)
    returning m.left_feed, m.left_key, m.right_feed, m.right_key
), touched as (
    select * from gone
    union all
    select * from written
), marked as (
    insert into simpul.dirty (subject_kind, subject_key, reason, run_id)
    select 'pengaduan', t.key, 'tautan', cast(:run as bigint)
    from (
        select left_key as key from touched where left_feed = any(:complaints)
        union
        select right_key from touched where right_feed = any(:complaints)
    ) as t
)
select (select count(*) from gone) as gone, (select count(*) from written) as written;

-- name: match_seen
insert into simpul.match_seen as m (feed, key, stamp)
select cast(:feed as text), key, stamp from match_claimed
on conflict (feed, key) do update set stamp = excluded.stamp;

-- name: match_forget
-- Everything is looked at again.
delete from simpul.match_seen;

-- name: match_list
select m.id, m.left_feed, m.left_key, m.right_feed, m.right_key, m.how, m.score, m.reasons, m.state, m.found_at
from simpul.match as m
where (cast(:state as text) is null or m.state = :state) and (cast(:how as text) is null or m.how = :how)
order by m.state = 'offered' desc, m.score desc, m.id
limit :limit;

-- name: match_page
select m.id, m.left_feed, m.left_key, m.right_feed, m.right_key, m.how, m.score, m.reasons, m.state, m.found_at
from simpul.match as m
where m.state = :state
order by m.score desc, m.id
limit :limit offset :offset;

-- name: match_waiting
select count(*) from (select from simpul.match where state = 'offered' limit :most) as m;

-- name: match_one
select * from simpul.match where id = :id;

-- name: match_other
select m.id
from simpul.match as m
where
    m.left_feed = :left_feed and m.left_key = :left_key and m.right_feed = :right_feed and m.id <> :id
    and m.how in ('person', 'number') and m.state in ('confirmed', 'unlinking');

-- name: match_record
select to_jsonb(m) from mirror.{entity} as m where m.system = :system and m.key = :key;

-- name: match_lock
select * from simpul.match where id = :id for update;

-- name: match_decide
update simpul.match
set state = :state, decided_by = :actor, decided_at = clock_timestamp(), decided_reason = :reason
where id = :id;

-- name: match_drop_others
-- Once a person is confirmed, nobody else is offered for the same record.
delete from simpul.match
where
    left_feed = :left_feed and left_key = :left_key and right_feed = :right_feed and how = 'person'
    and state in ('sure', 'offered') and id <> :id;

-- name: match_quote
-- The link between a complaint and the application it quotes stands or falls with the decision.
update simpul.quote
set certain = (:state = 'confirmed'), reason = :state
where
    complaint_feed = :left_feed and complaint_key = :left_key
    and application_feed = :right_feed and application_key = :right_key;

-- name: match_officer
select c.assignee, k.rahasia is not false or k.anonim is not false as hidden
from simpul.cases as c
inner join mirror.pengaduan as k on k.key = c.subject_key
where c.id = :id and c.subject_kind = 'pengaduan' and c.closed_at is null;

-- name: match_mark
insert into simpul.dirty (subject_kind, subject_key, reason) values (:kind, :key, 'keputusan');
