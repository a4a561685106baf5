"""The ``people`` command."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from cli.app import app
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.texts import people as words
from simpul.people import accounts, invitations, signing
from tests.people.conftest import PASSWORD

Run = Callable[..., Result]


@pytest.fixture
def run(own_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on the test's database as whoever runs the tests."""
    monkeypatch.setenv("SIMPUL_DATABASE_URL", own_engine.url.render_as_string(hide_password=False))
    monkeypatch.delenv("SIMPUL_ACTOR", raising=False)

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(app, ["people", *words], catch_exceptions=False)

    return invoke


def _link(said: Result) -> str:
    return str(json.loads(said.stdout)["link"]).rpartition("/")[2]


def test_the_first_administrator_is_made_once(own_engine: Engine, run: Run) -> None:
    """The link sets the password; a second administrator that way needs --again and a reason."""
    token = _link(run("first-admin", "--json"))
    with pytest.raises(NotPossible) as refused:
        run("first-admin", "--again")
    assert isinstance(refused.value, acting.NO_REASON)
    invitations.accept(own_engine, token, PASSWORD)
    assert signing.sign_in(own_engine, "admin", PASSWORD)
    with pytest.raises(NotPossible) as again:
        run("first-admin", "lain")
    assert isinstance(again.value, words.ADMIN_EXISTS)
    assert _link(run("first-admin", "lain", "--again", "--reason", "sandi hilang", "--json"))


def test_people_are_added_listed_changed_and_leave(run: Run) -> None:
    """Every act an administrator has on the pages, from the server too."""
    run("first-admin")
    run("add", "budi", "--name", "Budi Lubis", "--unit", "KC-127109", "--role", "case_officer", "--role", "viewer")
    assert run("roles", "budi", "--role", "operator").exit_code == 0
    assert run("move", "budi", "--unit", "DK").exit_code == 0
    assert run("unlock", "budi").exit_code == 0
    listed = json.loads(run("list", "--json").stdout)
    assert [(one["username"], one["unit"], one["roles"]) for one in listed] == [
        ("admin", "WD", "admin"), ("budi", "DK", "operator"),
    ]  # fmt: skip
    assert len(json.loads(run("units", "--json").stdout)) == 26
    assert json.loads(run("leave", "budi", "--reason", "pindah", "--dry-run").stdout)["cases"] == 0
    run("leave", "budi", "--reason", "pindah")
    assert "budi" in run("list", "--ended").stdout and "budi" not in run("list").stdout


def test_units_name_their_office(own_engine: Engine) -> None:
    """Each unit belongs to an office that settles disagreements."""
    from simpul.core.offices import OFFICES

    assert {unit.office for unit in accounts.units(own_engine)} <= set(OFFICES)
