"""One measured pull in a process of its own; prints rows, seconds, CPU per stage and peak memory as JSON."""

from __future__ import annotations

import time

BORN = time.perf_counter()

import argparse  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

MAPPINGS = Path(__file__).resolve().parent.parent / "mappings"
SHIPPED = MAPPINGS.parents[1] / "mappings"


class Stages:
    """CPU seconds per stage, taken around the engine's own functions: here only, never in the engine.

    A stage's own thread counts; the rest of ``cpu_pull`` is fetching, Polars' pool and the commits. ``cpu_database``
    is the server process of the pull's connection.
    """

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def watch(self, home: object, function: str, stage: str) -> None:
        """Count the CPU time of ``home.function`` under ``stage``."""
        inner = getattr(home, function)

        def timed(*given: object, **named: object) -> object:
            started = time.thread_time()
            try:
                return inner(*given, **named)
            finally:
                self.spent[stage] = self.spent.get(stage, 0.0) + time.thread_time() - started

        setattr(home, function, timed)

    def follow(self, merge: object) -> None:
        """Remember which server process merges, and its CPU time so far after every merge."""
        inner = merge.stage  # type: ignore[attr-defined]

        def staged(connection: object, *given: object) -> object:
            pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[attr-defined]
            self.spent["cpu_database"] = _seconds_of(pid)
            return inner(connection, *given)

        merge.stage = staged  # type: ignore[attr-defined]


def _seconds_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watched() -> Stages:
    """The stages of a pull, watched from now on."""
    from simpul.ingest import decode
    from simpul.mapping import mapping
    from simpul.store import encryption, mirror

    stages = Stages()
    stages.watch(decode, "decode", "cpu_decode")
    stages.watch(encryption, "seal", "cpu_seal")
    stages.watch(mapping, "apply", "cpu_map")
    stages.watch(mirror, "staged", "cpu_render")
    stages.follow(mirror)
    return stages


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("feed")
    options = parser.parse_args()
    from simpul.config import settings
    from simpul.config.adapters import adapter_class
    from simpul.ingest import pull
    from simpul.store import engine as db

    city = settings.load([SHIPPED, MAPPINGS])
    engine = db.engine()
    feed = city.feeds[options.feed]
    # Modules an adapter needs are loaded once per process: start-up, not work.
    adapter_class(city.systems[feed.system])
    stages = watched()
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
    } | stages.spent
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
