"""bench NAME: runs ``benchmarks/NAME.py``; the words after the name are its own."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import typer

from simpul.core.errors import BadConfig

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def register(app: typer.Typer) -> None:
    """Add the word to the command."""
    app.command(context_settings=PASS_ON)(bench)


def names() -> list[str]:
    """The benchmarks there are: the modules that can be run."""
    return sorted(file.stem for file in FOLDER.glob("*.py") if "__main__" in file.read_text("utf-8"))


def bench(context: typer.Context, name: str = typer.Argument("", help="pull, …")) -> None:
    """Ukur kecepatan dan memori / measure speed and memory."""
    if name not in names():
        raise BadConfig(f"tolok ukur / benchmark '{name}'", hint="bench " + " | ".join(names()))
    run_module("benchmarks", name, context.args)


def run_module(package: str, name: str, words: list[str]) -> None:
    """Run ``python -m package.name words`` inside this process."""
    sys.argv = [f"simpul {package} {name}", *words]
    runpy.run_module(f"{package}.{name}", run_name="__main__", alter_sys=True)
