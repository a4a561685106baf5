-- Deciding, approving, taking back.

-- name: cases_decide
insert into simpul.decision (
    case_id, case_version, field, choice, value, reason, actor, decided_at, not_before, job_id, bulk_size,
    evidence_kind, evidence_number, evidence_date, compensates, plan, approved_by, approved_at
)
select
    cast(:id as bigint), cast(:version as bigint), cast(:field as text), cast(:choice as text), cast(:value as text),
    cast(:reason as text), cast(:actor as text), t.now, t.now + cast(:window as interval), cast(:job as bigint),
    cast(:bulk_size as integer), cast(:evidence_kind as text), cast(:evidence_number as text),
    cast(:evidence_date as date), cast(:compensates as bigint), cast(:plan as jsonb), cast(:approved_by as text),
    case when cast(:approved_by as text) is not null then t.now end
from (select clock_timestamp() as now) as t
returning *;

-- name: cases_decided
update simpul.cases
set state = 'decided', observing = false, updated_at = clock_timestamp()
where id = :id;

-- name: cases_awaiting
update simpul.cases set state = 'awaiting', updated_at = clock_timestamp() where id = :id;

-- name: cases_accept
update simpul.cases
set
    state = 'closed', observing = false, closed_at = clock_timestamp(), updated_at = clock_timestamp(),
    version = version + 1, closed_because = 'accepted', accepted_until = cast(:until as date)
where id = :id;

-- name: cases_apart
insert into simpul.apart (feed, record_key, subject_kind, subject_key, decision_id)
values (:feed, :record_key, :subject_kind, :subject_key, :decision)
on conflict (feed, record_key, subject_kind, subject_key) do nothing;

-- name: cases_close_apart
-- Every open disagreement between the two records goes with the link.
update simpul.cases
set
    state = 'closed', observing = false, closed_at = clock_timestamp(), updated_at = clock_timestamp(),
    version = version + 1, closed_because = 'unlinked'
where
    feed = :feed and record_key = :record_key and subject_kind = :subject_kind and subject_key = :subject_key
    and closed_at is null and rule = '';

-- name: cases_not_apart
delete from simpul.apart where decision_id = :decision;

-- name: cases_pending
-- The proposal of a case; ``live``: the case is as it was when it was proposed.
select d.*, coalesce(d.case_version, cast(d.plan ->> 'case_version' as bigint)) = c.version as live
from simpul.decision as d
inner join simpul.cases as c on c.id = d.case_id
where
    d.case_id = :id and d.four_eyes and d.approved_by is null and d.refused_by is null and d.undone_at is null
for update of d;

-- name: cases_proposals
select
    d.*, c.feed, c.record_key, c.follower_value, c.authority_value, c.owner, c.severity, c.kind,
    coalesce(d.case_version, cast(d.plan ->> 'case_version' as bigint)) = c.version as live
from simpul.decision as d
inner join simpul.cases as c on c.id = d.case_id
where
    d.four_eyes and d.approved_by is null and d.refused_by is null and d.undone_at is null
    and (cast(:case_id as bigint) is null or d.case_id = :case_id)
    and (cast(:not_by as text) is null or lower(d.actor) <> lower(:not_by))
order by d.decided_at, d.id
limit :limit;

-- name: cases_approve
update simpul.decision as d
set
    approved_by = :actor, approved_at = t.now, not_before = t.now + cast(:window as interval),
    case_version = coalesce(d.case_version, cast(:version as bigint))
from (select clock_timestamp() as now) as t
where d.id = :id
returning d.*;

-- name: cases_refuse
update simpul.decision
set refused_by = :actor, refused_at = clock_timestamp(), refusal = :reason
where id = :id;

-- name: cases_back
-- A case whose proposal came to nothing; one that changed meanwhile has its new version already.
update simpul.cases
set
    version = version + 1, updated_at = clock_timestamp(),
    state = case when reopened > 0 then 'reopened' when assignee is not null then 'assigned' else 'new' end
