"""sweep FEED, sweep show, sweep tombstone: is the mirror what the system holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from cli.acting import Actor, Reason, who
from cli.output import AsJson, Limit, json_out, language, line, progress, say, table
from simpul.core.i18n import number

if TYPE_CHECKING:
    from simpul.ingest.reconcile import SweepResult


class _FeedOrWord(TyperGroup):
    """``sweep siak.penduduk`` is ``sweep run siak.penduduk``: the name of a feed has a dot, no word has."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        return super().resolve_command(ctx, ["run", *args] if args and "." in args[0] else args)


app = typer.Typer(
    cls=_FeedOrWord,
    no_args_is_help=True,
    help="Penyapuan: `sweep UMPAN` membuktikan cermin sama dengan sistemnya / prove that a mirror equals its system.",
)


@app.command()
def run(
    feed: str,
    sample: Annotated[bool, typer.Option("--sample", help="Contoh saja / only a sample of key ranges.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bandingkan cermin satu umpan dengan sumbernya / compare the mirror of a feed with its source."""
    from cli.data.flow import known
    from simpul.config import settings
    from simpul.operations import use_cases
    from simpul.store import engine as db

    city = settings.load()
    wanted = known(feed, city.feeds, "feed")
    with progress() as show:
        start = use_cases.Start(caller="cli", progress=show)
        result = use_cases.sweep(db.engine(), city, wanted.name, start, sample_only=sample).result
    json_out(result) if as_json else _told(result)


@app.command()
def show(run_id: int, limit: Limit = 50, as_json: AsJson = False) -> None:
    """Apa yang dibandingkan dan ditemukan / what was compared and what was found, keys masked."""
    from simpul.ingest import reconcile as use_case
    from simpul.store import engine as db

    with db.engine().connect() as connection:
        found = use_case.show(connection, run_id, limit=limit)
    if as_json:
        json_out(found)
        return
    line(f"{found.feed}: {found.state}. {found.reason}")
    headings = (say("Dari", "From"), say("Sampai", "To"), say("Kita", "Ours"), say("Mereka", "Theirs"), "=", "")
    ranges = [(one.low, one.high, one.ours, one.theirs, one.equal, one.how) for one in found.ranges[:limit]]
    table(say("Yang dibandingkan", "Compared"), headings, ranges)
    table(say("Yang berbeda", "Different"), ("±", say("Kunci", "Key")), found.differences)


@app.command()
def tombstone(run_id: int, reason: Reason, actor: Actor = "", as_json: AsJson = False) -> None:
    """Hapus dari cermin yang terbukti hilang / remove from the mirror what a verified sweep proved gone."""
    from simpul.config import settings
    from simpul.ingest import reconcile as use_case
    from simpul.store import engine as db

    buried = use_case.tombstone(db.engine(), settings.load(), run_id, actor=who(actor), reason=reason)
    if as_json:
        json_out({"run_id": run_id, "rows": buried})
        return
    line(say(f"{number(buried)} data dihapus dari cermin.", f"{number(buried, 'en')} rows removed from the mirror."))


def _told(found: SweepResult) -> None:
    table(
        say(f"Penyapuan {found.feed}, proses {found.run_id}", f"Sweep of {found.feed}, run {found.run_id}"),
        (say("Apa", "What"), say("Jumlah", "Rows")),
        [
            (say("Dibandingkan", "Compared"), found.rows),
            (say("Hilang di sumber (-)", "Vanished at the source (-)"), found.vanished),
            (say("Belum ada di cermin (+)", "Missing in the mirror (+)"), found.added),
            (say("Berbeda (!)", "Different (!)"), found.changed),
            (say("Bergerak selama disapu", "Moved meanwhile"), found.moved),
            (say("Diambil ulang", "Taken in"), found.taken),
            (say("Ketidaksesuaian baru", "New disagreements"), found.cases),
        ],
    )
    line(found.why.say(language()) if found.why else say("Terverifikasi.", "Verified."))
    if found.left_to_pull:
        line(say("Pengambilan berikutnya membaca semuanya lagi.", "The next pull reads everything again."))
    if found.vanished:
        line(f"./run sweep show {found.run_id} | ./run sweep tombstone {found.run_id} --reason '...'")
