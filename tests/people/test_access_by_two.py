"""Access that could make one person both pairs of eyes is given by two persons, and its owner is told."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from simpul.core.errors import NotPossible
from simpul.people import accounts, founding, invitations
from tests.people.conftest import PASSWORD, Add

LINK = "Menunggu persetujuan orang kedua"


@pytest.fixture
def crew(own_engine: Engine, add: Add) -> Engine:
    """An administrator, two approvers in office, an officer."""
    for username, role in (("kepala", "admin"), ("budi", "approver"), ("joni", "approver"), ("ani", "case_officer")):
        add(username, role)
    return own_engine


def _details(engine: Engine, act: str) -> list[dict[str, object]]:
    with engine.connect() as conn:
        asked = "select detail from simpul.audit where act = :act order by at"
        return list(conn.execute(text(asked), {"act": act}).scalars())


def test_who_has_a_password_is_invited_by_two(crew: Engine) -> None:
    """An administrator alone gets no link to an account in use; after a second person agreed, one link, once."""
    from simpul.people import changes

    with pytest.raises(NotPossible):
        invitations.invite(crew, "budi", actor="kepala")
    invitations.ask(crew, "budi", actor="kepala", reason="sandi hilang")
    (waiting,) = changes.waiting(crew)
    for who in ("kepala", " KEPALA", "budi"):
        with pytest.raises(NotPossible):
            changes.approve(crew, waiting.id, actor=who)
    with pytest.raises(NotPossible):
        invitations.invite(crew, "budi", actor="kepala")
    changes.approve(crew, waiting.id, actor="joni")
    link = invitations.invite(crew, "budi", actor="kepala")
    with pytest.raises(NotPossible):
        invitations.invite(crew, "budi", actor="kepala")
    invitations.accept(crew, link.token, PASSWORD + " baru")
    assert _details(crew, "password_set")[-1] == {"person": "budi", "invited_by": "kepala"}


def test_who_was_never_in_is_invited_by_one(crew: Engine) -> None:
    """The first invitation of a new account needs nobody else; the audit names who invited."""
    accounts.add(crew, username="baru", name="Baru", unit="WD", roles=["viewer"], actor="kepala")
    link = invitations.invite(crew, "baru", actor="kepala")
    invitations.accept(crew, link.token, PASSWORD)
    assert _details(crew, "password_set")[-1] == {"person": "baru", "invited_by": "kepala"}


@pytest.mark.parametrize("roles", [["admin", "approver"], ["case_officer", "approver"], ["operator", "approver"]])
def test_conflicting_roles_are_given_by_two(crew: Engine, roles: list[str]) -> None:
    """To propose and approve, or to appoint and approve: until a second person agrees, the account stays as it was."""
    from simpul.people import changes

    told = accounts.change_roles(crew, "ani", roles, actor="kepala")
    assert LINK in told.id
    assert accounts.account(crew, "ani").person.roles == {"case_officer"}
    accounts.add(crew, username="semua", name="Semua", unit="WD", roles=roles, actor="kepala")
    assert "approver" not in accounts.account(crew, "semua").person.roles
    for one in changes.waiting(crew):
        for who in ("kepala", one.username):
            with pytest.raises(NotPossible):
                changes.approve(crew, one.id, actor=who)
        changes.approve(crew, one.id, actor="joni")
    assert accounts.account(crew, "ani").person.roles == accounts.account(crew, "semua").person.roles == set(roles)


def test_the_database_wants_another_for_access_too(crew: Engine) -> None:
    """Neither who asked nor who is meant is written down as the second person."""
    invitations.ask(crew, "budi", actor="kepala", reason="sandi hilang")
    for who in ("kepala", "budi"):
        with pytest.raises(IntegrityError), crew.begin() as conn:
            conn.execute(text("update simpul.account_change set approved_by = :who"), {"who": who})


def test_a_change_of_access_is_refused_or_withdrawn(crew: Engine) -> None:
    """With a reason by another, without one by who asked; nothing of it is left to use."""
    from simpul.people import changes

    for act in (
        lambda number: changes.refuse(crew, number, actor="joni", reason="bukan dia"),
        lambda number: changes.withdraw(crew, number, actor="kepala"),
    ):
        invitations.ask(crew, "budi", actor="kepala", reason="sandi hilang")
        (waiting,) = changes.waiting(crew)
        act(waiting.id)
        assert changes.waiting(crew) == ()
        with pytest.raises(NotPossible):
            invitations.invite(crew, "budi", actor="kepala")


def test_the_owner_is_told(crew: Engine) -> None:
    """Whoever's access is to change, or was changed from the server, reads what, by whom and when."""
    from simpul.people import changes

    invitations.ask(crew, "budi", actor="kepala", reason="sandi hilang")
    (told,) = changes.about(crew, "budi")
    assert (told.actor, told.approved_by, told.kind) == ("kepala", None, "invite")
    assert changes.about(crew, "joni") == ()
    founding.first_admin(crew, username="kepala", name="", actor="root", again=True, reason="sandi hilang")
    assert [one.actor for one in changes.about(crew, "kepala")] == ["root"]


def test_the_server_makes_no_administrator_of_an_approver(crew: Engine) -> None:
    """The way back in for a lost administrator is no way to both pairs of eyes."""
    with pytest.raises(NotPossible):
        founding.first_admin(crew, username="budi", name="", actor="root", again=True, reason="sandi hilang")
    assert accounts.account(crew, "budi").person.roles == {"approver"}