where id = :id and state = 'awaiting';

-- name: cases_last_decision
-- What was settled last and still holds.
select * from simpul.decision
where case_id = :id and stands and undone_at is null and refused_by is null
order by id desc
limit 1;

-- name: cases_effect_locked
-- Waits for a claim under way: whoever commits first has the effect.
select
    e.id, e.state, e.values as send, e.expected as shown, e.case_id, e.case_version, e.decision_id, e.not_before,
    e.kind, e.created_at, e.sent_at, d.choice
from simpul.effect as e
left join simpul.decision as d on d.id = e.decision_id
where
    e.feed = :feed and e.record_key = :record_key and e.mode = 'state' and e.values ? cast(:field as text)
    and e.created_at >= cast(:since as timestamptz)
order by e.id desc
limit 1
for update of e;

-- name: cases_unsent_locked
-- A draft that nobody released does not ride along; the next comparison proposes it anew.
select
    e.id, e.values as send, e.expected as shown, e.not_before, e.case_id, e.case_version, e.decision_id, d.choice
from simpul.effect as e
left join simpul.decision as d on d.id = e.decision_id
where e.feed = :feed and e.record_key = :record_key and e.mode = 'state' and e.state = 'ready'
for update of e;

-- name: cases_undo
update simpul.decision set undone_at = clock_timestamp(), undone_by = :actor where id = :id;

-- name: cases_undone
update simpul.cases
set
    state = case when reopened > 0 then 'reopened' when assignee is not null then 'assigned' else 'new' end,
    version = version + 1, updated_at = clock_timestamp()
where id = :id;

-- name: cases_open_again
update simpul.cases as c
set
    state = 'reopened', reopened = c.reopened + 1, version = c.version + 1, updated_at = clock_timestamp(),
    closed_at = null, closed_because = null, accepted_until = null, due_at = clock_timestamp() + cast(:due as interval)
where
    c.id = :id and c.closed_at is not null
    and not exists (
        select from simpul.cases as o
        where o.feed = c.feed and o.record_key = c.record_key and o.field = c.field and o.closed_at is null
    );

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

-- name: cases_reopen_compensated
-- What is put back is a disagreement again.
update simpul.cases
set state = 'reopened', reopened = reopened + 1, version = version + 1, updated_at = clock_timestamp()
where id = :id and closed_at is null
returning version;

-- name: cases_changed_since
-- Fields of a record that somebody changed after an effect left, its own fields apart.
select n.key as field, f.value as before, n.value as now
from mirror.{entity} as m
cross join lateral (
    select to_jsonb(h) as record from history.{entity} as h
    where h.system = m.system and h.key = m.key and h.replaced_at > cast(:since as timestamptz)
    order by h.replaced_at
    limit 1
) as o
cross join lateral jsonb_each_text(to_jsonb(m)) as n
inner join lateral jsonb_each_text(o.record) as f on f.key = n.key
where
    m.system = :system and m.key = :record_key and n.key = any(:fields)
    and n.value is distinct from f.value
order by n.key;

-- name: cases_told
-- What left for others about the same subject, or to this record, since then: nobody can unsay that.
select e.id, e.kind, e.system, e.sent_at, e.state
from simpul.effect as e
where
    e.mode = 'event' and e.state in ('sent', 'unknown', 'accepted', 'verified')
    and ((e.subject_kind = :subject_kind and e.subject_key = :subject_key)
        or (e.feed = :feed and e.record_key = :record_key))
    and e.sent_at >= cast(:since as timestamptz)
order by e.id;

-- name: cases_sent
-- What a decision's value became: the newest effect with it that was not taken back unsent.
select e.id, e.state, e.values as send, e.expected as shown, e.sent_at, e.created_at
from simpul.effect as e
where
    e.feed = :feed and e.record_key = :record_key and e.mode = 'state'
    and e.values ->> cast(:field as text) = :value
    and e.created_at >= cast(:since as timestamptz) and e.state not in ('superseded', 'cancelled')
order by e.id desc;
