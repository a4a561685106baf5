"""One ketidaksesuaian: systems side by side, why, history, and everything that can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field, StringConstraints

from monitoring.console import case_filters, forms
from monitoring.console.access import Refused, needs
from monitoring.console.case_filters import Look
from monitoring.console.forms import Wrong
from monitoring.console.pages.cases import KEPT, MOST, much, plain
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.cases import cases, corrections, queue, redaction, sentences, side_by_side
from simpul.cases import options as choosing
from simpul.cases.cases import Evidence
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.core.texts import states
from simpul.people import accounts
from simpul.people.delegation import same

router = APIRouter()
#: Values with markup, with a formula, of five hundred characters.
SAMPLES = ("/ketidaksesuaian/1", "/ketidaksesuaian/7", "/ketidaksesuaian/13")
#: Colleagues a page names; any other officer's user name is taken as well.
NAMED = 100
Seen = Annotated[Visit, Depends(needs("see"))]
Settling = Annotated[Visit, Depends(needs("settle"))]
Approving = Annotated[Visit, Depends(needs("approve"))]
#: What PostgreSQL can keep: no number beyond its own, no text with a NUL.
CaseId = Annotated[int, Path(ge=1, le=MOST)]
Number = Annotated[int, Field(ge=0, le=MOST)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=KEPT)]
Needed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=KEPT)]
#: Reasons that cost one key: key → key of the texts.
REASONS = {
    "q": "cases.reason_authority",
    "w": "cases.reason_document",
    "r": "cases.reason_typo",
    "t": "cases.reason_asked",
}


class Deciding(BaseModel):
    """A decision as it was typed."""

    choice: Literal["authority", "follower", "proposed", "other", "accept", "apart", "correct", "merge"]
    version: Number
    standard: Literal["q", "w", "r", "t", ""] = ""
    reason: Text = ""
    value: Text | None = None
    until: date | None = None
    evidence_kind: Text = ""
    evidence_number: Annotated[str, StringConstraints(max_length=100, pattern=KEPT)] = ""
    evidence_date: date | None = None


class Reasoned(BaseModel):
    """An act that needs a reason."""

    reason: Needed


class Given(BaseModel):
    """Whom a case is given to."""

    to: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=KEPT)]


class Put(BaseModel):
    """Until when a case is put off."""

    snooze_until: date | None = None
    more: Number | None = None
    snooze_reason: Text = ""


class Said(BaseModel):
    """A comment."""

    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=KEPT)]


class Shown(BaseModel):
    """The proposal that was on the page."""

    decision_id: Number


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What this person may do about a case as it stands."""

    decide: bool
    desk: bool
    wake: bool
    #: The proposal that waits, and what this person may do about it.
    proposal: cases.Proposal | None
    approve: bool
    withdraw: bool
    #: The last decision that stands and can be taken back, or put back once it was sent.
    undo: Mapping[str, Any] | None
    sent: bool


@router.get("/ketidaksesuaian/{case_id}")
def one(case_id: CaseId, visit: Seen) -> HTMLResponse:
    """One case."""
    return _page(visit, case_id)


@router.post("/ketidaksesuaian/{case_id}/putuskan")
def decide(case_id: CaseId, visit: Settling) -> Response:
    """Decide, or propose where another person must approve; then the next one of the list."""

    def act() -> Words:
        asked = forms.read(Deciding, visit.form)
        said = cases.decide(
            visit.engine, visit.city, case_id, choice=asked.choice, reason=_reason(visit, case_id, asked),
            actor=visit.actor, value=asked.value if asked.choice in ("other", "correct") else None,
            version=asked.version, evidence=_evidence(asked),
            until=asked.until if asked.choice in ("accept", "follower") else None,
        )  # fmt: skip
        return said.words

    return _do(visit, case_id, act, onwards=visit.form.get("go") != "stay")


@router.post("/ketidaksesuaian/{case_id}/ambil")
def take(case_id: CaseId, visit: Settling) -> Response:
    """Assign the case to oneself."""
    return _do(visit, case_id, lambda: cases.assign(visit.engine, case_id, to=visit.actor, actor=visit.actor))


@router.post("/ketidaksesuaian/{case_id}/tugaskan")
def give(case_id: CaseId, visit: Settling) -> Response:
    """Assign the case to a colleague."""

    def act() -> Words:
        asked = forms.read(Given, visit.form)
        if asked.to not in _colleagues(visit):
            raise forms.Invalid({"to": texts()["cases.nobody"]})
        return cases.assign(visit.engine, case_id, to=asked.to, actor=visit.actor)

    return _do(visit, case_id, act)


