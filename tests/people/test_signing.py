"""Signing in, sessions and invitations."""

from __future__ import annotations

import hashlib
import statistics
import time

import pytest
from sqlalchemy import Engine, text

from simpul.core.errors import NotPossible
from simpul.core.texts import people as words
from simpul.people import accounts, invitations, sessions, signing
from simpul.testing import crew
from tests.people.conftest import PASSWORD, Add


def _wrong(engine: Engine, username: str, password: str = "salah salah salah") -> NotPossible:
    with pytest.raises(NotPossible) as refused:
        signing.sign_in(engine, username, password)
    return refused.value


def _set(engine: Engine, statement: str) -> None:
    with engine.begin() as conn:
        conn.execute(text(statement))


def test_sign_in_opens_a_session(own_engine: Engine, add: Add) -> None:
    """Who gives the right password is known by the token from then on, until signing out."""
    person = add("ana", "operator")
    token = signing.sign_in(own_engine, "ANA", PASSWORD, agent="Firefox")
    found = sessions.find(own_engine, token)
    assert found is not None and found.id == person.id and found.may("operate")
    sessions.end(own_engine, token)
    assert sessions.find(own_engine, token) is None


def test_tokens_are_stored_as_digests(own_engine: Engine, add: Add) -> None:
    """The database holds the digest of a token, never the token."""
    person = add("ana")
    token = sessions.start(own_engine, person.id)
    with own_engine.connect() as conn:
        kept = conn.execute(text("select * from simpul.session")).one()
    assert bytes(kept.digest) == hashlib.sha256(token.encode()).digest()
    assert token not in str(kept) and len(token) >= 43


def test_five_failures_lock_for_a_quarter_of_an_hour(own_engine: Engine, add: Add) -> None:
    """After five wrong passwords even the right one is refused for 15 minutes, after five more for 30."""
    add("ana")
    for _ in range(5):
        _wrong(own_engine, "ana")
    assert isinstance(_wrong(own_engine, "ana", PASSWORD), words.WRONG)
    assert _minutes(own_engine) == 15
    _set(own_engine, "update simpul.person set locked_until = clock_timestamp() - interval '1 second'")
    for _ in range(5):
        _wrong(own_engine, "ana")
    assert _minutes(own_engine) == 30
    accounts.unlock(own_engine, "ana", actor="root")
    assert signing.sign_in(own_engine, "ana", PASSWORD)


def _minutes(engine: Engine) -> int:
    with engine.connect() as conn:
        left = conn.execute(text("select locked_until - clock_timestamp() from simpul.person")).scalar_one()
    return round(left.total_seconds() / 60)


def test_an_unknown_name_is_answered_like_a_wrong_password(own_engine: Engine, add: Add) -> None:
    """Nobody learns who has an account: same words, about the same time."""
    add("ana")
    spent: dict[str, list[float]] = {"ana": [], "siapa": []}
    for _ in range(4):
        for username, times in spent.items():
            begun = time.perf_counter()
            assert isinstance(_wrong(own_engine, username), words.WRONG)
            times.append(time.perf_counter() - begun)
    known, unknown = (statistics.median(times[1:]) for times in spent.values())
    assert unknown > known * 0.4


