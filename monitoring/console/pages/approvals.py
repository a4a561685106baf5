"""Persetujuan: everything that waits for a second person, reverts and unlinkings among them, and the stand-ins."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.forms import Wrong
from monitoring.console.pages.cases import plain
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.cases import approvals, cases, revert, unlink
from simpul.cases.approvals import Waiting
from simpul.core.errors import AlreadyRunning, NotPossible
from simpul.core.texts import states
from simpul.matching import review
from simpul.people import accounts, delegation
from simpul.views import trace

router = APIRouter()
SAMPLES = ("/persetujuan", "/persetujuan/penggantian")
PAGE = 50
Seen = Annotated[Visit, Depends(needs("see"))]
Settling = Annotated[Visit, Depends(needs("settle"))]
Approving = Annotated[Visit, Depends(needs("approve"))]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
#: Kind → where it is shown in full and settled.
PAGES = {
    "case": "/ketidaksesuaian/{}",
    "bulk": "/massal/{}",
    "revert": "/persetujuan/pengembalian/{}",
    "link": "/persetujuan/tautan/{}",
    "balikan": "/laporan/balikan/{}",
    "quarantine": "/karantina/usul/{}",
    "account": "/persetujuan/akses/{}",
}


class Reasoned(BaseModel):
    """Why."""

    reason: Text


class Absence(BaseModel):
    """Who is away, who stands in, from when to when."""

    absent: Name
    stand_in: Name
    starts: date
    ends: date
    reason: Text


@router.get("/persetujuan")
def waiting(visit: Seen) -> HTMLResponse:
    """What waits for this person, what they proposed, and the rest."""
    found = approvals.waiting(visit.engine, visit.city, actor=visit.actor, limit=PAGE)
    may = visit.may("approve")
    return visit.page(
        "approvals/waiting.html",
        for_me=[one for one in found if may and not one.own and one.hindrance is None],
        mine=[one for one in found if one.own],
        others=[one for one in found if not one.own and not (may and one.hindrance is None)],
        page=page_of,
        full=len(found) == PAGE,
    )


def page_of(one: Waiting) -> str:
    """Where it is shown in full."""
    return PAGES[one.kind].format(one.number)


# Taking back what a run or file wrote


@router.get("/persetujuan/pengembalian/{plan_id}")
def plan(plan_id: int, visit: Seen) -> HTMLResponse:
    """What approving a revert would do."""
    return _plan(visit, plan_id)


@router.post("/persetujuan/pengembalian/{plan_id}/setujui")
def approve_plan(plan_id: int, visit: Approving) -> Response:
    """Do it."""
    try:
        revert.approve(visit.engine, visit.city, plan_id, actor=visit.actor)
    except AlreadyRunning:
        return _plan(visit, plan_id, wrong=Wrong(errors={"": texts()["revert.busy"]}, typed=visit.form))
    except NotPossible as error:
        return _plan(visit, plan_id, wrong=forms.wrong(error, visit.form))
    return visit.go("/persetujuan", texts()["revert.done"])


@router.post("/persetujuan/pengembalian/{plan_id}/tolak")
def refuse_plan(plan_id: int, visit: Approving) -> Response:
    """Drop somebody else's plan, with a reason."""
    try:
        asked = forms.read(Reasoned, visit.form)
        revert.cancel(visit.engine, plan_id, actor=visit.actor, reason=asked.reason)
    except (forms.Invalid, NotPossible) as error:
        return _plan(visit, plan_id, wrong=forms.wrong(error, visit.form))
    return visit.go("/persetujuan", texts()["approvals.refused"])


@router.post("/persetujuan/pengembalian/{plan_id}/tarik")
def withdraw_plan(plan_id: int, visit: Seen) -> Response:
    """Drop one's own plan."""
    if not delegation.same(_found_plan(visit, plan_id).actor, visit.actor):
        raise forms.Missing
    try:
        revert.cancel(visit.engine, plan_id, actor=visit.actor)
    except NotPossible as error:
        return _plan(visit, plan_id, wrong=forms.wrong(error, visit.form))
    return visit.go("/persetujuan", texts()["approvals.withdrawn"])


def _plan(visit: Visit, plan_id: int, *, wrong: Wrong | None = None) -> HTMLResponse:
    found = _found_plan(visit, plan_id)
    return visit.page("approvals/plan.html", wrong=wrong, plan=found, own=delegation.same(found.actor, visit.actor))


def _found_plan(visit: Visit, plan_id: int) -> revert.Plan:
    try:
        return revert.show(visit.engine, plan_id)
    except NotPossible as error:
        raise forms.Missing(error.words) from None


# Unlinking


@router.get("/persetujuan/tautan/{link_id}")
def link(link_id: int, visit: Seen) -> HTMLResponse:
    """What taking a link apart would do: its consequences first."""
    return _link(visit, link_id)


