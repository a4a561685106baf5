"""Leaving: one act ends everything that is open of somebody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text

from simpul.cases import assignment, bulk, cases
from simpul.cases.cases import Evidence
from simpul.core import acting, clock
from simpul.core.errors import NotPossible
from simpul.core.texts import people as words
from simpul.people import accounts, delegation, invitations, leaving, sessions, signing
from simpul.testing import crew
from simpul.testing.town import COPY, SITI, SITI_COPY, Town, applicant
from tests.people.conftest import PASSWORD, Add

PAPER = Evidence(kind="kartu_keluarga", number="12/KK/2026", date=date(2026, 1, 5))


@pytest.fixture
def town(own_engine: Engine, add: Add) -> Town:
    """Ana has a case, a proposal, a previewed bulk decision, a stand-in, a session and an invitation."""
    made = Town.settled(own_engine)
    made.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="SITI AMINA", alamat="JL. BARU 2"))
    made.compare()
    add("kepala", "admin")
    add("budi", "case_officer")
    ana = add("ana", "case_officer")
    for line in cases.listing(own_engine):
        assignment.assign(own_engine, line.id, to="ana", actor="kepala")
    named = next(line for line in cases.listing(own_engine) if line.field == "nama_lengkap")
    other = next(line for line in cases.listing(own_engine) if line.field == "alamat")
    asked = {"choice": "authority", "reason": "sesuai KK", "actor": "ana"}
    assert cases.decide(own_engine, made.city, named.id, evidence=PAPER, **asked).awaits  # type: ignore[arg-type]
    bulk.preview(own_engine, other.cause, **asked)  # type: ignore[arg-type]
    days = {"starts": clock.today(), "ends": clock.today() + timedelta(days=5)}
    delegation.delegate(own_engine, absent="ana", stand_in="budi", reason="cuti", actor="ana", **days)
    sessions.start(own_engine, ana.id)
    crew.invite_again(own_engine, "ana", actor="kepala")
    return made


EVERYTHING = leaving.Consequences(
    sessions=1, invitations=1, cases=2, proposals=1, other_proposals=0, jobs=1, delegations=1
)


def _gone(town: Town) -> bool:
    (job,) = bulk.listing(town.engine)
    return (
        job.state == "cancelled"
        and not cases.proposals(town.engine)
        and not delegation.delegations(town.engine)
        and accounts.by_username(town.engine, "ana") is None
    )


def test_what_is_shown_beforehand_is_what_ends(town: Town) -> None:
    """The preview counts what leaving then does, and changes nothing."""
    assert leaving.preview(town.engine, "ana") == EVERYTHING == leaving.preview(town.engine, "ana")
    assert leaving.leave(town.engine, "ana", actor="kepala", reason="pindah tugas") == EVERYTHING
    assert _gone(town)


def test_cases_go_to_the_successor(town: Town) -> None:
    """With a successor named every open case is theirs, the withdrawn proposal's too."""
    leaving.leave(town.engine, "ana", actor="kepala", reason="pindah tugas", successor="Budi")
    assert {(line.assignee, line.state) for line in cases.listing(town.engine)} == {("budi", "assigned")}


def test_without_a_successor_cases_go_back_to_all(town: Town) -> None:
    """Nobody's case is left with somebody who is gone."""
    leaving.leave(town.engine, "ana", actor="kepala", reason="pindah tugas")
    assert {(line.assignee, line.state) for line in cases.listing(town.engine)} == {(None, "new")}


def test_nothing_opens_for_who_left(town: Town) -> None:
    """Neither password nor session nor invitation lets them in again, and the name is never given again."""
    token = sessions.start(town.engine, accounts.account(town.engine, "ana").person.id)
    link = crew.invite_again(town.engine, "ana", actor="kepala")
    leaving.leave(town.engine, "ana", actor="kepala", reason="pindah tugas")
    assert sessions.find(town.engine, token) is None and invitations.find(town.engine, link.token) is None
    with pytest.raises(NotPossible):
        signing.sign_in(town.engine, "ana", PASSWORD)
    with pytest.raises(NotPossible):
        accounts.add(town.engine, username="ana", name="Ana lain", unit="WD", roles=("viewer",), actor="kepala")


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"actor": "Ana"}, words.OWN_LEAVING),
        ({"reason": " "}, acting.NO_REASON),
        ({"successor": "siapa"}, words.BAD_SUCCESSOR),
        ({"successor": "ana"}, words.BAD_SUCCESSOR),
    ],
)
def test_leaving_that_is_refused(town: Town, asked: dict[str, str], refusal: type[NotPossible]) -> None:
    """Not by one's own hand, not without a reason, not to nobody; and then nothing has changed."""
    with pytest.raises(NotPossible) as refused:
        leaving.leave(town.engine, "ana", **{"actor": "kepala", "reason": "pindah", **asked})
    assert isinstance(refused.value, refusal)
    assert leaving.preview(town.engine, "ana") == EVERYTHING


def test_the_last_administrator_cannot_leave(town: Town) -> None:
    """Nor be sent away from the server."""
    with pytest.raises(NotPossible) as refused:
        leaving.leave(town.engine, "kepala", actor="root", reason="x")
    assert isinstance(refused.value, words.LAST_ADMIN)


def test_leaving_is_written_down(town: Town) -> None:
    """Who, whom, why and how much stands in the administrator's audit chain."""
    leaving.leave(town.engine, "ana", actor="kepala", reason="pindah tugas", successor="budi")
    with town.engine.connect() as conn:
        found = conn.execute(text("select detail from simpul.audit where act = 'person_leave'")).scalar_one()
    assert found["person"] == "ana" and found["successor"] == "budi" and found["cases"] == 2
