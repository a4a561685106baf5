CREATE TABLE simpul.alert (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    target TEXT DEFAULT '' NOT NULL,
    severity TEXT NOT NULL,
    words_id TEXT NOT NULL,
    words_en TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT severity_known CHECK (severity in ('info', 'warning', 'critical'))
);
CREATE INDEX alert_closed ON simpul.alert (closed_at) WHERE closed_at is not null;
CREATE UNIQUE INDEX alert_one_open ON simpul.alert (kind, target) WHERE closed_at is null;
CREATE TABLE simpul.alert_route (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    name TEXT NOT NULL,
    env TEXT DEFAULT '' NOT NULL,
    file TEXT DEFAULT '' NOT NULL,
    severity TEXT DEFAULT 'warning' NOT NULL,
    kinds JSONB DEFAULT '[]' NOT NULL,
    quiet_from TEXT DEFAULT '' NOT NULL,
    quiet_until TEXT DEFAULT '' NOT NULL,
    digest BOOLEAN DEFAULT 'true' NOT NULL,
    digest_on DATE,
    language TEXT DEFAULT 'id' NOT NULL,
    repeat_hours INTEGER DEFAULT '4' NOT NULL,
    state TEXT DEFAULT 'on' NOT NULL,
    made_by TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT severity_known CHECK (severity in ('info', 'warning', 'critical')),
    CONSTRAINT language_known CHECK (language in ('id', 'en')),
    CONSTRAINT state_known CHECK (state in ('on', 'off', 'removed')),
    CONSTRAINT one_reference CHECK ((env = '') <> (file = '')),
    CONSTRAINT quiet_from_and_until CHECK ((quiet_from = '') = (quiet_until = '')),
    CONSTRAINT repeat_within_a_week CHECK (repeat_hours between 1 and 168)
);
CREATE UNIQUE INDEX alert_route_name ON simpul.alert_route (name) WHERE state <> 'removed';
CREATE TABLE simpul.alert_told (
    route_id BIGINT NOT NULL,
    alert_id BIGINT NOT NULL,
    told_at TIMESTAMP WITH TIME ZONE NOT NULL,
    severity TEXT NOT NULL,
    recovered_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (route_id, alert_id),
    FOREIGN KEY(route_id) REFERENCES simpul.alert_route (id),
    FOREIGN KEY(alert_id) REFERENCES simpul.alert (id)
);
CREATE INDEX alert_told_standing ON simpul.alert_told (alert_id) WHERE recovered_at is null;
CREATE TABLE simpul.alert_message (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    route_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    attempt INTEGER DEFAULT '0' NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    error TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT kind_known CHECK (kind in ('alert', 'digest', 'test')),
    CONSTRAINT state_known CHECK (state in ('waiting', 'sent', 'failed')),
    FOREIGN KEY(route_id) REFERENCES simpul.alert_route (id)
);
CREATE INDEX alert_message_due ON simpul.alert_message (next_at) WHERE state = 'waiting';
CREATE INDEX alert_message_route ON simpul.alert_message (route_id, id);
CREATE TABLE simpul.alert_silence (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT DEFAULT '' NOT NULL,
    target TEXT DEFAULT '' NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_by TEXT,
    PRIMARY KEY (id),
    CONSTRAINT silence_has_reason CHECK (btrim(reason) <> '')
);
CREATE INDEX alert_silence_standing ON simpul.alert_silence (until) WHERE ended_at is null;
CREATE TABLE simpul.heartbeat (
    name TEXT NOT NULL,
    beat_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    seconds FLOAT DEFAULT '0' NOT NULL,
    outside_ok BOOLEAN,
    turns BIGINT DEFAULT '0' NOT NULL,
    PRIMARY KEY (name)
);
CREATE INDEX cases_counted ON simpul.cases (kind, state, observing, severity, opened_at, due_at) WHERE closed_at is null;
CREATE INDEX run_counted ON simpul.run (kind, state);
CREATE INDEX effect_counted ON simpul.effect (system, state, created_at);
CREATE INDEX quarantine_counted ON simpul.quarantine (feed, rule, opened_at) WHERE state = 'open';
