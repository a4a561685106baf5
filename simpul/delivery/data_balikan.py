"""Data balikan: once a month the national registry is told what its data was used for (Permendagri 102/2019).

A guided run: open the month and see what is missing, freeze what will be told, have another person approve it, send it
in batches, keep the receipts. A month without anything to tell is a nil report, approved like any other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Row, text

from simpul.config.settings import City
from simpul.core import acting, clock
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.core.refusals import refusal
from simpul.delivery import effects
from simpul.delivery.effects import Wanted
from simpul.people import delegation
from simpul.store import audit, scope
from simpul.store.queries import query

KIND = "data_balikan"
#: Stages in which an application is over.
FINAL = ("DISERAHKAN", "DITOLAK", "DIBATALKAN", "KEDALUWARSA")
#: Rows told together.
BATCH = 100


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month's report."""

    month: str
    state: str
    #: What is missing: code → how many applications; they are not told.
    missing: Mapping[str, int]
    rows: int
    batches: int
    accepted: int
    refused: int
    waiting: int
    made_by: str
    frozen_at: datetime | None
    approved_by: str | None
    ended_at: datetime | None


#: Why an ended application is not in the report.
MISSING = {
    "belum_diverifikasi": Words(
        id="Pemohon belum diverifikasi ke Dukcapil", en="The applicant was never verified at the national registry"
    ),
    "tidak_sesuai": Words(id="NIK tidak sesuai di Dukcapil", en="The NIK did not match at the national registry"),
    "tanpa_nik": Words(id="Permohonan tanpa NIK yang sah", en="The application has no valid NIK"),
    "tanpa_layanan": Words(id="Jenis layanan tidak diketahui", en="The service is not known"),
    "tanpa_izin": Words(id="Izin berbagi data belum ada atau sudah berakhir", en="There is no grant, or it has ended"),
}


def open_month(engine: Engine, city: City, month: str, *, actor: str) -> Month:
    """Begin a month (``2026-10``), or look again at one not frozen yet: the checklist of what is missing.

    Raises:
        NotPossible: not a month, not over yet, or nobody named.
    """
    actor, engine = acting.person(actor), scope.whole(engine)
    _check(month)
    with engine.begin() as conn:
        found = _ended(conn, city, month)
        counts = found.filter(pl.col("why") != "").group_by("why").len().sort("why")
        missing = {row["why"]: row["len"] for row in counts.to_dicts()}
        values = {"month": month, "missing": json.dumps(missing), "actor": actor}
        conn.execute(text(query("balikan_open")), values)
        audit.write(conn, audit.chain_of_actor(actor), actor, "balikan_open", {"month": month})
    return show(engine, month)


def freeze(engine: Engine, city: City, month: str, *, actor: str) -> Month:
    """Fix what will be told; later changes no longer reach this month's report."""
    actor, engine = acting.person(actor), scope.whole(engine)
    with engine.begin() as conn:
        row = _locked(conn, month, "open")
        ready = _ended(conn, city, month).filter(pl.col("why") == "")
        conn.execute(text(query("balikan_freeze")), {"id": row.id})
        granted = effects.granted(city, _feeds(city)[1].system, KIND)
        told = [_row(granted, entry, number) for number, entry in enumerate(ready.to_dicts())]
        conn.execute(text(query("balikan_keep")), {"id": row.id, "rows": json.dumps(told)})
        detail = {"month": month, "rows": len(told)}
        audit.write(conn, audit.chain_of_actor(actor), actor, "balikan_freeze", detail)
    return show(engine, month)


def approve(engine: Engine, city: City, month: str, *, actor: str) -> Month:
    """Let a frozen report out; one without rows is a nil report. Not by who made it: the database sees to it too."""
    actor, engine = acting.person(actor), scope.whole(engine)
    with engine.begin() as conn:
        row = _locked(conn, month, "frozen")
        delegation.may_approve(conn, proposer=row.made_by, approver=actor, since=row.made_at)
        rows = conn.execute(text(query("balikan_rows")), {"id": row.id}).all()
        state = "approved" if rows else "nil"
        conn.execute(text(query("balikan_approve")), {"id": row.id, "state": state, "actor": actor})
        verified = _feeds(city)[1]
        for one in rows:
            _send(conn, verified, month, one)
        conn.execute(text(query("balikan_sent")), {"id": row.id, "kind": KIND})
        detail = {"month": month, "rows": len(rows)}
        audit.write(conn, audit.chain_of_actor(actor), actor, "balikan_approve", detail)
    return show(engine, month)


def show(engine: Engine, month: str) -> Month:
    """One month with its receipts counted."""
    found = _months(engine, month)
    if not found:
        raise _missing_month(month)
    return found[0]


