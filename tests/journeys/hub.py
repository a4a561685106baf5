"""The hub of the town, used as people use it: commands as typed, pages as a browser without scripts shows them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from sqlalchemy import Engine

from cli import app as command_line
from monitoring.console.access import cookie_name
from monitoring.console.app import make_app
from simpul.config import settings
from simpul.people import accounts, sessions
from simpul.people.rights import Role
from tests.console.browser import Browser

#: Username → roles and unit. One a role, one who sees one kecamatan only, and a second approver.
PEOPLE: dict[str, tuple[tuple[Role, ...], str]] = {
    "admin": (("admin",), "WD"),
    "operator": (("operator",), "WD"),
    "petugas": (("case_officer",), "WD"),
    "dukcapil": (("case_officer",), "DK"),
    "camat": (("case_officer",), "KC-127101"),
    "penyetuju": (("approver",), "WD"),
    "auditor": (("auditor",), "IN"),
    "pelindung": (("dpo",), "WD"),
    "pengamat": (("viewer",), "WD"),
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command said and how it ended."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    def __str__(self) -> str:
        told = f"$ simpul {' '.join(self.words)}\n{self.out}"
        return told + (f"[stderr]\n{self.err}" if self.err else "") + f"[exit {self.code}]\n"


def command(*words: str, language: str = "id") -> Said:
    """Type a command; what it says, on a line of 160 signs."""
    out, err = io.StringIO(), io.StringIO()
    before, argv = os.environ.get("SIMPUL_LANG"), sys.argv
    sys.argv = ["simpul", "--lang", language, *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = _ending()
    finally:
        sys.argv = argv
        os.environ.pop("SIMPUL_LANG", None)
        if before is not None:
            os.environ["SIMPUL_LANG"] = before
    return Said(words=words, code=code, out=out.getvalue(), err=err.getvalue())


def _ending() -> int:
    try:
        command_line.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def settle(engine: Engine) -> None:
    """Give everybody an account."""
    for name, (roles, unit) in PEOPLE.items():
        accounts.add(engine, username=name, name=name.title(), unit=unit, roles=frozenset(roles), actor="golden")


@contextmanager
def browsers(engine: Engine) -> Iterator[dict[str, Browser]]:
    """Everybody's browser, signed in, and one of nobody (""), at the console on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = make_app(engine=engine, city=settings.load(), keep_seconds=0)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", server_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            yield {"": Browser(address)} | {name: _signed_in(engine, address, name) for name in PEOPLE}
        finally:
            server.should_exit = True
            thread.join()


def _signed_in(engine: Engine, address: str, name: str) -> Browser:
    person = accounts.account(engine, name).person
    browser = Browser(address)
    browser.session.cookies.set(cookie_name(secure=False), sessions.start(engine, person.id, agent="golden"))
    return browser
