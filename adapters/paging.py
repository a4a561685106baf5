"""How listings are walked: single, page, offset (newest first), keyset (by time), cursor, link.

A pager says which parameters the next request has, then is shown the answer and returns the cursor to hand on:
reading on from a cursor never skips a row. It moves only when the answer is the one asked for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from adapters.addresses import LONGEST, followed
from adapters.documents import MISSING, Items, at, counted, rows, text
from simpul.core.errors import BadConfig, BrokenContract, Retry
from simpul.core.model import Feed, Order, ReadRequest, System

#: Pages of one pass after which a listing is taken to be endless.
MOST_PAGES = 100_000
#: What neither PostgreSQL nor XML can hold.
_UNKEPT = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
#: Between these a time can be reckoned with in any zone; what lies outside is a filler.
_EARLIEST, _LATEST = datetime(1, 1, 3), datetime(MAXYEAR, 12, 29)  # noqa: DTZ001


class Repeated(Retry):
    """The source answered with something it had already answered."""


class Pager(Protocol):
    """A place in a listing. Not shared, not reused for another pass."""

    def path(self) -> str:
        """Path of the next request, if the source chose it; else empty."""

    def params(self) -> Mapping[str, str]:
        """Query parameters of the next request."""

    def accept(self, document: Any) -> str | None:
        """Take an answer; the cursor after it, None at the end. Raises :class:`Repeated` and does not move."""


def pager(system: System, feed: Feed, request: ReadRequest, cursor: str | None, path: str = "") -> Pager:
    """The pager that ``read.paging.kind`` names, at ``cursor``; raises BadConfig for an unknown kind.

    ``path``: where the listing is; without it ``read.path``.
    """
    options = feed.read.get("paging", {"kind": "single"})
    kind = str(options.get("kind", "single"))
    start = path or str(feed.read.get("path", ""))
    listing = Listing(system=system, feed=feed, options=options, since=request.since, start=start)
    if kind == "single":
        return Single(listing)
    if kind == "page":
        return Numbered(listing, cursor)
    if kind == "offset":
        return Newest(listing, request)
    if kind == "keyset":
        return Keyset(listing, cursor, request.since)
    if kind in ("cursor", "link"):
        return Following(listing, cursor, kind)
    raise BadConfig(f"{feed.name}: paging kind {kind!r} is unknown", file=feed.file)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What all pagers know of their listing."""

    system: System
    feed: Feed
    options: Mapping[str, Any]
    #: Watermark in the source's own format, for listings that can be asked for changes only.
    since: str | None
    #: Path of the first request.
    start: str

    @property
    def what(self) -> str:
        return f"{self.feed.name}: {self.feed.read.get('path', '')}"

    @property
    def size(self) -> int:
        return int(self.options.get("size", 0))

    def rows(self, document: Any) -> Sequence[Any]:
        return rows(document, self.feed.rows, self.what)

    def keys(self, found: Sequence[Any]) -> tuple[str, ...]:
        name = str(self.options.get("key", ""))
        return tuple(text(at(row, name)) for row in found) if name else tuple(map(repr, found))

    def sized(self, params: dict[str, str]) -> dict[str, str]:
        """Parameters with the page size and the watermark added, if the listing takes them."""
        if self.options.get("limit") and self.size:
            params = {**params, str(self.options["limit"]): str(self.size)}
        if self.options.get("since") and self.since:
            params = {str(self.options["since"]): self.since, **params}
        return params

    def echo(self, document: Any, asked: int) -> None:
        """Refuse the answer to another question (a cache or proxy that repeats itself)."""
        said = at(document, str(self.options.get("echo", ""))) if self.options.get("echo") else MISSING
        if said not in (MISSING, None) and text(said) != str(asked):
            raise Repeated(f"{self.what}: asked for place {asked}, was given place {text(said)[:20]}")

    def more(self, document: Any, found: Sequence[Any]) -> bool:
        """Whether the source says, or a full page suggests, that there is more."""
        if self.options.get("more"):
            return at(document, str(self.options["more"])) not in (MISSING, None, "", False)
        return bool(self.size) and len(found) >= self.size


