"""The hub as Prometheus text: base units, one small set of labels, nothing about persons."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from monitoring.console.shared import Busy, Shared
from monitoring.console.state import Snapshot
from monitoring.metrics.families import BUILD, gauge
from monitoring.metrics.from_measures import of_measures
from monitoring.metrics.from_status import of_status
from simpul.config.settings import City
from simpul.operations import measures
from simpul.operations.measures import Measures
from simpul.operations.status import Status

__all__ = ["CONTENT_TYPE", "Source", "render"]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Source:
    """What is scraped: everybody who asks within ``seconds`` costs one look at the database."""

    def __init__(self, engine: Engine, city: City, snapshot: Snapshot, *, seconds: float) -> None:
        self._engine = engine
        self._city = city
        self._snapshot = snapshot
        self._shared: Shared[bytes] = Shared(seconds=seconds)

    def text(self) -> bytes:
        """All metrics, as of now or a few seconds ago."""
        try:
            return self._shared.read(self._read)
        except (DBAPIError, Busy):
            # Answered all the same: "the database is down" is itself a number to alert on.
            return render(None, None)

    def _read(self) -> bytes:
        began = time.monotonic()
        status, measured = self._snapshot.read(), measures.measure(self._engine, self._city)
        return render(status, measured, seconds=time.monotonic() - began)


def render(status: Status | None, measured: Measures | None, *, seconds: float = 0.0) -> bytes:
    """All metrics; only the build and ``simpul_database_up 0`` when the database could not be read."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(_all(status, measured, seconds)))
    return generate_latest(registry)


class _Once(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = list(metrics)

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _all(status: Status | None, measured: Measures | None, seconds: float) -> Iterator[Metric]:
    yield gauge("build_info", [(BUILD, 1)])
    yield gauge("database_up", [((), status is not None)])
    if status is None or measured is None:
        return
    yield gauge("collect_seconds", [((), seconds)])
    yield from of_status(status)
    yield from of_measures(measured)
