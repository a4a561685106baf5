-- Alerts, their routes and messages, and what metrics count beside the status. Every count is bounded or walks an index.

-- Open disagreements that somebody must settle; what is decided is on its way and cannot be overdue.
-- name: measures_cases
select
    severity, state, count(*) as total, min(opened_at) as oldest_at,
    count(*) filter (where due_at < clock_timestamp() and state not in ('decided', 'verified')) as overdue
from simpul.cases
where closed_at is null and not observing
group by severity, state;

-- name: measures_proposals
select
    (
        select count(*) from simpul.decision
        where four_eyes and approved_by is null and refused_by is null and undone_at is null and job_id is null
    ) as decisions,
    (select count(*) from simpul.job where state = 'awaiting') as jobs,
    least(
        (
            select min(decided_at) from simpul.decision
            where four_eyes and approved_by is null and refused_by is null and undone_at is null and job_id is null
        ),
        (select min(made_at) from simpul.job where state = 'awaiting')
    ) as oldest_at;

-- name: measures_runs
select kind, state, count(*) as total from simpul.run where state <> 'running' group by kind, state;

-- Newest count of each counter and kind of blank, of the last two weeks.
-- name: measures_stock
select distinct on (lokasi, jenis) lokasi as place, jenis as kind, stok_akhir as total
from mirror.stok_blangko
where tombstoned_at is null and tanggal >= :since
order by lokasi, jenis, tanggal desc
limit 500;

-- name: measures_routes
select
    r.name,
    count(*) filter (where m.state = 'waiting' and m.attempt > 0) as failing,
    max(m.sent_at) as last_sent_at
from simpul.alert_route as r
left join lateral (
    select * from simpul.alert_message as m where m.route_id = r.id order by m.id desc limit 50
) as m on true
where r.state = 'on'
group by r.name
order by r.name;

-- name: alerts_open_counts
select severity, count(*) as total from simpul.alert where closed_at is null group by severity;

-- name: heartbeat_read
select *, clock_timestamp() as now from simpul.heartbeat where name = :name;

-- name: heartbeat_beat
insert into simpul.heartbeat (name, beat_at, seconds, outside_ok, turns)
values (:name, clock_timestamp(), :seconds, :outside_ok, 1)
on conflict (name) do update set
    beat_at = excluded.beat_at, seconds = excluded.seconds, outside_ok = excluded.outside_ok,
    turns = heartbeat.turns + 1;

-- One watcher at a time works out what to tell; a second one leaves.
-- name: alerts_turn_lock
select pg_try_advisory_xact_lock(hashtext('simpul.alerts'));

-- name: alerts_now
select clock_timestamp();

-- name: alerts_see
insert into simpul.alert (kind, target, severity, words_id, words_en, opened_at, seen_at)
select a.kind, a.target, a.severity, a.words_id, a.words_en, cast(:now as timestamptz), cast(:now as timestamptz)
from jsonb_to_recordset(cast(:found as jsonb)) as a (
    kind text, target text, severity text, words_id text, words_en text
)
on conflict (kind, target) where closed_at is null do update set
    severity = excluded.severity, words_id = excluded.words_id, words_en = excluded.words_en, seen_at = excluded.seen_at;

-- Gone only when it has stayed away: what flickers is one alert.
-- name: alerts_close
update simpul.alert set closed_at = seen_at
where closed_at is null and seen_at <= cast(:now as timestamptz) - cast(:away as interval);

-- name: alerts_standing
select
    a.*,
    a.seen_at >= cast(:now as timestamptz) as present,
    exists (
        select from simpul.alert_silence as s
        where
            s.ended_at is null and s.until > cast(:now as timestamptz)
            and s.kind in ('', a.kind) and s.target in ('', a.target)
    ) as silenced
from simpul.alert as a
where a.closed_at is null
order by a.id
limit 500;

-- name: alerts_told
select route_id, alert_id, told_at, severity from simpul.alert_told where recovered_at is null limit 5000;

-- Told, and over since.
-- name: alerts_over
select t.route_id, a.*, false as silenced, false as present
from simpul.alert_told as t
inner join simpul.alert as a on a.id = t.alert_id
where t.recovered_at is null and a.closed_at is not null
order by a.id
limit 5000;

-- name: alerts_tell
insert into simpul.alert_told (route_id, alert_id, told_at, severity)
select :route, a.id, cast(:now as timestamptz), a.severity
from simpul.alert as a
where a.id = any(cast(:alerts as bigint[]))
on conflict (route_id, alert_id) do update set told_at = excluded.told_at, severity = excluded.severity;

