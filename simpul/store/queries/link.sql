-- The health of links. Each query is one statement under the row's lock, so all workers share one truth and one probe.

-- name: link_register
insert into simpul.link_state (system) values (:system) on conflict (system) do nothing;

-- name: link_now
select clock_timestamp();

-- Whether one request may leave now; who turns an open breaker half open holds the only probe.
-- name: link_admit
with seen as (
    select
        system, breaker, open_until, probe_until, parked_until, parked_reason,
        -- A caller that has waited until a time is not asked to wait for it again.
        greatest(clock_timestamp(), cast(:at_least as timestamptz)) as now,
        to_char(clock_timestamp() at time zone 'Asia/Jakarta', 'YYYY-MM-DD') as today,
        case
            when used_day = to_char(clock_timestamp() at time zone 'Asia/Jakarta', 'YYYY-MM-DD') then used_today
            else 0
        end as used
    from simpul.link_state
    where system = :system
    for update
),
judged as (
    select
        seen.*,
        case
            when parked_until > now then 'parked'
            when breaker = 'open' and open_until > now then 'open'
            when breaker <> 'closed' and probe_until > now then 'probing'
            when cast(:quota as bigint) > 0 and used >= cast(:quota as bigint) then 'quota'
            when breaker = 'closed' then 'go'
            else 'probe'
        end as verdict
    from seen
),
moved as (
    update simpul.link_state as l
    set
        breaker = case when j.verdict = 'probe' then 'half_open' else l.breaker end,
        probe_holder = case when j.verdict = 'probe' then cast(:ticket as text) else l.probe_holder end,
        probe_until = case
            when j.verdict = 'probe' then j.now + make_interval(secs => cast(:probe_seconds as double precision))
            else l.probe_until
        end,
        used_today = j.used + 1,
        used_day = j.today
    from judged as j
    where l.system = j.system and j.verdict in ('go', 'probe')
)
select
    verdict,
    now,
    case verdict
        when 'parked' then parked_until
        when 'open' then open_until
        when 'probing' then probe_until
        when 'quota' then (date_trunc('day', now at time zone 'Asia/Jakarta') + interval '1 day') at time zone 'Asia/Jakarta'
    end as until,
    parked_reason
from judged;

-- name: link_success
update simpul.link_state
set
    -- A straggler let in before the breaker opened proves nothing about now: only the probe closes it.
    breaker = case when probe_holder = :ticket then 'closed' else breaker end,
    open_until = case when probe_holder = :ticket then null else open_until end,
    probe_until = case when probe_holder = :ticket then null else probe_until end,
    failures = case when breaker = 'closed' or probe_holder = :ticket then 0 else failures end,
    probe_holder = nullif(probe_holder, :ticket),
    budget = least(cast(:budget_cap as double precision), budget + cast(:budget_share as double precision)),
    calls = calls + 1,
    latency = case when latency = 0 then cast(:seconds as double precision) else latency * 0.8 + cast(:seconds as double precision) * 0.2 end,
    last_ok_at = clock_timestamp()
where system = :system;

-- One failed request. ``counted``: the breaker counts it. Answers whether a retry may be paid from the budget, which
-- refills by a share of the successes and by one retry for each ``floor_seconds`` since the last error.
-- name: link_failure
with seen as (
    select
        l.*,
        clock_timestamp() as now,
        least(
            cast(:budget_cap as double precision),
            budget + coalesce(extract(epoch from clock_timestamp() - last_error_at), 0) / cast(:floor_seconds as double precision)
        ) as purse,
        coalesce(probe_holder = :ticket, false) as probing,
        failures + case when cast(:counted as boolean) and (breaker = 'closed' or probe_holder = :ticket) then 1 else 0 end
            as failed
    from simpul.link_state as l
    where system = :system
    for update
),
judged as (
    select
        seen.*,
        (
            (probing and cast(:counted as boolean))
            or (breaker = 'closed' and failed >= cast(:breaker_after as integer))
        ) as opens,
        (not cast(:counted as boolean) or purse >= 1) as granted
    from seen
),
moved as (
    update simpul.link_state as l
    set
        breaker = case when j.opens then 'open' else l.breaker end,
        opened_at = case when j.opens and not j.probing then j.now else l.opened_at end,
        open_until = case
            -- Twice as long after every probe that failed, at most eight times.
            when j.opens then j.now + make_interval(
                secs => cast(:breaker_seconds as double precision)
                    * power(2, least(3, greatest(0, j.failed - cast(:breaker_after as integer))))
            )
            else l.open_until
        end,
        probe_holder = case when j.probing then null else l.probe_holder end,
        probe_until = case when j.probing then null else l.probe_until end,
        failures = j.failed,
        budget = j.purse - case when j.granted and cast(:counted as boolean) then 1 else 0 end,
        parked_until = case
            when cast(:park_seconds as double precision) > 0 then greatest(
                l.parked_until, j.now + make_interval(secs => cast(:park_seconds as double precision))
            )
            else l.parked_until
        end,
        parked_reason = case when cast(:park_seconds as double precision) > 0 then :reason else l.parked_reason end,
        calls = l.calls + 1,
        errors = l.errors + 1,
        last_error = :error,
        last_error_at = j.now
    from judged as j
    where l.system = j.system
)
select granted, opens, now from judged;

-- An error that is not the link's: noted, and a probe in hand is given back for the next caller.
-- name: link_other_error
update simpul.link_state
set
    probe_until = case when probe_holder = :ticket then null else probe_until end,
    probe_holder = nullif(probe_holder, :ticket),
    calls = calls + 1,
    errors = errors + 1,
    last_error = :error,
    last_error_at = clock_timestamp()
where system = :system;

-- The system itself said until when it stays closed.
-- name: link_park
update simpul.link_state
set
    probe_until = case when probe_holder = :ticket then null else probe_until end,
    probe_holder = nullif(probe_holder, :ticket),
    parked_until = greatest(parked_until, least(:until, clock_timestamp() + interval '24 hours')),
    parked_reason = :reason,
    calls = calls + 1
where system = :system;

-- name: link_read
select
    l.*,
    clock_timestamp() as now,
    case
        when used_day = to_char(clock_timestamp() at time zone 'Asia/Jakarta', 'YYYY-MM-DD') then used_today
        else 0
    end as used
from simpul.link_state as l
where system = :system;

-- The last run of each target of a system, and whether somebody is at work on it now.
-- name: link_runs
select
    r.target,
    r.state,
    r.reason,
    r.started_at,
    r.ended_at,
    r.state = 'running' and exists (
        select from simpul.lease as e
        where
            -- A delivery and a pull of the same name hold leases of their own.
            e.target in (r.target, r.kind || ':' || r.target)
            and e.partition = r.partition and e.expires_at > clock_timestamp()
    ) as alive
from unnest(cast(:targets as text[])) as wanted (target)
cross join lateral (
    select * from simpul.run where run.target = wanted.target order by id desc limit 1
) as r
order by r.target;

-- name: link_freshness
select feed, min(last_success_at) as last_success_at
from simpul.cursor
where feed = any(:feeds)
group by feed;
