"""What every act on quarantine begins with: a person, a reason, and a settlement that says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from simpul.core import acting
from simpul.core.errors import AlreadyRunning
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.core.texts import quarantine as words
from simpul.store import lease
from simpul.store.lease import Lease
from simpul.store.queries import query
from simpul.values import mask


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What came of an act."""

    settlement_id: int
    words: Words
    #: It waits for another person.
    awaits: bool = False
    #: Entries it settled.
    entries: int = 0


def named(actor: str, reason: str) -> tuple[str, str]:
    """Who acts and why, the reason without any NIK in it. NotPossible if either is blank."""
    actor, reason = acting.named(actor, reason)
    return actor, mask.scrub(reason)


def add(conn: Connection, **values: object) -> Row[Any]:
    """Write a settlement; its id and whether it stands. NotPossible while another one of the same waits."""
    empty = {"field": "", "record_key": None, "sealed": None, "key_id": "", "raw_digest": None}
    made = conn.execute(text(query("settlement_add")), {**empty, **values}).one_or_none()
    if made is None:
        raise words.AWAITING
    return made


def close(conn: Connection, settlement: int, state: str, row: dict[str, object], actor: str, reason: str) -> int:
    """Settle the open entries a settlement is about (``row``: feed, rule, entry_id, up_to); how many."""
    values = {"id": settlement, "state": state, "actor": actor, "reason": reason}
    return conn.execute(text(query("settlement_close")), {**values, **row}).rowcount


@contextmanager
def held(engine: Any, feed: Feed) -> Iterator[Lease]:
    """The feed's lease. NotPossible while it is being pulled."""
    try:
        ours = lease.acquire(engine, feed.name)
    except AlreadyRunning:
        raise words.BUSY from None
    try:
        yield ours
    finally:
        lease.release(ours)
