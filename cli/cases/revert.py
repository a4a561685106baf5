"""revert: take back what a run, a file or a mapping version wrote, after a preview and a second person's approval."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.acting import Actor, who
from cli.output import AsJson, json_out, line, say, table

app = typer.Typer(no_args_is_help=True, help="Pengembalian data / taking a run, file or mapping version back.")
_COUNTS = {
    "restored": ("Baris kembali ke nilai lama", "Rows that get their former values"),
    "removed": ("Baris yang keluar dari cermin", "Rows that leave the mirror"),
    "subjects": ("Warga, permohonan, pengaduan dibandingkan lagi", "Subjects compared again"),
    "cases": ("Ketidaksesuaian terbuka yang dihitung ulang", "Open cases recomputed"),
    "compensated": ("Kiriman yang ditulis balik", "Effects written back"),
    "withdrawn": ("Kiriman yang belum berangkat dan diakhiri", "Effects not sent yet, which end"),
    "unsaid": ("Kabar yang sudah terkirim dan tidak dapat ditarik", "Messages that cannot be unsaid"),
}


@app.command("plan")
def plan(
    target: Annotated[str, typer.Argument(help="RUN | FILE | UMPAN@REVISI")],
    reason: Annotated[str, typer.Option("--reason", prompt="Alasan / reason", help="Alasan / the reason.")],
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Pratinjau pengembalian; orang lain menyetujui / what taking it back would do; another person approves."""
    from simpul.cases import revert
    from simpul.config import settings
    from simpul.store import engine as db

    found = revert.plan(db.engine(), settings.load(), target, actor=who(actor), reason=reason)
    if as_json:
        json_out(found)
        return
    _counts(say("Pratinjau pengembalian", "What would be taken back"), found.counts)
    for sample in found.samples:
        line(f"  {sample}")
    line(say("Perbaiki dulu sumber atau pemetaannya.", "Mend the source or the mapping first."))
    line(f"./run revert approve {found.plan_id} --actor {say('ORANG-LAIN', 'ANOTHER-PERSON')}")


@app.command("approve")
def approve(plan_id: int, actor: Actor = "", as_json: AsJson = False) -> None:
    """Setujui dan jalankan rencana orang lain / approve and do another person's plan."""
    from simpul.cases import revert
    from simpul.config import settings
    from simpul.store import engine as db

    done = revert.approve(db.engine(), settings.load(), plan_id, actor=who(actor))
    if as_json:
        json_out(done)
        return
    _counts(say("Dikembalikan", "Taken back"), done)


@app.command("cancel")
def cancel(plan_id: int, actor: Actor = "") -> None:
    """Batalkan rencana / drop a plan."""
    from simpul.cases import revert
    from simpul.store import engine as db

    revert.cancel(db.engine(), plan_id, actor=who(actor))
    line(say("Rencana dibatalkan.", "The plan was dropped."))


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """Rencana pengembalian, terbaru dulu / plans, newest first."""
    from simpul.cases import revert
    from simpul.store import engine as db

    found = revert.listing(db.engine())
    if as_json:
        json_out(found)
        return
    columns = ("Id", say("Sasaran", "Target"), say("Keadaan", "State"), say("Baris", "Rows"), say("Oleh", "By"),
               say("Disetujui", "Approved"), say("Alasan", "Reason"))  # fmt: skip
    rows = [
        (str(one.id), one.target, one.state, one.counts.restored + one.counts.removed, one.actor, one.approved_by,
         one.reason)
        for one in found
    ]  # fmt: skip
    table(say("Pengembalian data", "Reverts"), columns, rows)


def _counts(title: str, counts: object) -> None:
    table(title, ("", ""), [(say(*words), getattr(counts, name)) for name, words in _COUNTS.items()])
