-- Sweeps: a mirror against its live system. {entity} is filled in by the caller; values are bound.
-- A mirrored row whose digest is empty is one the source no longer has: a person or its own tombstone removed it.

-- name: sweep_start
insert into simpul.run (kind, target, token, mapping_revision, caller)
values ('sweep', :feed, :token, :revision, :caller)
returning id, started_at;

-- name: sweep_interrupted
update simpul.run
set state = 'failed', reason = 'terputus: prosesnya berhenti di tengah jalan (interrupted)', ended_at = clock_timestamp()
where kind = 'sweep' and target = :feed and state = 'running';

-- name: sweep_tables
create temp table if not exists swept (key text not null, digest bytea not null);
create temp table if not exists sweep_found (
    key text primary key, sign text not null, state text not null default 'found'
);
create temp table if not exists sweep_span (low text, high text);
truncate swept, sweep_found, sweep_span;

-- name: sweep_settings
set local work_mem = '128MB'; set local enable_mergejoin = off;

-- Any key (not the least, which would be a small one) of some of the mirror's pages, and how many rows the page holds.
-- name: sweep_sample
select (array_agg(key))[1], count(*)::text
from mirror.{entity} tablesample system ({share})
where system = %(system)s and digest <> ''
group by (ctid::text::point)[0];

-- name: sweep_pages
select pg_relation_size('mirror.{entity}') / 8192;

-- The mirror's side of a digest: count and sum of the first 60 bits, by the first characters of the key.
-- name: sweep_groups
select left(key, {width}), count(*)::text, sum(cast(cast('x' || left(encode(digest, 'hex'), 15) as bit(60)) as bigint))::text
from mirror.{entity}
where system = %(system)s and digest <> '' and ({inside})
group by 1;

-- name: sweep_span_add
insert into sweep_span (low, high) select * from unnest(cast(:low as text[]), cast(:high as text[]));

-- Everything the mirror holds against everything the source said. ``0``: removed here and gone there, as it should be.
-- name: sweep_compare_all
insert into sweep_found (key, sign)
select coalesce(m.key, s.key),
    case
        when m.key is null or m.digest = '' then '+'
        when s.key is not null then '!'
        when m.tombstoned_at is not null then '0'
        else '-'
    end
from swept as s
full join (select * from mirror.{entity} where system = :system) as m on m.key = s.key
where m.digest is distinct from s.digest and (m.digest <> '' or s.key is not null or m.key is null)
    and (m.observed_at < :started or m.key is null)
on conflict do nothing;

-- The same for some ranges of keys only; the ranges do not overlap.
-- name: sweep_compare_spans
with ours as (
    select m.key, m.digest, m.tombstoned_at, m.observed_at
    from sweep_span as r
    join mirror.{entity} as m on m.system = :system and m.key >= r.low and m.key < r.high
    where r.high is not null
    union all
    select m.key, m.digest, m.tombstoned_at, m.observed_at
    from sweep_span as r
    join mirror.{entity} as m on m.system = :system and m.key >= r.low
    where r.high is null
)
insert into sweep_found (key, sign)
select coalesce(m.key, s.key),
    case
        when m.key is null or m.digest = '' then '+'
        when s.key is not null then '!'
        when m.tombstoned_at is not null then '0'
        else '-'
    end
from swept as s
full join ours as m on m.key = s.key
where m.digest is distinct from s.digest and (m.digest <> '' or s.key is not null or m.key is null)
    and (m.observed_at < :started or m.key is null)
on conflict do nothing;

-- Per range that was compared row by row: how many rows differ, and how many more of them we hold than the source.
-- name: sweep_span_found
select r.low, count(f.key) as rows,
    count(*) filter (where f.sign in ('-', '0')) - count(*) filter (where f.sign = '+') as more
from sweep_span as r left join sweep_found as f on f.key >= r.low and (r.high is null or f.key < r.high)
group by r.low;

-- A row that came twice, once as we hold it, moved while it was read.
-- name: sweep_twice
delete from sweep_found as f
using swept as s
where s.key = f.key and s.digest = (select m.digest from mirror.{entity} as m where m.system = :system and m.key = f.key);

-- name: sweep_counted
select count(*) as rows, count(distinct key) as keys from swept;

