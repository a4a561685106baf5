"""Ringkasan Pimpinan: one page for the head of the office and the mayor, each figure beside a month to compare with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from simpul.core.i18n import Words
from simpul.views.reports import complaints, disagreements, flow, services
from simpul.views.reports.build import Asked, column, moment, words
from simpul.views.reports.period import Period
from simpul.views.reports.shape import Cell, Column, Hidden, Report

NAME = "ringkasan"
TITLE = words("Ringkasan Pimpinan", "Leadership summary")

DOCUMENTS, DAYS, PERCENT, CASES, COMPLAINTS, HOURS = (
    words("dokumen", "documents"),
    words("hari kerja", "working days"),
    words("%", "%"),
    words("ketidaksesuaian", "disagreements"),
    words("pengaduan", "complaints"),
    words("jam", "hours"),
)
_DASH = words(
    "'-' berarti tidak ada angka; <5 tidak disebut agar tidak menunjuk seseorang.",
    "'-' means there is no figure; <5 is not told so that it points at no person.",
)
_WHOLE = words(
    "Pengaduan dan gangguan dihitung untuk seluruh kota.",
    "Complaints and disruptions are counted for the whole city.",
)
ALL = words("Seluruhnya", "All together")


@dataclass(frozen=True, kw_only=True)
class Section:
    """Figures of one kind with what they mean."""

    code: str
    title: Words
    definition: Words
    unit: Words


SECTIONS = {
    one.code: one
    for one in (
        Section(code="on_time", title=words("Dokumen tepat waktu", "Documents on time"),
                definition=services.ON_TIME, unit=PERCENT),
        Section(code="documents", title=words("Dokumen diserahkan", "Documents handed over"),
                definition=services.DOCUMENTS, unit=DOCUMENTS),
        Section(code="median", title=words("Median hari kerja per layanan", "Median working days by service"),
                definition=services.MEDIAN, unit=DAYS),
        Section(code="found", title=words("Ketidaksesuaian ditemukan", "Disagreements found"),
                definition=disagreements.FOUND, unit=CASES),
        Section(code="settled", title=words("Ketidaksesuaian selesai", "Disagreements settled"),
                definition=disagreements.SETTLED, unit=CASES),
        Section(code="reopened", title=words("Ketidaksesuaian dibuka kembali", "Disagreements reopened"),
                definition=disagreements.REOPENED, unit=CASES),
        Section(code="unanswered",
                title=words("Pengaduan belum dijawab per instansi", "Unanswered complaints by office"),
                definition=complaints.UNANSWERED, unit=COMPLAINTS),
        Section(code="outages", title=words("Gangguan menurut sebab", "Disruptions by cause"),
                definition=flow.OUTAGES, unit=HOURS),
    )
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Compared(Asked):
    """A month beside a baseline month; without one the figures stand alone."""

    baseline: Asked | None = None


def months(asked: Asked) -> tuple[Asked, ...]:
    """The months whose figures are needed."""
    baseline = asked.baseline if isinstance(asked, Compared) else None
    return (asked, baseline) if baseline else (asked,)


_Figures = dict[tuple[str, Words], Cell]


def summary(conn: Connection, asked: Asked) -> Report:
    """Every figure of the page: section, what of, this month, the baseline month, unit."""
    baseline = asked.baseline if isinstance(asked, Compared) else None
    now = _month(conn, asked)
    then = _month(conn, baseline) if baseline else {}
    at = moment(conn, asked.period)
    named = baseline.period.words if baseline else words("(tanpa pembanding)", "(no baseline)")
    return Report(
        name=NAME,
        title=TITLE,
        period=asked.period,
        columns=_columns_of(asked.period.words, named),
        rows=tuple(
            (SECTIONS[code].title, of, value, _then(then, code, of), SECTIONS[code].unit)
            for code, of, value in _ordered(now, then)
        ),
        source=words("Laporan Simpul bulan yang sama", "Simpul's reports of the same month"),
        made_at=at.now,
        limits=(*Asked.limits(asked), (words("Bulan pembanding", "Baseline month"), named)),
        notes=_notes(asked),
    )  # fmt: skip


def _columns_of(now: Words, then: Words) -> tuple[Column, ...]:
    return (
        column("figure", words("Angka", "Figure")),
        column("of", words("Rincian", "Of")),
        column("now", now, words("Bulan yang dipilih.", "The chosen month.")),
        column(
            "baseline",
            then,
            words("Bulan pembanding, dihitung dengan cara yang sama.", "The baseline month, counted the same way."),
        ),
        column("unit", words("Satuan", "Unit")),
    )


def _then(then: _Figures, code: str, of: Words) -> Cell:
    """The baseline's figure; an office that has none there has nothing unanswered."""
    return then.get((code, of), 0 if then and code == "unanswered" else None)


