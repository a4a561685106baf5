"""link test, link pools: the ways to the outside systems."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.flow import known
from cli.out import AsJson, json_out, say, table

app = typer.Typer(no_args_is_help=True, help="Koneksi ke sistem luar / links to the outside systems.")


@app.command()
def test(
    system: Annotated[str, typer.Argument(help="siak, apsp, sp4, …")],
    as_json: AsJson = False,
) -> None:
    """Uji nama, port, TLS, login, dan jam satu sistem / test name, port, TLS, login and clock of one system."""
    from simpul import config, ports, registry

    city = config.load()
    adapter = registry.adapter(known(system, city.systems, "system"), guard=ports.straight)
    try:
        checks = adapter.check()
    finally:
        adapter.close()
    if as_json:
        json_out(checks)
    else:
        table(
            city.systems[system].title,
            (say("Uji", "Test"), say("Lulus", "Passed"), say("Keterangan", "What was seen"), say("Saran", "Advice")),
            [(check.name, check.ok, check.detail, check.advice) for check in checks],
        )
    if not all(check.ok for check in checks):
        raise typer.Exit(3)


@app.command()
def pools() -> None:
    """Kolam Airflow per koneksi, untuk `airflow pools import` / airflow's pools, one per link, as JSON."""
    from simpul import config, work

    json_out(
        {name: {"slots": slots, "description": "simpul", "include_deferred": False}
         for name, slots in work.pools(config.load()).items()}
    )  # fmt: skip
