"""XML answers. Flat uniform rows are read by one expression made from the first row; others one by one, or by lxml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
from lxml import etree

from simpul.core.errors import BrokenContract
from simpul.core.model import Feed
from simpul.values.text_checks import (
    MAX_DEPTH,
    MAX_ROW,
    Reject,
    Table,
    guarded,
    is_utf8,
    looks_like_page,
    merged,
    numbered,
    runs,
    shown_raw,
    utf8,
)

_CHILD_FORM = r"<(?:[\w.-]+:)?([\w.-]+)(\s[^<>]*?)?(?:/>|>([^<]*)</(?:[\w.-]+:)?\1\s*>)\s*"
_CHILD_TEXT, _CHILD = re.compile(_CHILD_FORM), re.compile(_CHILD_FORM.encode())
#: Text without markup, references and what XML does not allow.
_TEXT = rb"[^<&\x00-\x08\x0b\x0c\x0e-\x1f]"
_ASCII = rb"[^<&\x00-\x08\x0b\x0c\x0e-\x1f\x80-\xff]"
_BLANK = re.compile(rb"\s*")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_PROLOG = re.compile(rb"^\s*<\?xml[^>]*\?>")
_PREFIX = re.compile(r"(</?)[\w.-]+:(?=[\w.-])")


def read(feed: Feed, body: bytes) -> Table:
    """Elements named ``feed.rows`` in any namespace, their children as text columns.

    Raises:
        BrokenContract: not XML, cut, or with a document type (entities are refused, not resolved).
    """
    clean = _PROLOG.sub(b"", utf8(body, feed.charset), count=1)
    first = re.search(rb"<(?:[\w.-]+:)?%s(?=[\s>/])" % re.escape(feed.rows).encode(), clean)
    head = clean[: first.start()] if first else clean
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        kind = looks_like_page(head[:500].decode("utf-8", "replace"))
        raise BrokenContract(f"{feed.file}: the answer is {kind}, with a document type: refused → ask the source")
    if first is None:
        _parsed(feed, clean)
        return _empty(feed)
    return _uniform(feed, clean, first.start(), first[0][1:])


def _uniform(feed: Feed, body: bytes, start: int, name: bytes) -> Table:
    """Rows written as the first one is, by one guard and one pass of groups; odd rows one by one."""
    close = b"</" + name + b">"
    children = _children(body[start : body.find(close, start)], name)
    pattern, groups = _patterns(feed, body, start, name, children)
    found = runs(body, start, pattern, close, lambda at: _odd(body, at, name))
    rest = body[:start] + body[found.end :]
    # Comments, CDATA and instructions may hold what only looks like a row.
    if b"<!" in rest or b"<?" in rest or b"<" + name + b">" in rest:
        return _whole(feed, body)
    _parsed(feed, rest)
    values = [row for begin, end, _ in found.spans for row in groups.findall(body, begin, end)]
    tags = [tag for _, tag in children]
    wanted = [tag for tag in tags if tag in feed.columns]
    columns = zip(*values, strict=True) if len(wanted) > 1 else [values]
    height, listed = len(values), dict(zip(wanted, columns, strict=False))
    uniform = _columns(feed, listed, height, tags)
    uniform.row_no = numbered(found, height)
    return merged(uniform, _single(feed, found.odd), feed.columns)


def _children(row: bytes, name: bytes) -> list[tuple[bytes, str]]:
    """(name as written, local name) of a row's children."""
    found = _CHILD.finditer(row, len(name) + 2)
    return [(child[0][1:].split(b">")[0].split()[0].rstrip(b"/"), child[1].decode()) for child in found]


def _patterns(
    feed: Feed, body: bytes, start: int, name: bytes, children: list[tuple[bytes, str]]
) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """The guard (any number of rows like the first) and the same row with a group for every column wanted."""
    first = body[start : body.find(b"</" + name + b">", start)]
    blank = rb"\s*+" if re.search(rb">\s+<", first) else b""
    text = _TEXT if is_utf8(body) else _ASCII
    value = b"%s*+(?:&(?:amp|lt|gt|quot|apos);%s*+)*+" % (text, text)
    guard = b"".join(_field(full, value) + blank for full, _ in children)
    group = b"".join(_field(full, b"([^<]*+)" if tag in feed.columns else b"[^<]*+") + blank for full, tag in children)
    row = b"<%s>%s%%s</%s>\\s*+" % (name, blank, name)
    if len({tag for _, tag in children}) != len(children) or not children:
        return re.compile(b"(?!)"), re.compile(b"(?!)")
    return re.compile(b"(?:" + row % guard + b")*+"), re.compile(row % group)


