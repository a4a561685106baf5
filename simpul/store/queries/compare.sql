-- Comparing: work is claimed from simpul.dirty, judged as frames and written back set by set, one transaction a chunk.

-- A run whose process was killed: the lease says that nobody works on it any more.
-- name: compare_start
with interrupted as (
    update simpul.run
    set
        state = 'failed', ended_at = clock_timestamp(),
        reason = 'terputus: prosesnya berhenti di tengah jalan (interrupted)'
    where kind = 'compare' and state = 'running'
)
insert into simpul.run (kind, target, token, caller) values ('compare', 'compare', :token, :caller) returning id;

-- name: compare_finish
update simpul.run
set state = :state, reason = :reason, ended_at = clock_timestamp(),
    read = :read, applied = :applied, unchanged = :unchanged, superseded = 0, quarantined = 0, pending = 0
where id = :run;

-- name: compare_feeds
-- Where the feeds of a city stand: complete when every partition finished a first pass.
select
    feed,
    bool_and(full_pass_at is not null) as complete,
    min(last_success_at) as last_success_at,
    clock_timestamp() as now
from simpul.cursor
where feed = any(:feeds)
group by feed;

-- name: compare_pairings
select feed, authority_feed, revision, observing_since, baseline_done_at from simpul.pairing;

-- name: compare_begin_pairing
insert into simpul.pairing (feed, authority_feed, revision, observing_since)
values (:feed, :authority, :revision, clock_timestamp())
on conflict (feed, authority_feed) do update
set revision = excluded.revision, observing_since = excluded.observing_since, baseline_done_at = null;

-- name: compare_forget
delete from simpul.dirty where subject_kind = :kind;

-- name: compare_mark_baseline
-- Everything the follower holds is looked at once, whatever was claimed before the pair was ready.
insert into simpul.dirty (subject_kind, subject_key, reason, run_id)
select distinct cast(:kind as text), m.{key}, cast(:reason as text), cast(:run as bigint)
from mirror.{entity} as m
where m.system = :system and m.{key} is not null;

-- name: compare_finish_pairing
update simpul.pairing
set baseline_done_at = clock_timestamp()
where
    feed = :feed and authority_feed = :authority and baseline_done_at is null
    and not exists (select from simpul.dirty as d where d.subject_kind = :kind and d.reason = :reason);

-- name: compare_tables
create temporary table if not exists claimed (
    id bigint not null, subject_key text not null, reason text not null, run_id bigint, marked_at timestamptz not null
) on commit delete rows;
create temporary table if not exists claimed_subject (subject_key text not null) on commit delete rows;
create temporary table if not exists staged_base (
    record_key text not null, subject_key text not null, "values" text not null
) on commit delete rows;
create temporary table if not exists staged_verdict (
    record_key text not null, subject_key text not null, field text not null, outcome text not null, kind text,
    authority_value text, follower_value text, base_value text, differs boolean not null,
    shape text, cause text, severity text, owner text, kecamatan text, proposed_value text, proposed_by text
) on commit delete rows;

-- name: compare_claim
-- Reasons that wait for a feed are left alone until that feed has moved.
with taken as (
    select id, subject_key, reason, run_id, marked_at
    from simpul.dirty as d
    where
        subject_kind = :kind and id <= :newest and reason <> all(:waiting)
        and (
            reason not like 'awaits:%'
            or exists (
                select from simpul.run as r
                where
                    r.kind = 'pull' and r.state = 'done' and r.target = substr(d.reason, 8)
                    and r.started_at > d.marked_at
            )
        )
    order by id
    limit :size
    for update skip locked
)
insert into claimed (id, subject_key, reason, run_id, marked_at)
select id, subject_key, reason, run_id, marked_at from taken;

-- name: compare_claimed
insert into claimed_subject (subject_key) select distinct subject_key from claimed;

-- name: compare_newest
select coalesce(max(id), 0) from simpul.dirty;

-- name: compare_waiting
select count(*) from simpul.dirty where subject_kind = :kind;

-- name: compare_unmark
delete from simpul.dirty as d using claimed as c where d.id = c.id;

