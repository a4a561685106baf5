CREATE TABLE simpul.pause (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    target TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    resumed_at TIMESTAMP WITH TIME ZONE,
    resumed_by TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT pause_has_length CHECK (until > made_at),
    CONSTRAINT pause_has_actor_and_reason CHECK (btrim(actor) <> '' and btrim(reason) <> '')
);
CREATE UNIQUE INDEX pause_one_open ON simpul.pause (target) WHERE resumed_at is null;
CREATE INDEX pause_target ON simpul.pause (target, made_at);
CREATE TABLE simpul.errand (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    options JSONB DEFAULT '{}' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    actor TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    state TEXT DEFAULT 'waiting' NOT NULL,
    attempt INTEGER DEFAULT '0' NOT NULL,
    outcome JSONB DEFAULT '{}' NOT NULL,
    run_id BIGINT,
    ended_by TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT kind_known CHECK (kind in ('pull', 'dry_run', 'retry', 'replay', 'sweep', 'bulk', 'link_test')),
    CONSTRAINT state_known CHECK (state in ('waiting', 'taken', 'done', 'failed', 'cancelled', 'lapsed')),
    CONSTRAINT errand_has_actor CHECK (btrim(actor) <> '')
);
CREATE UNIQUE INDEX errand_one_open ON simpul.errand (kind, target) WHERE state in ('waiting', 'taken');
CREATE INDEX errand_target ON simpul.errand (target, made_at);
CREATE INDEX errand_run ON simpul.errand (run_id);
CREATE TABLE simpul.run_progress (
    run_id BIGINT NOT NULL,
    stage TEXT DEFAULT 'fetch' NOT NULL,
    announced BIGINT,
    pages BIGINT DEFAULT '0' NOT NULL,
    moved_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (run_id),
    FOREIGN KEY(run_id) REFERENCES simpul.run (id) ON DELETE CASCADE,
    CONSTRAINT stage_known CHECK (stage in ('fetch', 'check', 'map', 'write'))
);
CREATE TABLE simpul.mapping_version (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    feed TEXT NOT NULL,
    revision TEXT NOT NULL,
    body TEXT DEFAULT '' NOT NULL,
    run_id BIGINT,
    seen_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX mapping_version_feed ON simpul.mapping_version (feed, id);
CREATE INDEX mapping_version_seen ON simpul.mapping_version (feed, seen_at);
CREATE INDEX run_target_started ON simpul.run (target, started_at);
CREATE INDEX brake_target ON simpul.brake (target, held_at);
CREATE INDEX quarantine_run ON simpul.quarantine (run_id)
