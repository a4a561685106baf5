"""cases bulk: decide a whole group after a preview, as a job with progress, and take it back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import Actor, Reason, who
from cli.cases.assignment import SomeDay, day
from cli.cases.decide import EvidenceDate, EvidenceKind, EvidenceNumber, named_evidence
from cli.output import AsJson, Limit, json_out, language, line, progress, say, table

if TYPE_CHECKING:
    from simpul.cases.bulk import Job, Preview

app = typer.Typer(no_args_is_help=True, help="Keputusan massal / deciding a whole group.")


class Choice(StrEnum):
    """What can be said of many at once."""

    authority = "authority"
    follower = "follower"
    proposed = "proposed"
    accept = "accept"
    correct = "correct"


Choose = Annotated[
    Choice, typer.Option("--choose", prompt="authority|follower|proposed|accept|correct", help="Keputusan / what.")
]


@app.command("preview")
def preview(
    cause: Annotated[str, typer.Argument(help="Sebab, dari `cases groups` / the cause.")],
    choose: Choose,
    reason: Reason,
    leave_out: Annotated[list[int] | None, typer.Option("--except", help="Kecuali nomor ini / leave out.")] = None,
    until: SomeDay = None,
    evidence: EvidenceKind = "",
    evidence_number: EvidenceNumber = "",
    evidence_date: EvidenceDate = None,
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Pratinjau: jumlah, dua puluh acak, lima paling berbeda / what it would settle."""
    from simpul.cases import bulk
    from simpul.store import engine as db

    found = bulk.preview(
        db.engine(), cause, choice=choose.value, reason=reason, actor=who(actor), until=day(until),
        evidence=named_evidence(evidence, evidence_number, evidence_date), leave_out=leave_out or (),
    )  # fmt: skip
    _preview(found, as_json)


@app.command("show")
def show(job_id: int, as_json: AsJson = False) -> None:
    """Satu keputusan massal: isi, kemajuan, yang dilewati / one job: what it settles, what it skipped."""
    from simpul.cases import bulk
    from simpul.store import engine as db

    found, left = bulk.look(db.engine(), job_id), bulk.skipped(db.engine(), job_id)
    if as_json:
        json_out({"preview": found, "skipped": left})
        return
    _preview(found, as_json)
    table(say("Dilewati", "Skipped"), ("Id", say("Sebab", "Reason")), [(str(one.case_id), one.reason) for one in left])


@app.command("list")
def listing(limit: Limit = 50, as_json: AsJson = False) -> None:
    """Keputusan massal, terbaru dulu / bulk decisions, newest first."""
    from simpul.cases import bulk
    from simpul.store import engine as db

    found = bulk.listing(db.engine(), limit=limit)
    if as_json:
        json_out(found)
        return
    columns = ("Id", say("Sebab", "Cause"), say("Keadaan", "State"), say("Menunggu", "Waiting"),
               say("Selesai", "Done"), say("Dilewati", "Skipped"), say("Oleh", "By"))  # fmt: skip
    rows = [
        (str(one.id), one.cause, one.words.say(language()), one.waiting, one.done, one.skipped, one.actor)
        for one in found
    ]
    table(say("Keputusan massal", "Bulk decisions"), columns, rows)


@app.command("go")
def go(job_id: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Jalankan, atau ajukan bila perlu persetujuan / run it, or propose it where another person must approve."""
    from simpul.cases import bulk
    from simpul.config import settings
    from simpul.operations import use_cases
    from simpul.store import engine as db

    engine = db.engine()
    job = bulk.look(engine, job_id).job
    if job.state == "preview":
        job = bulk.submit(engine, job_id, actor=who(actor))
    if job.state in ("ready", "running"):
        with progress() as watch:
            start = use_cases.Start(caller="cli", progress=watch)
            job = use_cases.bulk(engine, settings.load(), str(job_id), start).result
    _told(job, as_json)


@app.command("approve")
def approve(job_id: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Setujui keputusan massal orang lain / approve another person's bulk decision."""
    from simpul.cases import bulk
    from simpul.store import engine as db

    _told(bulk.approve(db.engine(), job_id, actor=who(actor)), as_json)


@app.command("refuse")
def refuse(job_id: int, reason: Reason, actor: Actor = "", as_json: AsJson = False) -> None:
    """Tolak dengan alasan / turn it down, with a reason."""
    from simpul.cases import bulk
    from simpul.store import engine as db

    _told(bulk.refuse(db.engine(), job_id, actor=who(actor), reason=reason), as_json)


@app.command("cancel")
def cancel(job_id: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Hentikan / stop it."""
    from simpul.cases import bulk
    from simpul.store import engine as db

    _told(bulk.cancel(db.engine(), job_id, actor=who(actor)), as_json)


@app.command("undo")
def undo(job_id: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Batalkan yang belum terkirim / take back what has not left."""
    from simpul.cases import bulk
    from simpul.config import settings
    from simpul.store import engine as db

    undone, late = bulk.undo(db.engine(), settings.load(), job_id, actor=who(actor))
    if as_json:
        json_out({"undone": undone, "late": late})
        return
    line(say(f"Dibatalkan: {undone}", f"Taken back: {undone}"))
    table(say("Tidak dapat dibatalkan", "Too late"), ("Id", say("Sebab", "Reason")),
          [(str(one.case_id), one.reason) for one in late])  # fmt: skip


def _preview(found: Preview, as_json: bool) -> None:
    if as_json:
        json_out(found)
        return
    job = found.job
    title = f"{say('Keputusan massal', 'Bulk decision')} {job.id}: {job.words.say(language())}"
    size = job.waiting + job.done + job.skipped
    lines: list[tuple[object, ...]] = [(say("Jumlah", "Cases"), size), (say("Keputusan", "Choice"), job.choice)]
    lines += [(name, ", ".join(f"{key} {n}" for key, n in counts.items())) for name, counts in found.counts.items()]
    table(title, ("", ""), lines)
    for name, cases in (
        (say("Contoh acak", "At random"), found.sample),
        (say("Paling berbeda", "Most unlike"), found.unlike),
    ):
        table(name, ("Id", say("Pemilik data", "Authority"), say("Sistem lain", "Other system"), say("Data", "Field")),
              [(str(case.id), case.authority_value, case.follower_value, case.field) for case in cases])  # fmt: skip
    if found.four_eyes:
        line(say("Perlu persetujuan orang lain.", "Another person must approve."))
    if job.state in ("preview", "ready"):
        line(f"./run cases bulk go {job.id}")


def _told(job: Job, as_json: bool) -> None:
    if as_json:
        json_out(job)
        return
    line(f"{job.id}: {job.words.say(language())}")
    line(say(f"Selesai {job.done}, dilewati {job.skipped}, menunggu {job.waiting}.",
             f"Done {job.done}, skipped {job.skipped}, waiting {job.waiting}."))  # fmt: skip
    if job.state == "awaiting":
        line(f"./run cases bulk approve {job.id} --actor {say('ORANG-LAIN', 'ANOTHER-PERSON')}")
    if job.state == "ready":
        line(f"./run cases bulk go {job.id}")