def listing(engine: Engine) -> tuple[Month, ...]:
    """Every month, newest first; those answered whole are closed."""
    return _months(engine, None)


def _months(engine: Engine, month: str | None) -> tuple[Month, ...]:
    with engine.begin() as conn:
        conn.execute(text(query("balikan_end")))
        rows = conn.execute(text(query("balikan_one")), {"month": month}).all()
    names = Month.__dataclass_fields__
    return tuple(Month(**{name: row._mapping[name] for name in names}) for row in rows)


def _feeds(city: City) -> tuple[Feed, Feed]:
    """The feed of applications and the feed of verifications at the system that takes data balikan."""
    takers = [system.name for system in city.systems.values() if KIND in system.writes]
    verified = [feed for feed in city.feeds.values() if feed.entity == "verifikasi" and feed.system in takers]
    applications = [feed for feed in city.feeds.values() if feed.entity == "permohonan" and feed.enabled]
    if not applications or not verified:
        raise _NOBODY_TAKES
    return applications[0], verified[0]


def _ended(conn: Connection, city: City, month: str) -> pl.DataFrame:
    """Applications that ended, with ``why`` they cannot be told (empty: they can)."""
    application, verified = _feeds(city)
    names = {"application": application.system, "verified": verified.system, "final": list(FINAL), "month": month}
    rows = [dict(row._mapping) for row in conn.execute(text(query("balikan_ended")), names)]
    columns = ("application_key", "nik", "jenis_layanan", "tahap", "verified_key", "hasil_nik")
    granted = {"nik", "nomor_permohonan"} <= effects.granted(city, verified.system, KIND)
    why = (
        pl.when(pl.lit(not granted)).then(pl.lit("tanpa_izin"))
        .when(pl.col("nik").is_null()).then(pl.lit("tanpa_nik"))
        .when(pl.col("verified_key").is_null()).then(pl.lit("belum_diverifikasi"))
        .when(pl.col("hasil_nik").fill_null("") != "sesuai").then(pl.lit("tidak_sesuai"))
        .when(pl.col("jenis_layanan").is_null()).then(pl.lit("tanpa_layanan"))
        .otherwise(pl.lit(""))
    )  # fmt: skip
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)).with_columns(why=why)


def _row(granted: Collection[str], entry: Mapping[str, Any], number: int) -> dict[str, Any]:
    told = {
        "nik": entry["nik"], "nomor_permohonan": entry["application_key"], "jenis_layanan": entry["jenis_layanan"],
        "tahap": entry["tahap"],
    }  # fmt: skip
    return {
        "application_key": entry["application_key"],
        "verified_key": entry["verified_key"],
        "told": {name: value for name, value in told.items() if name in granted},
        "batch": number // BATCH + 1,
    }


def _send(conn: Connection, verified: Feed, month: str, row: Row[Any]) -> None:
    wanted = Wanted(
        kind=KIND,
        mode="event",
        system=verified.system,
        feed=verified.name,
        record_key=row.verified_key,
        subject_kind="permohonan",
        subject_key=row.application_key,
        cause=f"{row.application_key}|{row.told.get('tahap', '')}",
        values=row.told,
        body={name.upper(): value for name, value in row.told.items()},
        reason=f"data balikan {month}, kelompok {row.batch}",
    )
    effects.insert(conn, wanted)


def _check(month: str) -> None:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise _not_a_month(month) from None
    today = clock.today()
    if (first.year, first.month) >= (today.year, today.month):
        raise _NOT_OVER


def _locked(conn: Connection, month: str, state: str) -> Row[Any]:
    row = conn.execute(text(query("balikan_lock")), {"month": month}).one_or_none()
    if row is None:
        raise _missing_month(month)
    if row.state != state:
        raise NotPossible(
            Words(
                id=f"Laporan {month} berada pada tahap '{row.state}', bukan '{state}'.",
                en=f"The report of {month} is at '{row.state}', not at '{state}'.",
            )
        )
    return row


def _missing_month(month: str) -> NotPossible:
    return NotPossible(
        Words(
            id=f"Laporan {month} belum dibuka. Buka dulu: ./run balikan open {month}",
            en=f"The report of {month} was not opened yet: ./run balikan open {month}",
        )
    )


def _not_a_month(month: str) -> NotPossible:
    return NotPossible(Words(id=f"'{month}' bukan bulan. Tulis seperti 2026-10.", en=f"'{month}' is not like 2026-10."))


_NOT_OVER = refusal(Words(id="Bulan ini belum berakhir.", en="This month is not over yet."))
_NOBODY_TAKES = refusal(Words(id="Tidak ada sistem yang menerima data balikan.", en="No system takes data balikan."))
