"""Four eyes: what one person proposes only another one lets stand, and the database knows it too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from simpul.cases import cases
from simpul.cases.cases import Decided, Evidence
from simpul.cases.decide import today
from simpul.core.errors import NotPossible
from simpul.core.texts import cases as words
from simpul.store import audit
from simpul.testing.town import COPY, SITI, SITI_COPY, Town, applicant, town

Decide = Callable[..., Decided]
Only = Callable[[Town], int]


def _approve(here: Town, case_id: int, actor: str = "budi") -> Decided:
    return cases.approve(here.engine, here.city, case_id, actor=actor)


def _refused(answer: type[NotPossible]) -> Any:
    return pytest.raises(NotPossible, match=answer.words.id[:30].replace("(", r"\(").replace("?", r"\?"))


def test_a_proposal_sends_nothing_until_another_person_approves(named: Town, decide: Decide, only: Only) -> None:
    """A decision on a name waits; approved, it is sent, verified, and closes its case; both chains are whole."""
    case = only(named)
    assert decide(named, case).awaits
    named.compare()
    assert (named.deliver().sent, named.effects(), named.cases()[0][2]) == (0, [], "awaiting")
    assert _approve(named, case).sends
    assert named.deliver().accepted == 1
    named.pull(COPY, applicant(SITI_COPY, SITI))
    named.compare()
    assert named.rows("select state, closed_because from simpul.cases") == [
        {"state": "closed", "closed_because": "verified"}
    ]
    with named.engine.connect() as conn:
        assert all(audit.verify(conn, audit.chain_of_actor(name)).lines for name in ("ani", "budi"))


@pytest.mark.parametrize("same", ["ani", " ANI "])
def test_nobody_approves_what_he_proposed(named: Town, decide: Decide, only: Only, same: str) -> None:
    """However the name is typed."""
    decide(named, only(named))
    with _refused(words.SAME_PERSON):
        _approve(named, only(named), actor=same)
    assert named.effects() == []


@pytest.mark.parametrize(("absent", "stand_in"), [("ani", "budi"), ("budi", "ani")])
def test_who_stands_in_for_the_other_does_not_approve(
    named: Town, decide: Decide, only: Only, absent: str, stand_in: str
) -> None:
    """A stand-in is the other's second self, in both directions; a third person is not."""
    cases.delegate(
        named.engine, absent=absent, stand_in=stand_in, starts=today(), ends=today(), reason="cuti", actor="kepala"
    )
    decide(named, only(named))
    with _refused(words.STAND_IN):
        _approve(named, only(named))
    assert _approve(named, only(named), actor="citra").sends


def test_a_stand_in_of_days_past_may_approve(named: Town, decide: Decide, only: Only) -> None:
    """A delegation that ended before the proposal says nothing about it."""
    cases.delegate(
        named.engine, absent="ani", stand_in="budi", starts=today(), ends=today(), reason="cuti", actor="kepala"
    )
    with named.engine.begin() as conn:
        conn.execute(text("update simpul.delegation set starts = starts - 9, ends = ends - 9"))
    decide(named, only(named))
    assert _approve(named, only(named)).sends


def test_a_refusal_gives_its_reason_and_opens_the_case_again(named: Town, decide: Decide, only: Only) -> None:
    """Without a reason it is none; with one the case is open in a new version and can be proposed anew."""
    case = only(named)
    decide(named, case)
    before = cases.listing(named.engine)[0].version
    with _refused(words.NO_REASON):
        cases.refuse(named.engine, case, actor="budi", reason=" ")
    with _refused(words.USE_WITHDRAW):
        cases.refuse(named.engine, case, actor="ani", reason="salah")
    cases.refuse(named.engine, case, actor="budi", reason="dokumen tidak terbaca")
    (line,) = cases.listing(named.engine)
    assert (line.state, line.version) == ("new", before + 1)
    with _refused(words.NOT_PROPOSED):
        _approve(named, case)
    assert decide(named, case).awaits


def test_only_the_proposer_withdraws(named: Town, decide: Decide, only: Only) -> None:
    """His stand-in may, others refuse instead."""
    case = only(named)
    decide(named, case)
    with _refused(words.NOT_YOURS):
        cases.withdraw(named.engine, case, actor="budi")
    cases.withdraw(named.engine, case, actor="Ani")
    assert named.cases()[0][2] == "new"
    with _refused(words.NOT_PROPOSED):
        cases.withdraw(named.engine, case, actor="ani")


def test_one_proposal_at_a_time(named: Town, decide: Decide, only: Only) -> None:
    """A second one, or an undo, is answered with what waits."""
    decide(named, only(named))
    with _refused(words.AWAITING):
        decide(named, only(named), "follower")
    with _refused(words.AWAITING):
        cases.undo(named.engine, named.city, only(named), actor="ani")


def test_a_proposal_about_a_case_that_changed_is_not_approved(named: Town, decide: Decide, only: Only) -> None:
    """Pulled or compared since: refused, nothing half done; a comparison lets it lapse, a new one can be made."""
    case = only(named)
    decide(named, case)
    named.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="SITI AMIN"))
    with _refused(words.CHANGED):
        _approve(named, case)
    assert named.rows("select approved_by from simpul.decision") == [{"approved_by": None}]
    named.compare()
    with _refused(words.NOT_PROPOSED):
        _approve(named, case)
    assert named.effects() == []
    assert [note["act"] for note in named.rows("select act from simpul.case_note")] == ["lapse"]
    assert decide(named, case).awaits


