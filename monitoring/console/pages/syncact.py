"""Sinkronisasi, what is decided over a page of its own: pause until, release or refuse, take data back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.pages.sync import local, next_morning
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.cases import revert
from simpul.core.errors import AlreadyRunning, NotPossible
from simpul.core.i18n import WIB, Words
from simpul.links import pauses
from simpul.operations import change_limit_decisions

router = APIRouter()
SAMPLES: tuple[str, ...] = ()
_SEE, _OPERATE, _APPROVE = Depends(needs("see")), Depends(needs("operate")), Depends(needs("approve"))
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Length = Literal["1", "4", "besok", "lain"]


class Pausing(BaseModel):
    """How long, and why."""

    length: Length = "lain"
    until: datetime | None = None
    reason: Reason


class Deciding(BaseModel):
    """What is decided about a held change, and why."""

    verdict: change_limit_decisions.Verdict
    reason: Reason


class Taking(BaseModel):
    """What is to be taken back, and why."""

    target: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    reason: Reason


@router.get("/sinkron/jeda/{target}")
def pausing(target: str, visit: Annotated[Visit, _OPERATE]) -> HTMLResponse:
    """Choose until when and why."""
    return _pause_page(visit, target)


@router.post("/sinkron/jeda/{target}")
def pause(target: str, visit: Annotated[Visit, _OPERATE]) -> Response:
    """Leave a feed or a whole system alone."""
    try:
        asked = forms.read(Pausing, visit.form)
        until = _until(asked, visit.now)
        made = pauses.pause(
            visit.engine, visit.city, target, until=until, reason=asked.reason, actor=visit.actor
        )  # fmt: skip
    except (forms.Invalid, NotPossible) as error:
        return _pause_page(visit, target, wrong=forms.wrong(error, visit.form))
    return visit.go(_back(visit, target), made.words(visit.now))


@router.post("/sinkron/lanjut/{target}")
def resume(target: str, visit: Annotated[Visit, _OPERATE]) -> Response:
    """End a pause before its time."""
    try:
        pauses.resume(visit.engine, target, actor=visit.actor)
    except NotPossible as error:
        return visit.go(_back(visit, target), error.words)
    return visit.go(_back(visit, target), texts()["sync.resumed"])


@router.get("/sinkron/rem/{hold_id}")
def hold(hold_id: int, visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """A held change with a sample of what it would do."""
    return _hold_page(visit, hold_id)


@router.post("/sinkron/rem/{hold_id}")
def decide(hold_id: int, visit: Annotated[Visit, _OPERATE]) -> Response:
    """Release or refuse it."""
    try:
        asked = forms.read(Deciding, visit.form)
        said = change_limit_decisions.decide(
            visit.engine, hold_id, asked.verdict, actor=visit.actor, reason=asked.reason
        )
    except (forms.Invalid, NotPossible) as error:
        return _hold_page(visit, hold_id, wrong=forms.wrong(error, visit.form))
    return visit.go(f"/sinkron/rem/{hold_id}", said)


@router.get("/sinkron/kembalikan/baru")
def taking(visit: Annotated[Visit, _OPERATE], sasaran: Annotated[str, Query(max_length=300)] = "") -> HTMLResponse:
    """What taking something back would do, before it is planned."""
    return _take_page(visit, sasaran.strip())


@router.post("/sinkron/kembalikan")
def take(visit: Annotated[Visit, _OPERATE]) -> Response:
    """Plan it; another person approves."""
    try:
        asked = forms.read(Taking, visit.form)
        made = revert.plan(visit.engine, visit.city, asked.target, actor=visit.actor, reason=asked.reason)
    except (forms.Invalid, NotPossible) as error:
        return _take_page(visit, visit.form.get("target", ""), wrong=forms.wrong(error, visit.form))
    return visit.go(f"/sinkron/kembalikan/{made.plan_id}", texts()["sync.planned"])


@router.get("/sinkron/kembalikan/{plan_id}")
def plan(plan_id: int, visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """A plan, as it stands."""
    return _plan_page(visit, plan_id)


@router.post("/sinkron/kembalikan/{plan_id}/setujui")
def approve(plan_id: int, visit: Annotated[Visit, _APPROVE]) -> Response:
    """Another person lets it be done, now."""
    try:
        revert.approve(visit.engine, visit.city, plan_id, actor=visit.actor)
    except NotPossible as error:
        return _plan_page(visit, plan_id, wrong=forms.wrong(error, visit.form))
    except AlreadyRunning:
        busy = NotPossible(texts()["sync.busy"])
        return _plan_page(visit, plan_id, wrong=forms.wrong(busy, visit.form))
    return visit.go(f"/sinkron/kembalikan/{plan_id}", texts()["sync.taken_back"])


@router.post("/sinkron/kembalikan/{plan_id}/batal")
def drop(plan_id: int, visit: Annotated[Visit, _SEE]) -> Response:
    """Drop a plan: who may make or approve one may."""
    if not (visit.may("operate") or visit.may("approve")):
        raise forms.Missing
    try:
        revert.cancel(visit.engine, plan_id, actor=visit.actor)
    except NotPossible as error:
        return _plan_page(visit, plan_id, wrong=forms.wrong(error, visit.form))
    return visit.go(f"/sinkron/kembalikan/{plan_id}", texts()["sync.dropped"])


def _until(asked: Pausing, now: datetime) -> datetime:
    if asked.length == "besok":
        return next_morning(now)
    if asked.length != "lain":
        return now + timedelta(hours=int(asked.length))
    if asked.until is None:
        raise forms.Invalid({"until": texts()["common.empty"]})
    return asked.until if asked.until.tzinfo else asked.until.replace(tzinfo=WIB)


def _back(visit: Visit, target: str) -> str:
    return f"/sinkron/{target}" if target in visit.city.feeds else "/sinkron"


def _pause_page(visit: Visit, target: str, wrong: forms.Wrong | None = None) -> HTMLResponse:
    if target not in visit.city.feeds and target not in visit.city.systems:
        raise forms.Missing(texts()["sync.no_feed"])
    with visit.engine.connect() as connection:
        found = pauses.active(connection, (target,)).get(target)
    return visit.page(
        "sync/pause.html",
        wrong=wrong,
        target=target,
        whole=target in visit.city.systems,
        title=visit.city.systems[target].title if target in visit.city.systems else target,
        pause=found,
        morning=next_morning(visit.now),
        example=local(next_morning(visit.now)),
        longest=pauses.LONGEST.days,
        back=_back(visit, target),
    )


def _hold_page(visit: Visit, hold_id: int, wrong: forms.Wrong | None = None) -> HTMLResponse:
    found = change_limit_decisions.one(visit.engine, hold_id)
    if found is None:
        raise forms.Missing
    return visit.page("sync/hold.html", wrong=wrong, h=found, feed=visit.city.feeds.get(found.target))


def _take_page(visit: Visit, target: str, wrong: forms.Wrong | None = None) -> HTMLResponse:
    found: revert.Preview | None = None
    refused: Words | None = None
    if target:
        try:
            found = revert.look(visit.engine, visit.city, target)
        except NotPossible as error:
            refused = error.words
    return visit.page("sync/take.html", wrong=wrong, target=target, found=found, refused=refused)


def _plan_page(visit: Visit, plan_id: int, wrong: forms.Wrong | None = None) -> HTMLResponse:
    found = revert.one(visit.engine, plan_id)
    if found is None:
        raise forms.Missing
    return visit.page("sync/plan.html", wrong=wrong, p=found)
