"""JSON answers. A guard over the bytes admits rows to the columnar read only if nothing can hide in them.

The guard knows the keys of the first row and, per value, the JSON type the mapping says: a key written twice, a bare
number where text is due, a NUL, a lone surrogate or a missing key stops it at that row, which is then read strictly.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import polars as pl

from simpul.core.errors import BrokenContract
from simpul.core.model import Feed
from simpul.values.text_checks import (
    MAX_DEPTH,
    MAX_ROW,
    Reject,
    Runs,
    Table,
    is_utf8,
    looks_like_page,
    merged,
    numbered,
    plain_number,
    runs,
    shown_raw,
    table,
    text_rule,
    utf8,
)

_SLICE = 64 * 1024
_TEXT = rb'[^"\\\x00-\x1f]'
_ASCII = rb'[^"\\\x00-\x1f\x80-\xff]'
_ESCAPE = rb'\\(?:["\\/bfnrt]|u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4})'
_COMMA = re.compile(rb"\s*(?:,\s*)?")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_ .-]+")
_ABSENT = object()


def read(feed: Feed, body: bytes) -> Table:
    """Rows at ``feed.rows`` (a list, or one object) as text columns.

    Raises:
        BrokenContract: not JSON, or no rows where the mapping says.
    """
    clean = utf8(body, feed.charset)
    return _uniform(feed, clean) or _strict(feed, clean)


def _uniform(feed: Feed, body: bytes) -> Table | None:
    """Rows written as the first one is, by one guard over the bytes and one columnar read; odd rows one by one.

    None when the page is not a list of flat objects.
    """
    start = _array(feed, body)
    first = _row_at(body, start) if start else None
    if first is None or not _flat(first[0]):
        return None
    keys = list(first[0])
    found = runs(body, start, _rows_pattern(feed, body, start, first), _mark(body, start), lambda at: _odd(body, at))
    if body[found.end : found.end + 1] != b"]" or not _envelope(feed, body, start, found.end):
        return None
    good = [body[begin:end].rstrip(b", \r\n\t") for begin, end, _ in found.spans]
    try:
        uniform = _columnar(feed, b",".join(good), keys, found)
    except pl.exceptions.PolarsError:
        return None
    return merged(uniform, _single(feed, found.odd), feed.columns)


def _array(feed: Feed, body: bytes) -> int:
    """Where the first row begins; 0 when there is none. Only a guess: the envelope proves it afterwards."""
    if not feed.rows:
        match = re.match(rb"\s*\[\s*(?=\{)", body)
    else:
        last = re.escape(feed.rows.split(".")[-1].encode())
        match = re.search(rb'"' + last + rb'"\s*:\s*\[\s*(?=\{)', body)
    return match.end() if match else 0


def _envelope(feed: Feed, body: bytes, start: int, end: int) -> bool:
    """Whether the answer without its rows is JSON and holds the emptied list where the mapping says."""
    try:
        document = json.loads(body[:start] + b'"rows"' + body[end:])
        return bool(_rows(feed, document) == ["rows"])
    except (ValueError, RecursionError, BrokenContract):
        return False


def _row_at(body: bytes, start: int) -> tuple[Any, int] | None:
    """The JSON value that begins here, read strictly, and where it ends; None if there is none."""
    for size in (_SLICE, MAX_ROW):
        text = body[start : start + size].decode("utf-8", "surrogateescape")
        try:
            value, end = _DECODER.raw_decode(text)
        except (ValueError, RecursionError):
            continue
        return value, start + len(text[:end].encode("utf-8", "surrogateescape"))
    return None


def _odd(body: bytes, start: int) -> tuple[Any, int] | None:
    """A row that does not look like the first, and the place after its comma; None at the end of the list."""
    found = _row_at(body, start) if body[start : start + 1] != b"]" else None
    if found is None:
        return None
    after = _COMMA.match(body, found[1])
    return found[0], after.end() if after else found[1]


def _flat(row: Any) -> bool:
    return (
        isinstance(row, _Object)
        and bool(row)
        and not row.twice
        and not any(isinstance(value, dict | list) for value in row.values())
        and all(_PLAIN_KEY.fullmatch(key) for key in row)
    )


def _mark(body: bytes, start: int) -> bytes:
    """The opening of a row up to its first key's colon; a string cannot hold its quotes unescaped."""
    return body[start : body.index(b":", start) + 1]


