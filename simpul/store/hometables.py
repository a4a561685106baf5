"""Tables of the console's own pages: announced disruptions, checked links, fields a source sends."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table, Text, text

from simpul.store import columns as col
from simpul.store.columns import metadata
from simpul.store.settling import cases
from simpul.store.tables import quarantine, run

#: A disruption somebody announced. ``system`` empty: of no system we know; ``kecamatan`` empty: the whole city.
disruption = Table(
    "disruption",
    metadata,
    col.ident(),
    col.text("system", default=""),
    col.text("title"),
    col.text("services"),
    col.json("kecamatan", default="[]"),
    col.text("steps", default=""),
    #: What may be sent to the public, in both languages.
    col.text("text_id"),
    col.text("text_en", default=""),
    col.time("starts_at", null=False),
    col.time("expected_end_at"),
    col.text("announced_by"),
    col.time("announced_at", null=False),
    col.time("ended_at"),
    col.text("ended_by", null=True),
    CheckConstraint("btrim(title) <> '' and btrim(services) <> '' and btrim(text_id) <> ''", name="disruption_told"),
    CheckConstraint("expected_end_at is null or expected_end_at > starts_at", name="disruption_ends_after_start"),
    CheckConstraint("(ended_at is null) = (ended_by is null)", name="disruption_ended_by_somebody"),
    Index("disruption_open", "starts_at", postgresql_where=text("ended_at is null")),
)

#: What the last test of a link saw: one row per system.
link_check = Table(
    "link_check",
    metadata,
    Column("system", Text, primary_key=True),
    col.time("at", null=False),
    col.text("actor"),
    col.json("lines"),
    #: End of the certificate the system showed; null: it showed none.
    col.time("certificate_until"),
    #: When the oldest of our secrets for it was last written, where that can be told.
    col.time("credentials_at"),
)

#: Fields a source sends, by name alone: ``sent`` ones the mapping reads, ``new`` ones nobody mapped.
feed_field = Table(
    "feed_field",
    metadata,
    col.text("feed"),
    col.text("field"),
    col.text("kind"),
    col.time("first_seen_at", null=False),
    col.time("last_seen_at", null=False),
    PrimaryKeyConstraint("feed", "field", "kind"),
    col.one_of("kind", "sent", "new"),
)

#: What "since your last visit" and the list of outages count, without reading everything.
#: With what row security asks, so that counting for one kecamatan reads no case.
_SEEN = ["owner", "kecamatan", "assignee"]
Index("cases_opened_at", cases.c.opened_at, postgresql_include=[*_SEEN, "observing"])
Index("cases_closed_at", cases.c.closed_at, postgresql_where=text("closed_at is not null"), postgresql_include=_SEEN)
Index("cases_reopened_at", cases.c.updated_at, postgresql_where=text("state = 'reopened'"))
Index("cases_assignee", cases.c.assignee, postgresql_where=text("closed_at is null"))
Index("quarantine_opened_at", quarantine.c.opened_at)
Index("run_troubled", run.c.started_at, postgresql_where=text("state in ('failed', 'stopped')"))
