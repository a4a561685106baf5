"""Blank cards and how many days they last; cards waiting to be printed and for how long."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from simpul.views.reports import labels, stored
from simpul.views.reports.build import Asked, column, moment, protected, rows, summed, words
from simpul.views.reports.shape import Cell, Report

SOURCE = words("Daftar stok blangko loket", "The counters' stock lists")
QUEUE = words("Antrean cetak loket, kalender hari kerja", "The counters' print queue, the calendar of working days")

_BLANKS = (
    column("place", words("Lokasi", "Place")),
    column("kind", words("Jenis", "Kind")),
    column("day", words("Per tanggal", "As of"), kind="day"),
    column("left_over", words("Sisa (keping)", "Left"), words(
        "Stok akhir pada daftar terbaru di dalam bulan.", "Closing stock of the newest list within the month.")),
    column("used_a_day", words("Pakai sehari", "Used a day"), words(
        "Rata-rata pemakaian pada tujuh daftar terbaru.", "Average use over the seven newest lists.")),
    column("days_left", words("Cukup (hari)", "Lasts (days)"), words(
        "Sisa dibagi pemakaian sehari; di bawah 3 hari Simpul membuka ketidaksesuaian.",
        "What is left by the use a day; below 3 days a disagreement is opened.")),
    column("used", words("Terpakai bulan ini", "Used in the month"), words(
        "Jumlah terpakai di dalam bulan.", "Sum of what was used within the month.")),
    column("spoilt", words("Rusak bulan ini", "Spoilt in the month"), words(
        "Jumlah rusak di dalam bulan.", "Sum of what was spoilt within the month.")),
)  # fmt: skip


def blanks(conn: Connection, asked: Asked) -> Report:
    """Stock and days left, by place and kind of blank."""
    at = moment(conn, asked.period)
    place = f"KECAMATAN {labels.kecamatan(asked.kecamatan).id.upper()}" if asked.kecamatan else None
    found = rows(conn, "report_blanks", asked, at, place=place, first=asked.period.begins.date())
    return Report(
        name="blangko",
        title=words("Stok blangko dan sisa hari", "Blank cards and days left"),
        period=asked.period,
        columns=_BLANKS,
        rows=tuple(
            (row.lokasi, row.jenis, row.day, row.left_over, _one(row.used_a_day), _lasts(row.left_over, row.used_a_day),
             row.used or 0, row.spoilt or 0)
            for row in found
        ),
        source=SOURCE,
        made_at=at.now,
        limits=asked.limits(),
    )  # fmt: skip


def _one(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _lasts(left_over: int | None, used: float | None) -> float | None:
    return round(left_over / used, 1) if left_over is not None and used else None


_WAITS = words(
    "Masuk antrean dan belum dicetak pada akhir bulan (bulan berjalan: sekarang).",
    "In the queue and not printed at the end of the month (this month: now).",
)
_AGE = words("Dari yang menunggu: hari kerja sejak masuk antrean.", "Of those waiting: working days in the queue.")
_QUEUE = (
    column("kecamatan", words("Kecamatan", "District")),
    column("waiting", words("Menunggu", "Waiting"), _WAITS),
    column("days_3", words("0-3 hari kerja", "0-3 working days"), _AGE),
    column("days_7", words("4-7 hari kerja", "4-7 working days"), _AGE),
    column("days_14", words("8-14 hari kerja", "8-14 working days"), _AGE),
    column("older", words("> 14 hari kerja", "> 14 working days"), _AGE),
    column("longest", words("Terlama (hari kerja)", "Longest (working days)"), words(
        "Hari kerja yang sudah dipakai kartu terlama.", "Working days the longest waiting card has waited.")),
    column("printed", words("Dicetak", "Printed"), words(
        "Kartu yang dicetak dalam bulan ini.", "Cards printed within the month.")),
)  # fmt: skip
_GROUPS = ((-1, 3), (3, 7), (7, 14), (14, 10**6))
_WAITING = ("waiting", "days_3", "days_7", "days_14", "older")


def queue(conn: Connection, asked: Asked) -> Report:
    """Cards waiting to be printed, by kecamatan and age."""
    at = moment(conn, asked.period)
    waiting: dict[str, Counter[int]] = {}
    printed: Counter[str] = Counter()
    for row in stored.counted(conn, "antrean-cetak", asked):
        days = waiting.setdefault(row.kecamatan, Counter())
        if row.measure == "printed":
            printed[row.kecamatan] += row.counted
        else:
            days[row.days] += row.counted
    body = [(labels.kecamatan(code), *_ages(days), printed[code]) for code, days in waiting.items()]
    report = Report(
        name="antrean-cetak",
        title=words("Umur antrean cetak", "Age of the print queue"),
        period=asked.period,
        columns=_QUEUE,
        rows=tuple(body),
        total=summed(body, _QUEUE, without=("longest",)),
        source=QUEUE,
        made_at=at.now,
        limits=asked.limits(),
        notes=stored.note(conn, "antrean-cetak", asked.period),
    )
    return protected(protected(report, _WAITING, across=True, along=("longest",)), ("printed",))


def _ages(days: Counter[int]) -> tuple[Cell, ...]:
    """How many wait, by how long, and the longest; a bound belongs to the younger group."""
    groups = [sum(count for day, count in days.items() if low < day <= high) for low, high in _GROUPS]
    return (days.total(), *groups, max(days, default=None))
