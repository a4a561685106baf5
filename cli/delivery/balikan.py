"""balikan: the monthly report of what the national registry's data was used for, as a guided run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import Actor, who
from cli.output import AsJson, json_out, language, line, say, table

if TYPE_CHECKING:
    from simpul.delivery.data_balikan import Month

app = typer.Typer(no_args_is_help=True, help="Data balikan bulanan / the monthly report to Dukcapil.")
Which = Annotated[str, typer.Argument(help="2026-10", metavar="BULAN")]


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """Semua bulan, terbaru dulu / every month, newest first."""
    from simpul.delivery import data_balikan
    from simpul.store import engine as db

    found = data_balikan.listing(db.engine())
    if as_json:
        json_out(found)
        return
    columns = (say("Bulan", "Month"), say("Keadaan", "State"), say("Baris", "Rows"), say("Diterima", "Accepted"),
               say("Ditolak", "Refused"), say("Menunggu", "Waiting"))  # fmt: skip
    rows = [(one.month, one.state, one.rows, one.accepted, one.refused, one.waiting) for one in found]
    table("Data balikan", columns, rows)


@app.command("open")
def open_month(month: Which, actor: Actor = "", as_json: AsJson = False) -> None:
    """Buka bulan dan periksa yang kurang / open a month and see what is missing."""
    from simpul.config import settings
    from simpul.delivery import data_balikan
    from simpul.store import engine as db

    _told(data_balikan.open_month(db.engine(), settings.load(), month, actor=who(actor)), as_json)


@app.command("freeze")
def freeze(month: Which, actor: Actor = "", as_json: AsJson = False) -> None:
    """Bekukan isi laporan / fix what will be told."""
    from simpul.config import settings
    from simpul.delivery import data_balikan
    from simpul.store import engine as db

    _told(data_balikan.freeze(db.engine(), settings.load(), month, actor=who(actor)), as_json)


@app.command("approve")
def approve(month: Which, actor: Actor = "", as_json: AsJson = False) -> None:
    """Setujui laporan orang lain; pengiriman dimulai / approve another person's report; sending begins."""
    from simpul.config import settings
    from simpul.delivery import data_balikan
    from simpul.store import engine as db

    _told(data_balikan.approve(db.engine(), settings.load(), month, actor=who(actor)), as_json)


@app.command("show")
def show(month: Which, as_json: AsJson = False) -> None:
    """Satu bulan dengan tanda terimanya / one month with its receipts."""
    from simpul.delivery import data_balikan
    from simpul.store import engine as db

    _told(data_balikan.show(db.engine(), month), as_json)


def _told(found: Month, as_json: bool) -> None:
    if as_json:
        json_out(found)
        return
    from simpul.delivery.data_balikan import MISSING

    lines: list[tuple[object, ...]] = [
        (say("Keadaan", "State"), found.state),
        (say("Baris", "Rows"), found.rows),
        (say("Kelompok kiriman", "Batches"), found.batches),
        (say("Diterima", "Accepted"), found.accepted),
        (say("Ditolak", "Refused"), found.refused),
        (say("Menunggu", "Waiting"), found.waiting),
    ]
    lines += [(MISSING[why].say(language()), count) for why, count in sorted(found.missing.items())]
    table(f"Data balikan {found.month}", ("", ""), lines)
    next_step = {"open": "freeze", "frozen": "approve"}.get(found.state)
    if next_step:
        line(f"./run balikan {next_step} {found.month}")
