-- Held runs.

-- name: brake_state
select state from simpul.brake where target = :target order by id desc limit 1;

-- name: brake_size
select count(*) as rows,
    extract(epoch from clock_timestamp() - cast(:last as timestamptz)) / extract(epoch from cast(:unit as interval))
        as periods
from mirror.{entity}
where system = :system and tombstoned_at is null;

-- name: brake_hold
insert into simpul.brake (run_id, target, reason)
values (:run_id, :target, :reason)
on conflict (target) where state = 'held' do update set run_id = excluded.run_id, reason = excluded.reason;

-- name: brake_use
update simpul.brake set state = 'used' where target = :target and state = 'released';

-- name: brake_listing
select id, run_id, target, reason, held_at from simpul.brake where state = 'held' order by held_at, id;

-- name: brake_settle
update simpul.brake set state = :state, settled_at = clock_timestamp(), settled_by = :actor
where id = :id and state = 'held'
returning target;