-- name: compare_keep_waiting
-- A pair that could not be compared now keeps its subjects until its feeds are fresh again.
insert into simpul.dirty (subject_kind, subject_key, reason, run_id)
select cast(:kind as text), s.subject_key, cast(:reason as text), cast(:run as bigint)
from claimed_subject as s
where
    exists (select from mirror.{entity} as m where m.system = :system and m.{key} = s.subject_key)
    and not exists (
        select from simpul.dirty as d
        where d.subject_kind = :kind and d.subject_key = s.subject_key and d.reason = :reason
    );

-- name: compare_pair
-- One statement sees both sides at one moment.
select
    f.key as record_key,
    s.subject_key,
    f.version,
    f.tombstoned_at is not null as follower_tombstoned,
    case when f.held is null and f.unsent is null then null
        else ',' || array_to_string(coalesce(f.held, '{}') || coalesce(f.unsent, '{}'), ',') || ',' end as follower_missing,
    a.key as authority_key,
    a.tombstoned_at is not null as authority_tombstoned,
    case when a.held is null and a.unsent is null then null
        else ',' || array_to_string(coalesce(a.held, '{}') || coalesce(a.unsent, '{}'), ',') || ',' end as authority_missing,
    {kecamatan} as kecamatan,
    {columns}
from claimed_subject as s
inner join mirror.{follower} as f on f.{key} = s.subject_key and f.system = %(follower_system)s
left join lateral (
    select m.*
    from mirror.{authority} as m
    where m.system = %(authority_system)s and m.{key} = s.subject_key
    order by m.tombstoned_at nulls first, m.version desc nulls last, m.observed_at desc
    limit 1
) as a on true
left join simpul.base as b on b.feed = %(feed)s and b.record_key = f.key and b.subject_key = s.subject_key
where not exists (
    -- Decided: this record is not about this subject.
    select from simpul.apart as p
    where
        p.feed = %(feed)s and p.record_key = f.key
        and p.subject_kind = %(kind)s and p.subject_key = s.subject_key
);

-- name: compare_effects
-- Fields under an effect that left, and values the follower's system would not take: refused, not kept, or three times
-- overtaken although what we see of the record did not change.
select
    e.record_key,
    v.key as field,
    case
        when e.state = 'failed' then 'refused'
        when e.state = 'overtaken' and 3 <= (
            select count(*) from simpul.effect as o
            where
                o.feed = e.feed and o.record_key = e.record_key and o.state = 'overtaken'
                and o.values = e.values and o.expected = e.expected
        ) then 'refused'
        else 'in_flight'
    end as standing,
    v.value,
    e.expected ->> v.key as expected
from claimed_subject as s
inner join simpul.effect as e on e.subject_kind = %(kind)s and e.subject_key = s.subject_key and e.feed = %(feed)s
cross join lateral jsonb_each_text(e.values) as v
where
    e.mode = 'state'
    and (
        e.state in ('sent', 'unknown', 'accepted', 'failed')
        or (
            e.state = 'overtaken'
            and (
                e.settled_at > coalesce((
                    select max(r.started_at) from simpul.run as r
                    where r.kind = 'pull' and r.target = e.feed and r.state = 'done'
                ), '-infinity')
                or 3 <= (
                    select count(*) from simpul.effect as o
                    where
                        o.feed = e.feed and o.record_key = e.record_key and o.state = 'overtaken'
                        and o.values = e.values and o.expected = e.expected
                )
            )
        )
    );

-- name: compare_unsent
select
    e.record_key, e.values as send, e.expected as shown, e.case_id, e.case_version, e.decision_id, e.not_before,
    array(
        select c.field
        from simpul.cases as c
        inner join simpul.decision as d
            on d.case_id = c.id and d.case_version = c.version and d.undone_at is null
        where
            c.feed = e.feed and c.record_key = e.record_key and c.closed_at is null and c.state = 'decided'
            and d.value is not distinct from (e.values ->> c.field)
        union
        -- What is put back contradicts no open case: it stays until it has left.
        select p.field
        from simpul.decision as d
        cross join lateral jsonb_object_keys(coalesce(d.plan -> 'values', '{}')) as p (field)
        where d.id = e.decision_id and d.choice = 'compensate' and d.stands and d.undone_at is null
    ) as decided
from claimed_subject as s
inner join simpul.effect as e on e.subject_kind = :kind and e.subject_key = s.subject_key and e.feed = :feed
where e.mode = 'state' and e.state in ('draft', 'ready')
for update of e;

