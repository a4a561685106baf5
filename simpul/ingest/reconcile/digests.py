"""Comparing with a system that digests its own rows: a sample of key ranges first, then what is cheaper.

Few ranges differ: both sides say count and sum of digests per range, and only the ranges that differ are fetched, key
by key. Many differ: key and digest of everything are streamed, a bounded part at a time. Rows themselves never travel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from random import Random

import polars as pl
from sqlalchemy import Engine

from simpul.core.model import Feed, KeyGroup, Span
from simpul.core.ports import Digests
from simpul.core.texts import reconcile
from simpul.ingest.prefetch import Prefetcher
from simpul.ingest.reconcile.evidence import Compared, Range, Sweep, compare, load, told
from simpul.mapping import mapping
from simpul.store import frames
from simpul.store.identifiers import shaped

#: Rows a range of keys should hold: what is fetched in vain around one changed row.
ROWS = 256
#: Pages of the mirror looked at to learn how its keys are spread, and ranges compared first.
PAGES, SAMPLE = 4000, 64
#: Share of differing ranges from which streaming everything is cheaper than asking twice.
MANY = 0.3
#: Rows streamed in one request, and differing ranges fetched in one.
STREAM, FETCH = 1_000_000, 64
_INSIDE = "true"
_GROUP = ("prefix", "rows", "total")


def by_digest(engine: Engine, sweep: Sweep, adapter: Digests, *, sample_only: bool = False) -> Compared:
    """Compare the whole mirror of a feed, or only a sample of its key ranges."""
    keys, rows = _spread(sweep)
    width = prefix_width(keys, rows)
    with ThreadPoolExecutor(1) as other:
        side = _Sides(engine, sweep, adapter, width, other)
        sampled, share = side.sample(keys)
        if sample_only:
            return _looked_at(sampled)
        cuts = _cuts(keys, rows, width)
        if share > MANY:
            return _streamed(sweep, side, sampled, cuts)
        ranges, differing = side.all()
        if len(differing) > MANY * max(len(ranges), 1):
            return _streamed(sweep, side, sampled, cuts)
    spans = merged([span_of(one.low) for one in differing])
    for first in range(0, len(spans), FETCH):
        _take(sweep, side.digests(spans[first : first + FETCH]))
    if spans:
        compare(sweep, spans)
    theirs = sum(one.theirs for one in ranges)
    found = (*sampled, *_joined(ranges))
    return Compared(ranges=found, theirs=theirs)


class _Sides:
    """The two sides of a comparison, asked at the same time."""

    def __init__(self, engine: Engine, sweep: Sweep, adapter: Digests, width: int, other: ThreadPoolExecutor) -> None:
        self._engine, self._feed, self._adapter = engine, sweep.feed, adapter
        self._width, self._other = width, other
        self._columns = mapping.digest_columns(sweep.feed)

    def sample(self, keys: pl.Series) -> tuple[tuple[Range, ...], float]:
        """Some ranges compared, and which share of them differs."""
        prefixes = sorted(keys.str.slice(0, self._width).unique().to_list())
        chosen = sorted(Random(len(prefixes)).sample(prefixes, min(SAMPLE, len(prefixes))))
        if not chosen:
            return (), 1.0
        found = [one for one in self._both(merged([span_of(prefix) for prefix in chosen])) if one.low in chosen]
        sampled = tuple(replace(one, how="sample") for one in found)
        return sampled, sum(not one.equal for one in sampled) / len(chosen)

    def all(self) -> tuple[list[Range], list[Range]]:
        """Every range, and those that differ."""
        found = self._both(())
        return found, [one for one in found if not one.equal]

    def digests(self, spans: Sequence[Span]) -> bytes:
        """Key and digest of every row of theirs."""
        return self._adapter.digests(self._feed, self._columns, spans)

    def _both(self, spans: Sequence[Span]) -> list[Range]:
        asked = self._other.submit(self._adapter.digest, self._feed, self._columns, self._width, spans)
        with self._engine.connect() as connection:
            ours = _ours(frames.read(connection, *_groups(self._feed, self._width, spans)))
        theirs = {group.prefix: group for group in asked.result()}
        return [_range(prefix, ours.get(prefix), theirs.get(prefix)) for prefix in sorted({*ours, *theirs})]


def _range(prefix: str, ours: KeyGroup | None, theirs: KeyGroup | None) -> Range:
    return Range(
        low=prefix, high=after(prefix) or "", ours=ours.rows if ours else 0, theirs=theirs.rows if theirs else 0,
        equal=ours == theirs, how="digest",
    )  # fmt: skip


def _groups(feed: Feed, width: int, spans: Sequence[Span]) -> tuple[str, Sequence[str], Mapping[str, str | None]]:
    """The mirror's side of a digest, ready for :func:`frames.read`."""
    parts, values = [], dict[str, str | None](system=feed.system)
    for number, span in enumerate(spans):
        high = f" and key < %(high{number})s" if span.high is not None else ""
        parts.append(f"(key >= %(low{number})s{high})")
        values |= {f"low{number}": span.low or "", f"high{number}": span.high}
    inside = " or ".join(parts) or _INSIDE
    shape = {"entity": feed.entity, "width": str(width), "inside": inside}
    return shaped("sweep_groups", shape), _GROUP, values


