"""What a sweep compared and what came of it: plain values, and the temporary tables they are worked out in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from sqlalchemy import Connection, text

from simpul.core.i18n import Words
from simpul.core.model import Feed, Span
from simpul.store.identifiers import shaped
from simpul.store.queries import query


@dataclass(frozen=True, kw_only=True)
class Range:
    """Keys that were compared as one: the leaves and branches of the evidence."""

    low: str
    #: Empty: to the end.
    high: str
    ours: int
    theirs: int
    equal: bool
    #: ``sample``, ``digest``: counts and sums of digests; ``rows``: digest by digest; ``listing``: all that was listed.
    how: str


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One comparison; the rows that differ are in the temporary table ``sweep_found``."""

    ranges: tuple[Range, ...]
    #: Rows the source has.
    theirs: int
    #: None: nothing is missing from what was compared. Else why absence proves nothing.
    unverified: Words | None = None


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """A sweep at work."""

    connection: Connection
    feed: Feed
    run_id: int
    started: datetime

    @property
    def names(self) -> dict[str, object]:
        """Parameters of the comparing queries."""
        return {"system": self.feed.system, "feed": self.feed.name, "run_id": self.run_id, "started": self.started}

    def do(self, name: str, **values: object) -> int:
        """Run a named query in a transaction of its own (or the one that is open); how many rows it touched."""
        statement = text(shaped(name, {"entity": self.feed.entity}))
        if self.connection.in_transaction():
            return self.connection.execute(statement, {**self.names, **values}).rowcount
        with self.connection.begin():
            return self.connection.execute(statement, {**self.names, **values}).rowcount

    def keys(self, name: str) -> list[str]:
        """First column of a named query."""
        statement = text(shaped(name, {"entity": self.feed.entity}))
        return [str(key) for key in self.connection.execute(statement, self.names).scalars()]

    def counts(self, name: str) -> dict[str, int]:
        """A named query of word and number."""
        return {str(row[0]): int(row[1]) for row in self.connection.execute(text(query(name)))}


def begin(connection: Connection) -> None:
    """Make the temporary tables of this connection, or empty them."""
    for statement in query("sweep_tables").split(";"):
        connection.execute(text(statement))


def load(connection: Connection, lines: bytes) -> None:
    """Lines ``key,\\xdigest`` of CSV into the temporary table ``swept``."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    with raw.cursor() as cursor, cursor.copy("copy swept (key, digest) from stdin (format csv)") as copy:
        copy.write(lines)


def compare(sweep: Sweep, spans: Sequence[Span] = ()) -> None:
    """Fill ``sweep_found`` from ``swept`` and the mirror; ``spans``: only those keys were asked for."""
    connection = sweep.connection
    with connection.begin():
        connection.execute(text("analyze swept"))
        for statement in query("sweep_settings").split(";"):
            connection.execute(text(statement))
        if spans:
            bounds = {"low": [span.low or "" for span in spans], "high": [span.high for span in spans]}
            connection.execute(text(query("sweep_span_add")), bounds)
        sweep.do("sweep_compare_spans" if spans else "sweep_compare_all")
        sweep.do("sweep_twice")


def told(sweep: Sweep, spans: Sequence[Span], theirs: Sequence[int], how: str) -> tuple[Range, ...]:
    """The ranges whose rows were compared one by one, after they were: our side follows from what differs."""
    bounds = {"low": [span.low or "" for span in spans], "high": [span.high for span in spans]}
    with sweep.connection.begin():
        sweep.connection.execute(text(query("sweep_span_add")), bounds)
        rows = sweep.connection.execute(text(query("sweep_span_found"))).all()
    counts = {row.low: row for row in rows}
    return tuple(
        Range(
            low=span.low or "", high=span.high or "", ours=seen + counts[span.low or ""].more, theirs=seen,
            equal=not counts[span.low or ""].rows, how=how,
        )
        for span, seen in zip(spans, theirs, strict=True)
    )  # fmt: skip


def keep(sweep: Sweep, ranges: Iterable[Range]) -> None:
    """Store what was compared and the rows that differ."""
    found = list(ranges)
    columns = ("low", "high", "ours", "theirs", "equal", "how")
    values = {name: [getattr(one, name) for one in found] for name in columns}
    sweep.connection.execute(text(query("sweep_keep_ranges")), {"run_id": sweep.run_id, **values})
    sweep.do("sweep_keep_rows")