@router.post("/persetujuan/tautan/{link_id}/usulkan")
def propose_unlink(link_id: int, visit: Settling) -> Response:
    """Ask that it be taken apart."""
    try:
        asked = forms.read(Reasoned, visit.form)
        unlink.propose(visit.engine, link_id, actor=visit.actor, reason=asked.reason)
    except (forms.Invalid, NotPossible) as error:
        return _link(visit, link_id, wrong=forms.wrong(error, visit.form))
    return visit.go(f"/persetujuan/tautan/{link_id}", texts()["unlink.proposed"])


@router.post("/persetujuan/tautan/{link_id}/setujui")
def approve_unlink(link_id: int, visit: Approving) -> Response:
    """Take it apart."""
    try:
        unlink.approve(visit.engine, visit.city, link_id, actor=visit.actor)
    except NotPossible as error:
        return _link(visit, link_id, wrong=forms.wrong(error, visit.form))
    return visit.go(f"/persetujuan/tautan/{link_id}", texts()["unlink.done"])


@router.post("/persetujuan/tautan/{link_id}/tolak")
def refuse_unlink(link_id: int, visit: Seen) -> Response:
    """Leave it: an approver with a reason, or its proposer."""
    own = delegation.same(_found_link(visit, link_id).proposed_by or "", visit.actor)
    if not own and not visit.may("approve"):
        raise forms.Missing
    try:
        asked = forms.read(Reasoned, visit.form)
        unlink.refuse(visit.engine, link_id, actor=visit.actor, reason=asked.reason)
    except (forms.Invalid, NotPossible) as error:
        return _link(visit, link_id, wrong=forms.wrong(error, visit.form))
    return visit.go(f"/persetujuan/tautan/{link_id}", texts()["unlink.kept"])


def _link(visit: Visit, link_id: int, *, wrong: Wrong | None = None) -> HTMLResponse:
    found = _found_link(visit, link_id)
    own = delegation.same(found.proposed_by or "", visit.actor)
    view = review.show(visit.engine, visit.city, link_id)
    return visit.page(
        "approvals/link.html",
        wrong=wrong,
        found=found,
        link=found.link,
        view=view if plain(visit) else review.redact(view),
        own=own,
        states=states.MATCH,
        labels=trace.labels,
    )


def _found_link(visit: Visit, link_id: int) -> unlink.Consequences:
    try:
        return unlink.consequences(visit.engine, link_id)
    except NotPossible as error:
        raise forms.Missing(error.words) from None


# Stand-ins


@router.get("/persetujuan/penggantian")
def stand_ins(visit: Seen) -> HTMLResponse:
    """Who stands in for whom."""
    return _stand_ins(visit)


@router.post("/persetujuan/penggantian")
def delegate(visit: Seen) -> Response:
    """Name a stand-in: for oneself, or for anybody by who approves or administers."""
    try:
        asked = forms.read(Absence, visit.form)
        _allowed(visit, asked)
        cases.delegate(
            visit.engine, absent=asked.absent, stand_in=asked.stand_in, starts=asked.starts, ends=asked.ends,
            reason=asked.reason, actor=visit.actor,
        )  # fmt: skip
    except (forms.Invalid, NotPossible) as error:
        return _stand_ins(visit, wrong=forms.wrong(error, visit.form))
    return visit.go("/persetujuan/penggantian", texts()["standin.added"])


@router.post("/persetujuan/penggantian/{number}/akhiri")
def undelegate(number: int, visit: Seen) -> Response:
    """End it now."""
    found = next((one for one in cases.delegations(visit.engine) if one.id == number), None)
    if found is None or not (_anybodys(visit) or delegation.same(found.actor, visit.actor)):
        raise forms.Missing
    try:
        said = cases.undelegate(visit.engine, number, actor=visit.actor)
    except NotPossible as error:
        return _stand_ins(visit, wrong=forms.wrong(error, visit.form))
    return visit.go("/persetujuan/penggantian", said)


def _stand_ins(visit: Visit, *, wrong: Wrong | None = None) -> HTMLResponse:
    return visit.page(
        "approvals/standins.html", wrong=wrong, delegations=cases.delegations(visit.engine), anybodys=_anybodys(visit),
        same=delegation.same,
    )  # fmt: skip


def _allowed(visit: Visit, asked: Absence) -> None:
    """Both exist, and the absence is one's own unless one may arrange anybody's. Invalid names the field."""
    if not _anybodys(visit) and not delegation.same(asked.absent, visit.actor):
        raise forms.Invalid({"absent": texts()["standin.not_yours"]})
    for name, username in (("absent", asked.absent), ("stand_in", asked.stand_in)):
        if accounts.by_username(visit.console.engine, username.lower()) is None:
            raise forms.Invalid({name: texts()["standin.unknown"]})


def _anybodys(visit: Visit) -> bool:
    return visit.may("approve") or visit.may("administer")
