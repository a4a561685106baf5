-- Held runs.

-- name: brake_state
select state from simpul.brake where target = :target order by id desc limit 1;

-- Whether the mirror is big enough to have a brake and too small for this much change.
-- name: brake_trips
with allowed as (
    select :disturbed / (:share * greatest(1, coalesce(
        extract(epoch from clock_timestamp() - cast(:last as timestamptz)) / extract(epoch from cast(:unit as interval)), 1
    ))) as needed
), found as (
    select count(*) as rows
    from (
        select from mirror.{entity}
        -- What this very run removed was there when it began.
        where system = :system and (tombstoned_at is null or run_id = :run_id)
        limit (select cast(greatest(:smallest, ceil(needed)) as bigint) from allowed)
    ) as counted
)
select found.rows >= :smallest and found.rows < allowed.needed from allowed, found;

-- What was held first is what a person decides about: a later run that only finds it held adds nothing.
-- name: brake_hold
insert into simpul.brake (run_id, target, reason, sample)
values (:run_id, :target, :reason, cast(:sample as jsonb))
on conflict (target) where state = 'held' do nothing;

-- name: brake_use
update simpul.brake set state = 'used' where target = :target and state = 'released';

-- name: brake_listing
select id, run_id, target, reason, held_at from simpul.brake where state = 'held' order by held_at, id;

-- name: brake_settle
update simpul.brake set state = :state, settled_at = clock_timestamp(), settled_by = :actor
where id = :id and state = 'held'
returning target;
