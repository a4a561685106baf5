"""Ringkasan Pimpinan: the city's services on one page of A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from monitoring.console.access import needs
from monitoring.console.pages import reports as pages
from monitoring.console.request import Visit
from simpul.views import reports
from simpul.views.reports import Asked, Period, Report, documents, leadership

router = APIRouter()
SAMPLES = ("/ringkasan",)
#: The address says so when the page is wanted without a month to compare with.
NONE = "tidak"
_See = Annotated[Visit, Depends(needs("see"))]
_Text = Annotated[str, Query(max_length=20)]


@router.get("/ringkasan")
def summary(visit: _See, bulan: _Text = "", dasar: _Text = "") -> HTMLResponse:
    """Each figure with its definition, beside its baseline month."""
    with visit.engine.connect() as conn:
        known, full = reports.months_known(conn), reports.full_months(conn)
    report, baseline = _made(visit, full, bulan, dasar)
    now = reports.month_at(visit.now)
    alone = (NONE, visit.t("leadership.no_baseline"))
    return visit.page(
        "leadership/summary.html",
        remarks=leadership.remarks(limited=bool(pages.within(visit))),
        r=report,
        sections=list(_sections(visit, report)),
        months=pages.months_offered(visit, known, report.period),
        baselines=[alone, *pages.months_offered(visit, known, baseline or now)],
        baseline=str(baseline) if baseline else NONE,
        files=pages.files(visit, "/ringkasan"),
    )


@router.get("/ringkasan.pdf")
def as_pdf(visit: _See, bulan: _Text = "", dasar: _Text = "") -> Response:
    """The page to sign and hand over."""
    return _file(visit, "pdf", bulan, dasar)


@router.get("/ringkasan.xlsx")
def as_sheet(visit: _See, bulan: _Text = "", dasar: _Text = "") -> Response:
    """The same to count with."""
    return _file(visit, "xlsx", bulan, dasar)


@router.get("/ringkasan.csv")
def as_lines(visit: _See, bulan: _Text = "", dasar: _Text = "") -> Response:
    """The same for other programs."""
    return _file(visit, "csv", bulan, dasar)


def _file(visit: Visit, suffix: str, month: str, baseline: str) -> Response:
    with visit.engine.connect() as conn:
        full = reports.full_months(conn)
    report, _ = _made(visit, full, month, baseline)
    form = documents.FORMATS[suffix]
    name = documents.file_name(report, suffix)
    return pages.attachment(form.write(report, visit.language), form.media, name)


def _made(visit: Visit, full: Sequence[Period], month: str, baseline: str) -> tuple[Report, Period | None]:
    usual = full[0] if full else reports.month_at(visit.now)
    period = pages.period(visit, month) if month else usual
    first = full[-1] if full else None
    chosen = None if baseline == NONE else pages.period(visit, baseline) if baseline else first
    asked = Asked(city=visit.city, period=period, within=pages.within(visit))
    wanted = leadership.compared(asked, chosen)
    return reports.make(visit.engine, leadership.NAME, wanted, whole=visit.console.engine), chosen


def _sections(visit: Visit, report: Report) -> Iterator[tuple[leadership.Section, list[list[str]]]]:
    """Figures of one kind together: what of, this month, the baseline month."""
    lines = pages.shown(visit, report, report.rows)
    for section in leadership.SECTIONS.values():
        mine = [line[1:4] for line, row in zip(lines, report.rows, strict=True) if row[0] == section.title]
        if mine:
            yield section, mine
