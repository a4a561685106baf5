-- Sending: an effect is committed as sent before the call and settled after it, each in its own short transaction.

-- A run whose process was killed: the lease says that nobody works on it any more.
-- name: deliver_start
with interrupted as (
    update simpul.run
    set
        state = 'failed', ended_at = clock_timestamp(),
        reason = 'terputus: prosesnya berhenti di tengah jalan (interrupted)'
    where kind = 'deliver' and target = :system and state = 'running'
)
insert into simpul.run (kind, target, token, caller) values ('deliver', :system, :token, :caller) returning id;

-- name: deliver_finish
update simpul.run
set state = :state, reason = :reason, ended_at = clock_timestamp(), read = :read, applied = :applied,
    quarantined = :failed, pending = :pending
where id = :run;

-- name: deliver_recover
-- A worker died between "sent" and its receipt: nobody knows whether the call went out.
update simpul.effect
set state = 'unknown', reason = 'proses terputus saat mengirim; diperiksa ke sistem tujuan'
where system = :system and state = 'sent';

-- name: deliver_outdated
-- What was true when a state effect was made and is not any more: it never leaves.
with judged as (
    select
        e.id,
        case
            when m.key is null or exists (
                select from jsonb_each_text(e.expected) as x where (to_jsonb(m) ->> x.key) is distinct from x.value
            ) then 'superseded'
            when exists (
                select from simpul.cases as c
                where
                    c.feed = e.feed and c.record_key = e.record_key and c.closed_at is null and e.values ? c.field
                    and not exists (
                        select from simpul.decision as d
                        where
                            d.case_id = c.id and d.case_version = c.version and d.undone_at is null and d.stands
                            and d.value is not distinct from (e.values ->> c.field)
                    )
            ) then 'cancelled'
        end as verdict
    from simpul.effect as e
    left join mirror.{entity} as m on m.system = :system and m.key = e.record_key and m.tombstoned_at is null
    where e.system = :system and e.feed = :feed and e.mode = 'state' and e.state = 'ready'
),
changed as (
    update simpul.effect as e
    set
        state = j.verdict, settled_at = clock_timestamp(),
        reason = case j.verdict
            when 'superseded' then 'data tujuan berubah sebelum terkirim'
            else 'ketidaksesuaian pada isian ini berubah atau keputusannya dibatalkan'
        end
    from judged as j
    where e.id = j.id and j.verdict is not null and e.state = 'ready'
    returning e.subject_kind, e.subject_key
)
insert into simpul.dirty (subject_kind, subject_key, reason)
select subject_kind, subject_key, 'outdated' from changed;

-- name: deliver_ungranted
update simpul.effect as e
set
    state = 'cancelled', settled_at = clock_timestamp(),
    reason = 'izin berbagi data untuk kiriman ini tidak ada atau sudah berakhir'
where
    e.system = :system and e.state = 'ready'
    and not coalesce(cast(:grants as jsonb) -> e.kind, '[]')
        @> to_jsonb(array(select jsonb_object_keys(e.values)));

-- name: deliver_claim_state
-- One effect, the oldest that may leave now; everything it rests on is checked in this statement. Only what a person let
-- out (a decision, a released draft) has a not_before; where sending is proposed, nothing else leaves.
with next as (
    select e.id
    from simpul.effect as e
    inner join mirror.{entity} as m on m.system = :system and m.key = e.record_key and m.tombstoned_at is null
    where
        e.system = :system and e.feed = :feed and e.mode = 'state' and e.state = 'ready' and e.id > :after
        and (e.not_before is null or e.not_before <= clock_timestamp())
        and (cast(:everything as boolean) or e.not_before is not null)
        and coalesce(cast(:grants as jsonb) -> e.kind, '[]')
            @> to_jsonb(array(select jsonb_object_keys(e.values)))
        and not exists (
            select from jsonb_each_text(e.expected) as x where (to_jsonb(m) ->> x.key) is distinct from x.value
        )
        and not exists (
            select from simpul.cases as c
            where
                c.feed = e.feed and c.record_key = e.record_key and c.closed_at is null and e.values ? c.field
                and not exists (
                    select from simpul.decision as d
                    where
                        d.case_id = c.id and d.case_version = c.version and d.undone_at is null and d.stands
                        and d.value is not distinct from (e.values ->> c.field)
                )
        )
        and not exists (
            select from simpul.effect as o
            where
                o.feed = e.feed and o.record_key = e.record_key
                and (o.state in ('sent', 'unknown') or (o.mode = 'state' and o.state = 'accepted'))
        )
    order by e.id
    limit 1
    for update of e skip locked
)
update simpul.effect as e
set state = 'sent', attempt = e.attempt + 1, sent_at = clock_timestamp(), reason = ''
from next
where e.id = next.id
returning
    e.id, e.kind, e.mode, e.system, e.feed, e.record_key, e.idem_key, e.values as send, e.body, e.precondition,
    e.attempt, e.subject_kind, e.subject_key;

