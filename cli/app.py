"""The ``simpul`` command: its words, and what each kind of trouble says and exits with.

Exit codes: 0 done · 1 unexpected · 2 wrong words · 3 a person must act · 4 try again later · 5 already running.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli import errors
from cli.cases import corrections, match, revert, rules
from cli.cases import list as cases
from cli.data import brake, codes, flow, links, mapping, quarantine, sweep
from cli.delivery import balikan, effects
from cli.demo import attach as demo_attach
from cli.demo import options, sandbox
from cli.operations import alerts, bench, console, jobs, remove
from cli.people import people, reports, trace

app = typer.Typer(
    name="simpul",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Simpul menjaga data sistem-sistem kota tetap selaras. / Simpul keeps a city's systems in agreement.",
    epilog=__doc__.splitlines()[2],
)
flow.register(app)
trace.register(app)
options.register(app)
console.register(app)
app.add_typer(alerts.app, name="alerts")
app.add_typer(cases.app, name="cases")
app.add_typer(codes.app, name="codes")
app.add_typer(effects.app, name="effects")
app.add_typer(brake.app, name="brake")
app.add_typer(jobs.app, name="errands")
app.add_typer(jobs.pausing, name="pause")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(corrections.app, name="corrections")
app.add_typer(balikan.app, name="balikan")
app.add_typer(reports.app, name="reports")
app.add_typer(revert.app, name="revert")
app.add_typer(rules.app, name="rules")
app.add_typer(sweep.app, name="sweep")
app.add_typer(links.app, name="link")
app.add_typer(match.app, name="match")
app.add_typer(people.app, name="people")
app.add_typer(mapping.app, name="mapping")
app.add_typer(sandbox.app, name="sandbox")
bench.register(app)
remove.register(app)


@app.callback()
def _language(
    lang: Annotated[str, typer.Option("--lang", help="id | en (SIMPUL_LANG)", envvar="SIMPUL_LANG")] = "id",
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose", "-v", count=True, help="Tulis lebih banyak (-vv, -vvv) / write more (SIMPUL_LOG_LEVEL)"
        ),
    ] = 0,
) -> None:
    from simpul.config import log

    os.environ["SIMPUL_LANG"] = lang
    if verbose:
        # Processes that this command starts write as much.
        os.environ["SIMPUL_LOG_LEVEL"] = log.level(verbose)
    log.configure()


def main() -> None:
    """Run the command; every trouble we know becomes one clear line and an exit code."""
    try:
        if sys.argv[1:2] != ["demo"]:
            demo_attach.attach(Path(os.environ.get("SIMPUL_HOME") or ".simpul"))
        _answer()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        code = errors.told(error)
        if code is None:
            code = errors.unknown(error)
        sys.exit(code)


def _answer() -> None:
    """Run what was asked for; an answer that cannot be written is a trouble of this command, not of Python's end."""
    try:
        app(prog_name="simpul")
    finally:
        try:
            sys.stdout.flush()
        except OSError:
            # What could not be written is lost; at its end Python would try again and exit with 120.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise
