"""JSON answers. The fast way counts keys in the bytes, so that a key written twice cannot hide behind the parser."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

import orjson
import polars as pl

from simpul.errors import BrokenContract
from simpul.model import Feed
from simpul.textguard import (
    MAX_DEPTH,
    MAX_ROW,
    Reject,
    Table,
    decoded_text,
    looks_like_page,
    plain_number,
    shown_raw,
    table,
    text_rule,
)

_ABSENT = object()


def read(feed: Feed, body: bytes) -> Table:
    """Rows at ``feed.rows`` (a list, or one object) as text columns.

    Raises:
        BrokenContract: not JSON, or no rows where the mapping says.
    """
    return _fast(feed, body) or _strict(feed, body)


def _fast(feed: Feed, body: bytes) -> Table | None:
    """None when anything about the page needs the strict decoder."""
    if b"\\u0000" in body or b"\\ud" in body or feed.charset.lower() not in ("utf-8", "utf8"):
        return None
    try:
        document = orjson.loads(body)
        rows = _rows(feed, document)
        if not all(type(row) is dict for row in rows) or body.count(b'":') != _keys(document, rows):
            return None
        return _columns(feed, rows)
    except (ValueError, TypeError, RecursionError):
        return None


def _keys(document: Any, rows: list[Any]) -> int:
    """Keys in the whole document, as many as a text without repeated keys must show."""
    if any(map(_nested, rows)):
        return _count(document, 0)
    return sum(map(len, rows)) + _count(document, 0, skip=rows)


def _nested(row: dict[str, Any]) -> bool:
    return any(type(value) is dict or type(value) is list for value in row.values())


def _count(value: Any, depth: int, skip: object = None) -> int:
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    if value is skip:
        return 0
    if isinstance(value, dict):
        return len(value) + sum(_count(member, depth + 1, skip) for member in value.values())
    if isinstance(value, list):
        return sum(_count(member, depth + 1, skip) for member in value)
    return 0


def _rows(feed: Feed, document: Any) -> list[Any]:
    found = document
    for step in feed.rows.split(".") if feed.rows else ():
        if not isinstance(found, dict) or step not in found:
            raise BrokenContract(
                f"{feed.file}: the answer has no '{feed.rows}' → the source answered something else, or 'rows:' is wrong"
            )
        found = found[step]
    return found if isinstance(found, list) else [] if found is None else [found]


def _columns(feed: Feed, rows: list[dict[str, Any]]) -> Table:
    """Raises TypeError or ValueError when a value is not of the type the mapping says."""
    shapes = set(map(tuple, rows))
    nested = any("." in name for name in feed.columns) or any(map(_nested, rows[:1]))
    if nested or len(shapes) != 1:
        return _by_name(feed, rows, shapes)
    (shape,) = shapes
    wanted = [name for name in feed.columns if name in shape]
    if len(wanted) == 1:
        values: Sequence[Sequence[Any]] = [[row[wanted[0]] for row in rows]]
    else:
        values = list(zip(*map(itemgetter(*wanted), rows), strict=True)) if wanted else []
    columns = {name: _series(name, column, feed.columns[name]) for name, column in zip(wanted, values, strict=True)}
    missing = [name for name in feed.columns if name not in shape]
    columns |= {name: pl.Series(name, [None] * len(rows), dtype=pl.String) for name in missing}
    return Table(
        height=len(rows),
        columns=columns,
        seen=set(shape),
        unsent={name: [True] * len(rows) for name in missing},
    )


def _by_name(feed: Feed, rows: list[dict[str, Any]], shapes: set[tuple[str, ...]]) -> Table:
    columns, unsent = {}, {}
    for name, kind in feed.columns.items():
        values = [_at(row, name) for row in rows]
        flags = [value is _ABSENT for value in values]
        if any(flags):
            unsent[name] = flags
        columns[name] = _series(name, [None if value is _ABSENT else value for value in values], kind)
    seen = {name for row in rows for name in _names(row)}
    return Table(height=len(rows), columns=columns, seen=seen, unsent=unsent)


def _at(row: dict[str, Any], name: str) -> Any:
    """The value at a dotted name; a null on the way is a null, a missing member is absent."""
    found: Any = row
    for step in name.split("."):
        if found is None:
            return None
        if not isinstance(found, dict) or step not in found:
            return _ABSENT
        found = found[step]
    return found


def _names(row: dict[str, Any], before: str = "") -> set[str]:
    """Dotted names of a row's members; a null member counts as itself, its own members being unknown."""
    names: set[str] = set()
    for key, value in row.items():
        names |= _names(value, f"{before}{key}.") if isinstance(value, dict) else {before + key}
    return names


