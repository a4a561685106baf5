"""The way to one system: its calendar, breaker, quota, retry budget and what it last said, shared by all workers.

State lives in ``simpul.link_state`` and is moved by single statements on the database clock; no transaction is open
while a request runs. Nothing here needs a person to recover: every closed state ends at a time that is known.
"""

from __future__ import annotations

import math
import threading
import time
import uuid
import weakref
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, text
from sqlalchemy.exc import DBAPIError
from tenacity import RetryCallState, Retrying, stop_after_attempt
from tenacity.wait import wait_random_exponential

from simpul.core import clock
from simpul.core.errors import Overtaken, Park, Rejected, Retry, SimpulError, Unknown
from simpul.core.model import System
from simpul.core.opening_hours import WIB, closed_until
from simpul.core.ports import Guard
from simpul.store.queries import query
from simpul.values import mask

__all__ = ["ASKED", "LinkGuard", "guard", "retry_after"]

Answer = TypeVar("Answer")

#: ``parked_reason`` of a source that answered with Retry-After.
ASKED = "retry_after"

#: Longest Retry-After that is believed, in seconds: a source that says ten years means "not now".
LONGEST_RETRY_AFTER = 3600.0
#: Seconds one call may sleep until a closed link opens; longer closures park the caller, who holds a worker.
PATIENCE = 20.0
#: Retries are paid from a token bucket: a fifth of one for each success, one a minute whatever happens, at most ten.
#: A wire that spoils 15 % of all requests needs 18 % more of them; a system that is down gets no storm.
BUDGET_SHARE = 0.2
BUDGET_CAP = 10.0
BUDGET_FLOOR_SECONDS = 60.0

_backoff = wait_random_exponential(multiplier=0.5, max=PATIENCE)


def guard(
    engine: Engine, system: System, *, sleep: Callable[[float], None] = time.sleep, patience: float = PATIENCE
) -> Guard:
    """A guard for the requests of ``system``. ``sleep`` is called with seconds; tests give their own.

    Calling it raises :class:`Park` while the link is closed (calendar, breaker, quota, Retry-After), :class:`Retry`
    when attempts or the retry budget are used up, and lets every other error of the request pass as it came.
    """
    return LinkGuard(_State(engine, system), system, sleep=sleep, patience=patience)


class LinkGuard:
    """Runs requests under the rules of one link. Safe for several threads."""

    def __init__(self, state: _State, system: System, *, sleep: Callable[[float], None], patience: float) -> None:
        self._state = state
        self._system = system
        self._sleep = sleep
        self._patience = patience

    def __call__(self, request: Callable[[float], Answer]) -> Answer:
        call = _Call(self._state, self._system, self._sleep, self._patience)
        retrying = Retrying(
            stop=stop_after_attempt(self._system.limits.attempts),
            wait=call.pause,
            retry=call.may_retry,
            sleep=call.rest,
            reraise=True,
        )
        answer: Answer = retrying(call.once, request)
        return answer


