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

-- name: scope_limit
set local role {role};
set local simpul.person = {person};
set local simpul.offices = {offices};
set local simpul.kecamatan = {kecamatan};

-- name: scope_lift
select set_config('role', 'none', true);

-- name: scope_made
-- What the rights in force were made of; beside it what they depend on.
select
    obj_description(to_regnamespace('simpul'), 'pg_namespace') as stamp,
    concat(
        to_regnamespace('rule')::oid, ' ',
        (select string_agg(relname, ' ' order by relname) from pg_class
         where relnamespace = any(array['simpul', 'mirror', 'history']::regnamespace[]) and relkind = 'r')
    ) as tables;

-- name: scope_place
-- Settings are read in a subquery: once per statement, not once per row.
{place} = any((select string_to_array(current_setting('simpul.kecamatan', true), ','))::text[])

-- name: scope_office
(select current_setting('simpul.offices', true) = '*')
or owner = any((select string_to_array(current_setting('simpul.offices', true), ','))::text[])
or lower(assignee) = (select current_setting('simpul.person', true))

-- name: scope_cases
({city} or {place}) and ({office})

-- name: scope_views
-- What a policy looks up, without the policies of what it looks up: they would nest, and be planned each time.
-- The views read as their owner and say themselves whose rows they show.
drop schema if exists seen cascade;
create schema seen;
create view seen.cases as
select id, subject_kind, subject_key from simpul.cases
where ((select current_setting('simpul.kecamatan', true) = '*') or {cases}) and ({office});
create view seen.penduduk as select nik from mirror.penduduk where {kelurahan};
create view seen.keluarga as select no_kk from mirror.keluarga where {kelurahan};
create view seen.permohonan as select nomor_permohonan from mirror.permohonan where {kecamatan};
create view seen.pengaduan as
select q.complaint_key as id_pengaduan
from simpul.quote as q
inner join mirror.permohonan as p on p.nomor_permohonan = q.application_key
where {kecamatan};
grant usage on schema seen to {roles};
grant select on all tables in schema seen to {roles}

-- name: scope_grants
grant usage on schema simpul, mirror, history, rule to {roles};
revoke all on all tables in schema mirror, history from {roles};
grant select on {typed} to {roles};
grant select, insert, update, delete on all tables in schema simpul to {roles};
revoke delete on
    simpul.run, simpul.page, simpul.page_body, simpul.quarantine, simpul.cursor, simpul.lease, simpul.base,
    simpul.effect, simpul.receipt, simpul.cases, simpul.case_note, simpul.decision, simpul.job, simpul.correction,
    simpul.balikan, simpul.brake, simpul.revert, simpul.notice, simpul.delegation
from {roles};
revoke update, delete on simpul.audit, simpul.audit_head from {roles};
revoke all on
    simpul.person, simpul.session, simpul.invitation, simpul.os_account, simpul.account_change,
    simpul.signin_address, simpul.signin_pair,
    simpul.alembic_version
from {roles};
revoke insert, update, delete on simpul.unit, simpul.workday from {roles};
grant select (id, username, name, unit, roles, ended_at) on simpul.person to {roles};
grant select on simpul.account_change to {roles};
grant execute on all functions in schema rule to {roles};
revoke execute on function rule.jalankan(text, bigint), rule.bangunkan(text, bigint) from {roles}

-- name: scope_policy
-- One policy for reading and writing: what cannot be seen cannot be changed.
alter table {table} enable row level security;
drop policy if exists simpul_officer on {table};
drop policy if exists simpul_city on {table};
drop policy if exists simpul_whole on {table};
create policy simpul_officer on {table} to simpul_officer using ({officer});
create policy simpul_city on {table} to simpul_city using ({city});
create policy simpul_whole on {table} to simpul_whole using (true)

-- name: scope_by_case
exists (select from seen.cases as s where s.id = {table}.case_id)

-- name: scope_by_effect
exists (select from simpul.effect as s where s.id = receipt.effect_id)

-- name: scope_effect
-- Of a case: to who sees the case. Of none: to the whole city's people, and to who sees whom it is about.
case
    when case_id is not null then exists (select from seen.cases as s where s.id = effect.case_id)
    else {city}
        or exists (select from seen.penduduk as s where s.nik = effect.subject_key)
        or exists (select from seen.permohonan as s where s.nomor_permohonan = effect.subject_key)
end

-- name: scope_job
actor = (select current_setting('simpul.person', true))
or exists (select from simpul.job_case as s where s.job_id = job.id)

-- name: scope_match
{city}
or exists (select from seen.penduduk as s where s.nik = match.right_key)
or exists (select from seen.permohonan as s where s.nomor_permohonan = match.right_key)

-- name: scope_decision
case
    when case_id is not null then exists (select from seen.cases as s where s.id = decision.case_id)
    else {city}
end

-- name: scope_subject
exists (select from seen.cases as s where s.subject_kind = '{kind}' and s.subject_key = {table}.{column})

-- name: scope_through
exists (select from seen.{other} as s where s.{column} = {table}.{column})

-- name: role_make
create role {role} nologin;

-- name: role_give
grant {role} to {who};

-- name: database_make
create database {name} template template0 encoding 'UTF8';
