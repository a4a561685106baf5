"""errands and pause: what people asked the hub to do, and what is left alone for a while; works without a scheduler."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, cast

import typer

from cli.acting import Actor, Reason, who
from cli.output import AsJson, Limit, json_out, language, line, say, table
from simpul.core.errors import BadConfig
from simpul.core.texts import states

app = typer.Typer(no_args_is_help=True, help="Permintaan petugas / what people asked the hub to do.")
pausing = typer.Typer(no_args_is_help=True, help="Jeda umpan atau sistem / leave a feed or system alone.")
Target = Annotated[str, typer.Argument(help="siak.penduduk | siak")]


@app.command("list")
def listing(
    everything: Annotated[bool, typer.Option("--all", help="Juga yang sudah berakhir / ended ones too.")] = False,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Permintaan, terbaru dulu / errands, newest first."""
    from simpul.operations.jobs import request
    from simpul.store import engine as db

    found = request.listing(db.engine(), only_open=not everything, limit=limit)
    if as_json:
        json_out(list(found))
        return
    columns = ("Id", say("Jenis", "Kind"), say("Sasaran", "Target"), say("Keadaan", "State"), say("Oleh", "By"), "")
    rows = [
        (
            str(one.id),
            one.title.say(language()),
            one.target,
            one.words.say(language()),
            one.actor,
            one.trouble.say(language()) if one.trouble else one.made_at,
        )
        for one in found
    ]
    table(say("Permintaan", "Errands"), columns, rows)


@app.command("run")
def run(as_json: AsJson = False) -> None:
    """Kerjakan yang menunggu sekarang / do what waits, now."""
    from simpul.config import settings
    from simpul.operations import use_cases
    from simpul.store import engine as db

    found = use_cases.work(db.engine(), settings.load())
    if as_json:
        json_out(found)
        return
    line(", ".join(f"{name} {count}" for name, count in vars(found).items()))


@app.command("ask")
def ask(
    kind: Annotated[str, typer.Argument(help="pull | dry_run | replay | sweep | bulk")],
    target: Annotated[str, typer.Argument(help="siak.penduduk | 12")],
    actor: Actor = "",
    reason: Annotated[str, typer.Option("--reason", help="Alasan / the reason.")] = "",
) -> None:
    """Minta sesuatu dikerjakan / ask for something to be done."""
    from simpul.config import settings
    from simpul.operations.jobs import request
    from simpul.store import engine as db

    if kind not in states.JOB_KIND:
        raise BadConfig(f"'{kind}' bukan jenis permintaan / is no kind of errand", hint=", ".join(states.JOB_KIND))
    wanted = cast(request.Kind, kind)
    made = request.ask(db.engine(), settings.load(), wanted, target, actor=who(actor), reason=reason)
    line(say(f"Permintaan {made.id} dicatat: ./run errands run", f"Errand {made.id} is noted: ./run errands run"))


@app.command("cancel")
def cancel(errand_id: int, actor: Actor = "") -> None:
    """Batalkan yang belum dikerjakan / take back what nobody has begun."""
    from simpul.operations.jobs import request
    from simpul.store import engine as db

    request.cancel(db.engine(), errand_id, actor=who(actor))
    line(say("Dibatalkan.", "Cancelled."))


@pausing.command("list")
def paused(as_json: AsJson = False) -> None:
    """Yang sedang dijeda / what is paused now."""
    from simpul.links import pauses
    from simpul.store import engine as db

    with db.engine().connect() as connection:
        found = list(pauses.active(connection).values())
    if as_json:
        json_out(found)
        return
    columns = (say("Sasaran", "Target"), say("Sampai", "Until"), say("Oleh", "By"), say("Alasan", "Reason"))
    table(say("Dijeda", "Paused"), columns, [(one.target, one.until, one.actor, one.reason) for one in found])


@pausing.command("set")
def pause(
    target: Target,
    reason: Reason,
    until: Annotated[datetime, typer.Option("--until", help="2026-11-23T06:00 (WIB)")],
    actor: Actor = "",
) -> None:
    """Jeda sampai suatu waktu; lanjut sendiri / leave alone until a moment; goes on by itself."""
    from simpul.config import settings
    from simpul.core import i18n
    from simpul.links import pauses
    from simpul.store import engine as db

    moment = until if until.tzinfo else until.replace(tzinfo=i18n.WIB)
    made = pauses.pause(db.engine(), settings.load(), target, until=moment, reason=reason, actor=who(actor))
    line(made.words(made.made_at).say(language()))


@pausing.command("end")
def resume(target: Target, actor: Actor = "") -> None:
    """Lanjutkan sebelum waktunya / go on before its time."""
    from simpul.links import pauses
    from simpul.store import engine as db

    pauses.resume(db.engine(), target, actor=who(actor))
    line(say("Dilanjutkan.", "Resumed."))
