-- Settling disagreements.

-- name: cases_list
select
    id, kind, subject_kind, subject_key, feed, record_key, field, authority_feed, authority_value, follower_value,
    base_value, state, observing, version, reopened, evidence, opened_at, updated_at, due_at, closed_at, closed_because
from simpul.cases
where
    (cast(:open as boolean) is null or (closed_at is null) = cast(:open as boolean))
    and (cast(:state as text) is null or state = :state)
    and (cast(:kind as text) is null or kind = :kind)
    and (cast(:feed as text) is null or feed = :feed)
    and (cast(:field as text) is null or field = :field)
    and (cast(:observing as boolean) is null or observing = cast(:observing as boolean))
order by observing, due_at nulls last, id
limit :limit;

-- name: cases_one
select
    id, kind, subject_kind, subject_key, feed, record_key, field, authority_feed, authority_value, follower_value,
    base_value, state, observing, version, reopened, evidence, opened_at, updated_at, due_at, closed_at, closed_because
from simpul.cases
where id = :id
{lock};

-- name: cases_decisions
select id, case_version, choice, value, reason, actor, decided_at, not_before, undone_at, undone_by
from simpul.decision
where case_id = :id
order by id;

-- name: cases_effects
select e.id, e.kind, e.state, e.reason, e.attempt, e.created_at, e.not_before, e.sent_at, e.settled_at
from simpul.effect as e
where
    e.feed = :feed and e.record_key = :record_key
    and (e.values ? cast(:field as text) or 'kiriman ' || e.kind = cast(:field as text))
    and e.created_at >= cast(:since as timestamptz) - interval '1 hour'
order by e.id;

-- name: cases_origin
-- Where a value stands now and where it came from.
select
    m.system, m.key, m.version, m.observed_at, m.mapping_revision, m.page_id, m.row_no, m.run_id,
    m.tombstoned_at, p.origin, to_jsonb(m) as record
from mirror.{entity} as m
left join simpul.page as p on p.id = m.page_id
where m.system = :system and m.{column} = :value
order by m.tombstoned_at nulls first, m.version desc nulls last
limit 1;

-- name: cases_decide
insert into simpul.decision (case_id, case_version, choice, value, reason, actor, decided_at, not_before)
select
    cast(:id as bigint), cast(:version as integer), cast(:choice as text), cast(:value as text), cast(:reason as text),
    cast(:actor as text), t.now, t.now + cast(:window as interval)
from (select clock_timestamp() as now) as t
returning id, decided_at, not_before;

-- name: cases_decided
update simpul.cases
set state = 'decided', observing = false, updated_at = clock_timestamp()
where id = :id;

-- name: cases_accept
update simpul.cases
set
    state = 'closed', observing = false, closed_at = clock_timestamp(), updated_at = clock_timestamp(),
    version = version + 1, closed_because = 'accepted'
where id = :id;

-- name: cases_active_decision
select id, value, decided_at from simpul.decision
where case_id = :id and case_version = :version and undone_at is null;

-- name: cases_effect_locked
-- Waits for a claim under way: whoever commits first has the effect.
select
    id, state, values as send, expected as shown, case_id, case_version, decision_id, not_before, kind, created_at
from simpul.effect
where
    feed = :feed and record_key = :record_key and mode = 'state' and values ? cast(:field as text)
    and created_at >= cast(:since as timestamptz)
order by id desc
limit 1
for update;

-- name: cases_unsent_locked
-- A draft that nobody released does not ride along; the next comparison proposes it anew.
select id, values as send, expected as shown, not_before
from simpul.effect
where feed = :feed and record_key = :record_key and mode = 'state' and state = 'ready'
for update;

-- name: cases_undo
update simpul.decision set undone_at = clock_timestamp(), undone_by = :actor where id = :id;

-- name: cases_undone
update simpul.cases
set
    state = case when reopened > 0 then 'reopened' else 'new' end,
    version = version + 1, updated_at = clock_timestamp()
where id = :id;

-- name: cases_cancel_effect
update simpul.effect
set state = 'cancelled', settled_at = clock_timestamp(), reason = 'dibatalkan petugas'
where id = :id and state in ('draft', 'ready');

-- name: cases_riding
-- Other decided fields that ride in the same effect.
select d.id as decision_id, d.case_id, d.case_version, d.not_before
from simpul.cases as c
inner join simpul.decision as d on d.case_id = c.id and d.case_version = c.version and d.undone_at is null
where
    c.feed = :feed and c.record_key = :record_key and c.closed_at is null and c.state = 'decided'
    and c.field = any(:fields)
order by d.not_before desc
limit 1;
