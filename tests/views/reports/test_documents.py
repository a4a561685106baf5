"""Screen, PDF, XLSX and CSV tell the same numbers; text stays text."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest

from simpul.core import clock
from simpul.core.i18n import Language, Words
from simpul.views.reports import HIDDEN, Column, Period, Report, cell_text
from simpul.views.reports.documents import FORMATS, csv_bytes, xlsx_bytes
from simpul.views.reports.pdf import pdf_bytes

NIK = "1271095010909001"
EVIL = '=HYPERLINK("http://x","y")'


def _words(text: str) -> Words:
    return Words(id=text, en=text)


REPORT = Report(
    name="contoh",
    title=_words("Contoh"),
    period=Period(2026, 3),
    columns=(
        Column(name="what", title=_words("Apa"), kind="text"),
        Column(name="day", title=_words("Hari"), kind="day"),
        Column(name="count", title=_words("Jumlah"), definition=_words("Banyaknya.")),
        Column(name="share", title=_words("Bagian"), kind="percent", definition=_words("Bagiannya.")),
    ),
    rows=(
        (_words("Medan Kota"), date(2026, 3, 1), 1234567, 66.7),
        (EVIL, date(2026, 3, 2), HIDDEN, None),
        (f"+62 <b>tebal</b> {NIK} Ω • ≥", None, 0, 0.0),
    ),
    total=(_words("Jumlah"), None, 1234570, 100.0),
    source=_words("Uji"),
    made_at=datetime(2026, 4, 1, 3, tzinfo=UTC),
)


def _drawn(report: Report, language: Language = "id") -> list[str]:
    """Every piece of text of the PDF, in the order it was drawn."""
    found = re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", pdf_bytes(report, language, compress=False))
    return [re.sub(r"\\(.)", r"\1", piece.decode("latin-1")) for piece in found]


def _sheet(report: Report) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report, "id")))
    return [tuple(_day(cell.value) for cell in row) for row in book.worksheets[0].iter_rows(min_row=2)]


def _day(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def _lines(report: Report) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_bytes(report, "id").decode("utf-8-sig")), delimiter=";"))[1:]


def test_the_sheet_holds_numbers_and_days() -> None:
    """Counts are whole numbers, shares fractions, days days; what is not told says so."""
    assert [row[1:] for row in _sheet(REPORT)] == [
        (date(2026, 3, 1), 1234567, 66.7),
        (date(2026, 3, 2), "<5", None),
        (None, 0, 0),
        (None, 1234570, 100),
    ]


def test_csv_holds_the_same() -> None:
    """With a decimal comma, for a spreadsheet set to Indonesian."""
    assert [line[1:] for line in _lines(REPORT)] == [
        ["2026-03-01", "1234567", "66,7"], ["2026-03-02", "<5", ""], ["", "0", "0,0"], ["", "1234570", "100,0"],
    ]  # fmt: skip
    assert csv_bytes(REPORT, "id").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_pdf_shows_what_the_screen_shows(language: Language) -> None:
    """Every number of every line, written as on the screen."""
    drawn = _drawn(REPORT, language)
    for line in REPORT.lines:
        for cell, column in zip(line[1:], REPORT.columns[1:], strict=True):
            assert all(word in " ".join(drawn) for word in cell_text(cell, column.kind, language).split())
    assert REPORT.checksum in " ".join(drawn)
    assert "1 / " in drawn


def test_a_formula_stays_text() -> None:
    """Neither the sheet nor the file lets a spreadsheet run anything."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(REPORT, "id")))
    cell = book.worksheets[0]["A3"]
    assert (cell.value, cell.data_type) == (EVIL, "s")
    assert _lines(REPORT)[1][0] == f"'{EVIL}"
    assert _lines(REPORT)[2][0].startswith("'+62")


def test_no_population_number_is_told() -> None:
    """One that slipped into a text is masked in every document."""
    assert NIK not in " ".join(_drawn(REPORT))
    assert NIK not in str(_sheet(REPORT))
    assert NIK not in str(_lines(REPORT))


def test_signs_the_built_in_fonts_lack_are_replaced() -> None:
    """A bullet, a Greek letter, an arrow: the document is still made."""
    assert any(">=" in piece for piece in _drawn(REPORT))


def test_the_checksum_changes_with_a_number_only() -> None:
    """Another number, another sum; another hour, the same."""
    other = replace(REPORT, rows=((_words("Medan Kota"), date(2026, 3, 1), 1234568, 66.7), *REPORT.rows[1:]))
    assert other.checksum != REPORT.checksum
    assert replace(REPORT, made_at=datetime(2026, 5, 1, tzinfo=UTC)).checksum == REPORT.checksum


def test_the_pdf_names_itself() -> None:
    """Title and language are told to readers that read aloud; the page can be signed."""
    raw = pdf_bytes(REPORT, "id", compress=False)
    assert b"/Title" in raw
    assert b"/Lang (id-ID)" in raw
    assert any(piece.startswith("Medan, ") for piece in _drawn(REPORT))


def test_a_long_report_has_its_pages_counted() -> None:
    """Five hundred rows go over many pages, each with its number, in less than three seconds."""
    long = replace(REPORT, rows=REPORT.rows[:1] * 500)
    began = clock.now()
    drawn = _drawn(long)
    assert (clock.now() - began).total_seconds() < 3
    assert sum(piece.startswith("Simpul - ") for piece in drawn) > 8


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_every_format_can_be_written_empty(suffix: str) -> None:
    """A month without anything is a document too."""
    assert FORMATS[suffix].write(replace(REPORT, rows=(), total=None), "en")


def test_no_word_is_cut_while_the_page_has_room() -> None:
    """A column whose other columns are wide keeps its longest word whole, in the head and below."""
    wide = " ".join(["panjang"] * 30)
    rows = tuple((_words(wide), _words(wide), _words("ketidaksesuaian")) for _ in range(3))
    titles = ("Angka", "Rincian", "Pertanggungjawaban")
    columns = tuple(Column(name=title.lower(), title=_words(title), kind="text") for title in titles)
    drawn = _drawn(replace(REPORT, columns=columns, rows=rows, total=None))
    assert "Pertanggungjawaban" in drawn and drawn.count("ketidaksesuaian") == 3
