"""Differences somebody accepted, records somebody set apart, cases that sleep or wait for a second person."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from simpul.operations.maintenance import upkeep
from simpul.testing.town import COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person


@pytest.fixture
def here(engine: Engine) -> Town:
    """Siti's address at the one-door service was changed by somebody: one live case."""
    made = Town.settled(engine)
    _moved(made, "JL. BARU 2")
    return made


def _moved(here: Town, street: str) -> None:
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat=street))
    here.compare()


def _do(here: Town, statement: str) -> None:
    with here.engine.begin() as conn:
        conn.execute(text(statement))


def _accept(here: Town, days: int) -> None:
    _do(
        here,
        "update simpul.cases set state = 'closed', closed_at = clock_timestamp(), closed_because = 'accepted', "
        f"accepted_until = (clock_timestamp() at time zone 'Asia/Jakarta')::date + {days}, version = version + 1",
    )
    _look_again(here)


def _look_again(here: Town) -> None:
    _do(here, f"insert into simpul.dirty (subject_kind, subject_key, reason) values ('penduduk', '{SITI}', 'test')")


@pytest.mark.parametrize("days", [0, 30])
def test_an_accepted_difference_stays_away_until_its_day_is_past(here: Town, days: int) -> None:
    """Up to and including its last day it is no case, and counted."""
    _accept(here, days)
    assert here.compare().known == 1
    assert here.cases() == []


def test_an_accepted_difference_does_not_mind_the_writing(here: Town) -> None:
    """Values written another way are unchanged values."""
    _accept(here, 30)
    _moved(here, "Jalan Baru No. 2")
    assert here.cases() == []


def test_an_accepted_difference_returns_when_a_value_changes(here: Town) -> None:
    """What was accepted was these two values; others are a case again, and no longer accepted."""
    _accept(here, 30)
    _moved(here, "JL. LAIN 9")
    assert here.cases() == [("alamat", "follower_changed", "reopened")]
    assert here.rows("select accepted_until, closed_because from simpul.cases") == [
        {"accepted_until": None, "closed_because": None}
    ]


def test_an_accepted_difference_returns_when_its_day_is_past(here: Town) -> None:
    """Upkeep marks its subject, once; the next comparison finds it again."""
    _accept(here, -1)
    _do(here, "delete from simpul.dirty")
    upkeep(here.engine, here.city)
    upkeep(here.engine, here.city)
    assert here.rows("select subject_key from simpul.dirty") == [{"subject_key": SITI}]
    here.compare()
    assert here.cases() == [("alamat", "follower_changed", "reopened")]


def test_a_record_set_apart_is_not_compared(here: Town) -> None:
    """Not about this person: its cases close, and nothing it says makes another one."""
    _do(
        here,
        f"insert into simpul.apart values ('{COPY}', '{SITI_COPY}', 'penduduk', '{SITI}', null, clock_timestamp())",
    )
    _look_again(here)
    here.compare()
    assert here.rows("select state, closed_because from simpul.cases") == [
        {"state": "closed", "closed_because": "unlinked"}
    ]
    _moved(here, "JL. LAIN 9")
    here.pull(SOURCE, person(SITI, alamat="JL. BARU SEKALI 1"))
    here.compare()
    assert (here.cases(), here.effects()) == ([], [])


@pytest.mark.parametrize(
    ("state", "assignee", "after"),
    [
        ("assigned", "ani", "assigned"),
        ("snoozed", None, "new"),
        ("snoozed", "ani", "assigned"),
        ("awaiting", "ani", "reopened"),
    ],
)
def test_a_case_whose_values_change_is_looked_at_anew(here: Town, state: str, assignee: str | None, after: str) -> None:
    """Who slept is woken, what was proposed was about other values; whose it is stays."""
    who = f"'{assignee}'" if assignee else "null"
    values = f"state = '{state}', assignee = {who}, snoozed_until = clock_timestamp() + interval '9 days'"
    _do(here, f"update simpul.cases set {values}")
    (before,) = here.rows("select version from simpul.cases")
    _moved(here, "JL. LAIN 9")
    assert here.rows("select state, assignee, version, snoozed_until from simpul.cases") == [
        {"state": after, "assignee": assignee, "version": before["version"] + 1, "snoozed_until": None}
    ]


@pytest.mark.parametrize("state", ["assigned", "snoozed", "awaiting"])
def test_a_case_whose_values_agree_again_closes_whatever_its_state(here: Town, state: str) -> None:
    """It healed by itself; nobody has to decide what is no longer there."""
    _do(here, f"update simpul.cases set state = '{state}', assignee = 'ani'")
    _moved(here, "JL. SEI MATI 1")
    assert here.rows("select state, closed_because from simpul.cases") == [
        {"state": "closed", "closed_because": "healed"}
    ]


@pytest.mark.parametrize("state", ["assigned", "snoozed", "awaiting"])
def test_looking_again_changes_nothing_of_itself(here: Town, state: str) -> None:
    """The same values leave a case as it is: its version is what a proposal rests on."""
    _do(here, f"update simpul.cases set state = '{state}', assignee = 'ani', snoozed_until = '2999-01-01'")
    before = here.rows("select * from simpul.cases")
    _look_again(here)
    here.compare()
    assert here.rows("select * from simpul.cases") == before


def test_what_a_sweep_found_is_left_alone(here: Town) -> None:
    """The comparison closes what it opened and nothing else."""
    _do(
        here,
        "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, field, authority_feed) "
        f"values ('vanished', 'penduduk', '{SITI}', '{COPY}', 'gone', 'hilang', '{COPY}')",
    )
    _look_again(here)
    here.compare()
    assert {field for field, _, _ in here.cases()} == {"alamat", "hilang"}
