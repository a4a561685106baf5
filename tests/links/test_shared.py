"""Two worker processes share one breaker."""

from __future__ import annotations

import subprocess
import sys
import uuid
from pathlib import Path

from sqlalchemy import Engine, text

#: A worker: opens its guard, waits for the word, asks once and says how it went and how often it sent.
WORKER = """
import sys
from simpul.core.errors import Park, Retry
from simpul.core.model import Limits, System
from simpul.links import guard
from simpul.store import engine

url, name, how = sys.argv[1:]
limits = Limits(breaker_after=3, breaker_seconds=60, attempts=1, deadline=20)
ask = guard.guard(engine.engine(url), System(name=name, title="Uji", adapter="rest", address="", limits=limits))
print("ready", flush=True)

def request(seconds):
    print("sent", flush=True)
    sys.stdin.readline()
    if how == "fails":
        raise Retry("refused")
    return "ok"

for line in sys.stdin:
    try:
        print("done", ask(request), flush=True)
    except (Park, Retry) as error:
        print(type(error).__name__, flush=True)
"""


class Worker:
    """A real process with a guard of its own."""

    def __init__(self, repo: Path, url: str, name: str, how: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, url, name, how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=repo,
        )
        assert self.says() == "ready"

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def tell(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=20)


def test_one_breaker_and_one_probe_for_all_workers(repo: Path, database_url: str, engine: Engine) -> None:
    """Failures of two workers add up to one opening, and half open only one of them sends."""
    name = f"s{uuid.uuid4().hex[:8]}"
    with Worker(repo, database_url, name, "fails") as bad, Worker(repo, database_url, name, "answers") as good:
        for _ in range(3):
            bad.tell()
            assert bad.says() == "sent"
            bad.tell()
            assert bad.says() == "Retry"
        good.tell()
        assert good.says() == "Park", "what one worker found out holds for the other"
        with engine.begin() as connection:
            connection.execute(
                text("update simpul.link_state set open_until = clock_timestamp() where system = :name"), {"name": name}
            )
        good.tell()
        assert good.says() == "sent"
        bad.tell()
        assert bad.says() == "Park", "the probe is out with the other worker"
        good.tell()
        assert good.says() == "done ok"
        bad.tell()
        assert bad.says() == "sent", "the probe's answer opened the link for all"
        bad.tell()
        assert bad.says() == "Retry"
