"""What can be decided besides whose value is right: known differences, other people, a wrong authority, mergers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from simpul.cases import cases
from simpul.cases.cases import Decided, Settling
from simpul.cases.decide import today
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.texts import cases as words
from simpul.operations.maintenance import upkeep
from simpul.testing.town import COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person

Decide = Callable[..., Decided]
Only = Callable[[Town], int]
Ruled = Callable[..., int]
NEXT_MONTH = today() + timedelta(days=30)


def _answer(refused: pytest.ExceptionInfo[NotPossible]) -> NotPossible:
    return refused.value


def test_a_known_difference_stays_closed_until_its_day(here: Town, decide: Decide, only: Only) -> None:
    """Compared again it stays closed; once its day has passed, upkeep has it compared and it is back, counted."""
    case = only(here)
    decide(here, case, "accept", until=NEXT_MONTH)
    here.pull(SOURCE, person(SITI, rt="009"))
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2", rt="009"))
    here.compare()
    assert here.cases() == []
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.cases set accepted_until = current_date - 2"))
    assert (upkeep(here.engine, here.city).expired, upkeep(here.engine, here.city).expired) == (1, 0)
    here.compare()
    (line,) = cases.listing(here.engine)
    assert (line.id, line.state, line.reopened) == (case, "reopened", 1)


def test_a_known_difference_that_changes_is_back_at_once(here: Town, decide: Decide, only: Only) -> None:
    """What was accepted were these two values and no others."""
    decide(here, only(here), "accept", until=NEXT_MONTH)
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. LAIN 4"))
    here.compare()
    assert here.cases()[0][2] == "reopened"


def test_an_accepted_difference_can_be_taken_up_again(here: Town, decide: Decide, only: Only) -> None:
    """Undo opens the case; twice there is nothing left to undo."""
    case = only(here)
    decide(here, case, "accept", until=NEXT_MONTH)
    cases.undo(here.engine, here.city, case, actor="ani")
    assert here.cases()[0][2] == "reopened"
    with pytest.raises(NotPossible) as refused:
        cases.undo(here.engine, here.city, case, actor="ani")
    assert isinstance(_answer(refused), words.NOT_DECIDED)


@pytest.mark.parametrize(
    ("choice", "more", "answer"),
    [
        ("accept", {}, words.NO_UNTIL),
        ("accept", {"until": today()}, words.NO_UNTIL),
        ("authority", {"until": NEXT_MONTH}, words.UNTIL_UNASKED),
        ("authority", {"value": "JL. X"}, words.VALUE_UNASKED),
        ("other", {}, words.NO_VALUE),
        ("merge", {}, words.NOT_MERGEABLE),
        ("authority", {"actor": " "}, acting.NOBODY),
        ("apart", {"evidence": None}, words.NO_EVIDENCE),
    ],
)
def test_what_does_not_fit_is_answered(
    here: Town, decide: Decide, only: Only, choice: str, more: dict[str, object], answer: type[NotPossible]
) -> None:
    """Each with its own words, and nothing is written."""
    with pytest.raises(NotPossible) as refused:
        decide(here, only(here), choice, **more)
    assert isinstance(_answer(refused), answer)
    assert (here.cases()[0][2], here.rows("select id from simpul.decision")) == ("new", [])


def test_the_proposed_value_is_sent(here: Town, decide: Decide, only: Only) -> None:
    """A value that a rule proposes; where none does, that is the answer."""
    case = only(here)
    propose = "update simpul.cases set proposed_value = :value, proposed_by = 'ejaan'"
    with here.engine.begin() as conn:
        conn.execute(text(propose), {"value": None})
    with pytest.raises(NotPossible) as refused:
        decide(here, case, "proposed")
    assert isinstance(_answer(refused), words.NO_PROPOSAL)
    with here.engine.begin() as conn:
        conn.execute(text(propose), {"value": "JALAN BARU 2"})
    assert decide(here, case, "proposed").sends
    assert here.rows("select values from simpul.effect") == [{"values": {"alamat": "JALAN BARU 2"}}]


def test_a_wrong_authority_is_decided_and_nothing_sent(here: Town, decide: Decide, only: Only) -> None:
    """With the follower's value or a third one; the decision is what a correction request is made from."""
    decided = decide(here, only(here), "correct", value="JL. BENAR 3")
    assert not decided.sends and decided.words == words.LETTER
    here.compare()
    assert (here.cases()[0][2], here.effects()) == ("decided", [])
    (row,) = here.rows("select choice, value, evidence_number from simpul.decision")
    assert row == {"choice": "correct", "value": "JL. BENAR 3", "evidence_number": "12/KK/2026"}


