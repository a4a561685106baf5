"""Kesehatan koneksi: how the hub reaches each system, and what will run out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.core.errors import NotPossible
from simpul.core.texts import states
from simpul.operations import conditions, link_diagnostics
from simpul.operations.jobs import request
from simpul.operations.link_diagnostics import LinkHealth

router = APIRouter()
SAMPLES = ("/koneksi", "/koneksi/siak", "/koneksi/apsp")
_SEE, _OPERATE = Depends(needs("see")), Depends(needs("operate"))


@router.get("/koneksi")
def links(visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """Every link in one table."""
    status = visit.status()
    rows = [(one, _state(visit, one.system)) for one in link_diagnostics.health(visit.engine, visit.city)]
    return visit.page("links/links.html", rows=rows, s=status, words=link_diagnostics.WORDS)


@router.get("/koneksi/{system}")
def link(system: str, visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """One link with everything known of it."""
    return _page(visit, system)


@router.get("/koneksi/{system}/uji")
def test_part(system: str, visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """The last test and the one under way, for a page that waits for it."""
    return visit.fragment("links/test.html", h=_known(visit, system), errand=_errand(visit, system))


@router.post("/koneksi/{system}/uji")
def test(system: str, visit: Annotated[Visit, _OPERATE]) -> Response:
    """Ask a worker to test the link: the console itself reaches no agency."""
    _known(visit, system)
    try:
        request.ask(visit.engine, visit.city, "link_test", system, actor=visit.actor)
    except NotPossible as error:
        return _page(visit, system, wrong=forms.wrong(error, visit.form))
    return visit.go(f"/koneksi/{system}#uji", texts()["links.test_asked"])


def _page(visit: Visit, system: str, wrong: forms.Wrong | None = None) -> HTMLResponse:
    status = visit.status()
    return visit.page(
        "links/link.html",
        wrong=wrong,
        h=_known(visit, system),
        link=_state(visit, system),
        feeds=[feed for feed in status.feeds if feed.system == system],
        late=[feed.name for feed in status.feeds if conditions.late(status, feed)],
        effects=[count for count in status.effects if count.name == system],
        words=link_diagnostics.WORDS,
        states=states.LINK,
        errand=_errand(visit, system),
    )


def _known(visit: Visit, system: str) -> LinkHealth:
    found = next((one for one in link_diagnostics.health(visit.engine, visit.city) if one.system == system), None)
    if found is None:
        raise forms.Missing(texts()["links.missing"])
    return found


def _state(visit: Visit, system: str) -> object:
    return next(link for link in visit.status().links if link.system == system)


def _errand(visit: Visit, system: str) -> request.JobRequest | None:
    """The newest request to test this link."""
    return next(iter(request.listing(visit.engine, target=system, kind="link_test", limit=1)), None)
