"""The words of the command, as an operator on the server types them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simpul.store import engine as db
from simpul.testing import crew
from tests.operations.alerts.conftest import Inbox
from tests.operations.status.facts import Facts


@pytest.fixture
def simpul(facts: Facts, web: Inbox, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command's start; its environment is set beside it."""
    monkeypatch.setenv("SIMPUL_ALERT_UJI", f"json://127.0.0.1:{web.port}/x")
    return [sys.executable, "-m", "cli"]


def call(start: list[str], repo: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    # The sandbox's agreements began today; those shipped end on a day.
    mappings = str(repo / "sandbox" / "mappings")
    environment = {**os.environ, "SIMPUL_DATABASE_URL": url, "PYTHONPATH": str(repo), "SIMPUL_MAPPINGS": mappings}
    return subprocess.run(
        [*start, *words], cwd=repo, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_day_of_an_operator(simpul: list[str], repo: Path, own_database_url: str, web: Inbox, facts: Facts) -> None:
    """Add a route, test it, see a turn tell, silence, list; every read also as JSON."""

    def say(*words: str) -> subprocess.CompletedProcess[str]:
        return call(simpul, repo, own_database_url, "alerts", *words)

    crew.seat(db.engine(own_database_url), "rina")
    assert say("beat").returncode == 3
    added = say("route", "add", "jaga", "--env", "SIMPUL_ALERT_UJI", "--from", "info", "--no-digest", "--actor", "rina")
    assert added.returncode == 0, added.stderr
    assert "Pesan uji diterima jalur jaga." in say("route", "test", "jaga", "--actor", "rina").stdout
    # Rows of today that do not add up: planted last, so that it is still today when they are told.
    facts.allow_gaps()
    facts.run("siak.penduduk", read=10, applied=9)
    told = json.loads(say("run", "--json").stdout)
    assert (told["queued"], told["sent"]) == (1, 1)
    assert "tidak cocok, selisih 1" in web.texts[-1]
    assert say("beat").returncode == 0
    assert say("silence", "--kind", "gap", "--reason", "diperbaiki", "--actor", "rina").returncode == 0
    found = json.loads(say("list", "--json").stdout)
    assert [one["silenced"] for one in found["alerts"]] == [True]
    (route,) = json.loads(say("route", "list", "--json").stdout)
    assert (route["name"], route["env"], route["state"]) == ("jaga", "SIMPUL_ALERT_UJI", "on")
    refused = say("route", "add", "lain", "--env", "json://127.0.0.1/token", "--actor", "rina")
    assert (refused.returncode, "token" in refused.stdout + refused.stderr) == (3, False)


def test_the_watcher_is_a_process_that_ends_when_asked(
    simpul: list[str], repo: Path, own_database_url: str, facts: Facts
) -> None:
    """It takes turns, leaves heartbeats, and SIGTERM ends it with exit code 0."""
    environment = {**os.environ, "SIMPUL_DATABASE_URL": own_database_url, "PYTHONPATH": str(repo)}
    environment["SIMPUL_LOG_LEVEL"] = "warning"
    words = [*simpul, "alerts", "watch", "--every", "1"]
    process = subprocess.Popen(
        words, cwd=repo, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + 90
        while not facts.sql("select coalesce(max(turns), 0) >= 2 from simpul.heartbeat").scalar():
            assert time.monotonic() < deadline
            time.sleep(0.2)
    finally:
        process.send_signal(signal.SIGTERM)
        _, trouble = process.communicate(timeout=60)
    assert (process.returncode, trouble) == (0, "")
