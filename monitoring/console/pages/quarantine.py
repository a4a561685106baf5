"""Karantina: what broke a rule, by rule; tried again, corrected, returned, or discarded by two persons."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.forms import Wrong
from monitoring.console.request import Visit
from simpul.core.errors import AlreadyRunning, NotPossible, Stop
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.core.texts import quarantine as said
from simpul.core.texts import quarantine_reasons, states
from simpul.ingest import quarantine
from simpul.ingest.quarantine import Entry, Trial, Waiting
from simpul.operations import use_cases
from simpul.store import access_log
from simpul.store.access_log import Looking

router = APIRouter()
_GROUP = "feed=apsp.pemohon&rule=rt_rw_rusak"
SAMPLES = (
    *("/karantina", f"/karantina/kelompok?{_GROUP}", f"/karantina/ulang?{_GROUP}", f"/karantina/buang?{_GROUP}"),
    *("/karantina/4", "/karantina/4/koreksi"),
)
ROWS = 50
_SEE, _REPLAY, _APPROVE = Depends(needs("see")), Depends(needs("replay")), Depends(needs("approve"))

Name = Annotated[str, StringConstraints(max_length=200)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Asked = Annotated[str, Query(max_length=200)]
Number = Annotated[int | None, Query(ge=1, le=2**62)]


class About(BaseModel):
    """The group, or the one entry of it, an act is about, as it was shown."""

    feed: Name
    rule: Name
    entry: int | None = None
    up_to: int | None = None


class Act(About):
    """An act with its reason."""

    reason: Reason


class Correction(BaseModel):
    """The right value, and why it is."""

    value: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    reason: Reason


class Refusal(BaseModel):
    """Why a proposal is refused."""

    reason: Reason


class Look(BaseModel):
    """What a value is looked at for."""

    purpose: Name
    reason: Reason


@router.get("/karantina")
def groups(visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """What is open, by rule and feed, and what waits for a second person."""
    found = quarantine.groups(visit.engine)
    waiting = quarantine.proposals(visit.engine)
    return visit.page("quarantine/groups.html", groups=found, waiting=waiting, told=quarantine_reasons.told)


@router.get("/karantina/kelompok")
def group(
    visit: Annotated[Visit, _SEE], feed: Asked, rule: Asked, sebelum: Number = None, keadaan: Asked = "open"
) -> HTMLResponse:
    """The entries of one rule in one feed, newest first."""
    with visit.engine.connect() as conn:
        found = quarantine.listing(conn, feed=feed, rule=rule, state=keadaan, before=sebelum, limit=ROWS + 1)
        entries = found[:ROWS]
        places = quarantine.places(conn, entries)
    known = feed in visit.city.feeds
    return visit.page(
        "quarantine/group.html",
        feed=feed,
        rule=rule,
        state=keadaan,
        states=states.QUARANTINE,
        entries=entries,
        places=places,
        label=lambda entry: quarantine.label(visit.city, entry),
        older=visit.here(sebelum=entries[-1].id) if len(found) > ROWS else "",
        newest=visit.url(visit.path, feed=feed, rule=rule, keadaan=keadaan) if sebelum else "",
        told=quarantine_reasons.told(rule),
        waiting=quarantine.proposals(visit.engine, feed=feed, rule=rule),
        answers_itself=known and quarantine.answers_itself(visit.city, feed),
    )


@router.get("/karantina/ulang")
def preview(visit: Annotated[Visit, _REPLAY], feed: Asked, rule: Asked, entry: Number = None) -> HTMLResponse:
    """What trying again would come to. Nothing is written for it."""
    return _preview(visit, About(feed=feed, rule=rule, entry=entry))


@router.post("/karantina/ulang")
def replay(visit: Annotated[Visit, _REPLAY]) -> Response:
    """Try the group, or one entry, again."""
    asked = _about(visit)
    try:
        start = use_cases.Start(caller=f"konsol:{visit.actor}", actor=visit.actor)
        trial = Trial(rule=asked.rule, entry_id=asked.entry)
        done = use_cases.replay(visit.engine, visit.city, _feed(visit, asked.feed).name, start, trial=trial).result
    except (NotPossible, AlreadyRunning, Stop) as error:
        return _preview(visit, asked, wrong=forms.wrong(_possible(error), visit.form))
    counts = (done.replayed, done.overtaken, done.still_open)
    return visit.go(
        _back(asked),
        Words(
            id="Dicoba ulang: {} diterima, {} tersusul data baru, {} tetap di karantina.".format(*counts),
            en="Tried again: {} accepted, {} overtaken, {} still in quarantine.".format(*counts),
        ),
    )


def _preview(visit: Visit, asked: About, wrong: Wrong | None = None) -> HTMLResponse:
    found = quarantine.preview(visit.engine, _feed(visit, asked.feed), Trial(rule=asked.rule, entry_id=asked.entry))
    return visit.page(
        "quarantine/replay.html", asked=asked, found=found, told=quarantine_reasons.told, back=_back(asked), wrong=wrong
    )


@router.get("/karantina/kembalikan")
def return_form(visit: Annotated[Visit, _REPLAY], feed: Asked, rule: Asked, entry: Number = None) -> HTMLResponse:
    """Before a group goes back to its sender."""
    return _act_form(visit, "return", About(feed=feed, rule=rule, entry=entry))


@router.post("/karantina/kembalikan")
def send_back(visit: Annotated[Visit, _REPLAY]) -> Response:
    """Mark a group as returned; the list to send is a download."""
    try:
        asked = forms.read(Act, visit.form)
        done = quarantine.send_back(
            visit.engine, asked.feed, asked.rule, reason=asked.reason, actor=visit.actor, up_to=asked.up_to,
            entry_id=asked.entry,
        )  # fmt: skip
    except (forms.Invalid, NotPossible) as error:
        return _act_form(visit, "return", _about(visit), wrong=forms.wrong(error, visit.form))
    page = visit.url("/karantina/dikembalikan", feed=asked.feed, rule=asked.rule, nomor=done.settlement_id)
    return visit.go(page, done.words)


@router.get("/karantina/dikembalikan")
def returned(visit: Annotated[Visit, _REPLAY], feed: Asked, rule: Asked, nomor: Number = None) -> HTMLResponse:
    """What went back, with the list to send."""
    found = quarantine.rejections(visit.engine, feed, rule, settlement=nomor, limit=ROWS)
    known = feed in visit.city.feeds
    return visit.page(
        "quarantine/returned.html",
        feed=feed,
        rule=rule,
        found=found,
        list=visit.url("/karantina/daftar.csv", feed=feed, rule=rule, nomor=nomor),
        answers_itself=known and quarantine.answers_itself(visit.city, feed),
    )


@router.get("/karantina/daftar.csv")
def rejections(visit: Annotated[Visit, _REPLAY], feed: Asked, rule: Asked, nomor: Number = None) -> Response:
    """The list for the sender."""
    body = quarantine.as_csv(quarantine.rejections(visit.engine, feed, rule, settlement=nomor))
    name = "".join(letter if letter.isalnum() else "-" for letter in f"ditolak-{feed}-{rule}")[:120]
    return Response(
        body,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@router.get("/karantina/buang")
def discard_form(visit: Annotated[Visit, _REPLAY], feed: Asked, rule: Asked, entry: Number = None) -> HTMLResponse:
    """Before a group is proposed to be discarded."""
    return _act_form(visit, "discard", About(feed=feed, rule=rule, entry=entry))


@router.post("/karantina/buang")
def discard(visit: Annotated[Visit, _REPLAY]) -> Response:
    """Propose to discard; another person approves."""
    try:
        asked = forms.read(Act, visit.form)
        made = quarantine.discard(
            visit.engine, asked.feed, asked.rule, reason=asked.reason, actor=visit.actor, up_to=asked.up_to,
            entry_id=asked.entry,
        )  # fmt: skip
    except (forms.Invalid, NotPossible) as error:
        return _act_form(visit, "discard", _about(visit), wrong=forms.wrong(error, visit.form))
    return visit.go(f"/karantina/usul/{made.settlement_id}", made.words)


def _act_form(visit: Visit, kind: str, asked: About, wrong: Wrong | None = None) -> HTMLResponse:
    entry = _entry(visit, asked.entry) if asked.entry else None
    found = next(
        (one for one in quarantine.groups(visit.engine) if (one.feed, one.rule) == (asked.feed, asked.rule)), None
    )
    if found is None and wrong is None:
        raise forms.Missing(said.NOTHING.words)
    return visit.page(
        "quarantine/act.html", kind=kind, asked=asked, entry=entry, group=found, back=_back(asked), wrong=wrong,
        told=quarantine_reasons.told(asked.rule), up_to=asked.up_to or (found.up_to if found else ""),
        answers_itself=asked.feed in visit.city.feeds and quarantine.answers_itself(visit.city, asked.feed),
    )  # fmt: skip


@router.get("/karantina/usul/{number}")
def proposal(visit: Annotated[Visit, _SEE], number: int) -> HTMLResponse:
    """One proposal, to approve, refuse or withdraw."""
    return _proposal(visit, number)


@router.post("/karantina/usul/{number}/setuju")
def approve(visit: Annotated[Visit, _APPROVE], number: int) -> Response:
    """Let it stand and do it."""
    _waiting(visit, number)
    try:
        done = quarantine.approve(visit.engine, visit.city, number, actor=visit.actor)
    except (NotPossible, Stop) as error:
        return _proposal(visit, number, wrong=forms.wrong(_possible(error), visit.form))
    return visit.go("/karantina", done.words)


@router.post("/karantina/usul/{number}/tolak")
def refuse(visit: Annotated[Visit, _APPROVE], number: int) -> Response:
    """Refuse it; what it is about stays."""
    _waiting(visit, number)
    try:
        asked = forms.read(Refusal, visit.form)
        told = quarantine.refuse(visit.engine, number, reason=asked.reason, actor=visit.actor)
    except (forms.Invalid, NotPossible) as error:
        return _proposal(visit, number, wrong=forms.wrong(error, visit.form))
    return visit.go("/karantina", told)


@router.post("/karantina/usul/{number}/tarik")
def withdraw(visit: Annotated[Visit, _REPLAY], number: int) -> Response:
    """Take one's own proposal back."""
    _waiting(visit, number)
    try:
        told = quarantine.withdraw(visit.engine, number, actor=visit.actor)
    except NotPossible as error:
        return _proposal(visit, number, wrong=forms.wrong(error, visit.form))
    return visit.go("/karantina", told)


