"""cases decide, proposals, approve, refuse, withdraw, undo, compensate: settling a disagreement."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import Actor, Reason, who
from cli.cases.assignment import SomeDay, answer, day
from cli.output import AsJson, Limit, cell, json_out, language, line, say, table

if TYPE_CHECKING:
    from simpul.cases.cases import Consequences, Decided, Evidence, Proposal

EvidenceKind = Annotated[str, typer.Option(help="Jenis dokumen bukti / kind of document: kartu_keluarga, …")]
EvidenceNumber = Annotated[str, typer.Option(help="Nomor dokumen / its number.")]
EvidenceDate = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Tanggal dokumen / its date.")]
Yes = Annotated[bool, typer.Option("--yes", help="Tanpa bertanya lagi / do not ask again.")]


class Choice(StrEnum):
    """What is right."""

    authority = "authority"
    follower = "follower"
    proposed = "proposed"
    other = "other"
    accept = "accept"
    apart = "apart"
    correct = "correct"
    merge = "merge"


Choose = Annotated[
    Choice,
    typer.Option(
        "--choose",
        prompt="authority|follower|proposed|other|accept|apart|correct|merge",
        help="Nilai atau keputusan / whose value, or what.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to ``cases``."""
    for command in (decide, proposals, approve, refuse, withdraw, undo, compensate):
        app.command(command.__name__)(command)


