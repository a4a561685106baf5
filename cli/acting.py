"""Who acts and why: the options every command has that changes something."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

Actor = Annotated[str, typer.Option("--actor", envvar="SIMPUL_ACTOR", help="Nama petugas / who does it.")]
Reason = Annotated[
    str, typer.Option("--reason", prompt="Alasan / reason", help="Alasan, wajib / the reason, required.")
]


def who(actor: str) -> str:
    """The person who acts: as said, else who is logged in."""
    return actor or getpass.getuser()
