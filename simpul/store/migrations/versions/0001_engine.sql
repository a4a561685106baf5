-- Frozen: the engine's tables as they were first released.
CREATE TABLE simpul.audit (
    chain TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    detail JSONB DEFAULT '{}' NOT NULL,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE TABLE simpul.audit_head (
    chain TEXT NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    sealed_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    key_id TEXT NOT NULL,
    seal BYTEA NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE TABLE simpul.base (
    feed TEXT NOT NULL,
    record_key TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    values JSONB NOT NULL,
    verified_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (feed, record_key)
);
CREATE TABLE simpul.cases (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    feed TEXT NOT NULL,
    record_key TEXT NOT NULL,
    field TEXT DEFAULT '' NOT NULL,
    authority_feed TEXT NOT NULL,
    authority_value TEXT,
    follower_value TEXT,
    base_value TEXT,
    state TEXT DEFAULT 'new' NOT NULL,
    observing BOOLEAN DEFAULT 'false' NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    reopened INTEGER DEFAULT '0' NOT NULL,
    evidence TEXT DEFAULT '' NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_because TEXT,
    opened_by_run BIGINT,
    PRIMARY KEY (id),
    CONSTRAINT state_known CHECK (state in ('new', 'decided', 'verified', 'reopened', 'closed'))
);
CREATE UNIQUE INDEX cases_one_open ON simpul.cases (feed, record_key, field) WHERE closed_at is null;
CREATE INDEX cases_subject ON simpul.cases (subject_kind, subject_key);
CREATE TABLE simpul.cursor (
    feed TEXT NOT NULL,
    partition TEXT DEFAULT 'all' NOT NULL,
    cursor TEXT,
    pass_since TEXT,
    pass_started_at TIMESTAMP WITH TIME ZONE,
    pass_newest TEXT,
    watermark TEXT,
    full_pass_at TIMESTAMP WITH TIME ZONE,
    last_success_at TIMESTAMP WITH TIME ZONE,
    newest_source_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (feed, partition)
);
CREATE TABLE simpul.dirty (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    subject_kind TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    run_id BIGINT,
    marked_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE simpul.lease (
    target TEXT NOT NULL,
    partition TEXT NOT NULL,
    token BIGINT NOT NULL,
    holder TEXT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (target, partition)
);
CREATE TABLE simpul.link_state (
    system TEXT NOT NULL,
    breaker TEXT DEFAULT 'closed' NOT NULL,
    failures INTEGER DEFAULT '0' NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE,
    open_until TIMESTAMP WITH TIME ZONE,
    probe_holder TEXT,
    probe_until TIMESTAMP WITH TIME ZONE,
    budget FLOAT DEFAULT '10' NOT NULL,
    parked_until TIMESTAMP WITH TIME ZONE,
    parked_reason TEXT DEFAULT '' NOT NULL,
    used_today BIGINT DEFAULT '0' NOT NULL,
    used_day TEXT DEFAULT '' NOT NULL,
    calls BIGINT DEFAULT '0' NOT NULL,
    errors BIGINT DEFAULT '0' NOT NULL,
    latency FLOAT DEFAULT '0' NOT NULL,
    last_ok_at TIMESTAMP WITH TIME ZONE,
    last_error TEXT DEFAULT '' NOT NULL,
    last_error_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (system),
    CONSTRAINT breaker_known CHECK (breaker in ('closed', 'open', 'half_open'))
);
CREATE TABLE simpul.page_body (
    digest BYTEA NOT NULL,
    key_id TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    size INTEGER NOT NULL,
    keep_until TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (digest)
);
CREATE TABLE simpul.pairing (
    feed TEXT NOT NULL,
    authority_feed TEXT NOT NULL,
    revision TEXT NOT NULL,
    observing_since TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    baseline_done_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (feed, authority_feed)
);
CREATE TABLE simpul.quote (
    complaint_feed TEXT NOT NULL,
    complaint_key TEXT NOT NULL,
    application_feed TEXT NOT NULL,
    application_key TEXT NOT NULL,
    certain BOOLEAN NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    found_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (complaint_feed, complaint_key, application_feed, application_key)
);
CREATE TABLE simpul.run (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    partition TEXT DEFAULT 'all' NOT NULL,
    token BIGINT DEFAULT '0' NOT NULL,
    state TEXT DEFAULT 'running' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    mapping_revision TEXT DEFAULT '' NOT NULL,
    caller TEXT DEFAULT '' NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    read BIGINT DEFAULT '0' NOT NULL,
    applied BIGINT DEFAULT '0' NOT NULL,
    unchanged BIGINT DEFAULT '0' NOT NULL,
    superseded BIGINT DEFAULT '0' NOT NULL,
    quarantined BIGINT DEFAULT '0' NOT NULL,
    pending BIGINT DEFAULT '0' NOT NULL,
    quarantined_values BIGINT DEFAULT '0' NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT run_adds_up CHECK (kind <> 'pull' or read = applied + unchanged + superseded + quarantined + pending),
    CONSTRAINT nothing_pending_at_end CHECK (kind <> 'pull' or state = 'running' or pending = 0),
    CONSTRAINT kind_known CHECK (kind in ('pull', 'compare', 'deliver')),
    CONSTRAINT state_known CHECK (state in ('running', 'done', 'failed', 'held', 'parked', 'stopped'))
);
CREATE INDEX run_target_latest ON simpul.run (target, id);
CREATE TABLE simpul.brake (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    run_id BIGINT NOT NULL,
    target TEXT NOT NULL,
    reason TEXT NOT NULL,
    sample JSONB DEFAULT '[]' NOT NULL,
    state TEXT DEFAULT 'held' NOT NULL,
    held_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    settled_by TEXT,
    PRIMARY KEY (id),
    CONSTRAINT state_known CHECK (state in ('held', 'released', 'refused', 'used')),
    FOREIGN KEY(run_id) REFERENCES simpul.run (id)
);
CREATE UNIQUE INDEX brake_one_held ON simpul.brake (target) WHERE state = 'held';
CREATE TABLE simpul.decision (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    case_id BIGINT NOT NULL,
    case_version INTEGER NOT NULL,
    choice TEXT NOT NULL,
    value TEXT,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    undone_by TEXT,
    PRIMARY KEY (id),
    CONSTRAINT choice_known CHECK (choice in ('authority', 'follower', 'other')),
    CONSTRAINT one_decision_per_version UNIQUE (case_id, case_version),
    CONSTRAINT reason_given CHECK (reason <> ''),
    FOREIGN KEY(case_id) REFERENCES simpul.cases (id)
);
CREATE TABLE simpul.page (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    run_id BIGINT NOT NULL,
    feed TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest BYTEA NOT NULL,
    media TEXT NOT NULL,
    origin TEXT DEFAULT '' NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    cursor_after TEXT,
    read BIGINT DEFAULT '0' NOT NULL,
    applied BIGINT DEFAULT '0' NOT NULL,
    unchanged BIGINT DEFAULT '0' NOT NULL,
    superseded BIGINT DEFAULT '0' NOT NULL,
    quarantined BIGINT DEFAULT '0' NOT NULL,
    pending BIGINT DEFAULT '0' NOT NULL,
    quarantined_values BIGINT DEFAULT '0' NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT page_adds_up CHECK (read = applied + unchanged + superseded + quarantined + pending),
    FOREIGN KEY(run_id) REFERENCES simpul.run (id)
);
CREATE INDEX page_digest ON simpul.page (feed, digest);
CREATE INDEX page_run ON simpul.page (run_id);
CREATE TABLE simpul.effect (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    system TEXT NOT NULL,
    feed TEXT NOT NULL,
    record_key TEXT NOT NULL,
    subject_kind TEXT DEFAULT '' NOT NULL,
    subject_key TEXT DEFAULT '' NOT NULL,
    idem_key TEXT NOT NULL,
    values JSONB NOT NULL,
    expected JSONB DEFAULT '{}' NOT NULL,
    body JSONB NOT NULL,
    precondition TEXT,
    state TEXT DEFAULT 'ready' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    case_id BIGINT,
    case_version INTEGER,
    decision_id BIGINT,
    run_id BIGINT,
    attempt INTEGER DEFAULT '0' NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    settled_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT mode_known CHECK (mode in ('state', 'event')),
    CONSTRAINT state_known CHECK (state in ('draft', 'ready', 'sent', 'unknown', 'accepted', 'verified', 'failed', 'overtaken', 'superseded', 'cancelled', 'manual')),
    CONSTRAINT idem_key_once UNIQUE (idem_key),
    FOREIGN KEY(case_id) REFERENCES simpul.cases (id),
    FOREIGN KEY(decision_id) REFERENCES simpul.decision (id)
);
CREATE UNIQUE INDEX effect_one_unsent_state ON simpul.effect (feed, record_key) WHERE mode = 'state' and state in ('draft', 'ready');
CREATE INDEX effect_open ON simpul.effect (system, state, id);
CREATE INDEX effect_record ON simpul.effect (feed, record_key);
CREATE INDEX effect_subject ON simpul.effect (subject_kind, subject_key);
CREATE TABLE simpul.quarantine (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    page_id BIGINT NOT NULL,
    run_id BIGINT NOT NULL,
    feed TEXT NOT NULL,
    row_no INTEGER NOT NULL,
    record_key TEXT,
    field TEXT DEFAULT '' NOT NULL,
    rule TEXT NOT NULL,
    masked TEXT DEFAULT '' NOT NULL,
    sealed BYTEA,
    key_id TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT 'open' NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    settled_by TEXT,
    reason TEXT,
    PRIMARY KEY (id),
    CONSTRAINT state_known CHECK (state in ('open', 'replayed', 'overtaken', 'returned', 'discarded')),
    FOREIGN KEY(page_id) REFERENCES simpul.page (id),
    FOREIGN KEY(run_id) REFERENCES simpul.run (id)
);
CREATE INDEX quarantine_open ON simpul.quarantine (feed, rule) WHERE state = 'open';
CREATE INDEX quarantine_record ON simpul.quarantine (feed, record_key, field) WHERE state = 'open';
CREATE TABLE simpul.receipt (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    effect_id BIGINT NOT NULL,
    attempt INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    reference TEXT DEFAULT '' NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT outcome_known CHECK (outcome in ('accepted', 'duplicate', 'rejected', 'unknown', 'overtaken', 'retry')),
    FOREIGN KEY(effect_id) REFERENCES simpul.effect (id)
);
CREATE INDEX receipt_effect ON simpul.receipt (effect_id);
-- Sealed bytes cannot be compressed again; do not try.
ALTER TABLE simpul.page_body ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER SEQUENCE simpul.dirty_id_seq CACHE 100;
