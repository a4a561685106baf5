"""Wrong passwords: who guesses is slowed, and nobody is kept out by somebody else's guessing."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from simpul.core.errors import NotPossible
from simpul.people import accounts, signing
from tests.people.conftest import PASSWORD, Add

HOME, ELSEWHERE = "10.1.2.3", "203.0.113.9"


def _enters(engine: Engine, password: str = PASSWORD, *, address: str) -> bool:
    try:
        return bool(signing.sign_in(engine, "ana", password, address=address))
    except NotPossible:
        return False


def _fail(engine: Engine, times: int, *, address: str) -> None:
    for _ in range(times):
        assert not _enters(engine, "salah salah salah", address=address)


def _pass(engine: Engine, hours: int) -> None:
    """Let time go by for all that is remembered of failures."""
    with engine.begin() as conn:
        found = conn.execute(
            text(
                "select table_name, column_name from information_schema.columns where table_schema = 'simpul'"
                " and table_name in ('person', 'signin_address', 'signin_pair')"
                " and column_name in ('failed_at', 'locked_until', 'since')"
            )
        ).all()
        for table, column in found:
            conn.execute(text(f"update simpul.{table} set {column} = {column} - interval '{hours} hours'"))


def _minutes(engine: Engine) -> int:
    """How long the account's longest lock still lasts."""
    until = accounts.account(engine, "ana").locked_until
    with engine.connect() as conn:
        now = conn.execute(text("select clock_timestamp()")).scalar_one()
    return round((until - now).total_seconds() / 60) if until else 0


def test_guessing_elsewhere_keeps_nobody_out(own_engine: Engine, add: Add) -> None:
    """Who signed in from an address before gets in from there, however often somebody fails elsewhere."""
    add("ana", "admin")
    assert _enters(own_engine, address=HOME)
    for number in range(7):
        _fail(own_engine, 5, address=f"203.0.113.{number}")
    assert _enters(own_engine, address=HOME)


def test_five_failures_lock_the_name_at_that_address(own_engine: Engine, add: Add) -> None:
    """Where the failures came from even the right password is refused for a quarter of an hour."""
    add("ana")
    _fail(own_engine, 5, address=ELSEWHERE)
    assert not _enters(own_engine, address=ELSEWHERE)
    assert _minutes(own_engine) == 15


def test_five_failures_a_day_lock_for_no_longer_than_one_day_of_them(own_engine: Engine, add: Add) -> None:
    """What failed long ago fades: the seventh day's lock is as short as the first one's."""
    add("ana")
    for _ in range(7):
        _fail(own_engine, 5, address=ELSEWHERE)
        assert _minutes(own_engine) == 15
        _pass(own_engine, 24)
    assert _enters(own_engine, address=ELSEWHERE)


def test_failures_in_a_row_lock_longer_each_time(own_engine: Engine, add: Add) -> None:
    """Who comes back as soon as the lock ends waits twice as long."""
    add("ana")
    for minutes in (15, 30, 60):
        _fail(own_engine, 5, address=ELSEWHERE)
        assert _minutes(own_engine) == minutes
        with own_engine.begin() as conn:
            for table in ("person", "signin_pair"):
                conn.execute(text(f"update simpul.{table} set locked_until = null"))


def test_guessing_from_many_addresses_is_slowed_too(own_engine: Engine, add: Add) -> None:
    """One failure each from many addresses locks the name for every address it never signed in from."""
    add("ana")
    assert _enters(own_engine, address=HOME)
    for number in range(signing.EVERY_NAME):
        _fail(own_engine, 1, address=f"198.51.100.{number}")
    assert not _enters(own_engine, address="198.51.100.200")
    assert _enters(own_engine, address=HOME)
    accounts.unlock(own_engine, "ana", actor="root")
    assert _enters(own_engine, address="198.51.100.200")


@pytest.mark.parametrize(("one", "other", "same"), [
    ("2001:db8:1:2::5", "2001:db8:1:2:ffff::9", True),
    ("2001:db8:1:2::5", "2001:db8:1:3::5", False),
])  # fmt: skip
def test_a_household_has_one_address(own_engine: Engine, add: Add, one: str, other: str, same: bool) -> None:
    """Of an IPv6 address the first half counts: the second is anybody's to choose."""
    add("ana")
    _fail(own_engine, 5, address=one)
    assert _enters(own_engine, address=other) is not same


@pytest.mark.parametrize("prefix", ["::ffff:", "64:ff9b::"])
def test_an_ipv4_address_written_as_ipv6_is_one_address(own_engine: Engine, add: Add, prefix: str) -> None:
    """On a socket of both kinds each IPv4 address counts by itself: guessing from one keeps no other out."""
    add("ana")
    _fail(own_engine, 5, address=prefix + ELSEWHERE)
    assert _enters(own_engine, address=prefix + HOME)
    assert not _enters(own_engine, address=ELSEWHERE)
