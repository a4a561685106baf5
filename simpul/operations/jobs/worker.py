"""Work errands off. An errand is taken once at a time; one whose worker died is taken again, a few times at most.

What makes that safe is not the taking but the leases of the use cases: two workers at one errand would still not do
one thing twice.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, text

from simpul.config import log as logs
from simpul.config.settings import City
from simpul.core.errors import AlreadyRunning, LeaseLost, NotPossible, SimpulError
from simpul.core.i18n import Words
from simpul.operations.jobs.request import AGE, JobRequest, errand_of
from simpul.store.queries import query
from simpul.values import mask

log = logs.get(__name__)
#: Workers that died over one errand before it is given up.
ATTEMPTS = 3
#: Errands done side by side: a long first pull does not keep a dry run waiting.
HANDS = 3
#: How long a hand without work waits for more while others are busy.
LINGER = 1.0


class Done(Protocol):
    """What an errand came to: ids, counts and masked values, kept for whoever asked."""

    @property
    def outcome(self) -> Mapping[str, Any]: ...

    @property
    def run_id(self) -> int | None: ...


Do = Callable[[Engine, City, JobRequest], Done]


def caller(errand: JobRequest) -> str:
    """What the run of an errand is started by."""
    return f"errand:{errand.id}"


@dataclass(frozen=True, kw_only=True)
class Worked:
    """What one turn did."""

    done: int = 0
    failed: int = 0
    #: Put back: another worker is at the same feed.
    back: int = 0
    lapsed: int = 0


def work(engine: Engine, city: City, *, do: Do, hands: int = HANDS) -> Worked:
    """Do what waits, until nothing does; an unexpected error of an errand is raised when all are done."""
    with engine.begin() as connection:
        lapsed = connection.execute(text(query("errand_lapse")), {"age": AGE}).all()
    turn = _Turn(engine, city, do)
    if turn.waiting():
        with ThreadPoolExecutor(hands) as pool:
            list(pool.map(lambda _: turn.hand(), range(hands)))
    if turn.trouble:
        raise turn.trouble[0]
    return Worked(**turn.counts, lapsed=len(lapsed))


class _Turn:
    def __init__(self, engine: Engine, city: City, do: Do) -> None:
        self._engine, self._city, self._do = engine, city, do
        #: Errands that wait for another worker's lease: not tried again in this turn.
        self._left: list[int] = []
        self._busy = 0
        self.counts: Counter[str] = Counter()
        self.trouble: list[Exception] = []

    def waiting(self) -> bool:
        """Whether there is anything to look at: most turns find nothing and start no threads."""
        values = {"target": None, "kind": None, "open": True, "before": None, "limit": 1}
        with self._engine.connect() as connection:
            return connection.execute(text(query("errand_list")), values).first() is not None

    def hand(self) -> None:
        """One errand after another, as long as anybody is at work."""
        while True:
            with taken(self._engine, self._left) as errand:
                if errand is not None:
                    self._work(errand)
            if errand is None:
                if not self._busy:
                    return
                time.sleep(LINGER)

    def _work(self, errand: JobRequest) -> None:
        self._busy += 1
        try:
            with logs.work(log, "job", job=errand.id) as ended:
                done = self._one(errand)
                ended |= {"kind": errand.kind, "target": errand.target, "attempt": errand.attempt, "outcome": done}
                self.counts[done] += 1
        finally:
            self._busy -= 1

    def _one(self, errand: JobRequest) -> str:
        if errand.attempt > ATTEMPTS:
            return self._end(errand, "failed", _died(errand))
        try:
            done = self._do(self._engine, self._city, errand)
        except (AlreadyRunning, LeaseLost):
            self._left.append(errand.id)
            return self._back(errand)
        except NotPossible as error:
            return self._end(errand, "failed", _plain(error.words))
        except SimpulError as error:
            return self._end(errand, "failed", _told(error))
        except Exception as error:
            self.trouble.append(error)
            return self._end(errand, "failed", _told(error))
        return self._end(errand, "done", done.outcome, done.run_id)

    def _end(self, errand: JobRequest, state: str, outcome: Mapping[str, Any], run_id: int | None = None) -> str:
        with self._engine.begin() as connection:
            values = {"id": errand.id, "attempt": errand.attempt, "state": state, "outcome": _json(outcome)}
            run_id = run_id or _run_of(connection, errand)
            connection.execute(text(query("errand_end")), {**values, "run_id": run_id})
        return state

    def _back(self, errand: JobRequest) -> str:
        told = Words(id="Menunggu pekerja lain selesai dengan umpan ini.", en="Another worker is at this feed.")
        with self._engine.begin() as connection:
            values = {"id": errand.id, "attempt": errand.attempt, "outcome": _json(_plain(told))}
            connection.execute(text(query("errand_back")), values)
        return "back"


@contextmanager
def taken(engine: Engine, but: list[int] | None = None) -> Iterator[JobRequest | None]:
    """Take the next errand, for the length of a ``with``; None if nothing waits. Our session says that we live."""
    with engine.connect() as life:
        with life.begin():
            errand = _take(life, but or [])
        try:
            yield errand
        finally:
            if errand is not None and not life.invalidated:
                _free(life, errand)


def _free(life: Connection, errand: JobRequest) -> None:
    with life.begin():
        life.execute(text(query("errand_free")), {"id": errand.id})


def _take(life: Connection, but: list[int]) -> JobRequest | None:
    found = life.execute(text(query("errand_candidates")), {"kinds": None, "but": but}).all()
    for row in found:
        if life.execute(text(query("errand_live")), {"id": row.id}).scalar():
            return errand_of(life.execute(text(query("errand_take")), {"id": row.id}).one())
    return None


def _run_of(connection: Connection, errand: JobRequest) -> int | None:
    """The run an errand began, even if it ended badly."""
    values = {"caller": caller(errand), "target": errand.target, "after": 0}
    found: int | None = connection.execute(text(query("errand_run")), values).scalar()
    return found


def _told(error: Exception) -> dict[str, str]:
    said = mask.scrub(error) if isinstance(error, SimpulError) else type(error).__name__
    return {"id": said, "en": said, "error": type(error).__name__}


def _plain(words: Words) -> dict[str, str]:
    return asdict(words)


def _died(errand: JobRequest) -> dict[str, str]:
    return _plain(
        Words(
            id=f"Pekerjanya mati {ATTEMPTS} kali di tengah jalan. Laporkan ke pengembang beserta nomor {errand.id}.",
            en=f"Its worker died {ATTEMPTS} times at it. Report it to the developers with the number {errand.id}.",
        )
    )


def _json(outcome: Mapping[str, Any]) -> str:
    return json.dumps(dict(outcome), default=_moment)


def _moment(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
