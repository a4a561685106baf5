"""cases list, show, decide, undo: where the systems disagree, and settling it."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.out import AsJson, Limit, cell, json_out, language, line, say, table

if TYPE_CHECKING:
    from simpul.cases import CaseView, Origin

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
    from simpul.cases.words import STATES
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
    title = f"{say('Ketidaksesuaian', 'Case')} {case_id}: {found.case.words.say(language())}"
    table(title, ("", say("Pemilik data", "Authority"), say("Sistem lain", "Other system")), _side_by_side(found))
    table("", ("", ""), _standing(found))
    for name, rows in ((say("Keputusan", "Decisions"), found.decisions), (say("Kiriman", "Effects"), found.effects)):
        if rows:
            table(name, tuple(rows[0]), [tuple(row.values()) for row in rows])
    if found.case.closed_at is None:
        line(f"./run cases decide {case_id} --choose authority --reason '...'")


def _side_by_side(found: CaseView) -> list[tuple[object, ...]]:
    """What each side says about the field, and where that came in."""
    sides = (found.authority, found.follower)
    case = found.case

    def both(label: str, part: Callable[[Origin], object]) -> tuple[object, ...]:
        return (label, *(part(side) if side else None for side in sides))

    return [
        (say("Sumber", "Feed"), case.authority_feed, case.feed),
        (case.field or say("Data", "Data"), case.authority_value, case.follower_value),
        both(say("Catatan", "Record"), lambda side: side.record_key),
        both(say("Diterima", "Received"), lambda side: side.observed_at),
        both(say("Halaman, baris", "Page, row"), lambda side: f"{side.page_id}, {side.row_no}"),
        both(say("Proses, pemetaan", "Run, mapping"), lambda side: f"{side.run_id}, {side.mapping_revision}"),
        both(say("Dihapus di sumber", "Removed at the source"), lambda side: side.tombstoned_at),
    ]


def _standing(found: CaseView) -> list[tuple[object, ...]]:
    """Where the case stands."""
    from simpul.cases.words import STATES

    case = found.case
    lines = [
        (say("Nilai acuan", "Base"), case.base_value),
        (say("Keadaan", "State"), STATES[case.state].say(language())),
        (
            say("Tunggakan awal", "Baseline"),
            say("ya, tidak ada batas waktu", "yes, nothing is due") if case.observing else None,
        ),
        (say("Batas waktu", "Due"), case.due_at),
        (say("Dibuka kembali", "Reopened"), f"{case.reopened} ×" if case.reopened else None),
        (say("Bukti", "Evidence"), case.evidence or None),
        (say("Ditahan", "Held"), found.held.say(language()) if found.held else None),
    ]
    return [entry for entry in lines if entry[1] is not None]


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
