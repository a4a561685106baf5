"""Metrics of what is counted beside the status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import Metric

from monitoring.metrics.families import counter, gauge, oldest, stamp
from simpul.core.severity import SEVERITIES
from simpul.operations.alerts.kinds import LEVELS
from simpul.operations.measures import Measures


def of_measures(found: Measures) -> Iterator[Metric]:
    """Everything the measures know."""
    yield from _cases(found)
    yield counter("runs", sorted(found.runs.items()))
    yield gauge("expiry_timestamp_seconds", [((one.system, one.what), stamp(one.at)) for one in found.endings])
    yield gauge("feed_drifted_fields", [((feed,), count) for feed, count in sorted(found.drift.items())])
    yield gauge("blank_stock", sorted(found.stock.items()))
    yield from _watching(found)


def _cases(found: Measures) -> Iterator[Metric]:
    yield gauge("cases_severity", [((one.severity, one.state), one.total) for one in found.cases])
    overdue: Counter[str] = Counter()
    for one in found.cases:
        overdue[one.severity] += one.overdue
    yield gauge("cases_overdue", [((severity,), overdue[severity]) for severity in SEVERITIES])
    yield gauge("cases_oldest_timestamp_seconds", oldest(((one.severity,), one.oldest_at) for one in found.cases))
    yield gauge("proposals_waiting", [((), found.proposals)])
    yield gauge("proposals_oldest_timestamp_seconds", [((), stamp(found.proposals_since))])


def _watching(found: Measures) -> Iterator[Metric]:
    yield gauge("alerts_open", [((level,), found.alerts.get(level, 0)) for level in LEVELS])
    yield gauge("alert_messages_failing", [((route,), count) for route, count in found.routes.items()])
    beat = found.watcher
    yield gauge("watchdog_timestamp_seconds", [((), stamp(beat.at) if beat else None)])
    yield gauge("watchdog_turn_seconds", [((), beat.seconds if beat else None)])
