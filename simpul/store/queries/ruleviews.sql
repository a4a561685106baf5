-- Schema rule: everything a cross-system rule may see. Made by simpul.store.ruleviews; {parts} are filled in there.

-- name: rule_begin
drop schema if exists rule cascade;
create schema rule;

-- name: rule_time
-- What time it is for rules: simpul.now where somebody set it (tests, the truth bench), else when the statement began.
create function rule.sekarang() returns timestamptz language sql stable parallel safe
return coalesce(nullif(current_setting('simpul.now', true), '')::timestamptz, statement_timestamp());

create function rule.waktu_versi(version text) returns timestamptz language sql stable parallel safe
return case when version like '____-__-__T%' then version::timestamptz end;

-- The working days are part of the function: a rule asks for them hundreds of thousands of times.
-- {numbers}: for each day from {first} on, how many working days there were up to and including it.
create function rule.nomor_hari(a timestamptz) returns integer language sql immutable parallel safe
return case
    when a is not null
        then (cast('{numbers}' as integer[]))[
            least(greatest((a at time zone 'Asia/Jakarta')::date - date '{first}', 0), {last}) + 1
        ]
end;

-- {days}: the working days in order, so the n-th member is the day whose number is n.
create function rule.awal_hari_kerja(number integer) returns timestamptz language sql immutable parallel safe
return (cast('{days}' as date[]))[number]::timestamp at time zone 'Asia/Jakarta';

-- Working days in (a, b], by the calendar days of WIB; negative when b is before a.
create function rule.hari_kerja_antara(a timestamptz, b timestamptz) returns integer
language sql immutable parallel safe
return rule.nomor_hari(b) - rule.nomor_hari(a);

-- First moment at which more than n working days have passed since a: what a rule returns as next_at.
create function rule.sesudah_hari_kerja(a timestamptz, n integer) returns timestamptz
language sql immutable parallel safe
return rule.awal_hari_kerja(rule.nomor_hari(a) + n + 1);

-- End of the n-th working day after a: what is due within n working days is due then.
create function rule.batas_hari_kerja(a timestamptz, n integer) returns timestamptz
language sql immutable parallel safe
return rule.awal_hari_kerja(rule.nomor_hari(a) + n) + interval '1 day';

