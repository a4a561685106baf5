-- What the status page, the metrics and `simpul status` count. All from our own tables: right when the scheduler is down.

-- name: status_clock
select
    clock_timestamp() as now,
    (select started_at from simpul.run order by id asc limit 1) as first_run_at,
    (select started_at from simpul.run order by id desc limit 1) as newest_run_at;

-- name: status_cursors
select feed, min(last_success_at) as last_success_at, max(newest_source_at) as newest_source_at, min(full_pass_at) as full_pass_at
from simpul.cursor
group by feed;

-- name: status_last_runs
select r.*
from unnest(cast(:targets as text[])) as wanted (target)
cross join lateral (
    select * from simpul.run where run.target = wanted.target order by id desc limit 1
) as r;

-- name: status_last_compare
select * from simpul.run where kind = 'compare' order by id desc limit 1;

-- Control totals of the finished pulls of today, in Medan's day.
-- name: status_today
select
    target,
    count(*) as runs,
    cast(sum(read) as bigint) as read,
    cast(sum(applied) as bigint) as applied,
    cast(sum(unchanged) as bigint) as unchanged,
    cast(sum(superseded) as bigint) as superseded,
    cast(sum(quarantined) as bigint) as quarantined,
    cast(sum(pending) as bigint) as pending,
    cast(sum(quarantined_values) as bigint) as quarantined_values
from simpul.run
where
    kind = 'pull' and state <> 'running' and target = any(:targets)
    and started_at >= date_trunc('day', clock_timestamp() at time zone 'Asia/Jakarta') at time zone 'Asia/Jakarta'
group by target;

-- name: status_cases
select kind, state, observing, count(*) as total, min(opened_at) as oldest_at
from simpul.cases
where closed_at is null
group by kind, state, observing
order by kind, state;

-- name: status_quarantine
select feed, rule, count(*) as total, min(opened_at) as oldest_at
from simpul.quarantine
where state = 'open'
group by feed, rule
order by count(*) desc, feed, rule;

-- name: status_effects
select system, state, count(*) as total, min(created_at) as oldest_at
from simpul.effect
group by system, state
order by system, state;

-- name: status_brakes
select id, target, reason, held_at from simpul.brake where state = 'held' order by held_at;

-- name: status_waiting
select count(*) as total, min(marked_at) as oldest_at from simpul.dirty;

-- Chains of schedules are few; walking them by the key spares reading the whole audit.
-- name: status_missed
with recursive chains as (
    select min(chain) as chain from simpul.audit where chain >= 'dag/'
    union all
    select (select min(a.chain) from simpul.audit as a where a.chain > c.chain) from chains as c where c.chain is not null
)
select substr(c.chain, 5) as dag, last.at
from chains as c
cross join lateral (
    select at, act from simpul.audit as a where a.chain = c.chain order by seq desc limit 1
) as last
where c.chain like 'dag/%' and last.act = 'deadline_missed' and last.at > clock_timestamp() - interval '1 day'
order by last.at desc;

-- name: status_mirror_tables
select table_name from information_schema.tables where table_schema = 'mirror';

-- What the database knows of the mirror's tables without reading them: rows, the share of each system, of the living.
-- name: status_mirror_sizes
select
    c.relname as entity,
    greatest(c.reltuples, 0, u.n_live_tup) as rows,
    cast(cast(s.most_common_vals as text) as text[]) as systems,
    s.most_common_freqs as shares,
    t.null_frac as living
from pg_catalog.pg_class as c
inner join pg_catalog.pg_stat_user_tables as u on u.relid = c.oid
left join pg_catalog.pg_stats as s on s.schemaname = u.schemaname and s.tablename = c.relname and s.attname = 'system'
left join pg_catalog.pg_stats as t
    on t.schemaname = u.schemaname and t.tablename = c.relname and t.attname = 'tombstoned_at'
where u.schemaname = 'mirror';

-- name: status_deaf_routes
select r.name
from simpul.alert_route as r
where
    r.state = 'on'
    and exists (
        select from simpul.alert_message as m where m.route_id = r.id and m.state = 'waiting' and m.attempt >= 3
    )
order by r.name
limit 20;

-- name: status_watched
select beat_at from simpul.heartbeat where name = 'alerts';

-- name: status_revision
select version_num from simpul.alembic_version;
