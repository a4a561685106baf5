"""Taking, putting off, commenting, standing in: what happens to a case besides its decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from simpul.cases import cases
from simpul.cases.cases import Decided
from simpul.cases.decide import today
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.texts import cases as words
from simpul.operations.maintenance import upkeep
from simpul.store import audit
from simpul.testing.town import BUDI, COPY, SITI, SITI_COPY, SOURCE, WATI, Town, applicant, person

Decide = Callable[..., Decided]
Only = Callable[[Town], int]
DAY = timedelta(days=1)


def _away(here: Town, absent: str, stand_in: str) -> cases.Delegation:
    return cases.delegate(
        here.engine,
        absent=absent,
        stand_in=stand_in,
        starts=today(),
        ends=today() + 7 * DAY,
        reason="cuti",
        actor="kepala",
    )


def _refusal(act: Callable[[], object]) -> NotPossible:
    with pytest.raises(NotPossible) as refused:
        act()
    return refused.value


def test_a_case_is_given_to_an_officer(here: Town, only: Only) -> None:
    """The list finds it under the name, its history says who gave it; a closed case is nobody's."""
    case = only(here)
    cases.assign(here.engine, case, to="budi", actor="ani")
    (line,) = cases.listing(here.engine, assignee="budi")
    assert (line.id, line.state) == (case, "assigned")
    view = cases.show(here.engine, here.city, case)
    assert [(entry.actor, entry.words.id, entry.detail) for entry in view.history] == [("ani", "Ditugaskan", "budi")]
    here.pull(COPY, applicant(SITI_COPY, SITI))
    here.compare()
    assert isinstance(_refusal(lambda: cases.assign(here.engine, case, to="budi", actor="ani")), words.NOT_OPEN)


def test_an_absent_officers_work_goes_to_the_stand_in(here: Town, only: Only) -> None:
    """Also over two steps; once a delegation is ended, to the officer again."""
    first = _away(here, "budi", "citra")
    _away(here, "citra", "dewi")
    told = cases.assign(here.engine, only(here), to="Budi", actor="ani")
    assert cases.listing(here.engine)[0].assignee == "dewi" and "dewi" in told.id
    cases.undelegate(here.engine, first.id, actor="kepala")
    cases.assign(here.engine, only(here), to="budi", actor="ani")
    assert cases.listing(here.engine)[0].assignee == "budi"
    assert [one.actor for one in cases.delegations(here.engine)] == ["citra"]


def test_a_stand_in_withdraws_for_the_absent(named: Town, decide: Decide, only: Only) -> None:
    """What Ani proposed before she left is withdrawn by who stands in for her."""
    decide(named, only(named))
    _away(named, "ani", "citra")
    cases.withdraw(named.engine, only(named), actor="citra")
    assert named.cases()[0][2] == "new"


def test_delegations_that_contradict_are_refused(here: Town) -> None:
    """Oneself, days past or backwards, a second stand-in, a circle: each with its answer, nothing written."""

    def delegate(absent: str, stand_in: str, starts: int, ends: int) -> NotPossible:
        days = {"starts": today() + starts * DAY, "ends": today() + ends * DAY}
        return _refusal(
            lambda: cases.delegate(
                here.engine, absent=absent, stand_in=stand_in, reason="cuti", actor="kepala", **days
            )  # fmt: skip
        )

    assert isinstance(delegate("budi", "Budi ", 0, 1), words.BAD_DELEGATION)
    assert isinstance(delegate("budi", "citra", 2, 1), words.BAD_DELEGATION)
    assert isinstance(delegate("budi", "citra", -3, -1), words.BAD_DELEGATION)
    _away(here, "budi", "citra")
    assert isinstance(delegate("BUDI", "dewi", 3, 9), words.DELEGATED_TWICE)
    assert isinstance(delegate("citra", "budi", 3, 9), words.DELEGATION_LOOPS)
    assert len(cases.delegations(here.engine)) == 1
    assert "99" in _refusal(lambda: cases.undelegate(here.engine, 99, actor="kepala")).words.id


def test_a_case_sleeps_until_its_day(here: Town, only: Only) -> None:
    """Upkeep leaves it alone before and wakes it after, to who had it."""
    case = only(here)
    cases.assign(here.engine, case, to="budi", actor="ani")
    cases.snooze(here.engine, case, actor="budi", until=today() + DAY, reason="menunggu berkas")
    assert (upkeep(here.engine, here.city).woken, here.cases()[0][2]) == (0, "snoozed")
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.cases set snoozed_until = now()"))
    assert (upkeep(here.engine, here.city).woken, here.cases()[0][2]) == (1, "assigned")
    assert [note["act"] for note in here.rows("select act from simpul.case_note order by id")] == [
        *("assign", "snooze", "wake")
    ]


def test_a_case_sleeps_until_its_group_has_grown(here: Town, only: Only) -> None:
    """Two more of the same cause, and the end of the comparison that finds them wakes it."""
    case = only(here)
    cases.snooze(here.engine, case, actor="budi", more=2)
    people = {"P-2": BUDI, "P-3": WATI}
    here.pull(SOURCE, *(person(nik) for nik in people.values()))
    here.pull(COPY, *(applicant(key, nik) for key, nik in people.items()))
    here.compare()
    for (key, nik), state in zip(people.items(), ("snoozed", "new"), strict=True):
        here.pull(COPY, applicant(key, nik, alamat="JL. BARU 2"))
        here.compare()
        assert here.rows("select state from simpul.cases where id = :id", id=case) == [{"state": state}]


def test_what_cannot_sleep_is_answered(here: Town, decide: Decide, only: Only) -> None:
    """No day and no number, both, a day that has come, no group; decided; not asleep."""
    case = only(here)

    def snooze(**how: object) -> NotPossible:
        return _refusal(lambda: cases.snooze(here.engine, case, actor="ani", **how))  # type: ignore[arg-type]

    for how in ({}, {"until": today()}, {"more": 0}, {"until": today() + DAY, "more": 1}):
        assert isinstance(snooze(**how), words.SNOOZE_HOW)
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.cases set cause = ''"))
    assert isinstance(snooze(more=3), words.NO_GROUP)
    assert isinstance(_refusal(lambda: cases.wake(here.engine, case, actor="ani")), words.NOT_SNOOZED)
    decide(here, case)
    assert isinstance(snooze(until=today() + DAY), words.NOT_SNOOZABLE)


def test_a_sleeping_case_can_be_decided(here: Town, decide: Decide, only: Only) -> None:
    """Who decides it has taken it up."""
    cases.snooze(here.engine, only(here), actor="ani", until=today() + DAY)
    assert decide(here, only(here)).sends
    assert (upkeep(here.engine, here.city).woken, here.cases()[0][2]) == (0, "decided")


def test_comments_are_kept_without_population_numbers(here: Town, only: Only) -> None:
    """An empty one is refused; every act is in its actor's chain."""
    case = only(here)
    cases.comment(here.engine, case, f"sudah telepon pemilik NIK {SITI}", actor="budi")
    (row,) = here.rows("select body from simpul.case_note")
    assert SITI not in row["body"] and row["body"].startswith("sudah telepon")
    assert isinstance(_refusal(lambda: cases.comment(here.engine, case, "  ", actor="budi")), words.EMPTY_COMMENT)
    assert isinstance(_refusal(lambda: cases.comment(here.engine, case, "x", actor="  ")), acting.NOBODY)
    with here.engine.connect() as conn:
        verdict = audit.verify(conn, audit.chain_of_actor("budi"))
    assert verdict.ok and verdict.lines == 1
