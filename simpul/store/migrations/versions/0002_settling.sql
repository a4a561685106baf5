ALTER TABLE simpul.run DROP CONSTRAINT kind_known;
ALTER TABLE simpul.run ADD CONSTRAINT kind_known CHECK (kind in ('pull', 'compare', 'deliver', 'rules', 'match', 'sweep', 'revert'));
ALTER TABLE simpul.cases DROP CONSTRAINT state_known;
ALTER TABLE simpul.cases ADD CONSTRAINT state_known CHECK (state in ('new', 'assigned', 'snoozed', 'awaiting', 'decided', 'verified', 'reopened', 'closed'));
ALTER TABLE simpul.cases
    ADD COLUMN rule TEXT DEFAULT '' NOT NULL,
    ADD COLUMN shape TEXT DEFAULT '' NOT NULL,
    ADD COLUMN cause TEXT DEFAULT '' NOT NULL,
    ADD COLUMN severity TEXT DEFAULT 'medium' NOT NULL,
    ADD COLUMN owner TEXT DEFAULT 'WD' NOT NULL,
    ADD COLUMN kecamatan TEXT,
    ADD COLUMN proposed_value TEXT,
    ADD COLUMN proposed_by TEXT DEFAULT '' NOT NULL,
    ADD COLUMN facts JSONB DEFAULT '{}' NOT NULL,
    ADD COLUMN assignee TEXT,
    ADD COLUMN snoozed_until TIMESTAMP WITH TIME ZONE,
    ADD COLUMN snoozed_more BIGINT,
    ADD COLUMN accepted_until DATE,
    ADD CONSTRAINT severity_known CHECK (severity in ('critical', 'high', 'medium', 'low'));
CREATE INDEX cases_cause ON simpul.cases (cause) WHERE closed_at is null;
CREATE INDEX quote_complaint ON simpul.quote (complaint_key);
CREATE INDEX quote_application ON simpul.quote (application_key);
CREATE INDEX cases_waiting ON simpul.cases (state) WHERE state in ('snoozed', 'awaiting');
ALTER TABLE simpul.cases ADD CONSTRAINT case_field UNIQUE (id, field);
ALTER TABLE simpul.decision DROP CONSTRAINT choice_known;
ALTER TABLE simpul.decision ALTER COLUMN case_id DROP NOT NULL;
ALTER TABLE simpul.decision ALTER COLUMN case_version DROP NOT NULL;
ALTER TABLE simpul.decision ALTER COLUMN case_version TYPE BIGINT;
ALTER TABLE simpul.decision
    ADD COLUMN field TEXT DEFAULT '' NOT NULL,
    ADD COLUMN job_id BIGINT,
    ADD COLUMN bulk_size INTEGER DEFAULT '1' NOT NULL,
    ADD COLUMN evidence_kind TEXT DEFAULT '' NOT NULL,
    ADD COLUMN evidence_number TEXT DEFAULT '' NOT NULL,
    ADD COLUMN evidence_date DATE,
    ADD COLUMN compensates BIGINT,
    ADD COLUMN plan JSONB DEFAULT '{}' NOT NULL,
    ADD COLUMN approved_by TEXT,
    ADD COLUMN approved_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN refused_by TEXT,
    ADD COLUMN refused_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN refusal TEXT,
    ADD COLUMN escalated_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN escalated_to TEXT,
    ADD COLUMN four_eyes BOOLEAN NOT NULL GENERATED ALWAYS AS (field in ('nik', 'nama_lengkap', 'tanggal_lahir', 'status_hidup') or choice in ('apart', 'merge', 'compensate') or bulk_size > 50) STORED,
    ADD COLUMN stands BOOLEAN NOT NULL GENERATED ALWAYS AS (not (field in ('nik', 'nama_lengkap', 'tanggal_lahir', 'status_hidup') or choice in ('apart', 'merge', 'compensate') or bulk_size > 50) or approved_by is not null) STORED,
    ADD CONSTRAINT choice_known CHECK (choice in ('authority', 'follower', 'other', 'proposed', 'accept', 'apart', 'merge', 'compensate', 'correct')),
    ADD CONSTRAINT decision_stands UNIQUE (id, stands),
    ADD CONSTRAINT decision_of_field FOREIGN KEY (case_id, field) REFERENCES simpul.cases (id, field) NOT VALID,
    ADD CONSTRAINT identity_proven CHECK (choice = 'compensate' or (field not in ('nik', 'nama_lengkap', 'tanggal_lahir', 'status_hidup') and choice not in ('apart', 'merge')) or (evidence_kind <> '' and evidence_number <> '' and evidence_date is not null)),
    ADD CONSTRAINT approver_is_another CHECK (approved_by is null or (btrim(approved_by) <> '' and lower(btrim(approved_by)) <> lower(btrim(actor)))),
    ADD CONSTRAINT refusal_has_reason CHECK (refused_by is null or btrim(coalesce(refusal, '')) <> ''),
    ADD CONSTRAINT approved_or_refused CHECK (approved_by is null or refused_by is null);
