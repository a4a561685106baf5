"""Seconds, and how they grow with the size of the city."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall time that ``work()`` took."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def growth(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Exponent of time over size by least squares on logarithms: 1 is linear."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(second, 1e-6)) for second in seconds]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / sum((x - mx) ** 2 for x in xs)
