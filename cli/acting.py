"""Who acts and why: the options every command has that changes something."""

from __future__ import annotations

import os
import pwd
from typing import Annotated

import typer

Actor = Annotated[str, typer.Option("--actor", envvar="SIMPUL_ACTOR", help="Nama petugas / who does it.")]
Reason = Annotated[
    str, typer.Option("--reason", prompt="Alasan / reason", help="Alasan, wajib / the reason, required.")
]


def who(actor: str) -> str:
    """The account that acts: as said, if it is bound to who runs the command, else the only one bound."""
    from simpul.people import acting
    from simpul.store import engine as db

    return acting.on_server(db.engine(), actor, os_user=os_user())


def os_user() -> str:
    """Who runs the command, as the system knows it: the environment may say anything."""
    number = os.geteuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
