"""Where a run is: written by its commits, so that what is shown is what is stored."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from simpul.core.errors import (
    AccessExpired,
    BadConfig,
    BadCredentials,
    BrakeHeld,
    BrokenContract,
    Park,
    Retry,
    SourceLoops,
)
from simpul.core.model import Feed
from simpul.store.queries import query

#: Where an error of this kind came up; all others while writing.
_STAGES: tuple[tuple[type[Exception], str], ...] = (
    (BrakeHeld, "write"),
    (BrokenContract, "check"),
    (Park, "fetch"),
    (Retry, "fetch"),
    (BadCredentials, "fetch"),
    (AccessExpired, "fetch"),
    (SourceLoops, "fetch"),
    (BadConfig, "map"),
)


def start(connection: Connection, feed: Feed, run_id: int, revision: str) -> None:
    """A run begins, in its first transaction; a mapping never read with before is kept with its text."""
    connection.execute(text(query("progress_start")), {"run_id": run_id})
    if connection.execute(text(query("mapping_known")), {"feed": feed.name}).scalar() == revision:
        return
    body = Path(feed.file).read_text("utf-8") if feed.file else ""
    values = {"feed": feed.name, "revision": revision, "body": body, "run_id": run_id}
    connection.execute(text(query("mapping_seen")), values)


def move(connection: Connection, run_id: int, pages: int, announced: int | None) -> None:
    """A commit group was written. ``announced``: rows of the whole answer, if it is this run's from its beginning."""
    _at(connection, run_id, "write", pages, announced)


def fail(connection: Connection, run_id: int, error: Exception) -> None:
    """The run ended badly: remember at which stage."""
    stage = next((stage for kind, stage in _STAGES if isinstance(error, kind)), "write")
    _at(connection, run_id, stage, 0, None)


def _at(connection: Connection, run_id: int, stage: str, pages: int, announced: int | None) -> None:
    values = {"run_id": run_id, "stage": stage, "pages": pages, "announced": announced}
    connection.execute(text(query("progress_move")), values)