-- name: deliver_claim_event
-- First in, first out for each target record.
with next as (
    select e.id
    from simpul.effect as e
    where
        e.system = :system and e.mode = 'event' and e.state = 'ready' and e.id > :after
        and (e.not_before is null or e.not_before <= clock_timestamp())
        and (cast(:everything as boolean) or e.not_before is not null)
        and coalesce(cast(:grants as jsonb) -> e.kind, '[]')
            @> to_jsonb(array(select jsonb_object_keys(e.values)))
        and not exists (
            select from simpul.effect as o
            where
                o.feed = e.feed and o.record_key = e.record_key
                and (o.state in ('sent', 'unknown') or (o.mode = 'event' and o.state = 'ready' and o.id < e.id))
        )
    order by e.id
    limit 1
    for update of e skip locked
)
update simpul.effect as e
set state = 'sent', attempt = e.attempt + 1, sent_at = clock_timestamp(), reason = ''
from next
where e.id = next.id
returning
    e.id, e.kind, e.mode, e.system, e.feed, e.record_key, e.idem_key, e.values as send, e.body, e.precondition,
    e.attempt, e.subject_kind, e.subject_key;

-- name: deliver_unknown
select
    e.id, e.kind, e.mode, e.system, e.feed, e.record_key, e.idem_key, e.values as send, e.body, e.precondition,
    e.attempt, e.subject_kind, e.subject_key
from simpul.effect as e
where e.system = :system and e.state = 'unknown'
order by e.id;

-- name: deliver_unproven
-- Accepted events that no mirror can show: the system is asked once more, after it has had time to change its mind.
select
    e.id, e.kind, e.mode, e.system, e.feed, e.record_key, e.idem_key, e.values as send, e.body, e.precondition,
    e.attempt, e.subject_kind, e.subject_key
from simpul.effect as e
where
    e.system = :system and e.mode = 'event' and e.state = 'accepted' and e.kind = any(:kinds)
    and e.settled_at < clock_timestamp() - cast(:patience as interval) and e.id <= :newest
order by e.id;

-- name: deliver_newest
select coalesce(max(id), 0) from simpul.effect where system = :system;

-- name: deliver_settle
update simpul.effect as e
set
    reason = :reason,
    settled_at = case when cast(:state as text) in ('ready', 'unknown') then null else clock_timestamp() end,
    attempt = e.attempt - cast(:uncounted as integer),
    state = case
        -- A newer state effect is waiting: this one, which certainly did not arrive, gives way to it.
        when cast(:state as text) = 'ready' and e.mode = 'state' and exists (
            select from simpul.effect as o
            where
                o.feed = e.feed and o.record_key = e.record_key and o.id <> e.id and o.mode = 'state'
                and o.state in ('draft', 'ready')
        ) then 'superseded'
        else cast(:state as text)
    end
where e.id = :id and e.state = any(:from_states)
returning e.state;

-- name: deliver_receipt
insert into simpul.receipt (effect_id, attempt, outcome, reference, detail)
values (:id, :attempt, :outcome, :reference, :detail);

-- name: deliver_counts
select state, count(*) as total from simpul.effect where system = :system group by state;

-- name: deliver_refused_case
insert into simpul.cases (
    kind, subject_kind, subject_key, feed, record_key, field, authority_feed, evidence, due_at
)
select
    'refused', e.subject_kind, e.subject_key, e.feed, e.record_key, 'kiriman ' || e.kind, e.feed, :reason,
    clock_timestamp() + interval '72 hours'
from simpul.effect as e
where e.id = :id and e.mode = 'event'
on conflict (feed, record_key, field) where closed_at is null do update
set evidence = excluded.evidence, updated_at = clock_timestamp();
