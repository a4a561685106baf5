"""cases assign, snooze, wake, comment, delegate: what officers do with cases besides deciding them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import Actor, who
from cli.output import AsJson, json_out, language, line, show_rows

if TYPE_CHECKING:
    from simpul.core.i18n import Words

Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Tanggal / day, 2026-12-31")]
SomeDay = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Sampai tanggal / until a day, 2026-12-31")
]


def register(app: typer.Typer) -> None:
    """Add the commands to ``cases``."""
    for command in (assign, snooze, wake, comment, delegate, delegations, undelegate):
        app.command(command.__name__)(command)


def day(moment: datetime | None) -> date | None:
    """The day of an option."""
    return moment.date() if moment else None


def answer(words: Words, as_json: bool) -> None:
    """Say what was done."""
    if as_json:
        json_out(words)
    else:
        line(words.say(language()))


def assign(
    case_id: int,
    to: Annotated[str, typer.Option("--to", prompt="Kepada / to", help="Petugas / officer.")],
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Tugaskan kepada petugas, atau penggantinya / give a case to an officer, or who stands in for him."""
    from simpul.cases import cases
    from simpul.store import engine as db

    answer(cases.assign(db.engine(), case_id, to=to, actor=who(actor)), as_json)


def snooze(
    case_id: int,
    until: SomeDay = None,
    more: Annotated[int | None, typer.Option(help="Sampai kelompoknya bertambah / until its group has N more.")] = None,
    reason: Annotated[str, typer.Option(help="Alasan / the reason.")] = "",
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Tunda sampai tanggal, atau sampai bertambah N / put off until a day, or until N more."""
    from simpul.cases import cases
    from simpul.store import engine as db

    words = cases.snooze(db.engine(), case_id, actor=who(actor), until=day(until), more=more, reason=reason)
    answer(words, as_json)


def wake(case_id: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Kerjakan lagi yang ditunda / take a snoozed case up again."""
    from simpul.cases import cases
    from simpul.store import engine as db

    answer(cases.wake(db.engine(), case_id, actor=who(actor)), as_json)


def comment(case_id: int, body: str, actor: Actor = "", as_json: AsJson = False) -> None:
    """Beri catatan / say something about a case."""
    from simpul.cases import cases
    from simpul.store import engine as db

    answer(cases.comment(db.engine(), case_id, body, actor=who(actor)), as_json)


def delegate(
    absent: Annotated[str, typer.Option("--from", help="Yang digantikan / who is absent.")],
    stand_in: Annotated[str, typer.Option("--to", help="Penggantinya / who stands in.")],
    starts: Day,
    ends: Day,
    reason: Annotated[str, typer.Option("--reason", prompt="Alasan / reason", help="Alasan / the reason.")],
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Catat penggantian petugas / record who stands in for whom."""
    from simpul.cases import cases
    from simpul.store import engine as db

    made = cases.delegate(
        db.engine(), absent=absent, stand_in=stand_in, starts=starts.date(), ends=ends.date(), reason=reason,
        actor=who(actor),
    )  # fmt: skip
    if as_json:
        json_out(made)
        return
    show_rows("Penggantian / delegations", [made])


def delegations(as_json: AsJson = False) -> None:
    """Penggantian yang berlaku dan yang akan datang / delegations of today and to come."""
    from simpul.cases import cases
    from simpul.store import engine as db

    found = cases.delegations(db.engine())
    if as_json:
        json_out(found)
        return
    show_rows("Penggantian / delegations", list(found))


def undelegate(number: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Akhiri penggantian sekarang / end a delegation now."""
    from simpul.cases import cases
    from simpul.store import engine as db

    answer(cases.undelegate(db.engine(), number, actor=who(actor)), as_json)
