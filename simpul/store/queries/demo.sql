-- What the demo shows while it runs and checks at its end; ``since`` is the newest run there was when it began.

-- name: demo_since
select coalesce(max(id), 0) from simpul.run

-- name: demo_runs
select kind, target,
       count(*) filter (where state = 'running') as running,
       count(*) filter (where state = 'done') as done,
       (array_agg(state order by id desc) filter (where state <> 'running'))[1] as last_state,
       (array_agg(reason order by id desc) filter (where state <> 'running'))[1] as last_reason,
       coalesce(bool_and(read = applied + unchanged + superseded + quarantined) filter (where state = 'done'), true)
           as adds_up,
       sum(read)::bigint as read, sum(applied)::bigint as applied, sum(unchanged)::bigint as unchanged,
       sum(superseded)::bigint as superseded, sum(quarantined)::bigint as quarantined,
       sum(pending)::bigint as pending, sum(quarantined_values)::bigint as quarantined_values
from simpul.run
where id > :since
group by kind, target
order by kind, target

-- name: demo_pages_differ
select count(*)
from (select run_id, sum(read) as read, sum(applied) as applied, sum(unchanged) as unchanged,
             sum(superseded) as superseded, sum(quarantined) as quarantined
      from simpul.page where run_id > :since group by run_id) as pages
join simpul.run on run.id = pages.run_id
where run.state = 'done' and run.kind = 'pull'
  and (run.read, run.applied, run.unchanged, run.superseded, run.quarantined)
      is distinct from (pages.read, pages.applied, pages.unchanged, pages.superseded, pages.quarantined)

-- name: demo_passed
select feed from simpul.cursor where full_pass_at is not null

-- name: demo_effects
select system, state, count(*) as effects from simpul.effect group by system, state

-- name: demo_verified
-- Changes of an authority that a follower took over and its next pull showed.
select count(*) from simpul.effect where mode = 'state' and state = 'verified'

-- name: demo_cases
select kind, field, count(*) as cases
from simpul.cases where closed_at is null
group by kind, field order by cases desc, kind, field

-- name: demo_dirty
-- Subjects not compared since every feed was complete; while changes flow there are always some newer ones.
select count(*)
from simpul.dirty
where marked_at < (select coalesce(max(full_pass_at), '-infinity') from simpul.cursor)

-- name: demo_compared
select coalesce(
    (select max(started_at) from simpul.run where kind = 'compare' and state = 'done' and id > :since)
        > (select max(full_pass_at) from simpul.cursor),
    false
)

-- name: demo_example
select id, subject_key from simpul.cases
where closed_at is null and state = 'new' and subject_kind = 'penduduk' and feed = 'apsp.pemohon'
  and authority_value is not null
order by observing, id limit 1