-- name: compare_history
select h.key as authority_key, {columns}
from history.{authority} as h
where h.system = %(authority_system)s and h.key = any(%(keys)s);

-- name: compare_known
-- Known differences: accepted by somebody until a day that is not past (WIB).
select distinct on (c.record_key, c.field) c.record_key, c.field, c.authority_value, c.follower_value
from claimed_subject as s
inner join simpul.cases as c on c.subject_kind = %(kind)s and c.subject_key = s.subject_key and c.feed = %(feed)s
where
    c.closed_because = 'accepted' and c.rule = ''
    and c.accepted_until >= (
        coalesce(cast(nullif(current_setting('simpul.now', true), '') as timestamptz), clock_timestamp())
        at time zone 'Asia/Jakarta'
    )::date
    and not exists (
        select from simpul.cases as o
        where o.feed = c.feed and o.record_key = c.record_key and o.field = c.field and o.closed_at is null
    )
order by c.record_key, c.field, c.closed_at desc;

-- name: compare_write_base
insert into simpul.base as b (feed, record_key, subject_key, "values", verified_at)
select cast(:feed as text), record_key, subject_key, cast("values" as jsonb), clock_timestamp() from staged_base
on conflict (feed, record_key) do update
set
    "values" = case when b.subject_key = excluded.subject_key then b."values" || excluded."values" else excluded."values" end,
    subject_key = excluded.subject_key,
    verified_at = excluded.verified_at;

-- name: compare_lock_cases
-- Locks before anything is judged, so that a decision and a comparison never pass each other.
select c.id
from claimed_subject as s
inner join simpul.cases as c on c.subject_kind = :kind and c.subject_key = s.subject_key
where c.closed_at is null
order by c.id
for update of c;

-- name: compare_open_cases
select c.record_key, c.field, c.state as case_state, d.value as decided_value, c.id::text as case_id
from claimed_subject as s
inner join simpul.cases as c on c.subject_kind = %(kind)s and c.subject_key = s.subject_key and c.feed = %(feed)s
left join simpul.decision as d
    on d.case_id = c.id and d.case_version = c.version and d.undone_at is null and c.state in ('decided', 'verified')
where c.closed_at is null and c.rule = '' and c.kind = any(%(kinds)s);

-- name: compare_close_cases
update simpul.cases as c
set
    state = 'closed', closed_at = clock_timestamp(), updated_at = clock_timestamp(), version = c.version + 1,
    authority_value = v.authority_value, follower_value = v.follower_value,
    closed_because = case
        when v.outcome = 'agree' and c.state in ('decided', 'verified') and exists (
            select from simpul.effect as e
            where
                e.feed = c.feed and e.record_key = c.record_key and e.state = 'verified' and e.values ? c.field
                and e.sent_at >= c.opened_at
        ) then 'verified'
        when v.outcome = 'agree' then 'healed'
        when v.outcome = 'effect' then 'refreshed'
        else 'gone'
    end
from staged_verdict as v
where
    c.feed = :feed and c.record_key = v.record_key and c.field = v.field and c.closed_at is null
    and v.outcome in ('agree', 'effect', 'nothing');

-- name: compare_hold_decided
-- The follower shows what a person decided: the decision stands, though the authority still has to be corrected.
update simpul.cases as c
set
    follower_value = v.follower_value, updated_at = clock_timestamp(),
    state = case when d.choice in ('other', 'proposed') then 'verified' else c.state end
from staged_verdict as v, simpul.decision as d
where
    c.feed = :feed and c.record_key = v.record_key and c.field = v.field and c.closed_at is null
    and d.case_id = c.id and d.case_version = c.version and d.undone_at is null
    and v.outcome = 'case' and not v.differs and c.state = 'decided'
    and c.authority_value is not distinct from v.authority_value
    and (d.choice in ('other', 'proposed') or c.follower_value is distinct from v.follower_value);

-- name: compare_reopen_failed
-- What a decision sent did not arrive or did not stick: the case is open again, with the reason as evidence.
update simpul.cases as c
set
    state = 'reopened', reopened = c.reopened + 1, version = c.version + 1, updated_at = clock_timestamp(),
    evidence = f.reason
