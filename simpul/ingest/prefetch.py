"""Read ahead: pages are fetched and mapped in their own threads while the database works on the group before.

Fetching waits on the network, mapping on Polars, merging on PostgreSQL; none of them holds Python's lock for long, so
the slowest of the three sets the pace. Queues are short: a few pages and one group are in memory, however long a pass.
"""

from __future__ import annotations

import contextvars
import hashlib
import queue
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import polars as pl

from simpul.core.errors import BrokenContract
from simpul.core.model import Feed, Page
from simpul.ingest import decode
from simpul.mapping import mapping
from simpul.mapping.mapping import Mapped
from simpul.store import encryption, mirror

Item = TypeVar("Item")

#: A commit group is closed by whichever comes first.
GROUP_ROWS = 20_000
GROUP_BYTES = 16 * 1024 * 1024
GROUP_SECONDS = 5.0
PAGES_AHEAD = 2
_END = object()


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A page as it will be kept: digest of its bytes and the bytes sealed."""

    page: Page
    digest: bytes
    key_id: str
    sealed: bytes
    #: Rows the page held, rows set aside included.
    read: int


@dataclass(frozen=True, kw_only=True)
class Group:
    """Consecutive pages that commit together: mapped, repeats settled, ready to be staged."""

    pages: tuple[Stored, ...]
    mapped: Mapped
    rows: Sorted
    staged: bytes


class BrokenPage(BrokenContract):
    """A page is not what the mapping says; its bytes are kept, sealed, as evidence."""

    def __init__(self, message: str, stored: Stored) -> None:
        super().__init__(message)
        self.stored = stored


class FetchTimeout(Exception):
    """Nothing came within the time given."""


class Prefetcher(Generic[Item]):
    """Runs an iterable in a thread, a few items ahead. An error in it is raised where its items are taken."""

    def __init__(self, items: Iterable[Item], depth: int) -> None:
        self._items = items
        self._queue: queue.Queue[object] = queue.Queue(depth)
        self._stopped = threading.Event()
        # What is logged while reading ahead is about the same run.
        self._thread = threading.Thread(target=contextvars.copy_context().run, args=(self._run,), daemon=True)
        self._thread.start()

    def take(self, seconds: float | None = None) -> Item:
        """The next item. Raises StopIteration at the end, :class:`Late` after ``seconds``, or the iterable's error."""
        try:
            found = self._queue.get(timeout=seconds)
        except queue.Empty:
            raise FetchTimeout from None
        if found is _END:
            raise StopIteration
        if isinstance(found, BaseException):
            raise found
        return found  # type: ignore[return-value]

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        return self.take()

    def close(self) -> None:
        """Stop reading; returns when the thread has ended."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        last: object = _END
        try:
            for item in self._items:
                self._put(item)
                if self._stopped.is_set():
                    break
        except BaseException as error:
            last = error
        self._put(last)

    def _put(self, item: object) -> None:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=0.1)
            except queue.Full:
                continue
            return


def groups(feed: Feed, pages: Prefetcher[Page], open_parents: Collection[str] = ()) -> Iterator[Group]:
    """Pages joined to commit groups, decoded, mapped and sealed. ``open_parents``: see :func:`simpul.mapping.apply`.

    What came before an error (of the source, or of a page that broke the contract) is given out before it is raised.
    """
    waiting: list[tuple[Stored, decode.Decoded]] = []
    opened = 0.0
    while True:
        try:
            left = max(0.0, opened + GROUP_SECONDS - time.monotonic()) if waiting else None
            page = pages.take(left)
            opened = opened if waiting else time.monotonic()
            waiting.append(_read(feed, page))
        except FetchTimeout:
            pass
        except StopIteration:
            break
        except Exception:
            yield from _closed(feed, waiting, open_parents)
            raise
        if waiting and _full(waiting, opened):
            yield from _closed(feed, waiting, open_parents)
            waiting = []
    yield from _closed(feed, waiting, open_parents)


def _read(feed: Feed, page: Page) -> tuple[Stored, decode.Decoded]:
    digest = hashlib.sha256(page.body).digest()
    key_id, sealed = encryption.seal(page.body, page_context(digest))
    stored = Stored(page=page, digest=digest, key_id=key_id, sealed=sealed, read=0)
    try:
        decoded = decode.decode(feed, page)
    except BrokenContract as error:
        raise BrokenPage(str(error), stored) from error
    return replace(stored, read=decoded.read), decoded


def page_context(digest: bytes) -> str:
    """What a page's bytes are sealed for."""
    return f"page|{digest.hex()}"


def _full(waiting: Sequence[tuple[Stored, decode.Decoded]], opened: float) -> bool:
    rows = sum(stored.read for stored, _ in waiting)
    size = sum(len(stored.page.body) for stored, _ in waiting)
    return rows >= GROUP_ROWS or size >= GROUP_BYTES or time.monotonic() - opened >= GROUP_SECONDS


def _closed(
    feed: Feed, waiting: Sequence[tuple[Stored, decode.Decoded]], open_parents: Collection[str]
) -> Iterator[Group]:
    if waiting:
        mapped = mapping.apply(feed, [decoded for _, decoded in waiting], open_parents=open_parents)
        yield grouped(feed, tuple(stored for stored, _ in waiting), mapped)


def grouped(feed: Feed, pages: tuple[Stored, ...], mapped: Mapped) -> Group:
    """``pages`` and their rows as one commit group."""
    rows = settle_repeats(mapped.frame)
    return Group(pages=pages, mapped=mapped, rows=rows, staged=mirror.staged(rows.frame, feed.entity))


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """A group's rows after repeats inside its pages were settled."""

    #: Rows to merge, a key at most once per page.
    frame: pl.DataFrame
    #: Equal repeats, dropped: page_no → how many.
    repeats: dict[int, int]
    #: Repeats that differ, all of them set aside: page_no, row_no, key, field, rule, raw.
    clashes: pl.DataFrame


def settle_repeats(frame: pl.DataFrame) -> Sorted:
    """A key twice in one page: equal rows count once, rows that differ are set aside together (no last one wins)."""
    place = pl.struct("page_no", "key")
    if not frame.select(place.is_duplicated().any()).item():
        return Sorted(frame=frame, repeats={}, clashes=_clashes(frame.clear()))
    several = frame.filter(place.is_duplicated()).with_columns(
        clash=pl.struct("digest", "deleted").n_unique().over("page_no", "key") > 1
    )
    clashing = several.filter("clash").drop("clash")
    equal = several.filter(~pl.col("clash")).drop("clash").sort("version", "row_no", nulls_last=False)
    kept = equal.unique(["page_no", "key"], keep="last", maintain_order=True)
    counted = equal["page_no"].value_counts().join(kept["page_no"].value_counts(), on="page_no", suffix="_kept")
    repeats = {page: count - left for page, count, left in counted.iter_rows()}
    single = frame.filter(~place.is_duplicated())
    return Sorted(frame=pl.concat([single, kept]), repeats=repeats, clashes=_clashes(clashing))


def _clashes(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        "page_no", "row_no", "key",
        field=pl.lit(""), rule=pl.lit("kunci_ganda"), raw=pl.lit(""),
    )  # fmt: skip
