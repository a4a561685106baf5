"""Indexes that the pages of disagreements read from: groups and lists never look at the whole table."""

from __future__ import annotations

from sqlalchemy import Index, text

from simpul.store.settling import cases, decision

_OPEN = text("closed_at is null")
#: Without a due date it comes last, in an order an index can hold.
_DUE = text("coalesce(due_at, 'infinity'::timestamptz)")

#: Counting open cases by cause, a group's own list, its samples; with what counting and row security ask.
Index(
    "cases_grouped",
    cases.c.cause,
    cases.c.observing,
    _DUE,
    cases.c.id,
    postgresql_where=_OPEN,
    postgresql_include=["severity", "kind", "opened_at", "owner", "kecamatan", "assignee"],
)
#: What was closed still counts for a group's trend.
Index(
    "cases_ended",
    cases.c.cause,
    cases.c.opened_at,
    postgresql_where=text("closed_at is not null"),
    postgresql_include=["owner", "kecamatan", "assignee"],
)
Index("cases_queue", cases.c.observing, _DUE, cases.c.id, postgresql_where=_OPEN)
Index("cases_back", cases.c.id, postgresql_where=text("closed_at is null and reopened > 0"))
Index("decision_actor", decision.c.actor, decision.c.decided_at)
