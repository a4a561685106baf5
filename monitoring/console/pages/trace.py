"""Telusur Data Warga: a citizen across systems and time. Numbers are only ever in the body of a POST."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.forms import Wrong
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.core.errors import NotPossible
from simpul.store import access_log
from simpul.store.access_log import Looking
from simpul.views import trace
from simpul.views.trace import Candidate, OpenedBy, Revealed, Trace

router = APIRouter()
SAMPLES = ("/telusur",)
ROWS = 40
_TRACE = Depends(needs("trace"))
_NUMBER = re.compile(r"[0-9]{16}")

Token = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
#: What a number is, by the choice on the form.
By = Literal["nik", "kk", "permohonan", "pengaduan", "tanda_terima", "nama"]
_OPENED_BY: dict[str, OpenedBy] = {
    "nik": "penduduk", "permohonan": "permohonan", "pengaduan": "pengaduan", "tanda_terima": "tanda_terima",
}  # fmt: skip
#: Kinds of the time line's entries that are shown together.
KINDS: dict[str, tuple[str, ...]] = {
    "all": (),
    "records": ("record", "former", "quarantine", "match"),
    "cases": ("case", "note", "decision", "correction"),
    "sent": ("effect", "receipt"),
}


class Why(BaseModel):
    """What somebody looks for."""

    purpose: Short
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Search(Why):
    """What a trace is opened by."""

    by: By
    number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    born: date | None = None


class Choice(Why):
    """One of the citizens that were found."""

    handle: Token


class Ask(Why):
    """One field of one record."""

    handle: Token
    cell: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{4,40}\|[a-z_]{1,60}$")]


class More(BaseModel):
    """The same trace, another part of its time line."""

    handle: Token
    kind: Literal["all", "records", "cases", "sent"] = "all"
    start: int = 0


@router.get("/telusur")
def form(visit: Annotated[Visit, _TRACE]) -> HTMLResponse:
    """What to search by, and what for."""
    return _form(visit)


@router.post("/telusur")
def search(visit: Annotated[Visit, _TRACE]) -> Response:
    """Open the trace, or list the citizens of one name and birth date or of one family card."""
    try:
        asked = forms.read(Search, visit.form)
        looking = _looking(visit, asked)
        if asked.by in ("nama", "kk"):
            kk = _digits(asked.number) if asked.by == "kk" else ""
            found = trace.search(
                visit.engine, visit.city, looking, name="" if kk else asked.name, born=asked.born, kk=kk
            )
            return _candidates(visit, asked, found)
        number = _digits(asked.number) if asked.by == "nik" else asked.number
        opened = trace.look(visit.engine, visit.city, looking, by=_OPENED_BY[asked.by], number=number)
    except (forms.Invalid, NotPossible) as error:
        return _form(visit, wrong=forms.wrong(error, _typed(visit)))
    return _result(visit, opened)


@router.post("/telusur/pilih")
def choose(visit: Annotated[Visit, _TRACE]) -> Response:
    """Open the trace of one of those that were found."""
    try:
        asked = forms.read(Choice, visit.form)
        opened = trace.choose(visit.engine, visit.city, _looking(visit, asked), asked.handle)
    except (forms.Invalid, NotPossible) as error:
        return _form(visit, wrong=forms.wrong(error, _typed(visit)))
    return _result(visit, opened)


@router.post("/telusur/lanjut")
def more(visit: Annotated[Visit, _TRACE]) -> Response:
    """Another part of a trace that is open."""
    try:
        asked = forms.read(More, visit.form)
        opened = trace.again(visit.engine, visit.city, visit.actor, asked.handle)
    except (forms.Invalid, NotPossible) as error:
        return _form(visit, wrong=forms.wrong(error, {}))
    return _result(visit, opened, kind=asked.kind, start=max(0, asked.start))


@router.post("/telusur/tampilkan")
def reveal(visit: Annotated[Visit, _TRACE]) -> Response:
    """One field in full, with a reason, recorded, limited in rate."""
    if not (visit.may("unmask") or visit.may("bodies")):
        raise forms.Missing
    try:
        opened = trace.again(visit.engine, visit.city, visit.actor, visit.form.get("handle", ""))
    except NotPossible as error:
        return _form(visit, wrong=forms.wrong(error, {}))
    try:
        asked = forms.read(Ask, visit.form)
        ref, _, field = asked.cell.partition("|")
        rights = visit.person.rights if visit.person else frozenset()
        shown = trace.reveal(
            visit.engine, visit.city, _looking(visit, asked), asked.handle, ref=ref, field=field, rights=rights
        )
    except (forms.Invalid, NotPossible) as error:
        return _result(visit, opened, wrong=forms.wrong(error, _typed(visit)))
    return _result(visit, opened, shown=shown)


@router.get("/telusur/{rest:path}")
def back(visit: Annotated[Visit, _TRACE], rest: str) -> Response:
    """A result has no address of its own: whoever asks for one begins anew."""
    return RedirectResponse("/telusur", 303)


def _form(visit: Visit, wrong: Wrong | None = None) -> HTMLResponse:
    return visit.page("trace/form.html", purposes=_purposes(visit), wrong=wrong)


def _candidates(visit: Visit, asked: Search, found: tuple[Candidate, ...]) -> HTMLResponse:
    return visit.page("trace/candidates.html", found=found, asked=asked)


def _result(
    visit: Visit,
    opened: Trace,
    *,
    kind: str = "all",
    start: int = 0,
    shown: Revealed | None = None,
    wrong: Wrong | None = None,
) -> HTMLResponse:
    kinds = KINDS[kind]
    entries = [entry for entry in reversed(opened.entries) if not kinds or entry.what in kinds]
    side = [record for record in opened.now if record.entity == trace.SIDE_BY_SIDE]
    return visit.page(
        "trace/result.html",
        opened=opened,
        side=side,
        rows=[cells for cells in zip(*(one.cells for one in side), strict=True) if any(cell.masked for cell in cells)],
        others=[record for record in opened.now if record not in side],
        entries=entries[start : start + ROWS],
        total=len(entries),
        kind=kind,
        kinds=[(name, visit.t(f"trace.kind_{name}")) for name in KINDS],
        start=start,
        newer=max(0, start - ROWS) if start else None,
        older=start + ROWS if len(entries) > start + ROWS else None,
        cells=_cells(visit, opened),
        labels=trace.labels,
        purposes=_purposes(visit),
        shown=shown,
        wrong=wrong,
    )


def _cells(visit: Visit, opened: Trace) -> list[tuple[str, str]]:
    """Fields this person may ask for in full."""
    return [
        (f"{record.ref}|{cell.field}", f"{record.system}: {visit.say(cell.label)}")
        for record in opened.now
        for cell in record.cells
        if cell.hidden and visit.may("bodies" if cell.body else "unmask")
    ]


def _purposes(visit: Visit) -> list[tuple[str, str]]:
    return [
        ("", visit.t("trace.choose_purpose")),
        *((name, visit.say(said)) for name, said in access_log.PURPOSES.items()),
    ]


def _looking(visit: Visit, asked: Why) -> Looking:
    if asked.purpose not in access_log.PURPOSES:
        raise forms.Invalid({"purpose": texts()["common.not_a_choice"]})
    return Looking(actor=visit.actor, reason=asked.reason, purpose=asked.purpose)


def _digits(number: str) -> str:
    """A NIK or KK as typed, with blanks or dots between its digits."""
    found = re.sub(r"[\s.-]", "", number)
    if not _NUMBER.fullmatch(found):
        raise forms.Invalid({"number": texts()["trace.sixteen"]})
    return found


def _typed(visit: Visit) -> dict[str, str]:
    """What was typed, to be shown again; a whole NIK or KK is typed anew."""
    return {name: text for name, text in visit.form.items() if not _NUMBER.search(re.sub(r"[\s.-]", "", text))}
