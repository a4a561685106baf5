"""Tables of settling: disagreements, decisions under four eyes, matches of people, sweeps and what is taken back."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from simpul.store import columns as col
from simpul.store.columns import metadata
from simpul.store.foureyes import FOUR_EYES, MOST_DAYS, PENDING, PROVEN, another

CASE_STATES = ("new", "assigned", "snoozed", "awaiting", "decided", "verified", "reopened", "closed")
SEVERITIES = ("critical", "high", "medium", "low")

#: Disagreements. At most one open case per (feed, record, field).
cases = Table(
    "cases",
    metadata,
    col.ident(),
    col.text("kind"),
    col.text("subject_kind"),
    col.text("subject_key"),
    col.text("feed"),
    col.text("record_key"),
    col.text("field", default=""),
    col.text("authority_feed"),
    col.text("authority_value", null=True),
    col.text("follower_value", null=True),
    col.text("base_value", null=True),
    col.text("state", default="new"),
    Column("observing", Boolean, nullable=False, server_default="false"),
    col.number("version", default=1),
    col.number("reopened", default=0),
    col.text("evidence", default=""),
    col.time("opened_at", null=False),
    col.time("updated_at", null=False),
    col.time("due_at"),
    col.time("closed_at"),
    col.text("closed_because", null=True),
    Column("opened_by_run", BigInteger),
    #: Cross-system rule that found it; empty: a comparison or a sweep did.
    col.text("rule", default=""),
    #: How the two values differ, without the values: ``hari_bulan_tertukar``.
    col.text("shape", default=""),
    #: Fingerprint of the cause; cases of one cause are one group.
    col.text("cause", default=""),
    col.text("severity", default="medium"),
    #: Office that settles it (domain.md §9) and the kecamatan it belongs to, six digits.
    col.text("owner", default="WD"),
    col.text("kecamatan", null=True),
    col.text("proposed_value", null=True),
    col.text("proposed_by", default=""),
    #: What a rule saw, name → value.
    col.json("facts", default="{}"),
    col.text("assignee", null=True),
    col.time("snoozed_until"),
    #: Wakes when its group has grown to this many open cases.
    Column("snoozed_more", BigInteger),
    #: A known difference, accepted until this day.
    Column("accepted_until", Date),
    col.one_of("state", *CASE_STATES),
    col.one_of("severity", *SEVERITIES),
    UniqueConstraint("id", "field", name="case_field"),
    Index("cases_one_open", "feed", "record_key", "field", unique=True, postgresql_where=text("closed_at is null")),
    Index("cases_subject", "subject_kind", "subject_key"),
    Index("cases_cause", "cause", postgresql_where=text("closed_at is null")),
    Index("cases_waiting", "state", postgresql_where=text("state in ('snoozed', 'awaiting')")),
)

#: What was settled, by whom, why. Proposed first where four eyes are needed; in force when it ``stands``.
decision = Table(
    "decision",
    metadata,
    col.ident(),
    col.ref("case_id", cases, null=True),
    Column("case_version", BigInteger),
    col.text("field", default=""),
    col.text("choice"),
    col.text("value", null=True),
    col.text("reason"),
    col.text("actor"),
    col.time("decided_at", null=False),
    col.time("not_before", null=False),
    col.time("undone_at"),
    col.text("undone_by", null=True),
    #: The bulk job it belongs to and how many cases that decides.
    Column("job_id", BigInteger),
    col.number("bulk_size", default=1),
    #: Kind, number and date of the document a decision on identity rests on; no scans.
    col.text("evidence_kind", default=""),
    col.text("evidence_number", default=""),
    Column("evidence_date", Date),
    #: Effect this one takes back, and what is to be sent for that.
    Column("compensates", BigInteger),
    col.json("plan", default="{}"),
    col.text("approved_by", null=True),
    col.time("approved_at"),
    col.text("refused_by", null=True),
    col.time("refused_at"),
    col.text("refusal", null=True),
    col.time("escalated_at"),
    col.text("escalated_to", null=True),
    Column("four_eyes", Boolean, Computed(FOUR_EYES, persisted=True), nullable=False),
    Column(
        "stands", Boolean, Computed(f"not ({FOUR_EYES}) or approved_by is not null", persisted=True), nullable=False
    ),
    col.one_of(
        "choice", "authority", "follower", "other", "proposed", "accept", "apart", "merge", "compensate", "correct"
    ),
    UniqueConstraint("case_id", "case_version", name="one_decision_per_version"),
    UniqueConstraint("id", "stands", name="decision_stands"),
    #: Nobody calls a decision about a NIK one about an address to do without a second person.
    ForeignKeyConstraint(["case_id", "field"], ["simpul.cases.id", "simpul.cases.field"], name="decision_of_field"),
    CheckConstraint("reason <> ''", name="reason_given"),
    CheckConstraint(PROVEN, name="identity_proven"),
    another("approved_by", "actor"),
    Index("one_proposal", "case_id", unique=True, postgresql_where=text(PENDING)),
    CheckConstraint("refused_by is null or btrim(coalesce(refusal, '')) <> ''", name="refusal_has_reason"),
    CheckConstraint("approved_by is null or refused_by is null", name="approved_or_refused"),
)

#: What happened to a case besides decisions: comments, assignments, snoozes, escalations. Oldest first is its history.
case_note = Table(
    "case_note",
    metadata,
    col.ident(),
    col.ref("case_id", cases),
    col.time("at", null=False),
    col.text("actor"),
    col.text("act"),
    col.text("body", default=""),
    Index("case_note_case", "case_id"),
)

#: Somebody stands in for somebody else, from one day to another.
delegation = Table(
    "delegation",
    metadata,
    col.ident(),
    col.text("actor"),
    col.text("stand_in"),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    col.text("made_by"),
    col.text("reason"),
    col.time("made_at", null=False),
    col.time("ended_at"),
    CheckConstraint("starts <= ends", name="starts_before_ends"),
    CheckConstraint("actor <> stand_in", name="stand_in_is_another"),
    CheckConstraint(f"ends - starts < {MOST_DAYS}", name="stand_in_bounded"),
    Index("delegation_ends", "ends"),
)

#: Records that are not about a subject although their keys say so: "not the same person".
apart = Table(
    "apart",
    metadata,
    col.text("feed"),
    col.text("record_key"),
    col.text("subject_kind"),
    col.text("subject_key"),
    Column("decision_id", BigInteger),
    col.time("at", null=False),
    PrimaryKeyConstraint("feed", "record_key", "subject_kind", "subject_key"),
)

#: Many cases decided at once: previewed, then worked off as a job.
job = Table(
    "job",
    metadata,
    col.ident(),
    col.text("cause"),
    col.text("choice"),
    col.text("reason"),
    col.text("actor"),
    #: End date and evidence that every decision of the job names.
    col.json("plan", default="{}"),
    col.text("state", default="preview"),
    col.text("approved_by", null=True),
    col.time("approved_at"),
    col.text("refused_by", null=True),
    col.text("refusal", null=True),
    col.time("made_at", null=False),
    col.time("ended_at"),
    #: Who asked that all of it be taken back.
    col.text("undo_by", null=True),
    col.time("undo_at"),
    col.one_of("state", "preview", "awaiting", "ready", "running", "done", "refused", "cancelled", "undoing", "undone"),
    another("approved_by", "actor"),
    CheckConstraint("refused_by is null or coalesce(refusal, '') <> ''", name="refusal_has_reason"),
    Index("job_awaiting", "made_at", postgresql_where=text("state = 'awaiting'")),
)
job_case = Table(
    "job_case",
    metadata,
    col.ref("job_id", job),
    col.ref("case_id", cases),
    col.number("case_version"),
    col.text("state", default="waiting"),
    col.text("reason", default=""),
    PrimaryKeyConstraint("job_id", "case_id"),
    col.one_of("state", "waiting", "done", "skipped", "undone", "kept"),
    Index("job_case_state", "job_id", "state"),
)

#: Who is meant: two records of different systems that are about one person or one matter.
match = Table(
    "match",
    metadata,
    col.ident(),
    col.text("left_feed"),
    col.text("left_key"),
    col.text("right_feed"),
    col.text("right_key"),
    #: ``number``: quoted in text; ``person``: by name, birth date, phone, address; ``text``: near-duplicate.
    col.text("how"),
    Column("score", Float, nullable=False),
    col.json("reasons", default="[]"),
    col.text("state"),
    col.time("found_at", null=False),
    col.text("decided_by", null=True),
    col.time("decided_at"),
    col.text("decided_reason", null=True),
    col.text("unlink_by", null=True),
    col.text("unlink_reason", null=True),
    col.time("unlink_at"),
    col.text("unlink_approved_by", null=True),
    col.one_of("how", "number", "person", "text"),
    col.one_of("state", "sure", "offered", "confirmed", "rejected", "unlinking", "unlinked"),
    UniqueConstraint("left_feed", "left_key", "right_feed", "right_key", name="match_once"),
    CheckConstraint(
        "state <> 'unlinked' or (unlink_by is not null and unlink_approved_by is not null)", name="unlinked_by_two"
    ),
    another("unlink_approved_by", "unlink_by"),
    Index("match_right", "right_feed", "right_key"),
    Index("match_state", "state", text("score desc"), "id"),
    Index("match_unlinking", "unlink_at", postgresql_where=text("state = 'unlinking'")),
)

#: What of a record the search for who is meant last looked at; another stamp: look again.
match_seen = Table(
    "match_seen",
    metadata,
    col.text("feed"),
    col.text("key"),
    col.text("stamp"),
    PrimaryKeyConstraint("feed", "key"),
)

#: When a rule could become true for a subject though nothing changes.
rule_due = Table(
    "rule_due",
    metadata,
    col.text("rule"),
    col.text("subject_key"),
    col.time("next_at", null=False),
    PrimaryKeyConstraint("rule", "subject_key"),
    Index("rule_due_next", "next_at"),
)

#: Working days with cuti bersama taken out; ``number`` counts the working days up to and including the day.
workday = Table(
    "workday",
    metadata,
    Column("day", Date, primary_key=True),
    col.number("number"),
    Column("working", Boolean, nullable=False),
)

#: What a sweep compared: one row per range, the evidence that the mirror equals its source.
sweep_range = Table(
    "sweep_range",
    metadata,
    col.ident(),
    Column("run_id", BigInteger, nullable=False),
    col.text("low"),
    col.text("high"),
    col.count("ours"),
    col.count("theirs"),
    Column("equal", Boolean, nullable=False),
    col.text("how"),
    Index("sweep_range_run", "run_id"),
)
#: Rows a sweep found to differ: ``-`` only in the mirror, ``+`` only at the source, ``!`` different.
sweep_row = Table(
    "sweep_row",
    metadata,
    Column("run_id", BigInteger, nullable=False),
    col.text("sign"),
    col.text("key"),
    PrimaryKeyConstraint("run_id", "key"),
    col.one_of("sign", "-", "+", "!"),
)

#: Where the authority itself is wrong: a request to its office (surat pengantar) with the evidence.
correction = Table(
    "correction",
    metadata,
    col.ident(),
    col.ref("case_id", cases),
    Column("decision_id", BigInteger),
    col.text("office"),
    col.text("letter", default=""),
    col.text("state", default="draft"),
    col.json("evidence", default="[]"),
    col.text("made_by"),
    col.time("made_at", null=False),
    col.time("sent_at"),
    col.time("answered_at"),
    col.text("answer", default=""),
    col.one_of("state", "draft", "sent", "received", "done", "refused"),
    UniqueConstraint("case_id", "decision_id", name="one_request_per_decision"),
)

#: The monthly data balikan (Permendagri 102/2019): one per month, frozen, approved by another person, sent in batches.
balikan = Table(
    "balikan",
    metadata,
    col.ident(),
    col.text("month"),
    col.text("state", default="open"),
    col.json("missing", default="[]"),
    col.text("made_by"),
    col.time("made_at", null=False),
    col.time("frozen_at"),
    col.text("approved_by", null=True),
    col.time("approved_at"),
    col.time("ended_at"),
    UniqueConstraint("month", name="one_per_month"),
    col.one_of("state", "open", "frozen", "approved", "done", "nil"),
    another("approved_by", "made_by"),
    CheckConstraint("state not in ('approved', 'done') or approved_by is not null", name="approved_before_sent"),
)
balikan_row = Table(
    "balikan_row",
    metadata,
    col.ref("balikan_id", balikan),
    col.text("application_key"),
    col.text("verified_key"),
    col.json("values"),
    col.number("batch", default=0),
    Column("effect_id", BigInteger),
    PrimaryKeyConstraint("balikan_id", "application_key"),
)

#: A run, file or mapping version taken back: planned by one person, approved by another.
revert = Table(
    "revert",
    metadata,
    col.ident(),
    col.text("target"),
    col.text("state", default="planned"),
    col.json("counts", default="{}"),
    col.text("reason"),
    col.text("actor"),
    col.time("made_at", null=False),
    col.text("approved_by", null=True),
    col.time("done_at"),
    col.one_of("state", "planned", "done", "cancelled"),
    another("approved_by", "actor"),
    CheckConstraint("state <> 'done' or approved_by is not null", name="approved_before_done"),
)

#: One message to people where many cases would say the same: a new book of regions, a source that rolled back.
notice = Table(
    "notice",
    metadata,
    col.ident(),
    col.text("kind"),
    col.text("target"),
    col.text("words_id"),
    col.text("words_en"),
    col.json("detail", default="{}"),
    col.time("at", null=False),
    col.text("seen_by", null=True),
    col.time("seen_at"),
)
