"""Tautan: who is meant by a complaint or a paper file. Offered links are confirmed or rejected, any is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.forms import Wrong
from monitoring.console.pages.cases import KEPT, MOST, plain
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.texts import states
from simpul.matching import review
from simpul.views import trace

router = APIRouter()
SAMPLES = ("/tautan", "/tautan/1", "/tautan/10")
PAGE = 50
#: Standard reasons by the key that picks them.
REASONS = {"q": "match.reason_agree", "w": "match.reason_asked", "r": "match.reason_other", "t": "match.reason_unsure"}
Seen = Annotated[Visit, Depends(needs("see"))]
Settling = Annotated[Visit, Depends(needs("settle"))]
LinkId = Annotated[int, Path(ge=1, le=MOST)]
State = Literal["offered", "sure", "confirmed", "rejected", "unlinking", "unlinked"]


class Said(BaseModel):
    """What an officer says of a link."""

    standard: Literal["q", "w", "r", "t", ""] = ""
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=KEPT)] = ""


@router.get("/tautan")
def links(visit: Seen, keadaan: State = "offered", mulai: Annotated[int, Query(ge=0, le=100_000)] = 0) -> HTMLResponse:
    """The links in one state, the likeliest first."""
    found = review.page(visit.engine, keadaan, limit=PAGE + 1, offset=mulai)
    return visit.page(
        "match/links.html",
        state=keadaan,
        states=states.MATCH,
        how=states.MATCH_HOW,
        links=found[:PAGE],
        newer=visit.here(mulai=max(mulai - PAGE, 0) or "") if mulai else "",
        older=visit.here(mulai=mulai + PAGE) if len(found) > PAGE else "",
    )


@router.get("/tautan/{link_id}")
def link(link_id: LinkId, visit: Seen) -> HTMLResponse:
    """One link: both records, how alike they are and why."""
    return _page(visit, link_id)


@router.post("/tautan/{link_id}/benar")
def confirm(link_id: LinkId, visit: Settling) -> Response:
    """Both are one."""
    return _settle(visit, link_id, review.confirm)


@router.post("/tautan/{link_id}/bukan")
def reject(link_id: LinkId, visit: Settling) -> Response:
    """They are not one; it is not offered again."""
    return _settle(visit, link_id, review.reject)


def _settle(visit: Visit, link_id: int, act: Callable[..., review.Link]) -> Response:
    try:
        asked = forms.read(Said, visit.form)
        standard = texts()[REASONS[asked.standard]].id if asked.standard else ""
        reason = ". ".join(filter(None, (standard, asked.reason)))
        done = act(visit.engine, visit.city, link_id, reason=reason, actor=visit.actor)
    except (forms.Invalid, NotPossible) as error:
        return _page(visit, link_id, wrong=forms.wrong(error, visit.form))
    state = states.MATCH[done.state]
    return visit.go(_next(visit), Words(id=f"#{link_id}: {state.id}.", en=f"#{link_id}: {state.en}."))


def _next(visit: Visit) -> str:
    """The likeliest link that still waits, else the list."""
    left = review.page(visit.engine, "offered", limit=1)
    return f"/tautan/{left[0].id}" if left else "/tautan"


def _page(visit: Visit, link_id: int, *, wrong: Wrong | None = None) -> HTMLResponse:
    try:
        view = review.show(visit.engine, visit.city, link_id)
    except NotPossible as error:
        raise forms.Missing(error.words) from None
    return visit.page(
        "match/link.html",
        wrong=wrong,
        view=view if plain(visit) else review.redact(view),
        link=view.link,
        states=states.MATCH,
        how=states.MATCH_HOW,
        labels=trace.labels,
        reasons=[(key, visit.t(text)) for key, text in REASONS.items()],
        waits=view.link.state == "offered" and visit.may("settle"),
    )