def test_what_was_not_shown_is_not_approved(named: Town, decide: Decide, only: Only) -> None:
    """Withdrawn and proposed otherwise while the approver was reading: the answer is to look again."""
    case = only(named)
    decide(named, case)
    (shown,) = cases.proposals(named.engine, actor="budi")
    assert (shown.before, shown.after, shown.proposer, shown.live) == ("SITI AMINA", "SITI AMINAH", "ani", True)
    cases.withdraw(named.engine, case, actor="ani")
    decide(named, case, "other", value="SITI")
    with _refused(words.CHANGED):
        cases.approve(named.engine, named.city, case, actor="budi", decision_id=shown.decision_id)
    assert cases.proposals(named.engine, actor="ANI") == ()


def test_the_undo_window_begins_with_the_approval(named: Town, decide: Decide, only: Only) -> None:
    """However long it waited before; undone, nothing leaves."""
    named.city = town(window=timedelta(minutes=10))
    decide(named, only(named))
    with named.engine.begin() as conn:
        past = "update simpul.decision set decided_at = decided_at - interval '1 day', not_before = decided_at"
        conn.execute(text(past))
    approved = _approve(named, only(named))
    (row,) = named.rows("select approved_at, not_before from simpul.decision")
    assert approved.not_before == row["not_before"] == row["approved_at"] + timedelta(minutes=10)
    assert named.deliver().sent == 0
    cases.undo(named.engine, named.city, only(named), actor="ani")
    assert named.effects() == [("segarkan_identitas", "cancelled")]


@pytest.mark.parametrize(
    ("evidence", "answer"),
    [
        (None, words.NO_EVIDENCE),
        (Evidence(kind="kartu_keluarga", number=" ", date=date(2026, 1, 5)), words.NO_EVIDENCE),
        (Evidence(kind="katanya", number="1", date=date(2026, 1, 5)), words.BAD_EVIDENCE),
        (Evidence(kind="ktp_el", number="1", date=today() + timedelta(days=3)), words.BAD_EVIDENCE),
    ],
)
def test_identity_needs_a_document(
    named: Town, decide: Decide, only: Only, evidence: Evidence | None, answer: type[NotPossible]
) -> None:
    """Its kind, number and date, none of them in the future; without it not even a proposal."""
    with _refused(answer):
        decide(named, only(named), evidence=evidence)
    assert named.rows("select id from simpul.decision") == []


# What raw SQL tries


def _try(here: Town, statement: str, **values: Any) -> str:
    """Name of the constraint that refused a statement."""
    with pytest.raises(IntegrityError) as refused, here.engine.begin() as conn:
        conn.execute(text(statement), values)
    return str(refused.value.orig.diag.constraint_name)  # type: ignore[union-attr]


_EFFECT = """
insert into simpul.effect (
    kind, mode, system, feed, record_key, idem_key, values, body, decision_id, decision_stands
)
select 'segarkan_identitas', 'state', 'apsp', 'apsp.pemohon', 'P-1', 'k', '{}', '{}', id, :stands from simpul.decision
"""


@pytest.mark.parametrize(("stands", "guard"), [(True, "effect_decision_stands"), (False, "decision_stands_always")])
def test_the_database_makes_no_effect_of_a_proposal(
    named: Town, decide: Decide, only: Only, stands: bool, guard: str
) -> None:
    """Neither by claiming that it stands nor by admitting that it does not."""
    decide(named, only(named))
    assert _try(named, _EFFECT, stands=stands) == guard


@pytest.mark.parametrize("approver", ["ani", "ANI ", ""])
def test_the_database_knows_who_proposed(named: Town, decide: Decide, only: Only, approver: str) -> None:
    """An approver who is the proposer, however typed, or nobody."""
    decide(named, only(named))
    statement = "update simpul.decision set approved_by = :who, approved_at = now()"
    assert _try(named, statement, who=approver) == "approver_is_another"


def test_the_database_wants_a_reason_for_a_refusal(named: Town, decide: Decide, only: Only) -> None:
    """And never both an approval and a refusal."""
    decide(named, only(named))
    assert _try(named, "update simpul.decision set refused_by = 'budi', refusal = ' '") == "refusal_has_reason"
    both = "update simpul.decision set refused_by = 'budi', refusal = 'x', approved_by = 'citra'"
    assert _try(named, both) == "approved_or_refused"


_DECISION = """
insert into simpul.decision (
    case_id, case_version, field, choice, reason, actor, not_before, evidence_kind, evidence_number, evidence_date
)
values (:case, :version, :field, :choice, 'x', 'ani', now(), :paper, :paper, current_date)
"""


def test_the_database_calls_a_name_a_name(named: Town, only: Only) -> None:
    """A decision on a name is not passed off as one on an address, and names its document."""
    about = {"case": only(named), "version": 1, "choice": "authority", "paper": "x"}
    assert _try(named, _DECISION, **about, field="alamat") == "decision_of_field"
    assert _try(named, _DECISION, **{**about, "paper": ""}, field="nama_lengkap") == "identity_proven"


def test_the_database_keeps_one_proposal_per_case(named: Town, decide: Decide, only: Only) -> None:
    """Two at once for one case cannot both wait."""
    decide(named, only(named))
    about = {"case": only(named), "version": 99, "choice": "authority", "paper": "x", "field": "nama_lengkap"}
    assert _try(named, _DECISION, **about) == "one_proposal"


def test_an_approval_with_an_effect_is_not_taken_back_by_hand(named: Town, decide: Decide, only: Only) -> None:
    """What has made an effect stands for as long as the effect is there."""
    decide(named, only(named))
    _approve(named, only(named))
    statement = "update simpul.decision set approved_by = null"
    assert _try(named, statement) == "effect_decision_stands"
