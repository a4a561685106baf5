"""Settle disagreements: list them, show both sides and where they came from, decide, take a decision back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import polars as pl
from sqlalchemy import Connection, Engine, Row, text

from simpul import audit, mask, registry
from simpul.cases import words as casewords
from simpul.compare import effects, pairs
from simpul.compare.frames import shaped
from simpul.config import City
from simpul.errors import NotPossible
from simpul.model import Feed
from simpul.store.db import query
from simpul.wording import Words

__all__ = ["CaseLine", "CaseView", "Decided", "NotPossible", "Origin", "decide", "listing", "show", "undo"]

Choice = Literal["authority", "follower", "other"]
_VALUES = ("authority_value", "follower_value", "base_value")


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
    state: str
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

    @property
    def words(self) -> Words:
        """What kind of disagreement it is."""
        return casewords.KINDS.get(self.kind, Words(id=self.kind, en=self.kind))


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where one side's value was read."""

    feed: str
    system: str
    record_key: str
    value: str | None
    page_id: int
    page_origin: str
    row_no: int
    run_id: int
    mapping_revision: str
    observed_at: datetime
    version: str | None
    tombstoned_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """Everything an officer needs to settle a case."""

    case: CaseLine
    authority: Origin | None
    follower: Origin | None
    #: Choice, value, reason, actor, times of every decision; newest last.
    decisions: tuple[Mapping[str, Any], ...]
    effects: tuple[Mapping[str, Any], ...]
    #: Why nothing can be said now ("ditahan: SIAK per Senin 06.10"); None: both sides are fresh.
    held: Words | None


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What came of a decision."""

    decision_id: int
    #: Until then it can be taken back as if nothing had been.
    not_before: datetime
    sends: bool
    words: Words


def listing(
    engine: Engine,
    *,
    open: bool | None = True,  # noqa: A002
    state: str | None = None,
    kind: str | None = None,
    feed: str | None = None,
    field: str | None = None,
    observing: bool | None = None,
    limit: int = 50,
) -> tuple[CaseLine, ...]:
    """Cases, those due first, the baseline last. None leaves a condition out."""
    wanted = {"open": open, "state": state, "kind": kind, "feed": feed, "field": field, "observing": observing}
    with engine.connect() as conn:
        rows = conn.execute(text(query("cases_list")), {**wanted, "limit": limit})
        return tuple(_line(row) for row in rows)


def show(engine: Engine, city: City, case_id: int) -> CaseView:
    """One case with both sides and their origin. NotPossible if there is none."""
    with engine.connect() as conn:
        row = _one(conn, case_id)
        about = {"feed": row.feed, "record_key": row.record_key, "field": row.field, "since": row.opened_at}
        authority, follower = city.feeds[row.authority_feed], city.feeds[row.feed]
        subject = city.policy.subjects.get(row.subject_kind)
        origin = _origin(conn, authority, subject.key, row.subject_key, row.field) if subject else None
        return CaseView(
            case=_line(row),
            authority=origin,
            follower=_origin(conn, follower, "key", row.record_key, row.field),
            decisions=tuple(_plain(found) for found in conn.execute(text(query("cases_decisions")), {"id": case_id})),
            effects=tuple(_plain(found) for found in conn.execute(text(query("cases_effects")), about)),
            held=pairs.held(city, (authority, follower), pairs.standings(conn, city)),
        )


def decide(
    engine: Engine,
    city: City,
    case_id: int,
    *,
    choice: Choice,
    reason: str,
    actor: str,
    value: str | None = None,
    version: int | None = None,
) -> Decided:
    """Settle a case. ``value`` only with ``other``; ``version``: the one that was shown, refused if it is older.

    Raises:
        NotPossible: closed, decided or changed meanwhile, no reason, no or no valid value.
    """
    if not reason.strip():
        raise casewords.NO_REASON
    with engine.begin() as conn:
        row = _open_case(conn, city, case_id, version)
        chosen = _chosen(conn, city, row, choice, value)
        words, sends = _way(city, row, choice)
        made = {
            "id": case_id,
            "version": row.version,
            "choice": choice,
            "value": chosen,
            "window": city.policy.undo_window,
        }
        decision = conn.execute(text(query("cases_decide")), {**made, "reason": reason.strip(), "actor": actor}).one()
        conn.execute(
            text(query("cases_decided" if row.field in _fields(city, row) else "cases_accept")), {"id": case_id}
        )
        if sends:
            _send(conn, city, row, chosen, decision)
        detail = {"case": case_id, "decision": decision.id, "choice": choice, "field": row.field, "sends": sends}
        audit.write(conn, audit.chain_of_actor(actor), actor, "decide", detail)
        return Decided(decision_id=decision.id, not_before=decision.not_before, sends=sends, words=words)


def undo(engine: Engine, city: City, case_id: int, *, actor: str) -> Words:
    """Take the last decision back while nothing of it has left.

    Raises:
        NotPossible: nothing to undo, or already sent: then only a new decision can compensate.
    """
    with engine.begin() as conn:
        row = _one(conn, case_id, lock="for update")
        decision = conn.execute(
            text(query("cases_active_decision")), {"id": case_id, "version": row.version}
        ).one_or_none()
        if decision is None or row.state not in ("decided", "verified"):
            raise casewords.NOT_DECIDED
        _take_back(conn, city, row, decision)
        conn.execute(text(query("cases_undo")), {"id": decision.id, "actor": actor})
        conn.execute(text(query("cases_undone")), {"id": case_id})
        marked = {"subject_kind": row.subject_kind, "subject_key": row.subject_key, "reason": "undo", "run": None}
        conn.execute(text(query("dirty_add")), marked)
        audit.write(conn, audit.chain_of_actor(actor), actor, "undo", {"case": case_id, "decision": decision.id})
        return casewords.UNDONE


def _one(conn: Connection, case_id: int, lock: str = "") -> Row[Any]:
    row = conn.execute(text(shaped("cases_one", {"lock": lock})), {"id": case_id}).one_or_none()
    if row is None:
        raise casewords.missing(case_id)
    return row


def _line(row: Row[Any]) -> CaseLine:
    values = {name: row._mapping[name] for name in CaseLine.__dataclass_fields__}
    masked = {name: _masked(values[name]) for name in (*_VALUES, "subject_key", "record_key", "evidence")}
    return CaseLine(**{**values, **masked})


def _masked(value: str | None) -> str | None:
    return None if value is None else mask.scrub(value)


def _plain(row: Row[Any]) -> dict[str, Any]:
    return {name: _masked(value) if isinstance(value, str) else value for name, value in row._mapping.items()}


def _origin(conn: Connection, feed: Feed, column: str, value: str, field: str) -> Origin | None:
    statement = shaped("cases_origin", {"entity": feed.entity, "column": column})
    row = conn.execute(text(statement), {"system": feed.system, "value": value}).one_or_none()
    if row is None:
        return None
    same = ("system", "page_id", "row_no", "run_id", "mapping_revision", "observed_at", "version", "tombstoned_at")
    shown = row.record.get(field) if field else None
    return Origin(
        feed=feed.name,
        record_key=mask.scrub(row.key),
        value=_masked(None if shown is None else str(shown)),
        page_origin=mask.scrub(row.origin or ""),
        **{name: row._mapping[name] for name in same},
    )


def _open_case(conn: Connection, city: City, case_id: int, version: int | None) -> Row[Any]:
    """The case, locked and fit to be decided."""
    row = _one(conn, case_id, lock="for update")
    if row.closed_at is not None:
        raise casewords.closed(case_id)
    if row.state in ("decided", "verified"):
        raise casewords.DECIDED_ALREADY
    if version is not None and version != row.version:
        raise casewords.CHANGED
    if row.field in _fields(city, row) and _shown(conn, city, row) != row.follower_value:
        # Pulled and not compared yet: what the officer saw is not what the system says.
        raise casewords.CHANGED
    return row


def _fields(city: City, row: Row[Any]) -> tuple[str, ...]:
    """Fields a value can be sent for; a case about a whole record or a sending has none."""
    subject = city.policy.subjects.get(row.subject_kind)
    return subject.fields if subject else ()


def _shown(conn: Connection, city: City, row: Row[Any]) -> str | None:
    statement = shaped("effect_record", {"entity": city.feeds[row.feed].entity})
    values = {"system": city.feeds[row.feed].system, "record_key": row.record_key}
    record = conn.execute(text(statement), values).scalar() or {}
    found: str | None = record.get(row.field)
    return found


def _chosen(conn: Connection, city: City, row: Row[Any], choice: Choice, value: str | None) -> str | None:
    if row.field not in _fields(city, row):
        if choice != "follower":
            raise casewords.ONLY_ACCEPT
        return None
    if choice == "other":
        return _valid(conn, city, row, value)
    chosen: str | None = row.authority_value if choice == "authority" else row.follower_value
    if choice == "authority" and chosen is None:
        raise casewords.NO_VALUE
    return chosen


def _valid(conn: Connection, city: City, row: Row[Any], value: str | None) -> str:
    """``value`` as the schema would keep it. NotPossible names the rule it breaks."""
    entity = city.feeds[row.feed].entity
    spec = next(column for column in registry.columns(entity) if column.name == row.field)
    if value is None or not value.strip():
        raise casewords.NO_VALUE
    schema = registry.schema(entity)
    column = schema.columns()[row.field]
    try:
        typed = pl.Series(row.field, [value.strip()]).str.strip_chars()
        typed = typed.str.to_date("%Y-%m-%d") if spec.sql_type == "date" else typed.cast(column.dtype)
    except pl.exceptions.PolarsError:
        raise casewords.invalid(row.field, spec.sql_type) from None
    others = [
        pl.Series(name, [None], dtype=other.dtype) for name, other in schema.columns().items() if name != row.field
    ]
    _, failure = schema.filter(pl.DataFrame([typed, *others]).select(schema.columns().keys()))
    broken = [rule for rule in failure.counts() if rule.startswith(f"{row.field}|")]
    if broken:
        raise casewords.invalid(row.field, broken[0].partition("|")[2])
    return value.strip()


def _way(city: City, row: Row[Any], choice: Choice) -> tuple[Words, bool]:
    """What happens next, in words, and whether something is sent."""
    if row.field not in _fields(city, row):
        return casewords.ACCEPTED, False
    if choice == "follower":
        return casewords.LETTER, False
    kind = city.policy.subjects[row.subject_kind].refresh.get(row.feed, "")
    system = city.systems[city.feeds[row.feed].system]
    if not kind or system.sending == "off" or row.field not in effects.granted(city, system.name, kind):
        return casewords.BY_HAND, False
    return (casewords.WILL_SEND if choice == "authority" else casewords.ALSO_LETTER), True


def _send(conn: Connection, city: City, row: Row[Any], value: str | None, decision: Row[Any]) -> None:
    """The record's one unsent effect, carrying this decision and whatever waited there already."""
    about = {"feed": row.feed, "record_key": row.record_key}
    unsent = conn.execute(text(query("cases_unsent_locked")), about).one_or_none()
    send = dict(unsent.send) if unsent else {}
    shown = dict(unsent.shown) if unsent else {}
    latest = max(filter(None, [decision.not_before, unsent and unsent.not_before]))
    effects.refresh(
        conn,
        city,
        feed=row.feed,
        kind=city.policy.subjects[row.subject_kind].refresh[row.feed],
        record_key=row.record_key,
        subject=(row.subject_kind, row.subject_key),
        values={**send, row.field: value},
        expected={**shown, row.field: row.follower_value},
        draft=False,
        carried={
            "case_id": row.id,
            "case_version": row.version,
            "decision_id": decision.id,
            "not_before": latest,
        },
    )


def _take_back(conn: Connection, city: City, row: Row[Any], decision: Row[Any]) -> None:
    """Take this case's field out of what waits to be sent. NotPossible if it has left."""
    about = {"feed": row.feed, "record_key": row.record_key}
    effect = conn.execute(
        text(query("cases_effect_locked")), {**about, "field": row.field, "since": decision.decided_at}
    ).one_or_none()
    if effect is None:
        return
    if effect.state in ("sent", "unknown", "accepted", "verified"):
        raise casewords.SENT_ALREADY
    if effect.state not in ("draft", "ready"):
        return
    rest = {name: value for name, value in effect.send.items() if name != row.field}
    riding = conn.execute(text(query("cases_riding")), {**about, "fields": list(rest)}).one_or_none()
    if not rest:
        conn.execute(text(query("cases_cancel_effect")), {"id": effect.id})
        return
    effects.refresh(
        conn,
        city,
        feed=row.feed,
        kind=effect.kind,
        record_key=row.record_key,
        subject=(row.subject_kind, row.subject_key),
        values=rest,
        expected={name: value for name, value in effect.shown.items() if name != row.field},
        draft=False,
        carried=dict(riding._mapping) if riding else {},
    )
