-- Pauses, errands, how far a run is, and what happened to a feed.

-- name: pause_now
select clock_timestamp();

-- What stands in the way of a new pause: one in force is ended by whoever makes the new one, one that ran out by nobody.
-- name: pause_close
update simpul.pause
set
    resumed_by = case when until > clock_timestamp() then :actor else '' end,
    resumed_at = least(until, clock_timestamp())
where target = :target and resumed_at is null;

-- name: pause_make
insert into simpul.pause (target, until, reason, actor) values (:target, :until, :reason, :actor) returning *;

-- name: pause_resume
update simpul.pause set resumed_at = clock_timestamp(), resumed_by = :actor
where target = :target and resumed_at is null and until > clock_timestamp()
returning *;

-- name: pause_active
select * from simpul.pause
where
    resumed_at is null and until > clock_timestamp()
    and (cast(:targets as text[]) is null or target = any(cast(:targets as text[])));

-- name: errand_job
select id from simpul.job where id = :job;

-- name: errand_ask
insert into simpul.errand (kind, target, options, reason, actor)
values (:kind, :target, cast(:options as jsonb), :reason, :actor)
on conflict (kind, target) where state in ('waiting', 'taken') do nothing
returning *;

-- name: errand_open_one
select * from simpul.errand where kind = :kind and target = :target and state in ('waiting', 'taken');

-- name: errand_one
select * from simpul.errand where id = :id;

-- name: errand_lapse
update simpul.errand set state = 'lapsed', ended_at = clock_timestamp()
where state = 'waiting' and made_at < clock_timestamp() - cast(:age as interval)
returning id, kind, target, actor;

-- Errands nobody works on: never taken, or taken by a worker whose session lock is gone. The lock outlives the
-- transaction: it is what says that the worker lives.
-- name: errand_candidates
select id, state, attempt from simpul.errand
where state in ('waiting', 'taken') and (cast(:kinds as text[]) is null or kind = any(cast(:kinds as text[])))
    and id <> all(cast(:but as bigint[]))
order by id
limit 50
for update skip locked;

-- name: errand_live
select pg_try_advisory_lock(hashtext('simpul.errand'), cast(:id as integer));

-- name: errand_free
select pg_advisory_unlock(hashtext('simpul.errand'), cast(:id as integer));

-- name: errand_take
update simpul.errand set state = 'taken', taken_at = clock_timestamp(), attempt = attempt + 1
where id = :id
returning *;

-- name: errand_back
update simpul.errand set state = 'waiting', attempt = attempt - 1, outcome = cast(:outcome as jsonb)
where id = :id and state = 'taken' and attempt = :attempt
returning id;

-- name: errand_end
update simpul.errand
set state = :state, ended_at = clock_timestamp(), outcome = cast(:outcome as jsonb), run_id = :run_id
where id = :id and state = 'taken' and attempt = :attempt
returning id;

-- name: errand_cancel
update simpul.errand set state = 'cancelled', ended_at = clock_timestamp(), ended_by = :actor
where id = :id and state = 'waiting'
returning *;

-- name: errand_list
select * from simpul.errand
where
    (cast(:target as text) is null or target = :target) and (cast(:kind as text) is null or kind = :kind)
    and (not :open or state in ('waiting', 'taken'))
    and (cast(:before as bigint) is null or id < :before)
order by id desc
limit :limit;

-- name: errand_of_run
select * from simpul.errand where run_id = :run_id order by id;

-- name: errand_run
select id from simpul.run where caller = :caller and target = :target and id > :after order by id desc limit 1;

-- name: progress_start
insert into simpul.run_progress (run_id) values (:run_id) on conflict do nothing;

-- name: progress_move
insert into simpul.run_progress as p (run_id, stage, announced, pages) values (:run_id, :stage, :announced, :pages)
on conflict (run_id) do update
set stage = excluded.stage, announced = greatest(p.announced, excluded.announced), pages = p.pages + excluded.pages,
    moved_at = clock_timestamp();

