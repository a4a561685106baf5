-- What is to be sent and what a person does about it.

-- name: outbox_list
-- Without a state: everything that has not come to its end.
select id, kind, mode, system, feed, record_key, state, reason, attempt, case_id, decision_id, created_at, not_before, sent_at,
    settled_at
from simpul.effect
where
    (cast(:state as text) is null and state in ('draft', 'ready', 'sent', 'unknown', 'failed', 'manual') or state = :state)
    and (cast(:system as text) is null or system = :system)
order by id
limit :limit;

-- name: outbox_one
select id, kind, mode, system, feed, record_key, state, reason, attempt, case_id, decision_id, created_at, not_before, sent_at,
    settled_at, values as send, expected as shown, body
from simpul.effect
where id = :id
{lock};

-- name: outbox_receipts
select attempt, outcome, reference, detail, at from simpul.receipt where effect_id = :id order by id;

-- name: outbox_release
update simpul.effect
set
    state = 'ready', not_before = clock_timestamp() + cast(:window as interval), attempt = 0, settled_at = null, reason = ''
where id = :id
returning not_before;

-- name: outbox_cancel
update simpul.effect
set state = 'cancelled', settled_at = clock_timestamp(), reason = :reason
where id = :id;

-- name: outbox_close_case
-- The case that says that this sending was refused is settled with it, unless another one of its kind failed too.
update simpul.cases as c
set
    state = 'closed', closed_at = clock_timestamp(), updated_at = clock_timestamp(), version = c.version + 1,
    closed_because = :because
from simpul.effect as e
where
    e.id = :id and e.mode = 'event' and c.kind = 'refused' and c.closed_at is null
    and c.feed = e.feed and c.record_key = e.record_key and c.field = 'kiriman ' || e.kind
    and not exists (
        select from simpul.effect as o
        where o.feed = e.feed and o.record_key = e.record_key and o.kind = e.kind and o.state = 'failed' and o.id <> e.id
    );
