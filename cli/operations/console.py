"""console: serve the pages."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.operations.bench import run_module


def register(app: typer.Typer) -> None:
    """Add the word to the command."""
    app.command()(console)


def console(
    host: Annotated[str, typer.Option(help="Alamat tempat mendengarkan / address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 = yang mana saja / any free one.")] = 8081,
    behind_proxy: Annotated[
        bool,
        typer.Option(
            "--behind-proxy",
            help="Hanya lewat proksi HTTPS (SIMPUL_TRUSTED_PROXIES) / an HTTPS proxy is the only way here.",
        ),
    ] = False,
) -> None:
    """Layani konsol sampai dihentikan; alamatnya dicetak / serve the console until stopped; prints its address."""
    words = ["--host", host, "--port", str(port), *(["--behind-proxy"] if behind_proxy else [])]
    run_module("monitoring", "__main__", words)