-- name: mapping_seen
insert into simpul.mapping_version (feed, revision, body, run_id)
select :feed, :revision, :body, cast(:run_id as bigint)
where :revision is distinct from (
    select revision from simpul.mapping_version where feed = :feed order by id desc limit 1
);

-- name: mapping_known
select revision from simpul.mapping_version where feed = :feed order by id desc limit 1;

-- name: steer_run
select
    r.*, p.stage, p.announced, p.pages, p.moved_at,
    r.state = 'running' and exists (
        select from simpul.lease as e
        where
            e.target in (r.target, r.kind || ' ' || r.target, r.kind || ':' || r.target) and e.partition = r.partition
            and e.token = r.token and e.expires_at > clock_timestamp()
    ) as alive
from simpul.run as r left join simpul.run_progress as p on p.run_id = r.id
where r.id = :id;

-- name: steer_newest
select max(id) from simpul.run where target = :target and kind = :kind;

-- Rows that the staged ones changed, in the transaction of the merge; {entity} is filled in, values are bound.
-- name: steer_changes
select
    m.key, to_jsonb(h) as before, to_jsonb(m) as after,
    m.tombstoned_at is not null and h.tombstoned_at is null as removed
from stage_{entity} as s
join mirror.{entity} as m on m.system = :system and m.key = s.key and m.run_id = :run_id
cross join lateral (
    select * from history.{entity} as h
    where h.system = m.system and h.key = m.key and h.replaced_by_run = :run_id
    order by h.replaced_at desc
    limit 1
) as h
limit :limit;

-- A run that no other transaction will ever see: its transaction is rolled back.
-- name: dry_run_start
insert into simpul.run (kind, target, caller) values ('pull', :feed, 'dry_run') returning id;

-- name: dry_run_cursor
select cursor, pass_since, pass_started_at, pass_newest, watermark, full_pass_at, last_success_at
from simpul.cursor
where feed = :feed and partition = :partition;

-- The list of feeds: last run, and whether somebody is at work on it.
-- name: steer_last_runs
select
    r.*, p.stage, p.announced, p.pages, p.moved_at,
    r.state = 'running' and exists (
        select from simpul.lease as e
        where
            e.target in (r.target, r.kind || ' ' || r.target, r.kind || ':' || r.target) and e.partition = r.partition
            and e.token = r.token and e.expires_at > clock_timestamp()
    ) as alive
from unnest(cast(:targets as text[])) as wanted (target)
cross join lateral (
    select * from simpul.run where run.target = wanted.target order by id desc limit 1
) as r
left join simpul.run_progress as p on p.run_id = r.id;

-- name: steer_next
-- What happened after a run that pulled: the first comparison begun after it, and the sendings after that one.
select
    c.state as compare_state, c.started_at as compared_at,
    (select d.state from simpul.run as d where d.kind = 'deliver' and d.id > c.id order by d.id limit 1) as deliver_state,
    (select count(*) from (
        select from simpul.effect as e where e.state in ('ready', 'sent', 'unknown') limit 1000
    ) as waiting) as waiting
from (select 1) as one
left join lateral (
    select id, state, started_at from simpul.run
    where kind = 'compare' and target = :compare and started_at >= :after order by id limit 1
) as c on true;

-- Thirty days: per target and day how its runs ended. Days are Medan's.
-- name: steer_days
select
    target, cast(started_at at time zone 'Asia/Jakarta' as date) as day, count(*) as runs,
    count(*) filter (where state = 'done') as done,
    count(*) filter (where state = 'failed') as failed,
    count(*) filter (where state in ('stopped', 'held')) as needed,
    count(*) filter (where state = 'parked') as parked,
    max(id) filter (where state = 'done') as last_done,
    max(id) filter (where state in ('failed', 'stopped', 'held')) as last_bad