def _ours(frame: pl.DataFrame) -> dict[str, KeyGroup]:
    return {
        prefix: KeyGroup(prefix=prefix, rows=int(rows), total=int(total)) for prefix, rows, total in frame.iter_rows()
    }


def _spread(sweep: Sweep) -> tuple[pl.Series, int]:
    """Some keys of the mirror in order, spread over all of them, and about how many there are."""
    feed, connection = sweep.feed, sweep.connection
    with connection.begin():
        pages = int(sweep.keys("sweep_pages")[0])
        share = min(100.0, 100 * PAGES / max(pages, 1))
        shape = {"entity": feed.entity, "share": f"{share:.6f}"}
        statement = shaped("sweep_sample", shape)
        frame = frames.read(connection, statement, ("key", "rows"), {"system": feed.system})
    rows = int(frame["rows"].cast(pl.Int64).sum()) * 100 / share
    return frame["key"].sort(), round(rows)


def prefix_width(keys: pl.Series, rows: int) -> int:
    """How many first characters of a key make ranges of about :data:`ROWS` rows, judged by a sample of the keys."""
    if keys.is_empty():
        return 1
    wanted = max(rows / ROWS, 1.0)
    # As many different prefixes as a sample of this size shows when there are ``wanted`` of them.
    expected = wanted * (1 - (1 - 1 / wanted) ** len(keys)) if wanted > 1 else 1.0
    longest = int(str(keys.str.len_chars().max()))
    for width in range(1, longest):
        if keys.str.slice(0, width).n_unique() >= 0.7 * expected:
            return width
    return max(longest, 1)


def _cuts(keys: pl.Series, rows: int, width: int) -> list[Span]:
    """Everything in parts of about :data:`STREAM` rows; one part if keys of several shapes may sort in several ways."""
    parts = -(-rows // STREAM)
    places = [keys[len(keys) * number // parts][:width] for number in range(1, parts)] if len(keys) else []
    if len({re.sub(r"[0-9]", "9", place) for place in places}) > 1:
        return []
    bounds = [None, *sorted(set(places)), None]
    return [Span(low=low, high=high) for low, high in pairwise(bounds)]


def _streamed(sweep: Sweep, side: _Sides, sampled: tuple[Range, ...], cuts: Sequence[Span]) -> Compared:
    """Key and digest of everything; the next part is fetched while one is stored."""
    answers: Prefetcher[bytes] = Prefetcher(_asked(side, cuts), 1)
    theirs = []
    try:
        for lines in answers:
            _take(sweep, lines)
            theirs.append(lines.count(b"\n"))
    finally:
        answers.close()
    compare(sweep)
    ranges = told(sweep, cuts or [Span()], theirs, "rows")
    return Compared(ranges=(*sampled, *ranges), theirs=sum(theirs))


def _asked(side: _Sides, cuts: Sequence[Span]) -> Iterator[bytes]:
    for span in cuts or [Span()]:
        yield side.digests([span] if span != Span() else [])


def _take(sweep: Sweep, lines: bytes) -> None:
    with sweep.connection.begin():
        load(sweep.connection, lines)


def _looked_at(sampled: tuple[Range, ...]) -> Compared:
    return Compared(ranges=sampled, theirs=sum(one.theirs for one in sampled), unverified=reconcile.SAMPLED)


def _joined(ranges: Sequence[Range]) -> list[Range]:
    """Neighbours that are equal as one range; each that differs by itself."""
    found: list[Range] = []
    for one in ranges:
        last = found[-1] if found else None
        if last is not None and last.equal and one.equal:
            found[-1] = replace(last, high=one.high, ours=last.ours + one.ours, theirs=last.theirs + one.theirs)
        else:
            found.append(one)
    return found


def after(prefix: str) -> str | None:
    """The first text after all that begin with ``prefix``, in any order of letters and digits; None if none is sure."""
    digits = re.search(r"[0-9]+$", prefix)
    if digits:
        following = str(int(digits[0]) + 1).zfill(len(digits[0]))
        return prefix[: digits.start()] + following if len(following) == len(digits[0]) else None
    if prefix and prefix[-1] in "abcdefghijklmnopqrstuvwxyABCDEFGHIJKLMNOPQRSTUVWXY":
        return prefix[:-1] + chr(ord(prefix[-1]) + 1)
    return None


def span_of(prefix: str) -> Span:
    """The keys that begin with ``prefix``, and maybe some behind them."""
    return Span(low=prefix, high=after(prefix))


def merged(spans: Sequence[Span]) -> list[Span]:
    """Neighbours joined; ``spans`` come in order."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].high is None:
            break
        if found and found[-1].high == span.low:
            found[-1] = Span(low=found[-1].low, high=span.high)
        else:
            found.append(span)
    return found
