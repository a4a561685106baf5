CREATE TABLE simpul.quarantine_settlement (
    id BIGINT GENERATED ALWAYS AS IDENTITY, 
    kind TEXT NOT NULL, 
    feed TEXT NOT NULL, 
    rule TEXT NOT NULL, 
    entry_id BIGINT, 
    up_to BIGINT, 
    entries BIGINT DEFAULT '0' NOT NULL, 
    field TEXT DEFAULT '' NOT NULL, 
    record_key TEXT, 
    reason TEXT NOT NULL, 
    actor TEXT NOT NULL, 
    proposed_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL, 
    sealed BYTEA, 
    key_id TEXT DEFAULT '' NOT NULL, 
    raw_digest BYTEA, 
    approved_by TEXT, 
    approved_at TIMESTAMP WITH TIME ZONE, 
    refused_by TEXT, 
    refused_at TIMESTAMP WITH TIME ZONE, 
    refusal TEXT, 
    four_eyes BOOLEAN GENERATED ALWAYS AS (kind = 'discard' or (kind = 'correct' and field in ('nik', 'nama_lengkap', 'tanggal_lahir', 'status_hidup'))) STORED NOT NULL, 
    stands BOOLEAN GENERATED ALWAYS AS (not (kind = 'discard' or (kind = 'correct' and field in ('nik', 'nama_lengkap', 'tanggal_lahir', 'status_hidup'))) or approved_by is not null) STORED NOT NULL, 
    PRIMARY KEY (id), 
    CONSTRAINT kind_known CHECK (kind in ('discard', 'correct', 'return')), 
    CONSTRAINT settlement_stands UNIQUE (id, stands), 
    CONSTRAINT reason_given CHECK (btrim(reason) <> ''), 
    CONSTRAINT correction_has_value CHECK (kind <> 'correct' or (sealed is not null and entry_id is not null)), 
    CONSTRAINT approver_is_another CHECK (approved_by is null or (btrim(approved_by) <> '' and lower(btrim(approved_by)) <> lower(btrim(actor)))), 
    CONSTRAINT refusal_has_reason CHECK (refused_by is null or btrim(coalesce(refusal, '')) <> ''), 
    CONSTRAINT approved_or_refused CHECK (approved_by is null or refused_by is null)
);
CREATE INDEX settlement_record ON simpul.quarantine_settlement (feed, record_key, field) WHERE kind = 'correct';
CREATE UNIQUE INDEX settlement_waiting ON simpul.quarantine_settlement (feed, rule, entry_id) NULLS NOT DISTINCT WHERE four_eyes and approved_by is null and refused_by is null;
CREATE TABLE simpul.access (
    id BIGINT GENERATED ALWAYS AS IDENTITY, 
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL, 
    actor TEXT NOT NULL, 
    act TEXT NOT NULL, 
    purpose TEXT NOT NULL, 
    reason TEXT NOT NULL, 
    subjects TEXT[] DEFAULT '{}' NOT NULL, 
    opened_by TEXT DEFAULT '' NOT NULL, 
    feed TEXT DEFAULT '' NOT NULL, 
    field TEXT DEFAULT '' NOT NULL, 
    opening_id BIGINT, 
    handle TEXT, 
    PRIMARY KEY (id), 
    CONSTRAINT act_known CHECK (act in ('search', 'trace', 'reveal', 'body')), 
    CONSTRAINT access_has_reason CHECK (btrim(actor) <> '' and btrim(purpose) <> '' and btrim(reason) <> ''), 
    CONSTRAINT handle_once UNIQUE (handle)
);
CREATE INDEX access_actor ON simpul.access (actor, at);
CREATE INDEX access_subject ON simpul.access USING gin (subjects);
CREATE INDEX access_when ON simpul.access (at, id);
ALTER TABLE simpul.quarantine ADD COLUMN settlement_id BIGINT;
ALTER TABLE simpul.quarantine ADD COLUMN settlement_stands BOOLEAN DEFAULT 'true' NOT NULL;
ALTER TABLE simpul.quarantine ADD CONSTRAINT settlement_stands_always CHECK (settlement_stands);
UPDATE simpul.quarantine SET settled_by = 'retensi' WHERE state = 'discarded' and settled_by is distinct from 'retensi';
ALTER TABLE simpul.quarantine ADD CONSTRAINT discarded_by_two CHECK (state <> 'discarded' or settlement_id is not null or settled_by = 'retensi');
ALTER TABLE simpul.quarantine ADD CONSTRAINT quarantine_settled FOREIGN KEY (settlement_id, settlement_stands) REFERENCES simpul.quarantine_settlement (id, stands);
CREATE INDEX quarantine_of_record ON simpul.quarantine (feed, record_key);
CREATE INDEX quarantine_settlement_of ON simpul.quarantine (settlement_id) WHERE settlement_id is not null;
CREATE INDEX receipt_reference ON simpul.receipt (reference) WHERE reference <> '';
CREATE INDEX audit_when ON simpul.audit (at, chain, seq);
CREATE INDEX audit_actor ON simpul.audit (actor, at);
CREATE INDEX audit_act ON simpul.audit (act, at);
