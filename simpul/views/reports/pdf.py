"""A report as PDF: title, table with its head on every page, definitions, who signs, page numbers and checksum."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from fpdf import FPDF

from simpul.core import i18n
from simpul.core.i18n import WIB, Language, Words
from simpul.views.reports.shape import Report, cell_text, definitions, heading

#: Signs beyond Latin-1 that do occur, and what stands for them.
_NEAREST = str.maketrans({
    "•": "*", "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "≤": "<=", "≥": ">=",
    "→": "->", "€": "EUR", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip
_MARGIN, _LINE, _SIZE = 14.0, 4.4, 8.5
#: A table of so few lines that runs over one page is drawn again a little smaller, as long as it can still be read.
_SHORT, _SMALLER = 60, (0.92, 0.84)
#: Millimetres the widest column may ask for.
_WIDEST = 90.0
PLACE = "Medan"
SIGNS = Words(id="Kepala Dinas Komunikasi dan Informatika", en="Head of the Communication and Informatics Office")
_DOTS = f"({'.' * 39})"
#: Columns that fit upright.
_UPRIGHT = 6


def latin(words: str) -> str:
    """The words in Latin-1: the nearest sign, then the letter without its mark, then a question mark."""
    near = words.translate(_NEAREST)
    if near.isascii():
        return near
    kept = (sign if ord(sign) < 256 else unicodedata.normalize("NFKD", sign)[0] for sign in near)
    return "".join(kept).encode("latin-1", "replace").decode("latin-1")


def pdf_bytes(report: Report, language: Language, *, compress: bool = True) -> bytes:
    """The whole document. ``compress`` off lets a test read what is drawn."""
    drawn = [_drawn(report, language, 1.0)]
    if len(report.lines) <= _SHORT:
        drawn += (_drawn(report, language, scale) for scale in _SMALLER if drawn[-1].pages_count > 1)
    page = drawn[-1] if drawn[-1].pages_count == 1 else drawn[0]
    page.set_compression(compress)
    return bytes(page.output())


def _drawn(report: Report, language: Language, scale: float) -> _Page:
    page = _Page(report, language, scale)
    page.add_page()
    page.heads()
    page.lines()
    page.notes()
    page.signature()
    return page


class _Page(FPDF):
    def __init__(self, report: Report, language: Language, scale: float = 1.0) -> None:
        super().__init__(orientation="landscape" if len(report.columns) > _UPRIGHT else "portrait", format="A4")
        self._line_height, self._size = _LINE * scale, _SIZE * scale
        self._report = report
        self._language: Language = language
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, margin=_MARGIN + 4)
        self.set_title(latin(report.title.say(language)))
        self.set_subject(latin(report.period.words.say(language)))
        self.set_keywords(report.checksum)
        self.set_creator("Simpul")
        self.set_lang("en-GB" if language == "en" else "id-ID")
        self.set_creation_date(report.made_at.astimezone(WIB))
        self.alias_nb_pages()

    def footer(self) -> None:
        """Name, checksum and number of the page."""
        self.set_y(-_MARGIN)
        self._font(7)
        words = (
            f"Simpul - {self._report.title.say(self._language)} {self._report.period} - {self._report.checksum[:16]}"
        )
        self.cell(0, 4, latin(words))
        self.cell(0, 4, f"{self.page_no()} / {{nb}}", align="R")

    def heads(self) -> None:
        """Title and what the report is about."""
        self._font(14, bold=True)
        self.multi_cell(0, 7, latin(self._report.title.say(self._language)), new_x="LMARGIN", new_y="NEXT")
        self._pairs(heading(self._report, self._language))
        self.ln(2)

    def lines(self) -> None:
        """Drawn cell by cell: laying out five hundred rows as a table object takes seconds."""
        kinds = [column.kind for column in self._report.columns]
        shown = [
            [latin(cell_text(cell, kind, self._language)) for cell, kind in zip(line, kinds, strict=True)]
            for line in self._report.lines
        ]
        heads = [latin(column.title.say(self._language)) for column in self._report.columns]
        widths = self._widths(heads, shown)
        self._row(heads, widths, bold=True)
        for number, line in enumerate(shown):
            self._row(line, widths, bold=number == len(self._report.rows))
        if not shown:
            self.cell(
                0, self._line_height, "Tidak ada." if self._language == "id" else "None.", new_x="LMARGIN", new_y="NEXT"
            )
        self.ln(3)

    def _widths(self, heads: Sequence[str], shown: Sequence[Sequence[str]]) -> list[float]:
        """Each column as wide as its longest word; what is left goes to those whose longest cell needs more."""
        self._font(self._size, bold=True)
        columns = [[head, *{line[place] for line in shown}] for place, head in enumerate(heads)]
        least = [self._widest(word for text in texts for word in text.split()) for texts in columns]
        wanted = [max(self._widest(texts[1:]), low) for texts, low in zip(columns, least, strict=True)]
        left, more = self.epw - sum(least), sum(wanted) - sum(least)
        if left < 0 or more < left:
            return [self.epw * need / sum(wanted) for need in wanted]
        return [low + left * (need - low) / more for low, need in zip(least, wanted, strict=True)]

    def _widest(self, texts: Iterable[str]) -> float:
        """Millimetres the widest of them needs, up to a limit."""
        longest = max(map(self.get_string_width, texts), default=0.0)
        return min(longest + 2 * self.c_margin, _WIDEST)

    def notes(self) -> None:
        """Definitions and notes."""
        self._pairs(definitions(self._report, self._language), size=7.5)
        self._font(7.5)
        for note in self._report.notes:
            self.multi_cell(0, 3.6, latin(note.say(self._language)), new_x="LMARGIN", new_y="NEXT")

    def signature(self) -> None:
        """Place, day, post and room to sign, all on one page."""
        if self.will_page_break(26):
            self.add_page()
        self.ln(3)
        left = self.w - _MARGIN - 80
        day = i18n.day(self._report.made_at.astimezone(WIB).date(), self._language)
        self._font(9)
        for words in (
            f"{PLACE}, {day}",
            SIGNS.say(self._language),
            "",
            "",
            _DOTS,
        ):
            self.set_x(left)
            self.cell(80, 5, latin(words), new_x="LMARGIN", new_y="NEXT")

    def _row(self, texts: Sequence[str], widths: Sequence[float], *, bold: bool = False) -> None:
        self._font(self._size, bold=bold)
        folded = [self._folded(text, width) for text, width in zip(texts, widths, strict=True)]
        height = self._line_height * max(len(lines) for lines in folded)
        if self.will_page_break(height):
            self.add_page()
            self._font(self._size, bold=bold)
        top = self.get_y()
        for column, lines, width in zip(self._report.columns, folded, widths, strict=True):
            left = self.get_x()
            for number, words in enumerate(lines):
                self.set_xy(left, top + number * self._line_height)
                self.cell(width, self._line_height, words, align="L" if column.kind in ("text", "day") else "R")
            self.set_xy(left + width, top)
        self.line(_MARGIN, top + height, self.w - _MARGIN, top + height)
        self.set_xy(_MARGIN, top + height)

    def _folded(self, words: str, width: float) -> list[str]:
        """Lines that fit; a word longer than the column is cut into pieces."""
        # A hair more: a column as wide as its longest word must hold it after rounding.
        room = width - 2 * self.c_margin + 0.01
        lines = [""]
        for word in words.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.get_string_width(longer) <= room:
                lines[-1] = longer
                continue
            pieces = self._pieces(word, room)
            lines[-1:] = [lines[-1], *pieces] if lines[-1] else pieces
        return lines

    def _pieces(self, word: str, room: float) -> list[str]:
        pieces = [""]
        for sign in word:
            if self.get_string_width(pieces[-1] + sign) > room and pieces[-1]:
                pieces.append("")
            pieces[-1] += sign
        return pieces

    def _pairs(self, pairs: Sequence[tuple[str, str]], size: float = 9) -> None:
        for label, value in pairs:
            self._font(size, bold=True)
            self.write(size / 2, latin(f"{label}: "))
            self._font(size)
            self.write(size / 2, latin(value))
            self.ln(size / 2)

    def _font(self, size: float, *, bold: bool = False) -> None:
        self.set_font("Helvetica", "B" if bold else "", size)


def letter_bytes(title: Words, words: str, language: Language = "id", *, compress: bool = True) -> bytes:
    """A letter as it was written, line by line, on paper."""
    page = FPDF(format="A4")
    page.set_compression(compress)
    page.set_margin(20)
    page.set_auto_page_break(True, margin=20)
    page.set_title(latin(title.say(language)))
    page.set_lang("id-ID")
    page.add_page()
    page.set_font("Courier", size=9.5)
    for line in words.splitlines():
        page.multi_cell(0, 5, latin(line), new_x="LMARGIN", new_y="NEXT") if line else page.ln(5)
    return bytes(page.output())
