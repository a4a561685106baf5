"""The brake: a run that would change too much waits for a named person. It lives in our own table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from simpul.core import acting
from simpul.core.errors import BadConfig, BrakeHeld
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.store import audit
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import mask

#: A masked key, or what would change of a record: key, field, before, after, all masked.
Sample = str | Mapping[str, str]
#: Mirrors smaller than this have no brake: a handful of rows may all change on one morning.
SMALLEST = 100


def state(connection: Connection, target: str) -> str:
    """State of the newest brake of ``target``; empty if there never was one."""
    return str(connection.execute(text(query("brake_state")), {"target": target}).scalar() or "")


def trips(connection: Connection, feed: Feed, run_id: int, last_success_at: datetime | None, disturbed: int) -> bool:
    """Whether the rows that run ``run_id`` changed or removed, ``disturbed`` so far, are more than one run may touch.

    The share grows with the time since the last success: after a week of silence a week of changes is due. Only as
    many rows of the mirror are counted as the answer needs, so the cost follows the change and not the city.
    """
    if disturbed <= SMALLEST * feed.brake_share:
        return False
    values = {
        "system": feed.system, "run_id": run_id, "last": last_success_at, "unit": feed.freshness,
        "disturbed": disturbed, "share": feed.brake_share, "smallest": SMALLEST,
    }  # fmt: skip
    return bool(connection.execute(text(shaped("brake_trips", {"entity": feed.entity})), values).scalar_one())


class RolledBack(BrakeHeld):
    """The source shows an older state than we know of; a named person must say what holds. Keys of some records."""

    def __init__(self, target: str, words: Words, sample: Sequence[str]) -> None:
        super().__init__(f"{target}: ditahan / held. {words.id} / {words.en} → ./run brake list")
        self.target, self.words, self.sample = target, words, tuple(mask.scrub(key) for key in sample)


class TooMuch(BrakeHeld):
    """A run would change more than one run may. ``sample``: some of what it would change, masked."""

    def __init__(self, message: str, sample: Sequence[Sample]) -> None:
        super().__init__(message)
        self.sample = tuple(sample)


def hold(connection: Connection, run_id: int, target: str, reason: str, sample: Sequence[Sample] = ()) -> None:
    """Hold ``target`` until somebody settles it; one that is held stays as it is. ``sample``: some of it, masked."""
    values = {"run_id": run_id, "target": target, "reason": reason, "sample": json.dumps(sample)}
    connection.execute(text(query("brake_hold")), values)


def hold_rolled_back(connection: Connection, run_id: int, error: RolledBack) -> None:
    """Hold the feed of a source that was rolled back, and leave people a notice."""
    hold(connection, run_id, error.target, f"{error.words.id} / {error.words.en}", error.sample)
    detail = json.dumps({"run": run_id, "sample": error.sample})
    values = {"target": error.target, "words_id": error.words.id, "words_en": error.words.en, "detail": detail}
    connection.execute(text(query("sweep_notice")), {"kind": "rollback", **values})


def use(connection: Connection, target: str) -> None:
    """A released brake let one run through; it does not let another."""
    connection.execute(text(query("brake_use")), {"target": target})


def held(target: str, reason: str, sample: Sequence[Sample] = ()) -> BrakeHeld:
    """The error of a held run."""
    return TooMuch(
        f"{target}: ditahan. {reason} → periksa sumbernya / held, check the source: ./run brake list", sample
    )


def listing(connection: Connection) -> list[Row[Any]]:
    """Brakes that wait: id, run_id, target, reason, held_at."""
    return list(connection.execute(text(query("brake_listing"))))


def release(connection: Connection, brake_id: int, actor: str, reason: str) -> None:
    """Let the next run through, whatever it changes. BadConfig if this brake does not wait."""
    _settle(connection, brake_id, actor, reason, "released")


def refuse(connection: Connection, brake_id: int, actor: str, reason: str) -> None:
    """Keep what the mirror holds; the next run is measured again. BadConfig if this brake does not wait."""
    _settle(connection, brake_id, actor, reason, "refused")


def _settle(connection: Connection, brake_id: int, actor: str, reason: str, verdict: str) -> None:
    actor, reason = acting.named(actor, reason)
    values = {"id": brake_id, "actor": actor, "state": verdict}
    target = connection.execute(text(query("brake_settle")), values).scalar()
    if target is None:
        raise BadConfig(f"rem {brake_id} tidak sedang menunggu / this brake does not wait", hint="./run brake list")
    detail = {"brake": brake_id, "target": target, "verdict": verdict, "reason": mask.scrub(reason)}
    audit.write(connection, audit.chain_of_actor(actor), actor, "brake", detail)