-- name: sweep_signs
select sign, count(*) as rows from sweep_found where state in ('found', 'older') and sign <> '0' group by sign;

-- name: sweep_states
select state, count(*) as rows from sweep_found where sign <> '0' group by state;

-- name: sweep_keys
select key from sweep_found where sign <> '0' order by key;

-- How many rows of the mirror the source should have; never counts further than it must.
-- name: sweep_mirrored
select count(*) from (
    select from mirror.{entity} where system = :system and tombstoned_at is null limit :most
) as counted;

-- What the staged rows, as they are now, mean for what was found.
-- name: sweep_judge
update sweep_found as f
set sign = case when f.sign = '-' then '!' else f.sign end,
    state = case
        when m.digest = s.digest and (m.tombstoned_at is not null) = s.deleted then 'moved'
        when s.version > cast(:watermark as text) then 'moved'
        when s.version < m.version then 'older'
        else 'found'
    end
from stage_{entity} as s
left join mirror.{entity} as m on m.system = :system and m.key = s.key
where f.key = s.key;

-- Asked for again and not there any more: a row that differed has gone, a new one went again.
-- name: sweep_unanswered
update sweep_found
set sign = '-', state = case when sign = '+' then 'moved' else 'found' end
where sign <> '0' and key = any (cast(:asked as text[]));

-- A listing that proves nothing did not show them, and nobody asked for them by their key.
-- name: sweep_unproven
update sweep_found set state = 'unproven' where sign = '-' and state = 'found' and key <> all (cast(:asked as text[]));

-- Staged rows whose unchanging fields all differ from the mirrored row of the same key.
-- name: sweep_reused
select s.key
from stage_{entity} as s
join mirror.{entity} as m on m.system = :system and m.key = s.key
where {changed}
order by s.key;

-- Staged rows of keys we do not know, about a person we know under another key of the same system.
-- name: sweep_recreated
select s.key
from stage_{entity} as s
where not exists (select from mirror.{entity} as m where m.system = :system and m.key = s.key)
    and exists (
        select from mirror.{entity} as m
        join sweep_found as f on f.key = m.key and f.sign = '-'
        where m.system = :system and m.nik = s.nik and m.nama_lengkap = s.nama_lengkap
            and m.tanggal_lahir = s.tanggal_lahir and m.key <> s.key
    )
order by s.key;

-- name: sweep_older
select key from sweep_found where state = 'older' order by key;

-- name: sweep_sampled
select key from sweep_found where sign <> '0' order by md5(key) limit 5;

-- A named person let the source's older versions through: what we hold gives way.
-- name: sweep_yield_keep
insert into history.{entity} (system, key, {fields}, {kept}, replaced_by_run)
select m.system, m.key, {m_fields}, {m_kept}, :run_id
from stage_{entity} as s join mirror.{entity} as m on m.system = :system and m.key = s.key
where s.version < m.version;

-- name: sweep_yield
update mirror.{entity} as m set version = null
from stage_{entity} as s
where m.system = :system and m.key = s.key and s.version < m.version;

-- name: sweep_yield_once
delete from history.{entity} as h
using stage_{entity} as s
where h.system = :system and h.key = s.key and h.replaced_by_run = :run_id and h.version is null and s.version is not null;

-- The next pull reads everything again.
-- name: sweep_read_again
update simpul.cursor
set watermark = null, cursor = null, pass_since = null, pass_started_at = null, pass_newest = null
where feed = :feed;

-- name: sweep_settle_gone
update mirror.{entity} as m set digest = ''
from sweep_found as f
where f.sign = '0' and m.system = :system and m.key = f.key and m.tombstoned_at is not null;

-- name: sweep_keep_rows
insert into simpul.sweep_row (run_id, sign, key)
select :run_id, sign, key from sweep_found where sign <> '0' and state in ('found', 'older')
on conflict do nothing;

-- name: sweep_keep_ranges
insert into simpul.sweep_range (run_id, low, high, ours, theirs, equal, how)
select :run_id, *
from unnest(
    cast(:low as text[]), cast(:high as text[]), cast(:ours as bigint[]), cast(:theirs as bigint[]),
    cast(:equal as boolean[]), cast(:how as text[])
);

