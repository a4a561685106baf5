"""Invitations: a link that lets somebody choose a password, once, within a day. Nobody ever sends a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.core import acting
from simpul.core.i18n import Language, Words
from simpul.core.texts import people as words
from simpul.people import accounts, changes, onetime, terminal
from simpul.people.model import Person
from simpul.store import audit
from simpul.store.identifiers import shaped
from simpul.store.queries import query

VALID = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A link to hand over: shown once, kept nowhere."""

    token: str
    username: str
    expires_at: datetime

    @property
    def path(self) -> str:
        """Where on the console it is opened."""
        return f"/undangan/{self.token}"


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Whom an open invitation is for."""

    person_id: int
    username: str
    name: str
    language: Language
    expires_at: datetime


def invite(engine: Engine, username: str, *, actor: str) -> Invitation:
    """Make a link; earlier ones of the same person end.

    Raises:
        NotPossible: nobody of this name; an account in use for which no second person agreed (see :func:`ask`).
    """
    actor = acting.person(actor)
    with engine.begin() as conn:
        person = accounts.require(conn, username)
        if terminal.in_use(conn, person.id) and not _agreed(conn, person, actor):
            raise words.invite_takes_two()
        return put(conn, person, actor)


def ask(engine: Engine, username: str, *, actor: str, reason: str) -> Words:
    """Ask for a link to an account in use; another person must agree before :func:`invite` makes it."""
    actor, reason = acting.named(actor, reason)
    with engine.begin() as conn:
        person = accounts.require(conn, username)
        return changes.propose(conn, "invite", person.username, actor=actor, reason=reason)


def _agreed(conn: Connection, person: Person, actor: str) -> bool:
    asked = {"username": person.username, "actor": actor, "valid": VALID}
    return conn.execute(text(query("change_use")), asked).first() is not None


def put(conn: Connection, person: Person, actor: str) -> Invitation:
    """The same in the caller's transaction."""
    token = onetime.make()
    conn.execute(text(query("invitation_end_all")), {"person": person.id})
    made = {"person": person.id, "digest": onetime.digest(token), "actor": actor, "valid": VALID}
    expires = conn.execute(text(query("invitation_make")), made).scalar_one()
    audit.write(conn, audit.chain_of_actor(actor), actor, "person_invite", {"person": person.username})
    return Invitation(token=token, username=person.username, expires_at=expires)


def find(engine: Engine, token: str) -> Invited | None:
    """Whom it is for; None if it was used, has ended, or never was."""
    with engine.connect() as conn:
        row = _open(conn, token)
    if row is None:
        return None
    same = ("username", "name", "language", "expires_at")
    return Invited(person_id=row.person, **{name: row._mapping[name] for name in same})


def accept(engine: Engine, token: str, password: str) -> str:
    """Choose the password; the username. NotPossible: the link is no longer open, the password is a bad one."""
    with engine.begin() as conn:
        row = _open(conn, token, "for update of i")
        if row is None:
            raise words.BAD_INVITATION
        person = accounts.require(conn, row.username)
        accounts.put_password(conn, person, password, actor=person.username, invited_by=row.made_by)
        conn.execute(text(query("invitation_used")), {"id": row.id})
        return person.username


def _open(conn: Connection, token: str, lock: str = "") -> Row[Any] | None:
    statement = text(shaped("invitation_find", {"lock": lock}))
    return conn.execute(statement, {"digest": onetime.digest(token)}).one_or_none()
