"""Standing in: for a bounded time, and never so that an officer chooses who approves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from simpul.cases import cases
from simpul.cases.decide import today
from simpul.core import clock
from simpul.core.errors import NotPossible
from simpul.core.i18n import WIB
from simpul.people import accounts, delegation

TODAY, DAY = today(), timedelta(days=1)
NAMES = tuple("abcdef")
_SPANS = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(-5, 5), st.integers(0, 4))


def _name(engine: Engine, absent: str, stand_in: str, starts: date, ends: date, actor: str) -> cases.Delegation:
    return cases.delegate(
        engine, absent=absent, stand_in=stand_in, starts=starts, ends=ends, reason="cuti", actor=actor
    )


@pytest.mark.parametrize(
    ("starts", "ends", "told"),
    [
        (TODAY - DAY, TODAY + DAY, "belum lewat"),
        (date(1, 1, 1), date(9999, 12, 31), "belum lewat"),
        (TODAY, TODAY + 92 * DAY, "92 hari"),
        (TODAY, date(9999, 12, 31), "92 hari"),
        (TODAY + 93 * DAY, TODAY + 94 * DAY, "92 hari"),
    ],
)
def test_standing_in_is_bounded(engine: Engine, starts: date, ends: date, told: str) -> None:
    """It does not begin in the past, lasts 92 days at most and begins within 92 days; the answer says so."""
    with pytest.raises(NotPossible) as refused:
        _name(engine, "ani", "budi", starts, ends, "kepala")
    assert told in refused.value.words.id
    assert cases.delegations(engine) == ()


def test_the_database_bounds_it_too(engine: Engine) -> None:
    """Written by hand, a stand-in without end is refused as well."""
    endless = (
        "insert into simpul.delegation (actor, stand_in, starts, ends, made_by, reason)"
        " values ('ani', 'budi', '0001-01-01', '9999-12-31', 'x', 'x')"
    )
    with pytest.raises(IntegrityError), engine.begin() as conn:
        conn.execute(text(endless))


def test_an_officer_does_not_choose_who_approves(own_engine: Engine) -> None:
    """Who may propose names no approver as their own stand-in, from no account of theirs: somebody else arranges it."""
    for username, role in (
        ("ani", "case_officer"),
        ("sari", "case_officer"),
        ("budi", "approver"),
        ("joni", "approver"),
    ):
        accounts.add(own_engine, username=username, name=username, unit="WD", roles=(role,), actor="kepala")
    accounts.add(
        own_engine, username="ani.dua", name="Ani", unit="WD", roles=("viewer",), email="ani+2@contoh.go.id", actor="x"
    )
    accounts.change_email(own_engine, "ani", "ani@contoh.go.id", actor="kepala")
    for actor in ("ani", "ANI ", "ani.dua", "budi"):
        with pytest.raises(NotPossible, match="penyetuju"):
            _name(own_engine, "ani", "budi", TODAY, TODAY, actor)
    assert _name(own_engine, "ani", "sari", TODAY, TODAY, "ani").stand_in == "sari"
    assert _name(own_engine, "budi", "joni", TODAY, TODAY, "budi").stand_in == "joni"
    assert _name(own_engine, "ani", "budi", TODAY + DAY, TODAY + DAY, "joni").stand_in == "budi"


def _reached(name: str, since: int, spans: list[tuple[str, str, int, int]]) -> set[str]:
    """Everybody joined to a name by absences of the days from ``since`` (days from today) to today."""
    found: set[str] = {name}
    for _ in spans:
        for one, other, starts, length in spans:
            if one != other and starts <= 0 and starts + length >= since and found & {one, other}:
                found |= {one, other}
    return found


@given(spans=st.lists(_SPANS, max_size=6), pair=st.permutations(NAMES), since=st.integers(-4, 0))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_approves_what_his_circle_proposed(
    engine: Engine, spans: list[tuple[str, str, int, int]], pair: list[str], since: int
) -> None:
    """Whatever absences were written, approving is refused just if a chain of them joins the two since the proposal."""
    proposer, approver = pair[0], pair[1]
    with engine.connect() as conn:
        for one, other, starts, length in spans:
            first = TODAY + starts * DAY
            if one != other:
                conn.execute(
                    text(
                        "insert into simpul.delegation (actor, stand_in, starts, ends, made_by, reason)"
                        " values (:one, :other, :first, :last, 'x', 'x')"
                    ),
                    {"one": one, "other": f" {other.upper()} ", "first": first, "last": first + length * DAY},
                )
        asked = clock.now().astimezone(WIB) + since * DAY
        joined = approver in _reached(proposer, since, spans)
        assert (
            _refused(lambda: delegation.may_approve(conn, proposer=proposer, approver=approver, since=asked)) is joined
        )
        conn.rollback()


def _refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except NotPossible:
        return True
    return False
