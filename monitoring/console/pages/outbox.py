"""What is to be sent over a link: drafts a person lets out, and what could not be sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.core.errors import NotPossible
from simpul.delivery import outbox

router = APIRouter()
SAMPLES = ("/koneksi/apsp/kiriman",)
#: Effects a list shows at most; who has more than these has one cause to mend first.
MOST = 50
_SEE, _OPERATE = Depends(needs("see")), Depends(needs("operate"))


class Act(BaseModel):
    """What one may say about an effect."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


@router.get("/koneksi/{system}/kiriman")
def effects(system: str, visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """Effects to one system that have not come to their end, oldest first."""
    if system not in visit.city.systems:
        raise forms.Missing(texts()["links.missing"])
    found = outbox.listing(visit.engine, system=system, limit=MOST)
    return visit.page("outbox/effects.html", system=visit.city.systems[system], effects=found, most=MOST)


@router.get("/koneksi/{system}/kiriman/{number}")
def effect(system: str, number: int, visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """One effect: what it says, what was answered, what may be done."""
    return _page(visit, system, number)


@router.post("/koneksi/{system}/kiriman/{number}/lepas")
def release(system: str, number: int, visit: Annotated[Visit, _OPERATE]) -> Response:
    """Let it out, in one's own name."""
    try:
        asked = forms.read(Act, visit.form)
        done = outbox.release(visit.engine, visit.city, number, actor=visit.actor, reason=asked.reason)
    except (forms.Invalid, NotPossible) as error:
        return _page(visit, system, number, wrong=forms.wrong(error, visit.form))
    return visit.go(f"/koneksi/{system}/kiriman", done.words)


@router.post("/koneksi/{system}/kiriman/{number}/batal")
def cancel(system: str, number: int, visit: Annotated[Visit, _OPERATE]) -> Response:
    """Take it back, as long as it certainly has not arrived."""
    try:
        asked = forms.read(Act, visit.form)
        said = outbox.cancel(visit.engine, number, actor=visit.actor, reason=asked.reason)
    except (forms.Invalid, NotPossible) as error:
        return _page(visit, system, number, wrong=forms.wrong(error, visit.form))
    return visit.go(f"/koneksi/{system}/kiriman", said)


def _page(visit: Visit, system: str, number: int, wrong: forms.Wrong | None = None) -> HTMLResponse:
    try:
        found = outbox.show(visit.engine, visit.city, number)
    except NotPossible as error:
        raise forms.Missing(error.words) from None
    if found.effect.system != system:
        raise forms.Missing
    line = found.effect
    return visit.page(
        "outbox/effect.html",
        wrong=wrong,
        system=visit.city.systems[system],
        found=found,
        may_release=line.state == "draft" or (line.state == "failed" and line.mode == "event"),
        may_cancel=line.state in outbox.CANCELLABLE,
        window=visit.city.policy.undo_window,
    )
