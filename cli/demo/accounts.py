"""One account a role for the demo: made anew at every start, with passwords only the owner of the home can read."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from cli.acting import os_user
from simpul.core.i18n import Language, Words
from simpul.people import accounts, terminal
from simpul.people.rights import ROLES, Role

FILE = "demo-accounts.txt"
ACTOR = "demo"
#: Username → role and unit. A name of its own, so that no account of anybody is ever touched.
_WHO: dict[str, tuple[Role, str]] = {
    "demo-operator": ("operator", "WD"),
    "demo-petugas": ("case_officer", "DK"),
    "demo-kecamatan": ("case_officer", "KC-127101"),
    "demo-penyetuju": ("approver", "WD"),
    "demo-auditor": ("auditor", "IN"),
    "demo-pelindung": ("dpo", "WD"),
    "demo-pengamat": ("viewer", "WD"),
    "demo-admin": ("admin", "WD"),
}


@dataclass(frozen=True, kw_only=True)
class Login:
    """How to sign in as one role."""

    username: str
    password: str
    role: Words
    unit: str


def make(engine: Engine, home: Path) -> tuple[Login, ...]:
    """Make or renew the accounts and leave their passwords in the home, mode 600."""
    logins = tuple(_login(engine, username, role, unit) for username, (role, unit) in _WHO.items())
    with engine.begin() as conn:
        terminal.put(conn, "demo-operator", os_user=os_user(), actor=ACTOR)
    file = home / FILE
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.writelines(f"{line}\n" for line in lines(logins))
    return logins


def lines(logins: tuple[Login, ...], language: Language = "id") -> list[str]:
    """One line a role."""
    return [f"{one.role.say(language):<26} {one.username:<16} {one.password}   ({one.unit})" for one in logins]


def _login(engine: Engine, username: str, role: Role, unit: str) -> Login:
    found = accounts.by_username(engine, username)
    name = f"{ROLES[role].id} ({unit})"
    person = found or accounts.add(engine, username=username, name=name, unit=unit, roles=[role], actor=ACTOR)
    password = secrets.token_urlsafe(12)
    accounts.set_password(engine, person.id, password, actor=ACTOR)
    return Login(username=username, password=password, role=ROLES[role], unit=unit)
