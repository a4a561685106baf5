-- Quarantine: listing, showing, trying again, keeping no longer than allowed.

-- name: quarantine_listing
select id, feed, record_key, field, rule, masked, state, opened_at, row_no, page_id, run_id, settled_at, settled_by, reason
from simpul.quarantine
where (cast(:feed as text) is null or feed = :feed) and (cast(:rule as text) is null or rule = :rule) and state = :state
    and (cast(:before as bigint) is null or id < :before)
order by id desc
limit :limit;

-- name: quarantine_one
select id, feed, record_key, field, rule, masked, state, opened_at, row_no, page_id, run_id, settled_at, settled_by,
    reason, sealed, key_id
from simpul.quarantine
where id = :id;

-- Pages with open entries, in the order they were received.
-- name: quarantine_pages
select page.id
from simpul.page
where page.id in (
    select page_id from simpul.quarantine
    where feed = :feed and state = 'open' and (cast(:rule as text) is null or rule = :rule)
        and (cast(:entry as bigint) is null or id = :entry)
)
order by page.requested_at, page.id;

-- name: quarantine_rows
select distinct row_no from simpul.quarantine
where feed = :feed and page_id = :page_id and state = 'open' and (cast(:rule as text) is null or rule = :rule)
    and (cast(:entry as bigint) is null or id = :entry);

-- name: quarantine_count
select count(*) from simpul.quarantine
where feed = :feed and state = 'open' and (cast(:rule as text) is null or rule = :rule)
    and (cast(:entry as bigint) is null or id = :entry);

-- name: page_one
select page.number, page.requested_at, page.media, page.digest, body.key_id, body.sealed
from simpul.page left join simpul.page_body as body on body.digest = page.digest
where page.id = :id;

-- Entries of a page that was tried again: good now, or no longer the newest; what is bad still stays open.
-- name: quarantine_settle
update simpul.quarantine as q
set state = case when m.page_id = q.page_id and m.row_no = q.row_no then 'replayed' else 'overtaken' end,
    settled_at = clock_timestamp(), settled_by = 'mesin', reason = 'dicoba ulang', run_id = :run_id
from mirror.{entity} as m
where q.page_id = :page_id and q.feed = :feed and q.state = 'open' and q.row_no = any(:rows)
    and m.system = :system and m.key = coalesce(q.record_key, (
        select s.key from stage_{entity} as s where s.row_no = q.row_no
    ))
    and not exists (
        select from unnest(cast(:bad_rows as integer[]), cast(:bad_fields as text[])) as bad (row_no, field)
        where bad.row_no = q.row_no and bad.field in ('', q.field)
    );

-- name: quarantine_replayed
select count(*) filter (where state = 'replayed') as replayed, count(*) filter (where state = 'overtaken') as overtaken
from simpul.quarantine
where run_id = :run_id and reason = 'dicoba ulang';

-- name: retention_bodies
delete from simpul.page_body
where digest in (select digest from simpul.page_body where keep_until < clock_timestamp() limit :batch);

-- name: retention_quarantine
update simpul.quarantine
set sealed = null, masked = '',
    state = case when state = 'open' then 'discarded' else state end,
    settled_at = coalesce(settled_at, clock_timestamp()),
    settled_by = coalesce(settled_by, 'retensi'),
    reason = coalesce(reason, 'melewati masa simpan (past its retention)')
where id in (
    select id from simpul.quarantine
    where feed = :feed and sealed is not null and opened_at < clock_timestamp() - cast(:retention as interval)
    limit :batch
);
