"""Signing in with a password. An unknown name, a wrong password and a locked account answer alike and take as long."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, Engine, text

from simpul import audit
from simpul.people import accounts, passwords, sessions, words
from simpul.store.db import query

#: After each so many failures in a row the account is locked, twice as long each time.
EVERY = 5
FIRST_LOCK = timedelta(minutes=15)
#: Failures from one address; a whole office may stand behind one.
WINDOW, MOST_FROM_ADDRESS = timedelta(minutes=15), 50


def sign_in(engine: Engine, username: str, password: str, *, address: str = "", agent: str = "") -> str:
    """Begin a session; its token. NotPossible: wrong, locked, too many from this address: no more is said."""
    with engine.begin() as conn:
        _require_patience(conn, address)
    with engine.begin() as conn:
        person_id = _check(conn, accounts.plain(username), password)
        if person_id is None:
            _count(conn, address)
    if person_id is None:
        raise words.WRONG
    return begin(engine, person_id, how="password", agent=agent)


def begin(engine: Engine, person_id: int, *, how: str, agent: str) -> str:
    """Start the session of somebody who proved who they are, and write that down."""
    token = sessions.start(engine, person_id, agent=agent)
    person = sessions.find(engine, token)
    if person is None:
        raise words.NO_PERSON
    with engine.begin() as conn:
        audit.write(conn, audit.chain_of_actor(person.username), person.username, "sign_in", {"how": how})
    return token


def confirm(engine: Engine, username: str, password: str) -> None:
    """NotPossible unless it is the person's password; a wrong one counts like at the door."""
    with engine.begin() as conn:
        right = _check(conn, username, password) is not None
    if not right:
        raise words.WRONG_PASSWORD


def _require_patience(conn: Connection, address: str) -> None:
    asked = {"address": address, "window": WINDOW}
    if address and conn.execute(text(query("signin_address")), asked).scalar_one() >= MOST_FROM_ADDRESS:
        raise words.TOO_MANY


def _check(conn: Connection, username: str, password: str) -> int | None:
    """Who it is, or None; the row stays locked meanwhile, so guesses at the same time count one after another."""
    row = conn.execute(text(query("signin_person")), {"username": username}).one_or_none()
    right = passwords.fits(row.password if row is not None else None, password)
    if row is None or row.locked:
        return None
    if right:
        conn.execute(text(query("signin_done")), {"id": row.id})
        if passwords.outdated(row.password):
            conn.execute(text(query("signin_rehash")), {"id": row.id, "password": passwords.keep(password)})
        return int(row.id)
    counted = conn.execute(text(query("signin_failed")), {"id": row.id, "every": EVERY, "first": FIRST_LOCK}).one()
    if counted.locked:
        audit.write(conn, audit.chain_of_actor(username), username, "locked", {"failures": counted.failures})
    return None


def _count(conn: Connection, address: str) -> None:
    if address:
        conn.execute(text(query("signin_address_forget")))
        conn.execute(text(query("signin_address_failed")), {"address": address, "window": WINDOW})
