"""match run, list, show, confirm, reject, unlink: who is meant by a complaint or a paper file without a NIK."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import Actor, Reason, who
from cli.cases import unlink
from cli.output import AsJson, Limit, json_out, language, line, say, table
from simpul.core.texts import states

if TYPE_CHECKING:
    from simpul.matching.match import Link

app = typer.Typer(no_args_is_help=True, help="Siapa yang dimaksud / who is meant.")


@app.command("run")
def run(
    everything: Annotated[
        bool, typer.Option("--all", help="Periksa ulang semuanya / look at everything again.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Cari siapa yang dimaksud pada yang baru / find who is meant in what is new."""
    from simpul.config import settings
    from simpul.matching import match
    from simpul.store import engine as db

    done = match.run(db.engine(), settings.load(), everything=everything, caller="cli")
    if as_json:
        json_out(done)
        return
    counts = (
        (say("Diperiksa", "Looked at"), done.looked),
        (say("Tautan ditulis", "Links written"), done.written),
        (say("Tautan tidak berlaku lagi", "Links that no longer hold"), done.gone),
        *((feed, words.say(language())) for feed, words in done.held),
    )
    table(say("Siapa yang dimaksud", "Who is meant"), ("", ""), counts)


@app.command("list")
def listing(
    state: Annotated[str | None, typer.Option(help="offered, sure, confirmed, rejected, …")] = None,
    how: Annotated[str | None, typer.Option(help="number, person, text")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Tautan, yang menunggu petugas dulu / links, those that wait for a person first."""
    from simpul.matching import review
    from simpul.store import engine as db

    found = review.listing(db.engine(), state=state, how=how, limit=limit)
    if as_json:
        json_out(found)
        return
    columns = ("Id", say("Catatan", "Record"), say("Menunjuk ke", "Points to"), say("Nilai", "Score"),
               say("Alasan", "Reasons"), say("Keadaan", "State"))  # fmt: skip
    rows = [
        (
            str(link.id),
            link.left,
            link.right,
            f"{link.score:.3f}",
            _reasons(link),
            states.MATCH[link.state].say(language()),
        )
        for link in found
    ]
    table(say("Siapa yang dimaksud", "Who is meant"), columns, rows)
    waiting = next((link.id for link in found if link.state == "offered"), None)
    if waiting is not None:
        line(f"./run match show {waiting}")


def _reasons(link: Link) -> str:
    return "; ".join(words.say(language()) for words in link.reasons)


@app.command("show")
def show(link_id: int, as_json: AsJson = False) -> None:
    """Satu tautan, kedua catatannya, alasannya / one link, both records, the reasons."""
    from simpul.config import settings
    from simpul.matching import review
    from simpul.store import engine as db

    found = review.redact(review.show(db.engine(), settings.load(), link_id))
    if as_json:
        json_out(found)
        return
    link = found.link
    names = sorted({*found.left, *found.right})
    table(
        f"{say('Tautan', 'Link')} {link_id}: {states.MATCH[link.state].say(language())}",
        ("", link.left, link.right),
        [(name, found.left.get(name), found.right.get(name)) for name in names],
    )
    lines = [
        (say("Cara", "How"), states.MATCH_HOW[link.how].say(language())),
        (say("Nilai", "Score"), f"{link.score:.3f}"),
        *((say("Alasan", "Reason"), words.say(language())) for words in link.reasons),
        (say("Diputuskan oleh", "Decided by"), found.decided_by),
        (say("Alasan keputusan", "Reason given"), found.decided_reason),
    ]
    table("", ("", ""), [entry for entry in lines if entry[1]])
    if link.state in ("offered", "sure"):
        line(f"./run match confirm {link_id} --reason '...'")
    if link.state == "offered":
        line(f"./run match reject {link_id} --reason '...'")


@app.command("confirm")
def confirm(link_id: int, reason: Reason, actor: Actor = "", as_json: AsJson = False) -> None:
    """Benarkan: keduanya memang satu / confirm that both are one."""
    from simpul.matching import review

    _decided(review.confirm, link_id, reason, actor, as_json)


@app.command("reject")
def reject(link_id: int, reason: Reason, actor: Actor = "", as_json: AsJson = False) -> None:
    """Tolak: keduanya bukan satu / say that they are not one."""
    from simpul.matching import review

    _decided(review.reject, link_id, reason, actor, as_json)


def _decided(decide: Callable[..., Link], link_id: int, reason: str, actor: str, as_json: bool) -> None:
    from simpul.config import settings
    from simpul.store import engine as db

    done = decide(db.engine(), settings.load(), link_id, reason=reason, actor=who(actor))
    if as_json:
        json_out(done)
        return
    line(f"{say('Tautan', 'Link')} {link_id}: {states.MATCH[done.state].say(language())}")


unlink.register(app)
