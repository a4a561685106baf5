"""A report as a file: PDF to sign, XLSX to count with, CSV for other programs. All say what the screen says.

PDF is drawn by fpdf2 with the fonts every reader has built in. WeasyPrint would lay out the page's own HTML, but it
needs Pango on the machine, and the hub must run on a bare Debian. The built-in fonts know Latin-1, which holds all of
Indonesian; other signs are replaced by the nearest one.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from simpul.core.i18n import WIB, Language, Words
from simpul.values import csv_export, mask
from simpul.views.reports.shape import Cell, Hidden, Report, definitions, heading, saying


@dataclass(frozen=True, kw_only=True)
class Format:
    """One kind of file."""

    suffix: str
    media: str
    write: Callable[[Report, Language], bytes]


def file_name(report: Report, suffix: str) -> str:
    """``simpul-layanan-2026-10.pdf``."""
    return f"simpul-{report.name}-{report.period}.{suffix}"


def csv_bytes(report: Report, language: Language) -> bytes:
    """Semicolons and decimal commas: what a spreadsheet set to Indonesian opens by itself."""
    columns = [column.title.say(language) for column in report.columns]
    lines = ([_csv_cell(cell, language) for cell in line] for line in report.lines)
    return csv_export.table(columns, lines).encode("utf-8")


def _csv_cell(cell: Cell, language: Language) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, (Words, str, Hidden)):
        return plain(cell, language)
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.1f}".replace(".", ",") if isinstance(cell, float) else cell


def plain(cell: Words | str | Hidden, language: Language) -> str:
    """The words of a cell, without any population number that slipped into them."""
    if isinstance(cell, Hidden):
        return str(cell.value)
    return mask.scrub(cell.say(language) if isinstance(cell, Words) else cell)


def xlsx_bytes(report: Report, language: Language) -> bytes:
    """Numbers as numbers, days as days, text never as a formula; definitions on a sheet of their own."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    title = report.title.say(language)
    book.set_properties({"title": title, "comments": report.checksum, "created": _naive(report.made_at)})
    _Sheet(book, report, language).write()
    notes = book.add_worksheet(saying(language)("Keterangan", "Notes"))
    notes.set_column(0, 0, 28)
    notes.set_column(1, 1, 100)
    told = [(title, ""), *heading(report, language), *definitions(report, language)]
    for number, (label, value) in enumerate([*told, *(("", note.say(language)) for note in report.notes)]):
        notes.write_string(number, 0, label)
        notes.write_string(number, 1, value)
    book.close()
    return out.getvalue()


def _naive(moment: datetime) -> datetime:
    """The clock of Medan without its zone: spreadsheets have none."""
    return moment.astimezone(WIB).replace(tzinfo=None)


class _Sheet:
    """The sheet that holds the table."""

    def __init__(self, book: object, report: Report, language: Language) -> None:
        add = book.add_format  # type: ignore[attr-defined]
        self._sheet = book.add_worksheet(saying(language)("Laporan", "Report"))  # type: ignore[attr-defined]
        self._report = report
        self._language = language
        self._bold = add({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._kinds = {
            int: add({"num_format": "#,##0"}),
            float: add({"num_format": "#,##0.0"}),
            date: add({"num_format": "yyyy-mm-dd"}),
        }

    def write(self) -> None:
        """Headings in the first row, which stays in sight, then the lines."""
        for place, column in enumerate(self._report.columns):
            self._sheet.write_string(0, place, column.title.say(self._language), self._bold)
            self._sheet.set_column(place, place, 34 if column.kind == "text" and place == 0 else 16)
        for number, line in enumerate(self._report.lines, start=1):
            for place, cell in enumerate(line):
                self._cell(number, place, cell)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)

    def _cell(self, row: int, place: int, cell: Cell) -> None:
        if cell is None:
            return
        if isinstance(cell, (Words, str, Hidden)):
            self._sheet.write_string(row, place, plain(cell, self._language))
        elif isinstance(cell, date):
            self._sheet.write_datetime(row, place, cell, self._kinds[date])
        else:
            self._sheet.write_number(row, place, cell, self._kinds[type(cell)])


def _pdf(report: Report, language: Language) -> bytes:
    # Drawing is imported when it is wanted: a console that shows pages needs none of it.
    from simpul.views.reports import pdf

    return pdf.pdf_bytes(report, language)


FORMATS: dict[str, Format] = {
    "pdf": Format(suffix="pdf", media="application/pdf", write=_pdf),
    "xlsx": Format(
        suffix="xlsx", media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write=xlsx_bytes
    ),
    "csv": Format(suffix="csv", media="text/csv; charset=utf-8", write=csv_bytes),
}