def _field(full: bytes, value: bytes) -> bytes:
    return b'<%s(?:>%s| (?:\\w++:)?nil="(?:true|1)">)</%s>' % (full, value, full)


def _odd(body: bytes, start: int, name: bytes) -> tuple[bytes, int] | None:
    """The row that begins here, as bytes, and where the next begins; None when no row begins here."""
    if not re.compile(rb"<%s[\s>/]" % name).match(body, start):
        return None
    end = body.find(b"</" + name + b">", start)
    if end < 0:
        return None
    end += len(name) + 3
    after = _BLANK.match(body, end)
    return body[start:end], after.end() if after else end


def _single(feed: Feed, odd: Mapping[int, bytes]) -> Table:
    """Each row on its own: one that cannot be read is set aside, the others are kept."""
    good: list[dict[str, str | None]] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    for number, part in odd.items():
        text = part.decode("utf-8", "surrogateescape")
        row = _row(text) if len(part) <= MAX_ROW else None
        if row is None:
            rule = "baris_terlalu_besar" if len(part) > MAX_ROW else "baris_tidak_terbaca"
            rejects.append(Reject(row_no=number, key="", field="", rule=rule, raw=shown_raw(text)))
            continue
        good.append(row)
        numbers.append(number)
    return _checked(feed, good, numbers, rejects)


def _checked(feed: Feed, rows: list[dict[str, str | None]], numbers: list[int], rejects: list[Reject]) -> Table:
    found = guarded(rows, feed.columns)
    found.rejects = rejects + [replace(item, row_no=numbers[item.row_no - 1]) for item in found.rejects]
    found.row_no = numbers
    return found


def _empty(feed: Feed) -> Table:
    return Table(height=0, columns={name: pl.Series(name, [], dtype=pl.String) for name in feed.columns}, seen=set())


def _parsed(feed: Feed, body: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        kind = looks_like_page(body[:500].decode("utf-8", "replace"))
        raise BrokenContract(
            f"{feed.file}: the answer is no XML: {kind}: {error.msg} → look at the kept page"
        ) from error


def _columns(feed: Feed, values: Mapping[str, Sequence[bytes]], height: int, tags: list[str]) -> Table:
    columns, unsent = {}, {}
    for name in feed.columns:
        if name in values:
            columns[name] = _unescaped(pl.Series(name, values[name], dtype=pl.Binary).cast(pl.String))
        else:
            columns[name] = pl.Series(name, [None] * height, dtype=pl.String)
            unsent[name] = [True] * height
    return Table(height=height, columns=columns, seen=set(tags), unsent=unsent)


def _unescaped(column: pl.Series) -> pl.Series:
    """The guard admitted the five references of XML only; one pass, so that ``&amp;lt;`` becomes ``&lt;``."""
    if not column.str.contains("&", literal=True).any():
        return column
    return column.str.replace_many([f"&{name};" for name in _NAMED], list(_NAMED.values()))


def unescape(text: str) -> str:
    """Character references resolved; an entity that XML does not define stays as it stands."""
    return _ENTITY.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    number = int(found[2]) if found[2] else int(found[3], 16) if found[3] else -1
    return chr(number) if 0 <= number <= 0x10FFFF else found[0]


def _row(text: str) -> dict[str, str | None] | None:
    """Children of a flat row by local name; a nested one through lxml; None if it is no XML or names a child twice."""
    inner = text[text.index(">") + 1 : max(text.rfind("</"), 0)]
    row: dict[str, str | None] = {}
    end = len(inner) - len(inner.lstrip())
    for child in _CHILD_TEXT.finditer(inner):
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


def _whole(feed: Feed, body: bytes) -> Table:
    """An answer with comments, CDATA or processing instructions, through lxml."""
    root = _parsed(feed, body)
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
    return _checked(feed, good, numbers, rejects)
