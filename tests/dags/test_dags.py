"""The DAGs as Airflow's own parser sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simpul.config import schedule, settings

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "mappings", ROOT / "sandbox" / "mappings")
#: Runs inside a process of its own: Airflow reads its settings when it is first imported.
PARSE = """
import json, sys, time
import airflow.sdk
from airflow.dag_processing.dagbag import BundleDagBag
from airflow.serialization.serialized_objects import DagSerialization
heavy = {"polars", "dataframely", "requests", "zeep", "simpul.pull", "simpul.store.db"}
before = set(sys.modules)
began = time.process_time()
bag = BundleDagBag(sys.argv[1], bundle_path=sys.argv[1], bundle_name="dags-folder")
seconds = time.process_time() - began
print(json.dumps({
    "errors": bag.import_errors,
    "seconds": seconds,
    "heavy": sorted(heavy & (set(sys.modules) - before)),
    "dags": {name: DagSerialization.to_dict(dag)["dag"] for name, dag in bag.dags.items()},
}))
"""


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the parser says about ``dags/``."""
    home = tmp_path_factory.mktemp("airflow")
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "SIMPUL_MAPPINGS": str(ROOT / "sandbox" / "mappings"),
    }
    done = subprocess.run(
        [sys.executable, "-c", PARSE, str(ROOT / "dags")], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_every_dag_parses(parsed: dict[str, Any]) -> None:
    """The real parser finds a DAG per system, one to compare, per receiver, per sweep, errands, upkeep, no error."""
    city = settings.load(FOLDERS)
    wanted = {f"pull_{name}" for name in schedule.chains(city)} | {"compare", "errands", "upkeep"}
    wanted |= {f"deliver_{name}" for name in schedule.receivers(city)}
    wanted |= {f"sweep_{name}" for name in schedule.swept(city)}

    assert parsed["errors"] == {}
    assert set(parsed["dags"]) == wanted


def test_parsing_is_light(parsed: dict[str, Any]) -> None:
    """All DAGs parse in under half a second of CPU (the machine may be busy) and draw in nothing heavy."""
    assert parsed["heavy"] == []
    assert parsed["seconds"] < 0.5


def test_first_cycle_is_small(parsed: dict[str, Any]) -> None:
    """A first cycle keeps workers at 25 tasks at most: per feed, comparison, per receiver and swept system, upkeep."""
    assert sum(not task["__var"].get("_is_empty") for dag in parsed["dags"].values() for task in dag["tasks"]) <= 25


def test_feeds_are_chained_parents_first(parsed: dict[str, Any]) -> None:
    """A system's feeds run one after another, each after the one it asks for, and all of them colour the run."""
    city = settings.load(FOLDERS)
    for system, feeds in schedule.chains(city).items():
        tasks = {task["__var"]["task_id"]: task["__var"] for task in parsed["dags"][f"pull_{system}"]["tasks"]}
        end = tasks.pop("every_feed")
        assert (end["trigger_rule"], end.get("downstream_task_ids", [])) == ("none_failed", [])
        names = [feed.name for feed in feeds]
        assert list(tasks) == names
        for before, after in zip(names, names[1:], strict=False):
            assert sorted(tasks[before]["downstream_task_ids"]) == sorted([after, "every_feed"])
        assert tasks[names[-1]]["downstream_task_ids"] == ["every_feed"]
        own = [feed.parent for feed in feeds if feed.parent in names]
        assert all(names.index(feed.parent) < names.index(feed.name) for feed in feeds if feed.parent in own)


@pytest.mark.parametrize("key", ["doc_md", "tags", "max_active_runs", "deadline"])
def test_every_dag_is_described_and_watched(parsed: dict[str, Any], key: str) -> None:
    """Every DAG explains itself, carries tags, runs once at a time and has a deadline."""
    assert all(dag.get(key) for dag in parsed["dags"].values())
    assert all(dag["max_active_runs"] == 1 and not dag.get("catchup") for dag in parsed["dags"].values())


def test_every_task_is_bounded(parsed: dict[str, Any]) -> None:
    """Every task has a time-out and a pool of its link that is sized to what the agency tolerates."""
    city = settings.load(FOLDERS)
    pools = {*schedule.pools(city), "default_pool"}
    for dag in parsed["dags"].values():
        for task in (entry["__var"] for entry in dag["tasks"]):
            assert task["execution_timeout"] == 7200.0
            assert task.get("pool", "default_pool") in pools
    assert schedule.pools(city) == {
        f"link_{name}": system.limits.parallel for name, system in city.systems.items() if city.feeds_of(name)
    }


def test_dag_files_are_short() -> None:
    """A DAG file is at most 60 lines and the folder holds nothing but DAG files and their words."""
    files = [file for file in (ROOT / "dags").iterdir() if file.name != "__pycache__"]
    assert {file.suffix for file in files} == {".py", ".md"}
    assert all(len(file.read_text().splitlines()) <= 60 for file in files)


def test_packages_are_ours() -> None:
    """The names at the top of the repository mean our folders, whatever else is installed."""
    import adapters
    import monitoring
    import schemas
    import simpul

    for package in (adapters, monitoring, schemas, simpul):
        assert Path(package.__file__ or "").is_relative_to(ROOT)