def decide(
    case_id: int,
    choose: Choose,
    reason: Reason,
    value: Annotated[str | None, typer.Option("--value", help="Nilai lain / another value (other, correct).")] = None,
    until: SomeDay = None,
    evidence: EvidenceKind = "",
    evidence_number: EvidenceNumber = "",
    evidence_date: EvidenceDate = None,
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Putuskan nilai yang benar, atau usulkan / settle which value is right, or propose it."""
    from simpul.cases import cases
    from simpul.config import settings
    from simpul.store import engine as db

    done = cases.decide(
        db.engine(),
        settings.load(),
        case_id,
        choice=choose.value,
        reason=reason,
        actor=who(actor),
        value=value,
        until=day(until),
        evidence=named_evidence(evidence, evidence_number, evidence_date),
    )
    _decided(case_id, done, as_json)


def named_evidence(kind: str, number: str, when: datetime | None) -> Evidence | None:
    """The document that was named; None if none of its parts was given. NotPossible if one is missing."""
    from simpul.cases.cases import Evidence
    from simpul.core.texts.cases import NO_EVIDENCE

    if not (kind or number or when):
        return None
    if not kind or not number or when is None:
        raise NO_EVIDENCE
    return Evidence(kind=kind, number=number, date=when.date())


def _decided(case_id: int, done: Decided, as_json: bool) -> None:
    if as_json:
        json_out(done)
        return
    line(done.words.say(language()))
    if done.awaits:
        line(f"./run cases approve {case_id} --actor ...")
        return
    until = say("Dapat dibatalkan sampai", "Can be undone until")
    line(f"{until} {cell(done.not_before)}: ./run cases undo {case_id}")


def proposals(
    mine: Annotated[bool, typer.Option("--all", help="Juga usul saya sendiri / my own, too.")] = False,
    actor: Actor = "",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Usul yang menunggu persetujuan saya / proposals that await my approval."""
    from simpul.cases import cases
    from simpul.store import engine as db

    found = cases.proposals(db.engine(), actor=None if mine else who(actor), limit=limit)
    if as_json:
        json_out(found)
        return
    columns = ("Id", say("Data", "Field"), say("Usul", "Proposal"), say("Oleh", "By"), say("Sejak", "Since"), "")
    rows = [
        (str(one.case_id), one.field or None, one.words.say(language()), one.proposer, one.proposed_at,
         None if one.live else say("gugur: data berubah", "lapsed: the data changed"))
        for one in found
    ]  # fmt: skip
    table(say("Menunggu persetujuan", "Awaiting approval"), columns, rows)


def approve(case_id: int, actor: Actor = "", yes: Yes = False, as_json: AsJson = False) -> None:
    """Tunjukkan usul, lalu setujui / show a proposal, then approve it."""
    from simpul.cases import cases
    from simpul.config import settings
    from simpul.core.texts.cases import NOT_PROPOSED
    from simpul.store import engine as db

    found = cases.proposals(db.engine(), case_id=case_id, limit=1)
    if not found:
        raise NOT_PROPOSED
    if as_json and not yes:
        json_out(found[0])
        return
    if not as_json:
        _shown(found[0])
    if not yes:
        typer.confirm(say("Setujui?", "Approve?"), abort=True)
    done = cases.approve(
        db.engine(), settings.load(), case_id, actor=who(actor), decision_id=found[0].decision_id
    )  # fmt: skip
    _decided(case_id, done, as_json)


def _shown(one: Proposal) -> None:
    """What would change, why, and on what evidence."""
    paper = f"{one.evidence_kind} {one.evidence_number}, {one.evidence_date}" if one.evidence_kind else None
    rows: list[tuple[object, object]] = [
        (say("Usul", "Proposal"), one.words.say(language())),
        (say("Catatan", "Record"), f"{one.feed} {one.record_key} {one.field}"),
        (say("Pemilik data", "Authority"), one.authority_value),
        (say("Sekarang", "Now"), f"- {one.before}" if one.before is not None else None),
        (say("Menjadi", "Becomes"), f"+ {one.after}" if one.after is not None else None),
        (say("Alasan", "Reason"), one.reason),
        (say("Bukti", "Evidence"), paper),
        (say("Diusulkan oleh", "Proposed by"), one.proposer),
        (say("Sejak", "Since"), one.proposed_at),
        (say("Diteruskan ke", "Escalated to"), one.escalated_to),
    ]
    table("", ("", ""), [row for row in rows if row[1] is not None])


def refuse(case_id: int, reason: Reason, actor: Actor = "", as_json: AsJson = False) -> None:
    """Tolak usul; alasan wajib / refuse a proposal; a reason is required."""
    from simpul.cases import cases
    from simpul.store import engine as db

    answer(cases.refuse(db.engine(), case_id, actor=who(actor), reason=reason), as_json)


def withdraw(case_id: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Tarik usul sendiri / withdraw one's own proposal."""
    from simpul.cases import cases
    from simpul.store import engine as db

    answer(cases.withdraw(db.engine(), case_id, actor=who(actor)), as_json)


def undo(case_id: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Batalkan keputusan yang belum terkirim / take back a decision that has not left yet."""
    from simpul.cases import cases
    from simpul.config import settings
    from simpul.store import engine as db

    answer(cases.undo(db.engine(), settings.load(), case_id, actor=who(actor)), as_json)


def compensate(
    case_id: int,
    reason: Annotated[
        str, typer.Option("--reason", help="Alasan; tanpa ini hanya ditunjukkan / without it: only shown.")
    ] = "",
    actor: Actor = "",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Tunjukkan akibatnya, lalu usulkan pengembalian / show the consequences, then propose to put it back."""
    from simpul.cases import cases
    from simpul.config import settings
    from simpul.store import engine as db

    city = settings.load()
    found = cases.consequences(db.engine(), city, case_id)
    if as_json and not (reason and yes):
        json_out(found)
        return
    if not as_json:
        _consequences(found)
    if not reason or found.hindrance:
        return
    if not yes:
        typer.confirm(say("Usulkan?", "Propose it?"), abort=True)
    done = cases.compensate(db.engine(), city, case_id, actor=who(actor), reason=reason)
    _decided(case_id, done, as_json)


def _consequences(found: Consequences) -> None:
    since, informed = say("Berubah sesudahnya", "Changed since"), say("Sudah diberi tahu", "Was told")
    rows: list[tuple[object, object]] = [
        (say("Kiriman", "Effect"), str(found.effect_id) if found.effect_id else None),
        (say("Sistem", "System"), found.system),
        (say("Catatan", "Record"), f"{found.feed} {found.record_key} {found.field}"),
        (say("Sekarang", "Now"), f"- {found.now}" if found.now is not None else None),
        (say("Kembali menjadi", "Becomes again"), f"+ {found.returns}" if found.returns is not None else None),
        (say("Terkirim", "Sent"), found.sent_at),
        *((since, f"{one.field}: {one.before} → {one.now}") for one in found.changed),
        *((informed, f"{one.system}: {one.kind}, {cell(one.sent_at)}") for one in found.told),
    ]
    table(say("Akibatnya", "Consequences"), ("", ""), [row for row in rows if row[1] is not None])
    line((found.hindrance or found.words).say(language()))
    if found.draft:
        line(f"{say('Konsep ralat', 'Draft of a correction')}: {found.draft.say(language())}")
