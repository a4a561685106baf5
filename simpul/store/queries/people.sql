-- The people of the hub: who they are, how they sign in, what ends.

-- name: people_lock
-- One change of who may do what at a time: two administrators cannot take each other's role away at once.
select pg_advisory_xact_lock(hashtext('simpul.people'));

-- name: people_units
select code, name, office, kecamatan from simpul.unit
order by array_position(array['WD', 'DK', 'PT', 'SP', 'IN', 'KC'], office), code;

-- name: people_unit_put
insert into simpul.unit (code, name, office, kecamatan) values (:code, :name, :office, cast(:kecamatan as text[]))
on conflict (code) do update
set name = excluded.name, office = excluded.office, kecamatan = excluded.kecamatan;

-- name: people_add
insert into simpul.person (username, name, unit, roles, email, added_by)
values (:username, :name, :unit, cast(:roles as text[]), cast(:email as text), :actor)
on conflict do nothing
returning id;

-- name: people_list
-- {which} is one of the conditions of simpul.people.accounts.
select
    p.id, p.username, p.name, p.roles, p.language, p.theme, p.shortcuts, p.previous_visit_at,
    p.unit as unit_code, u.name as unit_name, u.office, u.kecamatan,
    p.password is not null as has_password, p.subject is not null as linked, p.email, p.last_seen_at, p.ended_at,
    (
        select max(l.locked_until) from (
            select p.locked_until
            union all
            select s.locked_until from simpul.signin_pair as s where s.person_id = p.id
        ) as l
        where l.locked_until > clock_timestamp()
    ) as locked_until,
    (
        select max(i.expires_at) from simpul.invitation as i
        where i.person_id = p.id and i.used_at is null and i.ended_at is null and i.expires_at > clock_timestamp()
    ) as invited_until
from simpul.person as p
inner join simpul.unit as u on u.code = p.unit
where {which}
order by p.ended_at is not null, lower(p.name), p.id
limit :limit offset :after;

-- name: people_admins
-- How many others could still make accounts.
select count(*) from simpul.person where 'admin' = any(roles) and ended_at is null and id <> :except;

-- name: people_roles
update simpul.person set roles = cast(:roles as text[]) where id = :id;

-- name: people_roles_of
select id, roles from simpul.person where username = :username and ended_at is null;

-- name: people_same
-- The last of each one's chain, joined: what was said before stays, and no circle comes to be.
with recursive chain (name, last) as (
    select v.name, v.name from (values (cast(:username as text)), (cast(:same_as as text))) as v (name)
    union
    select c.name, p.same_as from chain as c inner join simpul.person as p on p.username = c.last
    where p.same_as is not null
),
ends as (
    select c.name, c.last from chain as c inner join simpul.person as p on p.username = c.last where p.same_as is null
)
update simpul.person as p set same_as = b.last
from ends as a, ends as b
where a.name = :username and b.name = :same_as and a.last <> b.last and p.username = a.last;

-- name: people_move
update simpul.person set unit = :unit where id = :id;

-- name: people_email_taken
select exists (select from simpul.person where lower(email) = lower(cast(:email as text)) and id <> :id);

-- name: people_email
update simpul.person set email = cast(:email as text), issuer = null, subject = null where id = :id;

-- name: people_prefer
update simpul.person set name = :name, language = :language, theme = :theme, shortcuts = :shortcuts where id = :id;

-- name: people_language
update simpul.person set language = :language where id = :id;

-- name: people_password
update simpul.person
set password = :password, password_at = clock_timestamp(), failures = 0, locked_until = null
where id = :id;

-- name: people_unlock
update simpul.person set failures = 0, locked_until = null where id = :id and (failures > 0 or locked_until is not null);

-- name: people_end
-- The address goes free for somebody else; the username never does.
update simpul.person
set
    ended_at = clock_timestamp(), ended_by = :actor, password = null, email = null, issuer = null, subject = null,
    roles = '{}'
where id = :id and ended_at is null;

-- name: signin_person
-- Locked: at this address, or everywhere but where they proved who they are before.
select
    p.id, p.username, p.password,
    coalesce(s.locked_until > clock_timestamp(), false)
    or (
        coalesce(p.locked_until > clock_timestamp(), false)
        and not coalesce(s.proved_at > clock_timestamp() - cast(:proved as interval), false)
    ) as locked
