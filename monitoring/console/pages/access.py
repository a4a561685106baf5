"""A change of access that waits for a second person: what it would give whom, and who asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.forms import Wrong
from monitoring.console.request import Visit
from simpul.core.errors import NotPossible
from simpul.people import changes, delegation
from simpul.people.changes import Change

router = APIRouter()
Seen = Annotated[Visit, Depends(needs("see"))]


@router.get("/persetujuan/akses/{number}")
def change(number: int, visit: Seen) -> HTMLResponse:
    """What agreeing would do."""
    return _shown(visit, number)


@router.post("/persetujuan/akses/{number}/setujui")
def approve(number: int, visit: Seen) -> Response:
    """The second person lets it happen."""
    if not _agrees(visit):
        raise forms.Missing
    _found(visit, number)
    try:
        said = changes.approve(visit.console.engine, number, actor=visit.actor)
    except NotPossible as error:
        return _shown(visit, number, forms.wrong(error, visit.form))
    return visit.go(f"/persetujuan/akses/{number}", said)


@router.post("/persetujuan/akses/{number}/tolak")
def refuse(number: int, visit: Seen) -> Response:
    """Turned down with a reason, by a second person or by whose account it is."""
    found = _found(visit, number)
    if not _agrees(visit) and not delegation.same(found.username, visit.actor):
        raise forms.Missing
    try:
        said = changes.refuse(visit.console.engine, number, actor=visit.actor, reason=visit.form.get("reason", ""))
    except NotPossible as error:
        return _shown(visit, number, forms.wrong(error, visit.form))
    return visit.go(f"/persetujuan/akses/{number}", said)


@router.post("/persetujuan/akses/{number}/tarik")
def withdraw(number: int, visit: Seen) -> Response:
    """Taken back by who asked."""
    if not delegation.same(_found(visit, number).actor, visit.actor):
        raise forms.Missing
    try:
        said = changes.withdraw(visit.console.engine, number, actor=visit.actor)
    except NotPossible as error:
        return _shown(visit, number, forms.wrong(error, visit.form))
    return visit.go(f"/persetujuan/akses/{number}", said)


def _shown(visit: Visit, number: int, wrong: Wrong | None = None) -> HTMLResponse:
    found = _found(visit, number)
    own, meant = (delegation.same(name, visit.actor) for name in (found.actor, found.username))
    return visit.page("approvals/access.html", wrong=wrong, one=found, own=own, meant=meant, agrees=_agrees(visit))


def _agrees(visit: Visit) -> bool:
    return visit.may("approve") or visit.may("administer")


def _found(visit: Visit, number: int) -> Change:
    found = changes.one(visit.console.engine, number)
    if found is None:
        raise forms.Missing
    if not _agrees(visit) and not any(delegation.same(name, visit.actor) for name in (found.actor, found.username)):
        raise forms.Missing
    return found
