"""CSV files and Arrow chunks: the header names every column, so a missing one breaks the contract."""

from __future__ import annotations

import csv
import io

import polars as pl

from simpul.core.errors import BrokenContract
from simpul.core.model import Feed
from simpul.values.text_checks import Table, decoded_text, guarded, looks_like_page


def read_csv(feed: Feed, body: bytes) -> Table:
    """Rows of a file in the dialect of the contract: header first, ``#TOTAL;n`` last if the sender writes one.

    Raises:
        BrokenContract: a row with another number of values than the header, a wrong total, a header twice.
    """
    text = decoded_text(body, feed.charset).removeprefix("\ufeff")
    separator = str(feed.read.get("separator", ";"))
    if text[:1] == "<":
        raise BrokenContract(f"{feed.file}: the file is no CSV: {looks_like_page(text)} → look at the kept page")
    try:
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True) if line]
    except csv.Error as error:
        raise BrokenContract(f"{feed.file}: the file is broken: {error} → ask the sender for the whole file") from error
    if not lines:
        raise BrokenContract(f"{feed.file}: the file has no header line → ask the sender for the whole file")
    header = [name.strip() for name in lines[0]]
    if len(set(header)) != len(header):
        raise BrokenContract(f"{feed.file}: a column name stands twice in the header → ask the sender to correct it")
    rows = _without_trailer(feed, lines[1:])
    _refuse_ragged(feed, rows, len(header))
    wanted = [name for name in header if name in feed.columns]
    if "\x00" in text or not _clean(text):
        table = guarded((dict(zip(header, row, strict=True)) for row in rows), feed.columns)
        table.seen = set(header)
        return table
    columns = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {name: () for name in header}
    found = {name: pl.Series(name, columns[name], dtype=pl.String) for name in wanted}
    missing = {name: pl.Series(name, [None] * len(rows), dtype=pl.String) for name in feed.columns if name not in found}
    return Table(height=len(rows), columns={**found, **missing}, seen=set(header))


def _clean(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _without_trailer(feed: Feed, rows: list[list[str]]) -> list[list[str]]:
    mark = str(feed.read.get("trailer", "#TOTAL;")).split(";")[0]
    if not rows or not mark or rows[-1][0] != mark:
        return rows
    told = rows[-1][1] if len(rows[-1]) > 1 else ""
    if told != str(len(rows) - 1):
        raise BrokenContract(
            f"{feed.file}: the file announces {told or 'no number of'} rows and holds {len(rows) - 1}"
            " → it was cut; ask the sender for the whole file"
        )
    return rows[:-1]


def _refuse_ragged(feed: Feed, rows: list[list[str]], width: int) -> None:
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            raise BrokenContract(
                f"{feed.file}: row {number} of the file has {len(row)} values, the header has {width}"
                " → a separator inside a value, or the file was cut; ask the sender to correct it"
            )


def read_arrow(feed: Feed, body: bytes) -> Table:
    """Rows of one Arrow IPC chunk; every mapped column must be text, except where the mapping says otherwise.

    Raises:
        BrokenContract: not Arrow, or a column of another type than text.
    """
    try:
        frame = pl.read_ipc(io.BytesIO(body))
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise BrokenContract(f"{feed.file}: the chunk is no Arrow file: {error} → read it again") from error
    columns = {}
    for name in feed.columns:
        found = frame[name] if name in frame.columns else pl.Series(name, [None] * frame.height, dtype=pl.String)
        if found.dtype not in (pl.String, pl.Null) and feed.columns[name] == "string":
            raise BrokenContract(
                f"{feed.file}: column '{name}' is {found.dtype}, text is due → select it as text in the view"
            )
        columns[name] = found.cast(pl.String)
    table = Table(height=frame.height, columns=columns, seen=set(frame.columns))
    if any(column.str.contains("\x00", literal=True).any() for column in columns.values()):
        return guarded(pl.DataFrame(list(columns.values())).iter_rows(named=True), feed.columns)
    return table
