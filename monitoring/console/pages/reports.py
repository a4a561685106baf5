"""Laporan: figures with what they mean, as a page and as files; the data balikan run; correction letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.request import Visit
from simpul.cases import corrections
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.offices import OFFICES
from simpul.core.texts import states
from simpul.delivery import data_balikan
from simpul.store.scope import EVERYTHING
from simpul.views import reports
from simpul.views.reports import Asked, Period, Report, cell_text, documents, labels, pdf, shape
from simpul.views.reports import data_balikan as told

router = APIRouter()
#: Rows of a page; the files hold them all.
ROWS = 50
MONTH = r"^20\d\d-(0[1-9]|1[0-2])$"
SAMPLES = (
    "/laporan",
    *(f"/laporan/{name}" for name in reports.REPORTS if name != "ringkasan"),
    "/laporan/ketidaksesuaian?kantor=DK&kecamatan=127101",
    "/laporan/balikan",
    "/laporan/perbaikan",
)
_See = Annotated[Visit, Depends(needs("see"))]
_Report = Annotated[Visit, Depends(needs("report"))]
_Text = Annotated[str, Query(max_length=20)]


@router.get("/laporan")
def index(visit: _See) -> HTMLResponse:
    """Every report, by the question it answers."""
    return visit.page("reports/index.html", reports=reports.REPORTS)


# Data balikan, step by step


class Opened(BaseModel):
    """The month to begin with."""

    month: Annotated[str, StringConstraints(max_length=20)]


@router.get("/laporan/balikan")
def months(visit: _See) -> HTMLResponse:
    """Every month so far, and which may be opened."""
    return _months(visit)


def _months(visit: Visit, wrong: forms.Wrong | None = None) -> HTMLResponse:
    now = reports.month_at(visit.now)
    offered = [now.moved(-back) for back in range(1, 13)]
    return visit.page(
        "reports/balikan_months.html",
        wrong=wrong,
        months=data_balikan.listing(visit.engine),
        offered=[(str(one), visit.say(one.words)) for one in offered],
        names={str(one): one.words for one in offered},
        states=states.BALIKAN,
        month_of=reports.month_of,
    )


@router.post("/laporan/balikan")
def open_month(visit: _Report) -> Response:
    """Open a month, or check an open one again."""
    try:
        asked = forms.read(Opened, visit.form)
        found = data_balikan.open_month(visit.engine, visit.city, asked.month, actor=visit.actor)
    except (forms.Invalid, NotPossible) as error:
        return _months(visit, forms.wrong(error, visit.form))
    return visit.go(f"/laporan/balikan/{found.month}")


_Month = Annotated[str, Path(pattern=MONTH)]


@router.get("/laporan/balikan/{month}")
def month(visit: _See, month: _Month) -> HTMLResponse:
    """Where a month stands and what comes next."""
    return _month(visit, month)


def _month(visit: Visit, month: str, wrong: forms.Wrong | None = None) -> HTMLResponse:
    try:
        found = data_balikan.show(visit.engine, month)
    except NotPossible as error:
        raise forms.Missing(error.words) from None
    return visit.page(
        "reports/balikan_month.html",
        wrong=wrong,
        m=found,
        name=reports.month_of(month).words,
        missing=[(data_balikan.MISSING[why], count) for why, count in sorted(found.missing.items())],
        batches=told.batches(visit.engine, month),
        state=states.BALIKAN[found.state],
    )


@router.post("/laporan/balikan/{month}/bekukan")
def freeze(visit: _Report, month: _Month) -> Response:
    """Fix what will be told."""
    try:
        data_balikan.freeze(visit.engine, visit.city, month, actor=visit.actor)
    except NotPossible as error:
        return _month(visit, month, forms.wrong(error, visit.form))
    return visit.go(f"/laporan/balikan/{month}", states.BALIKAN["frozen"])


@router.post("/laporan/balikan/{month}/setujui")
def approve(visit: Annotated[Visit, Depends(needs("approve"))], month: _Month) -> Response:
    """Let it out; sending begins."""
    try:
        found = data_balikan.approve(visit.engine, visit.city, month, actor=visit.actor)
    except NotPossible as error:
        return _month(visit, month, forms.wrong(error, visit.form))
    return visit.go(f"/laporan/balikan/{month}", states.BALIKAN[found.state])


# Correction letters


@router.get("/laporan/perbaikan")
def requests(
    visit: _See,
    keadaan: Annotated[str, Query(max_length=20)] = "",
    kantor: Annotated[str, Query(max_length=4)] = "",
) -> HTMLResponse:
    """Correction requests and where they stand."""
    state = keadaan if keadaan in states.CORRECTION else None
    found = corrections.listing(visit.engine, state=state, office=_office(kantor), limit=ROWS)
    return visit.page(
        "reports/corrections.html",
        found=found,
        state=state or "",
        office=_office(kantor) or "",
        states=states.CORRECTION,
        offices=_offices(visit),
    )


@router.get("/laporan/perbaikan/{number}")
def request(visit: _See, number: int) -> HTMLResponse:
    """One request."""
    return _request(visit, number)


def _request(visit: Visit, number: int, wrong: forms.Wrong | None = None) -> HTMLResponse:
    try:
        found = corrections.one(visit.engine, number)
    except NotPossible as error:
        raise forms.Missing(error.words) from None
    return visit.page(
        "reports/correction.html", wrong=wrong, r=found, office=OFFICES[found.office].words, label=_label(visit, found)
    )


def _label(visit: Visit, found: corrections.Request) -> str:
    return corrections.label(visit.city, found.feed, found.field)


@router.post("/laporan/perbaikan/{number}/surat")
def letter(visit: Annotated[Visit, Depends(needs("unmask"))], number: int) -> Response:
    """The letter to print; who takes it is written down."""
    try:
        words = corrections.letter_words(visit.engine, visit.city, number, actor=visit.actor)
    except NotPossible as error:
        raise forms.Missing(error.words) from None
    title = Words(id=f"Surat pengantar {number}", en=f"Letter {number}")
    return _file(pdf.letter_bytes(title, words), "application/pdf", f"surat-pengantar-{number}.pdf")


class Sent(BaseModel):
    """The letter left."""

    letter: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


_Settle = Annotated[Visit, Depends(needs("settle"))]


@router.post("/laporan/perbaikan/{number}/terkirim")
def sent(visit: _Settle, number: int) -> Response:
    """Note that the letter left."""
    try:
        asked = forms.read(Sent, visit.form)
        corrections.sent(visit.engine, number, number=asked.letter, actor=visit.actor)
    except (forms.Invalid, NotPossible) as error:
        return _request(visit, number, forms.wrong(error, visit.form))
    return visit.go(f"/laporan/perbaikan/{number}", Words(id="Surat tercatat terkirim.", en="Noted as sent."))


class Answered(BaseModel):
    """What the office said."""

    answer: Literal["received", "done", "refused"]
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


@router.post("/laporan/perbaikan/{number}/jawaban")
def answered(visit: _Settle, number: int) -> Response:
    """Note what the office said."""
    try:
        asked = forms.read(Answered, visit.form)
        corrections.answered(visit.engine, number, asked.answer, words=asked.words, actor=visit.actor)
    except (forms.Invalid, NotPossible) as error:
        return _request(visit, number, forms.wrong(error, visit.form))
    return visit.go(f"/laporan/perbaikan/{number}", Words(id="Jawaban kantor tercatat.", en="The answer is noted."))


# Reports


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What the address limits a report to."""

    bulan: _Text = ""
    kantor: _Text = ""
    kecamatan: _Text = ""


