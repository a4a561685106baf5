"""Putting back what has been sent: consequences first, then another person, then one more effect."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from simpul.cases import cases
from simpul.cases.cases import Decided
from simpul.core.errors import NotPossible
from simpul.core.texts import cases as words
from simpul.testing.town import COPY, SITI, SITI_COPY, Town, applicant

Decide = Callable[..., Decided]
Only = Callable[[Town], int]


@pytest.fixture
def sent(here: Town, decide: Decide, only: Only) -> int:
    """Siti's address at the one-door service was corrected, and that was a mistake. The closed case."""
    case = only(here)
    decide(here, case)
    here.deliver()
    here.pull(COPY, applicant(SITI_COPY, SITI))
    here.compare()
    return case


def _propose(here: Town, case: int) -> Decided:
    return cases.compensate(here.engine, here.city, case, actor="ani", reason="alamat baru yang benar")


def _why_not(here: Town, case: int) -> NotPossible:
    with pytest.raises(NotPossible) as refused:
        _propose(here, case)
    return refused.value


def test_undo_after_sending_offers_compensation(here: Town, sent: int) -> None:
    """The closed case says that it was sent, and what putting it back would mean."""
    with pytest.raises(NotPossible) as refused:
        cases.undo(here.engine, here.city, sent, actor="ani")
    assert isinstance(refused.value, words.SENT_ALREADY)
    found = cases.consequences(here.engine, here.city, sent)
    assert (found.now, found.returns, found.hindrance) == ("JL. SEI MATI 1", "JL. BARU 2", None)
    assert (found.field, found.changed, found.told, found.draft) == ("alamat", (), (), None)
    assert found.effect_id and found.sent_at and SITI not in repr(found)


def test_the_former_value_returns_and_the_difference_with_it(here: Town, sent: int) -> None:
    """Proposed, approved, sent, verified; then the case is open again, as said."""
    assert _propose(here, sent).awaits
    here.compare()
    assert here.deliver().sent == 0
    assert cases.approve(here.engine, here.city, sent, actor="budi").sends
    with here.engine.begin() as conn:
        conn.execute(
            text("insert into simpul.dirty (subject_kind, subject_key, reason) values ('penduduk', :nik, 'uji')"),
            {"nik": SITI},
        )
    here.compare()
    assert here.deliver().accepted == 1
    assert here.target.records[SITI_COPY]["alamat"] == "JL. BARU 2"
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"))
    here.compare()
    (line,) = cases.listing(here.engine)
    assert (line.id, line.state, line.follower_value) == (sent, "reopened", "JL. BARU 2")
    (row,) = here.rows("select compensates, approved_by from simpul.decision where choice = 'compensate'")
    assert row["compensates"] and row["approved_by"] == "budi"
    assert isinstance(_why_not(here, sent), words.NOTHING_SENT)


def test_a_compensation_not_sent_yet_is_undone(here: Town, sent: int) -> None:
    """Before it leaves it is taken back like any decision; the case stays as it was."""
    _propose(here, sent)
    cases.approve(here.engine, here.city, sent, actor="budi")
    cases.undo(here.engine, here.city, sent, actor="ani")
    assert [state for _, state in here.effects()] == ["verified", "cancelled"]
    assert here.cases() == []


def test_a_refused_compensation_changes_nothing(here: Town, sent: int) -> None:
    """The closed case stays closed, and a second proposal can be made."""
    _propose(here, sent)
    assert isinstance(_why_not(here, sent), words.AWAITING)
    cases.refuse(here.engine, sent, actor="budi", reason="sudah benar")
    assert (here.cases(), [state for _, state in here.effects()]) == ([], ["verified"])
    assert _propose(here, sent).awaits


def test_what_was_changed_since_is_not_overwritten(here: Town, sent: int) -> None:
    """Neither when it is proposed nor when it is approved; what else changed is shown."""
    here.pull(COPY, applicant(SITI_COPY, SITI, tempat_lahir="BINJAI"))
    found = cases.consequences(here.engine, here.city, sent)
    assert [(one.field, one.before, one.now) for one in found.changed] == [("tempat_lahir", "MEDAN", "BINJAI")]
    _propose(here, sent)
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. LAIN 4"))
    with pytest.raises(NotPossible):
        cases.approve(here.engine, here.city, sent, actor="budi")
    assert len(here.effects()) == 1
    cases.withdraw(here.engine, sent, actor="ani")
    assert isinstance(_why_not(here, sent), words.CHANGED_SINCE)


def test_what_others_were_told_cannot_be_unsaid(here: Town, sent: int) -> None:
    """It is listed, with the draft of a note that says nothing about anybody."""
    with here.engine.begin() as conn:
        conn.execute(
            text(
                "insert into simpul.effect (kind, mode, system, feed, record_key, subject_kind, subject_key, idem_key,"
                " values, body, state, sent_at) values ('tindak_lanjut', 'event', 'sp4', 'sp4.pengaduan', '1',"
                " 'penduduk', :nik, 'k', '{}', '{}', 'accepted', clock_timestamp())"
            ),
            {"nik": SITI},
        )
    found = cases.consequences(here.engine, here.city, sent)
    assert [one.kind for one in found.told] == ["tindak_lanjut"]
    assert found.draft and "tidak berlaku lagi" in found.draft.id and SITI not in found.draft.id


def test_what_has_not_arrived_waits_for_its_proof(here: Town, decide: Decide, only: Only) -> None:
    """Ready: undo is enough. Accepted and not seen: wait. Never sent: there is nothing."""
    case = only(here)
    with pytest.raises(NotPossible) as refused:
        cases.consequences(here.engine, here.city, case)
    assert isinstance(refused.value, words.NOT_DECIDED)
    decide(here, case)
    assert isinstance(_why_not(here, case), words.UNDO_INSTEAD)
    here.deliver()
    assert isinstance(_why_not(here, case), words.WAIT_VERIFIED)


def test_a_decision_that_sent_nothing_has_nothing_to_put_back(here: Town, decide: Decide, only: Only) -> None:
    """Keeping the follower's value left no trace outside."""
    decide(here, only(here), "follower")
    assert isinstance(_why_not(here, only(here)), words.NOTHING_SENT)


def test_a_third_value_is_put_back_while_its_case_is_open(here: Town, decide: Decide, only: Only) -> None:
    """The authority still differs, so the case is verified and open; putting back reopens it."""
    case = only(here)
    decide(here, case, "other", value="JL. KETIGA 3")
    here.deliver()
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. KETIGA 3"))
    here.compare()
    assert here.cases()[0][2] == "verified"
    _propose(here, case)
    assert here.cases()[0][2] == "verified"
    cases.approve(here.engine, here.city, case, actor="budi")
    here.compare()
    assert here.deliver().accepted == 1
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"))
    here.compare()
    (line,) = cases.listing(here.engine)
    assert (line.state, line.follower_value) == ("reopened", "JL. BARU 2")
