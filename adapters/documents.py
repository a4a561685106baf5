"""JSON answers as far as an adapter must understand them: where the rows are, what comes next, what went wrong.

Rows themselves are handed on as the bytes received; nothing read here reaches the mirror.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import msgspec
import orjson

from simpul.core.errors import BadConfig, BadCredentials, BrokenContract, Rejected, Retry

#: What was left out of a path or answer.
MISSING = object()
_PLACE = re.compile(r"\{(\w+)\}")


class Outline(Mapping[str, Any]):
    """A JSON object of which only what is asked for is parsed: pages are large, and paging needs a few members."""

    __slots__ = ("_members", "_raw")

    def __init__(self, raw: msgspec.Raw | bytes) -> None:
        self._raw = raw
        self._members: dict[str, msgspec.Raw] | None = None

    @classmethod
    def of(cls, body: bytes) -> Outline:
        """The object that is a whole answer; its syntax is checked now. Raises MsgspecError."""
        found = cls(body)
        found._known()
        return found

    def _known(self) -> dict[str, msgspec.Raw]:
        if self._members is None:
            self._members = _MEMBERS.decode(self._raw)
        return self._members

    def __getitem__(self, name: str) -> Any:
        return _opened(self._known()[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def __repr__(self) -> str:
        return bytes(self._raw).decode("utf-8", "replace")


class Items(Sequence[Any]):
    """A JSON array whose items are parsed when looked at."""

    __slots__ = ("_raws",)

    def __init__(self, raw: msgspec.Raw | bytes) -> None:
        self._raws = _ITEMS.decode(raw)

    def __getitem__(self, index: Any) -> Any:
        found = self._raws[index]
        return [_opened(raw) for raw in found] if isinstance(index, slice) else _opened(found)

    def __len__(self) -> int:
        return len(self._raws)


_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])


def _opened(raw: msgspec.Raw | bytes) -> Any:
    """A scalar, an :class:`Outline` or :class:`Items`."""
    first = bytes(memoryview(raw)[:1])
    if first == b"{":
        return Outline(raw)
    if first == b"[":
        return Items(raw)
    try:
        return orjson.loads(memoryview(raw))
    except ValueError:
        # A number too large for anybody: it is shown as it was written.
        return bytes(raw).decode("utf-8", "replace")


def document(body: bytes, what: str, charset: str = "utf-8") -> Any:
    """The answer, to be looked into. Raises Retry if it is cut off or no JSON: the next try may bring it whole."""
    try:
        return _document(body, charset)
    except ValueError:
        raise Retry(f"{what}: the answer is no whole JSON ({len(body)} bytes; cut off on the way?)") from None
    except RecursionError:
        raise BrokenContract(f"{what}: the answer is nested deeper than any record is") from None


def _document(body: bytes, charset: str) -> Any:
    try:
        # Checks the syntax of the whole, builds nothing but what is asked for.
        return Outline.of(body) if body.lstrip()[:1] == b"{" else orjson.loads(body)
    except (ValueError, msgspec.MsgspecError):
        # Rows with NaN, wrong bytes or control characters are for the decoder to judge, no reason to lose the page.
        return json.loads(body.decode(charset, errors="replace"), strict=False)


def at(value: Any, path: str) -> Any:
    """The member at a dotted path, or :data:`MISSING`; an empty path is the whole."""
    for name in path.split(".") if path else ():
        if not isinstance(value, Mapping) or name not in value:
            return MISSING
        value = value[name]
    return value


def rows(value: Any, path: str, what: str) -> Sequence[Any]:
    """The rows at a path; one object is one row. Raises BrokenContract if there is neither."""
    found = at(value, path)
    if isinstance(found, list | Items):
        return found
    if isinstance(found, Mapping):
        return [found]
    raise BrokenContract(f"{what}: no rows at {path or 'the top'!r} of the answer → has the interface changed?")


def text(value: Any) -> str:
    """A scalar as text; missing and null are empty."""
    return "" if value is MISSING or value is None else str(value)


def counted(value: str) -> int | None:
    """A number of rows as somebody wrote it, None if it is none: ASCII digits, few enough to be meant."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 15 else None


def filled(template: str, values: Mapping[str, Any]) -> str:
    """A path with its ``{names}`` filled in, each value escaped as one path segment.

    Rejected for a value that means "here" or "up": whoever sends the request would leave it out, escaped or not, and
    ask for another record.
    """

    def value(match: re.Match[str]) -> str:
        if values.get(match[1]) in (None, ""):
            raise BadConfig(f"the path {template} needs {match[1]}, which is not there")
        if str(values[match[1]]) in (".", ".."):
            raise Rejected(f"the path {template} cannot hold the {match[1]} {values[match[1]]!r}; nothing was asked")
        return quote(str(values[match[1]]), safe="")

    return _PLACE.sub(value, template)


def unveil(value: Any, envelope: Mapping[str, Any], what: str) -> None:
    """Raise the error a system reports inside an answer that claims success (``options.envelope``).

    ``data`` is the member that is there only on success. ``errors`` → Rejected; a message that matches ``login`` →
    BadCredentials, ``busy`` → Retry, else Rejected.
    """
    if not envelope or at(value, str(envelope.get("data", "data"))) is not MISSING:
        return
    errors = at(value, str(envelope.get("errors", "errors")))
    message = text(at(value, str(envelope.get("message", "message"))))
    if matches(envelope, "login", message):
        raise BadCredentials(f"{what}: {plain(message)} → check the secrets of this link")
    if matches(envelope, "busy", message):
        raise Retry(f"{what}: {plain(message)}")
    named = f"fields refused: {', '.join(sorted(errors))}" if isinstance(errors, Mapping) and errors else ""
    raise Rejected(f"{what}: {plain(message) or named or 'an answer without data and without a reason'}")


def matches(envelope: Mapping[str, Any], kind: str, message: str) -> bool:
    """Whether a message is of a kind the envelope describes by a pattern."""
    pattern = envelope.get(kind)
    return bool(pattern and message and re.search(str(pattern), message, re.IGNORECASE))


def plain(message: str) -> str:
    """A foreign message cut short, with long digit runs taken out: they may be somebody's number."""
    return re.sub(r"\d{5,}", "•••", " ".join(message.split()))[:200]
