"""effects list, show, release, cancel: what is to be sent, and what a person lets out or takes back."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.acting import Actor, Reason, who
from cli.output import AsJson, Limit, cell, json_out, language, line, say, show_one, table

app = typer.Typer(no_args_is_help=True, help="Kiriman / what is to be sent.")


@app.command("list")
def listing(
    state: Annotated[str | None, typer.Option(help="draft, ready, unknown, failed, manual, accepted, …")] = None,
    system: Annotated[str | None, typer.Option(help="apsp, sp4, …")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Kiriman yang belum selesai, terlama dulu / effects that have not come to their end, oldest first."""
    from simpul.delivery import outbox
    from simpul.store import engine as db

    found = outbox.listing(db.engine(), state=state, system=system, limit=limit)
    if as_json:
        json_out(found)
        return
    columns = ("Id", say("Jenis", "Kind"), say("Sistem", "System"), say("Catatan", "Record"), say("Keadaan", "State"),
               say("Sebab", "Reason"), say("Dibuat", "Made"))  # fmt: skip
    rows = [
        (str(effect.id), effect.kind, effect.system, effect.record_key, effect.state, effect.reason or None,
         effect.created_at)
        for effect in found
    ]  # fmt: skip
    table(say("Kiriman", "Effects"), columns, rows)
    if found:
        line(f"./run effects show {found[0].id}")


@app.command()
def show(effect_id: int, as_json: AsJson = False) -> None:
    """Satu kiriman: isinya, jawabannya, yang terjadi berikutnya / one effect: values, answers, what is next."""
    from simpul.config import settings
    from simpul.delivery import outbox
    from simpul.store import engine as db

    found = outbox.show(db.engine(), settings.load(), effect_id)
    if as_json:
        json_out(found)
        return
    show_one(f"{say('Kiriman', 'Effect')} {effect_id}: {found.effect.state}", found)
    line(found.words.say(language()))


@app.command()
def release(effect_id: int, reason: Reason, actor: Actor = "", as_json: AsJson = False) -> None:
    """Lepas konsep, atau kirim ulang yang gagal, atas nama Anda / let a draft out, or a failed event again."""
    from simpul.config import settings
    from simpul.delivery import outbox
    from simpul.store import engine as db

    done = outbox.release(
        db.engine(), settings.load(), effect_id, actor=who(actor), reason=reason
    )  # fmt: skip
    if as_json:
        json_out(done)
        return
    line(done.words.say(language()))
    until = say("Dapat dibatalkan sampai", "Can be cancelled until")
    line(f"{until} {cell(done.not_before)}: ./run effects cancel {effect_id} --reason '...'")


@app.command()
def cancel(effect_id: int, reason: Reason, actor: Actor = "", as_json: AsJson = False) -> None:
    """Batalkan kiriman yang pasti belum sampai / take back what certainly has not arrived."""
    from simpul.delivery import outbox
    from simpul.store import engine as db

    words = outbox.cancel(db.engine(), effect_id, actor=who(actor), reason=reason)
    if as_json:
        json_out(words)
        return
    line(words.say(language()))
