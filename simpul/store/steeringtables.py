"""Tables of steering: pauses, errands, how far a run is, and every version of a mapping that was ever read with."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Index, Table, text

from simpul.store import columns as col
from simpul.store.columns import metadata

#: A feed or a system that is left alone until a moment. One that ended by itself is closed when the next one is made.
pause = Table(
    "pause",
    metadata,
    col.ident(),
    col.text("target"),
    col.text("reason"),
    col.text("actor"),
    col.time("made_at", null=False),
    Column("until", DateTime(timezone=True), nullable=False),
    col.time("resumed_at"),
    col.text("resumed_by", default=""),
    CheckConstraint("until > made_at", name="pause_has_length"),
    CheckConstraint("btrim(actor) <> '' and btrim(reason) <> ''", name="pause_has_actor_and_reason"),
    Index("pause_one_open", "target", unique=True, postgresql_where=text("resumed_at is null")),
    Index("pause_target", "target", "made_at"),
)

ERRAND_KINDS = ("pull", "dry_run", "retry", "replay", "sweep", "bulk", "link_test")
#: What a person asked the hub to do; worked off by whoever holds the credentials of the sources.
errand = Table(
    "errand",
    metadata,
    col.ident(),
    col.text("kind"),
    #: Feed, system (a delivery tried again, a link tested) or number of a bulk decision.
    col.text("target"),
    col.json("options", default="{}"),
    col.text("reason", default=""),
    col.text("actor"),
    col.time("made_at", null=False),
    col.time("taken_at"),
    col.time("ended_at"),
    col.text("state", default="waiting"),
    #: How often it was taken: fences off a worker that was given up.
    col.number("attempt", default=0),
    col.json("outcome", default="{}"),
    Column("run_id", BigInteger),
    col.text("ended_by", default=""),
    col.one_of("kind", *ERRAND_KINDS),
    col.one_of("state", "waiting", "taken", "done", "failed", "cancelled", "lapsed"),
    CheckConstraint("btrim(actor) <> ''", name="errand_has_actor"),
    Index("errand_one_open", "kind", "target", unique=True, postgresql_where=text("state in ('waiting', 'taken')")),
    Index("errand_target", "target", "made_at"),
    Index("errand_run", "run_id"),
)

#: What the commits of a run tell about how far it is.
run_progress = Table(
    "run_progress",
    metadata,
    Column("run_id", BigInteger, ForeignKey("simpul.run.id", ondelete="CASCADE"), primary_key=True),
    #: Where it is, or where it ended: fetch, check, map, write.
    col.text("stage", default="fetch"),
    #: Rows the source announced for the whole answer; null: it did not, or the pass was begun by an earlier run.
    Column("announced", BigInteger),
    col.count("pages"),
    col.time("moved_at", null=False),
    col.one_of("stage", "fetch", "check", "map", "write"),
)

#: Every version of a feed's mapping that a run read with, with its text as it was then.
mapping_version = Table(
    "mapping_version",
    metadata,
    col.ident(),
    col.text("feed"),
    col.text("revision"),
    col.text("body", default=""),
    Column("run_id", BigInteger),
    col.time("seen_at", null=False),
    Index("mapping_version_feed", "feed", "id"),
    Index("mapping_version_seen", "feed", "seen_at"),
)