@router.post("/ketidaksesuaian/{case_id}/tunda")
def snooze(case_id: CaseId, visit: Settling) -> Response:
    """Put the case off."""

    def act() -> Words:
        asked = forms.read(Put, visit.form)
        if (asked.snooze_until is None) == (asked.more is None):
            raise forms.Invalid({"snooze_until": texts()["cases.snooze_one"]})
        parts = {"until": asked.snooze_until, "more": asked.more, "reason": asked.snooze_reason}
        return cases.snooze(visit.engine, case_id, actor=visit.actor, **parts)  # type: ignore[arg-type]

    return _do(visit, case_id, act, onwards=True)


@router.post("/ketidaksesuaian/{case_id}/bangunkan")
def wake(case_id: CaseId, visit: Settling) -> Response:
    """Take a snoozed case up again."""
    return _do(visit, case_id, lambda: cases.wake(visit.engine, case_id, actor=visit.actor))


@router.post("/ketidaksesuaian/{case_id}/catat")
def comment(case_id: CaseId, visit: Seen) -> Response:
    """Say something about the case."""
    if not plain(visit):
        raise Refused("right", visit)

    def act() -> Words:
        return cases.comment(visit.engine, case_id, forms.read(Said, visit.form).body, actor=visit.actor)

    return _do(visit, case_id, act)


@router.post("/ketidaksesuaian/{case_id}/batalkan")
def undo(case_id: CaseId, visit: Settling) -> Response:
    """Take the last decision back while nothing of it has left."""
    return _do(visit, case_id, lambda: cases.undo(visit.engine, visit.city, case_id, actor=visit.actor))


@router.post("/ketidaksesuaian/{case_id}/tarik")
def withdraw(case_id: CaseId, visit: Settling) -> Response:
    """Take one's own proposal back."""
    return _do(visit, case_id, lambda: cases.withdraw(visit.engine, case_id, actor=visit.actor))


@router.post("/ketidaksesuaian/{case_id}/setujui")
def approve(case_id: CaseId, visit: Approving) -> Response:
    """Let the proposal that was shown stand."""

    def act() -> Words:
        number = forms.read(Shown, visit.form).decision_id
        return cases.approve(visit.engine, visit.city, case_id, actor=visit.actor, decision_id=number).words

    return _do(visit, case_id, act, onwards=True)


@router.post("/ketidaksesuaian/{case_id}/tolak")
def refuse(case_id: CaseId, visit: Approving) -> Response:
    """Turn the proposal down."""

    def act() -> Words:
        reason = forms.read(Refusing, visit.form).refusal
        return cases.refuse(visit.engine, case_id, actor=visit.actor, reason=reason)

    return _do(visit, case_id, act, onwards=True)


class Refusing(BaseModel):
    """Why a proposal is turned down."""

    refusal: Needed


@router.get("/ketidaksesuaian/{case_id}/kompensasi")
def consequences(case_id: CaseId, visit: Settling) -> HTMLResponse:
    """What putting back would mean, before anybody proposes it."""
    return _consequences(visit, case_id)


@router.post("/ketidaksesuaian/{case_id}/kompensasi")
def compensate(case_id: CaseId, visit: Settling) -> Response:
    """Propose to put back what was sent."""
    try:
        reason = forms.read(Reasoned, visit.form).reason
        said = cases.compensate(visit.engine, visit.city, case_id, actor=visit.actor, reason=reason)
    except (forms.Invalid, NotPossible) as error:
        return _consequences(visit, case_id, wrong=forms.wrong(error, visit.form))
    return visit.go(_address(visit, case_id), said.words)


def _do(visit: Visit, case_id: int, act: Callable[[], Words], *, onwards: bool = False) -> Response:
    """Act, then show the case again or go on to the next one of the list; refused: the page as it is now."""
    try:
        said = act()
    except (forms.Invalid, NotPossible) as error:
        return _page(visit, case_id, wrong=forms.wrong(error, visit.form))
    if not onwards:
        return visit.go(_address(visit, case_id), said)
    return visit.go(_onwards(visit, case_id), Words(id=f"#{case_id}: {said.id}", en=f"#{case_id}: {said.en}"))


def _onwards(visit: Visit, case_id: int) -> str:
    look = _look(visit)
    place = queue.place(visit.engine, look.wanted, case_id, actor=visit.actor)
    if place is None or place.waiting_id is None:
        return look.home(visit)
    return visit.url(f"/ketidaksesuaian/{place.waiting_id}", **look.query)


def _address(visit: Visit, case_id: int) -> str:
    return visit.url(f"/ketidaksesuaian/{case_id}", **_look(visit).query)


def _look(visit: Visit, cause: str = "") -> Look:
    """The list the case was opened from; without one its group."""
    return case_filters.look(visit.asked.query, slug="sebab" if cause else "semua", cause=cause)


