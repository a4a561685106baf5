"""Cases by cause, lists by what an officer looks for, and what waits too long."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from simpul.cases import cases
from simpul.cases.cases import Decided
from simpul.compare.rules.file import shipped
from simpul.core import clock, offices
from simpul.core.errors import NotPossible
from simpul.core.texts import cases as words
from simpul.operations.maintenance import upkeep
from simpul.testing.town import BUDI, COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person

Decide = Callable[..., Decided]
Only = Callable[[Town], int]
Ruled = Callable[..., int]
RULE = "nik_nonaktif"


def _backdate(here: Town, case: int, days: int) -> None:
    with here.engine.begin() as conn:
        statement = "update simpul.cases set opened_at = opened_at - make_interval(days => :days) where id = :id"
        conn.execute(text(statement), {"days": days, "id": case})


def test_a_group_says_how_many_since_when_and_how_long(here: Town, ruled: Ruled) -> None:
    """Count, baseline, trend of two weeks, first and last seen, size, at most five samples; the gravest first."""
    found = [ruled(here, RULE, record_key=str(number), severity="critical") for number in range(7)]
    for case, days in zip(found, (1, 2, 8, 9, 10, 30, 40), strict=True):
        _backdate(here, case, days)
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.cases set observing = true where id = :id"), {"id": found[0]})
        conn.execute(text("update simpul.cases set closed_at = now() where id = :id"), {"id": found[6]})
    first, second = cases.groups(here.engine)
    assert (first.cause, second.cause.split()[:2]) == (f"aturan {RULE}", ["apsp.pemohon", "alamat"])
    assert (first.open, first.observing, first.this_week, first.week_before, first.trend) == (6, 1, 2, 3, "down")
    assert round((first.last_seen - first.first_seen) / timedelta(days=1)) == 39
    assert (first.severity, first.owner, first.office) == ("critical", "DK", offices.named("DK"))
    # Six times thirty minutes and ten more for asking the registry office, in days of six hours.
    assert first.officer_days == round(6 * 40 / 360, 1) == 0.7
    assert len(first.samples) == 5 and all(sample.cause == first.cause for sample in first.samples)
    assert first.words == shipped()[RULE].heading()


def test_groups_are_narrowed_to_an_office_and_a_district(here: Town, ruled: Ruled) -> None:
    """By cause, owner and kecamatan; a group without open cases is none."""
    ruled(here, RULE, owner="SP")
    assert [group.cause for group in cases.groups(here.engine, owner="SP")] == [f"aturan {RULE}"]
    assert cases.groups(here.engine, kecamatan="127199") == ()
    assert len(cases.groups(here.engine, cause=f"aturan {RULE}")) == 1
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.cases set closed_at = now()"))
    assert cases.groups(here.engine) == ()


def test_a_baseline_is_opened_on_purpose(here: Town) -> None:
    """Its cases are due from then on, each says who opened it and why; twice there is nothing to open."""
    here.pull(SOURCE, person(BUDI))
    here.pull(COPY, applicant("P-2", BUDI, alamat="JL. LAMA 9"))
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.cases set observing = true, due_at = null"))
    (group,) = cases.groups(here.engine)
    with pytest.raises(NotPossible):
        cases.open_group(here.engine, group.cause, actor="ani", reason=" ")
    assert cases.open_group(here.engine, group.cause, actor="ani", reason="rapat Senin") == 1
    (line,) = cases.listing(here.engine, observing=False)
    assert line.due_at and timedelta(hours=71) < line.due_at - clock.now() < timedelta(hours=73)
    assert here.rows("select actor, act, body from simpul.case_note") == [
        {"actor": "ani", "act": "open", "body": "rapat Senin"}
    ]
    with pytest.raises(NotPossible) as refused:
        cases.open_group(here.engine, group.cause, actor="ani", reason="lagi")
    assert isinstance(refused.value, words.NOTHING_OBSERVED)


def test_an_opened_rules_group_is_due_in_working_days(here: Town, ruled: Ruled) -> None:
    """As the rule's header says, by the city's calendar."""
    case = ruled(here, RULE)
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.cases set observing = true, due_at = null where id = :id"), {"id": case})
    cases.open_group(here.engine, f"aturan {RULE}", actor="ani", reason="rapat")
    (row,) = here.rows(
        "select due_at = rule.batas_hari_kerja(updated_at, :days) as as_said, due_at > updated_at as later"
        " from simpul.cases where id = :id",
        id=case, days=shipped()[RULE].due,
    )  # fmt: skip
    assert row == {"as_said": True, "later": True}


def test_a_list_is_narrowed_by_every_part_of_a_case(here: Town, ruled: Ruled) -> None:
    """Each filter finds the one it means and leaves the other out."""
    rule = ruled(here, RULE, owner="DK", severity="critical")
    with here.engine.begin() as conn:
        conn.execute(
            text(
                "update simpul.cases set kecamatan = '127109', assignee = 'budi', state = 'assigned',"
                " due_at = now() - interval '1 day', observing = true where id = :id"
            ),
            {"id": rule},
        )
    wanted = {
        "state": "assigned", "kind": "rule", "cause": f"aturan {RULE}", "severity": "critical", "owner": "DK",
        "kecamatan": "127109", "assignee": "budi", "feed": "siak.penduduk", "field": f"aturan {RULE}", "rule": RULE,
        "observing": True, "due_before": clock.now(),
    }  # fmt: skip
    assert len(cases.listing(here.engine)) == 2
    for name, value in wanted.items():
        assert [line.id for line in cases.listing(here.engine, **{name: value})] == [rule], name


def test_a_case_says_in_one_sentence_what_disagrees(here: Town, only: Only, ruled: Ruled) -> None:
    """In both languages, without a slot left over or a population number; a rule's own words where it has some."""
    for case in (only(here), ruled(here, RULE)):
        view = cases.show(here.engine, here.city, case)
        for told in (view.sentence.id, view.sentence.en):
            assert told.endswith(".") and not re.search(r"[{}]|\d{16}", told)
        assert (view.group_size, view.owner.id) == (1, offices.named(view.case.owner).id)
    assert view.advice == shipped()[RULE].advise()