def _rows_pattern(feed: Feed, body: bytes, start: int, first: tuple[Any, int]) -> re.Pattern[bytes]:
    """Any number of rows with the first row's keys in its order, every value of the type the mapping says."""
    compact = not re.search(rb"[:,{]\s|\s\}", re.sub(rb'"[^"]*"', b'""', body[start : first[1]]))
    blank = b"" if compact else rb"\s*+"
    text = _TEXT if is_utf8(body) else _ASCII
    string = b'"%s*+(?:%s%s*+)*+"' % (text, _ESCAPE, text)
    other = {"number": b"(?:-?[0-9]{1,15}+(?![0-9.eE])|null)", "boolean": b"(?:true|false|null)"}
    other["string"] = b"(?:%s|null)" % string
    other[""] = b"(?:%s|null|true|false|-?[0-9]++(?:\\.[0-9]++)?+)" % string
    fields = [
        b'"%s"%s:%s%s' % (re.escape(key).encode(), blank, blank, other[feed.columns.get(key, "")]) for key in first[0]
    ]
    opening, comma = rb"\{" + blank, blank + b"," + blank
    return re.compile(b"(?:%s%s%s\\}\\s*+(?:,\\s*+)?+)*+" % (opening, comma.join(fields), blank))


def _columnar(feed: Feed, rows: bytes, keys: list[str], found: Runs) -> Table:
    wanted = [name for name in feed.columns if name in keys]
    if rows and wanted:
        frame = pl.read_json(io.BytesIO(b"[" + rows + b"]"), schema=dict.fromkeys(wanted, pl.String))
    else:
        frame = pl.DataFrame(schema=dict.fromkeys(wanted, pl.String))
    missing = [name for name in feed.columns if name not in keys]
    columns = {name: frame[name] for name in wanted}
    columns |= {name: pl.Series(name, [None] * frame.height, dtype=pl.String) for name in missing}
    unsent = {name: [True] * frame.height for name in missing}
    row_no = numbered(found, frame.height)
    return Table(height=frame.height, columns=columns, seen=set(keys), unsent=unsent, row_no=row_no)


def _depth(value: Any, depth: int = 0) -> int:
    """How deep a value is nested, looking no further than the limit."""
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if depth > MAX_DEPTH or not members:
        return depth
    return max(_depth(member, depth + 1) for member in members)


def _rows(feed: Feed, document: Any) -> list[Any]:
    found = document
    for step in feed.rows.split(".") if feed.rows else ():
        if not isinstance(found, dict) or step not in found:
            raise BrokenContract(
                f"{feed.file}: the answer has no '{feed.rows}' → the source answered something else, or 'rows:' is off"
            )
        found = found[step]
    return found if isinstance(found, list) else [] if found is None else [found]


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


class _Number(str):
    """A JSON number, as it was written."""


class _Object(dict[str, Any]):
    """A JSON object that remembers the keys it was given twice."""

    twice: frozenset[str] = frozenset()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) != len(pairs):
        made.twice = frozenset(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
    return made


_DECODER = json.JSONDecoder(
    strict=False, object_pairs_hook=_object, parse_int=_Number, parse_float=_Number, parse_constant=_Number
)


def _strict(feed: Feed, body: bytes) -> Table:
    text = body.decode("utf-8", "surrogateescape")
    try:
        document, end = _DECODER.raw_decode(text, len(text) - len(text.lstrip()))
        if text[end:].strip():
            raise json.JSONDecodeError("more after the end", text, end)
    except RecursionError as error:
        raise BrokenContract(f"{feed.file}: the answer is nested too deep → refuse it and ask the source") from error
    except json.JSONDecodeError as error:
        where = f"at character {error.pos} of {len(text)}"
        kind = looks_like_page(text)
        raise BrokenContract(f"{feed.file}: the answer is no JSON {where}: {kind} → look at the kept page") from error
    return _single(feed, dict(enumerate(_rows(feed, document), 1)))


def _single(feed: Feed, listed: Mapping[int, Any]) -> Table:
    """Rows read strictly, by number: each value checked, each broken row set aside."""
    rows, rejects, numbers = [], [], []
    for number, row in listed.items():
        broken = _row_rule(row)
        if broken:
            rejects.append(Reject(row_no=number, key="", field="", rule=broken, raw=shown_raw(_dumped(row))))
            continue
        cells, bad = _cells(feed, row, number)
        rows.append(cells)
        numbers.append(number)
        rejects += bad
    found = table(rows, feed.columns, rejects, numbers)
    found.seen = {name for row in listed.values() if isinstance(row, dict) for name in _names(row)}
    return found


def _row_rule(row: Any) -> str:
    if not isinstance(row, dict):
        return "baris_bukan_objek"
    if _depth(row) > MAX_DEPTH:
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
