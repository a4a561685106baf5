-- Row security: what a connection that gave up all other rows may see and do.

-- name: role_found
-- Whether the role is there and whether we may act as it.
select
    exists (select from pg_roles where rolname = :role) as there,
    coalesce((
        select pg_has_role(current_user, r.oid, :act) and pg_has_role(current_user, r.oid, 'usage')
        from pg_roles as r where r.rolname = :role
    ), false) as ours,
    current_user as who;
