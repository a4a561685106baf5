-- What the console's first pages count: what waits for a person, what changed since a visit, how links fared.

-- name: home_waiting
-- What waits for one person: the kinds of simpul.approvals. Names are compared as the database compares them when it
-- refuses an approval of one's own.
select
    (
        select count(*) from simpul.decision as d
        inner join simpul.cases as c on c.id = d.case_id
        where
            d.four_eyes and d.approved_by is null and d.refused_by is null and d.undone_at is null
            and lower(btrim(d.actor)) <> lower(btrim(:me))
    ) as proposals,
    (select count(*) from simpul.job where state = 'awaiting' and lower(btrim(actor)) <> lower(btrim(:me)))
    + (select count(*) from simpul.revert where state = 'planned' and lower(btrim(actor)) <> lower(btrim(:me)))
    + (select count(*) from simpul.match where state = 'unlinking' and lower(btrim(unlink_by)) <> lower(btrim(:me)))
    + (select count(*) from simpul.balikan where state = 'frozen' and lower(btrim(made_by)) <> lower(btrim(:me)))
    + (
        select count(*) from simpul.quarantine_settlement
        where four_eyes and approved_by is null and refused_by is null and lower(btrim(actor)) <> lower(btrim(:me))
    ) as others,
    (
        select count(*) from simpul.cases
        where assignee = :me and closed_at is null and state in ('assigned', 'new', 'reopened')
    ) as mine,
    (select count(*) from (select from simpul.match where state = 'offered' limit :most + 1) as m) as meant;

-- name: home_since
-- Counts stop at the most + 1: the page says "more than".
select
    (
        select count(*) from (
            select from simpul.cases where opened_at >= :since and not observing limit :most + 1
        ) as opened
    ) as opened,
    (select count(*) from (select from simpul.cases where closed_at >= :since limit :most + 1) as closed) as closed,
    (
        select count(*) from (
            select from simpul.cases where state = 'reopened' and updated_at >= :since limit :most + 1
        ) as again
    ) as reopened,
    (
        select count(*) from (
            select from simpul.quarantine where opened_at >= :since and state = 'open' limit :most + 1
        ) as aside
    ) as quarantined,
    (select count(*) from simpul.brake where held_at >= :since) as held;

-- name: home_spells
-- Times a pull or delivery could not do its work: from its first failed run to the end of the next good one. A parked
-- run is not counted: a closed link is no failure.
select
    t.target,
    t.kind,
    min(t.started_at) as began,
    g.ended_at as ended,
    count(*) as failures,
    bool_or(t.state = 'stopped') as stopped,
    (array_agg(t.reason order by t.id desc))[1] as reason
from simpul.run as t
left join lateral (
    select n.id, n.ended_at from simpul.run as n
    where n.target = t.target and n.kind = t.kind and n.id > t.id and n.state = 'done'
    order by n.id
    limit 1
) as g on true
where t.state in ('failed', 'stopped') and t.started_at >= :since and t.kind in ('pull', 'deliver')
group by t.target, t.kind, g.id, g.ended_at
order by began desc
limit 2000;

-- name: disruption_add
insert into simpul.disruption (
    system, title, services, kecamatan, steps, text_id, text_en, starts_at, expected_end_at, announced_by
)
values (
    :system, :title, :services, cast(:kecamatan as jsonb), :steps, :text_id, :text_en,
    coalesce(cast(:starts_at as timestamptz), clock_timestamp()), :expected_end_at, :actor
)
returning id;

-- name: disruption_open
select * from simpul.disruption where ended_at is null order by starts_at desc limit 50;

-- name: disruption_past
select * from simpul.disruption where ended_at >= :since order by ended_at desc limit 200;

-- name: disruption_end
update simpul.disruption
set ended_at = clock_timestamp(), ended_by = :actor
where id = :id and ended_at is null
returning title;

-- name: disruption_exists
select ended_at from simpul.disruption where id = :id;

-- name: link_check_keep
insert into simpul.link_check (system, at, actor, lines, certificate_until, credentials_at)
values (:system, clock_timestamp(), :actor, cast(:lines as jsonb), :certificate_until, :credentials_at)
on conflict (system) do update set
    at = excluded.at, actor = excluded.actor, lines = excluded.lines,
    certificate_until = excluded.certificate_until, credentials_at = excluded.credentials_at;

-- name: link_checks
select * from simpul.link_check;

-- name: link_states
select
    l.*,
    case
        when used_day = to_char(clock_timestamp() at time zone 'Asia/Jakarta', 'YYYY-MM-DD') then used_today
        else 0
    end as used
from simpul.link_state as l;

-- name: link_week
-- Runs of the last seven days by system: how many ended badly. Read by the key backwards, at most so many of each feed.
select r.target, count(*) as runs, count(*) filter (where r.state in ('failed', 'stopped')) as failed
from unnest(cast(:targets as text[])) as wanted (target)
cross join lateral (
    select target, state, started_at from simpul.run
    where run.target = wanted.target
    order by id desc
    limit :most
) as r
where r.started_at >= clock_timestamp() - interval '7 days' and r.state <> 'running'
group by r.target;

-- name: drift_seen
-- A field seen within the hour is not written again, nor locked.
insert into simpul.feed_field (feed, field, kind)
select :feed, found.field, :kind
from unnest(cast(:fields as text[])) as found (field)
where not exists (
    select from simpul.feed_field as k
    where
        k.feed = :feed and k.field = found.field and k.kind = :kind
        and k.last_seen_at > clock_timestamp() - interval '1 hour'
)
on conflict (feed, field, kind) do update set last_seen_at = clock_timestamp();

-- name: drift_fields
select feed, field, kind, first_seen_at, last_seen_at,
    max(last_seen_at) filter (where kind = 'sent') over (partition by feed) as newest_at
from simpul.feed_field
order by feed, field;

-- name: public_month
-- Figures without persons for the public page.
select
    owner,
    count(*) filter (where opened_at >= :month and not observing) as found,
    count(*) filter (where closed_at >= :month) as settled
from simpul.cases
where (opened_at >= :month and not observing) or closed_at >= :month
group by owner
order by owner;
