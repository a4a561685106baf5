"""The values ``simpul status``, the console and the metrics are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from simpul.core.i18n import Words
from simpul.core.model import RunTotals
from simpul.operations.link_status import LinkStatus, State

#: States of an effect that are on their way, and those a person must look at.
ON_THE_WAY = ("ready", "sent", "unknown", "accepted")
STUCK = ("failed", "manual")
#: How bad a state is, worst first: the state of the whole is the worst of its parts.
WORST: tuple[State, ...] = ("action", "late", "healing", "paused", "running", "healthy")


@dataclass(frozen=True, kw_only=True)
class RunStatus:
    """One run, in counts."""

    id: int
    kind: str
    target: str
    state: str
    reason: str
    started_at: datetime
    ended_at: datetime | None
    totals: RunTotals


@dataclass(frozen=True, kw_only=True)
class FeedStatus:
    """How old a feed's data is and what its runs moved."""

    name: str
    system: str
    entity: str
    freshness: timedelta
    #: The last pull that reached its end; None: never.
    last_success_at: datetime | None
    #: Newest change the source has shown.
    newest_source_at: datetime | None
    #: When the feed was first complete; None: its values are still unavailable.
    full_pass_at: datetime | None
    #: Age of the data; None: there is none.
    age: timedelta | None
    last_run: RunStatus | None
    #: Control totals of today's finished runs (Asia/Jakarta) and how many there were.
    today: RunTotals
    runs_today: int
    #: Living rows in the mirror.
    mirrored: int
    #: A person asked to leave it alone until then: it grows old and is not late.
    paused_until: datetime | None = None

    @property
    def gap(self) -> int:
        """Rows read today that no total accounts for: anything but 0 is a loss."""
        parts = self.today
        return parts.read - parts.applied - parts.unchanged - parts.superseded - parts.quarantined - parts.pending


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many, of what, since when."""

    #: Case kind, quarantine feed or effect system.
    name: str
    #: Case state, quarantine rule or effect state.
    detail: str
    count: int
    oldest_at: datetime


@dataclass(frozen=True, kw_only=True)
class Held:
    """A brake that waits for a named person."""

    id: int
    target: str
    reason: str
    held_at: datetime


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something a person must do."""

    kind: str
    #: Feed, system or rule it is about.
    target: str
    state: State
    what: Words
    whom: Words
    #: What to type, for who works on the server.
    advice: Words
    #: Address in the console where it is done.
    page: str


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The counted facts, before they are judged."""

    at: datetime
    first_run_at: datetime | None
    newest_run_at: datetime | None
    links: tuple[LinkStatus, ...]
    feeds: tuple[FeedStatus, ...]
    compare: RunStatus | None
    cases: tuple[Count, ...]
    #: Open cases of rules still observing (*tunggakan awal*): no tasks, no due dates.
    baseline: int
    quarantine: tuple[Count, ...]
    effects: tuple[Count, ...]
    brakes: tuple[Held, ...]
    #: Schedules that ran past their deadline within a day, and when.
    missed: tuple[tuple[str, datetime], ...]
    #: Subjects marked for comparison (marks, not distinct subjects) and the oldest mark.
    waiting: int
    waiting_since: datetime | None
    #: Alert routes whose messages are refused again and again.
    deaf_routes: tuple[str, ...] = ()
    #: When the alert watcher last finished a turn; None: it never ran.
    watched_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Status(Seen):
    """How the hub is."""

    state: State
    verdict_id: str
    verdict_en: str
    #: At most five, most pressing first.
    tasks: tuple[Task, ...]
    #: Tasks beyond the five.
    more_tasks: int = 0
