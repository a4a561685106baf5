"""Tables of settling what is in quarantine by one or two persons, and of who looked at whose data."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from simpul.store import columns as col
from simpul.store.columns import metadata
from simpul.store.foureyes import FOUR_EYES_FIELDS, another

_IDENTITY = ", ".join(f"'{field}'" for field in FOUR_EYES_FIELDS)
#: To give up data, or to say who somebody is, takes two.
_TWO = f"kind = 'discard' or (kind = 'correct' and field in ({_IDENTITY}))"
#: A settlement that still waits for its second person.
WAITING = "four_eyes and approved_by is null and refused_by is null"

#: What a person settles about values in quarantine: discard, correct or return to the sender. In force when it stands.
quarantine_settlement = Table(
    "quarantine_settlement",
    metadata,
    col.ident(),
    col.text("kind"),
    col.text("feed"),
    col.text("rule"),
    #: One entry; empty: the group of this feed and rule, as far as ``up_to``.
    Column("entry_id", BigInteger),
    Column("up_to", BigInteger),
    col.count("entries"),
    col.text("field", default=""),
    col.text("record_key", null=True),
    col.text("reason"),
    col.text("actor"),
    col.time("proposed_at", null=False),
    #: The value of a correction, sealed, and a keyed digest of the raw value it stands for.
    col.raw("sealed", null=True),
    col.text("key_id", default=""),
    Column("raw_digest", LargeBinary),
    col.text("approved_by", null=True),
    col.time("approved_at"),
    col.text("refused_by", null=True),
    col.time("refused_at"),
    col.text("refusal", null=True),
    Column("four_eyes", Boolean, Computed(_TWO, persisted=True), nullable=False),
    Column("stands", Boolean, Computed(f"not ({_TWO}) or approved_by is not null", persisted=True), nullable=False),
    col.one_of("kind", "discard", "correct", "return"),
    UniqueConstraint("id", "stands", name="settlement_stands"),
    CheckConstraint("btrim(reason) <> ''", name="reason_given"),
    CheckConstraint("kind <> 'correct' or (sealed is not null and entry_id is not null)", name="correction_has_value"),
    another("approved_by", "actor"),
    CheckConstraint("refused_by is null or btrim(coalesce(refusal, '')) <> ''", name="refusal_has_reason"),
    CheckConstraint("approved_by is null or refused_by is null", name="approved_or_refused"),
    Index(
        "settlement_waiting", "feed", "rule", "entry_id", unique=True, postgresql_where=text(WAITING),
        postgresql_nulls_not_distinct=True,
    ),
    Index("settlement_record", "feed", "record_key", "field", postgresql_where=text("kind = 'correct'")),
)  # fmt: skip

#: Who looked at whose data, when and what for. ``subjects``: keyed pseudonyms, never a NIK.
access = Table(
    "access",
    metadata,
    col.ident(),
    col.time("at", null=False),
    col.text("actor"),
    col.text("act"),
    #: Kind of purpose and the words the person gave.
    col.text("purpose"),
    col.text("reason"),
    Column("subjects", ARRAY(Text), nullable=False, server_default="{}"),
    col.text("opened_by", default=""),
    col.text("feed", default=""),
    col.text("field", default=""),
    #: The opening of a trace that a revealed field belongs to.
    Column("opening_id", BigInteger),
    #: A way in that may be used once.
    col.text("handle", null=True),
    col.one_of("act", "search", "trace", "reveal", "body"),
    CheckConstraint("btrim(actor) <> '' and btrim(purpose) <> '' and btrim(reason) <> ''", name="access_has_reason"),
    UniqueConstraint("handle", name="handle_once"),
    Index("access_actor", "actor", "at"),
    Index("access_when", "at", "id"),
    Index("access_subject", "subjects", postgresql_using="gin"),
)