class _Call:
    """One request with its retries."""

    def __init__(self, state: _State, system: System, sleep: Callable[[float], None], patience: float) -> None:
        self._state = state
        self._system = system
        self._sleep = sleep
        self._patience = patience
        self._ticket = uuid.uuid4().hex
        self._granted = False
        #: The database clock this call has slept to; a sleep that tests shorten counts in full.
        self._slept_to = datetime(1970, 1, 1, tzinfo=UTC)

    def once(self, request: Callable[[float], Answer]) -> Answer:
        """Admit, request, record: one attempt."""
        self._admit()
        began = time.monotonic()
        try:
            answer = request(self._system.limits.deadline)
        except Retry as error:
            raise self._transient(error) from error
        except Park as error:
            self._state.change("link_park", ticket=self._ticket, until=error.until, reason=_words(error))
            raise
        except Unknown as error:
            # No answer is as bad for the link as a refusal, but only a probe may settle the write: no retry here.
            self._failed(error, counted=True, park_seconds=0.0)
            raise
        except (Overtaken, Rejected):
            self._succeeded(began)
            raise
        except Exception as error:
            self._state.change("link_other_error", ticket=self._ticket, error=_words(error))
            raise
        self._succeeded(began)
        return answer

    def may_retry(self, state: RetryCallState) -> bool:
        """Only a transient error is repeated, and only while the budget pays for it."""
        outcome = state.outcome
        return self._granted and outcome is not None and isinstance(outcome.exception(), Retry)

    def pause(self, state: RetryCallState) -> float:
        """Full jitter; at least what the source asked for."""
        error = state.outcome.exception() if state.outcome else None
        asked = retry_after(error) if isinstance(error, Retry) else 0.0
        return asked + _backoff(state)

    def rest(self, seconds: float) -> None:
        """Sleep, and know that it slept."""
        self._slept_to = self._now() + timedelta(seconds=seconds)
        self._sleep(seconds)

    def _now(self) -> datetime:
        return max(self._state.now(), self._slept_to)

    def _admit(self) -> None:
        waited = 0.0
        while True:
            closed = self._closed()
            if closed is None:
                return
            seconds = max(0.05, (closed.until - self._now()).total_seconds())
            if waited + seconds > self._patience:
                raise closed
            # Everything that closed within our patience is waited for here, so a short pause costs no whole run.
            waited += seconds
            self.rest(seconds)

    def _closed(self) -> Park | None:
        name = self._system.name
        opens = closed_until(self._system.calendar, self._now())
        if opens is not None:
            return Park(f"{name}: closed by its calendar until {_local(opens)}", until=opens)
        row = self._state.one(
            "link_admit",
            ticket=self._ticket,
            at_least=self._slept_to,
            quota=self._system.limits.quota,
            # A prober that died gives its probe back after this.
            probe_seconds=self._system.limits.deadline * 1.5,
        )
        self._state.saw(row.now)
        if row.until is None:
            return None
        return Park(f"{name}: {_CLOSED[row.verdict]} until {_local(row.until)}", until=row.until)

    def _transient(self, error: Retry) -> SimpulError:
        asked = retry_after(error)
        row = self._failed(error, counted=error.counts, park_seconds=asked)
        self._granted = bool(row.granted)
        if asked > self._patience:
            until = row.now + timedelta(seconds=asked)
            return Park(f"{self._system.name}: {_words(error)}; it asked for {asked:.0f} s", until=until)
        if not row.granted:
            return Retry(f"{_words(error)} (the retry budget of {self._system.name} is used up)", counts=error.counts)
        return error

    def _failed(self, error: Exception, *, counted: bool, park_seconds: float) -> Row[Any]:
        limits = self._system.limits
        return self._state.one(
            "link_failure",
            ticket=self._ticket,
            counted=counted,
            park_seconds=park_seconds,
            reason=ASKED,
            error=_words(error),
            breaker_after=limits.breaker_after,
            breaker_seconds=limits.breaker_seconds,
            budget_cap=BUDGET_CAP,
            floor_seconds=BUDGET_FLOOR_SECONDS,
        )

    def _succeeded(self, began: float) -> None:
        seconds = time.monotonic() - began
        self._state.change(
            "link_success", ticket=self._ticket, seconds=seconds, budget_cap=BUDGET_CAP, budget_share=BUDGET_SHARE
        )


_CLOSED = {
    "parked": "the source asked to be left alone",
    "open": "resting after repeated failures",
    "probing": "resting while another worker tries it",
    "quota": "the quota of today is used up, closed",
}


def retry_after(error: Retry) -> float:
    """Seconds the source asked for, between 0 and :data:`LONGEST_RETRY_AFTER`."""
    if error.after is None or math.isnan(error.after):
        return 0.0
    return min(max(error.after, 0.0), LONGEST_RETRY_AFTER)


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(WIB):%Y-%m-%d %H:%M:%S} WIB"


def _words(error: BaseException) -> str:
    return mask.scrub(f"{type(error).__name__}: {error}")[:500]


class _State:
    """The row of one system, over a connection of its own that commits by itself."""

    def __init__(self, engine: Engine, system: System) -> None:
        self._engine = engine
        self._system = system.name
        self._lock = threading.Lock()
        self._held: list[Connection] = []
        #: Database clock minus ours.
        self._ahead = timedelta(0)
        # The connection outlives single calls (opening one costs more than the statement) and ends with this object.
        weakref.finalize(self, _close, self._held)
        self.change("link_register")
        self.saw(self.one("link_now")[0])

    def now(self) -> datetime:
        """The database clock, without asking it again."""
        return clock.now() + self._ahead

    def saw(self, now: datetime) -> None:
        self._ahead = now - clock.now()

    def one(self, name: str, **values: object) -> Row[Any]:
        row: Row[Any] = self._run(name, values, lambda result: result.one())
        return row

    def change(self, name: str, **values: object) -> None:
        self._run(name, values, lambda result: result.close())

    def _run(self, name: str, values: dict[str, object], take: Callable[[Any], Any]) -> Any:
        with self._lock:
            try:
                return take(self._connection().execute(text(query(name)), {"system": self._system, **values}))
            except DBAPIError as error:
                _close(self._held)
                if not error.connection_invalidated:
                    raise
                # The server restarted between two requests: once more over a new connection.
                return take(self._connection().execute(text(query(name)), {"system": self._system, **values}))

    def _connection(self) -> Connection:
        if not self._held:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            # Losing the last moment of a counter in a crash is harmless; waiting for the disk on every request is not.
            connection.execute(text("set synchronous_commit = off"))
            self._held.append(connection)
        return self._held[0]


def _close(held: list[Connection]) -> None:
    while held:
        held.pop().close()
