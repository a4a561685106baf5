"""cases list, show, groups, open-group: where the systems disagree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import Actor, Reason, who
from cli.cases import assignment, bulk, decide
from cli.output import AsJson, Limit, json_out, language, line, say, table

if TYPE_CHECKING:
    from simpul.cases.cases import CaseLine, CaseView, Group, Origin

app = typer.Typer(no_args_is_help=True, help="Ketidaksesuaian / where the systems disagree.")
_TRENDS = {"up": "↗", "down": "↘", "same": "→"}
Kecamatan = Annotated[str | None, typer.Option(help="Kode enam digit / six-digit code.")]
Owner = Annotated[str | None, typer.Option(help="Kantor / office: KC, DK, PT, SP, WD, IN")]


@app.command("list")
def listing(
    state: Annotated[str | None, typer.Option(help="new, assigned, snoozed, awaiting, decided, reopened, …")] = None,
    kind: Annotated[str | None, typer.Option(help="different, stale, follower_changed, both_changed, rule, …")] = None,
    cause: Annotated[str | None, typer.Option(help="Sebab / the cause, as in groups")] = None,
    severity: Annotated[str | None, typer.Option(help="critical, high, medium, low")] = None,
    owner: Owner = None,
    kecamatan: Kecamatan = None,
    assignee: Annotated[str | None, typer.Option(help="Petugas / officer.")] = None,
    feed: Annotated[str | None, typer.Option(help="apsp.pemohon, …")] = None,
    field: Annotated[str | None, typer.Option(help="nama_lengkap, …")] = None,
    rule: Annotated[str | None, typer.Option(help="Aturan / rule, e.g. nik_nonaktif")] = None,
    observing: Annotated[
        bool | None, typer.Option("--observing/--live", help="Tunggakan awal saja, atau tanpa / the baseline or not.")
    ] = None,
    due_before: Annotated[datetime | None, typer.Option(help="Jatuh tempo sebelum, WIB / due before, WIB.")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Juga yang selesai / closed ones too.")] = False,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Ketidaksesuaian, yang mendesak dulu / disagreements, those due first."""
    from simpul.cases import cases
    from simpul.core.i18n import WIB
    from simpul.store import engine as db

    about = {"state": state, "kind": kind, "cause": cause, "severity": severity, "owner": owner, "rule": rule}
    whose = {"kecamatan": kecamatan, "assignee": assignee, "feed": feed, "field": field, "observing": observing}
    shown_open = None if closed else True
    before = due_before.replace(tzinfo=WIB) if due_before else None
    found = cases.listing(db.engine(), open=shown_open, due_before=before, limit=limit, **about, **whose)
    if as_json:
        json_out(found)
        return
    _list(say("Ketidaksesuaian", "Cases"), found)
    if found:
        line(f"./run cases show {found[0].id}")


def _list(title: str, found: tuple[CaseLine, ...]) -> None:
    from simpul.core.texts import states

    columns = (
        "Id",
        say("Tingkat", "Severity"),
        say("Jenis", "Kind"),
        say("Catatan", "Record"),
        say("Data", "Field"),
        say("Pemilik data", "Authority"),
        say("Sistem lain", "Other system"),
        say("Keadaan", "State"),
        say("Petugas", "Officer"),
    )
    rows = [
        (str(case.id), states.SEVERITY[case.severity].say(language()), case.words.say(language()),
         f"{case.feed} {case.record_key}", case.field or None, case.authority_value, case.follower_value,
         states.CASE[case.state].say(language()), case.assignee)
        for case in found
    ]  # fmt: skip
    table(title, columns, rows)


