"""One run of the truth benchmark in a process of its own: a city, its servers, a hub, and what the hub made of it all.

``python -m benchmarks.parts.truth_run '{"seed": 1, …}'`` prints one line of JSON. The environment names two empty
databases: SIMPUL_DATABASE_URL (migrated) for the hub, SIMPUL_SANDBOX_URL for the agencies.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from sandbox import generate, late, later, rulebook, score, tick, up
from simpul.compare import comparison as comparing
from simpul.config import schedule
from simpul.config import settings as config
from simpul.core import clock
from simpul.core.errors import AlreadyRunning, BrakeHeld, Park, Retry
from simpul.core.model import Feed
from simpul.delivery import deliver
from simpul.ingest import pull
from simpul.ingest import reconcile as sweep
from simpul.links import change_limit
from simpul.matching import match
from simpul.store import engine as db

REPO = Path(__file__).resolve().parents[2]
#: The most rounds until nothing moves any more; seconds a pull may be retried.
ROUNDS, PATIENCE = 10, 600.0
OUTAGE_DAYS = 3
#: Nobody listens here.
NOWHERE = "http://127.0.0.1:9"
_SILENT = "update simpul.cursor set last_success_at = last_success_at - make_interval(days => :days),"
_SILENT += " newest_source_at = newest_source_at - make_interval(days => :days) where feed like 'siak.%'"
_UNDER_WAY = "select count(*) from simpul.effect where state in ('ready', 'sent', 'unknown')"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to run. ``profile``: clean, hostile or outage."""

    seed: int
    residents: int
    profile: str = "clean"
    each: int | None = None
    #: Steps of life after the first pass.
    steps: int = 8


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of it: ``score`` as :func:`sandbox.score.score`, samples to look into, seconds per part."""

    wanted: Wanted
    score: dict[str, Any]
    missed: list[dict[str, str]]
    false_alarms: list[list[Any]]
    #: Cases opened while the registry was away that nobody planted, and what was opened at all meanwhile.
    opened_by_outage: int = 0
    opened_in_outage: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


class Driver:
    """The hub's use cases, called as a scheduler would call them."""

    def __init__(self) -> None:
        self.engine = db.engine()
        self.city = config.load()

    def reload(self) -> None:
        """Read the systems' addresses again."""
        self.city = config.load()

    def pull_all(self, *, away: str = "") -> int:
        """Every feed once, those of the system ``away`` in vain; returns rows that changed."""
        applied = 0
        for feeds in schedule.chains(self.city).values():
            for feed in feeds:
                if feed.system == away:
                    self._in_vain(feed)
                else:
                    applied += self._again(partial(self._pull, feed))
        return applied

    def _pull(self, feed: Feed) -> int:
        try:
            return pull.pull(self.engine, self.city, feed, caller="bench").totals.applied
        except BrakeHeld:
            with self.engine.begin() as connection:
                for held in change_limit.listing(connection):
                    change_limit.release(connection, held.id, "bench", "planted on purpose")
            raise

    def _in_vain(self, feed: Feed) -> None:
        try:
            pull.pull(self.engine, self.city, feed, caller="bench")
        except (Retry, Park):
            return
        raise AssertionError(f"{feed.name} was read although its system is away")

    @staticmethod
    def _again(call: Callable[[], int]) -> int:
        """Until it succeeds: a link that hiccups or rests is asked again."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return call()
            except (Retry, Park, BrakeHeld, AlreadyRunning):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def compare(self) -> None:
        """Until nothing is dirty that can be compared now."""
        for _ in range(ROUNDS):
            # Who is meant first, so that the rules see it.
            match.run(self.engine, self.city, caller="bench")
            done = comparing.compare(self.engine, self.city, caller="bench")
            if not done.subjects or done.held:
                return

    def deliver(self) -> None:
        """Every system that is sent to."""
        for system in schedule.receivers(self.city):
            self._again(partial(self._deliver, system))

    def _deliver(self, system: str) -> int:
        done = deliver.deliver(self.engine, self.city, system, caller="bench")
        if done.state == "failed":
            raise Retry(done.reason)
        return done.sent

    def settle(self, *, away: str = "") -> None:
        """Rounds of pull, compare and deliver until nothing moves."""
        for _ in range(ROUNDS):
            applied = self.pull_all(away=away)
            self.compare()
            self.deliver()
            if not applied and not self.count(_UNDER_WAY):
                return

    def sweep(self) -> None:
        """Every feed whose source lists itself whole."""
        for feeds in schedule.chains(self.city).values():
            for feed in filter(schedule.sweepable, feeds):
                self._again(partial(self._sweep, feed))

    def _sweep(self, feed: Feed) -> int:
        return sweep.sweep(self.engine, self.city, feed, caller="bench").vanished

    def count(self, query: str) -> int:
        with self.engine.connect() as connection:
            return int(connection.execute(text(query)).scalar_one())

    def three_days_silent(self) -> None:
        """As if the registry had last answered three days earlier."""
        with self.engine.begin() as connection:
            connection.execute(text(_SILENT), {"days": OUTAGE_DAYS})


def run(wanted: Wanted, folder: Path) -> Outcome:
    """Everything, from an empty city to the score."""
    spent, started = {}, time.monotonic()

    def note(part: str) -> None:
        spent[part] = round(time.monotonic() - started, 1)

    url, city = os.environ["SIMPUL_SANDBOX_URL"], folder / "city"
    options = {"dukcapil": ["--quota", "10000000"]}
    faults = "hostile" if wanted.profile == "hostile" else "clean"
    sandbox = up.up(url, city, faults=faults, seed=wanted.seed, options=options)
    try:
        today = clock.today()
        generate.generate(url, city, residents=wanted.residents, seed=wanted.seed, today=today, each=wanted.each)
        note("city")
        os.environ.update(sandbox.environment)
        config.SHIPPED = impatient(folder / "mappings")
        hub = Driver()
        hub.settle()
        note("first pass")
        opened = _away(hub, wanted, url, city) if wanted.profile == "outage" else (0, 0)
        _live(wanted, url, city)
        hub.settle()
        note("life")
        later.plant_later(url, city, seed=wanted.seed, each=rulebook.USUAL if wanted.each is None else wanted.each)
        hub.settle()
        late.vanish(url, city)
        hub.sweep()
        hub.settle()
        note("swept")
    finally:
        up.stop(sandbox)
    return _outcome(wanted, city, opened, spent)


def _live(wanted: Wanted, url: str, city: Path, *, more: int = 0) -> None:
    """Life goes on, and what only time can plant is planted."""
    for number in range(1, wanted.steps + 1):
        tick.tick(url, city, seed=wanted.seed, step=more + number)
    late.plant_late(url, city, seed=wanted.seed + more, each=wanted.each)
    later.quote_before(url, city, seed=wanted.seed + more, each=rulebook.USUAL if wanted.each is None else wanted.each)


def _away(hub: Driver, wanted: Wanted, url: str, city: Path) -> tuple[int, int]:
    """Three days without the registry while life goes on; cases opened meanwhile without cause, and all of them."""
    here, before = os.environ["SIMPUL_SIAK_URL"], hub.count("select count(*) from simpul.cases")
    hub_url, truth = os.environ["SIMPUL_DATABASE_URL"], city / "truth.jsonl"
    known = set(score.false_alarms(hub_url, truth))
    os.environ["SIMPUL_SIAK_URL"] = NOWHERE
    hub.reload()
    hub.three_days_silent()
    _live(wanted, url, city, more=1_000)
    hub.settle(away="siak")
    wrong = set(score.false_alarms(hub_url, truth)) - known
    opened = hub.count("select count(*) from simpul.cases") - before
    os.environ["SIMPUL_SIAK_URL"] = here
    hub.reload()
    hub.settle()
    return len(wrong), opened


def impatient(target: Path) -> Path:
    """The shipped mappings, except that a link that was closed opens after two seconds."""
    shutil.copytree(REPO / "mappings", target)
    for file in target.glob("*/system.yaml"):
        words = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"limits: \{", "limits: {breaker_seconds: 2, ", words), encoding="utf-8")
    return target


def _outcome(wanted: Wanted, city: Path, opened: tuple[int, int], spent: dict[str, float]) -> Outcome:
    hub_url, truth = os.environ["SIMPUL_DATABASE_URL"], city / "truth.jsonl"
    told = score.score(hub_url, truth)
    told["ambiguous"] = _ambiguous(score.read(truth))
    return Outcome(
        wanted=wanted,
        score=told,
        missed=score.missed(hub_url, truth)[:500],
        false_alarms=[[list(place), kind] for place, kind in score.false_alarms(hub_url, truth)][:500],
        opened_by_outage=opened[0],
        opened_in_outage=opened[1],
        seconds=spent,
    )


def _ambiguous(lines: list[dict[str, str]]) -> dict[str, int]:
    """Kind → planted links that no reader could tell: others fit what the record says as well."""
    found: dict[str, int] = {}
    for line in lines:
        if line.get("alike"):
            found[line["kind"]] = found.get(line["kind"], 0) + 1
    return found


def main() -> None:
    """Run what the first argument says."""
    wanted = Wanted(**json.loads(sys.argv[1]))
    with tempfile.TemporaryDirectory(prefix="simpul-truth-") as folder:
        os.environ |= {"SIMPUL_MAPPINGS": str(REPO / "sandbox" / "mappings"), "SIMPUL_HOME": f"{folder}/home"}
        outcome = run(wanted, Path(folder))
    sys.stdout.write(json.dumps(asdict(outcome), default=str) + "\n")


if __name__ == "__main__":
    main()
