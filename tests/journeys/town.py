"""One small city's whole journey: ``python -m tests.journeys.town FOLDER`` leaves in FOLDER what it came to.

Taken in, compared, tested by the rules, matched, decided, sent, swept, reported: by the command and the console, on
real servers and a real database, by a clock that stands still and is moved on between the steps.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from sandbox import counters, generate, late, later, load, plant, tick, up
from sandbox.serving import libpq
from simpul.core.clock import WIB
from simpul.store import embedded, migrate
from simpul.store import engine as db
from tests.journeys import days, parts
from tests.journeys.acts import Acts
from tests.journeys.clock import BEGIN, REPO, Clock, NoClock
from tests.journeys.hub import Said, browsers, command, settle

SEED, RESIDENTS, EACH, STEPS = 27, 600, 1, 3
#: A journey that lasts longer hangs: it says where, and ends.
LONGEST = 1700.0


@dataclass(kw_only=True)
class Town:
    """The town under way."""

    folder: Path
    clock: Clock
    hub: str
    agencies: str
    said: list[Said] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def city(self) -> Path:
        """Folder of the agencies."""
        return self.folder / "city"

    def do(self, *words: str) -> Said:
        """Type a command that changes something, ten seconds after the one before; what it said is kept."""
        self.clock.forward(seconds=10)
        self.said.append(command(*words, "--json"))
        return self.said[-1]

    def rows(self, query: str) -> list[str]:
        """The first column of what the hub's database answers."""
        with psycopg.connect(libpq(self.hub)) as conn:
            return [str(row[0]) for row in conn.execute(query.encode()).fetchall()]

    def note(self, what: str) -> None:
        """How long it took to come here, for whoever waits."""
        lasted = time.monotonic() - self.began
        sys.stderr.write(f"{lasted:6.1f} s, {time.process_time():6.1f} s of them at work here  {what}\n")
        sys.stderr.flush()


@contextmanager
def standing(folder: Path) -> Iterator[Town]:
    """Servers and databases of a new town, as long as the ``with`` lasts."""
    clock = Clock(file=Path(os.environ["FAKETIME_TIMESTAMP_FILE"]))
    clock.set(BEGIN)
    with ExitStack() as stack:
        server = stack.enter_context(embedded.running(folder / "home"))
        town = Town(folder=folder, clock=clock, hub=server, agencies=db.beside(server, "golden_agencies"))
        migrate.migrate(town.hub)
        (moment,) = town.rows("select clock_timestamp() at time zone 'UTC'")
        if moment != f"{BEGIN:%Y-%m-%d %H:%M:%S}":
            raise NoClock(f"the database lives by another clock: {moment}")
        load.prepare(town.agencies)
        sandbox = up.up(town.agencies, town.city, faults="clean", seed=SEED)
        stack.callback(up.stop, sandbox)
        os.environ |= sandbox.environment
        os.environ |= {
            "SIMPUL_HOME": str(folder / "home"),
            "SIMPUL_DATABASE_URL": town.hub,
            "SIMPUL_MAPPINGS": str(REPO / "sandbox" / "mappings"),
        }
        town.note("servers")
        found(town)
        town.note("city")
        yield town


def found(town: Town) -> None:
    """Fill the agencies with a city smaller than ``sandbox generate`` makes."""
    day = BEGIN.astimezone(WIB).date()
    tables, files, truth = generate.city(RESIDENTS, seed=SEED, today=day, each=EACH)
    load.fill(town.agencies, tables)
    counters.write(town.city / "loket", files)
    plant.write(town.city / "truth.jsonl", truth)


def live(town: Town) -> None:
    """Life goes on at the agencies, and what only time can plant is planted."""
    for step in range(1, STEPS + 1):
        town.clock.forward(minutes=1)
        tick.tick(town.agencies, town.city, seed=SEED, step=step)
    late.plant_late(town.agencies, town.city, seed=SEED, each=EACH)
    later.quote_before(town.agencies, town.city, seed=SEED, each=EACH)


def live_on(town: Town) -> None:
    """Cards go back, numbers are given out again, complaints turn secret, applicants vanish."""
    town.clock.forward(minutes=1)
    later.plant_later(town.agencies, town.city, seed=SEED, each=EACH)
    late.vanish(town.agencies, town.city)


def run(folder: Path) -> None:
    """The whole journey, and what it came to."""
    with standing(folder) as town:
        engine = db.engine(town.hub)
        settle(engine)
        with browsers(engine) as everybody:
            acts = Acts(browsers=everybody)
            days.first(town, acts)
            live(town)
            days.second(town, acts)
            live_on(town)
            days.third(town, acts)
            parts.leave(town, acts, engine, folder / "parts")
            town.note("parts")
        engine.dispose()


if __name__ == "__main__":
    faulthandler.dump_traceback_later(LONGEST, exit=True)
    run(Path(sys.argv[1]))
