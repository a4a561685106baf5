"""Accounts: who is added, with which roles, in which unit. The last administrator stays; nobody raises themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

from sqlalchemy import Connection, Engine, text

from simpul.core import acting
from simpul.core.i18n import Language, Words
from simpul.core.texts import people as words
from simpul.people import changes, granting, linking, passwords, rights
from simpul.people.model import Person, Unit, person_of
from simpul.people.rights import ROLES, Role
from simpul.store import audit
from simpul.store.identifiers import shaped
from simpul.store.queries import query

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{3,190}")
_THEMES = ("system", "light", "dark")
#: More people than any city's hub has.
MOST = 5000


@dataclass(frozen=True, kw_only=True)
class Account:
    """A person with what an administrator needs to know."""

    person: Person
    email: str | None
    has_password: bool
    #: Signs in through the city's identity provider.
    linked: bool
    last_seen_at: datetime | None
    locked_until: datetime | None
    #: A link to set a password is out until then.
    invited_until: datetime | None
    ended_at: datetime | None


def units(engine: Engine) -> tuple[Unit, ...]:
    """All units, the city's offices first."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("people_units")))
        return tuple(
            Unit(code=row.code, name=row.name, office=row.office, kecamatan=tuple(row.kecamatan)) for row in rows
        )


def everyone(engine: Engine, *, ended: bool = False) -> tuple[Account, ...]:
    """Who may sign in, by name; with ``ended`` also who left, last."""
    with engine.connect() as conn:
        return _accounts(conn, "true" if ended else "p.ended_at is null", limit=MOST)


def search(
    engine: Engine, words: str = "", *, ended: bool = False, after: int = 0, limit: int = 50
) -> tuple[Account, ...]:
    """A part of :func:`everyone`: whose name or username contains ``words``, those after the first ``after``."""
    which = "strpos(lower(p.name || ' ' || p.username), lower(:words)) > 0" + (
        "" if ended else " and p.ended_at is null"
    )
    with engine.connect() as conn:
        return _accounts(conn, which, words=words.strip(), limit=limit, after=after)


def account(engine: Engine, username: str) -> Account:
    """One account, of somebody who left too. NotPossible if there is none."""
    with engine.connect() as conn:
        found = _accounts(conn, "p.username = :username", username=plain(username))
    if not found:
        raise words.NO_PERSON
    return found[0]


def by_username(engine: Engine, username: str) -> Person | None:
    """Somebody who may sign in, however the name was typed."""
    with engine.connect() as conn:
        return _named(conn, username)


def plain(username: str) -> str:
    """A username as it is kept."""
    return username.strip().lower()


def add(
    engine: Engine, *, username: str, name: str, unit: str, roles: Iterable[str], actor: str, email: str = ""
) -> Person:
    """Add somebody; they cannot sign in before they used an invitation or the city's identity provider.

    Roles of both pairs of eyes are given without the right to approve; that waits for a second person.

    Raises:
        NotPossible: a username that is taken or no username, an unknown unit or role, nobody named.
    """
    actor = acting.person(actor)
    wanted, chosen = plain(username), _roles(roles)
    if not _USERNAME.fullmatch(wanted) or re.search(r"\d{16}", wanted):
        raise words.BAD_USERNAME
    if not name.strip():
        raise words.NO_NAME
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        _unit(conn, unit)
        both = rights.conflicting(frozenset(chosen))
        given = [role for role in chosen if not (both and role in rights.APPROVERS)]
        values = {"username": wanted, "name": name.strip()[:120], "unit": unit, "roles": given}
        added = conn.execute(text(query("people_add")), {**values, "email": _email(email), "actor": actor}).scalar()
        if added is None:
            raise words.TAKEN
        detail = {"person": wanted, "unit": unit, "roles": given}
        audit.write(conn, audit.chain_of_actor(actor), actor, "person_add", detail)
        if both:
            changes.propose(conn, "roles", wanted, actor=actor, reason="-", detail={"roles": list(chosen)})
        return require(conn, wanted)


