-- Many cases decided at once: previewed, then worked off one by one.

-- name: bulk_make
insert into simpul.job (cause, choice, reason, actor, plan)
values (:cause, :choice, :reason, :actor, cast(:plan as jsonb)) returning id;

-- name: bulk_take
-- The open cases of a cause that nobody has settled or proposed, as they are now; exceptions are left out.
insert into simpul.job_case (job_id, case_id, case_version)
select cast(:job as bigint), c.id, c.version
from simpul.cases as c
where
    c.cause = :cause and c.cause <> '' and c.closed_at is null
    and c.state in ('new', 'assigned', 'snoozed', 'reopened') and c.id <> all(:except);

-- name: bulk_lapse
-- A preview gives way to the same person's newer one, and after a day to nobody: the cases have moved on.
update simpul.job
set state = 'cancelled', ended_at = clock_timestamp()
where
    state = 'preview' and id <> :job
    and (made_at < clock_timestamp() - interval '1 day' or (actor = :actor and cause = :cause));

-- name: bulk_tally
-- How many cases a job is made of, by what its preview tells.
select c.severity, c.owner, c.kecamatan, c.state, c.kind, c.field, count(*) as cases
from simpul.job_case as j join simpul.cases as c on c.id = j.case_id
where j.job_id = :job
group by c.severity, c.owner, c.kecamatan, c.state, c.kind, c.field;

-- name: bulk_drawn
-- Cases in an order that only the job's number decides.
select c.id, c.rule, c.authority_value, c.follower_value, length(cast(c.facts as text)) as size
from simpul.job_case as j join simpul.cases as c on c.id = j.case_id
where j.job_id = :job
order by hashint8extended(c.id, cast(:job as bigint)), c.id
limit :limit;

-- name: bulk_one
select
    j.id, j.cause, j.choice, j.reason, j.actor, j.plan, j.state, j.approved_by, j.approved_at, j.refused_by, j.refusal,
    j.made_at, j.ended_at, j.undo_by, j.undo_at
from simpul.job as j
where j.id = :job
{lock};

-- name: bulk_counts
select state, count(*) as cases from simpul.job_case where job_id = :job group by state;

-- name: bulk_list
select
    j.id, j.cause, j.choice, j.reason, j.actor, j.plan, j.state, j.approved_by, j.approved_at, j.refused_by, j.refusal,
    j.made_at, j.ended_at, j.undo_by, j.undo_at
from simpul.job as j
where cast(:cause as text) is null or j.cause = :cause
order by j.id desc
limit :limit;

-- name: bulk_state
update simpul.job
set
    state = :state,
    approved_by = coalesce(:approved_by, approved_by),
    approved_at = case when cast(:approved_by as text) is null then approved_at else clock_timestamp() end,
    refused_by = coalesce(:refused_by, refused_by), refusal = coalesce(:refusal, refusal),
    ended_at = case when cast(:state as text) in ('done', 'refused', 'cancelled', 'undone') then clock_timestamp() end
where id = :job;

-- name: bulk_next
select case_id, case_version from simpul.job_case
where job_id = :job and state = 'waiting'
order by case_id
limit :size
for update skip locked;

-- name: bulk_settled
update simpul.job_case set state = :state, reason = :reason where job_id = :job and case_id = :case;

-- name: bulk_skipped
select case_id, reason from simpul.job_case where job_id = :job and state = 'skipped' order by case_id limit :limit;

-- name: bulk_undo_begin
update simpul.job as j
set state = 'undoing', undo_by = :actor, undo_at = clock_timestamp(), ended_at = null
where j.id = :job and exists (select from simpul.job_case as c where c.job_id = j.id and c.state = 'done');

-- name: bulk_undo_hold
-- What has not left stays until its decision was taken back, however long a worker takes to come.
update simpul.effect as e
set not_before = greatest(e.not_before, clock_timestamp() + interval '12 hours')
from simpul.job_case as j
inner join simpul.cases as c on c.id = j.case_id
inner join simpul.decision as d on d.case_id = j.case_id and d.job_id = j.job_id
where
    j.job_id = :job and j.state = 'done' and e.feed = c.feed and e.record_key = c.record_key
    and e.decision_id = d.id and e.state in ('draft', 'ready');

-- name: bulk_undo_next
select case_id from simpul.job_case
where job_id = :job and state = 'done'
order by case_id
limit :size
for update;

-- name: bulk_kept
select case_id, reason from simpul.job_case where job_id = :job and state = 'kept' order by case_id limit :limit;