def _proposal(visit: Visit, number: int, wrong: Wrong | None = None) -> HTMLResponse:
    found = _waiting(visit, number)
    own = found.proposer.casefold() == visit.actor.casefold()
    entry = _entry(visit, found.entry_id) if found.entry_id else None
    return visit.page(
        "quarantine/proposal.html", one=found, own=own, entry=entry, wrong=wrong,
        told=quarantine_reasons.told(found.rule),
        label=quarantine.label(visit.city, entry) if entry else said.WHOLE_ROW,
    )  # fmt: skip


def _waiting(visit: Visit, number: int) -> Waiting:
    found = quarantine.settlement(visit.engine, number)
    if found is None:
        raise forms.Missing
    return found


@router.get("/karantina/{entry_id}")
def one(visit: Annotated[Visit, _SEE], entry_id: int) -> HTMLResponse:
    """One entry."""
    return _one(visit, entry_id)


@router.post("/karantina/{entry_id}")
def reveal(visit: Annotated[Visit, _SEE], entry_id: int) -> HTMLResponse:
    """The same with the value as it stood in the source; asked for with a reason, recorded, limited in rate."""
    entry = _entry(visit, entry_id)
    if not visit.may("unmask" if entry.field else "bodies"):
        raise forms.Missing
    try:
        asked = forms.read(Look, visit.form)
        looking = Looking(actor=visit.actor, reason=asked.reason, purpose=asked.purpose)
        shown = quarantine.reveal(visit.engine, entry_id, looking)
    except (forms.Invalid, NotPossible) as error:
        return _one(visit, entry_id, wrong=forms.wrong(error, visit.form))
    return _one(visit, entry_id, raw=shown.raw[:2000])


