"""The bytes of an answer to text rows, behind a byte guard: nothing is guessed, coerced or silently dropped.

A page that looks as it should takes a fast way; a page that does not goes row by row through a strict decoder that
sets aside the bad value or row and keeps the rest. What no row can explain (a missing key column, a login page, a cut
answer) raises :class:`~simpul.core.errors.BrokenContract`: then nothing of the page is stored.
"""

from __future__ import annotations

import difflib
from dataclasses import replace

import polars as pl

from simpul.core.errors import BrokenContract
from simpul.core.model import Feed, Page
from simpul.ingest.decode import json, tabular, xml
from simpul.values.text_checks import MAX_VALUE, Decoded, Reject, Table

__all__ = ["Decoded", "Reject", "decode"]

_READERS = {
    "json": json.read,
    "xml": xml.read,
    "csv": tabular.read_csv,
    "arrow": tabular.read_arrow,
}


def decode(feed: Feed, page: Page) -> Decoded:
    """Rows of a page as text, with what was not sent and what was set aside.

    Raises:
        BrokenContract: the answer is not what the mapping says: not parseable, rows not where they should be, key or
            version column missing or renamed, every mapped column missing.
    """
    media = page.media or feed.media
    table = _READERS[media](feed, page.body)
    if table.height:
        _check_columns(feed, table, listed=media in ("csv", "arrow"))
    return _finish(feed, table, len(page.body))


def _check_columns(feed: Feed, table: Table, *, listed: bool) -> None:
    """Refuse a page whose columns are missing or renamed. ``listed``: a header names every column, so none may be."""
    absent = [column for column in feed.columns if column not in table.seen]
    if not absent:
        return
    fresh = _extra(feed, table)
    needed = _needed(feed)
    for column in absent:
        renamed = _nearest(column, fresh)
        if column in needed or listed or renamed or len(absent) == len(feed.columns):
            hint = f"did the source rename it to '{renamed}'?" if renamed else "ask the source, or correct the mapping"
            raise BrokenContract(f"{feed.file}: source column '{column}' is missing on the whole page → {hint}")


def _nearest(column: str, fresh: list[str]) -> str:
    """The new column that the missing one most likely became, if any."""
    lowered = {name.lower(): name for name in fresh}
    near = difflib.get_close_matches(column.lower(), lowered, n=1, cutoff=0.6)
    longer = [name for name in lowered if column.lower() in name]
    return lowered[(near or longer)[0]] if near or longer else ""


def _needed(feed: Feed) -> set[str]:
    """Columns without which no row can be placed."""
    return {*feed.mapping.key, *([feed.order.source] if feed.order.source else [])}


def _extra(feed: Feed, table: Table) -> list[str]:
    known = {*feed.columns, *feed.protected, *feed.mapping.ignored}
    # An object that is null on the whole page shows its own name instead of its members'.
    known |= {name.rpartition(".")[0] for name in known}
    return sorted(name for name in table.seen if name not in known)


def _finish(feed: Feed, table: Table, size: int) -> Decoded:
    frame = pl.DataFrame(
        [pl.Series("row_no", table.row_no, dtype=pl.Int32), *(table.columns[name] for name in feed.columns)]
    )
    unsent = pl.DataFrame([pl.Series(name, flags) for name, flags in table.unsent.items()]) if table.unsent else None
    decoded = Decoded(frame=frame, unsent=unsent, rejects=tuple(table.rejects), extra=tuple(_extra(feed, table)))
    decoded = _cut_long(decoded) if size > MAX_VALUE else decoded
    return _set_rows_aside(feed, decoded)


def _cut_long(decoded: Decoded) -> Decoded:
    """Values longer than the limit leave the frame and become rejects without their content."""
    frame, rejects = decoded.frame, list(decoded.rejects)
    for column in frame.columns[1:]:
        long = frame[column].str.len_bytes().fill_null(0) > MAX_VALUE
        if long.any():
            rejects += [
                Reject(row_no=row, key="", field=column, rule="nilai_terlalu_besar", raw="")
                for row in frame["row_no"].filter(long)
            ]
            frame = frame.with_columns(pl.when(long).then(None).otherwise(frame[column]).alias(column))
    return replace(decoded, frame=frame, rejects=tuple(rejects))


def _set_rows_aside(feed: Feed, decoded: Decoded) -> Decoded:
    """A bad value in key or version takes its whole row out; every reject learns the key of its row."""
    if not decoded.rejects:
        return decoded
    needed, frame = _needed(feed), decoded.frame
    rows = {item.row_no for item in decoded.rejects if not item.field or item.field in needed}
    keys = _keys(feed, frame, {item.row_no for item in decoded.rejects})
    rejects = tuple(_settled(item, rows, needed, keys) for item in decoded.rejects if _first(item, rows, needed))
    stays = ~frame["row_no"].is_in(sorted(rows))
    unsent = decoded.unsent.filter(stays) if decoded.unsent is not None else None
    return replace(decoded, frame=frame.filter(stays), unsent=unsent, rejects=_one_per_row(rejects))


def _first(item: Reject, rows: set[int], needed: set[str]) -> bool:
    return item.row_no not in rows or not item.field or item.field in needed


def _settled(item: Reject, rows: set[int], needed: set[str], keys: dict[int, str]) -> Reject:
    whole = item.row_no in rows
    column = item.field if item.field in needed else item.column
    return replace(item, field="" if whole else item.field, column=column, key=keys.get(item.row_no, ""))


def _one_per_row(rejects: tuple[Reject, ...]) -> tuple[Reject, ...]:
    seen: set[int] = set()
    kept = []
    for item in rejects:
        if not item.field and item.row_no in seen:
            continue
        if not item.field:
            seen.add(item.row_no)
        kept.append(item)
    return tuple(kept)


def _keys(feed: Feed, frame: pl.DataFrame, rows: set[int]) -> dict[int, str]:
    wanted = frame.filter(frame["row_no"].is_in(sorted(rows))).select("row_no", *dict.fromkeys(feed.mapping.key))
    return {
        number: "|".join(parts)
        for number, *parts in wanted.iter_rows()
        if all(part is not None for part in parts)
    }  # fmt: skip
