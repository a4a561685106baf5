"""The console as a process of its own: its address, its database, and the file of all that it writes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from lxml import html
from sqlalchemy import Engine, text

from simpul.people import accounts
from simpul.people.rights import Role
from simpul.store import engine as db

PASSWORD = "empat kuda makan di sawah"


@dataclass(frozen=True, kw_only=True)
class Started:
    """One running console; ``address`` ends without a slash."""

    address: str
    engine: Engine
    #: Where all that it writes goes: both streams.
    log: Path
    home: Path

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1])

    def person(self, username: str, *roles: Role) -> str:
        """Somebody with the password of these tests; the username."""
        made = accounts.add(self.engine, username=username, name=username.title(), unit="WD", roles=roles, actor="uji")
        accounts.set_password(self.engine, made.id, PASSWORD, actor="uji")
        return made.username

    def enter(self, username: str, password: str = PASSWORD, **headers: str) -> requests.Response:
        """What the door answers to a name and a password; the redirect is not followed."""
        sent = {"username": username, "password": password}
        return requests.post(f"{self.address}/masuk", data=sent, headers=headers, timeout=60, allow_redirects=False)

    def column(self, statement: str, **values: object) -> list[object]:
        """The first column of what the database answers."""
        with self.engine.begin() as conn:
            done = conn.execute(text(statement), values)
            return list(done.scalars()) if done.returns_rows else []


@contextmanager
def started(repo: Path, url: str, home: Path, *arguments: str, **settings: str) -> Iterator[Started]:
    """A console on a free port for the length of a ``with``."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("SIMPUL_")}
    environment = {**known, "SIMPUL_DATABASE_URL": url, "SIMPUL_HOME": str(home), "PYTHONPATH": str(repo), **settings}
    log = home / "console.log"
    with log.open("wb") as writing:
        command = [sys.executable, "-u", "-m", "monitoring", "--port", "0", *arguments]
        process = subprocess.Popen(
            command, cwd=repo, env=environment, stdout=subprocess.PIPE, stderr=writing, text=True
        )
        assert process.stdout is not None
        try:
            said = process.stdout.readline().strip()
            assert said, log.read_text("utf-8")
            yield Started(address=said.rstrip("/"), engine=db.engine(url), log=log, home=home)
        finally:
            process.terminate()
            try:
                process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate(timeout=30)


def said(answer: requests.Response) -> str:
    """What can be read on a page, in one line."""
    return re.sub(r"\s+", " ", html.fromstring(answer.content).text_content())
