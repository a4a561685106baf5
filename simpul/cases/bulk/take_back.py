"""Take a whole bulk decision back: what has not left is undone, what has is named and stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.cases import undo as undoing
from simpul.cases.bulk.jobs import STEP, Job, in_state, job, move, one, see_whole, settled
from simpul.config.settings import City
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.model import Progress, ShowProgress
from simpul.core.texts import cases as words
from simpul.store import audit, scope
from simpul.store.queries import query


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A case a job left as it is, and why."""

    case_id: int
    reason: str


def undo(engine: Engine, city: City, job_id: int, *, actor: str) -> tuple[int, tuple[Skipped, ...]]:
    """Take back what has not left, now: how many decisions, and the cases where it was too late, with why."""
    begin_undo(engine, job_id, actor=actor)
    found = work(engine, city, job_id)
    return found.undone, kept(engine, job_id)


def begin_undo(engine: Engine, job_id: int, *, actor: str) -> Job:
    """Ask that all of a job be taken back; a job at work stops, and from now on nothing of it leaves.

    Whoever works jobs off does the rest.
    """
    actor = acting.person(actor)
    with engine.begin() as conn:
        in_state(conn, job_id, "running", "done", "cancelled")
        see_whole(conn, job_id)
        if not conn.execute(text(query("bulk_undo_begin")), {"job": job_id, "actor": actor}).rowcount:
            raise words.NOT_DECIDED
        conn.execute(text(query("bulk_undo_hold")), {"job": job_id})
        audit.write(conn, audit.chain_of_actor(actor), actor, "bulk_undo", {"job": job_id})
        return job(conn, one(conn, job_id))


def work(engine: Engine, city: City, job_id: int, *, progress: ShowProgress | None = None) -> Job:
    """Take back case after case of a job that is to be taken back; one a crash cut short goes on where it stood."""
    engine = scope.hub(engine)
    done = 0
    while True:
        with engine.begin() as conn:
            row = one(conn, job_id, "for update")
            taken = _step(conn, city, row) if row.state == "undoing" else 0
            if row.state == "undoing" and not taken:
                move(conn, job_id, "undone")
        done += taken
        if progress:
            progress(Progress(stage="bulk", rows=done))
        if not taken:
            break
    with engine.connect() as conn:
        return job(conn, one(conn, job_id))


def kept(engine: Engine, job_id: int, *, limit: int = 1000) -> tuple[Skipped, ...]:
    """Cases whose decision could not be taken back any more."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("bulk_kept")), {"job": job_id, "limit": limit})
        return tuple(Skipped(case_id=row.case_id, reason=row.reason) for row in rows)


def _step(conn: Connection, city: City, row: Row[Any]) -> int:
    found = conn.execute(text(query("bulk_undo_next")), {"job": row.id, "size": STEP}).all()
    for case in found:
        state, reason = "undone", ""
        try:
            with conn.begin_nested():
                undoing.take_back(conn, city, case.case_id, actor=row.undo_by, job_id=row.id)
        except NotPossible as refusal:
            state, reason = "kept", refusal.words.id
        settled(conn, row.id, case.case_id, state, reason)
    return len(found)
