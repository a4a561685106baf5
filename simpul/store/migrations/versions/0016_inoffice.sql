-- The mailbox an address reaches: forms of the same letters, tags behind a plus, an end dot, Google's dots and names.
CREATE FUNCTION simpul.mailbox(email text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    select case
        when plain ~ '@(gmail|googlemail)[.]com$' then replace(split_part(plain, '@', 1), '.', '') || '@gmail.com'
        else plain
    end
    from (
        select regexp_replace(regexp_replace(lower(normalize(email, NFKC)), '[+][^@]*@', '@'), '[.]+$', '') as plain
    ) as p
$$;

ALTER TABLE simpul.person DROP COLUMN mailbox;

ALTER TABLE simpul.person ADD COLUMN mailbox TEXT GENERATED ALWAYS AS (simpul.mailbox(email)) STORED;

CREATE INDEX person_mailbox ON simpul.person (mailbox) WHERE mailbox is not null;

-- Whether somebody may be a second person at all: in office, with one of the roles. Before there are people, anybody.
CREATE FUNCTION simpul.agrees(approver text, allowed text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    select
        not exists (select from simpul.person as p where p.ended_at is null)
        or exists (
            select from simpul.person as p
            where p.username = lower(btrim(approver)) and p.ended_at is null and p.roles && allowed
        )
$$;

CREATE OR REPLACE FUNCTION simpul.by_another() RETURNS trigger
LANGUAGE plpgsql
AS $$
declare
    proposer text := to_jsonb(new) ->> tg_argv[0];
    approver text := to_jsonb(new) ->> tg_argv[1];
    since timestamptz := coalesce((to_jsonb(new) ->> tg_argv[2])::timestamptz, clock_timestamp());
    allowed text[] := case tg_table_name when 'account_change' then array['approver', 'admin'] else array['approver'] end;
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
    if not simpul.agrees(approver, allowed) then
        raise exception using
            errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
            constraint = 'approver_in_office', message = 'the approver is no account in office that may approve';
    end if;
    return new;
end
$$;

-- While it waits, a proposal keeps who made it, and gets no later day: that would hide who stood in meanwhile.
CREATE FUNCTION simpul.proposal_stays() RETURNS trigger
LANGUAGE plpgsql
AS $$
declare
    before jsonb := to_jsonb(old);
    after jsonb := to_jsonb(new);
begin
    if before ->> tg_argv[1] is null and (
        before ->> tg_argv[0] <> after ->> tg_argv[0]
        or (before ->> tg_argv[2])::timestamptz < (after ->> tg_argv[2])::timestamptz
    ) then
        raise exception using
            errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
            constraint = 'proposal_stays', message = 'who proposed, and since when, does not change';
    end if;
    return new;
end
$$;

CREATE TRIGGER proposal_stays BEFORE UPDATE OF actor, decided_at ON simpul.decision
FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('actor', 'approved_by', 'decided_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF actor, made_at ON simpul.job
FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('actor', 'approved_by', 'made_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF actor, made_at ON simpul.revert
FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('actor', 'approved_by', 'made_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF unlink_by, unlink_at ON simpul.match
FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('unlink_by', 'unlink_approved_by', 'unlink_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF made_by, made_at ON simpul.balikan
FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('made_by', 'approved_by', 'made_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF actor, proposed_at ON simpul.quarantine_settlement
FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('actor', 'approved_by', 'proposed_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF actor, made_at ON simpul.account_change
FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('actor', 'approved_by', 'made_at');
