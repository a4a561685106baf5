"""The engine's tables. Typed mirror tables are made from the schemas by :mod:`simpul.store.mirror`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from simpul.store import columns as col
from simpul.store import peopletables as peopletables
from simpul.store import quarantinetables as quarantinetables
from simpul.store import reporttables as reporttables
from simpul.store import steeringtables as steeringtables
from simpul.store.columns import metadata
from simpul.store.settling import cases, decision

__all__ = ["metadata"]

#: One execution of one use case over one feed or system.
run = Table(
    "run",
    metadata,
    col.ident(),
    col.text("kind"),
    col.text("target"),
    col.text("partition", default="all"),
    col.count("token"),
    col.text("state", default="running"),
    col.text("reason", default=""),
    col.text("mapping_revision", default=""),
    col.text("caller", default=""),
    col.time("started_at", null=False),
    col.time("ended_at"),
    *col.totals(),
    CheckConstraint(f"kind <> 'pull' or {col.ADDS_UP}", name="run_adds_up"),
    CheckConstraint("kind <> 'pull' or state = 'running' or pending = 0", name="nothing_pending_at_end"),
    col.one_of("kind", "pull", "compare", "deliver", "rules", "match", "sweep", "revert"),
    col.one_of("state", "running", "done", "failed", "held", "parked", "stopped"),
    Index("run_target_latest", "target", "id"),
    Index("run_target_started", "target", "started_at"),
)

#: Who may commit for a (feed, partition); the token fences off a worker that lost it.
lease = Table(
    "lease",
    metadata,
    col.text("target"),
    col.text("partition"),
    Column("token", BigInteger, nullable=False),
    col.text("holder"),
    col.time("expires_at", null=False),
    PrimaryKeyConstraint("target", "partition"),
)

#: Where a feed stands. ``cursor``: inside a pass; ``watermark``: after it; ``full_pass_at``: the authority is complete.
cursor = Table(
    "cursor",
    metadata,
    col.text("feed"),
    col.text("partition", default="all"),
    col.text("cursor", null=True),
    col.text("pass_since", null=True),
    col.time("pass_started_at"),
    col.text("pass_newest", null=True),
    col.text("watermark", null=True),
    col.time("full_pass_at"),
    col.time("last_success_at"),
    col.time("newest_source_at"),
    PrimaryKeyConstraint("feed", "partition"),
)

#: One received answer with its own control totals.
page = Table(
    "page",
    metadata,
    col.ident(),
    col.ref("run_id", run),
    col.text("feed"),
    col.number("number"),
    col.raw("digest"),
    col.text("media"),
    col.text("origin", default=""),
    col.time("requested_at", null=False),
    col.time("received_at", null=False),
    col.text("cursor_after", null=True),
    *col.totals(),
    CheckConstraint(col.ADDS_UP, name="page_adds_up"),
    Index("page_run", "run_id"),
    Index("page_digest", "feed", "digest"),
)

#: Encrypted bytes, identical bytes once.
page_body = Table(
    "page_body",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    col.text("key_id"),
    col.raw("sealed"),
    col.number("size"),
    col.time("keep_until", null=False),
)

#: Values or rows that broke a rule. ``field`` empty: the whole row.
quarantine = Table(
    "quarantine",
    metadata,
    col.ident(),
    col.ref("page_id", page),
    col.ref("run_id", run),
    col.text("feed"),
    col.number("row_no"),
    col.text("record_key", null=True),
    col.text("field", default=""),
    col.text("rule"),
    col.text("masked", default=""),
    col.raw("sealed", null=True),
    col.text("key_id", default=""),
    col.text("state", default="open"),
    col.time("opened_at", null=False),
    col.time("settled_at"),
    col.text("settled_by", null=True),
    col.text("reason", null=True),
    #: What people settled about it; only a settlement in force counts, and only by one is anything discarded early.
    Column("settlement_id", BigInteger),
    Column("settlement_stands", Boolean, nullable=False, server_default="true"),
    col.one_of("state", "open", "replayed", "overtaken", "returned", "discarded"),
    CheckConstraint("settlement_stands", name="settlement_stands_always"),
    CheckConstraint(
        "state <> 'discarded' or settlement_id is not null or settled_by = 'retensi'", name="discarded_by_two"
    ),
    ForeignKeyConstraint(
        ["settlement_id", "settlement_stands"],
        ["simpul.quarantine_settlement.id", "simpul.quarantine_settlement.stands"],
        name="quarantine_settled",
    ),
    Index("quarantine_open", "feed", "rule", postgresql_where=text("state = 'open'")),
    Index("quarantine_record", "feed", "record_key", "field", postgresql_where=text("state = 'open'")),
    Index("quarantine_of_record", "feed", "record_key"),
    Index("quarantine_run", "run_id"),
    Index("quarantine_settlement_of", "settlement_id", postgresql_where=text("settlement_id is not null")),
)

#: Subjects that must be compared again; many rows per subject are normal, claimed with SKIP LOCKED.
dirty = Table(
    "dirty",
    metadata,
    col.ident(),
    col.text("subject_kind"),
    col.text("subject_key"),
    col.text("reason"),
    Column("run_id", BigInteger),
    col.time("marked_at", null=False),
)

#: A (follower, authority) pair begins observing; what its first comparison finds is a baseline.
pairing = Table(
    "pairing",
    metadata,
    col.text("feed"),
    col.text("authority_feed"),
    col.text("revision"),
    col.time("observing_since", null=False),
    col.time("baseline_done_at"),
    PrimaryKeyConstraint("feed", "authority_feed"),
)

#: Per follower record, the values last verified equal in both systems.
base = Table(
    "base",
    metadata,
    col.text("feed"),
    col.text("record_key"),
    col.text("subject_key"),
    col.json("values"),
    col.time("verified_at", null=False),
    PrimaryKeyConstraint("feed", "record_key"),
)

#: A complaint that quotes an application. ``certain``: the reporter is the applicant.
quote = Table(
    "quote",
    metadata,
    col.text("complaint_feed"),
    col.text("complaint_key"),
    col.text("application_feed"),
    col.text("application_key"),
    Column("certain", Boolean, nullable=False),
    col.text("reason", default=""),
    col.time("found_at", null=False),
    PrimaryKeyConstraint("complaint_feed", "complaint_key", "application_feed", "application_key"),
    #: Rules look quotes up from either side, whatever the feed.
    Index("quote_complaint", "complaint_key"),
    Index("quote_application", "application_key"),
)

EFFECT_STATES = (
    *("draft", "ready", "sent", "unknown", "accepted", "verified"),
    *("failed", "overtaken", "superseded", "cancelled", "manual"),
)
#: One thing to send to one system.
effect = Table(
    "effect",
    metadata,
    col.ident(),
    col.text("kind"),
    col.text("mode"),
    col.text("system"),
    col.text("feed"),
    col.text("record_key"),
    col.text("subject_kind", default=""),
    col.text("subject_key", default=""),
    col.text("idem_key"),
    #: Canonical field → value the target must show.
    col.json("values"),
    #: Canonical field → follower's value it was based on; claiming re-checks it.
    col.json("expected", default="{}"),
    col.json("body"),
    col.text("precondition", null=True),
    col.text("state", default="ready"),
    col.text("reason", default=""),
    col.ref("case_id", cases, null=True),
    Column("case_version", Integer),
    Column("decision_id", BigInteger),
    #: Only a decision in force makes an effect: the foreign key below, not only code, sees to that.
    Column("decision_stands", Boolean, nullable=False, server_default="true"),
    Column("run_id", BigInteger),
    col.number("attempt", default=0),
    col.time("not_before"),
    col.time("created_at", null=False),
    col.time("sent_at"),
    col.time("settled_at"),
    col.one_of("mode", "state", "event"),
    col.one_of("state", *EFFECT_STATES),
    UniqueConstraint("idem_key", name="idem_key_once"),
    ForeignKeyConstraint(
        ["decision_id", "decision_stands"], [decision.c.id, decision.c.stands], name="effect_decision_stands"
    ),
    CheckConstraint("decision_stands", name="decision_stands_always"),
    Index(
        "effect_one_unsent_state",
        "feed",
        "record_key",
        unique=True,
        postgresql_where=text("mode = 'state' and state in ('draft', 'ready')"),
    ),
    Index("effect_open", "system", "state", "id"),
    Index("effect_record", "feed", "record_key"),
    Index("effect_subject", "subject_kind", "subject_key"),
)

#: What the system answered, one row per attempt.
receipt = Table(
    "receipt",
    metadata,
    col.ident(),
    col.ref("effect_id", effect),
    col.number("attempt"),
    col.text("outcome"),
    col.text("reference", default=""),
    col.text("detail", default=""),
    col.time("at", null=False),
    col.one_of("outcome", "accepted", "duplicate", "rejected", "unknown", "overtaken", "retry"),
    Index("receipt_effect", "effect_id"),
    Index("receipt_reference", "reference", postgresql_where=text("reference <> ''")),
)

#: Health of the way to a system, shared by all workers.
link_state = Table(
    "link_state",
    metadata,
    Column("system", Text, primary_key=True),
    col.text("breaker", default="closed"),
    col.number("failures", default=0),
    col.time("opened_at"),
    col.time("open_until"),
    col.text("probe_holder", null=True),
    col.time("probe_until"),
    Column("budget", Float, nullable=False, server_default="10"),
    col.time("parked_until"),
    col.text("parked_reason", default=""),
    col.count("used_today"),
    col.text("used_day", default=""),
    col.count("calls"),
    col.count("errors"),
    Column("latency", Float, nullable=False, server_default="0"),
    col.time("last_ok_at"),
    col.text("last_error", default=""),
    col.time("last_error_at"),
    col.one_of("breaker", "closed", "open", "half_open"),
)

#: A run held because it would change too much; waits for a named person.
brake = Table(
    "brake",
    metadata,
    col.ident(),
    col.ref("run_id", run),
    col.text("target"),
    col.text("reason"),
    col.json("sample", default="[]"),
    col.text("state", default="held"),
    col.time("held_at", null=False),
    col.time("settled_at"),
    col.text("settled_by", null=True),
    col.one_of("state", "held", "released", "refused", "used"),
    Index("brake_one_held", "target", unique=True, postgresql_where=text("state = 'held'")),
    Index("brake_target", "target", "held_at"),
)

#: Hash chains: one per (feed, partition) and one per acting person.
audit = Table(
    "audit",
    metadata,
    col.text("chain"),
    Column("seq", BigInteger, nullable=False),
    col.time("at", null=False),
    col.text("actor"),
    col.text("act"),
    col.json("detail", default="{}"),
    col.raw("previous"),
    col.raw("hash"),
    PrimaryKeyConstraint("chain", "seq"),
    Index("audit_when", "at", "chain", "seq"),
    Index("audit_actor", "actor", "at"),
    Index("audit_act", "act", "at"),
)

#: Sealed head of a chain: what a truncated or rewritten chain cannot reproduce.
audit_head = Table(
    "audit_head",
    metadata,
    col.text("chain"),
    Column("seq", BigInteger, nullable=False),
    col.raw("hash"),
    col.time("sealed_at", null=False),
    col.text("key_id"),
    col.raw("seal"),
    PrimaryKeyConstraint("chain", "seq"),
)

# Below the tables it adds indexes to.
from simpul.store import alertstables as _alerts  # noqa: E402, F401
from simpul.store import hometables as _home  # noqa: E402, F401
from simpul.store import practicetables as _practice  # noqa: E402, F401
from simpul.store import viewtables as _views  # noqa: E402, F401
