"""The monthly data balikan, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from simpul.core.texts import states
from simpul.store.queries import query
from simpul.views.reports.build import Asked, column, moment, words
from simpul.views.reports.period import month_of
from simpul.views.reports.shape import Cell, Report

SOURCE = words("Data balikan dan tanda terimanya di Simpul", "Data balikan and its receipts kept by Simpul")
_COLUMNS = (
    column("month", words("Bulan", "Month")),
    column("state", words("Keadaan", "State")),
    column("rows", words("Baris", "Rows"), words(
        "Permohonan selesai yang dilaporkan ke Dukcapil.", "Finished applications told to the registry.")),
    column("missing", words("Tidak dapat dilaporkan", "Not told"), words(
        "Permohonan selesai yang belum memenuhi syarat saat bulan dibuka.",
        "Finished applications that could not be told when the month was opened.")),
    column("accepted", words("Diterima", "Accepted"), words(
        "Baris dengan tanda terima.", "Rows with a receipt.")),
    column("refused", words("Ditolak", "Refused"), words(
        "Baris yang ditolak atau tidak terkirim.", "Rows refused or not sent.")),
    column("waiting", words("Menunggu", "Waiting"), words(
        "Baris yang belum dijawab.", "Rows not answered yet.")),
)  # fmt: skip


def told(conn: Connection, asked: Asked) -> Report:
    """Every month up to the one asked for, newest first."""
    at = moment(conn, asked.period)
    found = conn.execute(text(query("balikan_one")), {"month": None}).all()
    body: list[tuple[Cell, ...]] = [
        (month_of(row.month).words, states.BALIKAN[row.state], row.rows, sum((row.missing or {}).values()),
         row.accepted, row.refused, row.waiting)
        for row in found
        if row.month <= str(asked.period)
    ]  # fmt: skip
    return Report(
        name="data-balikan",
        title=words("Data balikan bulanan", "Monthly data balikan"),
        period=asked.period,
        columns=_COLUMNS,
        rows=tuple(body),
        source=SOURCE,
        made_at=at.now,
        limits=asked.limits(),
    )


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Rows told together, and what was answered."""

    batch: int
    rows: int
    accepted: int
    refused: int
    waiting: int
    answered_at: datetime | None


def batches(engine: Engine, month: str, *, limit: int = 50) -> tuple[Batch, ...]:
    """The batches of a month with their receipts counted, the newest first."""
    with engine.connect() as conn:
        found = conn.execute(text(query("report_balikan_batches")), {"month": month, "limit": limit})
        return tuple(Batch(**row._mapping) for row in found)