def _series(name: str, values: Sequence[Any], kind: str) -> pl.Series:
    if kind == "number":
        values = _as_text(values, {int, str, type(None)}, str)
    elif kind == "boolean":
        values = _as_text(values, {bool, type(None)}, lambda value: "true" if value else "false")
    return pl.Series(name, values, dtype=pl.String, strict=True)


def _as_text(values: Sequence[Any], types: set[type], write: Callable[[Any], str]) -> list[str | None]:
    if not set(map(type, values)) <= types:
        raise TypeError("a value of another JSON type")
    return [None if value is None else write(value) for value in values]


class _Number(str):
    """A JSON number, as it was written."""


class _Object(dict[str, Any]):
    """A JSON object that remembers the keys it was given twice."""

    twice: frozenset[str] = frozenset()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        made.twice = frozenset(name for name in names if names.count(name) > 1)
    return made


def _strict(feed: Feed, body: bytes) -> Table:
    text = decoded_text(body, feed.charset).removeprefix("\ufeff")
    try:
        document = json.loads(
            text,
            strict=False,
            object_pairs_hook=_object,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_Number,
        )
    except RecursionError as error:
        raise BrokenContract(f"{feed.file}: the answer is nested too deep → refuse it and ask the source") from error
    except ValueError as error:
        where = f"at character {error.pos} of {len(text)}" if isinstance(error, json.JSONDecodeError) else ""
        kind = looks_like_page(text)
        raise BrokenContract(f"{feed.file}: the answer is no JSON {where}: {kind} → look at the kept page") from error
    rows, rejects, numbers = [], [], []
    for number, row in enumerate(_rows(feed, document), 1):
        broken = _row_rule(row)
        if broken:
            rejects.append(Reject(row_no=number, key="", field="", rule=broken, raw=shown_raw(_dumped(row))))
            continue
        cells, bad = _cells(feed, row, number)
        rows.append(cells)
        numbers.append(number)
        rejects += bad
    found = table(rows, feed.columns, rejects, numbers)
    found.seen = {name for row in _rows(feed, document) if isinstance(row, dict) for name in _names(row)}
    return found


def _row_rule(row: Any) -> str:
    if not isinstance(row, dict):
        return "baris_bukan_objek"
    try:
        _count(row, 0)
    except ValueError:
        return "baris_terlalu_besar"
    return "baris_terlalu_besar" if sum(len(v) for v in row.values() if isinstance(v, str)) > MAX_ROW else ""


def _dumped(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return ""


def _cells(feed: Feed, row: _Object, number: int) -> tuple[dict[str, str | None], list[Reject]]:
    cells: dict[str, str | None] = {}
    rejects: list[Reject] = []
    for name, kind in feed.columns.items():
        value = _at(row, name)
        if value is _ABSENT:
            continue
        rule = "kunci_json_ganda" if _repeated(row, name) else _value_rule(value, kind)
        if rule:
            raw = value if isinstance(value, str) else _dumped(value)
            rejects.append(Reject(row_no=number, key="", field=name, rule=rule, raw=shown_raw(raw)))
        cells[name] = None if rule else _text(value)
    return cells, rejects


def _repeated(row: _Object, name: str) -> bool:
    found: Any = row
    for step in name.split("."):
        if not isinstance(found, _Object):
            return False
        if step in found.twice:
            return True
        found = found.get(step)
    return False


def _value_rule(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "boolean":
        return "" if isinstance(value, bool) else "bukan_ya_tidak"
    if kind == "number":
        return "" if isinstance(value, str) and plain_number(value) else "bukan_bilangan"
    if isinstance(value, _Number):
        return "angka_bukan_teks"
    return text_rule(value) if isinstance(value, str) else "bukan_teks"


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
