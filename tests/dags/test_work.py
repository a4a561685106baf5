"""What a scheduler calls: ids in, counts out."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from simpul.config import schedule, settings
from simpul.operations import scheduled
from simpul.store import audit, lease
from simpul.store import engine as db

ROOT = Path(__file__).resolve().parents[2]
CITY = settings.load((ROOT / "mappings", ROOT / "sandbox" / "mappings"))


def test_compared_feeds_come_first() -> None:
    """In every chain parents come before their children and compared feeds before those only kept."""
    chains = schedule.chains(CITY)
    assert [feed.name for feed in chains["siak"]][0] == "siak.penduduk"
    assert [feed.name for feed in chains["apsp"]][0] == "apsp.pemohon"
    assert [feed.name for feed in chains["sp4"]] == ["sp4.pengaduan", "sp4.tindak_lanjut"]
    assert "siak_sql" not in chains


def test_a_taken_lease_is_left_alone(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduled run that finds another worker at it leaves without an error and without doing anything."""
    monkeypatch.setenv("SIMPUL_DATABASE_URL", database_url)
    with lease.held(db.engine(database_url), "siak.penduduk", "all"):
        assert scheduled.run("pull", "siak.penduduk", caller="test") == {"already_running": 1}


def test_a_missed_deadline_is_written_down(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run past its deadline leaves one line in the audit chain of its schedule, and the chain verifies."""
    monkeypatch.setenv("SIMPUL_DATABASE_URL", database_url)
    scheduled.deadline_missed(dag="pull_siak", minutes=60, context={"dag_run": "x"})
    with db.engine(database_url).connect() as connection:
        row = connection.execute(text("select act, detail from simpul.audit where chain = 'dag/pull_siak'")).one()
        audit.verify(connection, "dag/pull_siak")
    assert (row.act, row.detail) == ("deadline_missed", {"dag": "pull_siak", "minutes": 60})


def test_upkeep_removes_what_is_past_its_retention_and_seals_the_audit(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The daily schedule sweeps and seals; only counts come back, and a second turn finds nothing to do."""
    monkeypatch.setenv("SIMPUL_DATABASE_URL", database_url)
    with db.engine(database_url).begin() as connection:
        connection.execute(
            text("insert into simpul.page_body values ('\\x01', 'k', '\\x02', 1, now() - interval '1 day')")
        )
        audit.write(connection, "orang/ani", "ani", "decide", {"case": 1})
    found = scheduled.run("upkeep")
    assert (found["bodies"], found["values"], found["sealed"] > 0) == (1, 0, True)
    assert scheduled.run("upkeep")["bodies"] == 0
    with db.engine(database_url).connect() as connection:
        heads = connection.execute(text("select chain from simpul.audit_head")).scalars().all()
    assert {"orang/ani", "retensi"} <= set(heads)
