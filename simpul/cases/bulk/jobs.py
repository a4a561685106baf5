"""A bulk decision as a job: what it is, how far it is, and how it moves from state to state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from simpul.cases.listing import masked
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.texts import states
from simpul.store import scope
from simpul.store.identifiers import shaped
from simpul.store.queries import query

#: Cases of one transaction: what a crash repeats at most.
STEP = 20


@dataclass(frozen=True, kw_only=True)
class Job:
    """A bulk decision and how far it is."""

    id: int
    cause: str
    choice: str
    reason: str
    actor: str
    state: str
    waiting: int
    done: int
    skipped: int
    approved_by: str | None
    refused_by: str | None
    refusal: str | None
    made_at: datetime
    ended_at: datetime | None
    #: Taken back again, and what could not be.
    undone: int = 0
    kept: int = 0
    #: Who asked that all of it be taken back.
    undo_by: str | None = None
    undo_at: datetime | None = None

    @property
    def words(self) -> Words:
        """Where it stands."""
        return states.BULK[self.state]

    @property
    def size(self) -> int:
        """Cases it was made for."""
        return self.waiting + self.done + self.skipped + self.undone + self.kept


_COUNTED = ("waiting", "done", "skipped", "undone", "kept")


def one(conn: Connection, job_id: int, lock: str = "") -> Row[Any]:
    """A job's row. NotPossible if there is none."""
    row = conn.execute(text(shaped("bulk_one", {"lock": lock})), {"job": job_id}).one_or_none()
    if row is None:
        raise NotPossible(Words(id=f"Keputusan massal {job_id} tidak ada.", en=f"There is no bulk decision {job_id}."))
    return row


def in_state(conn: Connection, job_id: int, *wanted: str) -> Row[Any]:
    """A job's row, locked. NotPossible if it is in none of these states."""
    row = one(conn, job_id, "for update")
    if row.state not in wanted:
        now = states.BULK[row.state]
        raise NotPossible(
            Words(id=f"Tidak dapat dilakukan sekarang: {now.id}.", en=f"Not possible now: {now.en.lower()}.")
        )
    return row


def see_whole(conn: Connection, job_id: int) -> None:
    """Go on as the hub until the transaction ends. NotPossible if some of the cases are not this person's to see."""
    seen = _counts(conn, job_id)
    scope.lift(conn)
    if seen != _counts(conn, job_id):
        raise NotPossible(_ONLY_PART)


def move(
    conn: Connection,
    job_id: int,
    state: str,
    *,
    approved_by: str | None = None,
    refused_by: str | None = None,
    refusal: str | None = None,
) -> None:
    """Put a job into another state."""
    values = {"job": job_id, "state": state, "approved_by": approved_by, "refused_by": refused_by, "refusal": refusal}
    conn.execute(text(query("bulk_state")), values)


def settled(conn: Connection, job_id: int, case_id: int, state: str, reason: str = "") -> None:
    """Note what became of one case of a job."""
    values = {"job": job_id, "case": case_id, "state": state, "reason": reason}
    conn.execute(text(query("bulk_settled")), values)


def job(conn: Connection, row: Row[Any]) -> Job:
    """A row as a value, population numbers masked."""
    counts = _counts(conn, row.id)
    same = {name: row._mapping[name] for name in Job.__dataclass_fields__ if name in row._mapping}
    shown = {name: masked(same[name]) for name in ("reason", "refusal")}
    return Job(**{**same, **shown, **{name: counts.get(name, 0) for name in _COUNTED}})


def _counts(conn: Connection, job_id: int) -> dict[str, int]:
    return {found.state: found.cases for found in conn.execute(text(query("bulk_counts")), {"job": job_id})}


_ONLY_PART = Words(
    id="Sebagian ketidaksesuaian ini di luar wilayah Anda. Mintalah pembuatnya, atau petugas tingkat kota.",
    en="Some of these cases are outside your area. Ask who made this, or an officer of the whole city.",
)
