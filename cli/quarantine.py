"""quarantine list, show, replay: values and rows that broke a rule."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.acting import Actor, who
from cli.flow import known
from cli.out import AsJson, Limit, json_out, line, progress, say, show_one, table

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
    from simpul import quarantine
    from simpul.store import db

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
    from simpul import quarantine
    from simpul.store import db

    with db.engine().begin() as connection:
        found = quarantine.show(connection, entry_id, actor=who(actor), purpose=purpose)
    if as_json:
        json_out(found)
        return
    show_one(f"{say('Karantina', 'Quarantine')} {entry_id}", found)


@app.command()
def replay(feed: str, actor: Actor = "", as_json: AsJson = False) -> None:
    """Coba lagi isi karantina satu umpan / try the entries of one feed again."""
    from simpul import config, quarantine
    from simpul.store import db

    city = config.load()
    wanted = known(feed, city.feeds, "feed")
    with progress() as tell:
        done = quarantine.replay(db.engine(), city, wanted, actor=who(actor), caller="cli", progress=tell)
    if as_json:
        json_out(done)
        return
    line(
        say(
            "Dicoba {0}: diterima {1}, tersusul {2}, tetap di karantina {3}, halaman sudah dihapus {4}",
            "Tried {0}: accepted {1}, overtaken {2}, still set aside {3}, pages gone {4}",
        ).format(done.tried, done.replayed, done.overtaken, done.still_open, done.gone)
    )