from simpul.person as p
left join simpul.signin_pair as s on s.person_id = p.id and s.address = :address
where p.username = :username and p.ended_at is null
for update of p;

-- name: signin_failed
-- Failures fade by half in a given time; each so many of them lock for twice as long as those before.
with counted as (
    select
        1 + (failures >> cast(least(30, floor(
            extract(epoch from clock_timestamp() - coalesce(failed_at, clock_timestamp()))
            / extract(epoch from cast(:half as interval))
        )) as integer)) as failures
    from {table} where {which}
)
update {table}
set
    failures = counted.failures, failed_at = clock_timestamp(),
    locked_until = case
        when counted.failures % :every = 0
            then clock_timestamp() + least(
                cast(:first as interval) * power(2, least(counted.failures / :every - 1, 16)), interval '24 hours'
            )
        else locked_until
    end
from counted
where {which}
returning counted.failures, coalesce(locked_until > clock_timestamp(), false) as locked;

-- name: signin_pair_known
insert into simpul.signin_pair (person_id, address) values (:id, :address) on conflict do nothing;

-- name: signin_pair_proved
insert into simpul.signin_pair (person_id, address, proved_at) values (:id, :address, clock_timestamp())
on conflict (person_id, address) do update set proved_at = clock_timestamp(), failures = 0, locked_until = null;

-- name: signin_pair_clear
update simpul.signin_pair set failures = 0, locked_until = null where person_id = :id;

-- name: signin_pair_forget
delete from simpul.signin_pair where greatest(failed_at, proved_at) < clock_timestamp() - cast(:proved as interval);

-- name: signin_done
update simpul.person set failures = 0, locked_until = null where id = :id;

-- name: signin_rehash
update simpul.person set password = :password where id = :id;

-- name: signin_address
-- Failures of an address within the window.
select coalesce((
    select failures from simpul.signin_address
    where address = :address and since > clock_timestamp() - cast(:window as interval)
), 0) as failures;

-- name: signin_address_failed
insert into simpul.signin_address as a (address, failures) values (:address, 1)
on conflict (address) do update
set
    failures = case when a.since > clock_timestamp() - cast(:window as interval) then a.failures + 1 else 1 end,
    since = case when a.since > clock_timestamp() - cast(:window as interval) then a.since else clock_timestamp() end;

-- name: signin_address_forget
delete from simpul.signin_address where since < clock_timestamp() - interval '1 day';

-- name: signin_linked
select id, username from simpul.person where issuer = :issuer and subject = :subject and ended_at is null;

-- name: signin_claimed
-- Who was added beforehand and is not yet anybody for a provider.
select id, username from simpul.person
where ended_at is null and subject is null and lower(email) = lower(:email)
for update;

-- name: signin_tie
-- Who was tied to another subject before is from now on known by this one only.
update simpul.person set issuer = :issuer, subject = :subject where id = :id;

-- name: signin_link
update simpul.person set issuer = :issuer, subject = :subject where id = :id and subject is null;

-- name: session_start
with seen as (
    update simpul.person
    set previous_visit_at = coalesce(last_seen_at, previous_visit_at), last_seen_at = clock_timestamp()
    where id = :person and ended_at is null
    returning id
)
insert into simpul.session (person_id, digest, agent, expires_at)
select id, :digest, :agent, clock_timestamp() + cast(:longest as interval) from seen
returning id;

-- name: session_find
select
    p.id, p.username, p.name, p.roles, p.language, p.theme, p.shortcuts, p.previous_visit_at,
    p.unit as unit_code, u.name as unit_name, u.office, u.kecamatan,
    s.id as session, s.last_seen_at < clock_timestamp() - interval '1 minute' as stale
from simpul.session as s
inner join simpul.person as p on p.id = s.person_id
inner join simpul.unit as u on u.code = p.unit
where
    s.digest = :digest and s.ended_at is null and p.ended_at is null and s.expires_at > clock_timestamp()
    and s.last_seen_at > clock_timestamp() - cast(:idle as interval);

-- name: session_touch
with seen as (
    update simpul.session set last_seen_at = clock_timestamp() where id = :session returning person_id
)
update simpul.person as p set last_seen_at = clock_timestamp() from seen where p.id = seen.person_id;

-- name: session_end
update simpul.session as s
set ended_at = clock_timestamp(), ended_because = :because
from simpul.person as p
where s.digest = :digest and s.ended_at is null and p.id = s.person_id
returning s.id, p.username;

