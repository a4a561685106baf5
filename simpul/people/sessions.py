"""Sessions: a browser that is signed in. They end after half an hour unused, after twelve hours, or when told to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, text

from simpul.core.i18n import Words
from simpul.core.texts import people as words
from simpul.people import onetime
from simpul.people.model import Person, person_of
from simpul.store import audit
from simpul.store.queries import query
from simpul.values import mask

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Session:
    """One browser somebody is signed in with."""

    id: int
    agent: str
    started_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    #: The one that asks.
    current: bool


def start(engine: Engine, person_id: int, *, agent: str = "") -> str:
    """Begin a session; the token goes into a cookie and is nowhere else. NotPossible if the person has left."""
    token = onetime.make()
    asked = {"person": person_id, "digest": onetime.digest(token), "longest": LONGEST}
    with engine.begin() as conn:
        if conn.execute(text(query("session_start")), {**asked, "agent": mask.scrub(agent)[:200]}).scalar() is None:
            raise words.NO_PERSON
    return token


def find(engine: Engine, token: str, *, touch: bool = True) -> Person | None:
    """Who the token belongs to; None when the session ended. ``touch`` False: a page that refreshes itself."""
    asked = {"digest": onetime.digest(token), "idle": IDLE}
    with engine.begin() as conn:
        row = conn.execute(text(query("session_find")), asked).one_or_none()
        if row is None:
            return None
        if touch and row.stale:
            conn.execute(text(query("session_touch")), {"session": row.session})
        return person_of(row)


def end(engine: Engine, token: str) -> None:
    """Sign out. A token nobody knows ends nothing."""
    with engine.begin() as conn:
        ended = {"digest": onetime.digest(token), "because": "sign_out"}
        row = conn.execute(text(query("session_end")), ended).one_or_none()
        if row is not None:
            audit.write(conn, audit.chain_of_actor(row.username), row.username, "sign_out", {"session": row.id})


def forget(engine: Engine) -> int:
    """Remove what ended long ago; how many. Who signed in when stands in the audit chains."""
    with engine.begin() as conn:
        return conn.execute(text(query("session_forget"))).rowcount


def of(engine: Engine, person_id: int, token: str = "") -> tuple[Session, ...]:
    """Where somebody is signed in; ``token`` marks the one that asks."""
    asked = {"person": person_id, "digest": onetime.digest(token), "idle": IDLE}
    with engine.connect() as conn:
        return tuple(Session(**row._mapping) for row in conn.execute(text(query("session_list")), asked))


def end_one(engine: Engine, person: Person, session: int) -> Words:
    """End another session of one's own."""
    with engine.begin() as conn:
        ended = {"session": session, "person": person.id, "because": "sign_out"}
        if conn.execute(text(query("session_end_one")), ended).rowcount:
            detail = {"session": session}
            audit.write(conn, audit.chain_of_actor(person.username), person.username, "sign_out", detail)
    return Words(id="Sesi itu diakhiri.", en="That session was ended.")
