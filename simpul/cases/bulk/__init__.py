"""Decide a whole group at once: after a preview, as a job that can be watched, stopped by a crash and gone on with."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from rapidfuzz.distance import JaroWinkler
from sqlalchemy import Connection, Engine, Row, text

from simpul.cases.bulk import jobs, take_back
from simpul.cases.bulk.jobs import STEP, Job, in_state, move, one
from simpul.cases.bulk.jobs import job as job_of
from simpul.cases.bulk.take_back import Skipped, begin_undo, kept, undo
from simpul.cases.decide import Choice, Evidence, Settling, settle
from simpul.cases.listing import CaseLine, line
from simpul.config.settings import City
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.four_eyes import BULK_LIMIT, FOUR_EYES_CHOICES, FOUR_EYES_FIELDS
from simpul.core.i18n import Words
from simpul.core.model import NOTHING, Progress, ShowProgress
from simpul.core.refusals import refusal
from simpul.core.texts import cases as words
from simpul.people import delegation
from simpul.store import audit, scope
from simpul.store.queries import query
from simpul.values import mask

__all__ = [
    "CHOICES",
    "Job",
    "Preview",
    "Skipped",
    "approve",
    "begin_undo",
    "cancel",
    "job",
    "kept",
    "listing",
    "look",
    "preview",
    "refuse",
    "run",
    "skipped",
    "submit",
    "undo",
]

#: Choices that mean the same for every case of a group; what names one value or one pair is decided one by one.
CHOICES: tuple[Choice, ...] = ("authority", "follower", "proposed", "accept", "correct")
RANDOM, UNLIKE = 20, 5
#: Cases that are looked at for the most unlike; of a larger group that many at random.
LOOKED_AT = 5_000


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
    #: Cases of the group that were left out on purpose, and the end date and evidence of every decision.
    left_out: tuple[int, ...] = ()
    until: date | None = None
    evidence: Evidence | None = None


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
    actor, reason = acting.named(actor, reason, words.NO_REASON)
    if choice not in CHOICES:
        raise _ONE_BY_ONE
    plan = json.dumps(_plan(until, evidence, leave_out))
    with engine.begin() as conn:
        made = {"cause": cause, "choice": choice, "reason": mask.scrub(reason), "actor": actor, "plan": plan}
        number = int(conn.execute(text(query("bulk_make")), made).scalar_one())
        taken = {"job": number, "cause": cause, "except": list(leave_out)}
        if not conn.execute(text(query("bulk_take")), taken).rowcount:
            raise _no_cases(cause)
        conn.execute(text(query("bulk_lapse")), {"job": number, "actor": actor, "cause": cause})
        audit.write(conn, audit.chain_of_actor(actor), actor, "bulk_preview", {"job": number, "choice": choice})
    return look(engine, number)


def _plan(until: date | None, evidence: Evidence | None, leave_out: Sequence[int]) -> dict[str, Any]:
    plan: dict[str, Any] = {"until": until.isoformat()} if until else {}
    if evidence:
        plan["evidence"] = {"kind": evidence.kind, "number": evidence.number, "date": evidence.date.isoformat()}
    if leave_out:
        plan["leave_out"] = sorted(set(leave_out))
    return plan


def look(engine: Engine, job_id: int) -> Preview:
    """A job with what it settles. The sample is drawn by the job's number: looking twice shows the same cases."""
    with engine.connect() as conn:
        row = one(conn, job_id)
        tally = conn.execute(text(query("bulk_tally")), {"job": job_id}).all()
        drawn = conn.execute(text(query("bulk_drawn")), {"job": job_id, "limit": LOOKED_AT}).all()
        sample = [found.id for found in drawn[:RANDOM]]
        unlike = [found.id for found in sorted(drawn, key=_alike)[:UNLIKE]]
        lines = {found.id: line(found) for found in _cases(conn, {*sample, *unlike})}
        job = job_of(conn, row)
    return Preview(
        job=job,
        four_eyes=_four_eyes(tally, job),
        counts={name: _counted(tally, name) for name in _COUNTED},
        sample=tuple(lines[number] for number in sorted(sample)),
        unlike=tuple(lines[number] for number in unlike),
        left_out=tuple(row.plan.get("leave_out", ())),
        until=_until(row),
        evidence=_evidence(row),
    )


