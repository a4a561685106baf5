"""Which operating-system users act as which accounts. Accounts of one such user count as one person."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from simpul.core import acting
from simpul.core.i18n import Words
from simpul.core.texts import people as words
from simpul.people import accounts, changes, linking
from simpul.store import audit
from simpul.store.queries import query


def bind(engine: Engine, username: str, *, os_user: str, actor: str) -> Words:
    """Let an operating-system user act as an account; of one in use only a second person lets it happen."""
    actor, wanted = acting.person(actor), os_user.strip()
    if not wanted:
        raise words.no_os_user()
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        person = accounts.require(conn, username)
        if in_use(conn, person.id):
            detail = {"os_user": wanted}
            return changes.propose(conn, "bind", person.username, actor=actor, reason="-", detail=detail)
        put(conn, person.username, os_user=wanted, actor=actor)
        linking.entered(conn, person.id)
    return words.BOUND


def bind_first(engine: Engine, username: str, *, os_user: str) -> Words | None:
    """Bind an administrator while nobody is bound at all, after an update; None once somebody is."""
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        if conn.execute(text(query("os_counts"))).one().bound:
            return None
        person = accounts.require(conn, username)
        if not person.may("administer") or person.may("approve"):
            raise words.admin_first()
        put(conn, person.username, os_user=os_user, actor=os_user)
        changes.tell(conn, person.username, actor=os_user, reason="people bind")
    return words.BOUND


def unbind(engine: Engine, username: str, *, os_user: str, actor: str) -> Words:
    """An operating-system user no longer acts as an account."""
    actor = acting.person(actor)
    named = accounts.plain(username)
    with engine.begin() as conn:
        if not conn.execute(text(query("os_unbind")), {"os_user": os_user.strip(), "username": named}).rowcount:
            raise words.not_this_account(named, os_user.strip())
        line = {"person": named, "os_user": os_user.strip()}
        audit.write(conn, audit.chain_of_actor(actor), actor, "person_unbind", line)
    return words.UNBOUND


def put(conn: Connection, username: str, *, os_user: str, actor: str) -> None:
    """Bind in the caller's transaction, without asking anybody."""
    conn.execute(text(query("os_bind")), {"os_user": os_user, "username": username, "actor": actor})
    audit.write(conn, audit.chain_of_actor(actor), actor, "person_bind", {"person": username, "os_user": os_user})


def in_use(conn: Connection, person_id: int) -> bool:
    """Whether somebody signs in or acts as this account already."""
    return changes.in_use(conn, person_id)
