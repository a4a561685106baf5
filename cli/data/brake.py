"""brake list, release, refuse: runs that would have changed too much and wait for a named person."""

from __future__ import annotations

import typer

from cli.acting import Actor, Reason, who
from cli.output import AsJson, json_out, line, say, table

app = typer.Typer(no_args_is_help=True, help="Rem / runs held because too much would change.")


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """Yang ditahan, terlama dulu / what is held, oldest first."""
    from simpul.links import change_limit
    from simpul.store import engine as db

    with db.engine().connect() as connection:
        found = change_limit.listing(connection)
    if as_json:
        json_out([row._asdict() for row in found])
        return
    columns = ("Id", say("Umpan", "Feed"), say("Proses", "Run"), say("Sebab", "Reason"), say("Sejak", "Since"))
    rows = [(str(row.id), row.target, str(row.run_id), row.reason, row.held_at) for row in found]
    table(say("Ditahan", "Held"), columns, rows)
    if found:
        line(f"./run brake release {found[0].id} --reason '...' | ./run brake refuse {found[0].id} --reason '...'")


@app.command()
def release(brake_id: int, reason: Reason, actor: Actor = "") -> None:
    """Izinkan satu proses berikutnya, berapa pun yang berubah / let the next run through, whatever it changes."""
    from simpul.links import change_limit
    from simpul.store import engine as db

    with db.engine().begin() as connection:
        change_limit.release(connection, brake_id, who(actor), reason)
    line(say("Dilepas: satu proses berikutnya boleh lewat.", "Released: the next run may pass."))


@app.command()
def refuse(brake_id: int, reason: Reason, actor: Actor = "") -> None:
    """Tolak: data lama tetap, proses berikutnya diukur lagi / keep the old data; the next run is measured again."""
    from simpul.links import change_limit
    from simpul.store import engine as db

    with db.engine().begin() as connection:
        change_limit.refuse(connection, brake_id, who(actor), reason)
    line(say("Ditolak: data lama tetap dipakai.", "Refused: the old data stays."))
