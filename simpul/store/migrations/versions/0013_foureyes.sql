ALTER TABLE simpul.person
    ADD COLUMN same_as TEXT REFERENCES simpul.person (username),
    ADD COLUMN mailbox TEXT GENERATED ALWAYS AS (lower(regexp_replace(email, '[+][^@]*@', '@'))) STORED,
    ADD CONSTRAINT same_as_another CHECK (same_as <> username);

CREATE INDEX person_mailbox ON simpul.person (mailbox) WHERE mailbox is not null;

CREATE INDEX person_same_as ON simpul.person (same_as) WHERE same_as is not null;

CREATE TABLE simpul.os_account (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    os_user TEXT NOT NULL,
    username TEXT NOT NULL,
    bound_by TEXT NOT NULL,
    bound_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(username) REFERENCES simpul.person (username),
    CONSTRAINT os_user_given CHECK (btrim(os_user) <> '')
);

CREATE UNIQUE INDEX os_account_once ON simpul.os_account (os_user, username) WHERE ended_at is null;

CREATE INDEX os_account_username ON simpul.os_account (username);

UPDATE simpul.delegation
SET starts = least(ends, greatest(starts, (made_at at time zone 'Asia/Jakarta')::date))
WHERE ends - starts >= 92;

UPDATE simpul.delegation SET ends = starts + 91 WHERE ends - starts >= 92;

ALTER TABLE simpul.delegation ADD CONSTRAINT stand_in_bounded CHECK (ends - starts < 92);

CREATE INDEX delegation_ends ON simpul.delegation (ends);

-- Every name of one person, and with absences also of who stood in for them or was stood in for, however long the
-- chain, on any day since. Definer's rights: a person who sees one kecamatan is told the same as anybody.
CREATE FUNCTION simpul.hands(who text, since timestamptz, absences boolean) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER ROWS 4 SET search_path = pg_catalog, pg_temp
AS $$
    with recursive absence (one, other) as materialized (
        select lower(btrim(d.actor)), lower(btrim(d.stand_in))
        from simpul.delegation as d
        where
            absences
            and d.starts <= (clock_timestamp() at time zone 'Asia/Jakarta')::date
            and d.ends >= (since at time zone 'Asia/Jakarta')::date
            and (
                d.ended_at is null
                or (d.ended_at at time zone 'Asia/Jakarta')::date >= (since at time zone 'Asia/Jakarta')::date
            )
    ),
    hand (name) as (
        select lower(btrim(who))
        union
        select near.name
        from hand
        cross join lateral (
            select a.other as name from absence as a where a.one = hand.name
            union all
            select a.one from absence as a where a.other = hand.name
            union all
            select p.same_as from simpul.person as p where p.username = hand.name and p.same_as is not null
            union all
            select p.username from simpul.person as p where p.same_as = hand.name
            union all
            select q.username
            from simpul.person as p
            inner join simpul.person as q on q.mailbox = p.mailbox
            where p.username = hand.name
            union all
            select b.username
            from simpul.os_account as a
            inner join simpul.os_account as b on b.os_user = a.os_user
            where
                a.username = hand.name and (a.ended_at is null or a.ended_at >= since)
                and (b.ended_at is null or b.ended_at >= since)
            union all
            -- Before there were accounts the user of the server acted under its own name.
            select case when a.username = hand.name then lower(a.os_user) else a.username end
            from simpul.os_account as a
            where hand.name in (a.username, lower(a.os_user)) and (a.ended_at is null or a.ended_at >= since)
        ) as near
    )
    select name from hand
$$;

-- Why an approver is no second person for a proposer: 'same', 'stand_in', or nothing in the way.
CREATE FUNCTION simpul.hindrance(proposer text, approver text, since timestamptz) RETURNS text
LANGUAGE sql STABLE
AS $$
    select case
        when lower(btrim(approver)) in (select simpul.hands(proposer, since, false)) then 'same'
        when lower(btrim(approver)) in (select simpul.hands(proposer, since, true)) then 'stand_in'
    end
$$;

-- Columns of the proposer, the approver and the moment of the proposal are the trigger's arguments. An approval that
-- was given stays good when the two stand in for each other later.
CREATE FUNCTION simpul.by_another() RETURNS trigger
LANGUAGE plpgsql
AS $$
declare
    proposer text := to_jsonb(new) ->> tg_argv[0];
    approver text := to_jsonb(new) ->> tg_argv[1];
    since timestamptz := coalesce((to_jsonb(new) ->> tg_argv[2])::timestamptz, clock_timestamp());
begin
    if tg_op = 'UPDATE' then
        if to_jsonb(old) ->> tg_argv[0] = proposer and to_jsonb(old) ->> tg_argv[1] = approver then
            return new;
        end if;
    end if;
    if simpul.hindrance(proposer, approver, since) is not null then
        raise exception using
            errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
            constraint = 'approver_is_another', message = 'the approver is the proposer, or stands in for them';
    end if;
    return new;
end
$$;

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF actor, approved_by ON simpul.decision
FOR EACH ROW WHEN (new.approved_by is not null) EXECUTE FUNCTION simpul.by_another('actor', 'approved_by', 'decided_at');

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF actor, approved_by ON simpul.job
FOR EACH ROW WHEN (new.approved_by is not null) EXECUTE FUNCTION simpul.by_another('actor', 'approved_by', 'made_at');

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF actor, approved_by ON simpul.revert
FOR EACH ROW WHEN (new.approved_by is not null) EXECUTE FUNCTION simpul.by_another('actor', 'approved_by', 'made_at');

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF unlink_by, unlink_approved_by ON simpul.match
FOR EACH ROW WHEN (new.unlink_approved_by is not null) EXECUTE FUNCTION simpul.by_another('unlink_by', 'unlink_approved_by', 'unlink_at');

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF made_by, approved_by ON simpul.balikan
FOR EACH ROW WHEN (new.approved_by is not null) EXECUTE FUNCTION simpul.by_another('made_by', 'approved_by', 'made_at');

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF actor, approved_by ON simpul.quarantine_settlement
FOR EACH ROW WHEN (new.approved_by is not null) EXECUTE FUNCTION simpul.by_another('actor', 'approved_by', 'proposed_at');
