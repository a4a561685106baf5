"""quarantine list, show, preview, replay, correct, discard, approve, …: values and rows that broke a rule."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import Actor, Reason, who
from cli.data.flow import known
from cli.output import AsJson, Limit, json_out, language, line, progress, say, show_one, table

if TYPE_CHECKING:
    from simpul.ingest.quarantine import Settled

app = typer.Typer(no_args_is_help=True, help="Karantina / values and rows that broke a rule.")


@app.command("list")
def listing(
    feed: Annotated[str | None, typer.Option(help="siak.penduduk, …")] = None,
    rule: Annotated[str | None, typer.Option(help="Aturan / rule.")] = None,
    state: Annotated[str, typer.Option(help="open, replayed, overtaken, returned, discarded")] = "open",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Isi karantina, terbaru dulu / what is set aside, newest first."""
    from simpul.ingest import quarantine
    from simpul.store import engine as db

    with db.engine().connect() as connection:
        found = quarantine.listing(connection, feed=feed, rule=rule, state=state, limit=limit)
    if as_json:
        json_out(found)
        return
    columns = (
        "Id",
        say("Umpan", "Feed"),
        say("Catatan", "Record"),
        say("Data", "Field"),
        say("Aturan", "Rule"),
        say("Nilai", "Value"),
        say("Sejak", "Since"),
    )
    rows = [
        (str(entry.id), entry.feed, entry.record_key, entry.field or say("seluruh baris", "whole row"), entry.rule,
         entry.masked, entry.opened_at)
        for entry in found
    ]  # fmt: skip
    table(say("Karantina", "Quarantine"), columns, rows)


