"""Peringatan: what is wrong now, by which routes people are told, quiet on purpose, what was sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.forms import Wrong
from monitoring.console.request import Visit
from simpul.core.errors import NotPossible
from simpul.operations.alerts import routes, silences
from simpul.operations.alerts.kinds import KINDS, LEVEL_WORDS, Level
from simpul.operations.alerts.model import Route
from simpul.operations.measures import watcher

router = APIRouter()
HOME = "/pengaturan/peringatan"
SAMPLES = (HOME, f"{HOME}/jalur-baru")
#: A watcher that has not turned for this long is silent.
SILENT = timedelta(minutes=5)
_See, _Operate, _Admin = Depends(needs("see")), Depends(needs("operate")), Depends(needs("administer"))
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class NewRoute(BaseModel):
    """The form of a new route."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    env: Short = ""
    file: Short = ""
    severity: Level = "warning"
    quiet_from: Annotated[str, StringConstraints(strip_whitespace=True, max_length=5)] = ""
    quiet_until: Annotated[str, StringConstraints(strip_whitespace=True, max_length=5)] = ""
    digest: Literal["ya", ""] = ""
    language: Literal["id", "en"] = "id"
    repeat_hours: Annotated[int, Field(ge=1, le=168)] = 4


class Quiet(BaseModel):
    """The form of a silence."""

    kind: Short = ""
    target: Short = ""
    hours: Literal["1", "4", "24", "168"] = "1"
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


@router.get(HOME)
def overview(visit: Annotated[Visit, _See]) -> HTMLResponse:
    """Everything about alerts on one page."""
    return _overview(visit)


@router.get(f"{HOME}/jalur-baru")
def new(visit: Annotated[Visit, _Admin]) -> HTMLResponse:
    """An empty form."""
    return _new(visit)


@router.post(f"{HOME}/jalur-baru")
def add(visit: Annotated[Visit, _Admin]) -> Response:
    """Add a route."""
    try:
        asked = forms.read(NewRoute, visit.form)
        named = {**asked.model_dump(), "digest": asked.digest == "ya", "kinds": visit.forms("kinds")}
        said = routes.add(visit.engine, Route(**named), actor=visit.actor)
    except (forms.Invalid, NotPossible) as error:
        return _new(visit, wrong=forms.wrong(error, visit.form))
    return visit.go(HOME, said)


@router.post(HOME + "/jalur/{name}/uji")
def test(name: str, visit: Annotated[Visit, _Admin]) -> Response:
    """Send a test message."""
    try:
        return visit.go(HOME, routes.test(visit.engine, name, actor=visit.actor))
    except NotPossible as error:
        return _overview(visit, wrong=forms.wrong(error, visit.form))


@router.post(HOME + "/jalur/{name}/{state}")
def switch(name: str, state: Literal["on", "off", "removed"], visit: Annotated[Visit, _Admin]) -> Response:
    """Switch a route on or off, or remove it."""
    try:
        return visit.go(HOME, routes.switch(visit.engine, name, state, actor=visit.actor))
    except NotPossible as error:
        return _overview(visit, wrong=forms.wrong(error, visit.form))


@router.post(f"{HOME}/senyap")
def silence(visit: Annotated[Visit, _Operate]) -> Response:
    """Hold messages back for a while."""
    try:
        asked = forms.read(Quiet, visit.form)
        until = visit.now + timedelta(hours=int(asked.hours)) - timedelta(seconds=5)
        said = silences.silence(
            visit.engine, kind=asked.kind, target=asked.target, until=until, reason=asked.reason, actor=visit.actor
        )
    except (forms.Invalid, NotPossible) as error:
        return _overview(visit, wrong=forms.wrong(error, visit.form))
    return visit.go(HOME, said)


@router.post(HOME + "/senyap/{number}/akhiri")
def speak(number: int, visit: Annotated[Visit, _Operate]) -> Response:
    """Speak again."""
    try:
        return visit.go(HOME, silences.end(visit.engine, number, actor=visit.actor))
    except NotPossible as error:
        return _overview(visit, wrong=forms.wrong(error, visit.form))


def _overview(visit: Visit, wrong: Wrong | None = None) -> HTMLResponse:
    beat = watcher(visit.engine)
    return visit.page(
        "alerts/overview.html",
        wrong=wrong,
        beat=beat,
        silent=beat is not None and beat.age > SILENT,
        standing=silences.standing(visit.engine),
        routes=routes.listing(visit.engine),
        silences=silences.listing(visit.engine),
        messages=routes.messages(visit.engine),
        levels=LEVEL_WORDS,
        kinds=KINDS,
        marks={"info": "running", "warning": "late", "critical": "action"},
    )


def _new(visit: Visit, wrong: Wrong | None = None) -> HTMLResponse:
    return visit.page(
        "alerts/route.html",
        wrong=wrong,
        levels=[(level, words.say(visit.language)) for level, words in LEVEL_WORDS.items()],
        kinds=[(kind, known.title.say(visit.language)) for kind, known in KINDS.items()],
        chosen=visit.forms("kinds"),
    )