@app.command("show")
def show(case_id: int, as_json: AsJson = False) -> None:
    """Satu ketidaksesuaian, kedua sisi, asalnya / one case, both sides, where they come from."""
    from simpul.cases import cases
    from simpul.config import settings
    from simpul.store import engine as db

    found = cases.show(db.engine(), settings.load(), case_id)
    if as_json:
        json_out(found)
        return
    line(f"{say('Ketidaksesuaian', 'Case')} {case_id}: {found.sentence.say(language())}")
    table("", ("", say("Pemilik data", "Authority"), say("Sistem lain", "Other system")), _side_by_side(found))
    table("", ("", ""), _standing(found))
    for remark in found.annotations:
        line(f"• {remark.say(language())}")
    history = [(entry.at, entry.actor, entry.words.say(language()), entry.detail or None) for entry in found.history]
    if history:
        table(say("Riwayat", "History"), ("", "", "", ""), history)
    if found.advice:
        line(found.advice.say(language()))
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
    from simpul.core.texts import states

    case = found.case
    proposed = f"{case.proposed_value} ({found.proposer.say(language())})" if found.proposer else None
    lines = [
        (say("Tingkat", "Severity"), found.severity.say(language())),
        (say("Kantor", "Office"), f"{found.owner.say(language())} {case.kecamatan or ''}".strip()),
        (say("Petugas", "Officer"), case.assignee),
        (say("Nilai usulan", "Proposed value"), proposed),
        (say("Nilai acuan", "Base"), case.base_value),
        (say("Bentuk beda", "Shape"), case.shape or None),
        (say("Kasus sebab sama", "Same cause"), found.group_size or None),
        (say("Keadaan", "State"), states.CASE[case.state].say(language())),
        (say("Ditunda sampai", "Snoozed until"), case.snoozed_until),
        (
            say("Tunggakan awal", "Baseline"),
            say("ya, tidak ada batas waktu", "yes, nothing is due") if case.observing else None,
        ),
        (say("Batas waktu", "Due"), case.due_at),
        (say("Diterima sampai", "Accepted until"), case.accepted_until),
        (say("Dibuka kembali", "Reopened"), f"{case.reopened} ×" if case.reopened else None),
        (say("Bukti", "Evidence"), case.evidence or None),
        (say("Ditahan", "Held"), found.held.say(language()) if found.held else None),
    ]
    return [entry for entry in lines if entry[1] is not None]


@app.command("groups")
def groups(
    cause: Annotated[str | None, typer.Option(help="Satu sebab saja / one cause only.")] = None,
    owner: Owner = None,
    kecamatan: Kecamatan = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Ketidaksesuaian menurut sebabnya / disagreements by their cause."""
    from simpul.cases import cases
    from simpul.store import engine as db

    found = cases.groups(db.engine(), cause=cause, owner=owner, kecamatan=kecamatan, limit=limit)
    if as_json:
        json_out(found)
        return
    columns = (
        "No",
        say("Sebab", "Cause"),
        say("Kasus", "Cases"),
        say("Tunggakan awal", "Baseline"),
        say("Tren", "Trend"),
        say("Sejak", "Since"),
        say("Kantor", "Office"),
        say("Hari petugas", "Officer-days"),
    )
    table(say("Kelompok", "Groups"), columns, [_group(*group) for group in enumerate(found, start=1)])
    # A cause is copied into other commands: in a line of its own it is never folded.
    for number, group in enumerate(found, start=1):
        line(f"{number:>3}  {group.cause}")
    if cause is not None and found:
        _list(say("Contoh", "Samples"), found[0].samples)


def _group(number: int, group: Group) -> tuple[object, ...]:
    trend = f"{_TRENDS[group.trend]} {group.this_week} / {group.week_before}"
    days = f"{group.officer_days:.1f}".replace(".", say(",", "."))
    what = group.words.say(language())
    return (number, what, group.open, group.observing, trend, group.first_seen, group.owner, days)


@app.command("open-group")
def open_group(
    cause: str,
    reason: Reason,
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Buka tunggakan awal satu sebab: mulai berbatas waktu / take the baseline of a cause up: it becomes due."""
    from simpul.cases import cases
    from simpul.store import engine as db

    opened = cases.open_group(db.engine(), cause, actor=who(actor), reason=reason)
    if as_json:
        json_out({"cause": cause, "opened": opened})
        return
    line(say(f"{opened} ketidaksesuaian dibuka.", f"{opened} cases opened."))


decide.register(app)
app.add_typer(bulk.app, name="bulk")
assignment.register(app)
