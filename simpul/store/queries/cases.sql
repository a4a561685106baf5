-- Disagreements as lists and pages show them.

-- name: cases_list
select *
from simpul.cases
where
    (cast(:open as boolean) is null or (closed_at is null) = cast(:open as boolean))
    and (cast(:state as text) is null or state = :state)
    and (cast(:kind as text) is null or kind = :kind)
    and (cast(:cause as text) is null or cause = :cause)
    and (cast(:severity as text) is null or severity = :severity)
    and (cast(:owner as text) is null or owner = :owner)
    and (cast(:kecamatan as text) is null or kecamatan = :kecamatan)
    and (cast(:assignee as text) is null or assignee = :assignee)
    and (cast(:feed as text) is null or feed = :feed)
    and (cast(:field as text) is null or field = :field)
    and (cast(:rule as text) is null or rule = :rule)
    and (cast(:observing as boolean) is null or observing = cast(:observing as boolean))
    and (cast(:due_before as timestamptz) is null or due_at < cast(:due_before as timestamptz))
order by observing, due_at nulls last, id
limit :limit;

-- name: cases_one
select * from simpul.cases where id = :id
{lock};

-- name: cases_decisions
select
    id, case_version, field, choice, value, reason, actor, decided_at, not_before, undone_at, undone_by, job_id,
    evidence_kind, evidence_number, evidence_date, compensates, plan, approved_by, approved_at, refused_by, refused_at,
    refusal, escalated_at, escalated_to, four_eyes, stands
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

-- name: cases_notes
select at, actor, act, body from simpul.case_note where case_id = :id order by id;

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

-- name: cases_group_size
select count(*) from simpul.cases where cause = :cause and cause <> '' and closed_at is null;

-- name: cases_group_of
-- Which cases count into groups, besides being open or closed.
(cast(:cause as text) is null or {c}.cause = :cause)
and (cast(:owner as text) is null or {c}.owner = :owner)
and (cast(:kecamatan as text) is null or {c}.kecamatan = :kecamatan)
and (cast(:severity as text) is null or {c}.severity = :severity)
and (cast(:kind as text) is null or {c}.kind = :kind)
and (cast(:observing as boolean) is null or {c}.observing = cast(:observing as boolean));

-- name: cases_groups
-- Open cases by cause, from one index alone; what was closed since still counts for the trend of those shown.
with parts as (
    select
        c.cause, c.severity, c.kind,
        count(*) as open,
        count(*) filter (where c.observing) as observing,
        count(*) filter (where c.opened_at > t.now - interval '7 days') as this_week,
        count(*) filter (where c.opened_at between t.now - interval '14 days' and t.now - interval '7 days') as week_before,
        min(c.opened_at) as first_seen,
        max(c.opened_at) as last_seen
    from simpul.cases as c
    cross join (select clock_timestamp() as now) as t
    where c.closed_at is null and c.cause <> '' and {open}
    group by c.cause, c.severity, c.kind
),
grouped as (
    select
        p.cause,
        cast(sum(p.open) as bigint) as open,
        cast(sum(p.observing) as bigint) as observing,
        cast(sum(p.this_week) as bigint) as this_week,
        cast(sum(p.week_before) as bigint) as week_before,
        min(p.first_seen) as first_seen,
        max(p.last_seen) as last_seen,
        cast(sum(
            p.open * (
                cast(cast(:minutes as jsonb) ->> p.severity as integer)
                + coalesce(cast(cast(:extra as jsonb) ->> p.kind as integer), 0)
            )
        ) as bigint) as minutes,
        min(array_position(array['critical', 'high', 'medium', 'low'], p.severity)) as rank
    from parts as p
    group by p.cause
    order by rank, open desc, p.cause
    limit :limit offset :offset
)
select
    g.cause, g.open, g.observing, g.minutes, g.rank,
    g.this_week + e.this_week as this_week,
    g.week_before + e.week_before as week_before,
    least(g.first_seen, (
        select o.opened_at from simpul.cases as o
        where o.cause = g.cause and o.closed_at is not null and {ended}
        order by o.opened_at
        limit 1
    )) as first_seen,
    greatest(g.last_seen, (
        select o.opened_at from simpul.cases as o
        where o.cause = g.cause and o.closed_at is not null and {ended}
        order by o.opened_at desc
        limit 1
    )) as last_seen,
    array(
        select s.id from simpul.cases as s
        where s.cause = g.cause and s.closed_at is null and {samples}
        order by s.observing, coalesce(s.due_at, 'infinity'), s.id
        limit 5
    ) as samples
from grouped as g
cross join (select clock_timestamp() as now) as t
cross join lateral (
    select
        count(*) filter (where o.opened_at > t.now - interval '7 days') as this_week,
        count(*) filter (where o.opened_at <= t.now - interval '7 days') as week_before
    from simpul.cases as o
    where
        o.cause = g.cause and o.closed_at is not null and o.opened_at >= t.now - interval '14 days' and {ended}
) as e
order by g.rank, g.open desc, g.cause;

-- name: cases_samples
select * from simpul.cases where id = any(:ids) order by id;

-- name: cases_group_rule
select rule from simpul.cases where cause = :cause and closed_at is null limit 1;

-- name: cases_open_group
with opened as (
    update simpul.cases
    set
        observing = false, updated_at = clock_timestamp(),
        due_at = case
            when cast(:workdays as integer) is null then clock_timestamp() + cast(:due as interval)
            else rule.batas_hari_kerja(rule.sekarang(), cast(:workdays as integer))
        end
    where cause = :cause and cause <> '' and closed_at is null and observing
    returning id
),
noted as (
    insert into simpul.case_note (case_id, actor, act, body)
    select id, cast(:actor as text), 'open', cast(:reason as text) from opened
)
select count(*) from opened;