-- name: sweep_cases
insert into simpul.cases (
    kind, subject_kind, subject_key, feed, record_key, field, authority_feed, opened_by_run, cause, shape, severity, owner,
    kecamatan, due_at, evidence
)
select 'vanished', :subject_kind, m.{subject}, :feed, m.key, 'hilang', :feed, :run_id, cast(:feed as text) || ' vanished', '', 'high',
    'WD', {kecamatan}, clock_timestamp() + interval '3 days', 'sweep ' || cast(:run_id as text)
from sweep_found as f join mirror.{entity} as m on m.system = :system and m.key = f.key
where f.sign = '-' and f.state = 'found' and m.{subject} is not null and m.tombstoned_at is null
order by m.key
on conflict do nothing
returning id;

-- What was vanished and is there again, or was removed here: nothing is left to decide.
-- name: sweep_close_cases
update simpul.cases as c
set state = 'closed', closed_at = clock_timestamp(), updated_at = clock_timestamp(), version = c.version + 1,
    closed_because = case when m.tombstoned_at is null then 'healed' else 'gone' end
from mirror.{entity} as m
where c.feed = :feed and c.kind = 'vanished' and c.closed_at is null
    and m.system = :system and m.key = c.record_key
    and not exists (select from sweep_found as f where f.key = c.record_key and f.sign = '-');

-- name: sweep_finish
update simpul.run
set state = :state, reason = :reason, ended_at = clock_timestamp(), read = :read, applied = :applied,
    unchanged = :unchanged, superseded = :superseded, quarantined = 0, pending = :pending
where id = :run_id;

-- name: sweep_notice
insert into simpul.notice (kind, target, words_id, words_en, detail)
values (:kind, :target, :words_id, :words_en, cast(:detail as jsonb));

-- name: sweep_run
select id, target, state, reason, started_at, ended_at, read, applied, unchanged, superseded, pending
from simpul.run
where id = :run_id and kind = 'sweep';

-- name: sweep_newest
select max(id) from simpul.run where kind = 'sweep' and target = :feed;

-- name: sweep_ranges
select low, high, ours, theirs, equal, how from simpul.sweep_range where run_id = :run_id order by id;

-- name: sweep_rows
select sign, key from simpul.sweep_row where run_id = :run_id order by sign, key;

-- Rows a sweep found vanished that are still as they were then.
-- name: sweep_vanished
select count(*) from simpul.sweep_row as r
join mirror.{entity} as m on m.system = :system and m.key = r.key
where r.run_id = :run_id and r.sign = '-' and m.tombstoned_at is null and m.observed_at < :started;

-- name: sweep_bury_keep
insert into history.{entity} (system, key, {fields}, {kept}, replaced_by_run)
select m.system, m.key, {m_fields}, {m_kept}, :run_id
from simpul.sweep_row as r join mirror.{entity} as m on m.system = :system and m.key = r.key
where r.run_id = :run_id and r.sign = '-' and m.tombstoned_at is null and m.observed_at < :started;

-- name: sweep_bury
with buried as (
    update mirror.{entity} as m set tombstoned_at = clock_timestamp(), digest = '', run_id = :run_id
    from simpul.sweep_row as r
    where r.run_id = :run_id and r.sign = '-' and m.system = :system and m.key = r.key
        and m.tombstoned_at is null and m.observed_at < :started
    returning m.key{subject_columns}
), marked as (
    insert into simpul.dirty (subject_kind, subject_key, reason, run_id)
    select subject.kind, subject.key, 'dihapus', :run_id
    from buried cross join lateral (values {subject_new}) as subject (kind, key)
    where subject.key is not null
), closed as (
    update simpul.cases as c
    set state = 'closed', closed_at = clock_timestamp(), updated_at = clock_timestamp(), version = c.version + 1,
        closed_because = 'gone'
    from buried
    where c.feed = :feed and c.kind = 'vanished' and c.record_key = buried.key and c.closed_at is null
)
select count(*) from buried;

-- Of the rows that the last pass must have seen again, how many there are and how many did not come.
-- name: sweep_backwards
select count(*) as expected, count(*) filter (where observed_at < :began) as missing
from mirror.{entity}
where system = :system and tombstoned_at is null and version > :since and version <= :watermark;

-- name: sweep_estimate
select reltuples from pg_class where oid = cast('mirror.{entity}' as regclass);
