"""What the decoders share: their result, their limits, and the check every single text value must pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from simpul.core.errors import BrokenContract

#: Bytes of one value, bytes of one row, depth of nesting.
MAX_VALUE = 1024 * 1024
MAX_ROW = 8 * MAX_VALUE
MAX_DEPTH = 64
_LONE = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")


def utf8(body: bytes, charset: str) -> bytes:
    """The answer in UTF-8; what does not belong to its charset stays invalid and is found by the guards."""
    if charset.lower() in ("utf-8", "utf8"):
        decoded_text(body[:4], charset)
        return body.removeprefix(b"\xef\xbb\xbf")
    return decoded_text(body, charset).encode("utf-8", "surrogatepass")


def is_utf8(body: bytes) -> bool:
    """Whether every byte is; cheap for plain ASCII."""
    if body.isascii():
        return True
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class Reject:
    """A value or row set aside. ``field``: source column, empty = the whole row; ``raw``: what stood there."""

    row_no: int
    key: str
    field: str
    rule: str
    raw: str
    #: Of a whole row: the column that broke it, if one did.
    column: str = ""


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """Text rows of one page."""

    #: ``row_no`` (Int32, from 1) and one String column per mapped source column.
    frame: pl.DataFrame
    #: One Boolean column per source column that some row did not send; None: every row sent every column.
    unsent: pl.DataFrame | None
    rejects: tuple[Reject, ...]
    #: Source columns nobody mapped, protected or ignored: new ones.
    extra: tuple[str, ...]

    @property
    def read(self) -> int:
        """Rows the page held, rows set aside included."""
        return self.frame.height + sum(not item.field for item in self.rejects)


@dataclass(kw_only=True)
class Table:
    """Columns of a page while it is being decoded; rejected values are null here."""

    height: int
    columns: dict[str, pl.Series]
    seen: set[str]
    unsent: dict[str, list[bool]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    row_no: Sequence[int] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if self.row_no is None:
            self.row_no = range(1, self.height + 1)


def text_rule(text: str) -> str:
    """The rule a text value breaks, or nothing."""
    if "\x00" in text:
        return "karakter_nul"
    if _LONE.search(text):
        return "teks_rusak"
    return "nilai_terlalu_besar" if len(text) > MAX_VALUE else ""


def plain_number(text: str) -> bool:
    """A decimal number written out: no exponent, no NaN, at most thirty digits a side."""
    return _NUMBER.fullmatch(text) is not None


def decoded_text(body: bytes, charset: str) -> str:
    """The bytes by the charset of the contract; bytes that do not belong become lone surrogates, found again later.

    Raises:
        BrokenContract: the answer is in UTF-16 or UTF-32 although the contract says otherwise.
    """
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") and not charset.lower().startswith(("utf-16", "utf-32")):
        raise BrokenContract(f"the answer is UTF-16, the mapping says {charset} → correct 'charset:' or ask the source")
    return body.decode(charset, errors="surrogateescape")


def shown_raw(text: str) -> str:
    """A raw value that the quarantine table can hold: without NUL and lone surrogates, cut to 2,000 characters."""
    return _LONE.sub("\ufffd", text[:2000].replace("\x00", "\u2400"))


def looks_like_page(text: str) -> str:
    """What an answer that is not data probably is, for the message."""
    head = text[:500].lstrip("\ufeff \r\n\t").lower()
    if head.startswith(("<!doctype html", "<html")):
        return "an HTML page (often a login or maintenance page)"
    return "an empty answer" if not head else "not what the mapping says"


@dataclass(kw_only=True)
class Runs:
    """Where the rows of a page are: runs that look exactly as the first row does, and single odd rows between them."""

    #: (start, end, number of the first row) in bytes.
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    #: Row number → the odd row as it was read on its own.
    odd: dict[int, Any] = field(default_factory=dict)
    end: int = 0


def runs(
    body: bytes, start: int, row: re.Pattern[bytes], mark: bytes, odd: Callable[[int], tuple[Any, int] | None]
) -> Runs:
    """Read on from ``start`` until ``odd`` says (None) that the list of rows has ended.

    ``row`` matches any number of uniform rows, each holding ``mark`` once; ``odd`` reads the row at a place and says
    where the next begins.
    """
    found, number = Runs(end=start), 1
    while True:
        match = row.match(body, found.end)
        if match and match.end() > found.end:
            found.spans.append((found.end, match.end(), number))
            number += body.count(mark, found.end, match.end())
            found.end = match.end()
        one = odd(found.end)
        if one is None:
            return found
        found.odd[number], found.end = one
        number += 1


def numbered(found: Runs, height: int) -> list[int]:
    """Row numbers of the uniform rows, in order."""
    return [number for number in range(1, height + len(found.odd) + 1) if number not in found.odd]


def merged(uniform: Table, single: Table, order: Iterable[str]) -> Table:
    """Uniform rows and single rows as one table in the order of the page."""
    if not single.row_no and not single.rejects:
        return uniform
    numbers = [*uniform.row_no, *single.row_no]
    places = pl.Series("place", numbers, dtype=pl.Int64).arg_sort()
    columns = {name: pl.concat([uniform.columns[name], single.columns[name]]).gather(places) for name in order}
    absent = {**uniform.unsent, **single.unsent}
    unsent = {name: _flags(name, uniform, places, single) for name in absent}
    return Table(
        height=len(numbers),
        columns=columns,
        seen=uniform.seen | single.seen,
        unsent=unsent,
        rejects=[*uniform.rejects, *single.rejects],
        row_no=sorted(numbers),
    )


def _flags(name: str, uniform: Table, places: pl.Series, single: Table) -> list[bool]:
    none = [False] * len(uniform.row_no), [False] * len(single.row_no)
    flags = [*uniform.unsent.get(name, none[0]), *single.unsent.get(name, none[1])]
    return pl.Series(flags, dtype=pl.Boolean).gather(places).to_list()


def guarded(rows: Iterable[dict[str, str | None]], columns: Iterable[str]) -> Table:
    """Rows of plain texts, each value checked; a key that a row lacks was not sent."""
    listed = list(rows)
    rejects: list[Reject] = []
    for number, row in enumerate(listed, 1):
        for name in columns:
            rule = text_rule(row.get(name) or "")
            if rule:
                rejects.append(Reject(row_no=number, key="", field=name, rule=rule, raw=shown_raw(row[name] or "")))
                row[name] = None
    return table(listed, columns, rejects, range(1, len(listed) + 1))


def table(
    rows: Sequence[dict[str, str | None]], columns: Iterable[str], rejects: list[Reject], row_no: Sequence[int]
) -> Table:
    """Rows that passed their checks as columns, with the mask of what was not sent."""
    found = {name: pl.Series(name, [row.get(name) for row in rows], dtype=pl.String) for name in columns}
    unsent = {name: [name not in row for row in rows] for name in columns}
    return Table(
        height=len(rows),
        columns=found,
        seen={name for row in rows for name in row},
        unsent={name: flags for name, flags in unsent.items() if any(flags)},
        rejects=rejects,
        row_no=row_no,
    )
