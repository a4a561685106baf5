"""Settling a disagreement: decide, wait, send, verify; take back; refuse what no longer holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from simpul.cases import cases
from simpul.config.settings import City
from simpul.core.errors import NotPossible
from simpul.store import audit
from simpul.testing.town import COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person, town

ACTOR = "ani"


def _decide(here: Town, case_id: int, choice: cases.Choice = "authority", **more: str | int | None) -> cases.Decided:
    return cases.decide(here.engine, here.city, case_id, choice=choice, reason="sesuai KK", actor=ACTOR, **more)  # type: ignore[arg-type]


def _only(here: Town) -> cases.CaseLine:
    (line,) = cases.listing(here.engine)
    return line


def test_a_decision_is_sent_verified_and_closes_its_case(here: Town) -> None:
    """The authority's value goes out, the next pull shows it, the case is closed as verified, the chain is whole."""
    assert _decide(here, _only(here).id).sends
    assert here.deliver().accepted == 1
    here.pull(COPY, applicant(SITI_COPY, SITI))
    here.compare()
    assert here.rows("select state, closed_because from simpul.cases") == [
        {"state": "closed", "closed_because": "verified"}
    ]
    with here.engine.connect() as conn:
        assert audit.verify(conn, audit.chain_of_actor(ACTOR)).ok


def test_a_decision_that_did_not_stick_reopens_its_case(here: Town) -> None:
    """Accepted and not kept: open again, counted, with the reason."""
    here.target.faults.dropped = 1.0
    _decide(here, _only(here).id)
    here.deliver()
    here.pull(COPY)
    here.compare()
    line = _only(here)
    assert (line.state, line.reopened, line.evidence) == ("reopened", 1, "tidak menempel: alamat")


def test_the_undo_window_is_waited_out(here: Town) -> None:
    """Nothing leaves before not_before; undo takes it back as if nothing had been."""
    here.city = town(window=timedelta(minutes=10))
    case = _only(here).id
    _decide(here, case)
    assert here.deliver().sent == 0
    cases.undo(here.engine, here.city, case, actor=ACTOR)
    assert [state for _, state in here.effects()] == ["cancelled"]
    assert _only(here).state == "new"


def test_a_lost_race_says_already_sent(here: Town) -> None:
    """What has left cannot be taken back: only compensated."""
    case = _only(here).id
    _decide(here, case)
    here.deliver()
    with pytest.raises(NotPossible) as refused:
        cases.undo(here.engine, here.city, case, actor=ACTOR)
    assert refused.value.words.id == "Sudah terkirim; buat kompensasi?"


def test_what_changed_meanwhile_is_not_decided(here: Town) -> None:
    """An older version, or a mirror that moved since, refuses the decision."""
    line = _only(here)
    with pytest.raises(NotPossible):
        _decide(here, line.id, version=line.version - 1)
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. LAIN 4"))
    with pytest.raises(NotPossible):
        _decide(here, line.id)


def test_a_change_after_the_decision_takes_it_back(here: Town) -> None:
    """Both sides must still say what the officer saw, or the decision does not leave."""
    here.city = town(window=timedelta(minutes=10))
    _decide(here, _only(here).id)
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. LAIN 4"))
    here.compare()
    assert _only(here).state == "reopened"
    here.deliver()
    assert [state for _, state in here.effects()] == ["superseded"]


def test_two_decisions_on_one_record_ride_together(here: Town) -> None:
    """One unsent effect per record carries both; taking one back leaves the other."""
    here.city = town(window=timedelta(minutes=10))
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2", tempat_lahir="BINJAI"))
    here.compare()
    found = {line.field: line.id for line in cases.listing(here.engine)}
    for case in found.values():
        _decide(here, case)
    ready = "select \"values\" from simpul.effect where state = 'ready'"
    assert set(here.rows(ready)[0]["values"]) == {"alamat", "tempat_lahir"}
    cases.undo(here.engine, here.city, found["alamat"], actor=ACTOR)
    assert set(here.rows(ready)[0]["values"]) == {"tempat_lahir"}


def test_a_proposed_field_does_not_ride_with_a_decision(here: Town) -> None:
    """Where sending is only proposed, deciding one field lets out that field and no other."""
    apsp = replace(here.city.systems["apsp"], sending="propose")
    here.city = City(systems={**here.city.systems, "apsp": apsp}, feeds=here.city.feeds, policy=here.city.policy)
    here.pull(SOURCE, person(SITI, nama_lengkap="SITI AMINAH LUBIS"))
    here.compare()
    assert here.rows("select state from simpul.effect") == [{"state": "draft"}]
    _decide(here, _only(here).id)
    here.compare()
    waiting = here.rows("select values from simpul.effect where state in ('draft', 'ready')")
    assert waiting == [{"values": {"alamat": "JL. SEI MATI 1"}}]


def test_another_value_must_pass_the_schema(here: Town) -> None:
    """`other` is checked like any value of the field; the message names the field and never the value."""
    here.pull(COPY, applicant(SITI_COPY, SITI, rt="009"))
    here.compare()
    case = next(line.id for line in cases.listing(here.engine) if line.field == "rt")
    with pytest.raises(NotPossible) as refused:
        _decide(here, case, "other", value="sembilan")
    assert "rt" in refused.value.words.id and "sembilan" not in refused.value.words.id
    assert _decide(here, case, "other", value="010").sends


def test_keeping_the_followers_value_asks_for_a_letter(here: Town) -> None:
    """The registry is read-only: decided, nothing sent, words say that a correction request is needed."""
    decided = _decide(here, _only(here).id, "follower")
    assert not decided.sends and "permohonan perbaikan" in decided.words.id
    here.compare()
    assert (_only(here).state, here.effects()) == ("decided", [])
    here.pull(SOURCE, person(SITI, alamat="JL. BARU 2"))
    here.compare()
    assert cases.listing(here.engine) == ()


def test_a_reason_is_needed_and_a_decision_is_taken_once(here: Town) -> None:
    """No reason, twice, closed or unknown: refused in words."""
    case = _only(here).id
    with pytest.raises(NotPossible):
        cases.decide(here.engine, here.city, case, choice="authority", reason=" ", actor=ACTOR)
    _decide(here, case)
    for wrong in (case, 10**9):
        with pytest.raises(NotPossible):
            _decide(here, wrong)


def test_a_case_shows_where_both_sides_came_from(here: Town) -> None:
    """System, page, row, run, revision and time of both; no NIK in full anywhere."""
    view = cases.show(here.engine, here.city, _only(here).id)
    assert view.authority and view.follower
    assert (view.authority.value, view.follower.value) == ("JL. SEI MATI 1", "JL. BARU 2")
    assert view.follower.page_id and view.follower.run_id and view.follower.row_no == 1
    assert SITI not in repr(view)