-- name: rule_words
-- A NIK by its structure: region, a date that exists (women's day + 40), a serial other than 0000 (domain.md §1.1).
create function rule.nik_sah(value text) returns boolean language sql immutable parallel safe
return value ~ '^{nik}$';

-- Free text holds a NIK or a family card number: sixteen digits on their own with the structure of a NIK.
create function rule.memuat_nik(words text) returns boolean language sql immutable parallel safe
return words ~ '[0-9]{16}' and words ~ '(?<![0-9]){nik}(?![0-9])';

-- Free text holds a mobile number: 08… or +628…, ten to thirteen digits, in one piece or in groups.
create function rule.memuat_telepon(words text) returns boolean language sql immutable parallel safe
return words ~ '8[0-9]'
    and words ~ '(?<![0-9])(?:\+?62|0)8(?:[0-9]{8,11}|[0-9]{1,2}-[0-9]{3,4}-[0-9]{3,5})(?!-?[0-9])';

-- name: rule_entity
create view rule.{entity} as
select m.system, m.key, {columns}, m.version, rule.waktu_versi(m.version) as versi_pada, m.observed_at, m.run_id
from mirror.{entity} as m
where m.tombstoned_at is null;

create view rule.{entity}_lama as
select
    m.system, m.key, {columns}, m.version, rule.waktu_versi(m.version) as versi_pada, m.observed_at, m.run_id,
    m.replaced_at
from history.{entity} as m
where m.tombstoned_at is null;

-- name: rule_relations
create view rule.hari_kerja as select day as hari, working as kerja, number as nomor from simpul.workday;

-- Complaints that quote an application. alasan: not_found, somebody_else, same_phone, same_name, confirmed. A link that a
-- person denied says that the application is somebody else's.
create view rule.kutipan as
select
    complaint_key as id_pengaduan, application_key as nomor_permohonan, certain as pasti,
    case when reason in ('rejected', 'unlinked') then 'somebody_else' else reason end as alasan
from simpul.quote;

-- Records found to be about the same person or matter. cara: number, person, text.
create view rule.tautan as
select
    left_feed as kiri_feed, left_key as kiri, right_feed as kanan_feed, right_key as kanan, how as cara,
    score as skor, state as keadaan
from simpul.match;

create view rule.kiriman as
select kind, feed, record_key, subject_kind, subject_key, state, created_at, sent_at from simpul.effect;

-- Answers of an office; what the hub itself wrote is none.
create view rule.jawaban as
select t.id_pengaduan, t.waktu
from mirror.tindak_lanjut as t
where t.tombstoned_at is null and t.jenis = 'tindak_lanjut' and t.instansi is distinct from 'Simpul';

-- name: rule_clocks
-- Working days a complaint has used. The clock stands still from a request for missing data to the reporter's next reply.
create view rule.jam_pengaduan as
select
    p.system, p.id_pengaduan, p.dibuat_pada as mulai,
    rule.hari_kerja_antara(p.dibuat_pada, rule.sekarang()) - coalesce(jeda.hari, 0)::integer as terpakai_hk,
    coalesce(jeda.sedang, false) as sedang_jeda
from mirror.pengaduan as p
left join lateral (
    select
        sum(rule.hari_kerja_antara(b.waktu, coalesce(b.balas, rule.sekarang()))) as hari,
        bool_or(b.balas is null) as sedang
    from (
        select
            t.jenis, t.waktu, lag(t.jenis) over urut as sebelum,
            min(t.waktu) filter (where t.jenis = 'tanggapan_pelapor') over (
                urut rows between 1 following and unbounded following
            ) as balas
        from mirror.tindak_lanjut as t
        where
            t.system = p.system and t.id_pengaduan = p.id_pengaduan and t.tombstoned_at is null
            and t.jenis in ('permintaan_kelengkapan', 'tanggapan_pelapor')
        window urut as (order by t.waktu, t.key)
    ) as b
    where b.jenis = 'permintaan_kelengkapan' and b.sebelum is distinct from 'permintaan_kelengkapan'
) as jeda on true
where p.tombstoned_at is null;

-- Working days an application has used, up to its end if it has one. Returned to the applicant it stands still; handed in
-- again after a refusal it begins anew.
create view rule.jam_permohonan as
select
    p.system, p.nomor_permohonan, jam.mulai,
    rule.hari_kerja_antara(jam.mulai, jam.sampai) - coalesce(jeda.hari, 0)::integer as terpakai_hk,
    coalesce(jeda.sedang, false) as sedang_jeda
from mirror.permohonan as p
left join lateral (
    select max(t.waktu) as ditolak
    from mirror.tahapan as t
    where
        t.system = p.system and t.nomor_permohonan = p.nomor_permohonan and t.tombstoned_at is null
        and t.tahap in ('DITOLAK', 'DIBATALKAN', 'KEDALUWARSA')
) as akhir on true
left join lateral (
    select min(t.waktu) as ulang
    from mirror.tahapan as t
    where
        t.system = p.system and t.nomor_permohonan = p.nomor_permohonan and t.tombstoned_at is null
        and t.tahap = 'DIAJUKAN' and t.waktu > akhir.ditolak
) as lagi on true
cross join lateral (
    select
        coalesce(lagi.ulang, p.diajukan_pada) as mulai,
        case
            when p.selesai_pada > coalesce(lagi.ulang, p.diajukan_pada) then p.selesai_pada else rule.sekarang()
        end as sampai
) as jam
left join lateral (
    select
        sum(rule.hari_kerja_antara(b.waktu, coalesce(b.lanjut, jam.sampai))) as hari,
        bool_or(b.lanjut is null) as sedang
    from (
        select t.tahap, t.waktu, lead(t.waktu) over (order by t.waktu, t.key) as lanjut
        from mirror.tahapan as t
        where
            t.system = p.system and t.nomor_permohonan = p.nomor_permohonan and t.tombstoned_at is null
            and t.waktu >= jam.mulai
    ) as b
    where b.tahap = 'DIKEMBALIKAN'
) as jeda on true
where p.tombstoned_at is null;

-- name: rule_runner
-- Runs the text of a rule as the role that sees only this schema. Inside such a function PostgreSQL refuses every change
-- of role, so a rule cannot climb out; one statement, because it stands in a subquery.
create function rule.jalankan(rule_sql text, most bigint)
returns table (subject_id text, key text, evidence jsonb, next_at timestamptz)
language plpgsql volatile security definer set search_path = pg_temp, pg_catalog
as $body$
begin
    return query execute
        'select r.subject_id::text, r.key::text, r.evidence::jsonb, r.next_at::timestamptz from (' || rule_sql
        || E'\n) as r limit ' || most;
end
$body$;

create function rule.bangunkan(rule_sql text, most bigint)
returns table (subject_id text)
language plpgsql volatile security definer set search_path = pg_temp, pg_catalog
as $body$
begin
    return query execute
        'select r.subject_id::text from (' || rule_sql || E'\n) as r where r.subject_id is not null limit ' || most;
end
$body$;
revoke execute on all functions in schema rule from public;

-- name: rule_rights
grant usage, create on schema rule to simpul_rule;
alter function rule.jalankan(text, bigint) owner to simpul_rule;
alter function rule.bangunkan(text, bigint) owner to simpul_rule;
revoke create on schema rule from simpul_rule;
grant select on all tables in schema rule to simpul_rule;
grant execute on all functions in schema rule to simpul_rule;

-- name: rule_made
select obj_description(to_regnamespace('rule'), 'pg_namespace');

-- name: rule_workdays
insert into simpul.workday as w (day, number, working)
select * from unnest(cast(:days as date[]), cast(:numbers as integer[]), cast(:working as boolean[]))
on conflict (day) do update
set number = excluded.number, working = excluded.working
where (w.number, w.working) is distinct from (excluded.number, excluded.working);

-- name: rule_last_day
select max(day) from simpul.workday;

-- name: rule_lock
select pg_advisory_xact_lock(hashtext('simpul.migrate'));