class Single:
    """Everything in one answer."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing

    def path(self) -> str:
        return ""

    def params(self) -> Mapping[str, str]:
        return self._listing.sized({})

    def accept(self, document: Any) -> str | None:
        self._listing.rows(document)
        return None


@dataclass
class _Seen:
    """Keys of the page before, to tell a repeated answer from a new one."""

    listing: Listing
    keys: tuple[str, ...] = field(default=())

    def accept(self, found: Sequence[Any]) -> None:
        keys = self.listing.keys(found)
        if keys and keys == self.keys:
            raise Repeated(f"{self.listing.what}: the same page came twice for different places")
        self.keys = keys


class Numbered:
    """Pages by number, from 1."""

    def __init__(self, listing: Listing, cursor: str | None) -> None:
        self._listing = listing
        self._page = int(cursor or 1)
        self._seen = _Seen(listing)

    def path(self) -> str:
        return ""

    def params(self) -> Mapping[str, str]:
        return self._listing.sized({str(self._listing.options.get("page", "page")): str(self._page)})

    def accept(self, document: Any) -> str | None:
        self._listing.echo(document, self._page)
        found = self._listing.rows(document)
        self._seen.accept(found)
        if not found or not self._listing.more(document, found):
            return None
        self._page += 1
        return str(self._page)


class Newest:
    """Offsets into a listing ordered newest first, which shifts while it is read.

    Each page overlaps the one before by some rows; if none of those is seen again, rows may have been skipped, and we
    step back until one is. A place in a shifting listing is worth nothing later, so every cursor means "from the
    top" (they differ only so that none looks repeated). Ends at rows older than the watermark.
    """

    def __init__(self, listing: Listing, request: ReadRequest) -> None:
        self._listing = listing
        self._since = request.since_time
        self._overlap = min(int(listing.options.get("overlap", 20)), max(listing.size - 1, 0))
        self._offset = 0
        self._back = listing.size
        self._anchor: frozenset[str] = frozenset()
        self._pages = 0

    def path(self) -> str:
        return ""

    def params(self) -> Mapping[str, str]:
        return self._listing.sized({str(self._listing.options.get("offset", "offset")): str(self._offset)})

    def accept(self, document: Any) -> str | None:
        self._listing.echo(document, self._offset)
        found = self._listing.rows(document)
        keys = self._listing.keys(found)
        total = self._total(document)
        self._pages += 1
        if self._anchor and self._offset and self._anchor.isdisjoint(keys):
            return self._step_back()
        self._back = self._listing.size
        if not found or self._complete(len(found), total) or self._older(found[-1]):
            return None
        self._anchor = frozenset(keys[-self._overlap :]) if self._overlap else frozenset()
        self._offset += max(len(found) - self._overlap, 1)
        return self._cursor()

    def _cursor(self) -> str:
        return f"start#{self._pages}"

    def _step_back(self) -> str:
        self._offset = max(0, self._offset - self._back)
        self._back *= 2
        return self._cursor()

    def _total(self, document: Any) -> int | None:
        found = at(document, str(self._listing.options["total"])) if self._listing.options.get("total") else MISSING
        return counted(text(found))

    def _complete(self, count: int, total: int | None) -> bool:
        return count < self._listing.size if total is None else self._offset + count >= total

    def _older(self, row: Any) -> bool:
        if self._since is None:
            return False
        moment = instant(text(at(row, self._listing.feed.order.source)), self._listing.feed.order)
        return moment is not None and moment < self._since


class Keyset:
    """Pages by time: the next one asks for what changed since the last row, so that nothing shifts under us.

    The source's own page number is used only inside a run of equal times. One microsecond is taken off the time, so
    that it does not matter whether the source means "since" or "after"; the rows seen twice are equal and harmless.
    Cursor: ``<page>@<time>``.
    """

    def __init__(self, listing: Listing, cursor: str | None, since: str | None) -> None:
        self._listing = listing
        page, _, text_since = (cursor or f"1@{since or ''}").partition("@")
        self._page, self._since = int(page), text_since
        self._seen = _Seen(listing)

    def path(self) -> str:
        return ""

    def params(self) -> Mapping[str, str]:
        options = self._listing.options
        params = {str(options.get("page", "page")): str(self._page)}
        if self._since:
            params[str(options.get("since", "since"))] = self._since
        return self._listing.sized(params)

    def accept(self, document: Any) -> str | None:
        self._listing.echo(document, self._page)
        found = self._listing.rows(document)
        self._seen.accept(found)
        if not found or not self._listing.more(document, found):
            return None
        self._advance(found[0], found[-1])
        return f"{self._page}@{self._since}"

    def _advance(self, first: Any, last: Any) -> None:
        order = self._listing.feed.order
        reached = instant(text(at(last, order.source)), order)
        if reached is None:
            raise BrokenContract(f"{self._listing.what}: the last row has no readable {order.source}")
        begin, since = reached - timedelta(microseconds=1), instant(self._since, order)
        if at(first, order.source) != at(last, order.source) and (since is None or begin > since):
            self._since, self._page = begin.isoformat(), 1
        else:
            self._page += 1


class Following:
    """The answer names what comes next: an opaque cursor, or the address of the next page on the same host."""

    def __init__(self, listing: Listing, cursor: str | None, kind: str) -> None:
        self._listing = listing
        self._cursor = cursor
        self._link = kind == "link"
        self._met = {digest(cursor)} if cursor else set()

    def path(self) -> str:
        return (self._cursor or "") if self._link else ""

    def params(self) -> Mapping[str, str]:
        if self._cursor is None:
            return self._listing.sized({})
        return {} if self._link else self._listing.sized({str(self._listing.options["cursor"]): self._cursor})

    def accept(self, document: Any) -> str | None:
        self._listing.rows(document)
        following = self._named(at(document, str(self._listing.options.get("next", "next"))))
        if not following:
            return None
        following = self._local(following) if self._link else believed(following, self._listing.what)
        met = digest(following)
        if met in self._met:
            raise Repeated(f"{self._listing.what}: the source names a cursor it had named before")
        self._met.add(met)
        self._cursor = following
        return following

    def _named(self, place: Any) -> str:
        """The next place as text; empty at the end, which PHP also writes as false."""
        if place is True or isinstance(place, Mapping | Items | list):
            raise BrokenContract(f"{self._listing.what}: the source names a next place that is no text; refused")
        return "" if place is False else text(place)

    def _local(self, address: str) -> str:
        listing = self._listing
        return followed(listing.system.address.rstrip("/"), self.path() or listing.start, address, listing.what)


def believed(cursor: str, what: str) -> str:
    """A cursor that a source named; BrokenContract for one longer than any place needs, or that cannot be kept."""
    if len(cursor) > LONGEST:
        raise BrokenContract(f"{what}: the source names a cursor of {len(cursor)} characters; refused")
    if _UNKEPT.search(cursor):
        raise BrokenContract(f"{what}: the source names a cursor with control characters in it; refused")
    return cursor


def digest(cursor: str) -> bytes:
    """What is remembered of a cursor that was met: a pass may have very many."""
    return hashlib.blake2b(cursor.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def instant(value: str, order: Order) -> datetime | None:
    """A source's time as an aware time, None if it cannot be reckoned with; naive ones are of the order's clock."""
    try:
        moment = datetime.fromisoformat(value) if order.format == "iso" else datetime.strptime(value, order.format)  # noqa: DTZ007
    except ValueError:
        return None
    if not _EARLIEST < moment.replace(tzinfo=None) < _LATEST:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(order.clock))