-- name: session_end_one
update simpul.session
set ended_at = clock_timestamp(), ended_because = :because
where id = :session and person_id = :person and ended_at is null;

-- name: session_end_all
update simpul.session
set ended_at = clock_timestamp(), ended_because = :because
where person_id = :person and ended_at is null;

-- name: session_list
select s.id, s.agent, s.started_at, s.last_seen_at, s.expires_at, s.digest = :digest as current
from simpul.session as s
where
    s.person_id = :person and s.ended_at is null and s.expires_at > clock_timestamp()
    and s.last_seen_at > clock_timestamp() - cast(:idle as interval)
order by s.last_seen_at desc, s.id
limit 50;

-- name: session_forget
-- Ended long ago: who signed in when stands in the audit chains.
delete from simpul.session where coalesce(ended_at, expires_at) < clock_timestamp() - interval '90 days';

-- name: invitation_make
insert into simpul.invitation (person_id, digest, made_by, expires_at)
values (:person, :digest, :actor, clock_timestamp() + cast(:valid as interval))
returning expires_at;

-- name: invitation_find
select i.id, i.expires_at, i.made_by, p.id as person, p.username, p.name, p.language
from simpul.invitation as i
inner join simpul.person as p on p.id = i.person_id
where
    i.digest = :digest and i.used_at is null and i.ended_at is null and i.expires_at > clock_timestamp()
    and p.ended_at is null
{lock};

-- name: invitation_used
update simpul.invitation set used_at = clock_timestamp() where id = :id;

-- name: invitation_end_all
update simpul.invitation set ended_at = clock_timestamp()
where person_id = :person and used_at is null and ended_at is null;

-- name: leave_counts
-- What ends and what moves when somebody leaves.
select
    (select count(*) from simpul.session where person_id = :id and ended_at is null and expires_at > clock_timestamp())
        as sessions,
    (select count(*) from simpul.invitation where person_id = :id and used_at is null and ended_at is null
        and expires_at > clock_timestamp()) as invitations,
    (select count(*) from simpul.cases where lower(assignee) = :username and closed_at is null) as cases,
    (select count(*) from simpul.decision where lower(actor) = :username and four_eyes and approved_by is null
        and refused_by is null and undone_at is null) as proposals,
    (select count(*) from simpul.match where state = 'unlinking' and lower(unlink_by) = :username)
    + (select count(*) from simpul.revert where state = 'planned' and lower(actor) = :username)
    + (select count(*) from simpul.quarantine_settlement where lower(actor) = :username and four_eyes
        and approved_by is null and refused_by is null) as other_proposals,
    (select count(*) from simpul.job where lower(actor) = :username and state in ('preview', 'awaiting')) as jobs,
    (select count(*) from simpul.delegation where ended_at is null
        and ends >= (clock_timestamp() at time zone 'Asia/Jakarta')::date
        and :username in (lower(actor), lower(stand_in))) as delegations;

-- name: leave_cases
-- Open cases go to the successor, or back to all; what was put off stays put off.
with moved as (
    update simpul.cases
    set
        assignee = cast(:successor as text), updated_at = clock_timestamp(),
        state = case
            when state = 'assigned' and cast(:successor as text) is null and reopened > 0 then 'reopened'
            when state = 'assigned' and cast(:successor as text) is null then 'new'
            when state in ('new', 'reopened') and cast(:successor as text) is not null then 'assigned'
            else state
        end
    where lower(assignee) = :username and closed_at is null
    returning id
),
noted as (
    insert into simpul.case_note (case_id, actor, act, body)
    select id, cast(:actor as text), 'leave', coalesce(cast(:successor as text), '') from moved
)
select count(*) from moved;

-- name: leave_proposals
with withdrawn as (
    update simpul.decision
    set undone_at = clock_timestamp(), undone_by = cast(:actor as text)
    where
        lower(actor) = :username and four_eyes and approved_by is null and refused_by is null and undone_at is null
    returning case_id
),
back as (
    update simpul.cases as c
    set
        version = c.version + 1, updated_at = clock_timestamp(),
        state = case when c.reopened > 0 then 'reopened' when c.assignee is not null then 'assigned' else 'new' end
    from withdrawn as w
    where c.id = w.case_id and c.state = 'awaiting'
    returning c.id
),
noted as (
    insert into simpul.case_note (case_id, actor, act, body)
    select id, cast(:actor as text), 'leave', '' from back
)
select count(*) from withdrawn;

