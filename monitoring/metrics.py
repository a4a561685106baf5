"""The status as Prometheus text: base units, one small set of labels, nothing about persons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from simpul.health import STATES, LinkStatus
from simpul.status import FeedStatus, Status

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_OUTCOMES = ("read", "applied", "unchanged", "superseded", "quarantined", "pending", "quarantined_values")


def render(status: Status | None) -> bytes:
    """All metrics; only ``simpul_database_up 0`` when the status could not be read."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(_all(status)))
    return generate_latest(registry)


class _Once(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = list(metrics)

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _all(status: Status | None) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "simpul_database_up", "1 when the engine's database answers.", value=float(status is not None)
    )
    if status is None:
        return
    yield from _whole(status)
    yield from _feeds(status.feeds)
    yield from _links(status.links)
    yield from _counted(status)


def _whole(status: Status) -> Iterator[Metric]:
    yield GaugeMetricFamily("simpul_tasks", "Things a person must do.", value=len(status.tasks) + status.more_tasks)
    yield GaugeMetricFamily(
        "simpul_brakes_held", "Runs held because they would change too much.", value=len(status.brakes)
    )
    yield GaugeMetricFamily("simpul_dirty_marks", "Marks of subjects that wait to be compared.", value=status.waiting)
    oldest = (status.at - status.waiting_since).total_seconds() if status.waiting_since else 0.0
    yield GaugeMetricFamily("simpul_dirty_oldest_seconds", "Age of the oldest such mark.", value=oldest)
    if status.newest_run_at:
        newest = status.newest_run_at.timestamp()
        yield GaugeMetricFamily("simpul_newest_run_timestamp_seconds", "When any run last started.", value=newest)


def _feeds(feeds: tuple[FeedStatus, ...]) -> Iterator[Metric]:
    per_feed: tuple[tuple[str, str, Callable[[FeedStatus], float | None]], ...] = (
        ("last_success_timestamp_seconds", "When a pull last reached its end.", lambda f: _stamp(f.last_success_at)),
        (
            "newest_source_timestamp_seconds",
            "Newest change the source has shown.",
            lambda f: _stamp(f.newest_source_at),
        ),
        ("freshness_limit_seconds", "Age from which the data counts as late.", lambda f: f.freshness.total_seconds()),
        ("late", "1 when the data is past its freshness limit.", lambda f: float(f.late)),
        ("mirrored_rows", "Living rows in the mirror.", lambda f: f.mirrored),
        ("control_gap_rows", "Rows read today that no control total accounts for.", lambda f: f.gap),
        ("runs_today", "Finished pulls of today (Asia/Jakarta).", lambda f: f.runs_today),
    )
    for name, text, value in per_feed:
        yield _gauges(f"simpul_feed_{name}", text, ["feed"], (([feed.name], value(feed)) for feed in feeds))
    rows = (([feed.name, one], getattr(feed.today, one)) for feed in feeds for one in _OUTCOMES)
    yield _gauges("simpul_feed_rows_today", "Control totals of today's pulls.", ["feed", "outcome"], rows)


def _links(links: tuple[LinkStatus, ...]) -> Iterator[Metric]:
    states = (([link.system, state], float(link.state == state)) for link in links for state in STATES)
    yield _gauges("simpul_link_state", "1 for the state the link is in.", ["system", "state"], states)
    per_link: tuple[tuple[str, str, Callable[[LinkStatus], float]], ...] = (
        ("breaker_open", "1 unless the breaker is closed.", lambda link: float(link.breaker != "closed")),
        ("consecutive_failures", "Counted failures in a row.", lambda link: link.failures),
        ("latency_seconds", "Time of a request, smoothed.", lambda link: link.latency),
        ("quota_used_requests", "Requests of today.", lambda link: link.used_today),
        ("quota_limit_requests", "Requests a day; 0: no quota known.", lambda link: link.quota),
    )
    for name, text, value in per_link:
        yield _gauges(f"simpul_link_{name}", text, ["system"], (([link.system], value(link)) for link in links))
    yield _counter("simpul_link_requests", "Requests sent.", {link.system: link.calls for link in links})
    yield _counter("simpul_link_errors", "Requests that failed.", {link.system: link.errors for link in links})


def _counted(status: Status) -> Iterator[Metric]:
    cases = (([one.name, one.detail], one.count) for one in status.cases)
    yield _gauges("simpul_cases_open", "Open disagreements.", ["kind", "state"], cases)
    yield GaugeMetricFamily("simpul_cases_baseline", "Open cases of rules that still observe.", value=status.baseline)
    quarantine = (([one.name, one.detail], one.count) for one in status.quarantine)
    yield _gauges("simpul_quarantine_open", "Values and rows in quarantine.", ["feed", "rule"], quarantine)
    effects = (([one.name, one.detail], one.count) for one in status.effects)
    yield _gauges("simpul_effects", "Effects by receiver and state.", ["system", "state"], effects)


def _stamp(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


def _gauges(name: str, text: str, labels: list[str], values: Iterable[tuple[list[str], Any]]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=labels)
    for given, value in values:
        # A value that does not exist (never succeeded) is left out: 0 would read as 1970.
        if value is not None:
            family.add_metric(given, float(value))
    return family


def _counter(name: str, text: str, values: dict[str, int]) -> Metric:
    family = CounterMetricFamily(name, text, labels=["system"])
    for system, value in values.items():
        family.add_metric([system], float(value))
    return family
