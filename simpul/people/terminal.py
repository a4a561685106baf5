"""Who acts on the command line: an account that was bound to the operating-system user, never just a name.

Accounts of one such user count as one person wherever two are needed.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from simpul import audit
from simpul.people import accounts, changes, linking, words
from simpul.store.queries import query
from simpul.wording import Words


def acting(engine: Engine, wanted: str, *, os_user: str) -> str:
    """The account a command acts as: the one named if it is this user's, or the only one this user has.

    Before there are people (the first set-up) the operating-system user acts under its own name.

    Raises:
        NotPossible: none of this user's accounts, several and none named, no account at all.
    """
    with engine.connect() as conn:
        mine = conn.execute(text(query("os_accounts")), {"os_user": os_user}).scalars().all()
        people = conn.execute(text(query("os_counts"))).one().people
    named = accounts.plain(wanted)
    if not mine and not people and named in ("", os_user.lower()):
        return os_user
    if named:
        if named not in mine:
            raise words.not_this_account(wanted.strip(), os_user)
        return named
    if len(mine) != 1:
        raise words.which_account(mine) if mine else words.no_account(os_user)
    return str(mine[0])


def bind(engine: Engine, username: str, *, os_user: str, actor: str) -> Words:
    """Let an operating-system user act as an account; of one in use only a second person lets it happen."""
    wanted, acting_as = os_user.strip(), actor.strip()
    if not wanted:
        raise words.no_os_user()
    if not acting_as:
        raise words.NOBODY
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        person = accounts.require(conn, username)
        if in_use(conn, person.id):
            detail = {"os_user": wanted}
            return changes.propose(conn, "bind", person.username, actor=acting_as, reason="-", detail=detail)
        put(conn, person.username, os_user=wanted, actor=acting_as)
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
