"""Links from the command line: what an officer reads and decides."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from cli.app import app
from simpul.testing import crew

NIK = "1271096902049001"


@pytest.fixture
def offered(engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """One offered link of a complaint to a resident."""
    monkeypatch.setenv("SIMPUL_DATABASE_URL", database_url)
    statement = """
        insert into simpul.match (left_feed, left_key, right_feed, right_key, how, score, reasons, state)
        values (
            'sp4.pengaduan', '1', 'siak.penduduk', :nik, 'person', 0.7,
            '[{"id": "nama sama", "en": "same name"}]', 'offered'
        )
        returning id
    """
    with engine.begin() as conn:
        conn.execute(text("delete from simpul.match"))
        return int(conn.execute(text(statement), {"nik": NIK}).scalar_one())


def said(*words: str) -> str:
    """What the command prints when it succeeds."""
    done = CliRunner().invoke(app, ["match", *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_no_population_number_is_shown(offered: int) -> None:
    """List and show, for people and for programs, mask the NIK a link points to."""
    for words in (("list",), ("list", "--json"), ("show", str(offered)), ("show", str(offered), "--json")):
        assert NIK not in said(*words)
    assert json.loads(said("list", "--json"))[0]["right"] == "siak.penduduk 127109••••••9001"


@pytest.mark.parametrize(("act", "state"), [("confirm", "confirmed"), ("reject", "rejected")])
def test_a_decision_names_who_and_why_and_is_in_their_chain(engine: Engine, offered: int, act: str, state: str) -> None:
    """Confirm and reject keep person, time and reason, mark the complaint, and write one line in the person's chain."""
    crew.seat(engine, f"sari-{act}")
    said(act, str(offered), "--reason", "datang ke loket", "--actor", f"sari-{act}", "--json")
    with engine.connect() as conn:
        row = conn.execute(text("select * from simpul.match where id = :id"), {"id": offered}).one()
        chain = conn.execute(
            text("select act from simpul.audit where chain = :c"), {"c": f"orang/sari-{act}"}
        ).scalars()
        assert list(chain) == [f"match_{state}"]
    assert (row.state, row.decided_by, row.decided_reason) == (state, f"sari-{act}", "datang ke loket")
