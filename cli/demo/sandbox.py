"""sandbox generate, up: the simulated agencies without the rest of the demo."""

from __future__ import annotations

import typer

from cli.operations.bench import PASS_ON, run_module

app = typer.Typer(no_args_is_help=True, help="Sistem tiruan untuk mencoba / simulated systems to try things on.")


@app.command(context_settings=PASS_ON, add_help_option=False)
def generate(context: typer.Context) -> None:
    """Buat isi kota tiruan / generate the simulated city (see its own --help)."""
    run_module("sandbox", "generate", context.args)


@app.command(context_settings=PASS_ON, add_help_option=False)
def up(context: typer.Context) -> None:
    """Jalankan kelima sistem tiruan / start the five simulated systems (see its own --help)."""
    run_module("sandbox", "up", context.args)