def change_roles(engine: Engine, username: str, roles: Iterable[str], *, actor: str) -> Words:
    """Give somebody these roles and no others; their sessions end. Both pairs of eyes wait for a second person.

    Raises:
        NotPossible: oneself, the last administrator.
    """
    actor = acting.person(actor)
    chosen = _roles(roles)
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        person = require(conn, username)
        if plain(actor) == person.username:
            raise words.OWN_ROLES
        if "admin" not in chosen:
            keep_an_admin(conn, person)
        if frozenset(chosen) == person.roles:
            return UNCHANGED
        if rights.conflicting(frozenset(chosen)):
            detail = {"roles": list(chosen)}
            return changes.propose(conn, "roles", person.username, actor=actor, reason="-", detail=detail)
        granting.give(
            conn, person_id=person.id, username=person.username, before=person.roles, roles=chosen, actor=actor
        )
    return Words(id="Peran diubah. Ia perlu masuk lagi.", en="Roles changed. They must sign in again.")


def move(engine: Engine, username: str, unit: str, *, actor: str) -> Words:
    """Move somebody to another unit; what they see changes, so their sessions end. NotPossible: oneself."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        person = require(conn, username)
        if plain(actor) == person.username:
            raise words.OWN_ROLES
        _unit(conn, unit)
        conn.execute(text(query("people_move")), {"id": person.id, "unit": unit})
        end_sessions(conn, person.id, "unit")
        detail = {"person": person.username, "before": person.unit.code, "unit": unit}
        audit.write(conn, audit.chain_of_actor(actor), actor, "person_unit", detail)
    return Words(id="Unit diubah. Ia perlu masuk lagi.", en="Unit changed. They must sign in again.")


def say_same(engine: Engine, username: str, other: str, *, actor: str) -> Words:
    """Two accounts are one person's: what one proposed the other never approves. NotPossible: one and the same.

    What was said before stays: all that was ever said to be one person's is.
    """
    actor = acting.person(actor)
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        person, same = require(conn, username), require(conn, other)
        if person.id == same.id:
            raise words.same_loops()
        conn.execute(text(query("people_same")), {"username": person.username, "same_as": same.username})
        detail = {"person": person.username, "same_as": same.username}
        audit.write(conn, audit.chain_of_actor(actor), actor, "person_same", detail)
    return Words(id="Kedua akun dihitung satu orang.", en="The two accounts count as one person.")


def change_email(engine: Engine, username: str, email: str, *, actor: str) -> Words:
    """Set the address an identity provider knows somebody by; a link made with the former one is forgotten.

    Whoever has that address signs in as them: of an account in use only a second person lets it happen.
    """
    actor = acting.person(actor)
    wanted = _email(email) or ""
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        person = require(conn, username)
        known = _accounts(conn, "p.id = :id", id=person.id)[0].email or ""
        if wanted == known:
            return UNCHANGED
        if conn.execute(text(query("people_email_taken")), {"id": person.id, "email": wanted or None}).scalar_one():
            raise words.TAKEN
        if changes.in_use(conn, person.id):
            return changes.propose(conn, "email", person.username, actor=actor, reason="-", detail={"email": wanted})
        linking.put_email(conn, person_id=person.id, username=person.username, email=wanted, actor=actor)
    return Words(id="Surel disimpan.", en="E-mail saved.")


def set_password(engine: Engine, person_id: int, password: str, *, actor: str) -> None:
    """Give somebody a password; every session of theirs ends. NotPossible if the password is a bad one."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        person = _by_id(conn, person_id)
        put_password(conn, person, password, actor=actor)


def put_password(conn: Connection, person: Person, password: str, *, actor: str, invited_by: str = "") -> None:
    """The same in the caller's transaction; ``invited_by`` made the link it was chosen with."""
    passwords.require(password, person.username)
    conn.execute(text(query("people_password")), {"id": person.id, "password": passwords.keep(password)})
    conn.execute(text(query("signin_pair_clear")), {"id": person.id})
    end_sessions(conn, person.id, "password")
    detail = {"person": person.username, **({"invited_by": invited_by} if invited_by else {})}
    audit.write(conn, audit.chain_of_actor(actor), actor, "password_set", detail)


