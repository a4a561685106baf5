"""mapping check, explain, diff: what a mapping says, does to one record, and would change."""

from __future__ import annotations

import typer

from cli.out import AsJson, json_out, line, say

app = typer.Typer(no_args_is_help=True, help="Pemetaan / the mappings.")


@app.command()
def check(as_json: AsJson = False) -> None:
    """Periksa semua berkas pemetaan / check every mapping file."""
    from simpul import config

    city = config.load()
    if as_json:
        json_out({"systems": sorted(city.systems), "feeds": sorted(city.feeds)})
        return
    line(
        say("{} sistem, {} umpan: tidak ada kesalahan.", "{} systems, {} feeds: no mistake found.").format(
            len(city.systems), len(city.feeds)
        )
    )
