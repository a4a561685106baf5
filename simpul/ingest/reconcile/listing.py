"""Comparing with a system that only lists: everything is read page by page; key and digest stay, the rows pass by.

A listing proves that a row is gone only if the source's own count agrees with what was read and nothing moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl
from sqlalchemy import text

from simpul.core.i18n import Words
from simpul.core.model import Feed, Page, Progress, ReadRequest, ShowProgress, Span
from simpul.core.ports import Adapter
from simpul.core.texts import reconcile
from simpul.ingest import decode
from simpul.ingest.decode import Decoded
from simpul.ingest.prefetch import PAGES_AHEAD, Prefetcher
from simpul.ingest.reconcile.evidence import Compared, Sweep, compare, load, told
from simpul.mapping import mapping
from simpul.store.queries import query

#: Rows mapped together.
GROUP = 20_000


@dataclass(kw_only=True)
class _Heard:
    """What the source said about its own size, page by page."""

    totals: set[int | None] = field(default_factory=set)
    #: Whether every page said how many rows it holds, and held them.
    whole: bool = True
    read: int = 0
    set_aside: int = 0

    def page(self, page: Page, decoded: Decoded) -> None:
        self.totals.add(page.announced)
        self.whole = self.whole and page.holds == decoded.read
        self.read += decoded.read

    def verdict(self, keys: int) -> Words | None:
        """Why the listing proves nothing; None if it does."""
        if self.totals <= {None}:
            return None if self.whole and self.totals else reconcile.NO_TOTAL
        if len(self.totals) > 1:
            return reconcile.MOVED
        total = next(iter(self.totals)) or 0
        return None if total == keys + self.set_aside else reconcile.disagree(total, keys + self.set_aside)


def by_listing(sweep: Sweep, adapter: Adapter, show: ShowProgress | None = None) -> Compared:
    """Compare the whole mirror of a feed with a full listing of its source."""
    heard = _Heard()
    pages: Prefetcher[Page] = Prefetcher(adapter.read(sweep.feed, ReadRequest()), PAGES_AHEAD)
    try:
        for group in _groups(sweep.feed, pages, heard):
            _take(sweep, group, heard)
            if show:
                show(Progress(stage="sweep", rows=heard.read, total=max((t for t in heard.totals if t), default=None)))
    finally:
        pages.close()
    compare(sweep)
    with sweep.connection.begin():
        counted = sweep.connection.execute(text(query("sweep_counted"))).one()
    (whole,) = told(sweep, [Span()], [counted.keys], "listing")
    return Compared(ranges=(whole,), theirs=counted.keys, unverified=heard.verdict(counted.keys))


def _groups(feed: Feed, pages: Prefetcher[Page], heard: _Heard) -> Iterator[list[Decoded]]:
    waiting: list[Decoded] = []
    for page in pages:
        decoded = decode.decode(feed, page)
        heard.page(page, decoded)
        waiting.append(decoded)
        if sum(one.read for one in waiting) >= GROUP:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _take(sweep: Sweep, group: list[Decoded], heard: _Heard) -> None:
    mapped = mapping.apply(sweep.feed, group)
    heard.set_aside += mapped.rows.height
    lines = mapped.frame.select("key", pl.format("\\x{}", pl.col("digest").bin.encode("hex")).alias("digest"))
    with sweep.connection.begin():
        load(sweep.connection, lines.write_csv(include_header=False).encode())
