"""Somebody leaves: in one act and one transaction nothing of theirs stays open, and no case is left behind."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Engine, text

from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.texts import people as words
from simpul.people import accounts
from simpul.people.model import Person
from simpul.store import audit
from simpul.store.queries import query
from simpul.values import mask


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What ends, or ended, and what goes to somebody else."""

    sessions: int
    invitations: int
    #: Open cases, to the successor or back to all.
    cases: int
    #: Proposed decisions, withdrawn: their cases are open again.
    proposals: int
    #: Proposals to take links apart, to revert, to discard quarantine.
    other_proposals: int
    #: Bulk decisions that were previewed or awaited approval.
    jobs: int
    #: Delegations by and for them.
    delegations: int


def preview(engine: Engine, username: str) -> Consequences:
    """What would end; changes nothing. NotPossible if there is nobody of this name."""
    with engine.connect() as conn:
        return _counts(conn, accounts.require(conn, username))


def leave(engine: Engine, username: str, *, actor: str, reason: str, successor: str | None = None) -> Consequences:
    """End an account and everything of it. Decisions that are in force stay: they are the hub's, with their author.

    Raises:
        NotPossible: nobody named, no reason, oneself, the last administrator, a successor who is not there.
    """
    actor, reason = acting.named(actor, reason)
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        person = accounts.require(conn, username)
        if accounts.plain(actor) == person.username:
            raise words.OWN_LEAVING
        accounts.keep_an_admin(conn, person)
        heir = _successor(conn, person, successor)
        done = _end(conn, person, actor, heir)
        detail = {"person": person.username, "successor": heir or "", "reason": mask.scrub(reason)}
        audit.write(conn, audit.chain_of_actor(actor), actor, "person_leave", {**detail, **asdict(done)})
    return done


def told(done: Consequences) -> Words:
    """What was done, in a sentence."""
    proposals = done.proposals + done.other_proposals
    return Words(
        id=f"Akun ditutup. {done.cases} ketidaksesuaian dialihkan, {proposals} usul ditarik, {done.sessions} sesi "
        "diakhiri.",
        en=f"Account ended. {done.cases} cases reassigned, {proposals} proposals withdrawn, {done.sessions} sessions "
        "ended.",
    )


def _successor(conn: Connection, person: Person, successor: str | None) -> str | None:
    if not successor or not successor.strip():
        return None
    heir = accounts.plain(successor)
    if heir == person.username:
        raise words.BAD_SUCCESSOR
    try:
        return accounts.require(conn, heir).username
    except NotPossible:
        raise words.BAD_SUCCESSOR from None


def _end(conn: Connection, person: Person, actor: str, heir: str | None) -> Consequences:
    before = _counts(conn, person)
    asked = {"username": person.username, "actor": actor}
    accounts.end_sessions(conn, person.id, "left")
    conn.execute(text(query("invitation_end_all")), {"person": person.id})
    # Proposals first: a case that awaited one comes back to its officer, and goes on from there.
    proposals = conn.execute(text(query("leave_proposals")), asked).scalar_one()
    others = conn.execute(text(query("leave_other_proposals")), asked).scalar_one()
    cases = conn.execute(text(query("leave_cases")), {**asked, "successor": heir}).scalar_one()
    jobs = conn.execute(text(query("leave_jobs")), asked).scalar_one()
    delegations = conn.execute(text(query("leave_delegations")), asked).scalar_one()
    conn.execute(text(query("change_end")), asked)
    conn.execute(text(query("people_end")), {"id": person.id, "actor": actor})
    return Consequences(
        sessions=before.sessions, invitations=before.invitations, cases=cases, proposals=proposals,
        other_proposals=others, jobs=jobs, delegations=delegations,
    )  # fmt: skip


def _counts(conn: Connection, person: Person) -> Consequences:
    asked = {"id": person.id, "username": person.username}
    return Consequences(**conn.execute(text(query("leave_counts")), asked).one()._mapping)
