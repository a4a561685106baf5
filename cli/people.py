"""cases, quarantine, trace: what people settle and look up."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.out import AsJson, line, say, table

cases_app = typer.Typer(no_args_is_help=True, help="Ketidaksesuaian / where the systems disagree.")
quarantine_app = typer.Typer(no_args_is_help=True, help="Karantina / values and rows that broke a rule.")
Limit = Annotated[int, typer.Option("--limit", min=1, help="Paling banyak / at most.")]
Actor = Annotated[str, typer.Option("--actor", envvar="SIMPUL_ACTOR", help="Nama petugas / who decides.")]
Reason = Annotated[
    str, typer.Option("--reason", prompt="Alasan / reason", help="Alasan, wajib / the reason, required.")
]


class Choice(StrEnum):
    """Whose value is right."""

    authority = "authority"
    follower = "follower"
    other = "other"


def register(app: typer.Typer) -> None:
    """Add these words to the command."""
    app.add_typer(cases_app, name="cases")
    app.add_typer(quarantine_app, name="quarantine")
    app.command()(trace)


def show_rows(title: str, found: list[Any]) -> None:
    """Frozen values as a table, one column per field that says something in any row."""
    if not found:
        line(f"{title}: {say('tidak ada', 'none')}")
        return
    names = [
        field.name for field in fields(found[0]) if any(getattr(row, field.name) not in (None, "") for row in found)
    ]
    table(title, names, [[getattr(row, name) for name in names] for row in found])


def show_one(title: str, found: Any) -> None:
    """One value, a line per field; values inside it as tables of their own."""
    parts = {field.name: getattr(found, field.name) for field in fields(found)}
    plain = {name: part for name, part in parts.items() if not _nested(part)}
    table(title, ("", ""), [(name, part) for name, part in plain.items() if part not in (None, "", ())])
    for name, part in parts.items():
        if _nested(part):
            show_rows(name, [part] if is_dataclass(part) else list(part))


def _nested(part: object) -> bool:
    return is_dataclass(part) or (isinstance(part, (list, tuple)) and bool(part) and is_dataclass(part[0]))


def me() -> str:
    """Who is at the keyboard, for the audit chain."""
    return os.environ.get("SIMPUL_ACTOR") or getpass.getuser()


def trace(as_json: AsJson = False) -> None:
    """Telusur data satu warga / trace one citizen through every system."""
    sys.exit(1)
