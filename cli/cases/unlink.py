"""match unlink, approve-unlink, refuse-unlink: take a link apart, with everything that rested on it, by two persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import Actor, who
from cli.output import AsJson, json_out, language, line, say, table
from simpul.core.texts import states

if TYPE_CHECKING:
    from simpul.cases.unlink import Consequences


def register(app: typer.Typer) -> None:
    """Add the commands to ``match``."""
    app.command("unlink")(unlink)
    app.command("approve-unlink")(approve)
    app.command("refuse-unlink")(refuse)


def unlink(
    link_id: int,
    reason: Annotated[
        str,
        typer.Option("--reason", help="Usulkan dengan alasan ini; tanpa: hanya akibatnya / propose; else only look."),
    ] = "",
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Akibat melepas tautan; dengan alasan: diusulkan / what unlinking does; with a reason: proposed."""
    from simpul.cases import unlink as unlinking
    from simpul.store import engine as db

    if reason:
        found = unlinking.propose(db.engine(), link_id, actor=who(actor), reason=reason)
    else:
        found = unlinking.consequences(db.engine(), link_id)
    _told(found, as_json)
    if as_json:
        return
    if reason:
        line(f"./run match approve-unlink {link_id} --actor {say('ORANG-LAIN', 'ANOTHER-PERSON')}")
    else:
        line(f"./run match unlink {link_id} --reason '...'")


def approve(link_id: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Setujui pelepasan yang diusulkan orang lain / approve what another person proposed."""
    from simpul.cases import unlink as unlinking
    from simpul.config import settings
    from simpul.store import engine as db

    done = unlinking.approve(db.engine(), settings.load(), link_id, actor=who(actor))
    _told(done, as_json)


def refuse(
    link_id: int,
    reason: Annotated[str, typer.Option("--reason", prompt="Alasan / reason", help="Alasan, wajib / the reason.")],
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Tolak usulan: tautan tetap berlaku / the link stays."""
    from simpul.cases import unlink as unlinking
    from simpul.store import engine as db

    link = unlinking.refuse(db.engine(), link_id, actor=who(actor), reason=reason)
    if as_json:
        json_out(link)
        return
    line(f"{say('Tautan', 'Link')} {link_id}: {states.MATCH[link.state].say(language())}")


def _told(found: Consequences, as_json: bool) -> None:

    if as_json:
        json_out(found)
        return
    title = f"{say('Tautan', 'Link')} {found.link.id}: {states.MATCH[found.link.state].say(language())}"
    columns = (say("Yang bertumpu", "What rests on it"), "Id", say("Keadaan", "State"), say("Kapan", "When"),
               say("Akibatnya", "What becomes of it"))  # fmt: skip
    rows = [(one.kind, one.id, one.state or None, one.at, one.words.say(language())) for one in found.resting]
    table(title, columns, rows)
    if found.disclosure:
        line(say("Ada kabar yang sudah terkirim: kemungkinan data orang lain terungkap.",
                 "Something was told already: somebody else's data may have been shown."))  # fmt: skip
