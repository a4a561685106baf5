"""A held change: some of what it would do, and the decision of a named person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, Row, text

from simpul.core import acting
from simpul.core.errors import BadConfig
from simpul.core.i18n import Words
from simpul.core.refusals import refusal
from simpul.links import change_limit
from simpul.store.queries import query
from simpul.values import mask

Verdict = Literal["release", "refuse"]


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A change that waits, or waited, for a person."""

    id: int
    run_id: int
    target: str
    reason: str
    state: str
    held_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    #: Some of what it would change: key, field, before, after; masked.
    changes: tuple[Mapping[str, str], ...]
    #: Some of the records it is about, masked, where no change is known.
    keys: tuple[str, ...]

    @property
    def waits(self) -> bool:
        return self.state == "held"


def of_target(engine: Engine, target: str) -> Hold | None:
    """The newest hold of a feed."""
    with engine.connect() as connection:
        row = connection.execute(text(query("steer_brake")), {"target": target}).one_or_none()
    return _hold(row) if row else None


def one(engine: Engine, hold_id: int) -> Hold | None:
    """A hold by its number."""
    with engine.connect() as connection:
        row = connection.execute(text(query("steer_brake_one")), {"id": hold_id}).one_or_none()
    return _hold(row) if row else None


def decide(engine: Engine, hold_id: int, verdict: Verdict, *, actor: str, reason: str) -> Words:
    """Let the next run through, or keep what the mirror holds. What follows, in words.

    Raises:
        NotPossible: nobody named, no reason, or somebody decided already.
    """
    actor, reason = acting.named(actor, reason)
    settle = change_limit.release if verdict == "release" else change_limit.refuse
    try:
        with engine.begin() as connection:
            settle(connection, hold_id, actor, reason)
    except BadConfig:
        raise _DECIDED from None
    return _RELEASED if verdict == "release" else _REFUSED


def _hold(row: Row[Any]) -> Hold:
    same = {name: getattr(row, name) for name in Hold.__dataclass_fields__ if name in row._mapping}
    return Hold(
        **{**same, "reason": mask.scrub(row.reason)},
        changes=tuple(one for one in row.sample if isinstance(one, dict)),
        keys=tuple(mask.scrub(one) for one in row.sample if isinstance(one, str)),
    )


_RELEASED = Words(
    id="Dilepas: satu proses berikutnya boleh mengubah sebanyak itu.", en="Released: the next run may change that much."
)
_REFUSED = Words(
    id="Ditolak: data lama tetap dipakai, proses berikutnya diukur lagi.",
    en="Refused: the old data stays, the next run is measured again.",
)
_DECIDED = refusal(
    Words(
        id="Perubahan ini sudah diputuskan orang lain. Muat ulang halaman untuk melihat keputusannya.",
        en="Somebody else has decided this already. Load the page again to see what.",
    )
)
