-- The lease of a (target, partition). The session lock of (target, partition, token) is held by a living holder.

-- name: lease_make
insert into simpul.lease (target, partition, token, holder, expires_at)
select :target, :partition, 0, '', '-infinity'
-- The conflict clause alone would wait for a holder that is committing.
where not exists (select from simpul.lease where target = :target and partition = :partition)
on conflict do nothing;

-- name: lease_look
select token, holder, expires_at > clock_timestamp() as valid
from simpul.lease
where target = :target and partition = :partition
for update skip locked;

-- name: lease_alone
select pg_try_advisory_xact_lock(hashtextextended(:target || '|' || :partition, :token));

-- name: lease_take
update simpul.lease
set token = token + 1, holder = :holder, expires_at = clock_timestamp() + make_interval(secs => :seconds)
where target = :target and partition = :partition
returning token;

-- name: lease_live
select pg_advisory_lock(hashtextextended(:target || '|' || :partition, :token));

-- name: lease_check
update simpul.lease
set expires_at = clock_timestamp() + make_interval(secs => :seconds)
where target = :target and partition = :partition and token = :token
returning token;

-- name: lease_release
update simpul.lease
set expires_at = '-infinity'
where target = :target and partition = :partition and token = :token;
