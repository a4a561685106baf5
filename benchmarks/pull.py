"""``simpul bench pull``: the whole way of a pull against the limit of the road and against plain zeep.

Every figure is a ratio against a baseline measured in the same run on the same database server.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from benchmarks.parts import limit, soap_pages
from benchmarks.parts.databases import dsn, fresh, server

#: The page server does not look at logins.
LOGIN = {"SIMPUL_SIAK_USER": "bench", "SIMPUL_SIAK_PASSWORD": "bench"}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured ratio; ``aim`` is what it should reach."""

    name: str
    ours: float
    baseline: float
    ratio: float
    aim: str
    unit: str = "rows/s"
    stages: dict[str, float] = field(default_factory=dict)


@contextlib.contextmanager
def source(module: str, residents: int) -> Iterator[str]:
    """The base URL of a page server in a process of its own."""
    command = [sys.executable, "-m", f"benchmarks.parts.{module}", "--residents", str(residents)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def worker(feed: str, url: str, address: str) -> dict[str, float]:
    """One pull in a process of its own: rows, seconds, CPU per stage, peak memory in MB."""
    environment = (
        os.environ | {"SIMPUL_DATABASE_URL": url, "SIMPUL_UJI_URL": address, "SIMPUL_SIAK_URL": address} | LOGIN
    )
    command = [sys.executable, "-m", "benchmarks.parts.worker", feed]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the measured pull failed:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def rest(residents: int, rounds: int, database: str) -> list[Figure]:
    """The whole way over REST, first and incremental."""
    ratios, last = [], ({}, {})
    with source("pages", residents) as address, fresh(database, migrated=False) as bare:
        for _ in range(rounds):
            base = limit.timed(dsn(bare), f"{address}/penduduk")
            with fresh(database) as own:
                ours = worker("uji.penduduk", own, address)
                again = worker("uji.penduduk", own, address)
            small = limit.timed(dsn(bare), f"{address}/penduduk", "2026-11-01", fresh=False)
            ratios.append((ours["rate"] / (base["rows"] / base["seconds"]), again["seconds"] / small["seconds"]))
            last = (base, ours, small, again)
    base, ours, small, again = last
    return [
        Figure(
            name=f"REST, {residents} residents, whole way",
            ours=ours["rate"],
            baseline=base["rows"] / base["seconds"],
            ratio=statistics.median(first for first, _ in ratios),
            aim="≥ 0.4, aim 0.5",
            stages={name: value for name, value in ours.items() if name.startswith("cpu_")},
        ),
        Figure(
            name="REST, 1 % changed, in-process time",
            ours=again["seconds"],
            baseline=small["seconds"],
            ratio=statistics.median(second for _, second in ratios),
            aim="≤ 3",
            unit="seconds",
            stages={"start_up": again["start_up"], "rows": again["rows"]},
        ),
    ]


def soap(residents: int, database: str) -> Figure:
    """SOAP bulk pull against plain zeep reading the same answers."""
    with source("soap_pages", residents) as address:
        base = soap_pages.plain_zeep(f"{address}/siak/ws")
        with fresh(database) as own:
            ours = worker("siak.penduduk", own, f"{address}/siak/ws")
    plain = base["rows"] / base["seconds"]
    stages = {name: value for name, value in ours.items() if name.startswith("cpu_")}
    return Figure(
        name=f"SOAP, {residents} residents, whole way",
        ours=ours["rate"],
        baseline=plain,
        ratio=ours["rate"] / plain,
        aim="≥ 8",
        stages=stages,
    )


def memory(residents: int, database: str) -> Figure:
    """Peak memory of the pulling process at a tenth and at the whole of the city."""
    peaks = []
    for size in (residents // 10, residents):
        with source("pages", size) as address, fresh(database) as own:
            peaks.append(worker("uji.penduduk", own, address)["peak_mb"])
    return Figure(
        name=f"peak memory, {residents} residents against {residents // 10}",
        ours=peaks[1],
        baseline=peaks[0],
        ratio=peaks[1] / peaks[0],
        aim="< 500 MB, ratio about 1",
        unit="MB",
    )


def show(figures: list[Figure]) -> None:
    for figure in figures:
        print(f"{figure.name}: ratio {figure.ratio:.2f} ({figure.aim})")
        print(f"    ours {figure.ours:,.1f} {figure.unit} · baseline {figure.baseline:,.1f} {figure.unit}")
        for name, value in figure.stages.items():
            print(f"    {name:<12} {value:8.2f}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="simpul bench pull", description=__doc__)
    parser.add_argument("--residents", type=int, default=500_000, help="REST residents")
    parser.add_argument("--soap-residents", type=int, default=200_000)
    parser.add_argument("--memory-residents", type=int, default=0, help="2500000 for the long run; 0 leaves it out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with server() as database:
        figures = rest(options.residents, options.rounds, database)
        figures.append(soap(options.soap_residents, database))
        if options.memory_residents:
            figures.append(memory(options.memory_residents, database))
    if options.json:
        print(json.dumps([asdict(figure) for figure in figures], indent=2))
    else:
        show(figures)


if __name__ == "__main__":
    main()
