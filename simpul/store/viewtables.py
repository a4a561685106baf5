"""Saved views, and indexes that the pages of disagreements read from: no page looks at the whole table."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint, text

from simpul.store import columns as col
from simpul.store.columns import metadata
from simpul.store.settling import cases, decision

#: A list somebody wants to see again: the page's own query, without personal data.
saved_view = Table(
    "saved_view",
    metadata,
    col.ident(),
    col.text("person"),
    col.text("area"),
    col.text("name"),
    col.text("query"),
    col.time("made_at", null=False),
    UniqueConstraint("person", "area", "name", name="view_once"),
)

_OPEN = text("closed_at is null")
#: Without a due date it comes last, in an order an index can hold.
_DUE = text("coalesce(due_at, 'infinity'::timestamptz)")

#: A group's own list and its samples.
Index("cases_grouped", cases.c.cause, cases.c.observing, _DUE, cases.c.id, postgresql_where=_OPEN)
#: Counting open cases by cause without looking at a case; with what row security asks.
Index(
    "cases_summed",
    cases.c.cause,
    cases.c.severity,
    cases.c.kind,
    cases.c.observing,
    postgresql_where=_OPEN,
    postgresql_include=["opened_at", "owner", "kecamatan", "assignee"],
)
#: What was closed still counts for a group's trend.
Index(
    "cases_ended",
    cases.c.cause,
    cases.c.opened_at,
    postgresql_where=text("closed_at is not null"),
    postgresql_include=["owner", "kecamatan", "assignee"],
)
#: Every list, of the city and of one kecamatan.
Index("cases_queue", cases.c.observing, _DUE, cases.c.id, postgresql_where=_OPEN)
Index("cases_local", cases.c.kecamatan, cases.c.observing, _DUE, cases.c.id, postgresql_where=_OPEN)
Index("cases_back", cases.c.id, postgresql_where=text("closed_at is null and reopened > 0"))
Index("decision_actor", decision.c.actor, decision.c.decided_at)
