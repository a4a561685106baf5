"""Latihan: planted cases to learn on. Results are read by the person they belong to, and by nobody else."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.forms import Wrong
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.cases import practice
from simpul.cases.practice import Exercise
from simpul.core.errors import NotPossible
from simpul.core.texts import states

router = APIRouter()
SAMPLES = ("/latihan", "/latihan/hari-bulan")
Learner = Annotated[Visit, Depends(needs("see"))]


class Answer(BaseModel):
    """What the officer would decide."""

    choice: Annotated[str, StringConstraints(max_length=30)]
    #: As in earnest; it is not kept.
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


@router.get("/latihan")
def exercises(visit: Learner) -> HTMLResponse:
    """Every exercise and how it went for this person."""
    found = practice.results(visit.engine, _learner(visit))
    solved = sum(result.solved for result in found.values())
    return visit.page(
        "practice/exercises.html", exercises=practice.exercises(), results=found, solved=solved, states=states
    )


@router.post("/latihan/hapus")
def forget(visit: Learner) -> Response:
    """Start anew."""
    return visit.go("/latihan", practice.forget(visit.engine, _learner(visit)))


@router.get("/latihan/{name}")
def exercise(name: str, visit: Learner) -> HTMLResponse:
    """One planted case, to be decided."""
    return _page(visit, _found(name))


@router.post("/latihan/{name}")
def answer(name: str, visit: Learner) -> Response:
    """Decide it."""
    found = _found(name)
    try:
        asked = forms.read(Answer, visit.form)
        practice.answer(visit.engine, _learner(visit), name, asked.choice)
    except (forms.Invalid, NotPossible) as error:
        return _page(visit, found, wrong=forms.wrong(error, visit.form))
    return visit.go(f"/latihan/{name}/hasil")


@router.get("/latihan/{name}/hasil")
def result(name: str, visit: Learner) -> Response:
    """Why the last answer is right or not, and what would have happened."""
    found = _found(name)
    given = practice.results(visit.engine, _learner(visit)).get(name)
    chosen = found.option(given.choice) if given else None
    if chosen is None:
        return visit.go(f"/latihan/{name}")
    return visit.page(
        "practice/result.html", exercise=found, chosen=chosen, next=practice.following(name), states=states
    )


def _page(visit: Visit, found: Exercise, *, wrong: Wrong | None = None) -> HTMLResponse:
    return visit.page("practice/exercise.html", wrong=wrong, exercise=found, states=states)


def _found(name: str) -> Exercise:
    try:
        return practice.exercise(name[:60])
    except NotPossible as error:
        raise forms.Missing(error.words) from None


def _learner(visit: Visit) -> int:
    if visit.person is None:
        raise forms.Missing(texts()["practice.missing"])
    return visit.person.id
