"""Systems side by side: every value of a case's subject, what differs marked, with where each record came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, text

from simpul.cases import labels as meaning
from simpul.cases import match_explanation as sameness
from simpul.cases import redaction
from simpul.cases.listing import CaseLine, line, masked, one
from simpul.cases.match_explanation import Sameness
from simpul.cases.text_diff import Piece, difference
from simpul.config import schemas
from simpul.config.settings import City
from simpul.core.four_eyes import FOUR_EYES_FIELDS
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import mask

#: Systems beside each other at most: more do not fit a screen, and no subject has more.
COLUMNS = 4
NEIGHBOURS = 20
_HIDDEN = ("nik", "no_kk", "nik_kepala")


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a record was read."""

    page_id: int
    page_origin: str
    row_no: int
    run_id: int
    mapping_revision: str
    observed_at: datetime
    version: str | None
    tombstoned_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Column:
    """One system's record of the subject."""

    feed: str
    system: str
    title: str
    record_key: str
    #: Owns the data; the record this case is about.
    authority: bool
    follower: bool
    #: None: the system has no such record.
    source: Source | None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value; NIK and KK masked."""

    value: str | None
    #: What a code or date stands for.
    meaning: Words | None = None
    #: The value in pieces, what differs from the authority's marked; empty: nothing to mark.
    pieces: tuple[Piece, ...] = ()
    #: Held in quarantine: the system sent something that broke a rule.
    held: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """One field across the systems."""

    field: str
    label: Words
    cells: tuple[Cell, ...]
    how: Literal["same", "written", "different"]
    #: Open case about it: this one, or a neighbour. None: nobody has to settle it.
    case_id: int | None = None
    four_eyes: bool = False
    #: Differs only in what is masked: how many characters do.
    masked: int = 0


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A case's subject across the systems."""

    columns: tuple[Column, ...]
    #: The case's own field first.
    differing: tuple[Line, ...]
    equal: tuple[Line, ...]
    sameness: Sameness | None
    #: Other open cases about the same subject.
    neighbours: tuple[CaseLine, ...]


@dataclass(frozen=True, kw_only=True)
class _Side:
    column: Column
    feed: Feed
    record: Mapping[str, Any]


def sheet(engine: Engine, city: City, case_id: int, *, plain: bool) -> Sheet:
    """What the systems say, for the officer of a case; NotPossible if there is none.

    ``plain``: names, dates and addresses may be read, as whoever settles or approves must; NIK and KK never here.
    """
    with engine.connect() as conn:
        row = one(conn, case_id)
        sides = tuple(_sides(conn, city, row))
        open_ = _open(conn, row)
        lines = tuple(_lines(city, row, sides, open_, plain=plain))
        return Sheet(
            columns=tuple(side.column for side in sides),
            differing=tuple(sorted(_differ(lines), key=lambda across: across.case_id != case_id)),
            equal=tuple(across for across in lines if across.how != "different"),
            sameness=_sameness(conn, row, sides, open_),
            neighbours=_neighbours(conn, row, plain=plain),
        )


def _open(conn: Connection, row: Row[Any]) -> Mapping[str, Row[Any]]:
    """Field → open case of the same record."""
    about = {"feed": row.feed, "record_key": row.record_key}
    return {found.field: found for found in conn.execute(text(query("casepages_same_record")), about)}


def _differ(lines: tuple[Line, ...]) -> Iterator[Line]:
    return (across for across in lines if across.how == "different")


def _neighbours(conn: Connection, row: Row[Any], *, plain: bool) -> tuple[CaseLine, ...]:
    about = {"subject_kind": row.subject_kind, "subject_key": row.subject_key, "id": row.id, "limit": NEIGHBOURS}
    found = [line(other) for other in conn.execute(text(query("casepages_neighbours")), about)]
    return tuple(found if plain else map(redaction.line, found))


def _sides(conn: Connection, city: City, row: Row[Any]) -> Iterator[_Side]:
    """The authority's record, the case's own, and what other systems have about the subject."""
    subject = city.policy.subjects.get(row.subject_kind)
    names = [row.authority_feed, row.feed, *(subject.records if subject else ())]
    for name in list(dict.fromkeys(names))[:COLUMNS]:
        feed = city.feeds.get(name)
        if feed is None:
            continue
        own = name == row.feed and row.feed != row.authority_feed
        if own or subject is None:
            yield _side(conn, city, row, feed, "key", row.record_key)
        elif subject.key in schemas.field_names(feed.entity):
            side = _side(conn, city, row, feed, subject.key, row.subject_key)
            if side.record or name == row.authority_feed:
                yield side


