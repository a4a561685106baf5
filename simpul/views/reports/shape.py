"""The one shape of every report, so that screen, PDF, XLSX and CSV cannot tell different numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import Literal

from simpul.core import i18n
from simpul.core.i18n import Language, Words
from simpul.values import mask
from simpul.views.reports.period import Period

Kind = Literal["text", "number", "percent", "day"]
#: Counts below this could point at a person.
SMALL = 5


class Hidden(Enum):
    """A number that is not told because it could point at a person."""

    small = f"<{SMALL}"


HIDDEN = Hidden.small
Cell = str | int | float | date | Words | Hidden | None


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column with what its figure means."""

    name: str
    title: Words
    kind: Kind = "number"
    #: How the figure is counted; empty for a column that only names the row.
    definition: Words | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """A table of figures. Fractions carry one decimal place, exactly as they are shown."""

    name: str
    title: Words
    period: Period
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    #: Where the figures come from.
    source: Words
    made_at: datetime
    #: The last row, where adding up makes sense.
    total: tuple[Cell, ...] | None = None
    notes: tuple[Words, ...] = ()
    #: What the rows were limited to, as (label, value).
    limits: tuple[tuple[Words, Words], ...] = ()

    @property
    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        """Rows and, where there is one, the total below them."""
        return self.rows if self.total is None else (*self.rows, self.total)

    @cached_property
    def checksum(self) -> str:
        """SHA-256 over what is told: the same figures have the same sum in every document and at any time."""
        told = {
            "report": self.name,
            "period": str(self.period),
            "limits": [[label.id, value.id] for label, value in self.limits],
            "columns": [column.name for column in self.columns],
            "rows": [[_canonical(cell) for cell in row] for row in self.rows],
            "total": None if self.total is None else [_canonical(cell) for cell in self.total],
        }
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _canonical(cell: Cell) -> object:
    if isinstance(cell, Words):
        return cell.id
    if isinstance(cell, Hidden):
        return cell.value
    return f"{cell:.1f}" if isinstance(cell, float) else cell.isoformat() if isinstance(cell, date) else cell


def cell_text(cell: Cell, kind: Kind, language: Language) -> str:
    """A cell as people read it."""
    if cell is None:
        return "-"
    if isinstance(cell, Hidden):
        return str(cell.value)
    if isinstance(cell, Words):
        return cell.say(language)
    if isinstance(cell, date):
        return i18n.day(cell, language)
    if isinstance(cell, str):
        return mask.scrub(cell)
    return number_text(cell, language) + ("%" if kind == "percent" else "")


def number_text(value: int | float, language: Language) -> str:
    """``1.234`` or ``1.234,5``; a fraction always with its one place."""
    if isinstance(value, int):
        return i18n.number(value, language)
    whole, _, rest = f"{value:.1f}".partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{i18n.number(int(digits), language)}{'.' if language == 'en' else ','}{rest}"


def heading(report: Report, language: Language) -> list[tuple[str, str]]:
    """What stands above the table of every document, as (label, value)."""
    say = saying(language)
    return [
        (say("Bulan", "Month"), report.period.words.say(language)),
        *((label.say(language), value.say(language)) for label, value in report.limits),
        (say("Sumber", "Source"), report.source.say(language)),
        (say("Dibuat", "Made at"), i18n.full(report.made_at, language)),
        (say("Sidik angka", "Checksum"), report.checksum),
    ]


def definitions(report: Report, language: Language) -> list[tuple[str, str]]:
    """What each column means; columns that share a definition stand together."""
    shared: dict[str, list[str]] = {}
    for column in report.columns:
        if column.definition:
            shared.setdefault(column.definition.say(language), []).append(column.title.say(language))
    return [(", ".join(titles), meaning) for meaning, titles in shared.items()]


def saying(language: Language) -> Callable[[str, str], str]:
    """Says one of two: Indonesian, English."""
    return lambda indonesian, english: english if language == "en" else indonesian
