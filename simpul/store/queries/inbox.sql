-- Runs, cursors, pages and quarantine of a pull.

-- name: run_interrupted
update simpul.run
set state = 'failed', reason = 'terputus: prosesnya berhenti di tengah jalan (interrupted)', ended_at = clock_timestamp()
where kind = 'pull' and target = :feed and partition = :partition and state = 'running'
returning id;

-- Numbers of runs become visible in their order, so that "runs from n on" never leaves one out.
-- name: run_order
select pg_advisory_xact_lock(hashtext('simpul.run'));

-- name: run_start
insert into simpul.run (kind, target, partition, token, mapping_revision, caller)
values ('pull', :feed, :partition, :token, :revision, :caller)
returning id;

-- name: run_add
update simpul.run
set read = read + :read, applied = applied + :applied, unchanged = unchanged + :unchanged,
    superseded = superseded + :superseded, quarantined = quarantined + :quarantined, pending = pending + :pending,
    quarantined_values = quarantined_values + :quarantined_values
where id = :run_id
returning read = applied + unchanged + superseded + quarantined + pending as adds_up;

-- name: run_pages_agree
select run.read = coalesce(sum(page.read), 0) and run.applied = coalesce(sum(page.applied), 0)
    and run.unchanged = coalesce(sum(page.unchanged), 0) and run.superseded = coalesce(sum(page.superseded), 0)
    and run.quarantined = coalesce(sum(page.quarantined), 0)
from simpul.run left join simpul.page on page.run_id = run.id
where run.id = :run_id
group by run.id;

-- name: run_end
update simpul.run set state = :state, reason = :reason, ended_at = clock_timestamp()
where id = :run_id and state = 'running'
returning state;

-- name: cursor_make
insert into simpul.cursor (feed, partition) values (:feed, :partition) on conflict do nothing;

-- name: cursor_read
select cursor, pass_since, pass_started_at, pass_newest, watermark, full_pass_at, last_success_at, newest_source_at
from simpul.cursor
where feed = :feed and partition = :partition;

-- name: cursor_begin
update simpul.cursor
set cursor = null, pass_since = watermark, pass_started_at = clock_timestamp(), pass_newest = :newest
where feed = :feed and partition = :partition;

-- name: cursor_move
update simpul.cursor
set cursor = :cursor, pass_newest = greatest(pass_newest, cast(:newest as text))
where feed = :feed and partition = :partition;

-- name: cursor_end
update simpul.cursor
set cursor = null, watermark = greatest(watermark, pass_newest), pass_since = null, pass_newest = null,
    pass_started_at = null, last_success_at = clock_timestamp(),
    full_pass_at = coalesce(full_pass_at, case when :full then clock_timestamp() end),
    newest_source_at = greatest(newest_source_at, cast(:newest_at as timestamptz))
where feed = :feed and partition = :partition;

-- name: parents_until
select coalesce(
    (select min(id) from simpul.run where kind in ('pull', 'sweep') and target = :parent and state = 'running'),
    (select max(id) + 1 from simpul.run),
    1
);

-- name: parents_read
select {fields}
from mirror.{entity}
where system = :system and tombstoned_at is null and run_id >= :first and run_id < :until
order by key;

-- name: parent_complete
select full_pass_at is not null from simpul.cursor where feed = :parent;

-- name: page_ids
select nextval(pg_get_serial_sequence('simpul.page', 'id')) from generate_series(1, :count);

-- name: page_body_add
insert into simpul.page_body (digest, key_id, sealed, size, keep_until)
values (:digest, :key_id, :sealed, :size, clock_timestamp() + :retention)
on conflict (digest) do update set keep_until = greatest(page_body.keep_until, excluded.keep_until);

-- name: page_add
insert into simpul.page (
    id, run_id, feed, number, digest, media, origin, requested_at, cursor_after,
    read, applied, unchanged, superseded, quarantined, pending, quarantined_values
) overriding system value
values (
    :id, :run_id, :feed, :number, :digest, :media, :origin, :requested_at, :cursor_after,
    :read, :applied, :unchanged, :superseded, :quarantined, :pending, :quarantined_values
);

-- A value that is bad again is the same open entry, now with its newest place; all others are new entries.
-- name: quarantine_add
with bad as (
    select *
    from unnest(
        cast(:page_id as bigint[]), cast(:row_no as integer[]), cast(:record_key as text[]), cast(:field as text[]),
        cast(:rule as text[]), cast(:masked as text[]), cast(:sealed as bytea[]), cast(:key_id as text[])
    ) with ordinality as bad (page_id, row_no, record_key, field, rule, masked, sealed, key_id, n)
), pairs as (
    select bad.n, q.id,
        dense_rank() over (partition by bad.record_key, bad.field order by bad.n) as nth_bad,
        dense_rank() over (partition by bad.record_key, bad.field order by q.id) as nth_open
    from bad
    join simpul.quarantine as q on q.feed = :feed and q.record_key = bad.record_key and q.field = bad.field
        and q.state = 'open' and q.page_id <> bad.page_id
), known as (
    select n, id from pairs where nth_bad = nth_open
), again as (
    update simpul.quarantine as q
    set page_id = bad.page_id, run_id = :run_id, row_no = bad.row_no, rule = bad.rule, masked = bad.masked,
        sealed = bad.sealed, key_id = bad.key_id
    from known join bad using (n)
    where q.id = known.id
)
insert into simpul.quarantine (page_id, run_id, feed, row_no, record_key, field, rule, masked, sealed, key_id)
select page_id, :run_id, :feed, row_no, record_key, field, rule, masked, sealed, key_id
from bad
where not exists (select from known where known.n = bad.n)
order by n;

-- name: quarantine_any
select exists (select from simpul.quarantine where feed = :feed and state = 'open' and record_key is not null);

-- A later good value overtakes the bad one that waited: the mirror is at or past its page and holds nothing back.
-- name: quarantine_plan
set local enable_hashjoin = on;

-- name: quarantine_overtake
with waiting as materialized (
    select q.id, q.record_key, q.field, q.page_id, q.row_no, p.requested_at
    from simpul.quarantine as q join simpul.page as p on p.id = q.page_id
    where q.feed = :feed and q.state = 'open' and q.record_key in (select key from stage_{entity})
), late as materialized (
    select waiting.id
    from waiting
    cross join lateral (
        select held, observed_at, page_id, row_no from mirror.{entity}
        where system = :system and key = waiting.record_key
        limit 1
    ) as m
    where (m.observed_at, m.page_id, m.row_no) > (waiting.requested_at, waiting.page_id, waiting.row_no)
        and waiting.field <> all (coalesce(m.held, array[]::text[]))
)
update simpul.quarantine as q
set state = 'overtaken', settled_at = clock_timestamp(), settled_by = 'mesin', reason = 'nilai baru diterima'
from late
where q.id = late.id;

-- Complaints whose follow-ups may keep their text.
-- name: parents_open
select key from mirror.pengaduan where system = :system and not rahasia and not anonim;
