"""CSV that a spreadsheet opens without running anything in it, and without a NIK in full."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from simpul.core.i18n import WIB
from simpul.values import mask

#: A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """One cell: times in WIB, NIK and KK masked, formulas made harmless."""
    if isinstance(value, datetime):
        return f"{value.astimezone(WIB):%Y-%m-%d %H:%M:%S}"
    shown = mask.scrub("" if value is None else value).replace("\x00", "")
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) and not isinstance(value, int | float) else shown


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole file; it begins with a mark by which spreadsheets know its letters."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()