def test_attempts_are_limited_per_address(own_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying one name after another from one address ends too; another address is not stopped by that."""
    monkeypatch.setattr(signing, "MOST_FROM_ADDRESS", 2)
    for number in range(2):
        with pytest.raises(NotPossible):
            signing.sign_in(own_engine, f"nama{number}", "salah", address="10.0.0.1")
    with pytest.raises(NotPossible) as refused:
        signing.sign_in(own_engine, "nama3", "salah", address="10.0.0.1")
    assert isinstance(refused.value, words.TOO_MANY)
    with pytest.raises(NotPossible) as other:
        signing.sign_in(own_engine, "nama3", "salah", address="10.0.0.2")
    assert isinstance(other.value, words.WRONG)


@pytest.mark.parametrize(
    "change",
    [
        "update simpul.session set last_seen_at = clock_timestamp() - interval '31 minutes'",
        "update simpul.session set expires_at = clock_timestamp() - interval '1 second'",
        "update simpul.person set ended_at = clock_timestamp()",
    ],
)
def test_sessions_end_by_themselves(own_engine: Engine, add: Add, change: str) -> None:
    """A session ends when unused for half an hour, after twelve hours, and with the person."""
    token = sessions.start(own_engine, add("ana").id)
    assert sessions.find(own_engine, token) is not None
    _set(own_engine, change)
    assert sessions.find(own_engine, token) is None


def test_a_page_that_refreshes_itself_keeps_no_session_alive(own_engine: Engine, add: Add) -> None:
    """Only use counts: an untouched look leaves the session as old as it was."""
    token = sessions.start(own_engine, add("ana").id)
    _set(own_engine, "update simpul.session set last_seen_at = clock_timestamp() - interval '20 minutes'")
    for touch, minutes in ((False, 20), (True, 0)):
        assert sessions.find(own_engine, token, touch=touch) is not None
        with own_engine.connect() as conn:
            age = conn.execute(text("select clock_timestamp() - last_seen_at from simpul.session")).scalar_one()
        assert round(age.total_seconds() / 60) == minutes


def test_sessions_end_when_password_roles_or_unit_change(own_engine: Engine, add: Add) -> None:
    """What a session was opened under no longer holds: it ends."""
    add("kepala", "admin")
    person = add("ana", "viewer")
    for change in (
        lambda: accounts.set_password(own_engine, person.id, "kata sandi yang lain", actor="kepala"),
        lambda: accounts.change_roles(own_engine, "ana", ["operator"], actor="kepala"),
        lambda: accounts.move(own_engine, "ana", "DK", actor="kepala"),
    ):
        token = sessions.start(own_engine, person.id)
        change()
        assert sessions.find(own_engine, token) is None


def test_the_visit_before_this_one_is_remembered(own_engine: Engine, add: Add) -> None:
    """Signing in again keeps when the last visit ended."""
    person = add("ana")
    first = sessions.start(own_engine, person.id)
    found = sessions.find(own_engine, first)
    assert found is not None and found.previous_visit_at is None
    again = sessions.find(own_engine, sessions.start(own_engine, person.id))
    assert again is not None and again.previous_visit_at is not None


def test_an_invitation_is_used_once(own_engine: Engine) -> None:
    """The link sets a password and is spent; a bad password does not spend it; a new link ends the former."""
    accounts.add(own_engine, username="ana", name="Ana", unit="WD", roles=("viewer",), actor="root")
    first = invitations.invite(own_engine, "ana", actor="root")
    second = invitations.invite(own_engine, "ana", actor="root")
    assert invitations.find(own_engine, first.token) is None
    with pytest.raises(NotPossible):
        invitations.accept(own_engine, second.token, "pendek")
    assert invitations.accept(own_engine, second.token, PASSWORD) == "ana"
    assert signing.sign_in(own_engine, "ana", PASSWORD)
    with pytest.raises(NotPossible) as refused:
        invitations.accept(own_engine, second.token, "sandi lain yang panjang")
    assert isinstance(refused.value, words.BAD_INVITATION)


def test_an_invitation_ends_after_a_day(own_engine: Engine, add: Add) -> None:
    """A link that lay about for a day opens nothing."""
    add("ana")
    made = crew.invite_again(own_engine, "ana", actor="root")
    _set(own_engine, "update simpul.invitation set expires_at = clock_timestamp() - interval '1 second'")
    assert invitations.find(own_engine, made.token) is None


def test_changing_ones_password_asks_for_the_present_one(own_engine: Engine, add: Add) -> None:
    """A browser left alone does not suffice to take an account over."""
    person = add("ana")
    with pytest.raises(NotPossible) as refused:
        signing.change_password(own_engine, person, current="bukan ini", new="kata sandi yang lain")
    assert isinstance(refused.value, words.WRONG_PASSWORD)
    signing.change_password(own_engine, person, current=PASSWORD, new="kata sandi yang lain")
    assert signing.sign_in(own_engine, "ana", "kata sandi yang lain")
