CREATE TABLE simpul.saved_view (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    person TEXT NOT NULL,
    area TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT view_once UNIQUE (person, area, name)
);
CREATE INDEX cases_grouped ON simpul.cases (cause, observing, coalesce(due_at, 'infinity'::timestamptz), id)
    WHERE closed_at is null;
CREATE INDEX cases_summed ON simpul.cases (cause, severity, kind, observing)
    INCLUDE (opened_at, owner, kecamatan, assignee) WHERE closed_at is null;
CREATE INDEX cases_ended ON simpul.cases (cause, opened_at)
    INCLUDE (owner, kecamatan, assignee) WHERE closed_at is not null;
CREATE INDEX cases_queue ON simpul.cases (observing, coalesce(due_at, 'infinity'::timestamptz), id)
    WHERE closed_at is null;
CREATE INDEX cases_local ON simpul.cases (kecamatan, observing, coalesce(due_at, 'infinity'::timestamptz), id)
    WHERE closed_at is null;
CREATE INDEX cases_back ON simpul.cases (id) WHERE closed_at is null and reopened > 0;
CREATE INDEX decision_actor ON simpul.decision (actor, decided_at);