def _one(visit: Visit, entry_id: int, raw: str | None = None, wrong: Wrong | None = None) -> HTMLResponse:
    entry = _entry(visit, entry_id)
    with visit.engine.connect() as conn:
        place = quarantine.place(conn, entry)
    return visit.page(
        "quarantine/one.html",
        entry=entry,
        place=place,
        label=quarantine.label(visit.city, entry),
        told=quarantine_reasons.told(entry.rule),
        states=states.QUARANTINE,
        purposes=[(name, visit.say(words)) for name, words in access_log.PURPOSES.items()],
        raw=raw,
        may_show=visit.may("unmask" if entry.field else "bodies") and place.kept_until is not None,
        wrong=wrong,
    )


@router.get("/karantina/{entry_id}/koreksi")
def correct_form(visit: Annotated[Visit, _REPLAY], entry_id: int) -> HTMLResponse:
    """Before one value is corrected."""
    return _correct(visit, entry_id)


@router.post("/karantina/{entry_id}/koreksi")
def correct(visit: Annotated[Visit, _REPLAY], entry_id: int) -> Response:
    """Correct one value, or propose it where a second person must look."""
    _entry(visit, entry_id)
    try:
        asked = forms.read(Correction, visit.form)
        done = quarantine.correct(
            visit.engine, visit.city, entry_id, value=asked.value, reason=asked.reason, actor=visit.actor
        )
    except (forms.Invalid, NotPossible, Stop) as error:
        typed = {name: text for name, text in visit.form.items() if visit.free(text) == text}
        bad = error if isinstance(error, forms.Invalid) else _possible(error)
        return _correct(visit, entry_id, wrong=forms.wrong(bad, typed))
    return visit.go(f"/karantina/usul/{done.settlement_id}" if done.awaits else f"/karantina/{entry_id}", done.words)


