"""Decide a whole group at once: after a preview, as a job that can be watched, stopped by a crash and gone on with."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from rapidfuzz.distance import JaroWinkler
from sqlalchemy import Connection, Engine, Row, text

from simpul import audit
from simpul.cases import delegating, undoing, words
from simpul.cases.deciding import Choice, Evidence, Settling, person, settle
from simpul.cases.listing import CaseLine, line
from simpul.compare.frames import shaped
from simpul.config import City
from simpul.errors import NotPossible
from simpul.model import NOTHING, Progress, ShowProgress
from simpul.store.db import query
from simpul.store.foureyes import BULK_LIMIT, FOUR_EYES_CHOICES, FOUR_EYES_FIELDS
from simpul.wording import Words

#: Choices that mean the same for every case of a group; what names one value or one pair is decided one by one.
CHOICES: tuple[Choice, ...] = ("authority", "follower", "proposed", "accept", "correct")
RANDOM, UNLIKE = 20, 5
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

    @property
    def words(self) -> Words:
        """Where it stands."""
        return STATES[self.state]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a bulk decision would settle."""

    job: Job
    #: Needs another person: too many at once, or about identity.
    four_eyes: bool
    #: Severity, owner, kecamatan and state → how many cases.
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: NOTHING)
    #: Twenty at random, and the five whose values are most unlike: those to look at before deciding all.
    sample: tuple[CaseLine, ...] = ()
    unlike: tuple[CaseLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A case a job left as it is, and why."""

    case_id: int
    reason: str


STATES = {
    "preview": Words(id="Pratinjau, belum dijalankan", en="Previewed, not started"),
    "awaiting": Words(id="Menunggu persetujuan orang lain", en="Waiting for another person's approval"),
    "ready": Words(id="Siap dijalankan", en="Ready to run"),
    "running": Words(id="Sedang dijalankan", en="Running"),
    "done": Words(id="Selesai", en="Done"),
    "refused": Words(id="Ditolak", en="Refused"),
    "cancelled": Words(id="Dibatalkan", en="Cancelled"),
}


def preview(
    engine: Engine,
    cause: str,
    *,
    choice: Choice,
    reason: str,
    actor: str,
    until: date | None = None,
    evidence: Evidence | None = None,
    leave_out: Sequence[int] = (),
) -> Preview:
    """Fix the cases a decision on the group would settle, at their present versions; nothing is decided yet.

    Raises:
        NotPossible: nobody named, no reason, a choice that cannot be made for many, or no open case of this cause.
    """
    actor = person(actor)
    if not reason.strip():
        raise words.NO_REASON
    if choice not in CHOICES:
        raise _ONE_BY_ONE
    plan: dict[str, Any] = {"until": until.isoformat()} if until else {}
    if evidence:
        plan["evidence"] = {"kind": evidence.kind, "number": evidence.number, "date": evidence.date.isoformat()}
    with engine.begin() as conn:
        made = {"cause": cause, "choice": choice, "reason": reason.strip(), "actor": actor, "plan": json.dumps(plan)}
        number = int(conn.execute(text(query("bulk_make")), made).scalar_one())
        taken = {"job": number, "cause": cause, "except": list(leave_out)}
        if not conn.execute(text(query("bulk_take")), taken).rowcount:
            raise _no_cases(cause)
        audit.write(conn, audit.chain_of_actor(actor), actor, "bulk_preview", {"job": number, "choice": choice})
    return look(engine, number)


def look(engine: Engine, job_id: int) -> Preview:
    """A job with what it settles. The sample is drawn by the job's number: looking twice shows the same cases."""
    with engine.connect() as conn:
        job = _job(conn, _one(conn, job_id))
        rows = conn.execute(text(query("bulk_cases")), {"job": job_id}).all()
    drawn = random.Random(job_id).sample(rows, min(RANDOM, len(rows)))
    return Preview(
        job=job,
        four_eyes=_four_eyes(rows, job.choice),
        counts={name: Counter(str(row._mapping[name] or "-") for row in rows) for name in _COUNTED},
        sample=tuple(line(row) for row in sorted(drawn, key=lambda row: row.id)),
        unlike=tuple(line(row) for row in sorted(rows, key=_alike)[:UNLIKE]),
    )


_COUNTED = ("severity", "owner", "kecamatan", "state", "kind")


def _alike(row: Row[Any]) -> tuple[float, int]:
    """How alike the two sides are, least first; rule cases by what is rare in what the rule saw."""
    if row.rule:
        return (float(-len(json.dumps(row.facts))), row.id)
    return (JaroWinkler.similarity(row.authority_value or "", row.follower_value or ""), row.id)


def _four_eyes(rows: Sequence[Row[Any]], choice: str) -> bool:
    identity = any(row.field in FOUR_EYES_FIELDS for row in rows)
    return identity or choice in FOUR_EYES_CHOICES or len(rows) > BULK_LIMIT


def submit(engine: Engine, job_id: int, *, actor: str) -> Job:
    """Ask for the job to be done: ready at once, or waiting for another person where four eyes are needed."""
    actor = person(actor)
    with engine.begin() as conn:
        row = _in_state(conn, job_id, "preview")
        rows = conn.execute(text(query("bulk_cases")), {"job": job_id}).all()
        state = "awaiting" if _four_eyes(rows, row.choice) else "ready"
        _move(conn, job_id, state)
        audit.write(conn, audit.chain_of_actor(actor), actor, "bulk_submit", {"job": job_id, "cases": len(rows)})
        return _job(conn, _one(conn, job_id))


def approve(engine: Engine, job_id: int, *, actor: str) -> Job:
    """Another person lets the job run; who proposed it, or stands in for them, cannot."""
    actor = person(actor)
    with engine.begin() as conn:
        row = _in_state(conn, job_id, "awaiting")
        delegating.may_approve(conn, proposer=row.actor, approver=actor, since=row.made_at)
        _move(conn, job_id, "ready", approved_by=actor)
        audit.write(conn, audit.chain_of_actor(actor), actor, "bulk_approve", {"job": job_id})
        return _job(conn, _one(conn, job_id))


def refuse(engine: Engine, job_id: int, *, actor: str, reason: str) -> Job:
    """Turn a job down, with a reason; its cases stay as they are."""
    actor = person(actor)
    if not reason.strip():
        raise words.NO_REASON
    with engine.begin() as conn:
        row = _in_state(conn, job_id, "awaiting")
        if delegating.same(row.actor, actor):
            raise words.USE_WITHDRAW
        _move(conn, job_id, "refused", refused_by=actor, refusal=reason.strip())
        audit.write(conn, audit.chain_of_actor(actor), actor, "bulk_refuse", {"job": job_id})
        return _job(conn, _one(conn, job_id))


def cancel(engine: Engine, job_id: int, *, actor: str) -> Job:
    """Stop a job that has not ended; what it decided already stays and can be undone."""
    actor = person(actor)
    with engine.begin() as conn:
        _in_state(conn, job_id, "preview", "awaiting", "ready", "running")
        _move(conn, job_id, "cancelled")
        audit.write(conn, audit.chain_of_actor(actor), actor, "bulk_cancel", {"job": job_id})
        return _job(conn, _one(conn, job_id))


def run(engine: Engine, city: City, job_id: int, *, progress: ShowProgress | None = None) -> Job:
    """Decide case after case. A job a crash cut short goes on where it stood; a case changed since is skipped."""
    with engine.begin() as conn:
        row = _in_state(conn, job_id, "ready", "running")
        _move(conn, job_id, "running")
        size = sum(entry.cases for entry in conn.execute(text(query("bulk_counts")), {"job": job_id}))
    wanted = _settling(row, size)
    done = 0
    while True:
        with engine.begin() as conn:
            if _one(conn, job_id, "for share").state != "running":
                break
            taken = _step(conn, city, job_id, wanted)
        done += taken
        if progress:
            progress(Progress(stage="bulk", rows=done, total=size))
        if not taken:
            break
    with engine.begin() as conn:
        if _one(conn, job_id, "for update").state == "running":
            _move(conn, job_id, "done")
        return _job(conn, _one(conn, job_id))


def _settling(row: Row[Any], size: int) -> Settling:
    proof = row.plan.get("evidence")
    evidence = Evidence(**{**proof, "date": date.fromisoformat(proof["date"])}) if proof else None
    until = date.fromisoformat(row.plan["until"]) if "until" in row.plan else None
    return Settling(
        choice=row.choice, reason=row.reason, actor=row.actor, evidence=evidence, until=until, job_id=row.id,
        bulk_size=size, approved_by=row.approved_by,
    )  # fmt: skip


def _step(conn: Connection, city: City, job_id: int, wanted: Settling) -> int:
    rows = conn.execute(text(query("bulk_next")), {"job": job_id, "size": STEP}).all()
    for row in rows:
        state, reason = "done", ""
        try:
            with conn.begin_nested():
                settle(conn, city, row.case_id, replace(wanted, version=row.case_version))
        except NotPossible as refusal:
            state, reason = "skipped", refusal.words.id
        conn.execute(
            text(query("bulk_settled")), {"job": job_id, "case": row.case_id, "state": state, "reason": reason}
        )
    return len(rows)


def undo(engine: Engine, city: City, job_id: int, *, actor: str) -> tuple[int, tuple[Skipped, ...]]:
    """Take back what has not left: how many decisions, and the cases where it was too late, with why."""
    actor = person(actor)
    with engine.connect() as conn:
        _one(conn, job_id)
        cases = conn.execute(text(query("bulk_done")), {"job": job_id}).scalars().all()
    undone, late = 0, []
    for case in cases:
        try:
            undoing.undo(engine, city, case, actor=actor)
            undone += 1
        except NotPossible as refusal:
            late.append(Skipped(case_id=case, reason=refusal.words.id))
    return undone, tuple(late)


def listing(engine: Engine, *, limit: int = 50) -> tuple[Job, ...]:
    """Jobs, newest first."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("bulk_list")), {"limit": limit}).all()
        return tuple(_job(conn, row) for row in rows)


def skipped(engine: Engine, job_id: int, *, limit: int = 1000) -> tuple[Skipped, ...]:
    """Cases the job left as they are."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("bulk_skipped")), {"job": job_id, "limit": limit})
        return tuple(Skipped(case_id=row.case_id, reason=row.reason) for row in rows)


def _one(conn: Connection, job_id: int, lock: str = "") -> Row[Any]:
    row = conn.execute(text(shaped("bulk_one", {"lock": lock})), {"job": job_id}).one_or_none()
    if row is None:
        raise NotPossible(Words(id=f"Keputusan massal {job_id} tidak ada.", en=f"There is no bulk decision {job_id}."))
    return row


def _in_state(conn: Connection, job_id: int, *states: str) -> Row[Any]:
    row = _one(conn, job_id, "for update")
    if row.state not in states:
        now = STATES[row.state]
        raise NotPossible(
            Words(id=f"Tidak dapat dilakukan sekarang: {now.id}.", en=f"Not possible now: {now.en.lower()}.")
        )
    return row


def _move(
    conn: Connection,
    job_id: int,
    state: str,
    *,
    approved_by: str | None = None,
    refused_by: str | None = None,
    refusal: str | None = None,
) -> None:
    values = {"job": job_id, "state": state, "approved_by": approved_by, "refused_by": refused_by, "refusal": refusal}
    conn.execute(text(query("bulk_state")), values)


def _job(conn: Connection, row: Row[Any]) -> Job:
    counts = {one.state: one.cases for one in conn.execute(text(query("bulk_counts")), {"job": row.id})}
    same = {name: row._mapping[name] for name in Job.__dataclass_fields__ if name in row._mapping}
    return Job(**same, **{name: counts.get(name, 0) for name in ("waiting", "done", "skipped")})


def _no_cases(cause: str) -> NotPossible:
    return NotPossible(
        Words(
            id=f"Tidak ada ketidaksesuaian terbuka dengan sebab '{cause}'. Lihat: ./run cases groups",
            en=f"There is no open case of cause '{cause}'. See: ./run cases groups",
        )
    )


_ONE_BY_ONE = NotPossible(
    Words(
        id="Pilihan ini diputuskan satu per satu, tidak untuk sekelompok.",
        en="This choice is made case by case, not for a group.",
    )
)
