"""Roles as they are given: sessions end, the audit keeps what was before, an administrator is left."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from simpul.core.texts import people as words
from simpul.people.rights import Role
from simpul.store import audit
from simpul.store.queries import query


def give(
    conn: Connection, *, person_id: int, username: str, before: frozenset[Role], roles: Iterable[Role], actor: str
) -> None:
    """Give exactly these roles, under the caller's lock. NotPossible if nobody could make accounts then."""
    chosen = list(roles)
    if "admin" in before and "admin" not in chosen:
        another_admin(conn, person_id)
    conn.execute(text(query("people_roles")), {"id": person_id, "roles": chosen})
    conn.execute(text(query("session_end_all")), {"person": person_id, "because": "roles"})
    detail = {"person": username, "before": sorted(before), "roles": chosen}
    audit.write(conn, audit.chain_of_actor(actor), actor, "person_roles", detail)


def another_admin(conn: Connection, person_id: int) -> None:
    """NotPossible if without this person nobody could make accounts."""
    if not conn.execute(text(query("people_admins")), {"except": person_id}).scalar_one():
        raise words.LAST_ADMIN
