CREATE TABLE simpul.account_change (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    username TEXT NOT NULL,
    detail JSONB DEFAULT '{}' NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    approved_by TEXT,
    approved_at TIMESTAMP WITH TIME ZONE,
    refused_by TEXT,
    refused_at TIMESTAMP WITH TIME ZONE,
    refusal TEXT,
    used_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(username) REFERENCES simpul.person (username),
    CONSTRAINT kind_known CHECK (kind in ('invite', 'roles', 'bind', 'server')),
    CONSTRAINT approver_is_another CHECK (approved_by is null or (btrim(approved_by) <> '' and lower(btrim(approved_by)) <> lower(btrim(actor)))),
    CONSTRAINT approver_is_not_meant CHECK (approved_by is null or lower(btrim(approved_by)) <> username),
    CONSTRAINT refusal_has_reason CHECK (refused_by is null or btrim(coalesce(refusal, '')) <> ''),
    CONSTRAINT approved_or_refused CHECK (approved_by is null or refused_by is null),
    CONSTRAINT used_by_two CHECK (used_at is null or approved_by is not null)
);

CREATE UNIQUE INDEX account_change_waiting ON simpul.account_change (username, kind) WHERE approved_by is null and refused_by is null and kind <> 'server';

CREATE INDEX account_change_of ON simpul.account_change (username, made_at);

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF actor, approved_by ON simpul.account_change
FOR EACH ROW WHEN (new.approved_by is not null) EXECUTE FUNCTION simpul.by_another('actor', 'approved_by', 'made_at');

CREATE TRIGGER not_the_one_meant BEFORE INSERT OR UPDATE OF username, approved_by ON simpul.account_change
FOR EACH ROW WHEN (new.approved_by is not null) EXECUTE FUNCTION simpul.by_another('username', 'approved_by', 'made_at');