CREATE UNIQUE INDEX one_proposal ON simpul.decision (case_id) WHERE four_eyes and approved_by is null and refused_by is null and undone_at is null;
ALTER TABLE simpul.effect DROP CONSTRAINT effect_decision_id_fkey;
ALTER TABLE simpul.effect
    ADD COLUMN decision_stands BOOLEAN DEFAULT true NOT NULL,
    ADD CONSTRAINT effect_decision_stands FOREIGN KEY (decision_id, decision_stands)
        REFERENCES simpul.decision (id, stands),
    ADD CONSTRAINT decision_stands_always CHECK (decision_stands);
CREATE TABLE simpul.case_note (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    case_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    body TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(case_id) REFERENCES simpul.cases (id)
);
CREATE INDEX case_note_case ON simpul.case_note (case_id);
CREATE TABLE simpul.delegation (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    actor TEXT NOT NULL,
    stand_in TEXT NOT NULL,
    starts DATE NOT NULL,
    ends DATE NOT NULL,
    made_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT starts_before_ends CHECK (starts <= ends),
    CONSTRAINT stand_in_is_another CHECK (actor <> stand_in)
);
CREATE TABLE simpul.apart (
    feed TEXT NOT NULL,
    record_key TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    decision_id BIGINT,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (feed, record_key, subject_kind, subject_key)
);
CREATE TABLE simpul.job (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    cause TEXT NOT NULL,
    choice TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    plan JSONB DEFAULT '{}' NOT NULL,
    state TEXT DEFAULT 'preview' NOT NULL,
    approved_by TEXT,
    approved_at TIMESTAMP WITH TIME ZONE,
    refused_by TEXT,
    refusal TEXT,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT state_known CHECK (state in ('preview', 'awaiting', 'ready', 'running', 'done', 'refused', 'cancelled')),
    CONSTRAINT approver_is_another CHECK (approved_by is null or (btrim(approved_by) <> '' and lower(btrim(approved_by)) <> lower(btrim(actor)))),
    CONSTRAINT refusal_has_reason CHECK (refused_by is null or coalesce(refusal, '') <> '')
);
CREATE TABLE simpul.job_case (
    job_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    case_version INTEGER NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (job_id, case_id),
    CONSTRAINT state_known CHECK (state in ('waiting', 'done', 'skipped')),
    FOREIGN KEY(job_id) REFERENCES simpul.job (id),
    FOREIGN KEY(case_id) REFERENCES simpul.cases (id)
);
CREATE TABLE simpul.match (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    left_feed TEXT NOT NULL,
    left_key TEXT NOT NULL,
    right_feed TEXT NOT NULL,
    right_key TEXT NOT NULL,
    how TEXT NOT NULL,
    score FLOAT NOT NULL,
    reasons JSONB DEFAULT '[]' NOT NULL,
    state TEXT NOT NULL,
    found_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    decided_by TEXT,
    decided_at TIMESTAMP WITH TIME ZONE,
    decided_reason TEXT,
    unlink_by TEXT,
    unlink_reason TEXT,
    unlink_at TIMESTAMP WITH TIME ZONE,
    unlink_approved_by TEXT,
    PRIMARY KEY (id),
    CONSTRAINT how_known CHECK (how in ('number', 'person', 'text')),
    CONSTRAINT state_known CHECK (state in ('sure', 'offered', 'confirmed', 'rejected', 'unlinking', 'unlinked')),
    CONSTRAINT match_once UNIQUE (left_feed, left_key, right_feed, right_key),
    CONSTRAINT unlinked_by_two CHECK (state <> 'unlinked' or (unlink_by is not null and unlink_approved_by is not null)),
    CONSTRAINT approver_is_another CHECK (unlink_approved_by is null or (btrim(unlink_approved_by) <> '' and lower(btrim(unlink_approved_by)) <> lower(btrim(unlink_by))))
);
CREATE INDEX match_right ON simpul.match (right_feed, right_key);
CREATE TABLE simpul.match_seen (
    feed TEXT NOT NULL,
    key TEXT NOT NULL,
    stamp TEXT NOT NULL,
    PRIMARY KEY (feed, key)
);
CREATE TABLE simpul.rule_due (
    rule TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (rule, subject_key)
);
CREATE INDEX rule_due_next ON simpul.rule_due (next_at);
CREATE TABLE simpul.workday (
    day DATE NOT NULL,
    number INTEGER NOT NULL,
    working BOOLEAN NOT NULL,
    PRIMARY KEY (day)
);
CREATE TABLE simpul.sweep_range (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    run_id BIGINT NOT NULL,
    low TEXT NOT NULL,
    high TEXT NOT NULL,
    ours BIGINT DEFAULT '0' NOT NULL,
    theirs BIGINT DEFAULT '0' NOT NULL,
    equal BOOLEAN NOT NULL,
    how TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX sweep_range_run ON simpul.sweep_range (run_id);
CREATE TABLE simpul.sweep_row (
    run_id BIGINT NOT NULL,
    sign TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (run_id, key),
    CONSTRAINT sign_known CHECK (sign in ('-', '+', '!'))
);
CREATE TABLE simpul.correction (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    case_id BIGINT NOT NULL,
    decision_id BIGINT,
    office TEXT NOT NULL,
    letter TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT 'draft' NOT NULL,
    evidence JSONB DEFAULT '[]' NOT NULL,
    made_by TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    answered_at TIMESTAMP WITH TIME ZONE,
    answer TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT state_known CHECK (state in ('draft', 'sent', 'received', 'done', 'refused')),
    CONSTRAINT one_request_per_decision UNIQUE (case_id, decision_id),
    FOREIGN KEY(case_id) REFERENCES simpul.cases (id)
);
CREATE TABLE simpul.balikan (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    month TEXT NOT NULL,
    state TEXT DEFAULT 'open' NOT NULL,
    missing JSONB DEFAULT '[]' NOT NULL,
    made_by TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    frozen_at TIMESTAMP WITH TIME ZONE,
    approved_by TEXT,
    approved_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT one_per_month UNIQUE (month),
    CONSTRAINT state_known CHECK (state in ('open', 'frozen', 'approved', 'done', 'nil')),
    CONSTRAINT approver_is_another CHECK (approved_by is null or (btrim(approved_by) <> '' and lower(btrim(approved_by)) <> lower(btrim(made_by)))),
    CONSTRAINT approved_before_sent CHECK (state not in ('approved', 'done') or approved_by is not null)
);
CREATE TABLE simpul.balikan_row (
    balikan_id BIGINT NOT NULL,
    application_key TEXT NOT NULL,
    verified_key TEXT NOT NULL,
    values JSONB NOT NULL,
    batch INTEGER DEFAULT '0' NOT NULL,
    effect_id BIGINT,
    PRIMARY KEY (balikan_id, application_key),
    FOREIGN KEY(balikan_id) REFERENCES simpul.balikan (id)
);
CREATE TABLE simpul.revert (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    target TEXT NOT NULL,
    state TEXT DEFAULT 'planned' NOT NULL,
    counts JSONB DEFAULT '{}' NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    approved_by TEXT,
    done_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT state_known CHECK (state in ('planned', 'done', 'cancelled')),
    CONSTRAINT approver_is_another CHECK (approved_by is null or (btrim(approved_by) <> '' and lower(btrim(approved_by)) <> lower(btrim(actor)))),
    CONSTRAINT approved_before_done CHECK (state <> 'done' or approved_by is not null)
);
CREATE TABLE simpul.notice (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    words_id TEXT NOT NULL,
    words_en TEXT NOT NULL,
    detail JSONB DEFAULT '{}' NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    seen_by TEXT,
    seen_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id)
);
