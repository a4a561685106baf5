CREATE INDEX cases_grouped ON simpul.cases (cause, observing, coalesce(due_at, 'infinity'::timestamptz), id)
    INCLUDE (severity, kind, opened_at, owner, kecamatan, assignee) WHERE closed_at is null;
CREATE INDEX cases_ended ON simpul.cases (cause, opened_at)
    INCLUDE (owner, kecamatan, assignee) WHERE closed_at is not null;
CREATE INDEX cases_queue ON simpul.cases (observing, coalesce(due_at, 'infinity'::timestamptz), id)
    WHERE closed_at is null;
CREATE INDEX cases_back ON simpul.cases (id) WHERE closed_at is null and reopened > 0;
CREATE INDEX decision_actor ON simpul.decision (actor, decided_at);