def _notes(asked: Asked) -> tuple[Words, ...]:
    meanings = (
        words(f"{one.title.id}: {one.definition.id}", f"{one.title.en}: {one.definition.en}")
        for one in SECTIONS.values()
    )
    return (*remarks(limited=bool(asked.within)), *meanings)


def remarks(*, limited: bool) -> tuple[Words, ...]:
    """What is said of the figures as a whole; ``limited``: to some kecamatan."""
    return (_DASH, *((_WHOLE,) if limited else ()))


def _ordered(now: _Figures, then: _Figures) -> Iterator[tuple[str, Words, Cell]]:
    """Section by section, all of it; the worst (longest, most) first, and what only the baseline had after it."""
    for code in SECTIONS:
        mine = [(of, value) for (section, of), value in now.items() if section == code]
        gone = [(of, None) for section, of in then if section == code and (section, of) not in now]
        for of, value in [*sorted(mine, key=_worst), *gone]:
            yield code, of, value


def _worst(figure: tuple[Words, Cell]) -> tuple[bool, float]:
    """The sum first, then from the largest down."""
    of, value = figure
    return of != ALL, -_number(value)


def _month(conn: Connection, asked: Asked) -> _Figures:
    """Figures of one month, made of the reports anybody can open beside it."""
    plain = Asked(city=asked.city, period=asked.period)
    return {
        **_clocks(services.by_service(conn, plain)),
        **_cases(disagreements.disagreements(conn, plain)),
        **_largest(complaints.complaints(conn, plain)),
        **_hours(flow.outages(conn, plain)),
    }


def _clocks(report: Report) -> _Figures:
    of = _columns(report)
    total = report.total or ()
    whole: _Figures = {("on_time", ALL): total[of["on_time"]], ("documents", ALL): total[of["documents"]]}
    return whole | {("median", _name(row[0])): row[of["median"]] for row in _sorted(report.rows, of["documents"])}


def _cases(report: Report) -> _Figures:
    of = _columns(report)
    total = report.total or ()
    return {(code, ALL): total[of[code]] for code in ("found", "settled", "reopened")}


def _largest(report: Report) -> _Figures:
    of = _columns(report)
    whole: _Figures = {("unanswered", ALL): (report.total or ())[of["unanswered"]]}
    waiting = [row for row in _sorted(report.rows, of["unanswered"]) if row[of["unanswered"]] not in (0, None)]
    return whole | {("unanswered", _name(row[0])): row[of["unanswered"]] for row in waiting}


def _hours(report: Report) -> _Figures:
    """Hours of every system's disruptions, by cause."""
    of = _columns(report)
    found: _Figures = {("outages", cause): 0.0 for cause in flow.CAUSES.values()}
    for row in report.rows:
        place = ("outages", _name(row[of["cause"]]))
        before, more = found[place], row[of["hours"]]
        found[place] = round(_number(before) + _number(more), 1)
    return found


def _columns(report: Report) -> dict[str, int]:
    return {one.name: place for place, one in enumerate(report.columns)}


def _sorted(found: Sequence[tuple[Cell, ...]], place: int) -> list[tuple[Cell, ...]]:
    return sorted(found, key=lambda row: -_number(row[place]))


def _number(cell: Cell) -> float:
    return 1.0 if isinstance(cell, Hidden) else float(cell) if isinstance(cell, (int, float)) else 0.0


def _name(cell: Cell) -> Words:
    return cell if isinstance(cell, Words) else words(str(cell), str(cell))


def compared(asked: Asked, baseline: Period | None) -> Compared:
    """What is asked, beside a baseline month."""
    then = replace(asked, period=baseline) if baseline else None
    return Compared(city=asked.city, period=asked.period, within=asked.within, baseline=then)
