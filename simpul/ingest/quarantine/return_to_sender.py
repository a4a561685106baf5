"""Return to the sender: a list of what was refused, in the order of the sender's rows, and a note that it went back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, text

from simpul.config.settings import City
from simpul.core.model import REFUSAL
from simpul.core.texts import quarantine as words
from simpul.core.texts import quarantine_reasons
from simpul.ingest.quarantine.requests import Settled, add, close, named
from simpul.store import audit
from simpul.store.queries import query
from simpul.values import mask
from simpul.values.csv_export import table

#: Rows of one list.
MOST = 10_000
_COLUMNS = ("BERKAS", "DITERIMA", "HALAMAN", "BARIS", "NOMOR", "KOLOM", "NILAI", "ATURAN", "ALASAN")


@dataclass(frozen=True, kw_only=True)
class Rejection:
    """One refused row or value as its sender is told; NIK and KK masked."""

    origin: str
    received_at: datetime
    page: int
    row_no: int
    record_key: str
    field: str
    masked: str
    rule: str


def answers_itself(city: City, feed: str) -> bool:
    """Whether the sender gets a rejection file with every file it hands in, without anybody doing anything."""
    system = city.systems[city.feeds[feed].system] if feed in city.feeds else None
    return system is not None and REFUSAL in system.writes and system.sending != "off"


def send_back(
    engine: Engine,
    feed: str,
    rule: str,
    *,
    reason: str,
    actor: str,
    up_to: int | None = None,
    entry_id: int | None = None,
) -> Settled:
    """Mark a group, or one entry of it, as returned to its sender; :func:`rejections` is the list that goes with it."""
    actor, reason = named(actor, reason)
    with engine.begin() as conn:
        names = {"feed": feed, "rule": rule, "entry": entry_id, "up_to": up_to}
        found = conn.execute(text(query("quarantine_group_of")), names).one()
        if not found.entries:
            raise words.NOTHING
        what: dict[str, object] = {"feed": feed, "rule": rule, "entry_id": entry_id, "up_to": found.up_to}
        made = add(conn, kind="return", entries=found.entries, reason=reason, actor=actor, **what)
        done = close(conn, made.id, "returned", what, actor, reason)
        detail = {"settlement": made.id, "feed": feed, "rule": rule, "entries": done}
        audit.write(conn, audit.chain_of_actor(actor), actor, "quarantine_return", detail)
    return Settled(settlement_id=made.id, words=words.returned(done), entries=done)


def rejections(
    engine: Engine, feed: str, rule: str, *, settlement: int | None = None, limit: int = MOST
) -> tuple[Rejection, ...]:
    """What waits in a group or was returned by one act, in the order of the sender's rows."""
    states = ["open"] if settlement is None else ["returned"]
    names = {"feed": feed, "rule": rule, "states": states, "settlement": settlement, "limit": limit}
    with engine.connect() as conn:
        rows = conn.execute(text(query("quarantine_rejections")), names).all()
    return tuple(
        Rejection(
            origin=mask.scrub(row.origin), received_at=row.received_at, page=row.number, row_no=row.row_no,
            record_key=mask.scrub(row.record_key or ""), field=row.field, masked=row.masked, rule=row.rule,
        )
        for row in rows
    )  # fmt: skip


def as_csv(found: tuple[Rejection, ...]) -> str:
    """The list for the sender: a spreadsheet opens it and runs nothing in it."""
    return table(_COLUMNS, (_row(one) for one in found))


def _row(one: Rejection) -> tuple[object, ...]:
    told = quarantine_reasons.told(one.rule)
    place = (one.origin, one.received_at, one.page, one.row_no, one.record_key)
    return (*place, one.field or words.WHOLE_ROW.id, one.masked, one.rule, f"{told.arti} {told.langkah}")
