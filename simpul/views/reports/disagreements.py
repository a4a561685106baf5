"""Disagreements by the office that settles them, and correction requests by the office that was asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from simpul.core import offices
from simpul.core.i18n import WIB
from simpul.views.reports.build import Asked, Moment, cells, column, moment, protected, rows, summed, words
from simpul.views.reports.shape import Report

SOURCE = words("Daftar ketidaksesuaian Simpul", "Simpul's list of disagreements")
LETTERS = words("Surat pengantar perbaikan data di Simpul", "Correction letters kept by Simpul")

_OPEN = words(
    "Ketidaksesuaian yang belum ditutup pada akhir bulan (bulan berjalan: sekarang). Tunggakan awal tidak dihitung.",
    "Not closed at the end of the month (this month: now). The baseline nobody has opened is not counted.",
)
_AGE = words("Dari yang terbuka: umur dalam hari kalender.", "Of the open ones: age in calendar days.")
FOUND = words("Ditemukan dalam bulan ini, di luar tunggakan awal.", "Found within the month, without the baseline.")
SETTLED = words(
    "Ditutup dalam bulan ini: sudah sama lagi, diterima, atau tidak berlaku lagi.",
    "Closed within the month: equal again, accepted, or no longer so.",
)
REOPENED = words(
    "Pernah ditutup atau diputuskan, lalu muncul lagi, dan terakhir berubah dalam bulan ini.",
    "Closed or decided once and back again, last changed within the month.",
)
_COLUMNS = (
    column("owner", words("Kantor", "Office")),
    column("open", words("Terbuka", "Open"), _OPEN),
    column("overdue", words("Lewat tenggat", "Overdue"), words(
        "Dari yang terbuka: tenggatnya sudah lewat.", "Of the open ones: past their due time.")),
    column("week", words("0-7 hari", "0-7 days"), _AGE),
    column("month", words("8-30 hari", "8-30 days"), _AGE),
    column("quarter", words("31-90 hari", "31-90 days"), _AGE),
    column("older", words("> 90 hari", "> 90 days"), _AGE),
    column("found", words("Ditemukan", "Found"), FOUND),
    column("settled", words("Selesai", "Settled"), SETTLED),
    column("reopened", words("Dibuka kembali", "Reopened"), REOPENED),
)  # fmt: skip


def disagreements(conn: Connection, asked: Asked) -> Report:
    """Open, overdue, found, settled and reopened by owner."""
    at = moment(conn, asked.period)
    body = tuple(
        cells(row, _COLUMNS, {"owner": offices.named(row.owner)})
        for row in rows(conn, "report_disagreements", asked, at, **_back(at))
    )
    report = Report(
        name="ketidaksesuaian",
        title=words("Ketidaksesuaian menurut penanggung jawab dan umur", "Disagreements by owner and age"),
        period=asked.period,
        columns=_COLUMNS,
        rows=body,
        total=summed(body, _COLUMNS),
        source=SOURCE,
        made_at=at.now,
        limits=asked.limits(),
    )
    # Of one kecamatan and one office few cases could be of one known family.
    counts = [one.name for one in _COLUMNS[1:]]
    return protected(report, counts) if asked.kecamatan else report


def _back(at: Moment) -> dict[str, datetime]:
    """The first moments of the days whose cases are 7, 30 and 90 days old."""
    today = at.at.astimezone(WIB).replace(hour=0, minute=0, second=0, microsecond=0)
    return {name: today - timedelta(days=days) for name, days in (("week", 7), ("month", 30), ("quarter", 90))}


_LETTERS = (
    column("office", words("Kantor tujuan", "Office")),
    column("made", words("Dibuat", "Made"), words("Surat yang dibuat dalam bulan ini.", "Letters made in the month.")),
    column("draft", words("Belum dikirim", "Not sent"), words(
        "Keputusan sudah ada, suratnya belum dikirim pada akhir bulan.",
        "Decided, the letter had not left at the end of the month.")),
    column("sent", words("Menunggu kantor", "Waiting"), words(
        "Terkirim dan belum dijawab pada akhir bulan.", "Sent and not answered at the end of the month.")),
    column("received", words("Dikerjakan", "Being worked on"), words(
        "Kantor mengabarkan sudah menerima.", "The office said it received it.")),
    column("done", words("Diperbaiki", "Corrected"), words(
        "Kantor mengabarkan selesai dalam bulan ini.", "The office said done within the month.")),
    column("refused", words("Ditolak", "Refused"), words(
        "Kantor menolak dalam bulan ini.", "The office refused within the month.")),
    column("longest", words("Terlama (hari)", "Longest (days)"), words(
        "Hari kalender sejak surat terlama dikirim yang belum selesai.",
        "Calendar days since the oldest letter that is not done was sent.")),
)  # fmt: skip


def corrections(conn: Connection, asked: Asked) -> Report:
    """Correction requests by office and state."""
    at = moment(conn, asked.period)
    body = tuple(
        cells(row, _LETTERS, {"office": offices.named(row.office)})
        for row in rows(conn, "report_corrections", asked, at)
    )
    return Report(
        name="surat-perbaikan",
        title=words("Permohonan perbaikan (surat pengantar)", "Correction requests (letters)"),
        period=asked.period,
        columns=_LETTERS,
        rows=body,
        total=summed(body, _LETTERS, without=("longest",)),
        source=LETTERS,
        made_at=at.now,
        limits=asked.limits(),
    )
