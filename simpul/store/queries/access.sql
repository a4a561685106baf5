-- Who looked at whose data.

-- name: access_lock
select pg_advisory_xact_lock(hashtextextended('access|' || :actor, 0));

-- name: access_used
select count(*) from simpul.access
where actor = :actor and act = :act and at > clock_timestamp() - interval '1 hour';

-- A handle is used once: nothing comes back when it was used before.
-- name: access_add
insert into simpul.access (actor, act, purpose, reason, subjects, opened_by, feed, field, opening_id, handle)
values (:actor, :act, :purpose, :reason, cast(:subjects as text[]), :opened_by, :feed, :field, :opening, :handle)
on conflict (handle) do nothing
returning id;
