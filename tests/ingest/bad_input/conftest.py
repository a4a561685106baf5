"""A hub with the shipped mappings, pulled from whatever a test lets an agency answer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from simpul.config.settings import City
from simpul.core import clock
from simpul.core.model import Page
from simpul.ingest.pull import RunResult, pull
from simpul.testing.town import shipped
from tests.ingest.pull.conftest import Source

REPO = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, kw_only=True)
class Hub:
    """The hub of a city whose agencies misbehave, in a database of its own."""

    engine: Engine
    city: City

    def pull(self, feed: str, *bodies: bytes) -> RunResult:
        """Pull a feed whose source gives exactly these answers, one page each."""
        asked = clock.now()
        last = len(bodies)
        pages = [
            Page(number=n, body=body, requested_at=asked, cursor=None if n == last else str(n))
            for n, body in enumerate(bodies, 1)
        ]
        return pull(self.engine, self.city, self.city.feeds[feed], adapter=Source(pages))

    def over_the_wire(self, feed: str) -> RunResult:
        """Pull a feed through its real adapter and its link, at the address the environment gives now."""
        city = shipped()
        return pull(self.engine, city, city.feeds[feed])

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """Rows of a query: tuples, or values where it has one column."""
        with self.engine.connect() as connection:
            found = connection.execute(text(statement), values).all()
        return [row[0] if len(row) == 1 else tuple(row) for row in found]

    def rested(self) -> None:
        """Let the time pass for which links rest after failures."""
        with self.engine.begin() as connection:
            connection.execute(
                text("update simpul.link_state set open_until = clock_timestamp() - interval '1 second'")
            )

    @property
    def last_run(self) -> tuple[str, str]:
        """State of the newest run, and its words."""
        state, reason = self.rows("select state, reason from simpul.run order by id desc limit 1")[0]
        return state, reason


@pytest.fixture
def hub(own_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The shipped mappings; no agency has an address yet."""
    monkeypatch.setenv("SIMPUL_HOME", str(tmp_path))
    return Hub(engine=own_engine, city=shipped())


def simpul(*words: str, home: Path, env: Mapping[str, str], without: str = "") -> subprocess.CompletedProcess[str]:
    """``simpul words`` as a user runs it; ``without``: a variable taken away."""
    environment = {**os.environ, "PYTHONPATH": str(REPO), "SIMPUL_HOME": str(home), **env}
    environment.pop(without, None)
    return subprocess.run(
        [sys.executable, "-m", "cli", *words], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
