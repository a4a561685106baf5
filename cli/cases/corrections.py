"""corrections: requests to the office whose registry is wrong, by letter with the evidence."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import Actor, who
from cli.output import AsJson, Limit, json_out, language, line, say, table

if TYPE_CHECKING:
    from simpul.cases.corrections import Request

app = typer.Typer(no_args_is_help=True, help="Permohonan perbaikan / correction requests to an office.")


class Answer(StrEnum):
    """What the office said."""

    received = "received"
    done = "done"
    refused = "refused"


@app.command("list")
def listing(
    state: Annotated[str | None, typer.Option(help="draft, sent, received, done, refused")] = None,
    office: Annotated[str | None, typer.Option(help="DK, PT, SP, KC, WD")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Permohonan perbaikan yang belum dijawab / requests not answered yet."""
    from simpul.cases import corrections
    from simpul.store import engine as db

    found = corrections.listing(db.engine(), state=state, office=office, limit=limit)
    if as_json:
        json_out(found)
        return
    columns = ("Id", say("Kantor", "Office"), say("Data", "Field"), say("Ketidaksesuaian", "Case"),
               say("Keadaan", "State"), say("Surat", "Letter"), say("Dikirim", "Sent"))  # fmt: skip
    rows = [
        (str(one.id), one.office, one.field, str(one.case_id), one.words.say(language()), one.letter or None,
         one.sent_at)
        for one in found
    ]  # fmt: skip
    table(say("Permohonan perbaikan", "Correction requests"), columns, rows)


@app.command("letter")
def letter(
    request_id: int,
    output: Annotated[Path, typer.Option("--output", help="Berkas baru / a new file.")],
    actor: Actor = "",
) -> None:
    """Tulis surat pengantar ke berkas (berisi NIK lengkap) / write the letter into a file (it holds the full NIK)."""
    from simpul.cases import corrections
    from simpul.config import settings
    from simpul.store import engine as db

    corrections.letter(db.engine(), settings.load(), request_id, output, actor=who(actor))
    line(say(f"Surat ditulis: {output}", f"Letter written: {output}"))
    line(f"./run corrections sent {request_id} --number '...'")


@app.command("sent")
def sent(
    request_id: int,
    number: Annotated[
        str, typer.Option("--number", prompt="Nomor surat / number", help="Nomor surat / letter number.")
    ],
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Surat sudah dikirim / the letter has left."""
    from simpul.cases import corrections
    from simpul.store import engine as db

    _told(corrections.sent(db.engine(), request_id, number=number, actor=who(actor)), as_json)


@app.command("answered")
def answered(
    request_id: int,
    answer: Annotated[Answer, typer.Argument(help="received | done | refused")],
    words: Annotated[str, typer.Option("--words", help="Jawaban kantor / what the office said.")] = "",
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Catat jawaban kantor / write down what the office said."""
    from simpul.cases import corrections
    from simpul.store import engine as db

    done = corrections.answered(
        db.engine(), request_id, answer.value, words=words, actor=who(actor)
    )  # fmt: skip
    _told(done, as_json)


def _told(found: Request, as_json: bool) -> None:
    if as_json:
        json_out(found)
        return
    line(f"{found.id}: {found.words.say(language())}")
