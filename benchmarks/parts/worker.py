"""One measured pull in a process of its own; prints rows, seconds, CPU per stage and peak memory as JSON."""

from __future__ import annotations

import time

BORN = time.perf_counter()

import argparse  # noqa: E402
import json  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

MAPPINGS = Path(__file__).resolve().parent.parent / "mappings"
SHIPPED = MAPPINGS.parents[1] / "mappings"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("feed")
    options = parser.parse_args()
    from simpul import config, pull, registry
    from simpul.store import db

    city = config.load([SHIPPED, MAPPINGS])
    engine = db.engine()
    feed = city.feeds[options.feed]
    # Modules an adapter needs are loaded once per process: start-up, not work.
    registry.adapter_class(city.systems[feed.system])
    start_up = time.perf_counter() - BORN
    started, cpu = time.perf_counter(), time.process_time()
    result = pull.pull(engine, city, feed, caller="bench")
    seconds = time.perf_counter() - started
    if result.state != "done":
        sys.exit(f"{result.state}: {result.reason}")
    usage = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "rows": result.totals.read,
        "applied": result.totals.applied,
        "seconds": seconds,
        "rate": result.totals.read / seconds,
        "start_up": start_up,
        "peak_mb": usage.ru_maxrss / 1024,
        "cpu_pull": time.process_time() - cpu,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
