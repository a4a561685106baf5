"""demo: its options; the demo itself is imported only when asked for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Faults(StrEnum):
    """How badly the simulated systems behave on the wire."""

    clean = "clean"
    flaky = "flaky"
    hostile = "hostile"


def register(app: typer.Typer) -> None:
    """Add the word to the command."""
    app.command()(demo)


def demo(
    residents: Annotated[int, typer.Option(min=2_000, max=3_000_000, help="Jumlah penduduk / residents.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Benih kota tiruan / seed of the city.")] = 1,
    faults: Annotated[Faults, typer.Option(help="Gangguan jaringan / faults on the wire.")] = Faults.flaky,
    once: Annotated[
        bool, typer.Option("--once", help="Berhenti setelah satu putaran penuh / stop after one full cycle.")
    ] = False,
    json: Annotated[
        Path | None, typer.Option("--json", help="Tulis hasil ke berkas / write the result to a file.")
    ] = None,
) -> None:
    """Seluruh hub dengan lima sistem tiruan / the whole hub with five simulated systems."""
    from cli.demo import demo as show
    from cli.demo.stage import Wanted

    raise typer.Exit(show.run(Wanted(residents=residents, seed=seed, faults=faults.value, once=once, report=json)))
