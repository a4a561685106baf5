"""The demo's accounts: one a role, readable by the owner of the home alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from cli.demo import accounts as demo_accounts
from simpul.core.errors import NotPossible
from simpul.people import accounts, sessions, signing
from simpul.people.rights import ROLES


def test_everybody_can_sign_in(own_engine: Engine, tmp_path: Path) -> None:
    """Each role has an account whose password opens the door, and somebody who sees one kecamatan only."""
    logins = demo_accounts.make(own_engine, tmp_path)
    people = [
        sessions.find(own_engine, signing.sign_in(own_engine, one.username, one.password, address="::1"))
        for one in logins
    ]
    assert {role for person in people if person for role in person.roles} == set(ROLES)
    assert any(person and person.scope.kecamatan == ("127101",) for person in people)


def test_only_the_owner_reads_the_passwords(own_engine: Engine, tmp_path: Path) -> None:
    """The file has mode 600 and every login; a later start makes other passwords and the old ones are worthless."""
    (first, *_) = demo_accounts.make(own_engine, tmp_path)
    file = tmp_path / demo_accounts.FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert f"{first.username:<16} {first.password}" in file.read_text()
    (again, *_) = demo_accounts.make(own_engine, tmp_path)
    assert again.password != first.password
    with pytest.raises(NotPossible):
        signing.sign_in(own_engine, first.username, first.password, address="::1")


def test_accounts_of_others_are_left_alone(own_engine: Engine, tmp_path: Path) -> None:
    """Who was added by somebody else keeps what they have."""
    accounts.add(own_engine, username="operator", name="Rina", unit="WD", roles=["viewer"], actor="admin")
    demo_accounts.make(own_engine, tmp_path)
    found = accounts.account(own_engine, "operator")
    assert (found.person.roles, found.has_password) == (frozenset({"viewer"}), False)