def test_a_case_shows_what_else_is_remarkable_about_its_subject(here: Town, only: Only) -> None:
    """Findings that make no case of their own stand beside the one that is looked at."""
    assert cases.show(here.engine, here.city, only(here)).annotations == ()
    here.pull(SOURCE, person(SITI, kode_kelurahan="1271011001"))
    (told,) = cases.show(here.engine, here.city, only(here)).annotations
    assert "Medan Amplas" in told.id and "Medan Amplas" in told.en and SITI not in told.id


def test_every_rules_case_can_be_said(here: Town, ruled: Ruled) -> None:
    """Even one whose facts are missing."""
    for rule in shipped():
        view = cases.show(here.engine, here.city, ruled(here, rule, record_key=rule))
        assert view.sentence.id and "{" not in view.sentence.id + view.sentence.en


def test_a_proposal_that_waits_too_long_goes_up(named: Town, decide: Decide, only: Only) -> None:
    """To the office above, after as long again to the next, up to the inspectorate and no further."""
    decide(named, only(named))
    with named.engine.begin() as conn:
        conn.execute(text("update simpul.cases set owner = 'KC'"))
    assert upkeep(named.engine, named.city).escalated == 0
    later = (
        "update simpul.decision set decided_at = decided_at - interval '3 days',"
        " escalated_at = escalated_at - interval '3 days'"
    )
    reached = []
    for _ in range(4):
        with named.engine.begin() as conn:
            conn.execute(text(later))
        upkeep(named.engine, named.city)
        (proposal,) = cases.proposals(named.engine)
        reached.append(proposal.escalated_to)
    assert reached == ["DK", "WD", "IN", "IN"]
    notes = named.rows("select act, body from simpul.case_note order by id")
    assert [(note["act"], note["body"]) for note in notes] == [("escalate", office) for office in ("DK", "WD", "IN")]
    assert cases.approve(named.engine, named.city, only(named), actor="budi").sends


def test_a_case_shows_no_population_number(named: Town, decide: Decide, only: Only) -> None:
    """Neither in its history nor in a proposal, whatever was typed into the reason or the document's number."""
    paper = cases.Evidence(kind="kartu_keluarga", number="1271010101010001", date=clock.today())
    decide(named, only(named), reason=f"sama dengan {SITI}", evidence=paper)
    shown = repr(cases.show(named.engine, named.city, only(named))) + repr(cases.proposals(named.engine))
    assert SITI not in shown and "1271010101010001" not in shown and SITI_COPY in shown
