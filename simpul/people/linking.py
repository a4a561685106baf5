"""Whom the city's provider knows as an account: an e-mail or the provider's number, in the caller's transaction."""

from __future__ import annotations

from sqlalchemy import Connection, text

from simpul.core.texts import people as words
from simpul.store import audit
from simpul.store.queries import query


def put_email(conn: Connection, *, person_id: int, username: str, email: str, actor: str) -> None:
    """Set the address, empty for none; a link made with the former one is forgotten. NotPossible: somebody's."""
    asked = {"id": person_id, "email": email or None}
    if conn.execute(text(query("people_email_taken")), asked).scalar_one():
        raise words.TAKEN
    conn.execute(text(query("people_email")), asked)
    audit.write(conn, audit.chain_of_actor(actor), actor, "person_email", {"person": username})


def put_subject(conn: Connection, *, person_id: int, username: str, issuer: str, subject: str, actor: str) -> None:
    """Tie the account to the provider's own number of a person; sessions end. NotPossible: a number of somebody's."""
    named = {"issuer": issuer, "subject": subject}
    row = conn.execute(text(query("signin_linked")), named).one_or_none()
    if not subject or (row is not None and row.id != person_id):
        raise words.TAKEN
    conn.execute(text(query("signin_tie")), {**named, "id": person_id})
    conn.execute(text(query("session_end_all")), {"person": person_id, "because": "oidc"})
    entered(conn, person_id)
    detail = {"person": username, "by": "subject"}
    audit.write(conn, audit.chain_of_actor(actor), actor, "oidc_link", detail)


def entered(conn: Connection, person_id: int) -> None:
    """The account is in use from now on: what one administrator made for a new one opens nothing any more."""
    conn.execute(text(query("invitation_end_all")), {"person": person_id})
