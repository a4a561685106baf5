"""XML answers. Flat uniform rows are read by one expression made from the first row; others one by one, or by lxml."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import polars as pl
from lxml import etree

from simpul.errors import BrokenContract
from simpul.model import Feed
from simpul.textguard import (
    MAX_DEPTH,
    MAX_ROW,
    Reject,
    Table,
    decoded_text,
    guarded,
    looks_like_page,
    shown_raw,
)

_NIL = r'(?:\s+(?:\w+:)?nil="(?:true|1)")?'
_CHILD = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)(\s[^<>]*?)?(?:/>|>([^<]*)</(?:[\w.-]+:)?\1\s*>)\s*")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_PROLOG = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_PREFIX = re.compile(r"(</?)[\w.-]+:(?=[\w.-])")


def read(feed: Feed, body: bytes) -> Table:
    """Elements named ``feed.rows`` in any namespace, their children as text columns.

    Raises:
        BrokenContract: not XML, cut, or with a document type (entities are refused, not resolved).
    """
    text = _PROLOG.sub("", decoded_text(body, feed.charset), count=1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        kind = looks_like_page(text)
        raise BrokenContract(
            f"{feed.file}: the answer is {kind}, with a document type, which is refused → ask the source"
        )
    if "<!" in text or "<?" in text:
        return _whole(feed, text)
    region = _region(feed, text)
    if region is None:
        _parsed(feed, text)
        return _empty(feed)
    start, end = region
    _parsed(feed, text[:start] + text[end:])
    rows = text[start:end]
    return _fast(feed, rows) or _one_by_one(feed, rows)


def _empty(feed: Feed) -> Table:
    return Table(height=0, columns={name: pl.Series(name, [], dtype=pl.String) for name in feed.columns}, seen=set())


def _parsed(feed: Feed, text: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        kind = looks_like_page(text)
        raise BrokenContract(
            f"{feed.file}: the answer is no XML: {kind}: {error.msg} → look at the kept page"
        ) from error


def _region(feed: Feed, text: str) -> tuple[int, int] | None:
    """From the first row's opening tag to the last row's closing tag."""
    first = re.search(rf"<(?:[\w.-]+:)?{re.escape(feed.rows)}(?:\s[^<>]*)?>", text)
    if first is None:
        return None
    name = text[first.start() + 1 : first.end() - 1].split()[0].rstrip("/")
    last = text.rfind(f"</{name}>")
    return (first.start(), last + len(name) + 3) if last > 0 else (first.start(), first.end())


def _fast(feed: Feed, rows: str) -> Table | None:
    """None when a row differs in shape from the first, or a value needs a closer look."""
    name = rows[1 : rows.index(">")]
    first = rows[: rows.find(f"</{name}>")]
    blank = r"\s*" if re.search(r">\s+<", first) else ""
    children = [
        (found[0][1:].split(">")[0].split()[0].rstrip("/"), found[1]) for found in _CHILD.finditer(first, len(name) + 2)
    ]
    tags = [tag for _, tag in children]
    wanted = [tag for tag in tags if tag in feed.columns]
    if not wanted or len(set(tags)) != len(tags) or " " in name or not _storable(rows):
        return None
    fields = [_field_pattern(full, tag in feed.columns) + blank for full, tag in children]
    found = re.findall(f"(<{name}>{blank}{''.join(fields)}</{name}>\\s*)", rows)
    # Every byte of the region belongs to a row that looks like the first, or this is not the way to read it.
    if sum(len(row[0]) for row in found) != len(rows):
        return None
    values = list(zip(*found, strict=True))[1:]
    return _columns(feed, dict(zip(wanted, values, strict=True)), len(found), tags)


def _field_pattern(full: str, wanted: bool) -> str:
    value = "([^<]*)" if wanted else "[^<]*"
    return f"<{full}{_NIL}(?:/>|>{value}</{full}>)"


def _storable(text: str) -> bool:
    """No NUL, no byte outside the charset, no entity but the five of XML and characters by number."""
    if "\x00" in text or any(found.lastindex is None for found in _ENTITY.finditer(text)):
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _columns(feed: Feed, values: dict[str, tuple[str, ...]], height: int, tags: list[str]) -> Table:
    columns, unsent = {}, {}
    for name in feed.columns:
        if name in values:
            columns[name] = _unescaped(pl.Series(name, values[name], dtype=pl.String))
        else:
            columns[name] = pl.Series(name, [None] * height, dtype=pl.String)
            unsent[name] = [True] * height
    return Table(height=height, columns=columns, seen=set(tags), unsent=unsent)


def _unescaped(column: pl.Series) -> pl.Series:
    escaped = column.str.contains("&", literal=True)
    if not escaped.any():
        return column
    return pl.Series(column.name, [unescape(value) if "&" in value else value for value in column], dtype=pl.String)


def unescape(text: str) -> str:
    """Character references resolved; an entity that XML does not define stays as it stands."""
    return _ENTITY.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    number = int(found[2]) if found[2] else int(found[3], 16) if found[3] else -1
    return chr(number) if 0 <= number <= 0x10FFFF else found[0]


def _one_by_one(feed: Feed, rows: str) -> Table:
    """Each row on its own: one that cannot be read is set aside, the others are kept."""
    name = rows[1:].split(">")[0].split()[0].rstrip("/")
    parts = re.split(rf"(?<=</{re.escape(name)}>)\s*", rows)
    good: list[dict[str, str | None]] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    for number, part in enumerate(filter(None, parts), 1):
        row = _row(part) if len(part) <= MAX_ROW else None
        if row is None:
            rule = "baris_terlalu_besar" if len(part) > MAX_ROW else "baris_tidak_terbaca"
            rejects.append(Reject(row_no=number, key="", field="", rule=rule, raw=shown_raw(part)))
            continue
        good.append(row)
        numbers.append(number)
    table = guarded(good, feed.columns)
    moved = [replace(item, row_no=numbers[item.row_no - 1]) for item in table.rejects]
    table.rejects, table.row_no, table.height = rejects + moved, numbers, len(good)
    return table


def _row(text: str) -> dict[str, str | None] | None:
    """Children of a flat row by local name; a nested one through lxml; None if it is no XML or names a child twice."""
    inner = text[text.index(">") + 1 : max(text.rfind("</"), 0)]
    row: dict[str, str | None] = {}
    end = len(inner) - len(inner.lstrip())
    for child in _CHILD.finditer(inner):
        if child.start() != end or child[1] in row:
            return None if child[1] in row else _nested(text)
        end = child.end()
        row[child[1]] = None if child[3] is None else unescape(child[3])
    return row if end == len(inner) else _nested(text)


def _nested(text: str) -> dict[str, str | None] | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(_PREFIX.sub(r"\1", re.sub(r"\s[\w.-]+:\w+=\"[^\"]*\"", "", text)).encode(), parser)
        return _flat(root)
    except (etree.XMLSyntaxError, UnicodeEncodeError, ValueError):
        return None


def _flat(element: Any, before: str = "", depth: int = 0) -> dict[str, str | None]:
    """Dotted local names of the leaves below an element.

    Raises:
        ValueError: a name twice, or nested too deep.
    """
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    row: dict[str, str | None] = {}
    for child in element.iterchildren(tag=etree.Element):
        name = before + etree.QName(child).localname
        found = _flat(child, f"{name}.", depth + 1) if len(child) else {name: _leaf(child)}
        if row.keys() & found.keys():
            raise ValueError("a name twice")
        row |= found
    return row


def _leaf(element: Any) -> str | None:
    """Text of an element; comments and processing instructions in it do not count."""
    text = "".join(element.itertext(tag=etree.Element, with_tail=False)) if len(element) else element.text
    nil = any(etree.QName(name).localname == "nil" and value in ("true", "1") for name, value in element.items())
    return None if nil else text or ""


def _whole(feed: Feed, text: str) -> Table:
    """An answer with comments, CDATA or processing instructions, through lxml."""
    root = _parsed(feed, text)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    elements = root.iter(f"{{*}}{feed.rows}")
    good: list[dict[str, str | None]] = []
    rejects: list[Reject] = []
    numbers: list[int] = []
    for number, element in enumerate(elements, 1):
        try:
            good.append(_flat(element))
            numbers.append(number)
        except ValueError:
            raw = shown_raw(etree.tostring(element, encoding="unicode"))
            rejects.append(Reject(row_no=number, key="", field="", rule="baris_tidak_terbaca", raw=raw))
    table = guarded(good, feed.columns)
    moved = [replace(item, row_no=numbers[item.row_no - 1]) for item in table.rejects]
    table.rejects, table.row_no = rejects + moved, numbers
    return table
