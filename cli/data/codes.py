"""codes preview: what a new book of regions would touch."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.output import AsJson, json_out, line, say, table

app = typer.Typer(no_args_is_help=True, help="Buku kode wilayah / the book of region codes.")


@app.callback()
def _codes() -> None:
    """Keeps ``preview`` a word of its own while it is the only one."""


@app.command()
def preview(
    folder: Annotated[Path, typer.Argument(help="Folder berisi kelurahan.csv dan kecamatan.csv / holds both files.")],
    as_json: AsJson = False,
) -> None:
    """Hitung catatan yang tersentuh buku baru, tanpa mengubah / whom a new book would touch; changes nothing."""
    from simpul.compare import region_changes
    from simpul.store import engine as db

    found = region_changes.preview(db.engine(), folder)
    if as_json:
        json_out({**asdict(found), "records": found.records})
        return
    table(
        say(
            f"Buku {found.revision}, berlaku penuh {found.effective}",
            f"Book {found.revision}, whole on {found.effective}",
        ),
        (say("Entitas", "Entity"), say("Sistem", "System"), say("Kecamatan", "District"), say("Catatan", "Records")),
        [(one.entity, one.system, f"{one.kecamatan} {one.name}", one.records) for one in found.touched],
    )
    line(
        say(
            f"{found.retired} kode lama, {found.divided} di antaranya terbagi. {found.records} catatan memakainya. "
            f"{found.unlisted} catatan memakai kode yang tidak ada di buku ini.",
            f"{found.retired} old codes, {found.divided} of them divided. {found.records} records carry one. "
            f"{found.unlisted} records carry a code this book does not list.",
        )
    )
