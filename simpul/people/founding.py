"""The first administrator: made from the server, where whoever may run commands may do anything anyway."""

from __future__ import annotations

from sqlalchemy import Engine, text

from simpul.core import acting
from simpul.core.texts import people as words
from simpul.people import accounts, changes, invitations, rights, terminal
from simpul.people.invitations import Invitation
from simpul.store import audit
from simpul.store.queries import query


def first_admin(
    engine: Engine, *, username: str, name: str, actor: str, again: bool = False, reason: str = "", os_user: str = ""
) -> Invitation:
    """Make an administrator and the link to set the password; of an administrator who lost theirs only the link.

    ``os_user``: who runs the command, and acts as this account from then on if as no other.

    Raises:
        NotPossible: there is an administrator, unless ``again`` with a reason is said; the account approves.
    """
    actor = acting.person(actor)
    with engine.connect() as conn:
        others = conn.execute(text(query("people_admins")), {"except": 0}).scalar_one()
    if others and not again:
        raise words.ADMIN_EXISTS
    reason = acting.reasoned(reason) if others else acting.given(reason)
    known = accounts.by_username(engine, username)
    if known is not None and rights.conflicting(known.roles | {"admin"}):
        raise words.both_eyes()
    if known is None:
        accounts.add(engine, username=username, name=name or username, unit="WD", roles=("admin",), actor=actor)
    elif "admin" not in known.roles:
        accounts.change_roles(engine, known.username, {*known.roles, "admin"}, actor=actor)
    with engine.begin() as conn:
        person = accounts.require(conn, username)
        detail = {"person": person.username, "again": again, "reason": reason}
        audit.write(conn, audit.chain_of_actor(actor), actor, "first_admin", detail)
        if known is not None:
            changes.tell(conn, person.username, actor=actor, reason=reason)
        if os_user and not conn.execute(text(query("os_accounts")), {"os_user": os_user}).first():
            terminal.put(conn, person.username, os_user=os_user, actor=actor)
        return invitations.put(conn, person, actor)