_Chosen = Annotated[Chosen, Depends()]


@router.get("/laporan/{name}.{suffix}")
def download(visit: _See, name: str, suffix: Literal["pdf", "xlsx", "csv"], chosen: _Chosen) -> Response:
    """The report as a file: the same numbers."""
    report = _made(visit, name, chosen)
    form = documents.FORMATS[suffix]
    return _file(form.write(report, visit.language), form.media, documents.file_name(report, suffix))


@router.get("/laporan/{name}")
def show(visit: _See, name: str, chosen: _Chosen, halaman: Annotated[int, Query(ge=1, le=10_000)] = 1) -> HTMLResponse:
    """The report with the meaning of every figure."""
    report = _made(visit, name, chosen)
    begins = (halaman - 1) * ROWS
    return visit.page(
        "reports/report.html",
        r=report,
        lines=shown(visit, report, report.rows[begins : begins + ROWS]),
        total=shown(visit, report, [report.total] if report.total else []),
        newer=visit.here(halaman=halaman - 1) if halaman > 1 else "",
        older=visit.here(halaman=halaman + 1) if begins + ROWS < len(report.rows) else "",
        definitions=shape.definitions(report, visit.language),
        limits=reports.REPORTS[name].limits,
        months=months_offered(visit, _known(visit), report.period),
        offices=_offices(visit),
        districts=[(code, visit.say(words)) for code, words in labels.listed("kecamatan").items()],
        chosen=chosen,
        files=files(visit, f"/laporan/{name}"),
    )


