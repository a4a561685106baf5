"""Cases as a list shows them: which there are, by what an officer looks for; NIK and KK masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.store import scope
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import mask

_VALUES = ("authority_value", "follower_value", "base_value", "proposed_value")


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """A case as a list shows it; NIK and KK masked."""

    id: int
    kind: str
    subject_kind: str
    subject_key: str
    feed: str
    record_key: str
    field: str
    authority_feed: str
    authority_value: str | None
    follower_value: str | None
    base_value: str | None
    #: Cross-system rule that found it; empty: a comparison or a sweep.
    rule: str
    #: How the two values differ, and the fingerprint that groups cases of one cause.
    shape: str
    cause: str
    severity: str
    #: Office that settles it, and the kecamatan it belongs to.
    owner: str
    kecamatan: str | None
    #: Value a rule would choose, and which rule.
    proposed_value: str | None
    proposed_by: str
    #: What a rule saw, name → value.
    facts: Mapping[str, Any]
    state: str
    assignee: str | None
    snoozed_until: datetime | None
    #: Part of the baseline: no due date, nothing sent.
    observing: bool
    version: int
    reopened: int
    evidence: str
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    closed_because: str | None
    accepted_until: date | None

    @property
    def words(self) -> Words:
        """What kind of disagreement it is."""
        return words.kind(self.kind)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What an officer looks for; None leaves a condition out."""

    open: bool | None = True
    state: str | None = None
    kind: str | None = None
    cause: str | None = None
    severity: str | None = None
    owner: str | None = None
    kecamatan: str | None = None
    assignee: str | None = None
    feed: str | None = None
    field: str | None = None
    rule: str | None = None
    observing: bool | None = None
    due_before: datetime | None = None


def listing(engine: Engine, *, limit: int = 50, **wanted: Any) -> tuple[CaseLine, ...]:
    """Cases, those due first, the baseline last. ``wanted``: the parts of :class:`Filters`."""
    values = {**asdict(Filters(**wanted)), "limit": limit}
    with engine.connect() as conn:
        return tuple(line(row) for row in conn.execute(text(query("cases_list")), values))


def one(conn: Connection, case_id: int, lock: str = "") -> Row[Any]:
    """A case's row. NotPossible if there is none, or none this person sees.

    Locked, it is about to be acted on: what follows from that is the hub's to do, whoever acts (:func:`scope.lift`).
    """
    row = conn.execute(text(shaped("cases_one", {"lock": lock})), {"id": case_id}).one_or_none()
    if row is None:
        raise words.missing(case_id)
    if lock:
        scope.lift(conn)
    return row


def line(row: Row[Any]) -> CaseLine:
    """A row as it may be shown."""
    values = {name: row._mapping[name] for name in CaseLine.__dataclass_fields__}
    shown = {name: masked(values[name]) for name in (*_VALUES, "subject_key", "record_key", "evidence")}
    return CaseLine(**{**values, **shown, "facts": scrubbed(row.facts)})


def masked(value: str | None) -> str | None:
    """A value as a list shows it."""
    return None if value is None else mask.scrub(value)


def scrubbed(value: Any) -> Any:
    """A document with every population number in it masked, however deep."""
    if isinstance(value, Mapping):
        return {name: scrubbed(part) for name, part in value.items()}
    if isinstance(value, list):
        return [scrubbed(part) for part in value]
    return mask.scrub(value) if isinstance(value, str) else value


def plain(row: Row[Any]) -> dict[str, Any]:
    """A row as a mapping with population numbers masked."""
    return {name: scrubbed(value) for name, value in row._mapping.items()}
