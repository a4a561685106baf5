"""cases list, show, decide, undo: where the systems disagree, and settling it."""

from __future__ import annotations

import getpass
from enum import StrEnum
from typing import Annotated

import typer

from cli.out import AsJson, Limit, cell, json_out, language, line, say, show_one, table
from simpul.casewords import STATES

app = typer.Typer(no_args_is_help=True, help="Ketidaksesuaian / where the systems disagree.")
Actor = Annotated[str, typer.Option("--actor", envvar="SIMPUL_ACTOR", help="Nama petugas / who decides.")]
Reason = Annotated[
    str, typer.Option("--reason", prompt="Alasan / reason", help="Alasan, wajib / the reason, required.")
]


class Choice(StrEnum):
    """Whose value is right."""

    authority = "authority"
    follower = "follower"
    other = "other"


Choose = Annotated[
    Choice, typer.Option("--choose", prompt="authority | follower | other", help="Nilai siapa / whose value.")
]


@app.command("list")
def listing(
    state: Annotated[str | None, typer.Option(help="new, decided, reopened, …")] = None,
    kind: Annotated[str | None, typer.Option(help="different, stale, follower_changed, both_changed, …")] = None,
    feed: Annotated[str | None, typer.Option(help="apsp.pemohon, …")] = None,
    field: Annotated[str | None, typer.Option(help="nama_lengkap, …")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Juga yang selesai / closed ones too.")] = False,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Ketidaksesuaian, yang mendesak dulu / disagreements, those due first."""
    from simpul import cases
    from simpul.store import db

    shown_open = None if closed else True
    found = cases.listing(
        db.engine(), open=shown_open, state=state, kind=kind, feed=feed, field=field, limit=limit
    )  # fmt: skip
    if as_json:
        json_out(found)
        return
    columns = (
        "Id",
        say("Jenis", "Kind"),
        say("Catatan", "Record"),
        say("Data", "Field"),
        say("Pemilik data", "Authority"),
        say("Sistem lain", "Other system"),
        say("Keadaan", "State"),
    )
    rows = [
        (str(case.id), case.words.say(language()), f"{case.feed} {case.record_key}", case.field or None,
         case.authority_value, case.follower_value, STATES[case.state].say(language()))
        for case in found
    ]  # fmt: skip
    table(say("Ketidaksesuaian", "Cases"), columns, rows)
    if found:
        line(f"./run cases decide {found[0].id} --choose authority --reason '...'")


@app.command("show")
def show(case_id: int, as_json: AsJson = False) -> None:
    """Satu ketidaksesuaian, kedua sisi, asalnya / one case, both sides, where they come from."""
    from simpul import cases, config
    from simpul.store import db

    found = cases.show(db.engine(), config.load(), case_id)
    if as_json:
        json_out(found)
        return
    show_one(f"{say('Ketidaksesuaian', 'Case')} {case_id}: {found.case.words.say(language())}", found)


@app.command("decide")
def decide(
    case_id: int,
    choose: Annotated[
        Choice, typer.Option("--choose", help="Nilai siapa / whose value.", prompt="authority|follower|other")
    ],
    reason: Reason,
    value: Annotated[str | None, typer.Option("--value", help="Nilai lain, hanya untuk / only for other.")] = None,
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Putuskan nilai yang benar / settle which value is right."""
    from simpul import cases, config
    from simpul.store import db

    done = cases.decide(
        db.engine(),
        config.load(),
        case_id,
        choice=choose.value,
        reason=reason,
        actor=actor or getpass.getuser(),
        value=value,
    )
    if as_json:
        json_out(done)
        return
    line(done.words.say(language()))
    line(f"{say('Dapat dibatalkan sampai', 'Can be undone until')} {cell(done.not_before)}: ./run cases undo {case_id}")


@app.command("undo")
def undo(case_id: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Batalkan keputusan yang belum terkirim / take back a decision that has not left yet."""
    from simpul import cases, config
    from simpul.store import db

    words = cases.undo(db.engine(), config.load(), case_id, actor=actor or getpass.getuser())
    if as_json:
        json_out(words)
        return
    line(words.say(language()))