def test_records_of_two_people_are_kept_apart(here: Town, decide: Decide, only: Only) -> None:
    """Approved by another, it closes what was open between them, stops what waited to leave, and is remembered."""
    here.pull(SOURCE, person(SITI, tempat_lahir="BINJAI"))
    here.compare()
    assert here.effects() == [("segarkan_identitas", "ready")]
    assert decide(here, only(here), "apart").awaits
    cases.approve(here.engine, here.city, only(here), actor="budi")
    assert here.rows("select record_key, subject_key from simpul.apart") == [
        {"record_key": SITI_COPY, "subject_key": SITI}
    ]
    assert here.rows("select state, closed_because from simpul.cases") == [
        {"state": "closed", "closed_because": "unlinked"}
    ]
    assert here.effects() == [("segarkan_identitas", "superseded")]
    here.compare()
    assert here.cases() == []


def test_parting_is_undone_in_its_window_only(here: Town, decide: Decide, only: Only) -> None:
    """Afterwards two people must agree to join them again, and then the case is open again."""
    case = only(here)
    decide(here, case, "apart")
    cases.approve(here.engine, here.city, case, actor="budi")
    with pytest.raises(NotPossible) as refused:
        cases.undo(here.engine, here.city, case, actor="ani")
    assert isinstance(_answer(refused), words.WINDOW_OVER)
    assert cases.compensate(here.engine, here.city, case, actor="ani", reason="keliru").awaits
    cases.approve(here.engine, here.city, case, actor="budi")
    assert (here.rows("select * from simpul.apart"), here.cases()[0][2]) == ([], "reopened")


def test_a_rules_case_is_left_or_merged(here: Town, decide: Decide, ruled: Ruled) -> None:
    """No value of it can be chosen; merging is for the rules that mean it, and needs two people and a document."""
    twice, plain = ruled(here, "satu_orang_dua_nik"), ruled(here, "nik_nonaktif")
    for case, choice, answer in (
        (plain, "authority", words.ONLY_ACCEPT),
        (plain, "merge", words.NOT_MERGEABLE),
        (plain, "apart", words.NOT_APART),
    ):
        with pytest.raises(NotPossible) as refused:
            decide(here, case, choice)
        assert isinstance(_answer(refused), answer)
    assert not decide(here, plain, "follower", evidence=None).awaits
    assert decide(here, twice, "merge").awaits
    assert cases.approve(here.engine, here.city, twice, actor="budi").words == words.MERGE
    found = here.rows("select state, accepted_until from simpul.cases where rule <> '' order by id")
    assert [(row["state"], bool(row["accepted_until"])) for row in found] == [("decided", False), ("closed", True)]


def test_many_are_decided_on_one_connection_once_another_approved(named: Town, only: Only) -> None:
    """A bulk over the limit stands only with the approver of all of it, who is not its proposer."""
    case = only(named)
    wanted = {"choice": "authority", "reason": "berita acara", "actor": "ani", "job_id": 7, "bulk_size": 412}
    paper = cases.Evidence(kind="surat_dinas", number="470/12", date=today())
    with pytest.raises(NotPossible) as refused, named.engine.begin() as conn:
        cases.settle(conn, named.city, case, Settling(**wanted, evidence=paper, approved_by="ani"))  # type: ignore[arg-type]
    assert isinstance(_answer(refused), words.SAME_PERSON)
    with named.engine.begin() as conn:
        made = cases.settle(conn, named.city, case, Settling(**wanted, evidence=paper, approved_by="budi"))  # type: ignore[arg-type]
    assert made.sends and not made.awaits
    (row,) = named.rows("select four_eyes, stands, job_id, approved_by from simpul.decision")
    assert row == {"four_eyes": True, "stands": True, "job_id": 7, "approved_by": "budi"}