def job(engine: Engine, job_id: int) -> Job:
    """A job alone, without what it settles. NotPossible if there is none."""
    with engine.connect() as conn:
        return job_of(conn, one(conn, job_id))


_COUNTED = ("severity", "owner", "kecamatan", "state", "kind")


def _cases(conn: Connection, numbers: set[int]) -> Sequence[Row[Any]]:
    return conn.execute(text(query("cases_samples")), {"ids": sorted(numbers)}).all()


def _counted(tally: Sequence[Row[Any]], name: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in tally:
        found[str(row._mapping[name] or "-")] += row.cases
    return found


def _alike(row: Row[Any]) -> tuple[float, int]:
    """How alike the two sides are, least first; rule cases by what is rare in what the rule saw."""
    if row.rule:
        return (float(-row.size), row.id)
    return (JaroWinkler.similarity(row.authority_value or "", row.follower_value or ""), row.id)


def _four_eyes(tally: Sequence[Row[Any]], job: Job) -> bool:
    identity = any(row.field in FOUR_EYES_FIELDS for row in tally)
    return identity or job.choice in FOUR_EYES_CHOICES or job.size > BULK_LIMIT


def submit(engine: Engine, job_id: int, *, actor: str) -> Job:
    """Ask for the job to be done: ready at once, or waiting for another person where four eyes are needed."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        row = in_state(conn, job_id, "preview")
        if not delegation.same(row.actor, actor):
            raise _NOT_ITS_MAKER
        jobs.see_whole(conn, job_id)
        tally = conn.execute(text(query("bulk_tally")), {"job": job_id}).all()
        job = job_of(conn, row)
        move(conn, job_id, "awaiting" if _four_eyes(tally, job) else "ready")
        audit.write(conn, audit.chain_of_actor(actor), actor, "bulk_submit", {"job": job_id, "cases": job.size})
        return job_of(conn, one(conn, job_id))


def approve(engine: Engine, job_id: int, *, actor: str) -> Job:
    """Another person lets the job run; who proposed it, or stands in for them, cannot."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        row = in_state(conn, job_id, "awaiting")
        delegation.may_approve(conn, proposer=row.actor, approver=actor, since=row.made_at)
        jobs.see_whole(conn, job_id)
        move(conn, job_id, "ready", approved_by=actor)
        audit.write(conn, audit.chain_of_actor(actor), actor, "bulk_approve", {"job": job_id})
        return job_of(conn, one(conn, job_id))


def refuse(engine: Engine, job_id: int, *, actor: str, reason: str) -> Job:
    """Turn a job down, with a reason; its cases stay as they are."""
    actor, reason = acting.named(actor, reason, words.NO_REASON)
    with engine.begin() as conn:
        row = in_state(conn, job_id, "awaiting")
        if delegation.same(row.actor, actor):
            raise words.USE_WITHDRAW
        move(conn, job_id, "refused", refused_by=actor, refusal=mask.scrub(reason))
        audit.write(conn, audit.chain_of_actor(actor), actor, "bulk_refuse", {"job": job_id})
        return job_of(conn, one(conn, job_id))


def cancel(engine: Engine, job_id: int, *, actor: str) -> Job:
    """Stop a job that has not ended; what it decided already stays and can be undone."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        in_state(conn, job_id, "preview", "awaiting", "ready", "running")
        move(conn, job_id, "cancelled")
        audit.write(conn, audit.chain_of_actor(actor), actor, "bulk_cancel", {"job": job_id})
        return job_of(conn, one(conn, job_id))


def run(engine: Engine, city: City, job_id: int, *, progress: ShowProgress | None = None) -> Job:
    """Decide case after case. A job a crash cut short goes on where it stood; a case changed since is skipped.

    A job that is to be taken back is taken back instead: whoever works jobs off needs to know no more than the number.
    """
    engine = scope.hub(engine)
    with engine.begin() as conn:
        row = in_state(conn, job_id, "ready", "running", "undoing")
        if row.state == "ready":
            move(conn, job_id, "running")
        size = job_of(conn, row).size
    wanted = _settling(row, size)
    done = 0
    while row.state != "undoing":
        with engine.begin() as conn:
            taken = 0
            if one(conn, job_id, "for share").state == "running":
                taken = _step(conn, city, job_id, wanted)
        done += taken
        if progress:
            progress(Progress(stage="bulk", rows=done, total=size))
        if not taken:
            break
    return _end(engine, city, job_id, progress)


def _end(engine: Engine, city: City, job_id: int, progress: ShowProgress | None) -> Job:
    with engine.begin() as conn:
        state = one(conn, job_id, "for update").state
        if state == "running":
            move(conn, job_id, "done")
    if state == "undoing":
        take_back.work(engine, city, job_id, progress=progress)
    with engine.connect() as conn:
        return job_of(conn, one(conn, job_id))


def _settling(row: Row[Any], size: int) -> Settling:
    return Settling(
        choice=row.choice, reason=row.reason, actor=row.actor, evidence=_evidence(row), until=_until(row),
        job_id=row.id, bulk_size=size, approved_by=row.approved_by,
    )  # fmt: skip


def _until(row: Row[Any]) -> date | None:
    return date.fromisoformat(row.plan["until"]) if "until" in row.plan else None


def _evidence(row: Row[Any]) -> Evidence | None:
    proof = row.plan.get("evidence")
    return Evidence(**{**proof, "date": date.fromisoformat(proof["date"])}) if proof else None


def _step(conn: Connection, city: City, job_id: int, wanted: Settling) -> int:
    rows = conn.execute(text(query("bulk_next")), {"job": job_id, "size": STEP}).all()
    for row in rows:
        state, reason = "done", ""
        try:
            with conn.begin_nested():
                settle(conn, city, row.case_id, replace(wanted, version=row.case_version))
        except NotPossible as refusal:
            state, reason = "skipped", refusal.words.id
        jobs.settled(conn, job_id, row.case_id, state, reason)
    return len(rows)


def listing(engine: Engine, *, cause: str | None = None, limit: int = 50) -> tuple[Job, ...]:
    """Jobs, newest first."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("bulk_list")), {"cause": cause, "limit": limit}).all()
        return tuple(job_of(conn, row) for row in rows)


def skipped(engine: Engine, job_id: int, *, limit: int = 1000) -> tuple[Skipped, ...]:
    """Cases the job left as they are."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("bulk_skipped")), {"job": job_id, "limit": limit})
        return tuple(Skipped(case_id=row.case_id, reason=row.reason) for row in rows)


def _no_cases(cause: str) -> NotPossible:
    return NotPossible(
        Words(
            id=f"Tidak ada ketidaksesuaian terbuka dengan sebab '{cause}'. Lihat: ./run cases groups",
            en=f"There is no open case of cause '{cause}'. See: ./run cases groups",
        )
    )


_ONE_BY_ONE = refusal(
    Words(
        id="Pilihan ini diputuskan satu per satu, tidak untuk sekelompok.",
        en="This choice is made case by case, not for a group.",
    )
)
_NOT_ITS_MAKER = refusal(
    Words(
        id="Hanya pembuat pratinjau ini yang dapat mengajukannya. Buat pratinjau sendiri.",
        en="Only who made this preview can submit it. Make one of your own.",
    )
)
