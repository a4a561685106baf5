"""Metrics of the status: the numbers every page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client.core import Metric

from monitoring.metrics.families import counter, gauge, oldest, stamp
from simpul.core.texts import states
from simpul.operations import conditions
from simpul.operations.link_status import LinkStatus
from simpul.operations.status import Status
from simpul.operations.status_model import ON_THE_WAY, STUCK, FeedStatus

_OUTCOMES = ("read", "applied", "unchanged", "superseded", "quarantined", "pending", "quarantined_values")
_FEEDS: dict[str, Callable[[FeedStatus], float | None]] = {
    "last_success_timestamp_seconds": lambda feed: stamp(feed.last_success_at),
    "newest_source_timestamp_seconds": lambda feed: stamp(feed.newest_source_at),
    "freshness_limit_seconds": lambda feed: feed.freshness.total_seconds(),
    "paused": lambda feed: feed.paused_until is not None,
    "mirrored_rows": lambda feed: feed.mirrored,
    "control_gap_rows": lambda feed: feed.gap,
    "runs_today": lambda feed: feed.runs_today,
}
_LINKS: dict[str, Callable[[LinkStatus], float]] = {
    "breaker_open": lambda link: link.breaker != "closed",
    "consecutive_failures": lambda link: link.failures,
    "latency_seconds": lambda link: link.latency,
    "quota_used_requests": lambda link: link.used_today,
    "quota_limit_requests": lambda link: link.quota,
}


def of_status(status: Status) -> Iterator[Metric]:
    """Everything the status knows."""
    yield from _whole(status)
    yield from _feeds(status)
    yield from _links(status)
    yield from _counted(status)


def _whole(status: Status) -> Iterator[Metric]:
    yield gauge("tasks", [((), len(status.tasks) + status.more_tasks)])
    yield gauge("brakes_held", [((), len(status.brakes))])
    yield gauge("dirty_marks", [((), status.waiting)])
    waited = (status.at - status.waiting_since).total_seconds() if status.waiting_since else 0.0
    yield gauge("dirty_oldest_seconds", [((), waited)])
    yield gauge("newest_run_timestamp_seconds", [((), stamp(status.newest_run_at))])


def _feeds(status: Status) -> Iterator[Metric]:
    for name, value in _FEEDS.items():
        yield gauge(f"feed_{name}", [((feed.name,), value(feed)) for feed in status.feeds])
    yield gauge("feed_late", [((feed.name,), conditions.late(status, feed)) for feed in status.feeds])
    rows = [((feed.name, one), getattr(feed.today, one)) for feed in status.feeds for one in _OUTCOMES]
    yield gauge("feed_rows_today", rows)


def _links(status: Status) -> Iterator[Metric]:
    known = [((link.system, state), link.state == state) for link in status.links for state in states.LINK]
    yield gauge("link_state", known)
    for name, value in _LINKS.items():
        yield gauge(f"link_{name}", [((link.system,), value(link)) for link in status.links])
    yield counter("link_requests", [((link.system,), link.calls) for link in status.links])
    yield counter("link_errors", [((link.system,), link.errors) for link in status.links])


def _counted(status: Status) -> Iterator[Metric]:
    yield gauge("cases_open", [((one.name, one.detail), one.count) for one in status.cases])
    yield gauge("cases_baseline", [((), status.baseline)])
    yield gauge("quarantine_open", [((one.name, one.detail), one.count) for one in status.quarantine])
    aged = (((one.name,), one.oldest_at) for one in status.quarantine)
    yield gauge("quarantine_oldest_timestamp_seconds", oldest(aged))
    yield gauge("effects", [((one.name, one.detail), one.count) for one in status.effects])
    unsettled = (*ON_THE_WAY, *STUCK, "draft")
    waiting = (((one.name, one.detail), one.oldest_at) for one in status.effects if one.detail in unsettled)
    yield gauge("effects_oldest_timestamp_seconds", oldest(waiting))