from simpul.run
where target = any(:targets) and started_at >= :since
group by target, day;

-- name: steer_days_paused
select target, made_at, least(until, coalesce(resumed_at, until)) as ended_at from simpul.pause
where target = any(:targets) and until >= :since and coalesce(resumed_at, until) >= :since;

-- name: steer_clock
select clock_timestamp() as now, (select started_at from simpul.run order by id asc limit 1) as first_run_at;

-- The time line of one feed: every kind of event, newest first, from a place on. Each part gives at most one page.
-- name: steer_timeline
with place as (
    select cast(:at as timestamptz) as at, cast(:rank as integer) as rank, cast(:id as bigint) as id
), found as (
    (
        select
            started_at as at, 10 as rank, r.id, 'run' as kind, kind as act, state,
            case
                when caller ~ '^errand:[0-9]{1,9}$'
                then coalesce((select e.actor from simpul.errand as e where e.id = cast(substr(caller, 8) as bigint)), caller)
                else caller
            end as actor,
            reason, ended_at as until,
            jsonb_build_object(
                'read', read, 'applied', applied, 'unchanged', unchanged, 'quarantined', quarantined,
                'values', quarantined_values
            ) as detail
        from simpul.run as r, place as p
        where
            :runs and target = :feed and (p.at is null or (r.started_at, 10, r.id) < (p.at, p.rank, p.id))
            and (p.at is null or r.started_at <= p.at)
        order by r.started_at desc, r.id desc limit :limit
    )
    union all
    (
        select
            e.made_at, 20, e.id, 'errand', e.kind, e.state, e.actor, e.reason, e.ended_at,
            jsonb_build_object('run', e.run_id, 'target', e.target)
        from simpul.errand as e, place as p
        where :runs and e.target = :feed and (p.at is null or (e.made_at, 20, e.id) < (p.at, p.rank, p.id))
        order by e.made_at desc, e.id desc limit :limit
    )
    union all
    (
        select z.made_at, 30, z.id, 'pause', 'pause', '', z.actor, z.reason, z.until, jsonb_build_object('target', z.target)
        from simpul.pause as z, place as p
        where
            :settings and z.target in (:feed, :system)
            and (p.at is null or (z.made_at, 30, z.id) < (p.at, p.rank, p.id))
        order by z.made_at desc, z.id desc limit :limit
    )
    union all
    (
        select
            least(z.until, coalesce(z.resumed_at, z.until)), 31, z.id, 'pause', 'resume', '', z.resumed_by, '', null,
            jsonb_build_object('target', z.target)
        from simpul.pause as z, place as p
        where
            :settings and z.target in (:feed, :system)
            and least(z.until, coalesce(z.resumed_at, z.until)) <= clock_timestamp()
            and (p.at is null or (least(z.until, coalesce(z.resumed_at, z.until)), 31, z.id) < (p.at, p.rank, p.id))
        order by 1 desc, z.id desc limit :limit
    )
    union all
    (
        select
            v.seen_at, 40, v.id, 'mapping', 'mapping', '', '', v.revision, null,
            jsonb_build_object('run', v.run_id, 'first', v.id = (
                select min(w.id) from simpul.mapping_version as w where w.feed = :feed
            ))
        from simpul.mapping_version as v, place as p
        where :settings and v.feed = :feed and (p.at is null or (v.seen_at, 40, v.id) < (p.at, p.rank, p.id))
        order by v.seen_at desc, v.id desc limit :limit
    )
    union all
    (
        select
            b.held_at, 50, b.id, 'brake', 'held', b.state, '', b.reason, null, jsonb_build_object('run', b.run_id)
        from simpul.brake as b, place as p
        where :approvals and b.target = :feed and (p.at is null or (b.held_at, 50, b.id) < (p.at, p.rank, p.id))
        order by b.held_at desc, b.id desc limit :limit
    )
    union all
    (
        select
            b.settled_at, 51, b.id, 'brake', case b.state when 'refused' then 'refused' else 'released' end, b.state,
            coalesce(b.settled_by, ''), '', null, jsonb_build_object('run', b.run_id)
        from simpul.brake as b, place as p
        where
            :approvals and b.target = :feed and b.settled_at is not null
            and (p.at is null or (b.settled_at, 51, b.id) < (p.at, p.rank, p.id))
        order by b.settled_at desc, b.id desc limit :limit
    )
    union all
    (
        select
            v.made_at, 60, v.id, 'revert', 'planned', v.state, v.actor, v.reason, null,
            jsonb_build_object('target', v.target, 'plan', v.id)
        from simpul.revert as v, place as p
        where :approvals and v.id = any(:reverts) and (p.at is null or (v.made_at, 60, v.id) < (p.at, p.rank, p.id))
        order by v.made_at desc, v.id desc limit :limit
    )
    union all
    (
        select
            v.done_at, 61, v.id, 'revert', v.state, v.state, coalesce(v.approved_by, ''), '', null,
            jsonb_build_object('target', v.target, 'plan', v.id)
        from simpul.revert as v, place as p
        where
            :approvals and v.id = any(:reverts) and v.done_at is not null
            and (p.at is null or (v.done_at, 61, v.id) < (p.at, p.rank, p.id))
        order by v.done_at desc, v.id desc limit :limit
    )
)
select * from found order by at desc, rank desc, id desc limit :limit;

