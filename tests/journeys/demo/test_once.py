"""The whole demo, as a newcomer starts it: a real city, real servers, real Airflow."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import psutil
import pytest

from cli.demo import accounts, attach
from simpul.config import settings
from simpul.store import embedded

ROOT = Path(__file__).resolve().parents[3]
CITY = settings.load((ROOT / "mappings", ROOT / "sandbox" / "mappings"))


def of_home(home: Path) -> list[str]:
    """Command lines of processes that belong to the demo of ``home``."""
    places = (str(home), str(embedded.place_of(home)))
    lines = [" ".join(process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"])]
    return [line for line in lines if any(place in line for place in places)]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_once_ends_well_and_leaves_nothing_running(tmp_path: Path) -> None:
    """``./run demo --once`` moves every feed, finds disagreements, delivers changes, adds up, exits 0 and is gone."""
    home, report = tmp_path / "home", tmp_path / "report.json"
    words = ["demo", "--once", "--residents", "3000", "--faults", "flaky", "--json", str(report)]
    env = {**os.environ, "SIMPUL_HOME": str(home)}
    env.pop("SIMPUL_DATABASE_URL", None)
    done = subprocess.run(
        [str(ROOT / "run"), *words], env=env, capture_output=True, text=True, check=False, timeout=880
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    found = json.loads(report.read_text())

    assert found["ok"] is True
    assert set(found["systems"]) == {feed.name for feed in CITY.feeds.values() if feed.enabled}
    for totals in found["systems"].values():
        parts = ("applied", "unchanged", "superseded", "quarantined", "pending")
        assert totals["read"] == sum(totals[part] for part in parts)
    assert found["effects"]["apsp"]["verified"] > 0
    assert found["truth"]["planted"] > 0 and found["truth"]["found"] > 0
    assert {run["state"] for run in found["dag_runs"]} == {"success"}
    assert (home / "truth.jsonl").exists()
    assert "demo-operator" in done.stdout
    assert (home / accounts.FILE).stat().st_mode & 0o777 == 0o600
    assert of_home(home) == []
    assert not (home / attach.OFFER).exists()
