"""The first administrator: made from the server, where whoever may run commands may do anything anyway."""

from __future__ import annotations

from sqlalchemy import Engine, text

from simpul import audit
from simpul.people import accounts, invitations, words
from simpul.people.invitations import Invitation
from simpul.store.db import query


def first_admin(
    engine: Engine, *, username: str, name: str, actor: str, again: bool = False, reason: str = ""
) -> Invitation:
    """Make an administrator and the link to set the password; of an administrator who lost theirs only the link.

    Raises:
        NotPossible: there is an administrator, unless ``again`` with a reason is said.
    """
    with engine.connect() as conn:
        others = conn.execute(text(query("people_admins")), {"except": 0}).scalar_one()
    if others and not again:
        raise words.ADMIN_EXISTS
    if others and not reason.strip():
        raise words.NO_REASON
    known = accounts.by_username(engine, username)
    if known is None:
        accounts.add(engine, username=username, name=name or username, unit="WD", roles=("admin",), actor=actor)
    elif "admin" not in known.roles:
        accounts.change_roles(engine, known.username, {*known.roles, "admin"}, actor=actor)
    with engine.begin() as conn:
        detail = {"person": accounts.plain(username), "again": again, "reason": reason.strip()}
        audit.write(conn, audit.chain_of_actor(actor), actor, "first_admin", detail)
    return invitations.invite(engine, username, actor=actor)
