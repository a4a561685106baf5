"""remove: takes this hub off the machine, after asking."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.output import line, say
from simpul.core.errors import Stop

ROOT = Path(__file__).resolve().parents[2]
AGREED = ("y", "ya", "yes", "hapus", "remove")


def register(app: typer.Typer) -> None:
    """Add this word to the command."""
    app.command()(remove)


def remove(
    yes: Annotated[bool, typer.Option("--yes", help="Tanpa bertanya / without asking.")] = False,
    venv: Annotated[bool, typer.Option("--venv", help="Juga .venv / the Python environment too.")] = False,
) -> None:
    """Hapus hub ini dari komputer: SIMPUL_HOME, kunci, dan databasenya / take this hub off the machine."""
    from simpul.config import settings as config
    from simpul.store import removal

    settings = config.settings()
    hub = removal.look(settings.home, checkout=ROOT, environment=venv)
    if not hub.paths:
        line(say("Tidak ada yang perlu dihapus.", "There is nothing to remove."))
        return
    line(say("Yang akan dihapus, untuk selamanya:", "To be removed, for good:"))
    for path in hub.paths:
        line(f"  {path}")
    if (hub.home / "keys").exists():
        line(
            say(
                "Kunci ikut terhapus; cadangan yang disandikan dengannya tidak dapat dibaca lagi.",
                "The keys go too; a backup encrypted with them can never be read again.",
            )
        )
    if settings.database_url:
        line(say("Database pada SIMPUL_DATABASE_URL tidak disentuh.", "The database at SIMPUL_DATABASE_URL stays."))
    if not yes and not _agreed():
        raise Stop("tidak ada yang dihapus / nothing was removed → jawab ya, atau / answer yes, or: ./run remove --yes")
    removal.take_away(hub)
    line(say("Sudah dihapus.", "Removed."))


def _agreed() -> bool:
    print(say("Hapus? [ya/tidak] ", "Remove? [yes/no] "), end="", flush=True)
    return sys.stdin.readline().strip().lower() in AGREED
