"""What came in and what became of it, day by day; and when a system could not be read, by cause."""

from __future__ import annotations

from sqlalchemy import Connection

from simpul.core.i18n import Words
from simpul.views.reports.build import Asked, cells, column, moment, rows, summed, words
from simpul.views.reports.shape import Cell, Report

SOURCE = words("Catatan proses Simpul", "Simpul's record of runs")

_PARTS = {
    "applied": words("Baris baru atau berubah yang diterapkan.", "Rows that were new or changed and applied."),
    "unchanged": words("Sama dengan yang sudah ada.", "Equal to what was there."),
    "superseded": words("Tersusul versi yang lebih baru.", "Overtaken by a newer version."),
    "quarantined": words("Baris yang dikarantina.", "Rows put into quarantine."),
    "pending": words("Dibaca dan belum diolah; nol bila proses selesai.", "Read and not worked on; 0 after a run."),
}
_TITLES = {
    "applied": words("Diterapkan", "Applied"),
    "unchanged": words("Sama", "Unchanged"),
    "superseded": words("Tersusul", "Superseded"),
    "quarantined": words("Karantina", "Quarantined"),
    "pending": words("Menunggu", "Pending"),
}
_TOTALS = (
    column("day", words("Hari", "Day"), kind="day"),
    column("feed", words("Data", "Feed")),
    column("runs", words("Proses", "Runs"), words("Proses tarik yang berakhir.", "Pulls that ended.")),
    column("read", words("Dibaca", "Read"), words(
        "Baris yang dibaca dari sumber.", "Rows read from the source.")),
    *(column(name, _TITLES[name], definition) for name, definition in _PARTS.items()),
    column("gap", words("Selisih", "Gap"), words(
        "Dibaca dikurangi jumlah lima kolom sebelumnya; harus nol.",
        "Read less the sum of the five columns before; it must be 0.")),
)  # fmt: skip


def totals(conn: Connection, asked: Asked) -> Report:
    """Control totals per day and feed."""
    at = moment(conn, asked.period)
    body = tuple(cells(row, _TOTALS, {}) for row in rows(conn, "report_totals", asked, at))
    return Report(
        name="angka-kontrol",
        title=words("Angka kontrol per hari", "Control totals per day"),
        period=asked.period,
        columns=_TOTALS,
        rows=body,
        total=summed(body, _TOTALS),
        source=SOURCE,
        made_at=at.now,
        limits=asked.limits(),
    )


#: State of the first run that did not end well → what was the matter.
CAUSES: dict[str, Words] = {
    "failed": words("Sumber tidak menjawab atau terputus", "The source did not answer or was cut off"),
    "parked": words("Sumber tutup, kuota habis, atau minta jeda", "The source was closed, used up or asked to wait"),
    "stopped": words(
        "Perlu tindakan: sandi, izin akses, atau bentuk data", "A person had to act: login, access, shape"
    ),
    "held": words("Ditahan karena akan mengubah terlalu banyak", "Held because too much would change"),
}
OUTAGES = words(
    "Sejak proses tarik pertama yang tidak selesai sampai proses berikutnya yang selesai. "
    "Yang bertumpuk pada satu sistem dengan satu sebab dihitung sekali.",
    "From the first pull that did not end well to the next that did. "
    "Those of one system and cause that overlap are one.",
)
_OUTAGES = (
    column("system", words("Sistem", "System")),
    column("cause", words("Sebab", "Cause")),
    column("outages", words("Gangguan", "Disruptions"), OUTAGES),
    column("hours", words("Lama (jam)", "Hours"), words(
        "Jumlah jam gangguan di dalam bulan.", "Hours of disruption within the month.")),
    column("longest", words("Terlama (jam)", "Longest (hours)"), words(
        "Jam gangguan yang paling lama.", "Hours of the longest one.")),
    column("lasts", words("Masih berlangsung", "Still going on"), words(
        "Apakah gangguan belum pulih pada akhir bulan (bulan berjalan: sekarang).",
        "Whether one had not ended at the end of the month (this month: now)."), "text"),
)  # fmt: skip
YES, NO = words("Ya", "Yes"), words("Tidak", "No")


def outages(conn: Connection, asked: Asked) -> Report:
    """Disruptions by system and cause."""
    at = moment(conn, asked.period)
    body: list[tuple[Cell, ...]] = [
        (_title(asked, row.system), CAUSES[row.cause], row.outages, _hours(row.seconds), _hours(row.longest),
         YES if row.lasts else NO)
        for row in rows(conn, "report_outages", asked, at)
    ]  # fmt: skip
    return Report(
        name="gangguan",
        title=words("Gangguan menurut sebab", "Disruptions by cause"),
        period=asked.period,
        columns=_OUTAGES,
        rows=tuple(body),
        source=SOURCE,
        made_at=at.now,
        limits=asked.limits(),
    )


def _title(asked: Asked, system: str) -> str:
    known = asked.city.systems.get(system)
    return known.title if known else system


def _hours(seconds: float | None) -> float:
    return round((seconds or 0) / 3600, 1)
