"""Whom the city's provider lets in as an account: of an account in use two persons say it, never an administrator."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from simpul.core.errors import NotPossible
from simpul.people import accounts, changes, invitations, oidc, terminal
from tests.people.conftest import PASSWORD, Add

ISSUER = "https://akun.contoh.go.id"
MINE = oidc.Claims(issuer=ISSUER, subject="kepala-sendiri", email="kepala.lain@contoh.go.id")


@pytest.fixture
def crew(own_engine: Engine, add: Add) -> Engine:
    """An administrator and two approvers; the provider knows none of them yet."""
    for username, role in (("kepala", "admin"), ("budi", "approver"), ("joni", "approver")):
        add(username, role)
    return own_engine


def _email(engine: Engine) -> object:
    return accounts.change_email(engine, "budi", MINE.email, actor="kepala")


def _tie(engine: Engine) -> object:
    return oidc.tie(engine, "budi", issuer=ISSUER, subject=MINE.subject, actor="kepala")


BOTH = pytest.mark.parametrize("taken", [_email, _tie], ids=["e-mail", "tie"])


@BOTH
def test_an_administrator_alone_does_not_become_an_approver(crew: Engine, taken: Callable[[Engine], object]) -> None:
    """Neither an address nor a number of their own opens somebody else's account before a second person agreed."""
    taken(crew)
    with pytest.raises(NotPossible):
        oidc.identify(crew, MINE)
    (waiting,) = changes.waiting(crew)
    for who in ("kepala", "budi"):
        with pytest.raises(NotPossible):
            changes.approve(crew, waiting.id, actor=who)
    (told,) = changes.about(crew, "budi")
    assert told.actor == "kepala"
    changes.approve(crew, waiting.id, actor="joni")
    assert oidc.identify(crew, MINE) == accounts.account(crew, "budi").person.id


@BOTH
def test_what_is_refused_lets_nobody_in(crew: Engine, taken: Callable[[Engine], object]) -> None:
    """The owner turns it down; the account is known to the provider as before."""
    taken(crew)
    (waiting,) = changes.waiting(crew)
    changes.refuse(crew, waiting.id, actor="budi", reason="bukan surel saya")
    with pytest.raises(NotPossible):
        oidc.identify(crew, MINE)


@BOTH
def test_who_was_never_in_is_entered_by_one(crew: Engine, taken: Callable[[Engine], object]) -> None:
    """A new account needs nobody else to be known to the provider."""
    with crew.begin() as conn:
        conn.execute(text("update simpul.person set password = null where username = 'budi'"))
    taken(crew)
    assert oidc.identify(crew, MINE) == accounts.account(crew, "budi").person.id


def test_an_address_taken_meanwhile_is_refused_when_approved(crew: Engine) -> None:
    """What was free when it was asked for may be somebody's by now; then nothing changes."""
    _email(crew)
    accounts.add(
        crew, username="baru", name="Baru", unit="WD", roles=["viewer"], actor="kepala", email=MINE.email.upper()
    )
    (waiting,) = changes.waiting(crew)
    with pytest.raises(NotPossible):
        changes.approve(crew, waiting.id, actor="joni")
    assert accounts.account(crew, "budi").email is None


@pytest.mark.parametrize("way", ["provider", "server"])
def test_an_open_invitation_ends_when_the_account_is_in_use(crew: Engine, way: str) -> None:
    """A link an administrator kept opens no account whose owner came in by another way."""
    accounts.add(crew, username="tono", name="Tono", unit="WD", roles=["approver"], actor="kepala", email="t@contoh.id")
    link = invitations.invite(crew, "tono", actor="kepala")
    if way == "provider":
        oidc.identify(crew, oidc.Claims(issuer=ISSUER, subject="tono", email="t@contoh.id"))
    else:
        terminal.bind(crew, "tono", os_user="tono", actor="kepala")
    with pytest.raises(NotPossible):
        invitations.accept(crew, link.token, PASSWORD)


def test_two_accounts_stay_one_person_whatever_is_said_later(crew: Engine, add: Add) -> None:
    """Saying that an account is a third one's too takes nothing back: all three are one person."""
    from simpul.people import delegation

    for username in ("budi2", "budi3"):
        add(username, "case_officer")
    for one, other in (("budi2", "budi"), ("budi2", "budi3"), ("budi3", "budi2")):
        accounts.say_same(crew, one, other, actor="kepala")
    with crew.connect() as conn:
        for proposer in ("budi2", "budi3"):
            with pytest.raises(NotPossible):
                delegation.may_approve(conn, proposer=proposer, approver="budi", since=None)