-- name: alerts_tell_over
update simpul.alert_told set recovered_at = cast(:now as timestamptz)
where route_id = :route and alert_id = any(cast(:alerts as bigint[]));

-- name: alerts_queue
insert into simpul.alert_message (route_id, kind, title, body) values (:route, :kind, :title, :body) returning id;

-- name: alerts_digest_done
update simpul.alert_route set digest_on = :day where id = :route;

-- name: alerts_day
select
    count(*) filter (where opened_at > cast(:now as timestamptz) - interval '1 day') as opened,
    count(*) filter (where closed_at > cast(:now as timestamptz) - interval '1 day') as closed
from simpul.alert
where closed_at is null or closed_at > cast(:now as timestamptz) - interval '1 day';

-- Claimed for as long as a route may take; what is claimed and not tried has spent nothing.
-- name: alerts_claim
update simpul.alert_message as m
set next_at = clock_timestamp() + interval '10 minutes'
from simpul.alert_route as r
where
    r.id = m.route_id
    and m.id in (
        select w.id from simpul.alert_message as w
        where w.state = 'waiting' and w.next_at <= clock_timestamp()
        order by w.id
        limit :most
        for update skip locked
    )
returning m.*, r.name as route, r.env, r.file, r.state as route_state;

-- Counted before it is sent, so that a watcher that dies sends it again later instead of at once and for ever.
-- name: alerts_try
update simpul.alert_message
set attempt = attempt + 1, next_at = clock_timestamp() + make_interval(secs => least(3600, 30 * power(2, attempt)))
where id = :id and state = 'waiting'
returning id;

-- Waits with the one before it that was refused.
-- name: alerts_wait
update simpul.alert_message as m
set next_at = b.next_at
from simpul.alert_message as b
where b.id = :behind and m.id = any(cast(:ids as bigint[])) and m.state = 'waiting';

-- name: alerts_sent
update simpul.alert_message set state = 'sent', sent_at = clock_timestamp(), error = '' where id = :id;

-- name: alerts_not_sent
update simpul.alert_message
set error = :error, state = case when attempt >= :attempts then 'failed' else 'waiting' end
where id = :id;

-- What waits for a route that is gone will never leave.
-- name: alerts_forget
update simpul.alert_message set state = 'failed', error = 'route off' where route_id = :route and state = 'waiting';

-- name: alerts_prune
delete from simpul.alert_message where id in (
    select id from simpul.alert_message where state <> 'waiting' and made_at < clock_timestamp() - interval '90 days' limit 1000
);

-- name: routes_list
select
    r.*,
    s.last_sent_at,
    coalesce(s.waiting, 0) as waiting,
    coalesce(s.failing, 0) as failing,
    coalesce(s.last_error, '') as last_error
from simpul.alert_route as r
left join lateral (
    select
        max(m.sent_at) as last_sent_at,
        count(*) filter (where m.state = 'waiting') as waiting,
        count(*) filter (where m.state = 'failed' or (m.state = 'waiting' and m.attempt >= 3)) as failing,
        max(m.error) filter (where m.state <> 'sent') as last_error
    from (
        select * from simpul.alert_message as one where one.route_id = r.id order by one.id desc limit 20
    ) as m
) as s on true
where r.state <> 'removed'
order by r.name
limit 100;

-- name: routes_one
select * from simpul.alert_route where name = :name and state <> 'removed' for update;

-- name: routes_count
select count(*) from simpul.alert_route where state <> 'removed';

-- name: routes_add
insert into simpul.alert_route (
    name, env, file, severity, kinds, quiet_from, quiet_until, digest, language, repeat_hours, made_by
)
values (
    :name, :env, :file, :severity, cast(:kinds as jsonb), :quiet_from, :quiet_until, :digest, :language,
    :repeat_hours, :actor
)
returning id;

-- name: routes_state
update simpul.alert_route set state = :state where id = :id;

-- name: messages_list
select m.id, m.route_id, r.name as route, m.kind, m.title, m.body, m.state, m.attempt, m.made_at, m.sent_at, m.error
from simpul.alert_message as m
inner join simpul.alert_route as r on r.id = m.route_id
order by m.id desc
limit :most;

-- name: silences_list
select id, kind, target, until, reason, actor, made_at
from simpul.alert_silence
where ended_at is null and until > clock_timestamp()
order by until
limit 100;

-- name: silences_add
insert into simpul.alert_silence (kind, target, until, reason, actor)
values (:kind, :target, :until, :reason, :actor)
returning id;

-- name: silences_end
update simpul.alert_silence set ended_at = clock_timestamp(), ended_by = :actor
where id = :id and ended_at is null
returning kind, target;
