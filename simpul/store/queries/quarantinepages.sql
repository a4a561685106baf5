-- Quarantine for people: groups, one entry's place, trying without writing, and settling by one or two persons.

-- name: quarantine_groups
select
    q.feed, q.rule, count(*) as entries, count(*) filter (where q.field = '') as rows, min(q.opened_at) as oldest,
    max(q.opened_at) as newest, max(q.id) as up_to, w.id as waiting
from simpul.quarantine as q
left join simpul.quarantine_settlement as w
    on w.feed = q.feed and w.rule = q.rule and w.entry_id is null and w.four_eyes
    and w.approved_by is null and w.refused_by is null
where q.state = 'open'
group by q.feed, q.rule, w.id
order by entries desc, q.feed, q.rule
limit :limit;

-- name: quarantine_places
select p.id, p.origin, p.number, p.received_at, b.keep_until
from simpul.page as p left join simpul.page_body as b on b.digest = p.digest
where p.id = any(:pages);

-- Open entries to try, page by page in the order they were received.
-- name: quarantine_to_try
select q.id, q.page_id, q.row_no, q.field, q.rule, q.record_key
from simpul.quarantine as q
join simpul.page as p on p.id = q.page_id
where q.feed = :feed and q.state = 'open' and (cast(:rule as text) is null or q.rule = :rule)
    and (cast(:entry as bigint) is null or q.id = :entry)
order by p.requested_at, p.id, q.row_no
limit :limit;

-- name: quarantine_lock_entry
select * from simpul.quarantine where id = :id for update;

-- name: quarantine_group_of
select count(*) as entries, max(id) as up_to
from simpul.quarantine
where feed = :feed and rule = :rule and state = 'open' and (cast(:entry as bigint) is null or id = :entry)
    and (cast(:up_to as bigint) is null or id <= :up_to);

-- name: settlement_add
insert into simpul.quarantine_settlement (
    kind, feed, rule, entry_id, up_to, entries, field, record_key, reason, actor, sealed, key_id, raw_digest
)
values (
    :kind, :feed, :rule, :entry_id, :up_to, :entries, :field, :record_key, :reason, :actor, :sealed, :key_id, :raw_digest
)
on conflict do nothing
returning id, stands;

-- name: settlement_one
select * from simpul.quarantine_settlement where id = :id;

-- name: settlement_lock
select * from simpul.quarantine_settlement where id = :id for update;

-- name: settlements_waiting
select * from simpul.quarantine_settlement
where four_eyes and approved_by is null and refused_by is null
    and (cast(:not_by as text) is null or lower(actor) <> lower(:not_by))
    and (cast(:feed as text) is null or feed = :feed) and (cast(:rule as text) is null or rule = :rule)
order by proposed_at
limit :limit;

-- name: settlement_approve
update simpul.quarantine_settlement set approved_by = :actor, approved_at = clock_timestamp() where id = :id;

-- A refused or withdrawn correction keeps no value.
-- name: settlement_refuse
update simpul.quarantine_settlement
set refused_by = :actor, refused_at = clock_timestamp(), refusal = :reason,
    sealed = case when kind = 'correct' then ''::bytea end
where id = :id;

-- name: settlement_close
update simpul.quarantine
set state = :state, settled_at = clock_timestamp(), settled_by = :actor, reason = :reason, settlement_id = :id
where feed = :feed and rule = :rule and state = 'open' and (cast(:entry_id as bigint) is null or id = :entry_id)
    and id <= :up_to;

-- A correction made anew takes the place of the one before it.
-- name: standing_older
update simpul.quarantine_settlement
set raw_digest = null, sealed = ''::bytea
where kind = 'correct' and feed = :feed and record_key = :record_key and field = :field and id < :id and stands
    and raw_digest is not null;

-- name: standing_fixes
select id, record_key, field, raw_digest, sealed, key_id
from simpul.quarantine_settlement
where kind = 'correct' and feed = :feed and record_key = any(:keys) and stands and raw_digest is not null;

-- name: standing_put
update stage_{entity}
set "{field}" = cast(:value as {type}), held = nullif(array_remove(held, :field), '{}')
where page_no = :page_no and row_no = :row_no;

-- name: standing_mark
update simpul.quarantine set settlement_id = :id, settled_by = :actor, reason = :reason
where id = :entry and state in ('replayed', 'overtaken');

-- What is returned, in the order of the sender's rows.
-- name: quarantine_rejections
select
    q.id, q.feed, q.record_key, q.field, q.rule, q.masked, q.opened_at, q.row_no, p.origin, p.number, p.received_at
from simpul.quarantine as q join simpul.page as p on p.id = q.page_id
where q.feed = :feed and q.rule = :rule and q.state = any(:states)
    and (cast(:settlement as bigint) is null or q.settlement_id = :settlement)
order by p.origin, p.id, q.row_no, q.field
limit :limit;