def _made(visit: Visit, name: str, chosen: Chosen) -> Report:
    if name not in reports.REPORTS or name == "ringkasan":
        raise forms.Missing
    known = chosen.kecamatan if chosen.kecamatan in labels.listed("kecamatan") else None
    asked = Asked(
        city=visit.city,
        period=period(visit, chosen.bulan),
        owner=_office(chosen.kantor),
        kecamatan=known,
        within=within(visit),
    )
    return reports.make(visit.engine, name, asked, whole=visit.console.engine)


def period(visit: Visit, month: str) -> Period:
    """The month an address names, else the present one."""
    if not month:
        return reports.month_at(visit.now)
    try:
        return reports.month_of(month)
    except NotPossible as error:
        raise forms.Missing(error.words) from None


def within(visit: Visit) -> Words | None:
    """The unit of somebody who does not see the whole city; its figures are not the city's."""
    person = visit.person
    if person is None or (person.scope.kecamatan == EVERYTHING and person.scope.offices == EVERYTHING):
        return None
    return Words(id=person.unit.name, en=person.unit.name)


def _known(visit: Visit) -> tuple[Period, ...]:
    with visit.engine.connect() as conn:
        return reports.months_known(conn)


def months_offered(visit: Visit, known: Iterable[Period], chosen: Period) -> list[tuple[str, str]]:
    """Months to choose from, the chosen one among them."""
    return [(str(one), visit.say(one.words)) for one in sorted({*known, chosen}, reverse=True)]


def shown(visit: Visit, report: Report, lines: Sequence[Sequence[reports.Cell]]) -> list[list[str]]:
    """Cells as they are written here and in the PDF."""
    kinds = [column.kind for column in report.columns]
    return [[cell_text(cell, kind, visit.language) for cell, kind in zip(line, kinds, strict=True)] for line in lines]


def files(visit: Visit, path: str) -> Mapping[str, str]:
    """Kind of file → address, with the same query."""
    query = {name: value for name, value in visit.asked.query.items() if name not in ("halaman", "tema")}
    return {suffix.upper(): visit.url(f"{path}.{suffix}", **query) for suffix in documents.FORMATS}


def _offices(visit: Visit) -> list[tuple[str, str]]:
    return [(code, visit.say(office.words)) for code, office in OFFICES.items()]


def _office(code: str) -> str | None:
    return code if code in OFFICES else None


def _file(body: bytes, media: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=media, headers=headers)


attachment = _file
