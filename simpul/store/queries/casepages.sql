-- What the pages of disagreements show: lists with their place in them, one person's own figures.

-- name: casepages_wanted
-- The condition of every list; the order of every list is (observing, due, id).
c.closed_at is null
and (cast(:cause as text) is null or c.cause = :cause)
and (cast(:severity as text) is null or c.severity = :severity)
and (cast(:owner as text) is null or c.owner = :owner)
and (cast(:kecamatan as text) is null or c.kecamatan = :kecamatan)
and (cast(:kind as text) is null or c.kind = :kind)
and (cast(:state as text) is null or c.state = :state)
and (cast(:assignee as text) is null or c.assignee = :assignee)
and (not cast(:unassigned as boolean) or (c.assignee is null and c.state in ('new', 'reopened')))
and (not cast(:reopened as boolean) or c.reopened > 0)
and (cast(:observing as boolean) is null or c.observing = cast(:observing as boolean));

-- name: casepages_list
select c.*
from simpul.cases as c
where
    {wanted}
    and (
        cast(:at as bigint) is null
        or (c.observing, coalesce(c.due_at, 'infinity'), c.id)
        {beyond} (cast(:at_observing as boolean), cast(:at_due as timestamptz), cast(:at as bigint))
    )
order by c.observing {direction}, coalesce(c.due_at, 'infinity') {direction}, c.id {direction}
limit :limit;

-- name: casepages_mark
-- Where a case stands in every list.
select id as at, observing as at_observing, cast(coalesce(due_at, 'infinity') as text) as at_due
from simpul.cases
where id = :id;

-- name: casepages_count
-- Never counted further than an officer needs to know.
select count(*) from (
    select from simpul.cases as c where {wanted} limit :limit
) as found;

-- name: casepages_before
-- How many of a list stand before a case.
select count(*) from (
    select from simpul.cases as c
    where
        {wanted}
        and (c.observing, coalesce(c.due_at, 'infinity'), c.id)
        < (cast(:at_observing as boolean), cast(:at_due as timestamptz), cast(:at as bigint))
    limit :limit
) as found;

-- name: casepages_next
-- The next one of a list that waits for a decision.
select c.id
from simpul.cases as c
where
    {wanted} and c.state in ('new', 'assigned', 'reopened') and c.id <> cast(:at as bigint)
    and (
        not cast(:beyond as boolean)
        or (c.observing, coalesce(c.due_at, 'infinity'), c.id)
        > (cast(:at_observing as boolean), cast(:at_due as timestamptz), cast(:at as bigint))
    )
order by c.observing, coalesce(c.due_at, 'infinity'), c.id
limit 1;

-- name: casepages_neighbours
-- What else disagrees about the same subject.
select c.*
from simpul.cases as c
where
    c.subject_kind = :subject_kind and c.subject_key = :subject_key and c.subject_key <> ''
    and c.closed_at is null and c.id <> :id
order by c.observing, coalesce(c.due_at, 'infinity'), c.id
limit :limit;

-- name: casepages_same_record
-- What else disagrees about the same record, field → case: those a row of the page links to.
select c.field, c.feed, c.id, c.shape
from simpul.cases as c
where c.feed = :feed and c.record_key = :record_key and c.closed_at is null;

-- name: casepages_match
-- Why a record without a number is held to be about somebody.
select m.score, m.reasons, m.state, m.how, m.id
from simpul.match as m
where
    (m.left_feed = :feed and m.left_key = :record_key or m.right_feed = :feed and m.right_key = :record_key)
    and m.state in ('sure', 'confirmed', 'offered')
order by m.state = 'offered', m.score desc
limit 1;

-- name: casepages_trend
-- Cases of one cause by the day they were opened, oldest first, days without one too.
with days as (
    select cast(d as date) as day
    from generate_series(
        cast(cast(:today as date) - cast(:days as integer) + 1 as timestamp), cast(cast(:today as date) as timestamp),
        interval '1 day'
    ) as d
),
opened as (
    select cast(c.opened_at at time zone 'Asia/Jakarta' as date) as day, count(*) as cases
    from simpul.cases as c
    where
        c.cause = :cause
        and c.opened_at >= cast(cast(:today as date) - cast(:days as integer) + 1 as timestamp) at time zone 'Asia/Jakarta'
    group by 1
)
select coalesce(o.cases, 0) as cases
from days as d
left join opened as o on o.day = d.day
order by d.day;

-- name: casepages_mine
-- One officer's own figures; nobody else's are ever beside them.
with own as (
    select d.case_id, d.id, c.closed_at, c.state
    from simpul.decision as d
    inner join simpul.cases as c on c.id = d.case_id
    where
        d.actor = :actor and d.stands and d.undone_at is null and d.choice <> 'compensate'
        and d.decided_at >= cast(:since as timestamptz)
)
select
    (select count(*) from simpul.cases
    where assignee = :actor and closed_at is null and state in ('new', 'assigned', 'reopened')) as waiting,
    (select count(*) from simpul.cases
    where
        assignee = :actor and closed_at is null and state in ('new', 'assigned', 'reopened')
        and due_at < cast(:tomorrow as timestamptz)) as due_today,
    (select min(opened_at) from simpul.cases
    where assignee = :actor and closed_at is null and state in ('new', 'assigned', 'reopened')) as oldest_at,
    (select id from simpul.cases
    where assignee = :actor and closed_at is null and state in ('new', 'assigned', 'reopened')
    order by opened_at, id limit 1) as oldest_id,
    (select count(*) from simpul.decision
    where actor = :actor and decided_at >= cast(:today as timestamptz) and undone_at is null) as decided_today,
    (select count(distinct d.case_id) from simpul.decision as d
    where
        d.actor = :actor and d.stands and d.undone_at is null and d.choice <> 'compensate'
        and d.decided_at >= cast(:month as timestamptz)) as settled_this_month,
    (select count(distinct case_id) from own) as settled,
    -- Open and undecided again, or decided once more since.
    (select count(distinct o.case_id) from own as o
    where
        (o.closed_at is null and o.state in ('new', 'assigned', 'snoozed', 'reopened', 'awaiting'))
        or exists (select from own as l where l.case_id = o.case_id and l.id > o.id)) as reopened;

-- name: view_save
insert into simpul.saved_view (person, area, name, query) values (:person, :area, :name, :query)
on conflict (person, area, name) do update set query = excluded.query, made_at = clock_timestamp();

-- name: view_list
select id, name, query from simpul.saved_view where person = :person and area = :area order by name, id limit 50;

-- name: view_remove
delete from simpul.saved_view where id = :id and person = :person returning name;
