"""The mapping a feed was read with, as its text was then, and what changed in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Engine, text

from simpul.store.queries import query

Sign = Literal[" ", "+", "-", "@"]
#: Unchanged lines around a change.
_AROUND = 3


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a feed's mapping."""

    id: int
    feed: str
    revision: str
    #: The file's text; mappings hold references to secrets, never secrets.
    body: str
    #: Run that read with it first.
    run_id: int | None
    seen_at: datetime
    #: Number and revision of the one before; None: this is the first on record.
    before_id: int | None
    before_revision: str | None
    #: (sign, line): what changed; empty when only a code list or the engine did, or nothing came before.
    changes: tuple[tuple[Sign, str], ...]


def one(engine: Engine, version_id: int) -> Version | None:
    """A version by its number."""
    return _read(engine, version_id, "")


def newest(engine: Engine, feed: str) -> Version | None:
    """The version a feed was read with last."""
    return _read(engine, None, feed)


def _read(engine: Engine, version_id: int | None, feed: str) -> Version | None:
    with engine.connect() as connection:
        row = connection.execute(text(query("steer_version")), {"id": version_id, "feed": feed}).one_or_none()
    if row is None:
        return None
    same = ("id", "feed", "revision", "body", "run_id", "seen_at", "before_id", "before_revision")
    changes = tuple(_changes(row.before_body, row.body)) if row.before_body is not None else ()
    return Version(**{name: getattr(row, name) for name in same}, changes=changes)


def _changes(before: str, after: str) -> Iterator[tuple[Sign, str]]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=_AROUND)
    signs: dict[str, Sign] = {" ": " ", "+": "+", "-": "-", "@": "@"}
    # The first two lines name the files.
    for line in list(lines)[2:]:
        yield signs[line[0]], line[1:] if line[0] != "@" else line
