"""Tables of alerts: what is wrong now, who is told by which route, what was told, silences, and the watchdog's beat."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from simpul.store import columns as col
from simpul.store.columns import metadata
from simpul.store.settling import cases
from simpul.store.tables import effect, quarantine, run

LEVELS = ("info", "warning", "critical")

#: Something worth telling, from when it was first seen until it has stayed away. At most one open per (kind, target).
alert = Table(
    "alert",
    metadata,
    col.ident(),
    col.text("kind"),
    #: System, feed, rule or schedule, as the configuration names it.
    col.text("target", default=""),
    col.text("severity"),
    col.text("words_id"),
    col.text("words_en"),
    col.time("opened_at", null=False),
    col.time("seen_at", null=False),
    col.time("closed_at"),
    col.one_of("severity", *LEVELS),
    Index("alert_one_open", "kind", "target", unique=True, postgresql_where=text("closed_at is null")),
    Index("alert_closed", "closed_at", postgresql_where=text("closed_at is not null")),
)

#: A way to tell people. Its address is a secret: only where to find it is kept.
alert_route = Table(
    "alert_route",
    metadata,
    col.ident(),
    col.text("name"),
    col.text("env", default=""),
    col.text("file", default=""),
    col.text("severity", default="warning"),
    #: Kinds it tells; empty: every kind.
    col.json("kinds", default="[]"),
    #: Hours in which only what is critical passes, ``22:00`` in WIB; empty: none.
    col.text("quiet_from", default=""),
    col.text("quiet_until", default=""),
    Column("digest", Boolean, nullable=False, server_default="true"),
    Column("digest_on", Date),
    col.text("language", default="id"),
    col.number("repeat_hours", default=4),
    col.text("state", default="on"),
    col.text("made_by"),
    col.time("made_at", null=False),
    col.one_of("severity", *LEVELS),
    col.one_of("language", "id", "en"),
    col.one_of("state", "on", "off", "removed"),
    CheckConstraint("(env = '') <> (file = '')", name="one_reference"),
    CheckConstraint("(quiet_from = '') = (quiet_until = '')", name="quiet_from_and_until"),
    CheckConstraint("repeat_hours between 1 and 168", name="repeat_within_a_week"),
    Index("alert_route_name", "name", unique=True, postgresql_where=text("state <> 'removed'")),
)

#: Which route was told of which alert, and when last.
alert_told = Table(
    "alert_told",
    metadata,
    col.ref("route_id", alert_route),
    col.ref("alert_id", alert),
    Column("told_at", DateTime(timezone=True), nullable=False),
    #: How bad it was when told: what grows worse is told at once.
    col.text("severity"),
    col.time("recovered_at"),
    PrimaryKeyConstraint("route_id", "alert_id"),
    Index("alert_told_standing", "alert_id", postgresql_where=text("recovered_at is null")),
)

#: One message to one route: waiting until it was accepted or given up.
alert_message = Table(
    "alert_message",
    metadata,
    col.ident(),
    col.ref("route_id", alert_route),
    col.text("kind"),
    col.text("title"),
    col.text("body"),
    col.text("state", default="waiting"),
    col.number("attempt", default=0),
    col.time("made_at", null=False),
    col.time("next_at", null=False),
    col.time("sent_at"),
    col.text("error", default=""),
    col.one_of("kind", "alert", "digest", "test"),
    col.one_of("state", "waiting", "sent", "failed"),
    Index("alert_message_due", "next_at", postgresql_where=text("state = 'waiting'")),
    Index("alert_message_route", "route_id", "id"),
)

#: Somebody asked for quiet about a kind (and target) until a time, with a reason; empty: about everything.
alert_silence = Table(
    "alert_silence",
    metadata,
    col.ident(),
    col.text("kind", default=""),
    col.text("target", default=""),
    Column("until", DateTime(timezone=True), nullable=False),
    col.text("reason"),
    col.text("actor"),
    col.time("made_at", null=False),
    col.time("ended_at"),
    col.text("ended_by", null=True),
    CheckConstraint("btrim(reason) <> ''", name="silence_has_reason"),
    Index("alert_silence_standing", "until", postgresql_where=text("ended_at is null")),
)

#: When a watcher last finished a turn: a watcher that is silent is itself an alarm.
heartbeat = Table(
    "heartbeat",
    metadata,
    Column("name", Text, primary_key=True),
    col.time("beat_at", null=False),
    Column("seconds", Float, nullable=False, server_default="0"),
    #: Whether the outside monitor was reached; null: none is set up.
    Column("outside_ok", Boolean),
    Column("turns", BigInteger, nullable=False, server_default="0"),
)

# What metrics and alerts count must not read tables that grow: each count is one walk over a narrow index.
Index(
    "cases_counted",
    cases.c.kind,
    cases.c.state,
    cases.c.observing,
    cases.c.severity,
    cases.c.opened_at,
    cases.c.due_at,
    postgresql_where=text("closed_at is null"),
)
Index("run_counted", run.c.kind, run.c.state)
Index("effect_counted", effect.c.system, effect.c.state, effect.c.created_at)
Index(
    "quarantine_counted",
    quarantine.c.feed,
    quarantine.c.rule,
    quarantine.c.opened_at,
    postgresql_where=text("state = 'open'"),
)