-- Plans that take rows of this feed back: by the number of one of its runs, or by a version of its mapping.
-- name: steer_reverts
select v.id
from simpul.revert as v
where
    v.target like :feed || '@%'
    or exists (
        select from simpul.run as r
        where r.id = case when v.target ~ '^[0-9]{1,18}$' then cast(v.target as bigint) end and r.target = :feed
    )
order by v.id desc
limit 500;

-- name: steer_version
select v.id, v.feed, v.revision, v.body, v.run_id, v.seen_at,
    before.id as before_id, before.revision as before_revision, before.body as before_body
from simpul.mapping_version as v
left join lateral (
    select id, revision, body from simpul.mapping_version as w where w.feed = v.feed and w.id < v.id order by w.id desc limit 1
) as before on true
where v.id = coalesce(
    cast(:id as bigint), (select w.id from simpul.mapping_version as w where w.feed = :feed order by w.id desc limit 1)
);

-- name: steer_brake
select id, run_id, target, reason, sample, state, held_at, settled_at, settled_by
from simpul.brake
where target = :target
order by id desc
limit 1;

-- name: steer_brake_one
select id, run_id, target, reason, sample, state, held_at, settled_at, settled_by from simpul.brake where id = :id;

-- name: steer_pages
select id, number, origin, requested_at, received_at, read, applied, unchanged, superseded, quarantined, quarantined_values
from simpul.page
where run_id = :run_id and id > :after
order by id
limit :limit;

-- name: steer_pages_sum
select
    count(*) as pages, cast(coalesce(sum(read), 0) as bigint) as read, cast(coalesce(sum(applied), 0) as bigint) as applied,
    cast(coalesce(sum(unchanged), 0) as bigint) as unchanged, cast(coalesce(sum(superseded), 0) as bigint) as superseded,
    cast(coalesce(sum(quarantined), 0) as bigint) as quarantined
from simpul.page
where run_id = :run_id;

-- name: steer_run_rules
select rule, state, count(*) as total from simpul.quarantine where run_id = :run_id group by rule, state order by 3 desc, 1, 2;

-- The last pull that a schedule began, not a person.
-- name: steer_scheduled
select r.target, r.started_at
from unnest(cast(:targets as text[])) as wanted (target)
cross join lateral (
    select target, started_at from simpul.run
    where run.target = wanted.target and kind = 'pull' and caller not like 'errand:%' and caller not in ('cli', '')
    order by id desc
    limit 1
) as r;