def unlock(engine: Engine, username: str, *, actor: str) -> Words:
    """Let somebody who mistyped too often try again at once."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        person = require(conn, username)
        conn.execute(text(query("people_unlock")), {"id": person.id})
        conn.execute(text(query("signin_pair_clear")), {"id": person.id})
        audit.write(conn, audit.chain_of_actor(actor), actor, "person_unlock", {"person": person.username})
    return Words(id="Kunci dibuka.", en="Unlocked.")


def prefer(engine: Engine, person: Person, *, name: str, language: str, theme: str, shortcuts: bool) -> Words:
    """Keep how somebody wants to see the console."""
    if not name.strip():
        raise words.NO_NAME
    if language not in get_args(Language) or theme not in _THEMES:
        raise words.PREFERENCE
    wanted = {"name": name.strip()[:120], "language": language, "theme": theme, "shortcuts": shortcuts}
    with engine.begin() as conn:
        conn.execute(text(query("people_prefer")), {"id": person.id, **wanted})
    return Words(id="Tersimpan.", en="Saved.")


def speak(engine: Engine, person_id: int, language: Language) -> None:
    """Keep the language somebody chose in the top bar."""
    with engine.begin() as conn:
        conn.execute(text(query("people_language")), {"id": person_id, "language": language})


def require(conn: Connection, username: str) -> Person:
    """Somebody who may sign in. NotPossible if there is nobody of this name."""
    person = _named(conn, username)
    if person is None:
        raise words.NO_PERSON
    return person


def keep_an_admin(conn: Connection, person: Person) -> None:
    """NotPossible if without this person nobody could make accounts; under the lock of :func:`add`."""
    if "admin" in person.roles:
        granting.another_admin(conn, person.id)


def end_sessions(conn: Connection, person_id: int, because: str) -> int:
    """End every session of somebody; how many."""
    return conn.execute(text(query("session_end_all")), {"person": person_id, "because": because}).rowcount


def _named(conn: Connection, username: str) -> Person | None:
    found = _accounts(conn, "p.username = :username and p.ended_at is null", username=plain(username))
    return found[0].person if found else None


def _by_id(conn: Connection, person_id: int) -> Person:
    found = _accounts(conn, "p.id = :id and p.ended_at is null", id=person_id)
    if not found:
        raise words.NO_PERSON
    return found[0].person


def _accounts(conn: Connection, which: str, *, limit: int = 1, after: int = 0, **values: object) -> tuple[Account, ...]:
    asked = {**values, "limit": limit, "after": after}
    rows = conn.execute(text(shaped("people_list", {"which": which})), asked)
    facts = ("email", "has_password", "linked", "last_seen_at", "locked_until", "invited_until", "ended_at")
    return tuple(Account(person=person_of(row), **{name: row._mapping[name] for name in facts}) for row in rows)


def _roles(roles: Iterable[str]) -> tuple[Role, ...]:
    chosen = tuple(dict.fromkeys(role.strip() for role in roles if role.strip()))
    if not chosen:
        raise words.NO_ROLES
    if set(chosen) - set(ROLES):
        raise words.BAD_ROLE
    return cast(tuple[Role, ...], tuple(role for role in ROLES if role in chosen))


def _unit(conn: Connection, code: str) -> None:
    if code not in {row.code for row in conn.execute(text(query("people_units")))}:
        raise words.NO_UNIT


def _email(email: str) -> str | None:
    plainly = email.strip().isprintable() and _EMAIL.fullmatch(email.strip())
    if email.strip() and not plainly:
        raise words.BAD_EMAIL
    return email.strip() or None


UNCHANGED = Words(id="Tidak ada yang berubah.", en="Nothing changed.")