from staged_verdict as v, simpul.decision as d, simpul.effect as f
where
    c.feed = :feed and c.record_key = v.record_key and c.field = v.field and c.closed_at is null
    and v.outcome = 'case' and c.state = 'decided'
    and d.case_id = c.id and d.case_version = c.version and d.undone_at is null
    and f.feed = c.feed and f.record_key = c.record_key and f.state in ('failed', 'overtaken', 'manual')
    and f.values ? c.field and f.created_at >= d.decided_at;

-- name: compare_change_cases
-- Changed since it was opened or decided: the values an officer saw no longer hold, so neither does a decision.
update simpul.cases as c
set
    kind = v.kind, subject_kind = :kind, subject_key = v.subject_key,
    authority_value = v.authority_value, follower_value = v.follower_value, base_value = v.base_value,
    version = c.version + 1, updated_at = clock_timestamp(),
    -- What was decided or proposed was about other values; who slept is woken.
    state = case
        when c.state in ('decided', 'verified', 'awaiting') then 'reopened'
        when c.state = 'snoozed' and c.assignee is not null then 'assigned'
        when c.state = 'snoozed' then 'new'
        else c.state
    end,
    reopened = c.reopened + case when c.state in ('decided', 'verified', 'awaiting') then 1 else 0 end,
    snoozed_until = null, snoozed_more = null,
    observing = c.observing and cast(:observing as boolean),
    due_at = case when cast(:observing as boolean) then c.due_at else coalesce(c.due_at, clock_timestamp() + :due) end
from staged_verdict as v
where
    c.feed = :feed and c.record_key = v.record_key and c.field = v.field and c.closed_at is null
    and v.outcome = 'case'
    and (
        c.state not in ('decided', 'verified') or v.differs
        or c.authority_value is distinct from v.authority_value
    )
    and (
        (c.authority_value, c.follower_value, c.subject_key)
        is distinct from (v.authority_value, v.follower_value, v.subject_key)
        or (v.kind <> c.kind and v.kind = 'refused')
    );

-- name: compare_return_cases
update simpul.cases as c
set
    state = 'reopened', closed_at = null, closed_because = null, kind = v.kind,
    authority_value = v.authority_value, follower_value = v.follower_value, base_value = v.base_value,
    version = c.version + 1, reopened = c.reopened + 1, updated_at = clock_timestamp(),
    accepted_until = null, snoozed_until = null, snoozed_more = null,
    observing = cast(:observing as boolean),
    due_at = case when cast(:observing as boolean) then null else clock_timestamp() + :due end
from (
    select
        s.*,
        (
            select o.id from simpul.cases as o
            where
                o.subject_kind = :kind and o.subject_key = s.subject_key and o.feed = :feed
                and o.record_key = s.record_key and o.field = s.field and o.rule = '' and o.kind = any(:kinds)
            order by o.closed_at desc nulls first
            limit 1
        ) as latest
    from staged_verdict as s
    where s.outcome = 'case'
) as v
where
    c.id = v.latest and c.closed_at is not null
    and not exists (
        select from simpul.cases as o
        where o.feed = :feed and o.record_key = v.record_key and o.field = v.field and o.closed_at is null
    );

-- name: compare_open_new
insert into simpul.cases (
    kind, subject_kind, subject_key, feed, record_key, field, authority_feed,
    authority_value, follower_value, base_value, shape, cause, severity, owner, kecamatan, proposed_value, proposed_by,
    observing, due_at, opened_by_run
)
select
    v.kind, cast(:kind as text), v.subject_key, cast(:feed as text), v.record_key, v.field, cast(:authority as text),
    v.authority_value, v.follower_value, v.base_value, v.shape, v.cause, v.severity, v.owner, v.kecamatan,
    v.proposed_value, v.proposed_by,
    cast(:observing as boolean),
    case when cast(:observing as boolean) then null else clock_timestamp() + :due end, cast(:run as bigint)
from staged_verdict as v
where v.outcome = 'case'
order by v.record_key, v.field
on conflict (feed, record_key, field) where closed_at is null do nothing;

-- name: compare_describe_cases
-- What a case is about follows its values; nobody has to look again only because it is described better.
update simpul.cases as c
set
    shape = v.shape, cause = v.cause, severity = v.severity, owner = v.owner, kecamatan = v.kecamatan,
    proposed_value = v.proposed_value, proposed_by = v.proposed_by
