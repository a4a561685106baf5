"""Receipts for files: what became of each file a counter handed in, and its refused rows in the sender's order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, text

from simpul.config.settings import City
from simpul.core.model import RECEIPT, REFUSAL, System
from simpul.core.texts import quarantine_reasons
from simpul.delivery import effects
from simpul.delivery.effects import Wanted
from simpul.store.queries import query
from simpul.values import mask

_RECEIPT_COLUMNS = ("BERKAS", "DIBACA", "DITERIMA", "TIDAK_BERUBAH", "TERLAMPAUI", "DITOLAK", "NILAI_DITAHAN")
_REFUSAL_COLUMNS = ("BARIS", "NOMOR", "KOLOM", "NILAI", "ALASAN")


def make(conn: Connection, city: City, run: int) -> int:
    """Receipts, and refusals where rows or values were refused, for every file read and not yet answered."""
    return sum(_answer(conn, city, system, run) for system in city.systems.values() if RECEIPT in system.writes)


def _answer(conn: Connection, city: City, system: System, run: int) -> int:
    if system.sending == "off":
        return 0
    feeds = [feed.name for feed in city.feeds_of(system.name)]
    made = 0
    for row in conn.execute(text(query("events_files")), {"feeds": feeds, "kind": RECEIPT}).all():
        refused = conn.execute(text(query("events_rejects")), {"pages": row.pages}).all()
        if refused and REFUSAL in system.writes:
            made += _insert(conn, system, row, REFUSAL, _refusal(refused), run)
        made += _insert(conn, system, row, RECEIPT, _receipt(row), run)
    return made


def _insert(conn: Connection, system: System, row: Row[Any], kind: str, body: dict[str, Any], run: int) -> int:
    wanted = Wanted(
        kind=kind,
        mode="event",
        system=system.name,
        feed=row.feed,
        record_key=row.origin,
        subject_kind="",
        subject_key="",
        cause="berkas",
        # Nothing of the canonical record is sent: counts, and to the sender its own rows, masked.
        values={},
        body=body,
        draft=system.sending == "propose",
        run_id=run,
    )
    return int(effects.insert(conn, wanted))


def _receipt(row: Row[Any]) -> dict[str, Any]:
    counts = [row.read, row.applied, row.unchanged, row.superseded, row.quarantined, row.quarantined_values]
    return {"columns": list(_RECEIPT_COLUMNS), "rows": [[row.origin, *(str(int(count)) for count in counts)]]}


def _refusal(refused: list[Row[Any]] | Any) -> dict[str, Any]:
    rows = [
        [str(row.row_no), mask.scrub(row.record_key or ""), row.field, row.masked, _why(row.rule)] for row in refused
    ]
    return {"columns": list(_REFUSAL_COLUMNS), "rows": rows}


def _why(rule: str) -> str:
    """The rule and what to do about it, in the sender's words."""
    words = quarantine_reasons.told(rule)
    return mask.scrub(f"{words.arti} {words.langkah}")