-- name: leave_other_proposals
with unlinks as (
    update simpul.match
    set
        state = case when decided_by is null then 'sure' else 'confirmed' end,
        unlink_by = null, unlink_reason = null, unlink_at = null
    where state = 'unlinking' and lower(unlink_by) = :username
    returning id
),
reverts as (
    update simpul.revert set state = 'cancelled', done_at = clock_timestamp()
    where state = 'planned' and lower(actor) = :username
    returning id
),
settlements as (
    update simpul.quarantine_settlement
    set refused_by = cast(:actor as text), refused_at = clock_timestamp(), refusal = 'pengusul tidak bertugas lagi'
    where lower(actor) = :username and four_eyes and approved_by is null and refused_by is null
    returning id
)
select
    (select count(*) from unlinks) + (select count(*) from reverts) + (select count(*) from settlements);

-- name: leave_jobs
with ended as (
    update simpul.job set state = 'cancelled', ended_at = clock_timestamp()
    where lower(actor) = :username and state in ('preview', 'awaiting')
    returning id
)
select count(*) from ended;

-- name: leave_delegations
with ended as (
    update simpul.delegation set ended_at = clock_timestamp()
    where
        ended_at is null and ends >= (clock_timestamp() at time zone 'Asia/Jakarta')::date
        and :username in (lower(actor), lower(stand_in))
    returning id
)
select count(*) from ended;

-- name: change_propose
insert into simpul.account_change (kind, username, detail, reason, actor)
values (:kind, :username, cast(:detail as jsonb), :reason, :actor)
on conflict do nothing
returning id;

-- name: change_list
-- What waits (of one number, or all), or with a username what happened to that account in the last month.
select id, kind, username, detail, reason, actor, made_at, approved_by, approved_at, refused_by, used_at
from simpul.account_change
where
    (cast(:id as bigint) is null or id = :id)
    and case
        when cast(:about as text) is not null
            then username = :about and lower(btrim(actor)) <> :about and made_at > clock_timestamp() - interval '30 days'
        else cast(:id as bigint) is not null or (kind <> 'server' and approved_by is null and refused_by is null)
    end
order by made_at desc, id desc
limit 200;

-- name: change_lock
select id, kind, username, detail, reason, actor, made_at
from simpul.account_change
where id = :id and kind <> 'server' and approved_by is null and refused_by is null
for update;

-- name: change_approve
-- An invitation is used later, by who asked for it; the rest at once.
update simpul.account_change
set
    approved_by = :actor, approved_at = clock_timestamp(),
    used_at = case when kind <> 'invite' then clock_timestamp() end
where id = :id;

-- name: change_close
update simpul.account_change set refused_by = :actor, refused_at = clock_timestamp(), refusal = :reason where id = :id;

-- name: change_use
-- An invitation that a second person approved, once, by who asked for it.
update simpul.account_change set used_at = clock_timestamp()
where
    kind = 'invite' and username = :username and lower(btrim(actor)) = lower(btrim(:actor))
    and approved_at > clock_timestamp() - cast(:valid as interval) and used_at is null
returning id;

-- name: change_end
-- What still waits about an account that ends, or that was asked for by its owner.
update simpul.account_change
set refused_by = cast(:actor as text), refused_at = clock_timestamp(), refusal = 'akun ditutup'
where
    kind <> 'server' and approved_by is null and refused_by is null
    and :username in (username, lower(btrim(actor)));

-- name: os_accounts
-- Accounts an operating-system user may act as.
select a.username from simpul.os_account as a
inner join simpul.person as p on p.username = a.username
where a.os_user = :os_user and a.ended_at is null and p.ended_at is null
order by a.username;

-- name: os_counts
select
    (select count(*) from simpul.person where ended_at is null) as people,
    (select count(*) from simpul.os_account where ended_at is null) as bound;

-- name: os_used
-- Whether an account is in use already: it has a password or an operating-system user.
select
    p.password is not null or p.subject is not null
    or exists (select from simpul.os_account as a where a.username = p.username and a.ended_at is null) as used
from simpul.person as p
where p.id = :person;

-- name: os_bind
insert into simpul.os_account (os_user, username, bound_by) values (:os_user, :username, :actor)
on conflict do nothing;

-- name: os_unbind
update simpul.os_account set ended_at = clock_timestamp()
where os_user = :os_user and username = :username and ended_at is null;
