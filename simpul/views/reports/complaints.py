"""Complaints no office has answered."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from simpul.core.i18n import Words
from simpul.views.reports import stored
from simpul.views.reports.build import Asked, column, moment, protected, summed, words
from simpul.views.reports.shape import Cell, Report

NAME = "pengaduan"
#: Working days an office may take for its first answer.
TERM = 5

SOURCE = words("Pengaduan dan tindak lanjut SP4N-LAPOR!", "Complaints and follow-ups of SP4N-LAPOR!")
UNANSWERED = words(
    "Pengaduan tanpa satu pun tindak lanjut instansi dan belum selesai pada akhir bulan (bulan berjalan: sekarang).",
    "Complaints without any follow-up of an office and not settled at the end of the month (this month: now).",
)
#: How the query names what has no office of its own.
_NAMES: dict[str, Words] = {
    "": words("(belum diteruskan)", "(not handed on)"),
    "*": words("(rahasia atau anonim)", "(secret or anonymous)"),
}
_COLUMNS = (
    column("office", words("Instansi", "Office")),
    column("received", words("Diterima", "Received"), words(
        "Pengaduan yang dibuat dalam bulan ini.", "Complaints made within the month.")),
    column("unanswered", words("Belum dijawab", "Unanswered"), UNANSWERED),
    column("late", words("> 5 hari kerja", "> 5 working days"), words(
        "Dari yang belum dijawab: lewat 5 hari kerja sejak diteruskan ke instansi.",
        "Of the unanswered: more than 5 working days since they went to the office.")),
    column("longest", words("Terlama (hari kerja)", "Longest (working days)"), words(
        "Hari kerja yang sudah dipakai pengaduan terlama.", "Working days the oldest has waited.")),
)  # fmt: skip


def complaints(conn: Connection, asked: Asked) -> Report:
    """Received and unanswered complaints by office."""
    at = moment(conn, asked.period)
    body = _offices(conn, asked)
    report = Report(
        name=NAME,
        title=words("Pengaduan yang belum dijawab menurut instansi", "Unanswered complaints by office"),
        period=asked.period,
        columns=_COLUMNS,
        rows=tuple(body),
        total=summed(body, _COLUMNS, without=("longest",)),
        source=SOURCE,
        made_at=at.now,
        limits=asked.limits(),
        notes=stored.note(conn, NAME, asked.period),
    )
    shown = protected(report, ("unanswered", "late"), along=("longest",))
    return protected(shown, ("received",))


def _late(days: Counter[int]) -> int:
    return sum(count for day, count in days.items() if day > TERM)


def _offices(conn: Connection, asked: Asked) -> list[tuple[Cell, ...]]:
    received: Counter[str] = Counter()
    waiting: dict[str, Counter[int]] = {}
    for row in stored.counted(conn, NAME, asked):
        days = waiting.setdefault(row.part, Counter())
        if row.measure == "received":
            received[row.part] += row.counted
        else:
            days[row.days] += row.counted
    return [
        (_NAMES.get(office, office), received[office], days.total(), _late(days), max(days, default=None))
        for office, days in waiting.items()
    ]
