"""Who acts on the command line: an account of the operating-system user who runs the command, and nobody else."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner, Result

from cli.app import app
from simpul.core.errors import NotPossible
from simpul.people import accounts, delegation

ME = pwd.getpwuid(os.geteuid()).pw_name
UNIT = ("people", "unit", "KC-127122", "--name", "Medan Baru Timur", "--office", "KC", "--kecamatan", "127122")
Run = Callable[..., Result]


@pytest.fixture
def run(own_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the test's database, whatever the environment says about who runs it."""
    monkeypatch.setenv("SIMPUL_DATABASE_URL", own_engine.url.render_as_string(hide_password=False))
    monkeypatch.delenv("SIMPUL_ACTOR", raising=False)
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"):
        monkeypatch.setenv(name, "sari")
    return lambda *words: CliRunner().invoke(app, words, catch_exceptions=False)


def _add(engine: Engine, username: str, *roles: str) -> None:
    accounts.add(engine, username=username, name=username, unit="WD", roles=roles, actor="kepala")


def _who(engine: Engine) -> list[str]:
    """Who changed units, in the audit's words."""
    with engine.connect() as conn:
        return list(conn.execute(text("select actor from simpul.audit where act = 'unit_put' order by at")).scalars())


def test_before_there_is_anybody_the_os_user_acts(own_engine: Engine, run: Run) -> None:
    """The first set-up needs no account; even then nobody acts under another name, however the environment lies."""
    assert run(*UNIT).exit_code == 0
    with pytest.raises(NotPossible, match="sari"):
        run(*UNIT, "--actor", "sari")
    assert _who(own_engine) == [ME]


def test_the_first_administrator_acts_from_the_server(own_engine: Engine, run: Run) -> None:
    """Who makes the first administrator acts as that account from then on, named or not, and as no other."""
    run("people", "first-admin", "kepala")
    assert run(*UNIT).exit_code == 0 and run(*UNIT, "--actor", "KEPALA").exit_code == 0
    _add(own_engine, "sari", "approver")
    with pytest.raises(NotPossible, match="people bind"):
        run(*UNIT, "--actor", "sari")
    with pytest.raises(NotPossible, match="entah"):
        run(*UNIT, "--actor", "entah")
    assert _who(own_engine) == ["kepala", "kepala"]


def test_who_has_no_account_does_not_act(own_engine: Engine, run: Run) -> None:
    """Once there are people, an operating-system user without account is told what to ask for."""
    _add(own_engine, "sari", "approver")
    for said in (UNIT, (*UNIT, "--actor", "sari"), (*UNIT, "--actor", ME)):
        with pytest.raises(NotPossible, match="people bind"):
            run(*said)
    assert _who(own_engine) == []


def test_an_account_in_use_is_bound_by_two(own_engine: Engine, run: Run) -> None:
    """A new account is bound at once; one that has a password waits for a second person, who is not meant by it."""
    from simpul.people import changes

    run("people", "first-admin", "kepala")
    for username in ("baru", "budi", "wali"):
        _add(own_engine, username, "approver")
    found = accounts.by_username(own_engine, "budi")
    assert found is not None
    accounts.set_password(own_engine, found.id, "empat kuda makan di sawah", actor="budi")
    assert run("people", "bind", "baru", "--os-user", "lain").exit_code == 0
    assert "orang kedua" in run("people", "bind", "budi", "--os-user", ME).stdout
    (waiting,) = changes.waiting(own_engine)
    with pytest.raises(NotPossible, match="people bind"):
        run(*UNIT, "--actor", "budi")
    for who in ("kepala", "budi"):
        with pytest.raises(NotPossible):
            changes.approve(own_engine, waiting.id, actor=who)
    changes.approve(own_engine, waiting.id, actor="wali")
    with pytest.raises(NotPossible, match="--actor"):
        run(*UNIT)
    assert run(*UNIT, "--actor", "budi").exit_code == 0


def test_accounts_of_one_os_user_are_one_person(own_engine: Engine, run: Run) -> None:
    """What one of them proposed the other never approves, also when the one was let go in between."""
    run("people", "first-admin", "kepala")
    _add(own_engine, "budi", "approver")
    run("people", "bind", "budi", "--os-user", ME)
    with own_engine.connect() as conn:
        since = conn.execute(text("select clock_timestamp()")).scalar_one()
    run("people", "unbind", "budi", "--os-user", ME, "--actor", "kepala")
    with own_engine.connect() as conn:
        with pytest.raises(NotPossible):
            delegation.may_approve(conn, proposer="kepala", approver="budi", since=since)
        delegation.may_approve(conn, proposer="kepala", approver="budi", since=None)
