"""What every figure is made of: what was asked, its columns, its rows, and what must not be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from simpul.config.settings import City
from simpul.core import offices
from simpul.core.i18n import Words
from simpul.store.queries import query
from simpul.views.reports import labels, small_counts
from simpul.views.reports.period import Period
from simpul.views.reports.shape import HIDDEN, Cell, Column, Kind, Report

TOTAL = Words(id="Jumlah", en="Total")
PROTECTED = Words(
    id="Angka 1 sampai 4 ditulis <5, dan bila perlu satu angka lain ikut disembunyikan, agar tidak menunjuk seseorang.",
    en="Counts of 1 to 4 are written <5, and another is left out where needed, so that none points at a person.",
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a report is wanted about."""

    city: City
    period: Period
    #: Code of an office; none: all of them.
    owner: str | None = None
    #: Code of a kecamatan; none: all that one may see.
    kecamatan: str | None = None
    #: The area of work of who asks, where that is not the whole city: nobody takes its figures for the city's.
    within: Words | None = None

    def limits(self) -> tuple[tuple[Words, Words], ...]:
        """What the rows were limited to, in words."""
        found = [] if self.within is None else [(Words(id="Wilayah kerja", en="Area of work"), self.within)]
        if self.owner:
            found.append((Words(id="Kantor", en="Office"), offices.named(self.owner)))
        if self.kecamatan:
            found.append((Words(id="Kecamatan", en="District"), labels.kecamatan(self.kecamatan)))
        return tuple(found)

    def only(self, *names: str, city: bool = False) -> Asked:
        """The same without the limits a report does not know. ``city``: not even that of who asks."""
        owner = self.owner if "owner" in names else None
        kecamatan = self.kecamatan if "kecamatan" in names else None
        return replace(self, owner=owner, kecamatan=kecamatan, within=None if city else self.within)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """As of when a report speaks and when it was made."""

    at: datetime
    now: datetime


def words(indonesian: str, english: str) -> Words:
    """Both languages in short."""
    return Words(id=indonesian, en=english)


def column(name: str, title: Words, definition: Words | None = None, kind: Kind = "number") -> Column:
    """A column of figures; without a definition one that names the row."""
    return Column(name=name, title=title, kind=kind if definition else "text" if kind == "number" else kind,
                  definition=definition)  # fmt: skip


def moment(conn: Connection, period: Period) -> Moment:
    """The end of the month, or now while it lasts."""
    return Moment(**conn.execute(text(query("report_at")), {"ends": period.ends}).one()._mapping)


def rows(conn: Connection, name: str, asked: Asked, at: Moment, **more: object) -> Sequence[Row[Any]]:
    """Rows of a named query about what was asked."""
    bound = {
        "begins": asked.period.begins, "ends": asked.period.ends, "at": at.at, "owner": asked.owner,
        "kecamatan": asked.kecamatan, **more,
    }  # fmt: skip
    statement = text(query(name))
    return conn.execute(statement, {key: bound[key] for key in statement._bindparams}).all()


def summed(
    found: Iterable[tuple[Cell, ...]], columns: Sequence[Column], without: Sequence[str] = ()
) -> tuple[Cell, ...]:
    """The row of sums; nothing where adding up means nothing."""
    lines = list(found)
    cells: list[Cell] = [TOTAL]
    for place, one in enumerate(columns[1:], start=1):
        adds = one.kind == "number" and one.name not in without
        cells.append(sum(line[place] for line in lines if isinstance(line[place], int)) if adds else None)  # type: ignore[misc]
    return tuple(cells)


def protected(report: Report, counts: Sequence[str], *, across: bool = False, along: Sequence[str] = ()) -> Report:
    """The report without counts that could point at a person.

    ``along``: figures that go with the first of ``counts``, such as a median. ``across``: that first is the sum of the
    others.
    """
    places = {one.name: place for place, one in enumerate(report.columns)}
    lines = [list(line) for line in report.lines]
    grid = [[_count(line[places[name]]) for name in counts] for line in lines]
    found = small_counts.hidden(grid, across=across, down=report.total is not None)
    for row, place in found:
        lines[row][places[counts[place]]] = HIDDEN
        for name in along if place == 0 else ():
            lines[row][places[name]] = HIDDEN
    body = [tuple(line) for line in lines]
    notes = (*report.notes, PROTECTED) if found and PROTECTED not in report.notes else report.notes
    if report.total is None:
        return replace(report, rows=tuple(body), notes=notes)
    return replace(report, rows=tuple(body[:-1]), total=body[-1], notes=notes)


def _count(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def cells(row: Row[Any], columns: Sequence[Column], said: Mapping[str, Cell]) -> tuple[Cell, ...]:
    """A row's cells in the columns' order; ``said`` replaces codes by names."""
    return tuple(said[one.name] if one.name in said else row._mapping[one.name] for one in columns)
