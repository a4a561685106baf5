"""When a first cycle is complete, what keeps the exit code from being 0, and the names of the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from cli.demo import report as demo_report
from cli.demo import watch
from simpul.config import settings
from simpul.store import engine as db

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = (ROOT / "mappings", ROOT / "sandbox" / "mappings")
TOTALS = ("read", "applied", "unchanged", "superseded", "quarantined", "pending")
CITY = settings.load(FOLDERS)
FEEDS = [feed.name for feed in CITY.feeds.values() if feed.enabled]


@pytest.fixture
def engine(database_url: str) -> Engine:
    """A hub's database without runs."""
    found = db.engine(database_url)
    with found.begin() as connection:
        for table in ("page", "run", "cursor", "dirty", "effect", "cases"):
            connection.execute(text(f"truncate simpul.{table} cascade"))
    return found


def add_run(engine: Engine, kind: str, target: str, state: str = "done", **totals: int) -> int:
    """A run as the engine writes it."""
    values = {name: totals.get(name, 0) for name in TOTALS}
    columns, names = ", ".join(values), ", ".join(f":{name}" for name in values)
    with engine.begin() as connection:
        run = {"kind": kind, "target": target, "state": state}
        statement = f"insert into simpul.run (kind, target, state, {columns}) values (:kind, :target, :state, {names})"
        return int(connection.execute(text(f"{statement} returning id"), run | values).scalar_one())


def run_whole_cycle(engine: Engine) -> None:
    """Every feed passed once, one comparison, one effect verified."""
    for feed in FEEDS:
        add_run(engine, "pull", feed, read=3, applied=2, quarantined=1)
    with engine.begin() as connection:
        connection.execute(
            text("insert into simpul.cursor (feed, full_pass_at) select unnest(cast(:feeds as text[])), now()"),
            {"feeds": FEEDS},
        )
        connection.execute(
            text(
                'insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, "values", body, state)'
                " values ('segarkan_identitas', 'state', 'apsp', 'apsp.pemohon', 'P-1', 'k', '{}', '{}', 'verified')"
            )
        )

    add_run(engine, "compare", "compare")


def look(engine: Engine) -> watch.Seen:
    """Everything since the beginning."""
    return watch.look(engine, 0)


def test_nothing_is_complete_at_first(engine: Engine) -> None:
    """Before the first run every feed, the comparison and a verified effect are waited for."""
    assert len(watch.missing(CITY, look(engine))) == 3


def test_a_whole_cycle_is_complete_and_clean(engine: Engine) -> None:
    """Once every part has happened nothing is missing and nothing is wrong."""
    run_whole_cycle(engine)
    seen = look(engine)
    assert watch.missing(CITY, seen) == []
    assert watch.faults(seen, [{"dag_id": "compare", "state": "success"}], settled=True) == []


def test_a_dirty_subject_is_waited_for(engine: Engine) -> None:
    """A cycle is not complete while a subject of the first pass still has to be compared; a later change may wait."""
    run_whole_cycle(engine)
    statement = (
        "insert into simpul.dirty (subject_kind, subject_key, reason, marked_at)"
        " values ('penduduk', 'x', 'pull', now() + cast(:when as interval))"
    )
    with engine.begin() as connection:
        connection.execute(text(statement), {"when": "1 minute"})
    assert watch.missing(CITY, look(engine)) == []
    with engine.begin() as connection:
        connection.execute(text(statement), {"when": "-1 minute"})
    assert len(watch.missing(CITY, look(engine))) == 1


@pytest.mark.parametrize("state", ["running", "failed", "stopped", "held"])
def test_a_run_without_a_good_end_is_named(engine: Engine, state: str) -> None:
    """A run that has no end, failed, or waits for a person is named with its feed."""
    run_whole_cycle(engine)
    add_run(engine, "pull", "siak.penduduk", state)
    found = watch.faults(look(engine), [], settled=True)
    assert len(found) == 1
    assert "siak.penduduk" in found[0]


def test_a_later_good_run_heals(engine: Engine) -> None:
    """What the next run of the same feed made good is no fault: the hub heals itself."""
    add_run(engine, "pull", "siak.penduduk", "failed")
    run_whole_cycle(engine)
    assert watch.faults(look(engine), [], settled=True) == []


def test_a_failed_schedule_is_a_fault(engine: Engine) -> None:
    """The newest ended run of every DAG must have succeeded; one still running is not judged."""
    run_whole_cycle(engine)
    runs = [
        {"dag_id": "compare", "state": "failed"},
        {"dag_id": "pull_siak", "state": "success"},
        {"dag_id": "pull_siak", "state": "running"},
    ]
    assert watch.faults(look(engine), runs, settled=True) == ["Airflow compare: failed"]


def test_the_names_of_the_report_are_stable(engine: Engine, tmp_path: Path) -> None:
    """``--json FILE`` holds exactly the names that others rely on, whatever else it holds."""
    run_whole_cycle(engine)
    truth = {"planted": 1, "found": 1, "missed": 0, "false_alarms": 0, "by_kind": {}}
    run: dict[str, Any] = {"dag_id": "compare", "state": "success", "duration": 1.24}
    content = demo_report.report(
        look(engine), ok=True, seconds=61.26, systems=["apsp", "sp4"], truth=truth, dag_runs=[run], timing={"city": 4.0}
    )
    file = tmp_path / "out.json"
    demo_report.save(file, content)
    found = json.loads(file.read_text())

    assert (found["ok"], found["seconds"], found["truth"]) == (True, 61.3, truth)
    assert found["systems"]["siak.penduduk"] == dict(zip(TOTALS, (3, 2, 0, 0, 1, 0), strict=True))
    assert set(found["systems"]) == set(FEEDS)
    assert found["effects"] == {
        "apsp": {"sent": 1, "verified": 1, "unknown": 0, "failed": 0},
        "sp4": {"sent": 0, "verified": 0, "unknown": 0, "failed": 0},
    }
    assert found["dag_runs"] == [{"dag_id": "compare", "state": "success", "seconds": 1.2}]


def test_pages_must_add_up_to_their_run(engine: Engine) -> None:
    """A run whose pages count otherwise than itself is found."""
    run_whole_cycle(engine)
    run = add_run(engine, "pull", "siak.penduduk", read=2, applied=2)
    with engine.begin() as connection:
        connection.execute(
            text(
                "insert into simpul.page (run_id, feed, number, digest, media, read, applied)"
                " values (:run, 'siak.penduduk', 1, '', 'xml', 1, 1)"
            ),
            {"run": run},
        )
    found = watch.faults(look(engine), [], settled=True)
    assert len(found) == 1
