"""One run: what it read and what became of it, page by page, who began it, and how to try it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.config.settings import City
from simpul.core import acting
from simpul.core.i18n import Words, number
from simpul.core.model import RunTotals
from simpul.core.refusals import refusal
from simpul.core.texts import states
from simpul.operations import run_progress
from simpul.operations.jobs import request as errands
from simpul.operations.jobs.request import JobRequest
from simpul.operations.run_progress import Live
from simpul.store.queries import query
from simpul.values import mask


@dataclass(frozen=True, kw_only=True)
class PageLine:
    """One page of a run, in counts."""

    id: int
    number: int
    #: File or request it came from.
    origin: str
    requested_at: datetime
    received_at: datetime
    read: int
    applied: int
    unchanged: int
    superseded: int
    quarantined: int
    quarantined_values: int


@dataclass(frozen=True, kw_only=True)
class RunView:
    """One run with all that is known of it."""

    id: int
    kind: str
    target: str
    live: Live
    #: Whether its totals add up, and are the sum of its pages'.
    adds_up: bool
    pages_agree: bool
    pages: tuple[PageLine, ...]
    #: Where the next pages begin; 0: there are none.
    more: int
    page_count: int
    #: (rule, state) → values and rows it set aside.
    rules: Mapping[tuple[str, str], int]
    revision: str
    #: Who or what began it.
    began: Words
    errands: tuple[JobRequest, ...]
    #: How to try it again, in words; None: there is nothing to try again.
    again: Words | None


def show(engine: Engine, run_id: int, *, after: int = 0, limit: int = 50) -> RunView | None:
    """A run by its number; ``after``: pages behind this one. None: there is no such run."""
    with engine.connect() as connection:
        row = connection.execute(text(query("steer_run")), {"id": run_id}).one_or_none()
        if row is None:
            return None
        found = connection.execute(
            text(query("steer_pages")), {"run_id": run_id, "after": after, "limit": limit + 1}
        ).all()
        sums = connection.execute(text(query("steer_pages_sum")), {"run_id": run_id}).one()
        rules = connection.execute(text(query("steer_run_rules")), {"run_id": run_id}).all()
        live = run_progress.of_run(connection, row)
        asked = _asked(connection, row)
        newest = connection.execute(text(query("steer_newest")), {"target": row.target, "kind": row.kind}).scalar()
    pages = tuple(_page(one) for one in found[:limit])
    return RunView(
        id=row.id, kind=row.kind, target=row.target, live=live, adds_up=live.totals.adds_up,
        pages_agree=row.kind != "pull" or _agree(live.totals, sums), pages=pages,
        more=pages[-1].id if len(found) > limit else 0, page_count=sums.pages,
        rules={(one.rule, one.state): one.total for one in rules}, revision=row.mapping_revision,
        began=began(row.caller, asked), errands=_once((*asked, *errands.of_run(engine, run_id))),
        again=again(live) if newest == row.id else None,
    )  # fmt: skip


def retry(engine: Engine, city: City, run_id: int, *, actor: str) -> JobRequest:
    """Ask for a run to be tried again from the stage where it failed.

    Raises:
        NotPossible: it did not fail, a newer one has run since, or the feed is paused or held.
    """
    actor = acting.person(actor)
    found = show(engine, run_id, limit=1)
    if found is None or found.again is None:
        raise _NOTHING_TO_RETRY
    return errands.ask(engine, city, "retry", found.target, actor=actor, options={"run": run_id})


def again(live: Live) -> Words | None:
    """What trying again would read or send once more, and why that does no harm; None: nothing to try again."""
    if live.state not in ("failed", "stopped", "parked") and not (live.state == "running" and not live.alive):
        return None
    if live.kind == "pull":
        return _again_pull(live)
    return _AGAIN.get(live.kind)


def _again_pull(live: Live) -> Words:
    stage = next((one.words for one in live.stages if one.state == "failed"), states.STAGE["fetch"])
    rows_id, rows_en = number(live.totals.read), number(live.totals.read, "en")
    return Words(
        id=f"Diteruskan dari tahap {stage.id}. {rows_id} baris yang sudah tersimpan tidak diambil lagi; bagian yang "
        "belum tersimpan dibaca ulang. Aman: baris yang terbaca dua kali dihitung sama dan tidak digandakan.",
        en=f"Goes on from the stage {stage.en}. {rows_en} rows already stored are not fetched again; the part not "
        "stored is read once more. Safe: a row read twice counts as unchanged and is not doubled.",
    )


_AGAIN: Mapping[str, Words] = {
    "deliver": Words(
        id="Kiriman yang jawabannya hilang diperiksa dulu ke sistem tujuan, lalu yang belum berangkat dikirim. Aman: "
        "kiriman ulang memakai kunci yang sama, jadi yang sudah sampai tidak dikirim dua kali.",
        en="Effects whose answer was lost are first looked for in the target, then those that have not left are sent. "
        "Safe: a repeat carries the same key, so nothing that arrived is sent twice.",
    ),
    "sweep": Words(
        id="Seluruh cermin dibandingkan lagi dari awal dengan sumbernya. Aman: yang gagal tadi tidak mengubah apa pun.",
        en="The whole mirror is compared with its source from the beginning. Safe: the failed one changed nothing.",
    ),
    "compare": Words(
        id="Hanya yang masih ditandai dibandingkan lagi. Aman: yang sudah selesai tidak diulang.",
        en="Only what is still marked is compared again. Safe: what was done is not repeated.",
    ),
}


def began(caller: str, asked: tuple[JobRequest, ...]) -> Words:
    """Who or what began a run, from what it was called by."""
    if asked:
        one = asked[0]
        return Words(id=f"{one.title.id}, diminta oleh {one.actor}", en=f"{one.title.en}, asked for by {one.actor}")
    kind, _, who = caller.partition(":")
    if kind == "replay" and who:
        return Words(id=f"Proses ulang karantina oleh {who}", en=f"Quarantine replayed by {who}")
    if caller.startswith("scheduled__"):
        return Words(id="Jadwal", en="The schedule")
    if caller.startswith("manual__"):
        return Words(id="Dijalankan dari Airflow", en="Begun in Airflow")
    said = {"": Words(id="Mesin", en="The engine"), "cli": Words(id="Perintah di server", en="A command on the server")}
    return said.get(caller) or Words(id=mask.scrub(caller), en=mask.scrub(caller))


def title(kind: str, target: str) -> Words:
    """``Penarikan siak.penduduk``."""
    return Words(id=f"{states.RUN_KIND[kind].id} {target}", en=f"{states.RUN_KIND[kind].en} {target}")


def _asked(connection: Connection, row: Row[Any]) -> tuple[JobRequest, ...]:
    """The errand that began a run, by its caller: while it is at work the errand does not know its run yet."""
    kind, _, number_ = row.caller.partition(":")
    if kind != "errand" or not number_.isdigit():
        return ()
    found = connection.execute(text(query("errand_one")), {"id": int(number_)}).one_or_none()
    return (errands.errand_of(found),) if found is not None else ()


def _once(found: tuple[JobRequest, ...]) -> tuple[JobRequest, ...]:
    """An errand that began the run also knows it, once it has ended."""
    return tuple({one.id: one for one in found}.values())


def _agree(totals: RunTotals, sums: Row[Any]) -> bool:
    names = ("read", "applied", "unchanged", "superseded", "quarantined")
    return all(getattr(totals, name) == getattr(sums, name) for name in names)


def _page(row: Row[Any]) -> PageLine:
    values = {name: getattr(row, name) for name in PageLine.__dataclass_fields__}
    return PageLine(**{**values, "origin": mask.scrub(row.origin)})


_NOTHING_TO_RETRY = refusal(
    Words(
        id="Proses ini tidak perlu dicoba lagi: ia tidak gagal, atau sudah ada proses yang lebih baru.",
        en="There is nothing to try again: it did not fail, or a newer run has run since.",
    )
)