def _reason(visit: Visit, case_id: int, asked: Deciding) -> str:
    """The chosen standard reason and what was typed besides, in the language of the office's files."""
    standard = ""
    if asked.standard:
        case = cases.show(visit.engine, visit.city, case_id).case
        standard = texts()[REASONS[asked.standard]].id.format(system=_title(visit, case.authority_feed))
    told = ". ".join(filter(None, (standard, asked.reason)))
    if not told:
        raise forms.Invalid({"reason": words.NO_REASON.words})
    return told


def _evidence(asked: Deciding) -> Evidence | None:
    """The document, where one was named."""
    given = (asked.evidence_kind, asked.evidence_number.strip(), asked.evidence_date)
    if not any(given[1:]):
        return None
    if asked.evidence_date is None or not given[1] or not given[0]:
        name = "evidence_kind" if not given[0] else "evidence_number" if not given[1] else "evidence_date"
        raise forms.Invalid({name: words.NO_EVIDENCE.words})
    return Evidence(kind=asked.evidence_kind, number=asked.evidence_number, date=asked.evidence_date)


def _title(visit: Visit, feed: str) -> str:
    """A system's name without its explanation in brackets."""
    known = visit.city.feeds.get(feed)
    return visit.city.systems[known.system].title.partition(" (")[0] if known else feed


def _colleagues(visit: Visit) -> dict[str, str]:
    """Username → name of everybody who may settle."""
    people = [account.person for account in accounts.everyone(visit.console.engine)]
    return {person.username: person.name for person in people if person.may("settle")}


def _page(visit: Visit, case_id: int, *, wrong: Wrong | None = None) -> HTMLResponse:
    readable = plain(visit)
    try:
        view = cases.show(visit.engine, visit.city, case_id)
        beside = side_by_side.sheet(visit.engine, visit.city, case_id, plain=readable)
    except NotPossible as error:
        raise forms.Missing(error.words) from None
    look = _look(visit, view.case.cause)
    place = queue.place(visit.engine, look.wanted, case_id, actor=visit.actor)
    standing = _standing(visit, view)
    return visit.page(
        "cases/case.html",
        wrong=wrong,
        view=view if readable else redaction.view(view, sentences.title(view.case)),
        case=view.case if readable else redaction.line(view.case),
        sheet=beside,
        standing=standing,
        look=look,
        place=place,
        total=much(visit, place.total) if place else "",
        letters=corrections.of_case(visit.engine, case_id),
        plain=readable,
        **_offered(visit, view, standing),
        w=words,
        states=states,
        c=case_filters,
    )


def _offered(visit: Visit, view: cases.CaseView, standing: Standing) -> dict[str, Any]:
    """What the forms of the page offer to choose from."""
    system = _title(visit, view.case.authority_feed)
    return {
        "options": choosing.options(visit.city, view.case) if standing.decide else (),
        "reasons": [(key, texts()[text].say(visit.language).format(system=system)) for key, text in REASONS.items()],
        "kinds": [(kind, visit.say(told)) for kind, told in words.EVIDENCE.items()],
        "colleagues": list(_colleagues(visit).items())[:NAMED] if standing.desk else [],
    }


def _standing(visit: Visit, view: cases.CaseView) -> Standing:
    case, settles = view.case, visit.may("settle")
    found = cases.proposals(visit.engine, case_id=case.id, limit=1)
    proposal = found[0] if found else None
    open_ = case.closed_at is None
    undecided = open_ and case.state in ("new", "assigned", "snoozed", "reopened")
    last = next((one for one in reversed(view.decisions) if one["stands"] and not one["undone_at"]), None)
    own = proposal is not None and same(proposal.proposer, visit.actor)
    since = (last["approved_at"] or last["decided_at"]) if last else None
    sent = any(effect["sent_at"] and effect["sent_at"] >= since for effect in view.effects) if since else False
    takes_back = last is not None and settles and proposal is None and last["choice"] != "compensate"
    done = case.state in ("decided", "verified") or case.closed_because in ("accepted", "unlinked")
    return Standing(
        decide=undecided and settles and (proposal is None or not proposal.live),
        desk=open_ and settles,
        wake=open_ and settles and case.state == "snoozed",
        proposal=proposal,
        approve=proposal is not None and proposal.live and visit.may("approve") and not own,
        withdraw=own and settles,
        undo=last if takes_back and done and not sent else None,
        sent=takes_back and sent,
    )


def _consequences(visit: Visit, case_id: int, *, wrong: Wrong | None = None) -> HTMLResponse:
    try:
        found = cases.consequences(visit.engine, visit.city, case_id)
    except NotPossible as error:
        if isinstance(error, (words.NOT_DECIDED, words.NOTHING_SENT)):
            return _page(visit, case_id, wrong=forms.wrong(error, visit.form))
        raise forms.Missing(error.words) from None
    return visit.page("cases/compensate.html", wrong=wrong, found=found, back=_address(visit, case_id), w=words)
