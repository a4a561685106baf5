"""A counter's list as bytes: its header, its whole rows and its trailer. Nothing in it is decoded here."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters.documents import counted
from simpul.core import clock
from simpul.core.errors import BadConfig, BrokenContract
from simpul.core.model import Feed, Page

BOM = b"\xef\xbb\xbf"
#: A file name that is looked at, in the inbox and as a target.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
#: Bytes of one row: a quote that never closes makes the rest of a file one row. The header is repeated on each page.
LONGEST_ROW = 64 * 1024
#: Lines of one file: each costs many times its bytes in memory.
MOST_LINES = 2_000_000
#: How an Excel workbook or another archive begins; nothing here opens one.
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
_QUOTE = ' (is there a quote " that never closes?)'
_LEFT = "left in place → send it again"


@dataclass(frozen=True, kw_only=True)
class Options:
    """What ``read:`` of a feed says about its files."""

    pattern: str
    trailer: bytes
    size: int

    @classmethod
    def of(cls, feed: Feed) -> Options:
        read: Mapping[str, object] = feed.read
        if not read.get("files"):
            raise BadConfig(f"{feed.name} lacks read.files, the pattern of its file names", file=feed.file)
        return cls(
            pattern=str(read["files"]),
            trailer=str(read.get("trailer", "")).encode(),
            size=int(str(read.get("size", 5000))),
        )

    def wants(self, name: str) -> bool:
        return bool(NAME.fullmatch(name)) and fnmatch.fnmatchcase(name, self.pattern)


@dataclass(frozen=True, kw_only=True)
class Content:
    """One complete file: its header and its whole rows, line ends kept."""

    name: str
    header: bytes
    rows: tuple[bytes, ...]
    read_at: datetime

    def pages(self, options: Options) -> Iterator[Page]:
        """Pages of rows; a file without rows is one page of its header."""
        for start in range(0, len(self.rows) or 1, options.size):
            end = min(start + options.size, len(self.rows))
            yield Page(
                number=0,
                body=self.header + b"".join(self.rows[start:end]),
                requested_at=self.read_at,
                cursor=f"{self.name}|{end}",
                origin=self.name,
                announced=len(self.rows),
            )


def content(name: str, body: bytes, options: Options, *, still: bool) -> Content | None:
    """A complete file; None while it is being written. BrokenContract for one that cannot be used, by name and row."""
    _refuse_packed(name, body)
    records, end = _measured(name, body)
    announced: int | None = None
    if options.trailer:
        last = records[-1].strip().strip(b'"') if records else b""
        if end or not last.startswith(options.trailer):
            if not still:
                return None
            raise BrokenContract(f"file {name}{_cut(options.trailer, end)}")
        told = counted(last.removeprefix(options.trailer).strip().decode("ascii", "replace"))
        announced = -1 if told is None else told
        records = records[:-1]
    header, rows = (records[0], tuple(records[1:])) if records else (b"", ())
    if announced is not None and announced != len(rows):
        raise BrokenContract(f"file {name}: its last line announces {announced} rows, it has {len(rows)}; {_LEFT}")
    bare = header.removeprefix(BOM).strip()
    if any(row.strip() == bare for row in rows):
        raise BrokenContract(f"file {name}: its header stands twice (two files joined?); {_LEFT}")
    return Content(name=name, header=header, rows=rows, read_at=clock.now())


def whole_rows(body: bytes) -> list[bytes]:
    """Lines put together where a quoted value runs over several; empty lines are left out."""
    return [row for row, _ in _rows(body) if row.strip()]


def _rows(body: bytes) -> Iterator[tuple[bytes, bool]]:
    """Rows as bytes, and whether a quoted value was still open at the end of one: only the last may be."""
    waiting: list[bytes] = []
    odd = False
    for line in body.splitlines(keepends=True) if b"\r\n" not in body else _crlf_lines(body):
        waiting.append(line)
        odd ^= bool(line.count(b'"') & 1)
        if not odd:
            yield (line if len(waiting) == 1 else b"".join(waiting)), False
            waiting.clear()
    if waiting:
        yield b"".join(waiting), True


def _crlf_lines(body: bytes) -> list[bytes]:
    lines = body.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _measured(name: str, body: bytes) -> tuple[list[bytes], int]:
    """Rows of a file, each within its measure, and the number of the row that never ends; 0: all of them end."""
    if body.count(b"\n") + body.count(b"\r") - body.count(b"\r\n") > MOST_LINES:
        raise BrokenContract(f"file {name} has more than {MOST_LINES} lines; left in place → send it in parts")
    records: list[bytes] = []
    for row, unended in _rows(body):
        if not row.strip():
            continue
        which = f"row {len(records)}" if records else "its header"
        if len(row) > LONGEST_ROW:
            why = _QUOTE if row.count(b'"') else ""
            raise BrokenContract(f"file {name}: {which} is longer than {LONGEST_ROW} bytes{why}; {_LEFT}")
        records.append(row)
        if unended:
            return records, len(records) - 1
    return records, 0


def _cut(trailer: bytes, row: int) -> str:
    if row:
        return f': in row {row} a quote (") opens and never closes, so the rest is one value; {_LEFT}'
    return f" has no last line {trailer.decode()}<rows>: cut off? Left in place"


def _refuse_packed(name: str, body: bytes) -> None:
    if body.startswith(_PACKED):
        raise BrokenContract(
            f"file {name} is an Excel workbook or an archive, no CSV; it was not opened; left in place"
            " → save it as CSV and send it again"
        )
