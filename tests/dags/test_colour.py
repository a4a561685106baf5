"""The colour of a DAG run, by Airflow's own rules: what failed inside it is never shown green."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from simpul.store import engine

ROOT = Path(__file__).resolve().parents[2]
#: Runs in a process of its own: Airflow reads its settings when it is first imported.
RUN = """
import json, subprocess, sys
subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True, stdout=sys.stderr)
from airflow.dag_processing.dagbag import BundleDagBag
bag = BundleDagBag(sys.argv[1], bundle_path=sys.argv[1], bundle_name="dags-folder")
assert not bag.import_errors, bag.import_errors
dag = bag.dags["pull_kotak"]
dag.deadline = None  # dag.test() of Airflow 3.3.2 looks a deadline up by its text and fails
run = dag.test()
tasks = {task.task_id: str(task.state) for task in run.get_task_instances()}
print("\\n" + json.dumps({"run": str(run.state), "tasks": tasks}))
"""


def _counter(folder: Path) -> dict[str, str]:
    """One more counter, whose agreement for the intake lists has ended; the settings to run its DAG with."""
    mappings = folder / "mappings" / "kotak"
    shutil.copytree(ROOT / "mappings" / "loket", mappings)
    for file in mappings.glob("*.yaml"):
        until = "2020-12-31" if file.stem == "berkas_masuk" else "2099-12-31"
        shown = re.sub(r"valid_until: \S+", f"valid_until: {until}", file.read_text("utf-8"))
        file.write_text(shown.replace("SIMPUL_LOKET_DIR", "SIMPUL_KOTAK_DIR"))
    for name in ("masuk", "selesai", "keluar"):
        (folder / "kotak" / name).mkdir(parents=True)
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SIMPUL_HOME": str(folder),
        "SIMPUL_MAPPINGS": str(folder / "mappings"),
        "SIMPUL_KOTAK_DIR": str(folder / "kotak"),
        "AIRFLOW_HOME": str(folder / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }


def test_a_feed_that_failed_makes_its_run_failed_and_keeps_no_other_from_its_turn(
    database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    """The first feed may not be read any more: the others are pulled, and the run as a whole is red."""
    name = engine.address(empty_database_url).database
    with create_engine(database_url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f'create database "{name}"'))
    address = engine.address(empty_database_url).set(drivername="postgresql+psycopg", password="")
    env = {
        **_counter(tmp_path),
        "SIMPUL_DATABASE_URL": database_url,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": address.render_as_string(hide_password=False),
    }
    words = [sys.executable, "-c", RUN, str(ROOT / "dags")]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    feeds = {task: state for task, state in found["tasks"].items() if task.startswith("kotak.")}
    assert feeds.pop("kotak.berkas_masuk") == "failed"
    assert feeds == dict.fromkeys(("kotak.antrean_cetak", "kotak.serah_terima", "kotak.stok_blangko"), "success")
    assert found["run"] == "failed"
