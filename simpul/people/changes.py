"""Access that takes two: what an administrator asked for waits until another person agrees; its owner reads it.

An administrator who invites anew to an account in use, or gives one person both pairs of eyes, would approve alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, text

from simpul.core import acting
from simpul.core.i18n import Words
from simpul.core.texts import people as words
from simpul.people import delegation, granting, linking, rights
from simpul.store import audit
from simpul.store.queries import query
from simpul.values import mask

#: Who may be the second person for access.
AGREEING = tuple(role for role in rights.ROLES if rights.RIGHTS[role] & {"approve", "administer"})
Kind = Literal["invite", "roles", "bind", "email", "tie", "server"]
KINDS: dict[str, Words] = {
    "invite": Words(id="Tautan sandi baru", en="New password link"),
    "roles": Words(id="Peran", en="Roles"),
    "bind": Words(id="Akun di server", en="Account on the server"),
    "email": Words(id="Surel", en="E-mail"),
    "tie": Words(id="Akun kota", en="Account of the city"),
    "server": Words(id="Tautan sandi baru dari server", en="New password link from the server"),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of access, asked for or done."""

    id: int
    kind: Kind
    #: Whose account.
    username: str
    #: The roles wanted, the operating-system user, the address (empty: none), or the provider's number.
    detail: Mapping[str, Any]
    reason: str
    actor: str
    made_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    refused_by: str | None
    used_at: datetime | None

    @property
    def words(self) -> Words:
        """What is asked for, with the roles, the user of the server, the address or the number."""
        said = self.detail.get
        what = ", ".join(said("roles", ())) or said("os_user") or said("email") or said("subject") or ""
        kind = KINDS[self.kind]
        if self.kind == "email" and not what:
            return Words(id=f"{kind.id}: dihapus", en=f"{kind.en}: removed")
        return Words(id=f"{kind.id}: {what}", en=f"{kind.en}: {what}") if what else kind

    @property
    def open(self) -> bool:
        """It waits for a second person."""
        return self.kind != "server" and self.approved_by is None and self.refused_by is None


def in_use(conn: Connection, person_id: int) -> bool:
    """Whether somebody signs in or acts as this account already."""
    return bool(conn.execute(text(query("os_used")), {"person": person_id}).scalar_one())


def propose(
    conn: Connection, kind: Kind, username: str, *, actor: str, reason: str, detail: Mapping[str, Any] | None = None
) -> Words:
    """Ask for it; nothing changes before another person agrees. NotPossible if the same waits already."""
    asked = {"kind": kind, "username": username, "detail": json.dumps(detail or {}), "actor": actor}
    made = conn.execute(text(query("change_propose")), {**asked, "reason": mask.scrub(reason.strip())}).scalar()
    if made is None:
        raise words.access_waits()
    line = {"change": made, "kind": kind, "person": username, **(detail or {})}
    audit.write(conn, audit.chain_of_actor(actor), actor, "access_propose", line)
    return words.AWAITS


def approve(engine: Engine, number: int, *, actor: str) -> Words:
    """Let it stand. NotPossible: who asked, who is meant or who stands in for either; nobody who approves; settled."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        row = _waiting(conn, number)
        for other in (row.actor, row.username):
            delegation.may_approve(conn, proposer=other, approver=actor, since=row.made_at, roles=AGREEING)
        conn.execute(text(query("change_approve")), {"id": number, "actor": actor})
        line = {"change": number, "kind": row.kind, "person": row.username}
        audit.write(conn, audit.chain_of_actor(actor), actor, "access_approve", line)
        _do(conn, row, actor)
    return words.ACCESS_APPROVED if row.kind != "invite" else words.INVITE_APPROVED


def refuse(engine: Engine, number: int, *, actor: str, reason: str) -> Words:
    """Turn it down with a reason: an approver, an administrator, or whose account it is."""
    actor, reason = acting.named(actor, reason)
    with engine.begin() as conn:
        row = _waiting(conn, number)
        if not delegation.same(row.username, actor):
            _require_right(conn, actor)
        _close(conn, number, actor, mask.scrub(reason), "access_refuse")
    return words.ACCESS_REFUSED


def withdraw(engine: Engine, number: int, *, actor: str) -> Words:
    """Take one's own request back."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        if not delegation.same(_waiting(conn, number).actor, actor):
            raise words.not_yours()
        _close(conn, number, actor, "ditarik pengusulnya (withdrawn)", "access_withdraw")
    return words.ACCESS_WITHDRAWN


def waiting(engine: Engine) -> tuple[Change, ...]:
    """What waits for a second person, newest first."""
    return _listed(engine, id=None, about=None)


def about(engine: Engine, username: str) -> tuple[Change, ...]:
    """What others asked for or did about an account in the last thirty days, newest first."""
    return _listed(engine, id=None, about=username.strip().lower())


def one(engine: Engine, number: int) -> Change | None:
    """One change, settled or not."""
    return next(iter(_listed(engine, id=number, about=None)), None)


def tell(conn: Connection, username: str, *, actor: str, reason: str) -> None:
    """Keep for the owner what was done from the server without a second person."""
    asked = {
        "kind": "server",
        "username": username,
        "detail": "{}",
        "actor": actor,
        "reason": acting.given(reason) or "-",
    }
    conn.execute(text(query("change_propose")), asked)


def _listed(engine: Engine, **asked: object) -> tuple[Change, ...]:
    with engine.connect() as conn:
        return tuple(Change(**row._mapping) for row in conn.execute(text(query("change_list")), asked))


def _waiting(conn: Connection, number: int) -> Row[Any]:
    row = conn.execute(text(query("change_lock")), {"id": number}).one_or_none()
    if row is None:
        raise words.access_settled()
    return row


def _require_right(conn: Connection, actor: str) -> None:
    found = conn.execute(text(query("people_roles_of")), {"username": actor.lower()}).one_or_none()
    if found is None or not rights.granted(frozenset(found.roles)) & {"approve", "administer"}:
        raise words.no_right_to_agree()


def _close(conn: Connection, number: int, actor: str, reason: str, act: str) -> None:
    conn.execute(text(query("change_close")), {"id": number, "actor": actor, "reason": reason})
    audit.write(conn, audit.chain_of_actor(actor), actor, act, {"change": number})


def _do(conn: Connection, row: Row[Any], actor: str) -> None:
    """What was asked for; an invitation is made later, by who asked."""
    if row.kind == "bind":
        bound = {"os_user": row.detail["os_user"], "username": row.username, "actor": actor}
        conn.execute(text(query("os_bind")), bound)
        return
    found = conn.execute(text(query("people_roles_of")), {"username": row.username}).one_or_none()
    if found is None:
        raise words.NO_PERSON
    if row.kind == "roles":
        before: frozenset[rights.Role] = frozenset(found.roles)
        granting.give(
            conn, person_id=found.id, username=row.username, before=before, roles=row.detail["roles"], actor=actor
        )
    whose: dict[str, Any] = {"person_id": found.id, "username": row.username, "actor": actor}
    if row.kind == "email":
        linking.put_email(conn, **whose, **row.detail)
    if row.kind == "tie":
        linking.put_subject(conn, **whose, **row.detail)
