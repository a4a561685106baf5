"""What comparing and upkeep leave behind does not depend on who asks: the schedule, the command or an operator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from cli.app import app
from simpul.config import settings
from simpul.operations import runs, scheduled, use_cases
from simpul.testing.town import COMPLAINTS, COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person

LEFT = {
    "who is meant": "select left_key, right_key, how, state from simpul.match order by 1, 2",
    "disagreements": "select kind, rule, field, record_key, state, cause from simpul.cases order by 1, 2, 3, 4",
    "sendings": "select kind, record_key, state, values from simpul.effect order by 1, 2",
    "agreed": 'select record_key, "values" from simpul.base order by 1',
    "marks": "select subject_kind, subject_key, reason from simpul.dirty order by 1, 2, 3",
    "runs": "select kind, state, read from simpul.run where kind <> 'pull' order by 1, 2, 3",
    "audit": "select chain, act from simpul.audit where actor = 'simpul' order by 1, 2",
}


def _schedule(_: Town) -> None:
    scheduled.run("compare", caller="scheduled__1")


def _command(_: Town) -> None:
    done = CliRunner().invoke(app, ["compare", "--json"])
    assert done.exit_code == 0, done.output


def _operator(town: Town) -> None:
    failed = town.rows("select id from simpul.run where kind = 'compare' and state = 'failed'")
    runs.retry(town.engine, town.city, failed[0]["id"], actor="rina")
    assert use_cases.work(town.engine, town.city).done == 1


def _left(town: Town) -> dict[str, list[Any]]:
    return {part: [tuple(row.values()) for row in town.rows(statement)] for part, statement in LEFT.items()}


def _moved(engine: Engine) -> Town:
    """Siti moved house, and a complaint carries her number; a comparison failed before it looked."""
    made = Town.settled(engine, city=settings.load())
    made.pull("loket.berkas_masuk")
    made.pull(COMPLAINTS)
    made.compare()
    made.pull(SOURCE, person(SITI, alamat="JL. DUA 2"))
    made.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="SITI AMINAH BR GINTING"))
    complaint = {"key": "1", "id_pengaduan": "1", "judul": "", "rahasia": False, "anonim": False}
    made.pull(COMPLAINTS, {**complaint, "isi": f"NIK saya {SITI}", "nama_pelapor": "SITI AMINAH"})
    with made.engine.begin() as conn:
        conn.execute(text("insert into simpul.run (kind, target, state) values ('compare', '', 'failed')"))
    return made


@pytest.fixture
def known(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The schedule and the command find the database by themselves."""
    monkeypatch.setenv("SIMPUL_DATABASE_URL", database_url)
    monkeypatch.setenv("SIMPUL_HOME", str(tmp_path))


@pytest.mark.usefixtures("known")
def test_a_comparison_leaves_the_same_whoever_asks(engine: Engine) -> None:
    """Schedule, command and an operator's "try again" find the same people, disagreements and sendings."""
    left = {}
    for who, ask in {"schedule": _schedule, "command": _command, "operator": _operator}.items():
        town = _moved(engine)
        ask(town)
        left[who] = _left(town)
    assert ("1", SITI, "number", "sure") in left["schedule"]["who is meant"]
    assert left["schedule"]["disagreements"]
    assert left["command"] == left["schedule"]
    assert left["operator"] == left["schedule"]


@pytest.mark.usefixtures("known")
def test_upkeep_leaves_the_same_whoever_asks(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Schedule and command look after the same things, the links among them."""
    for system in ("APSP", "SP4", "DUKCAPIL", "LOKET"):
        monkeypatch.delenv(f"SIMPUL_{system}_URL", raising=False)
    monkeypatch.setenv("SIMPUL_SIAK_URL", "http://127.0.0.1:9")
    looked = []
    for ask in (lambda: scheduled.run("upkeep"), lambda: CliRunner().invoke(app, ["upkeep", "--json"])):
        town = Town.settled(engine)
        with engine.begin() as conn:
            conn.execute(text("delete from simpul.link_check"))
        ask()
        looked.append(town.rows("select system, lines from simpul.link_check order by 1"))
    assert [row["system"] for row in looked[0]] == ["siak"]
    assert looked[1] == looked[0]
