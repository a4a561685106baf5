"""mapping check, explain, diff: what a mapping says, does to one record, and would change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.data.flow import known
from cli.output import AsJson, json_out, language, line, say, table
from simpul.core.errors import Stop

if TYPE_CHECKING:
    from simpul.core.model import Feed
    from simpul.ingest.decode import Decoded
    from simpul.ingest.explain import Step

app = typer.Typer(no_args_is_help=True, help="Pemetaan / the mappings.")


@app.command()
def check(as_json: AsJson = False) -> None:
    """Periksa semua berkas pemetaan / check every mapping file; exit 3 if one has a mistake."""
    from simpul.ingest import explain as explaining

    found = explaining.check()
    if as_json:
        json_out(found)
    else:
        for finding in found:
            # A mistake's own message begins with its file and line.
            where = "" if finding.message.startswith(finding.file) else f"{finding.file}:{finding.line}: "
            line(f"{finding.severity}: {where}{finding.message}")
        if not found:
            line(say("Semua pemetaan benar.", "Every mapping is right."))
    if any(finding.severity == "error" for finding in found):
        raise typer.Exit(3)


@app.command()
def explain(
    feed: str,
    row: Annotated[int, typer.Option("--row", min=1, help="Baris ke- dalam halaman / row of the page.")] = 1,
    page: Annotated[
        int | None, typer.Option("--page", help="Id halaman, semula yang terbaru / the newest page.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Satu catatan, langkah demi langkah / one stored record, step by step, with line numbers."""
    from simpul.config import settings
    from simpul.ingest import explain as explaining

    wanted = known(feed, settings.load().feeds, "feed")
    found = explaining.explain(wanted, _row(_decoded(wanted, [page] if page else None, count=1)[0], row))
    if as_json:
        json_out(found)
        return
    columns = (say("Baris berkas", "Line"), say("Data", "Field"), say("Langkah", "Step"), say("Dari", "From"),
               say("Menjadi", "To"), say("Aturan dilanggar", "Rule broken"))  # fmt: skip
    table(feed, columns, [_told(step) for step in found])


@app.command()
def diff(
    feed: str,
    file: Annotated[Path, typer.Argument(help="Berkas pemetaan yang diubah / the changed mapping file.", exists=True)],
    pages: Annotated[
        int, typer.Option("--pages", min=1, help="Halaman terbaru yang dicoba / newest pages tried.")
    ] = 20,
    as_json: AsJson = False,
) -> None:
    """Yang akan berubah pada data tersimpan / what a changed mapping would alter in stored records."""
    from dataclasses import replace

    from simpul.config import feed_file, settings
    from simpul.ingest import explain as explaining

    old = known(feed, settings.load().feeds, "feed")
    new = replace(feed_file.feed(file.resolve()), name=old.name, system=old.system)
    found = explaining.diff(old, new, _decoded(old, None, count=pages))
    if as_json:
        json_out(found)
        return
    columns = (say("Data", "Field"), say("Berubah", "Changed"), say("Karantina baru", "Newly quarantined"),
               say("Keluar karantina", "No longer quarantined"), say("Contoh", "Samples"))  # fmt: skip
    rows = [
        (one.field, one.changed, one.newly_quarantined, one.no_longer_quarantined,
         "; ".join(f"{before} → {after}" for _, before, after in one.samples))
        for one in found
    ]  # fmt: skip
    table(say("Perbedaan", "Differences"), columns, rows)


def _told(step: Step) -> tuple[str | None, ...]:
    broken = (step.arti if language() == "id" else step.meaning) or step.rule or None
    before = step.before if step.sent else say("tidak dikirim", "not sent")
    return f"{Path(step.file).name}:{step.line}", step.field, step.operation, before, step.after, broken


def _decoded(feed: Feed, ids: list[int] | None, *, count: int) -> list[Decoded]:
    """Stored pages as text rows; Stop if there are none."""
    from simpul.ingest import decode
    from simpul.ingest import stored_pages as pages
    from simpul.store import engine as db

    with db.engine().connect() as connection:
        numbers = ids or pages.newest(connection, feed, count)
        kept = [page for number in numbers if (page := pages.stored(connection, number)) is not None]
    if not kept:
        raise Stop(f"{feed.name}: tidak ada halaman tersimpan / no stored page → ./run pull {feed.name}")
    return [decode.decode(feed, page) for page in kept]


def _row(page: Decoded, number: int) -> dict[str, str | None]:
    rows = page.frame.filter(page.frame["row_no"] == number).drop("row_no").to_dicts()
    if not rows:
        raise Stop(f"halaman ini tidak punya baris / this page has no row {number}: 1-{page.frame.height}")
    return dict(rows[0])
