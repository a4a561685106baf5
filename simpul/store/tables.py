"""The engine's tables. Typed mirror tables are made from the schemas by :mod:`simpul.store.mirror`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(schema="simpul")

NOW = text("clock_timestamp()")


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def _text(name: str, *, null: bool = False, default: str | None = None) -> Column[str]:
    return Column(name, Text, nullable=null, server_default=default)


def _time(name: str, *, null: bool = True) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=null, server_default=None if null else NOW)


def _count(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default="0")


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=f"{column}_known")


#: One execution of one use case over one feed or system.
run = Table(
    "run",
    metadata,
    _id(),
    _text("kind"),
    _text("target"),
    _text("partition", default="all"),
    Column("token", BigInteger, nullable=False, server_default="0"),
    _text("state", default="running"),
    _text("reason", default=""),
    _text("mapping_revision", default=""),
    _text("caller", default=""),
    _time("started_at", null=False),
    _time("ended_at"),
    _count("read"),
    _count("applied"),
    _count("unchanged"),
    _count("superseded"),
    _count("quarantined"),
    _count("pending"),
    _count("quarantined_values"),
    CheckConstraint(
        "kind <> 'pull' or read = applied + unchanged + superseded + quarantined + pending", name="run_adds_up"
    ),
    CheckConstraint("kind <> 'pull' or state = 'running' or pending = 0", name="nothing_pending_at_end"),
    _one_of("kind", "pull", "compare", "deliver"),
    _one_of("state", "running", "done", "failed", "held", "parked", "stopped"),
    Index("run_target_latest", "target", "id"),
)

#: Who may commit for a (feed, partition); the token fences off a worker that lost it.
lease = Table(
    "lease",
    metadata,
    _text("target"),
    _text("partition"),
    Column("token", BigInteger, nullable=False),
    _text("holder"),
    _time("expires_at", null=False),
    PrimaryKeyConstraint("target", "partition"),
)

#: Where a feed stands. ``cursor``: inside a pass; ``watermark``: after it; ``full_pass_at``: the authority is complete.
cursor = Table(
    "cursor",
    metadata,
    _text("feed"),
    _text("partition", default="all"),
    _text("cursor", null=True),
    _text("pass_since", null=True),
    _time("pass_started_at"),
    _text("pass_newest", null=True),
    _text("watermark", null=True),
    _time("full_pass_at"),
    _time("last_success_at"),
    _time("newest_source_at"),
    PrimaryKeyConstraint("feed", "partition"),
)

#: One received answer with its own control totals.
page = Table(
    "page",
    metadata,
    _id(),
    Column("run_id", BigInteger, ForeignKey(run.c.id), nullable=False),
    _text("feed"),
    Column("number", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    _text("media"),
    _text("origin", default=""),
    _time("requested_at", null=False),
    _time("received_at", null=False),
    _text("cursor_after", null=True),
    _count("read"),
    _count("applied"),
    _count("unchanged"),
    _count("superseded"),
    _count("quarantined"),
    _count("pending"),
    _count("quarantined_values"),
    CheckConstraint("read = applied + unchanged + superseded + quarantined + pending", name="page_adds_up"),
    Index("page_run", "run_id"),
    Index("page_digest", "feed", "digest"),
)

#: Encrypted bytes, identical bytes once.
page_body = Table(
    "page_body",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    _text("key_id"),
    Column("sealed", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    _time("keep_until", null=False),
)

#: Values or rows that broke a rule. ``field`` empty: the whole row.
quarantine = Table(
    "quarantine",
    metadata,
    _id(),
    Column("page_id", BigInteger, ForeignKey(page.c.id), nullable=False),
    Column("run_id", BigInteger, ForeignKey(run.c.id), nullable=False),
    _text("feed"),
    Column("row_no", Integer, nullable=False),
    _text("record_key", null=True),
    _text("field", default=""),
    _text("rule"),
    _text("masked", default=""),
    Column("sealed", LargeBinary),
    _text("key_id", default=""),
    _text("state", default="open"),
    _time("opened_at", null=False),
    _time("settled_at"),
    _text("settled_by", null=True),
    _text("reason", null=True),
    _one_of("state", "open", "replayed", "overtaken", "returned", "discarded"),
    Index("quarantine_open", "feed", "rule", postgresql_where=text("state = 'open'")),
    Index("quarantine_record", "feed", "record_key", "field", postgresql_where=text("state = 'open'")),
)

#: Subjects that must be compared again; many rows per subject are normal, claimed with SKIP LOCKED.
dirty = Table(
    "dirty",
    metadata,
    _id(),
    _text("subject_kind"),
    _text("subject_key"),
    _text("reason"),
    Column("run_id", BigInteger),
    _time("marked_at", null=False),
)

#: A (follower, authority) pair begins observing; what its first comparison finds is a baseline.
pairing = Table(
    "pairing",
    metadata,
    _text("feed"),
    _text("authority_feed"),
    _text("revision"),
    _time("observing_since", null=False),
    _time("baseline_done_at"),
    PrimaryKeyConstraint("feed", "authority_feed"),
)

#: Per follower record, the values last verified equal in both systems.
base = Table(
    "base",
    metadata,
    _text("feed"),
    _text("record_key"),
    _text("subject_key"),
    Column("values", JSONB, nullable=False),
    _time("verified_at", null=False),
    PrimaryKeyConstraint("feed", "record_key"),
)

#: A complaint that quotes an application. ``certain``: the reporter is the applicant.
quote = Table(
    "quote",
    metadata,
    _text("complaint_feed"),
    _text("complaint_key"),
    _text("application_feed"),
    _text("application_key"),
    Column("certain", Boolean, nullable=False),
    _text("reason", default=""),
    _time("found_at", null=False),
    PrimaryKeyConstraint("complaint_feed", "complaint_key", "application_feed", "application_key"),
)

#: Disagreements. At most one open case per (feed, record, field).
cases = Table(
    "cases",
    metadata,
    _id(),
    _text("kind"),
    _text("subject_kind"),
    _text("subject_key"),
    _text("feed"),
    _text("record_key"),
    _text("field", default=""),
    _text("authority_feed"),
    _text("authority_value", null=True),
    _text("follower_value", null=True),
    _text("base_value", null=True),
    _text("state", default="new"),
    Column("observing", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("reopened", Integer, nullable=False, server_default="0"),
    _text("evidence", default=""),
    _time("opened_at", null=False),
    _time("updated_at", null=False),
    _time("due_at"),
    _time("closed_at"),
    _text("closed_because", null=True),
    Column("opened_by_run", BigInteger),
    _one_of("state", "new", "decided", "verified", "reopened", "closed"),
    Index("cases_one_open", "feed", "record_key", "field", unique=True, postgresql_where=text("closed_at is null")),
    Index("cases_subject", "subject_kind", "subject_key"),
)

#: What was settled, by whom, why.
decision = Table(
    "decision",
    metadata,
    _id(),
    Column("case_id", BigInteger, ForeignKey(cases.c.id), nullable=False),
    Column("case_version", Integer, nullable=False),
    _text("choice"),
    _text("value", null=True),
    _text("reason"),
    _text("actor"),
    _time("decided_at", null=False),
    _time("not_before", null=False),
    _time("undone_at"),
    _text("undone_by", null=True),
    _one_of("choice", "authority", "follower", "other"),
    UniqueConstraint("case_id", "case_version", name="one_decision_per_version"),
    CheckConstraint("reason <> ''", name="reason_given"),
)

#: One thing to send to one system.
effect = Table(
    "effect",
    metadata,
    _id(),
    _text("kind"),
    _text("mode"),
    _text("system"),
    _text("feed"),
    _text("record_key"),
    _text("subject_kind", default=""),
    _text("subject_key", default=""),
    _text("idem_key"),
    #: Canonical field → value the target must show.
    Column("values", JSONB, nullable=False),
    #: Canonical field → follower's value it was based on; claiming re-checks it.
    Column("expected", JSONB, nullable=False, server_default="{}"),
    Column("body", JSONB, nullable=False),
    _text("precondition", null=True),
    _text("state", default="ready"),
    _text("reason", default=""),
    Column("case_id", BigInteger, ForeignKey(cases.c.id)),
    Column("case_version", Integer),
    Column("decision_id", BigInteger, ForeignKey(decision.c.id)),
    Column("run_id", BigInteger),
    Column("attempt", Integer, nullable=False, server_default="0"),
    _time("not_before"),
    _time("created_at", null=False),
    _time("sent_at"),
    _time("settled_at"),
    _one_of("mode", "state", "event"),
    _one_of(
        "state",
        "draft",
        "ready",
        "sent",
        "unknown",
        "accepted",
        "verified",
        "failed",
        "overtaken",
        "superseded",
        "cancelled",
        "manual",
    ),
    UniqueConstraint("idem_key", name="idem_key_once"),
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
    _id(),
    Column("effect_id", BigInteger, ForeignKey(effect.c.id), nullable=False),
    Column("attempt", Integer, nullable=False),
    _text("outcome"),
    _text("reference", default=""),
    _text("detail", default=""),
    _time("at", null=False),
    _one_of("outcome", "accepted", "duplicate", "rejected", "unknown", "overtaken", "retry"),
    Index("receipt_effect", "effect_id"),
)

#: Health of the way to a system, shared by all workers.
link_state = Table(
    "link_state",
    metadata,
    Column("system", Text, primary_key=True),
    _text("breaker", default="closed"),
    Column("failures", Integer, nullable=False, server_default="0"),
    _time("opened_at"),
    _time("open_until"),
    _text("probe_holder", null=True),
    _time("probe_until"),
    Column("budget", Float, nullable=False, server_default="10"),
    _time("parked_until"),
    _text("parked_reason", default=""),
    Column("used_today", BigInteger, nullable=False, server_default="0"),
    _text("used_day", default=""),
    Column("calls", BigInteger, nullable=False, server_default="0"),
    Column("errors", BigInteger, nullable=False, server_default="0"),
    Column("latency", Float, nullable=False, server_default="0"),
    _time("last_ok_at"),
    _text("last_error", default=""),
    _time("last_error_at"),
    _one_of("breaker", "closed", "open", "half_open"),
)

#: A run held because it would change too much; waits for a named person.
brake = Table(
    "brake",
    metadata,
    _id(),
    Column("run_id", BigInteger, ForeignKey(run.c.id), nullable=False),
    _text("target"),
    _text("reason"),
    Column("sample", JSONB, nullable=False, server_default="[]"),
    _text("state", default="held"),
    _time("held_at", null=False),
    _time("settled_at"),
    _text("settled_by", null=True),
    _one_of("state", "held", "released", "refused", "used"),
    Index("brake_one_held", "target", unique=True, postgresql_where=text("state = 'held'")),
)

#: Hash chains: one per (feed, partition) and one per acting person.
audit = Table(
    "audit",
    metadata,
    _text("chain"),
    Column("seq", BigInteger, nullable=False),
    _time("at", null=False),
    _text("actor"),
    _text("act"),
    Column("detail", JSONB, nullable=False, server_default="{}"),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("chain", "seq"),
)

#: Sealed head of a chain: what a truncated or rewritten chain cannot reproduce.
audit_head = Table(
    "audit_head",
    metadata,
    _text("chain"),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    _time("sealed_at", null=False),
    _text("key_id"),
    Column("seal", LargeBinary, nullable=False),
    PrimaryKeyConstraint("chain", "seq"),
)
