"""Service clocks: documents on time, median and ninetieth percentile in working days, by service and by office.

The clock is the one of the cross-system rules (``rule.jam_permohonan``). Counting a month goes through the stages of
every document, so the counts by working day are kept (:mod:`simpul.views.reports.stored`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from simpul.core.i18n import Words
from simpul.views.reports import labels, stored
from simpul.views.reports.build import TOTAL, Asked, Moment, column, moment, protected, words
from simpul.views.reports.shape import Cell, Report

NAME = "layanan"
#: Working days a document may take: domain.md §3 (population documents), the rules' limit for anything else.
TERM: Mapping[str, int] = {"IZIN_USAHA": 14}
USUAL_TERM = 3

SOURCE = words(
    "Permohonan dan tahapan APSP, kalender hari kerja dengan cuti bersama",
    "Applications and stages of the one-door service, the calendar of working days",
)
ON_TIME = words(
    "Bagian dokumen yang diserahkan dalam 3 hari kerja (izin usaha: 14). Waktu di tangan pemohon tidak dihitung.",
    "Share handed over within 3 working days (business permits: 14). Time with the applicant does not count.",
)
MEDIAN = words(
    "Separuh dokumen selesai dalam sekian hari kerja atau kurang, dari diajukan sampai diserahkan.",
    "Half of the documents took so many working days or fewer, from submitted to handed over.",
)
DOCUMENTS = words(
    "Permohonan yang diserahkan dalam bulan ini; yang ditolak atau dibatalkan tidak dihitung.",
    "Applications handed over within the month; refused and cancelled ones are not counted.",
)
_FIGURES = (
    column("documents", words("Dokumen", "Documents"), DOCUMENTS),
    column("on_time", words("Tepat waktu", "On time"), ON_TIME, "percent"),
    column("median", words("Median (hari kerja)", "Median (working days)"), MEDIAN),
    column("p90", words("P90 (hari kerja)", "P90 (working days)"), words(
        "Sembilan dari sepuluh dokumen selesai dalam sekian hari kerja atau kurang.",
        "Nine in ten documents took so many working days or fewer.")),
)  # fmt: skip
_ALONG = ("on_time", "median", "p90")


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How long documents took."""

    documents: int
    #: Per cent with one decimal place; the days within which half and nine tenths were done. None: no documents.
    on_time: float | None
    median: int | None
    p90: int | None

    def figures(self) -> tuple[Cell, ...]:
        return (self.documents, self.on_time, self.median, self.p90)


def clock(counted: Iterable[tuple[str, int, int]]) -> Clock:
    """From (service, working days, documents)."""
    days: Counter[int] = Counter()
    in_time = 0
    for service, took, documents in counted:
        days[took] += documents
        in_time += documents if took <= TERM.get(service, USUAL_TERM) else 0
    total = days.total()
    return Clock(
        documents=total,
        on_time=round(100 * in_time / total, 1) if total else None,
        median=_within(days, total, 0.5),
        p90=_within(days, total, 0.9),
    )


def _within(days: Counter[int], total: int, share: float) -> int | None:
    """The fewest working days in which at least this share of the documents was done."""
    done = 0
    for took in sorted(days):
        done += days[took]
        if done >= share * total:
            return took
    return None


def by_service(conn: Connection, asked: Asked) -> Report:
    """One row a service."""
    title = words("Waktu layanan menurut jenis layanan", "Service clocks by service")
    first = column("service", words("Layanan", "Service"))
    return _report(conn, asked, "layanan", title, first, lambda row: labels.named("jenis_layanan", row.part))


def by_office(conn: Connection, asked: Asked) -> Report:
    """One row a kecamatan."""
    title = words("Waktu layanan menurut kecamatan", "Service clocks by district")
    first = column("kecamatan", words("Kecamatan", "District"))
    return _report(conn, asked, "layanan-kecamatan", title, first, lambda row: labels.kecamatan(row.kecamatan))


def _report(
    conn: Connection, asked: Asked, name: str, title: Words, first: Any, named: Callable[[Row[Any]], Words]
) -> Report:
    at: Moment = moment(conn, asked.period)
    parts: dict[Words, list[tuple[str, int, int]]] = {}
    for row in stored.counted(conn, NAME, asked):
        parts.setdefault(named(row), []).append((row.part, row.days, row.counted))
    everything = [one for counted in parts.values() for one in counted]
    report = Report(
        name=name,
        title=title,
        period=asked.period,
        columns=(first, *_FIGURES),
        rows=tuple((label, *clock(counted).figures()) for label, counted in parts.items()),
        total=(TOTAL, *clock(everything).figures()),
        source=SOURCE,
        made_at=at.now,
        limits=asked.limits(),
        notes=stored.note(conn, NAME, asked.period),
    )
    return protected(report, ("documents",), along=_ALONG)
