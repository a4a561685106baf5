"""Complaints no office has answered."""

from __future__ import annotations

from sqlalchemy import Connection

from simpul.reports.making import Asked, column, moment, protected, rows, summed, words
from simpul.reports.shape import Cell, Report
from simpul.wording import Words

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
    body: list[tuple[Cell, ...]] = [
        (_NAMES.get(row.office, row.office), row.received, row.unanswered, row.late, row.longest)
        for row in rows(conn, "report_complaints", asked, at)
    ]
    report = Report(
        name="pengaduan",
        title=words("Pengaduan yang belum dijawab menurut instansi", "Unanswered complaints by office"),
        period=asked.period,
        columns=_COLUMNS,
        rows=tuple(body),
        total=summed(body, _COLUMNS, without=("longest",)),
        source=SOURCE,
        made_at=at.now,
        limits=asked.limits(),
    )
    shown = protected(report, ("unanswered", "late"), along=("longest",))
    return protected(shown, ("received",))
