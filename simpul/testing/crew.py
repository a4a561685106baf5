"""People of a test's hub: hired as an administrator would, a second person agreeing where two are needed."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable

from sqlalchemy import Engine

from simpul.people import accounts, changes, invitations, terminal
from simpul.people.model import Person

#: Agrees to what needs a second person.
SECOND = "wali"


def hire(engine: Engine, username: str, roles: Iterable[str], *, name: str = "", unit: str = "WD") -> Person:
    """Somebody with all of these roles, conflicting ones too."""
    wanted = frozenset(roles)
    person = accounts.add(engine, username=username, name=name or username, unit=unit, roles=wanted, actor="uji")
    if person.roles == wanted:
        return person
    agree(engine, person.username)
    found = accounts.by_username(engine, person.username)
    assert found is not None
    return found


def agree(engine: Engine, username: str) -> None:
    """A second person lets whatever waits about an account happen."""
    if accounts.by_username(engine, SECOND) is None:
        accounts.add(engine, username=SECOND, name="Wali Data", unit="WD", roles=("approver",), actor="uji")
    for one in changes.waiting(engine):
        if one.username == username:
            changes.approve(engine, one.id, actor=SECOND)


def invite_again(engine: Engine, username: str, *, actor: str) -> invitations.Invitation:
    """A new link to an account in use, as two persons give it."""
    invitations.ask(engine, username, actor=actor, reason="sandi hilang")
    agree(engine, username)
    return invitations.invite(engine, username, actor=actor)


def seat(engine: Engine, *usernames: str) -> None:
    """Whoever runs the tests may act on the command line as these accounts, which are then one person's."""
    for username in usernames:
        if accounts.by_username(engine, username) is None:
            accounts.add(engine, username=username, name=username, unit="WD", roles=("viewer",), actor="uji")
        with engine.begin() as conn:
            terminal.put(conn, username, os_user=pwd.getpwuid(os.geteuid()).pw_name, actor="uji")
