"""``simpul cases …``: the same acts from the command line, in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.app import app
from simpul.cases.cases import Decided, Evidence
from simpul.cases.decide import today
from simpul.core.errors import NotPossible
from simpul.core.texts import cases as words
from simpul.people import accounts
from simpul.testing import crew
from simpul.testing.town import SITI, Town

Only = Callable[[Town], int]
Run = Callable[..., str]
Decide = Callable[..., Decided]


@pytest.fixture
def run(named: Town, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``simpul cases words`` on the town's database; what it printed. Refusals come out as they are.

    Whoever runs the tests is Budi on this server; Ani works elsewhere.
    """
    monkeypatch.setenv("SIMPUL_DATABASE_URL", database_url)
    monkeypatch.delenv("SIMPUL_ACTOR", raising=False)
    if accounts.by_username(named.engine, "budi") is None:
        crew.hire(named.engine, "budi", ["approver"])
    crew.seat(named.engine, "budi")

    def command(*said: object, typed: str = "") -> str:
        done = CliRunner().invoke(app, ["cases", *map(str, said)], input=typed or None)
        if isinstance(done.exception, NotPossible):
            raise done.exception
        assert done.exit_code in (0, 1), done.output
        return done.output

    return command


def _json(run: Run, *said: object) -> Any:
    return json.loads(run(*said, "--json"))


PAPER = ("--evidence", "kartu_keluarga", "--evidence-number", "12/KK", "--evidence-date", "2026-01-05")


def test_a_case_is_settled_by_two_from_the_command_line(named: Town, decide: Decide, only: Only, run: Run) -> None:
    """List, show, propose, look at what waits, be asked, approve; JSON alone approves nothing, one user never twice."""
    case = only(named)
    assert [line["id"] for line in _json(run, "list", "--field", "nama_lengkap", "--live")] == [case]
    assert str(case) in run("list") and "SITI AMINA" in run("show", case)
    made = _json(run, "decide", case, "--choose", "authority", "--reason", "akta", "--actor", "budi", *PAPER)
    assert made["awaits"] is True
    assert _json(run, "proposals", "--actor", "budi") == []
    for who in ("budi", "ani"):
        with pytest.raises(NotPossible):
            run("approve", case, "--actor", who, "--yes")
    run("withdraw", case)
    decide(named, case, reason="akta", evidence=Evidence(kind="kartu_keluarga", number="12/KK", date=date(2026, 1, 5)))
    (waiting,) = _json(run, "proposals", "--actor", "budi")
    assert (waiting["before"], waiting["after"]) == ("SITI AMINA", "SITI AMINAH")
    assert _json(run, "approve", case, "--actor", "budi") == waiting
    asked = run("approve", case, "--actor", "budi", typed="n\n")
    assert "- SITI AMINA" in asked and "+ SITI AMINAH" in asked and "akta" in asked and "12/KK" in asked
    assert named.rows("select stands from simpul.decision where undone_at is null") == [{"stands": False}]
    run("approve", case, "--actor", "budi", "--yes")
    assert named.rows("select approved_by from simpul.decision where undone_at is null") == [{"approved_by": "budi"}]
    history = [entry["words"]["id"] for entry in _json(run, "show", case)["history"]]
    assert history[0].startswith("Diusulkan") and "Disetujui" in history


def test_half_a_document_is_none(named: Town, only: Only, run: Run) -> None:
    """A kind without number or date is answered, not dropped."""
    with pytest.raises(NotPossible, match="bukti"):
        run("decide", only(named), "--choose", "authority", "--reason", "x", "--evidence", "ktp_el")


def test_the_desk_from_the_command_line(named: Town, only: Only, run: Run) -> None:
    """Assign to a stand-in, comment, snooze, wake, delegate and end it, each also as JSON."""
    case = only(named)
    span = ("--starts", f"{today()}", "--ends", "2099-12-31", "--reason", "cuti")
    with pytest.raises(NotPossible, match="92 hari"):
        run("delegate", "--from", "budi", "--to", "citra", *span)
    span = ("--starts", f"{today()}", "--ends", f"{today() + timedelta(days=9)}", "--reason", "cuti")
    number = _json(run, "delegate", "--from", "budi", "--to", "citra", *span)["id"]
    assert "citra" in run("assign", case, "--to", "budi", "--actor", "budi")
    assert "citra" in run("delegations")
    run("undelegate", number)
    assert _json(run, "delegations") == []
    run("comment", case, f"NIK {SITI} benar", "--actor", "budi")
    assert "Ditunda" in run("snooze", case, "--until", "2099-01-01", "--actor", "budi")
    assert _json(run, "wake", case, "--actor", "budi")["id"] == "Tidak ditunda lagi."
    assert SITI not in run("show", case) + run("show", case, "--json")
    (group,) = _json(run, "groups")
    assert (group["open"], group["trend"]) == (1, "up") and group["cause"] in run("groups")


def test_refusing_and_putting_back_from_the_command_line(named: Town, decide: Decide, only: Only, run: Run) -> None:
    """Refuse with a reason, withdraw, open a baseline, undo; compensate shows before it proposes."""
    case = only(named)
    said = ("decide", case, "--choose", "authority", "--reason", "akta", "--actor", "budi", *PAPER)
    decide(named, case)
    run("refuse", case, "--reason", "tidak terbaca", "--actor", "budi")
    run(*said)
    run("withdraw", case, "--actor", "budi")
    decide(named, case)
    run("approve", case, "--actor", "budi", "--yes")
    shown = _json(run, "compensate", case)
    hindrance = words.NOTHING_SENT.words.id
    assert shown["hindrance"]["id"] == hindrance
    assert hindrance in run("compensate", case, "--reason", "keliru", "--yes").replace("\n", " ")
    assert len(named.rows("select id from simpul.decision")) == 3
    assert "dibatalkan" in run("undo", case, "--actor", "budi")
    cause = _json(run, "groups")[0]["cause"]
    with pytest.raises(NotPossible, match="tunggakan awal"):
        run("open-group", cause, "--reason", "rapat", "--actor", "budi")
