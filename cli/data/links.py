"""link test, link pools: the ways to the outside systems."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import os_user
from cli.data.flow import known
from cli.output import AsJson, json_out, language, say, table

if TYPE_CHECKING:
    from simpul.core.model import Check, System

app = typer.Typer(no_args_is_help=True, help="Koneksi ke sistem luar / links to the outside systems.")


@app.command()
def test(
    system: Annotated[str, typer.Argument(help="siak, apsp, sp4, …")],
    as_json: AsJson = False,
) -> None:
    """Uji nama, port, TLS, login, dan jam satu sistem / test name, port, TLS, login and clock of one system."""
    from simpul.config import settings
    from simpul.operations import link_diagnostics

    city = settings.load()
    checks = link_diagnostics.look(known(system, city.systems, "system"))
    _remember(city.systems[system], checks)
    if as_json:
        json_out(checks)
    else:
        table(
            city.systems[system].title,
            (say("Uji", "Test"), say("Lulus", "Passed"), say("Keterangan", "What was seen"), say("Saran", "Advice")),
            [(check.name, check.ok, check.detail.say(language()), check.advice.say(language())) for check in checks],
        )
    if not all(check.ok for check in checks):
        raise typer.Exit(3)


def _remember(system: System, checks: Sequence[Check]) -> None:
    """For the console. A hub whose database is away can still be looked at from here."""
    from sqlalchemy.exc import DBAPIError

    from simpul.operations import link_diagnostics
    from simpul.store import engine as db

    try:
        with db.engine().begin() as connection:
            link_diagnostics.remember(connection, system, checks, actor=os_user())
    except DBAPIError:
        words = say("Hasilnya tidak dicatat: basis data tidak siap.", "Not remembered: the database is not ready.")
        print(words, file=sys.stderr)


@app.command()
def pools() -> None:
    """Kolam Airflow per koneksi, untuk `airflow pools import` / airflow's pools, one per link, as JSON."""
    from simpul.config import schedule, settings

    json_out(
        {name: {"slots": slots, "description": "simpul", "include_deferred": False}
         for name, slots in schedule.pools(settings.load()).items()}
    )  # fmt: skip
