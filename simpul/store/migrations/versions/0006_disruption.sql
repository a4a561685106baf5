CREATE TABLE simpul.disruption (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    system TEXT DEFAULT '' NOT NULL,
    title TEXT NOT NULL,
    services TEXT NOT NULL,
    kecamatan JSONB DEFAULT '[]' NOT NULL,
    steps TEXT DEFAULT '' NOT NULL,
    text_id TEXT NOT NULL,
    text_en TEXT DEFAULT '' NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    expected_end_at TIMESTAMP WITH TIME ZONE,
    announced_by TEXT NOT NULL,
    announced_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_by TEXT,
    PRIMARY KEY (id),
    CONSTRAINT disruption_told CHECK (btrim(title) <> '' and btrim(services) <> '' and btrim(text_id) <> ''),
    CONSTRAINT disruption_ends_after_start CHECK (expected_end_at is null or expected_end_at > starts_at),
    CONSTRAINT disruption_ended_by_somebody CHECK ((ended_at is null) = (ended_by is null))
);
CREATE INDEX disruption_open ON simpul.disruption (starts_at) WHERE ended_at is null;
CREATE TABLE simpul.link_check (
    system TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    actor TEXT NOT NULL,
    lines JSONB NOT NULL,
    certificate_until TIMESTAMP WITH TIME ZONE,
    credentials_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (system)
);
CREATE TABLE simpul.feed_field (
    feed TEXT NOT NULL,
    field TEXT NOT NULL,
    kind TEXT NOT NULL,
    first_seen_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (feed, field, kind),
    CONSTRAINT kind_known CHECK (kind in ('sent', 'new'))
);
CREATE INDEX cases_opened_at ON simpul.cases (opened_at) INCLUDE (owner, kecamatan, assignee, observing);
CREATE INDEX cases_closed_at ON simpul.cases (closed_at) INCLUDE (owner, kecamatan, assignee) WHERE closed_at is not null;
CREATE INDEX cases_reopened_at ON simpul.cases (updated_at) WHERE state = 'reopened';
CREATE INDEX cases_assignee ON simpul.cases (assignee) WHERE closed_at is null;
CREATE INDEX quarantine_opened_at ON simpul.quarantine (opened_at);
CREATE INDEX run_troubled ON simpul.run (started_at) WHERE state in ('failed', 'stopped');