from staged_verdict as v
where
    c.feed = :feed and c.record_key = v.record_key and c.field = v.field and c.closed_at is null
    and v.outcome = 'case' and c.kind = v.kind
    and (c.shape, c.cause, c.severity, c.owner, c.kecamatan, c.proposed_value, c.proposed_by)
    is distinct from (v.shape, v.cause, v.severity, v.owner, v.kecamatan, v.proposed_value, v.proposed_by);

-- name: compare_refused_because
update simpul.cases as c
set evidence = f.reason
from staged_verdict as v, simpul.effect as f
where
    c.feed = :feed and c.record_key = v.record_key and c.field = v.field and c.closed_at is null
    and v.kind = 'refused' and v.outcome = 'case'
    and f.id = (
        select max(e.id) from simpul.effect as e
        where
            e.feed = c.feed and e.record_key = c.record_key and e.state in ('failed', 'overtaken')
            and e.values ? c.field
    )
    and c.evidence <> f.reason;

-- name: compare_close_unlinked
-- A record that no longer speaks about its subject (its NIK changed, it is gone) leaves no case behind; one whose NIK
-- sits in quarantine is only out of sight. Nor does one that somebody decided is about another subject.
update simpul.cases as c
set
    state = 'closed', closed_at = clock_timestamp(), updated_at = clock_timestamp(), version = c.version + 1,
    closed_because = 'unlinked'
from claimed_subject as s
where
    c.subject_kind = :kind and c.subject_key = s.subject_key and c.feed = :feed and c.closed_at is null
    and c.rule = '' and c.kind = any(:kinds)
    and (
        not exists (
            select from mirror.{entity} as m
            where
                m.system = :system and m.key = c.record_key
                and (m.{key} = c.subject_key or '{key}' = any(coalesce(m.held, '{}')))
        )
        or exists (
            select from simpul.apart as p
            where
                p.feed = c.feed and p.record_key = c.record_key
                and p.subject_kind = c.subject_kind and p.subject_key = c.subject_key
        )
    );

-- name: effect_supersede
update simpul.effect as e
set state = 'superseded', reason = :reason, settled_at = clock_timestamp()
where e.feed = :feed and e.record_key = :record_key and e.mode = 'state' and e.state in ('draft', 'ready');

-- name: effect_ordinal
-- How many effects a record has had: makes the key of the next one its own.
select count(*) from simpul.effect where feed = :feed and record_key = :record_key and mode = 'state';

-- name: effect_insert
insert into simpul.effect (
    kind, mode, system, feed, record_key, subject_kind, subject_key, idem_key, values, expected, body,
    state, reason, case_id, case_version, decision_id, run_id, not_before
) values (
    :kind, :mode, :system, :feed, :record_key, :subject_kind, :subject_key, :idem_key,
    cast(:values as jsonb), cast(:expected as jsonb), cast(:body as jsonb),
    :state, :reason, :case_id, :case_version, :decision_id, :run_id, :not_before
)
on conflict (idem_key) do nothing;

-- name: compare_subject_of
select {key} from mirror.{entity} where system = :system and key = :record_key;

-- name: compare_shown
-- Accepted effects whose target was pulled since: what the next pull shows of them, field by field.
select
    e.id, v.key as field, v.value as wanted, to_jsonb(m) ->> v.key as shown,
    coalesce(v.key = any(coalesce(m.held, '{}') || coalesce(m.unsent, '{}')), false) as out_of_sight
from simpul.effect as e
cross join lateral jsonb_each_text(e.values) as v
left join mirror.{entity} as m on m.system = :system and m.key = e.record_key
where
    e.feed = :feed and e.mode = 'state' and e.state = 'accepted'
    and exists (
        select from simpul.run as r
        where r.kind = 'pull' and r.target = e.feed and r.state = 'done' and r.started_at > e.settled_at
    )
order by e.id;

-- name: compare_settle
update simpul.effect
set state = :state, reason = :reason, settled_at = clock_timestamp()
where id = :id and state = 'accepted'
returning subject_kind, subject_key;

-- name: dirty_add
insert into simpul.dirty (subject_kind, subject_key, reason, run_id)
values (:subject_kind, :subject_key, :reason, :run);

-- name: effect_record
select to_jsonb(m) from mirror.{entity} as m where m.system = :system and m.key = :record_key;
