"""Take back what a run, a file or a mapping version wrote: shown first, approved by a second person, then undone.

The mirror gets the values it had before, from its history; who was spoken about is compared again; what had left for
other systems is written back by compensating effects. The source itself is never touched: what it still says comes
back with its next change, so the cause is to be mended first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.cases.undo import LEFT
from simpul.config import schemas
from simpul.config.settings import City
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.model import NOTHING, Feed
from simpul.core.refusals import refusal
from simpul.delivery import effects
from simpul.people import delegation
from simpul.store import audit, lease, scope
from simpul.store.identifiers import quoted, shaped
from simpul.store.queries import query
from simpul.store.typed_tables import KEPT, SUBJECTS
from simpul.values import mask


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The rows of one feed that a target names."""

    feed: Feed
    runs: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()
    revision: str = ""
    since: datetime | None = None

    @property
    def values(self) -> dict[str, Any]:
        chosen = {"runs": list(self.runs), "pages": list(self.pages), "revision": self.revision or None}
        return {**chosen, "system": self.feed.system, "since": self.since}


@dataclass(frozen=True, kw_only=True)
class Undone:
    """What would be, or was, taken back; in rows, subjects and effects."""

    #: Rows that get their former values, and rows that had none and leave the mirror.
    restored: int = 0
    removed: int = 0
    #: Citizens, applications and complaints compared again; open cases among them that these rows may have caused.
    subjects: int = 0
    cases: int = 0
    #: Effects that left and are written back; those not sent yet, which simply end; events, which nobody can unsay.
    compensated: int = 0
    withdrawn: int = 0
    unsaid: int = 0

    def __add__(self, other: Undone) -> Undone:
        return Undone(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A planned revert."""

    id: int
    target: str
    state: str
    counts: Undone
    reason: str
    actor: str
    made_at: datetime
    approved_by: str | None
    done_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What approving a plan would do."""

    #: 0: only looked at.
    plan_id: int
    target: str
    counts: Undone
    #: Feed → its part.
    feeds: Mapping[str, Undone] = field(default_factory=lambda: NOTHING)
    #: Effects to be written back, masked: system, record, field, value now → value before.
    samples: tuple[str, ...] = ()


def plan(engine: Engine, city: City, target: str, *, actor: str, reason: str) -> Preview:
    """Count what taking ``target`` back would do and remember it as a plan that another person may approve.

    ``target``: the number of a pull run, the name of a file, or ``feed@mapping-revision``.

    Raises:
        NotPossible: nobody named, no reason, or nothing in the mirror comes from this target.
    """
    actor, reason = acting.named(actor, reason)
    with scope.whole(engine).begin() as conn:
        found = _look(conn, city, target)
        counts = found.counts
        values = {"target": target, "counts": json.dumps(asdict(counts)), "reason": reason, "actor": actor}
        number = int(conn.execute(text(query("revert_plan")), values).scalar_one())
        audit.write(conn, audit.chain_of_actor(actor), actor, "revert_plan", {"plan": number, **asdict(counts)})
    return replace(found, plan_id=number)


def look(engine: Engine, city: City, target: str) -> Preview:
    """What :func:`plan` would say, and nothing is remembered. NotPossible as there."""
    with scope.whole(engine).begin() as conn:
        return _look(conn, city, target)


def one(engine: Engine, plan_id: int) -> Plan | None:
    """A plan by its number."""
    with engine.begin() as conn:
        row = conn.execute(text(query("revert_one")), {"id": plan_id}).one_or_none()
    return Plan(**{**row._mapping, "counts": Undone(**row.counts)}) if row is not None else None


def _look(conn: Connection, city: City, target: str) -> Preview:
    per_feed: dict[str, Undone] = {}
    samples: list[str] = []
    for selection in _selections(conn, city, target):
        with conn.begin_nested() as nested:
            per_feed[selection.feed.name] = _measure(conn, city, selection)
            samples += _samples(conn, selection)
            nested.rollback()
    counts = sum(per_feed.values(), Undone())
    if not counts.restored + counts.removed:
        raise _nothing(target)
    return Preview(plan_id=0, target=target, counts=counts, feeds=per_feed, samples=tuple(samples[:20]))


def approve(engine: Engine, city: City, plan_id: int, *, actor: str) -> Undone:
    """Do what was planned, in one transaction. The second pair of eyes is a constraint of the database too.

    Raises:
        NotPossible: no such plan, done already, the same person, or the mirror moved since it was planned.
        AlreadyRunning: a pull of one of the feeds is under way.
    """
    actor, engine = acting.person(actor), scope.whole(engine)
    with ExitStack() as held:
        with engine.begin() as conn:
            row = _open_plan(conn, plan_id, actor)
            selections = list(_selections(conn, city, row.target))
        ours = [held.enter_context(lease.held(engine, one.feed.name)) for one in selections]
        with engine.begin() as conn:
            row = _open_plan(conn, plan_id, actor)
            done = sum((_undo(conn, city, one, row, actor) for one in selections), Undone())
            if asdict(done) != row.counts:
                raise _MOVED
            conn.execute(text(query("revert_settle")), {"id": plan_id, "state": "done", "approved_by": actor})
            audit.write(conn, audit.chain_of_actor(actor), actor, "revert", {"plan": plan_id, **asdict(done)})
            for one in ours:
                lease.check(conn, one)
    return done


def cancel(engine: Engine, plan_id: int, *, actor: str, reason: str = "") -> None:
    """Drop a plan; anybody named may. ``reason``: why somebody else's was refused."""
    actor, reason = acting.person(actor), acting.given(reason)
    with engine.begin() as conn:
        row = _plan_row(conn, plan_id)
        if row.state != "planned":
            raise _settled(plan_id)
        conn.execute(text(query("revert_settle")), {"id": plan_id, "state": "cancelled", "approved_by": None})
        said = {"reason": mask.scrub(reason)} if reason else {}
        audit.write(conn, audit.chain_of_actor(actor), actor, "revert_cancel", {"plan": plan_id, **said})


def show(engine: Engine, plan_id: int) -> Plan:
    """One plan. NotPossible if there is none."""
    with engine.connect() as conn:
        row = _plan_row(conn, plan_id)
        return Plan(**{**row._mapping, "counts": Undone(**row.counts)})


def listing(engine: Engine, *, limit: int = 50) -> tuple[Plan, ...]:
    """Plans, newest first."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("revert_list")), {"limit": limit})
        return tuple(Plan(**{**row._mapping, "counts": Undone(**row.counts)}) for row in rows)


def _plan_row(conn: Connection, plan_id: int) -> Row[Any]:
    row = conn.execute(text(query("revert_one")), {"id": plan_id}).one_or_none()
    if row is None:
        raise NotPossible(Words(id=f"Rencana {plan_id} tidak ada.", en=f"There is no plan {plan_id}."))
    return row


def _open_plan(conn: Connection, plan_id: int, actor: str) -> Row[Any]:
    row = _plan_row(conn, plan_id)
    if row.state != "planned":
        raise _settled(plan_id)
    delegation.may_approve(conn, proposer=row.actor, approver=actor, since=row.made_at)
    return row


def _selections(conn: Connection, city: City, target: str) -> Iterator[Selection]:
    """The rows a target names, feed by feed."""
    if target.isdigit():
        row = conn.execute(text(query("revert_run")), {"id": int(target)}).one_or_none()
        if row is None or row.kind != "pull" or row.target not in city.feeds:
            raise _nothing(target)
        yield _since(conn, Selection(feed=city.feeds[row.target], runs=(row.id,)))
        return
    feed, at, revision = target.partition("@")
    if at:
        if feed not in city.feeds:
            raise _nothing(target)
        yield _since(conn, Selection(feed=city.feeds[feed], revision=revision))
        return
    for row in conn.execute(text(query("revert_file")), {"origin": target}):
        yield Selection(feed=city.feeds[row.feed], pages=tuple(row.pages), since=row.since)


def _since(conn: Connection, selection: Selection) -> Selection:
    named = {"runs": list(selection.runs), "revision": selection.revision or None, "feed": selection.feed.name}
    found = conn.execute(text(query("revert_since")), named).scalar()
    return Selection(feed=selection.feed, runs=selection.runs, revision=selection.revision, since=found)


def _measure(conn: Connection, city: City, selection: Selection) -> Undone:
    """Choose rows and subjects into temporary tables of this transaction, and count."""
    parts = _parts(selection.feed)
    conn.execute(text(shaped("revert_lock", parts)))
    conn.execute(text(shaped("revert_chosen", parts)), selection.values)
    rows = conn.execute(text(query("revert_count"))).one()
    conn.execute(text(shaped("revert_subjects", parts)), selection.values)
    subjects = int(conn.execute(text("select count(*) from reverting_subject")).scalar_one())
    cases = int(conn.execute(text(query("revert_cases")), {"since": selection.since}).scalar_one())
    found = conn.execute(text(query("revert_effects")), {"since": selection.since}).all()
    left = [row for row in found if row.state in LEFT]
    return Undone(
        restored=rows.restored,
        removed=rows.removed,
        subjects=subjects,
        cases=cases,
        compensated=sum(row.mode == "state" for row in left),
        withdrawn=sum(row.state in ("ready", "draft") and row.mode == "state" for row in found),
        unsaid=sum(row.mode == "event" for row in left),
    )


def _samples(conn: Connection, selection: Selection) -> list[str]:
    """What the compensating effects would write, field by field, masked."""
    lines = []
    for row in conn.execute(text(query("revert_effects")), {"since": selection.since}):
        for name, value in row.send.items() if row.mode == "state" and row.state in LEFT else ():
            before, now = mask.value(row.shown.get(name)), mask.value(value)
            lines.append(f"{row.feed} {mask.scrub(row.record_key)} {name}: {now} → {before}")
    return lines


def _undo(conn: Connection, city: City, selection: Selection, row: Row[Any], approver: str) -> Undone:
    feed, parts = selection.feed, _parts(selection.feed)
    counts = _measure(conn, city, selection)
    named = {"feed": feed.name, "caller": approver}
    run = int(conn.execute(text(query("revert_start")), named).scalar_one())
    values = {**selection.values, "run": run}
    for step in ("revert_keep", "revert_restore", "revert_remove"):
        conn.execute(text(shaped(step, parts)), values)
    _write_back(conn, city, selection, row, approver, run)
    conn.execute(text(query("revert_mark")), {"run": run})
    if selection.revision:
        conn.execute(text(query("revert_reread")), {"feed": feed.name})
    told = {"run": run, "rows": counts.restored + counts.removed, "reason": f"rencana {row.id}: {row.target}"}
    conn.execute(text(query("revert_finish")), told)
    detail = {"run": run, "plan": row.id, "restored": counts.restored, "removed": counts.removed}
    audit.write(conn, audit.chain_of_feed(feed.name), approver, "revert", detail)
    conn.execute(text("drop table reverting, reverting_subject"))
    return counts


def _write_back(
    conn: Connection, city: City, selection: Selection, plan_row: Row[Any], approver: str, run: int
) -> None:
    """End what has not left; write back what has, one compensating effect for each record."""
    found = conn.execute(text(query("revert_effects")), {"since": selection.since}).all()
    for row in found:
        if row.mode == "state" and row.state in ("ready", "draft"):
            effects.replace_unsent(conn, row.feed, row.record_key)
    for record in _one_per_record([one for one in found if one.mode == "state" and one.state in LEFT]):
        effect = record.first
        named = {
            "reason": plan_row.reason, "actor": plan_row.actor, "effect": effect.id, "approved_by": approver,
            "window": city.policy.undo_window, "plan": json.dumps({"values": record.before}),
        }  # fmt: skip
        decision = conn.execute(text(query("revert_compensate")), named).one()
        effects.refresh(
            conn, city, feed=effect.feed, kind=effect.kind, record_key=effect.record_key,
            subject=(effect.subject_kind, effect.subject_key), values=record.before, expected=record.now, draft=False,
            carried={"decision_id": decision.id, "not_before": decision.not_before}, run_id=run,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Record:
    """A record that was written: the effect that did it first, what was there before, what is there now."""

    first: Row[Any]
    before: dict[str, str | None]
    now: dict[str, str | None]


def _one_per_record(rows: Sequence[Row[Any]]) -> list[_Record]:
    """Several effects of one record as one: the oldest knows what was there before, the newest what is there now."""
    found: dict[tuple[str, str], _Record] = {}
    for row in rows:
        entry = found.get((row.feed, row.record_key), _Record(first=row, before={}, now={}))
        before = {**{name: row.shown.get(name) for name in row.send}, **entry.before}
        found[row.feed, row.record_key] = _Record(first=entry.first, before=before, now={**entry.now, **row.send})
    return list(found.values())


def _parts(feed: Feed) -> dict[str, str]:
    fields = [quoted(name) for name in schemas.field_names(feed.entity)]
    columns = ["system", "key", *fields, *KEPT]
    subjects = [name for name in schemas.field_names(feed.entity) if name in SUBJECTS]
    return {
        "entity": feed.entity,
        "columns": ", ".join(columns),
        "m_columns": ", ".join(f"m.{name}" for name in columns),
        "assigned": ", ".join(f"{name} = h.{name}" for name in (*fields, *KEPT)),
        "m_subjects": ", ".join(f"m.{name}" for name in subjects) or "null::text as nobody",
        "h_subjects": ", ".join(f"h.{name}" for name in subjects) or "null::text as nobody",
        "pairs": ", ".join(f"('{SUBJECTS[name]}', {name})" for name in subjects) or "('', nobody)",
    }


def _nothing(target: str) -> NotPossible:
    shown = mask.scrub(target)
    return NotPossible(
        Words(
            id=f"Tidak ada data di cermin yang berasal dari '{shown}'. Beri nomor proses pengambilan, nama berkas, "
            "atau umpan@revisi-pemetaan.",
            en=f"Nothing in the mirror comes from '{shown}'. Give the number of a pull run, a file's name, or "
            "feed@mapping-revision.",
        )
    )


def _settled(plan_id: int) -> NotPossible:
    return NotPossible(
        Words(
            id=f"Rencana {plan_id} sudah selesai atau dibatalkan.", en=f"Plan {plan_id} is done or cancelled already."
        )
    )


_MOVED = refusal(
    Words(
        id="Data berubah sejak rencana dibuat. Buat rencana baru, lalu minta persetujuan lagi.",
        en="The data changed since the plan was made. Plan again, then ask for approval again.",
    )
)
