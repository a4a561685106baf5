-- What happens to a case besides decisions, and what the clock does to it.

-- name: cases_note
insert into simpul.case_note (case_id, actor, act, body) values (:id, :actor, :act, :body);

-- name: cases_assign
update simpul.cases
set
    assignee = :assignee, updated_at = clock_timestamp(), snoozed_until = null, snoozed_more = null,
    state = case when state in ('new', 'assigned', 'snoozed', 'reopened') then 'assigned' else state end
where id = :id;

-- name: cases_snooze
update simpul.cases as c
set
    state = 'snoozed', updated_at = clock_timestamp(), snoozed_until = cast(:until as timestamptz),
    snoozed_more = cast(:more as bigint) + (
        select count(*) from simpul.cases as o where o.cause = c.cause and o.closed_at is null
    )
where c.id = :id;

-- name: cases_wake_one
update simpul.cases
set
    snoozed_until = null, snoozed_more = null, updated_at = clock_timestamp(),
    state = case when reopened > 0 then 'reopened' when assignee is not null then 'assigned' else 'new' end
where id = :id;

-- name: cases_wake
-- Snoozed until a day that has come, or until a group has grown.
with asleep as materialized (
    select id, cause, snoozed_until, snoozed_more
    from simpul.cases
    where state = 'snoozed' and closed_at is null
),
grown as materialized (
    select
        w.cause,
        (select count(*) from simpul.cases as o where o.cause = w.cause and o.closed_at is null) as open
    from (select distinct cause from asleep where snoozed_more is not null) as w
),
woken as (
    update simpul.cases as c
    set
        snoozed_until = null, snoozed_more = null, updated_at = clock_timestamp(),
        state = case when c.reopened > 0 then 'reopened' when c.assignee is not null then 'assigned' else 'new' end
    from asleep as s
    left join grown as g on g.cause = s.cause
    where
        c.id = s.id and c.state = 'snoozed'
        and (s.snoozed_until <= clock_timestamp() or g.open >= s.snoozed_more)
    returning c.id
)
insert into simpul.case_note (case_id, actor, act) select id, 'simpul', 'wake' from woken;

-- name: cases_lapse
-- Proposals whose case changed, closed or was settled otherwise: they can never be approved.
with lapsed as (
    update simpul.decision as d
    set undone_at = clock_timestamp(), undone_by = 'simpul'
    from simpul.cases as c
    where
        c.id = d.case_id and d.four_eyes and d.approved_by is null and d.refused_by is null and d.undone_at is null
        and coalesce(d.case_version, cast(d.plan ->> 'case_version' as bigint)) <> c.version
        and (cast(:id as bigint) is null or c.id = :id)
    returning d.case_id
),
back as (
    update simpul.cases as c
    set
        updated_at = clock_timestamp(),
        state = case when c.reopened > 0 then 'reopened' when c.assignee is not null then 'assigned' else 'new' end
    from lapsed as l
    where c.id = l.case_id and c.state = 'awaiting'
)
insert into simpul.case_note (case_id, actor, act) select case_id, 'simpul', 'lapse' from lapsed;

-- name: cases_escalate
-- Proposals that have waited too long go to the office above, and on to the next one after as long again.
with late as (
    select d.id, d.case_id, cast(:parents as jsonb) ->> coalesce(d.escalated_to, c.owner) as office
    from simpul.decision as d
    inner join simpul.cases as c on c.id = d.case_id
    where
        d.four_eyes and d.approved_by is null and d.refused_by is null and d.undone_at is null
        and coalesce(d.escalated_at, d.decided_at) < clock_timestamp() - cast(:age as interval)
        and cast(:parents as jsonb) ? coalesce(d.escalated_to, c.owner)
    for update of d skip locked
),
moved as (
    update simpul.decision as d
    set escalated_at = clock_timestamp(), escalated_to = l.office
    from late as l
    where d.id = l.id
)
insert into simpul.case_note (case_id, actor, act, body)
select case_id, 'simpul', 'escalate', office from late;

-- name: cases_expire
-- Known differences whose day has passed are compared again, once.
with expired as (
    update simpul.cases as c
    set updated_at = clock_timestamp()
    where
        c.closed_because = 'accepted'
        and c.accepted_until < (clock_timestamp() at time zone 'Asia/Jakarta')::date
        and not exists (
            select from simpul.case_note as n where n.case_id = c.id and n.act = 'expired' and n.at >= c.closed_at
        )
    returning c.id, c.subject_kind, c.subject_key
),
marked as (
    insert into simpul.dirty (subject_kind, subject_key, reason)
    select distinct subject_kind, subject_key, 'expired' from expired
)
insert into simpul.case_note (case_id, actor, act) select id, 'simpul', 'expired' from expired;

-- name: cases_delegate
insert into simpul.delegation (actor, stand_in, starts, ends, made_by, reason)
values (:actor, :stand_in, :starts, :ends, :made_by, :reason)
returning id;

-- name: cases_delegation_lock
-- One delegation is written at a time, so that two of them cannot contradict each other.
select pg_advisory_xact_lock(hashtext('simpul.delegation'));

-- name: cases_delegations
-- Those that touch a span of days, oldest first.
select id, actor, stand_in, starts, ends, made_by, reason, made_at, ended_at
from simpul.delegation
where
    (cast(:everything as boolean) or ended_at is null)
    and starts <= cast(:last as date) and ends >= cast(:first as date)
order by starts, id;

-- name: cases_delegation_end
update simpul.delegation set ended_at = clock_timestamp()
where id = :id and ended_at is null
returning actor, stand_in;

-- name: cases_hindrance
-- Why somebody is no second person for a proposer; null: nothing in the way.
select coalesce(
    simpul.hindrance(:proposer, :approver, coalesce(cast(:since as timestamptz), clock_timestamp())),
    case when not simpul.agrees(:approver, cast(:roles as text[])) then 'office' end
);

-- name: cases_hands
-- Everybody who is no second person for somebody since a moment.
select simpul.hands(:actor, cast(:since as timestamptz), true);

-- name: cases_chooses_approver
-- Whether the absent one proposes, the stand-in approves, and whoever says so is one hand with either.
select exists (
    select from simpul.person as a, simpul.person as b
    where
        a.username = lower(btrim(:absent)) and a.roles && cast(:proposing as text[])
        and b.username = lower(btrim(:stand_in)) and b.roles && cast(:approving as text[])
        and (
            lower(btrim(:actor)) = b.username
            or lower(btrim(:actor)) in (select simpul.hands(:absent, clock_timestamp(), true))
        )
);
