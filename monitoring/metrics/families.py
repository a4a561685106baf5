"""Families of samples, named and described by the catalogue."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from monitoring.metrics.catalogue import CATALOGUE

Rows = Iterable[tuple[Sequence[str], float | None]]


def _version() -> str:
    try:
        return version("simpul")
    except PackageNotFoundError:
        # Copied, not installed: the image and ./run both put the folder on the path.
        return "0.1.0"


BUILD = (_version(), platform.python_version())


def gauge(name: str, rows: Rows) -> Metric:
    """A gauge; a value that does not exist (never succeeded) is left out: 0 would read as 1970."""
    known = CATALOGUE[f"simpul_{name}"]
    family = GaugeMetricFamily(known.name, known.words.en, labels=known.labels)
    for labels, value in rows:
        if value is not None:
            family.add_metric(labels, float(value))
    return family


def counter(name: str, rows: Rows) -> Metric:
    """A counter; ``name`` without its ``_total``."""
    known = CATALOGUE[f"simpul_{name}_total"]
    family = CounterMetricFamily(f"simpul_{name}", known.words.en, labels=known.labels)
    for labels, value in rows:
        if value is not None:
            family.add_metric(labels, float(value))
    return family


def stamp(moment: datetime | None) -> float | None:
    """A moment in seconds, if there was one."""
    return moment.timestamp() if moment else None


def oldest(moments: Iterable[tuple[tuple[str, ...], datetime]]) -> list[tuple[tuple[str, ...], float]]:
    """Labels → the earliest of their moments."""
    found: dict[tuple[str, ...], float] = {}
    for labels, moment in moments:
        found[labels] = min(found.get(labels, moment.timestamp()), moment.timestamp())
    return sorted(found.items())