@app.command()
def show(
    entry_id: int,
    purpose: Annotated[str, typer.Option("--purpose", prompt="Keperluan / purpose", help="Dicatat / written down.")],
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Nilai asli satu isi karantina; pembacaan dicatat / the raw value of one entry; reading is written down."""
    from simpul.ingest import quarantine
    from simpul.store import engine as db

    with db.engine().begin() as connection:
        found = quarantine.show(connection, entry_id, actor=who(actor), purpose=purpose)
    if as_json:
        json_out(found)
        return
    show_one(f"{say('Karantina', 'Quarantine')} {entry_id}", found)


Rule = Annotated[str | None, typer.Option("--rule", help="Aturan / rule.")]


@app.command()
def replay(feed: str, rule: Rule = None, actor: Actor = "", as_json: AsJson = False) -> None:
    """Coba lagi isi karantina satu umpan / try the entries of one feed again."""
    from simpul.config import settings
    from simpul.ingest import quarantine
    from simpul.operations import use_cases
    from simpul.store import engine as db

    city = settings.load()
    wanted = known(feed, city.feeds, "feed")
    with progress() as tell:
        start = use_cases.Start(caller="cli", actor=who(actor), progress=tell)
        trial = quarantine.Trial(rule=rule)
        done = use_cases.replay(db.engine(), city, wanted.name, start, trial=trial).result
    if as_json:
        json_out(done)
        return
    line(
        say(
            "Dicoba {0}: diterima {1}, tersusul {2}, tetap di karantina {3}, halaman sudah dihapus {4}",
            "Tried {0}: accepted {1}, overtaken {2}, still set aside {3}, pages gone {4}",
        ).format(done.tried, done.replayed, done.overtaken, done.still_open, done.gone)
    )


@app.command()
def preview(feed: str, rule: Rule = None, as_json: AsJson = False) -> None:
    """Yang akan terjadi bila dicoba lagi; tidak menulis apa pun / what trying again would do; writes nothing."""
    from simpul.config import settings
    from simpul.ingest import quarantine
    from simpul.store import engine as db

    wanted = known(feed, settings.load().feeds, "feed")
    found = quarantine.preview(db.engine(), wanted, quarantine.Trial(rule=rule))
    if as_json:
        json_out(found)
        return
    show_one(say("Pratinjau", "Preview"), found)


@app.command()
def correct(entry_id: int, reason: Reason, actor: Actor = "", as_json: AsJson = False) -> None:
    """Koreksi satu nilai; nilainya diketik setelah diminta / correct one value, which is asked for."""
    from simpul.config import settings
    from simpul.ingest import quarantine
    from simpul.store import engine as db

    value = _typed(say("Nilai yang benar", "The right value"))
    done = quarantine.correct(db.engine(), settings.load(), entry_id, value=value, reason=reason, actor=who(actor))
    _told(done, as_json)


@app.command()
def discard(
    feed: str,
    reason: Reason,
    rule: Annotated[str, typer.Option("--rule", prompt="Aturan / rule", help="Aturan / rule.")],
    entry: Annotated[int | None, typer.Option("--entry", help="Hanya satu isi / one entry only.")] = None,
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Usulkan membuang satu kelompok; orang lain menyetujui / propose to discard a group; another person approves."""
    from simpul.ingest import quarantine
    from simpul.store import engine as db

    done = quarantine.discard(db.engine(), feed, rule, reason=reason, actor=who(actor), entry_id=entry)
    _told(done, as_json)


@app.command("return")
def send_back(
    feed: str,
    reason: Reason,
    rule: Annotated[str, typer.Option("--rule", prompt="Aturan / rule", help="Aturan / rule.")],
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Kembalikan satu kelompok ke pengirim; daftarnya ditulis sebagai CSV / return a group; prints the CSV list."""
    from simpul.ingest import quarantine
    from simpul.store import engine as db

    engine = db.engine()
    done = quarantine.send_back(engine, feed, rule, reason=reason, actor=who(actor))
    if as_json:
        json_out(done)
        return
    line(quarantine.as_csv(quarantine.rejections(engine, feed, rule, settlement=done.settlement_id)))


@app.command()
def proposals(as_json: AsJson = False) -> None:
    """Usul yang menunggu orang kedua / what waits for a second person."""
    from simpul.ingest import quarantine
    from simpul.store import engine as db

    found = quarantine.proposals(db.engine())
    if as_json:
        json_out(found)
        return
    columns = ("Id", say("Usul", "Proposal"), say("Umpan", "Feed"), say("Aturan", "Rule"), say("Isi", "Entries"),
               say("Pengusul", "Proposer"), say("Alasan", "Reason"))  # fmt: skip
    rows = [
        (str(one.id), one.words.say(language()), one.feed, one.rule, one.entries, one.proposer, one.reason)
        for one in found
    ]
    table(say("Menunggu orang kedua", "Waiting for a second person"), columns, rows)


@app.command()
def approve(proposal: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Setujui usul orang lain / approve another person's proposal."""
    from simpul.config import settings
    from simpul.ingest import quarantine
    from simpul.store import engine as db

    _told(quarantine.approve(db.engine(), settings.load(), proposal, actor=who(actor)), as_json)


@app.command()
def refuse(proposal: int, reason: Reason, actor: Actor = "") -> None:
    """Tolak usul orang lain / refuse another person's proposal."""
    from simpul.ingest import quarantine
    from simpul.store import engine as db

    line(quarantine.refuse(db.engine(), proposal, reason=reason, actor=who(actor)).say(language()))


@app.command()
def withdraw(proposal: int, actor: Actor = "") -> None:
    """Tarik usul sendiri / take one's own proposal back."""
    from simpul.ingest import quarantine
    from simpul.store import engine as db

    line(quarantine.withdraw(db.engine(), proposal, actor=who(actor)).say(language()))


def _told(done: Settled, as_json: bool) -> None:
    if as_json:
        json_out(done)
        return
    line(f"{done.settlement_id}: {done.words.say(language())}")


def _typed(label: str) -> str:
    """A value that is not a word of the command line: it may be a NIK."""
    return (getpass.getpass(f"{label}: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