def _correct(visit: Visit, entry_id: int, wrong: Wrong | None = None) -> HTMLResponse:
    entry = _entry(visit, entry_id)
    return visit.page(
        "quarantine/correct.html", entry=entry, label=quarantine.label(visit.city, entry),
        told=quarantine_reasons.told(entry.rule), two=quarantine.takes_two(entry.field), wrong=wrong,
        choices=quarantine.choices(visit.city, entry),
    )  # fmt: skip


@router.get("/karantina/{entry_id}/ulang")
def replay_one(visit: Annotated[Visit, _REPLAY], entry_id: int) -> Response:
    """On to the preview of one entry."""
    entry = _entry(visit, entry_id)
    return RedirectResponse(visit.url("/karantina/ulang", feed=entry.feed, rule=entry.rule, entry=entry.id), 303)


def _entry(visit: Visit, entry_id: int) -> Entry:
    with visit.engine.connect() as conn:
        found = quarantine.one(conn, entry_id)
    if found is None:
        raise forms.Missing(said.missing(entry_id))
    return found


def _feed(visit: Visit, name: str) -> Feed:
    feed = visit.city.feeds.get(name)
    if feed is None:
        raise forms.Missing(said.UNKNOWN_FEED.words)
    return feed


def _about(visit: Visit) -> About:
    try:
        return forms.read(About, visit.form)
    except forms.Invalid:
        raise forms.Missing from None


def _back(asked: About) -> str:
    return "/karantina/kelompok?" + urlencode({"feed": asked.feed, "rule": asked.rule})


def _possible(error: Exception) -> NotPossible:
    """An engine's refusal as a person is told it."""
    if isinstance(error, NotPossible):
        return error
    if isinstance(error, AlreadyRunning):
        return said.BUSY()
    return NotPossible(Words(id=str(error), en=str(error)))
