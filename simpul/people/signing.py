"""Signing in with a password. An unknown name, a wrong password and a locked account answer alike and take as long."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from sqlalchemy import Connection, Engine, text

from simpul.core.texts import people as words
from simpul.people import accounts, passwords, sessions
from simpul.people.model import Person
from simpul.store import audit
from simpul.store.identifiers import shaped
from simpul.store.queries import query

#: After each so many failures in a row a name is locked, twice as long each time: at the address they came from,
#: and where they come from many, at every address but those the person signed in from before.
EVERY, EVERY_NAME = 5, 20
FIRST_LOCK = timedelta(minutes=15)
#: Failures count half after this time, so that a few a day never add up.
HALF = timedelta(hours=6)
#: How long an address stays known after the last sign-in from there.
PROVED = timedelta(days=90)
#: Failures from one address; a whole office may stand behind one.
WINDOW, MOST_FROM_ADDRESS = timedelta(minutes=15), 50
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PAIR = "person_id = :id and address = :address"


def sign_in(engine: Engine, username: str, password: str, *, address: str = "", agent: str = "") -> str:
    """Begin a session; its token. NotPossible: wrong, locked, too many from this address: no more is said."""
    place = _place(address)
    with engine.begin() as conn:
        _require_patience(conn, place)
    with engine.begin() as conn:
        person_id = _check(conn, accounts.plain(username), password, place)
        if person_id is None:
            _count(conn, place)
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


def change_password(engine: Engine, person: Person, *, current: str, new: str) -> None:
    """Change one's own password; every session ends. NotPossible: the present one is wrong, the new one is bad."""
    confirm(engine, person.username, current)
    accounts.set_password(engine, person.id, new, actor=person.username)


def _require_patience(conn: Connection, address: str) -> None:
    asked = {"address": address, "window": WINDOW}
    if address and conn.execute(text(query("signin_address")), asked).scalar_one() >= MOST_FROM_ADDRESS:
        raise words.TOO_MANY


def _check(conn: Connection, username: str, password: str, place: str = "") -> int | None:
    """Who it is, or None; the row stays locked meanwhile, so guesses at the same time count one after another."""
    asked = {"username": username, "address": place, "proved": PROVED}
    row = conn.execute(text(query("signin_person")), asked).one_or_none()
    right = passwords.fits(row.password if row is not None else None, password)
    if row is None or row.locked:
        return None
    if right:
        conn.execute(text(query("signin_pair_proved" if place else "signin_done")), {"id": row.id, "address": place})
        if passwords.outdated(row.password):
            conn.execute(text(query("signin_rehash")), {"id": row.id, "password": passwords.keep(password)})
        return int(row.id)
    _failed(conn, row.id, username, place)
    return None


def _failed(conn: Connection, person_id: int, username: str, place: str) -> None:
    """Count it for the name, and for the name at this address where one is known."""
    tables = [("simpul.person", "id = :id", EVERY_NAME if place else EVERY)]
    if place:
        conn.execute(text(query("signin_pair_known")), {"id": person_id, "address": place})
        tables.append(("simpul.signin_pair", _PAIR, EVERY))
    for table, which, every in tables:
        asked = {"id": person_id, "address": place, "every": every, "first": FIRST_LOCK, "half": HALF}
        counted = conn.execute(text(shaped("signin_failed", {"table": table, "which": which})), asked).one()
        if counted.locked:
            audit.write(conn, audit.chain_of_actor(username), username, "locked", {"failures": counted.failures})


def _place(address: str) -> str:
    """What counts as one address: of IPv6 the network of a household, the rest is anybody's to choose."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped or found in _NAT64:
        # A socket of both kinds, or a translator, writes IPv4 so: its last four bytes are the address.
        return str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
    return str(ipaddress.ip_network((found, 64), strict=False))


def _count(conn: Connection, address: str) -> None:
    if address:
        conn.execute(text(query("signin_address_forget")))
        conn.execute(text(query("signin_pair_forget")), {"proved": PROVED})
        conn.execute(text(query("signin_address_failed")), {"address": address, "window": WINDOW})
