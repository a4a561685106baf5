"""How a feed stands and how far its run is, from what the commits already tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, text

from simpul.core.i18n import Words
from simpul.core.model import RunTotals
from simpul.core.texts import states
from simpul.operations import conditions
from simpul.operations.link_status import State
from simpul.operations.status_model import FeedStatus, Status
from simpul.store.queries import query

StageState = Literal["done", "running", "waiting", "failed", "held"]
#: The stages of the run that takes in; the others are runs of their own.
OWN = ("fetch", "check", "map", "write")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of the way."""

    name: str
    words: Words
    state: StageState

    @property
    def said(self) -> Words:
        return states.small(states.STAGE_STATE[self.state])


@dataclass(frozen=True, kw_only=True)
class Live:
    """How far the last run of a feed is, or how far it came."""

    run_id: int
    kind: str
    state: str
    #: Somebody is at work on it now; a running run without is cut off.
    alive: bool
    reason: str
    started_at: datetime
    ended_at: datetime | None
    #: When it committed last.
    moved_at: datetime | None
    totals: RunTotals
    pages: int
    #: Rows of the whole answer; None: the source did not say.
    announced: int | None
    #: Rows a second, over the time it has been at work.
    rate: float
    #: Time left; None: not known.
    left: timedelta | None
    stages: tuple[Stage, ...]


def live(engine: Engine, feed: str) -> Live | None:
    """The last run of a feed; None: it never ran."""
    with engine.connect() as connection:
        row = connection.execute(text(query("steer_last_runs")), {"targets": [feed]}).one_or_none()
        return _live(connection, row) if row is not None else None


def of_run(connection: Connection, row: Row[Any]) -> Live:
    """The same of a row of ``steer_run``, with ``alive``."""
    return _live(connection, row)


def _live(connection: Connection, row: Row[Any]) -> Live:
    now: datetime = connection.execute(text(query("pause_now"))).scalar_one()
    rate = _rate(row, now)
    return Live(
        run_id=row.id, kind=row.kind, state=row.state, alive=row.alive, reason=row.reason, started_at=row.started_at,
        ended_at=row.ended_at, moved_at=row.moved_at, totals=totals_of(row), pages=row.pages or 0,
        announced=row.announced, rate=rate, left=_left(row, rate),
        stages=(*_own(row), *_after(connection, row)),
    )  # fmt: skip


def totals_of(row: Row[Any]) -> RunTotals:
    """The control totals of a run's row."""
    return RunTotals(**{name: getattr(row, name) for name in RunTotals.__dataclass_fields__})


def _rate(row: Row[Any], now: datetime) -> float:
    seconds = ((row.ended_at or row.moved_at or now) - row.started_at).total_seconds()
    return float(row.read / seconds) if row.read and seconds > 0 else 0.0


def _left(row: Row[Any], rate: float) -> timedelta | None:
    if not row.alive or not row.announced or rate <= 0:
        return None
    return timedelta(seconds=max(0, row.announced - row.read) / rate)


def _own(row: Row[Any]) -> tuple[Stage, ...]:
    """Fetching, checking, mapping and writing go on side by side, part after part, until the last part is written."""
    if row.kind != "pull":
        return ()
    at = OWN.index(row.stage) if row.stage else 0
    return tuple(_stage(name, _own_state(row, place, at)) for place, name in enumerate(OWN))


def _own_state(row: Row[Any], place: int, at: int) -> StageState:
    if row.state == "done":
        return "done"
    if row.state == "running" and row.alive:
        begun = row.pages or place == 0
        return "running" if begun else "waiting"
    if place == at:
        return "held" if row.state == "held" else "failed"
    return "done" if place < at else "waiting"


def _after(connection: Connection, row: Row[Any]) -> tuple[Stage, ...]:
    """The comparison and the sending that followed; they take what several runs left, not of this one alone."""
    if row.kind != "pull":
        return ()
    if row.state != "done" or row.ended_at is None:
        return (_stage("compare", "waiting"), _stage("deliver", "waiting"))
    next_ = connection.execute(text(query("steer_next")), {"compare": "compare", "after": row.ended_at}).one()
    compared = _STATES.get(next_.compare_state, "waiting")
    sent: StageState = "waiting"
    if compared == "done":
        sent = _STATES.get(next_.deliver_state, "waiting") if next_.waiting else "done"
    return (_stage("compare", compared), _stage("deliver", sent))


_STATES: Mapping[str | None, StageState] = {
    "done": "done", "running": "running", "failed": "failed", "stopped": "failed", "held": "held"
}  # fmt: skip


def _stage(name: str, state: StageState) -> Stage:
    return Stage(name=name, words=states.STAGE[name], state=state)


def standing(feed: FeedStatus, status: Status) -> tuple[State, Words]:
    """How one feed is: the word of its link is the worst of all its feeds', this is its own."""
    run = feed.last_run
    if feed.paused_until is not None:
        return "paused", states.LINK["paused"]
    if any(brake.target == feed.name for brake in status.brakes):
        return "action", states.RUN["held"]
    if run is not None and run.state == "stopped":
        return "action", states.LINK["action"]
    if conditions.late(status, feed):
        return "late", states.LINK["late"]
    if run is None or feed.last_success_at is None and run.state != "running":
        return "paused", Words(id="Menunggu proses pertama", en="Waiting for its first run")
    if run.state == "parked":
        return "paused", Words(id="Menunggu sumber buka", en="Waiting for the source")
    state = _RUNS.get(run.state, "healthy")
    return state, states.LINK[state]


_RUNS: Mapping[str, State] = {"running": "running", "failed": "healing"}