def _side(conn: Connection, city: City, row: Row[Any], feed: Feed, column: str, value: str) -> _Side:
    statement = text(shaped("cases_origin", {"entity": feed.entity, "column": column}))
    found = conn.execute(statement, {"system": feed.system, "value": value}).one_or_none()
    made = Column(
        feed=feed.name,
        system=feed.system,
        title=city.systems[feed.system].title,
        record_key=mask.scrub(found.key) if found else "",
        authority=feed.name == row.authority_feed,
        follower=feed.name == row.feed and feed.name != row.authority_feed,
        source=_source(found) if found else None,
    )
    return _Side(column=made, feed=feed, record=found.record if found else {})


def _source(row: Row[Any]) -> Source:
    same = {name: row._mapping[name] for name in Source.__dataclass_fields__ if name != "page_origin"}
    return Source(page_origin=mask.scrub(row.origin or ""), **same)


def _lines(
    city: City, row: Row[Any], sides: tuple[_Side, ...], open_: Mapping[str, Row[Any]], *, plain: bool
) -> Iterator[Line]:
    subject = city.policy.subjects.get(row.subject_kind)
    fields = list(subject.fields) if subject else []
    if row.field and row.field not in fields and not row.rule and any(row.field in side.record for side in sides):
        fields.insert(0, row.field)
    for field in fields:
        values = [_value(row, side, field) for side in sides]
        if any(value is not None for value in values) or field == row.field:
            known = open_.get(field)
            yield _across(field, sides, values, known.id if known else None, plain=plain)


def _value(row: Row[Any], side: _Side, field: str) -> str | None:
    """What is shown is what is decided: of the case's own field the values the case was opened with."""
    if field == row.field and side.column.authority and row.feed != row.authority_feed:
        known: str | None = row.authority_value
        return known
    if field == row.field and side.column.follower:
        shown: str | None = row.follower_value
        return shown
    found = side.record.get(field)
    return None if found is None else str(found)


def _across(
    field: str, sides: tuple[_Side, ...], values: list[str | None], case_id: int | None, *, plain: bool
) -> Line:
    entity = sides[0].feed.entity
    first = values[0]
    how: Literal["same", "written", "different"] = "different" if case_id is not None else "same"
    for side, value in list(zip(sides, values, strict=True))[1:]:
        how = how if how == "different" else _worse(how, _against(side.feed.entity, field, first, value))
    cells = tuple(
        _cell(side, field, value, plain=plain, held=field in (side.record.get("held") or ()))
        for side, value in zip(sides, values, strict=True)
    )
    hidden = _apart(first, values[1:]) if field in _HIDDEN else 0
    across = Line(
        field=field,
        label=meaning.label(entity, field),
        cells=cells,
        how=how,
        case_id=case_id,
        four_eyes=field in FOUR_EYES_FIELDS,
        masked=hidden,
    )
    return _marked(across) if how == "different" and plain else across


def _worse(one: Literal["same", "written", "different"], other: str) -> Literal["same", "written", "different"]:
    if other == "different" or one == "different":
        return "different"
    return "written" if "written" in (one, other) else "same"


def _against(entity: str, field: str, first: str | None, value: str | None) -> str:
    """How a value stands to the authority's. A system that does not know one says nothing against it."""
    if first is None or value is None or first == value:
        return "same"
    comparator = next((column.comparator for column in schemas.columns(entity) if column.name == field), "exact")
    return sameness.verdict(comparator, first, value)


def _cell(side: _Side, field: str, value: str | None, *, plain: bool, held: bool) -> Cell:
    if not plain:
        return Cell(value=redaction.value(field, value), held=held)
    shown = mask.nik(value) if field in _HIDDEN and value else masked(value)
    return Cell(value=shown, meaning=meaning.meaning(side.feed.entity, field, value), held=held)


def _marked(across: Line) -> Line:
    """With what differs from the first system marked in every other; in the first, against the second."""
    first = across.cells[0]
    marked = []
    for place, cell in enumerate(across.cells):
        other = across.cells[1] if place == 0 and len(across.cells) > 1 else first
        found = difference(other.value, cell.value).right if place else difference(cell.value, other.value).left
        changed = any(piece.changed for piece in found)
        marked.append(replace(cell, pieces=found if changed else ()))
    return replace(across, cells=tuple(marked))


def _apart(first: str | None, others: list[str | None]) -> int:
    """Characters in which a masked number differs, at most: what an officer may know of two numbers."""
    known = [other for other in others if other and first]
    return max((sum(a != b for a, b in zip(str(first), other, strict=False)) for other in known), default=0)


def _sameness(
    conn: Connection, row: Row[Any], sides: tuple[_Side, ...], open_: Mapping[str, Row[Any]]
) -> Sameness | None:
    if row.rule or row.feed == row.authority_feed:
        return None
    found = sameness.linked(conn, row.feed, row.record_key)
    if found is not None or row.subject_kind != "penduduk":
        return found
    left = next((side.record for side in sides if side.column.authority), {})
    right = next((side.record for side in sides if side.column.follower), {})
    if not left or not right or left.get("nik") is None or left.get("nik") != right.get("nik"):
        return None
    shapes = {field: found.shape for field, found in open_.items()}
    return sameness.compared("penduduk", left, right, shapes)
