"""``simpul bench sweep``: a mirror against its live system on another server, beside the best two servers allow.

Exactness is checked every time. The baseline is the faster of two methods with the same digest: streaming key and
digest from both sides into a Polars join, and fetching the buckets whose sums differ.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.parts import reladiffing, twocities
from benchmarks.parts.databases import fresh, server
from benchmarks.parts.timing import growth

SHARES = (0.0001, 0.01, 0.1)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured sweep."""

    residents: int
    share: float
    found: int
    exact: bool
    seconds: float
    peak_mb: float
    stream: float | None = None
    buckets: float | None = None
    reladiff: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over the faster baseline; at most 2 is the aim."""
        best = [value for value in (self.stream, self.buckets) if value is not None]
        return self.seconds / min(best) if best else None


@contextlib.contextmanager
def second(first: str) -> Iterator[str]:
    """A server of its own for the source."""
    from simpul.store import embedded

    with tempfile.TemporaryDirectory(prefix="simpul-bench-source-") as home:
        Path(home).chmod(0o755)
        with embedded.running(Path(home)) as url:
            yield url


def worker(method: str, hub: str, source: str) -> dict[str, float]:
    """One comparison in a process of its own: seconds, peak memory in MB, findings."""
    command = [sys.executable, "-m", "benchmarks.parts.sweeping", method, hub, source]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the measured {method} failed:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def city(database: str, residents: int, shares: tuple[float, ...], options: argparse.Namespace) -> Iterator[Figure]:
    """The figures of one size of city."""
    with second(database) as other, fresh(database) as hub, fresh(other, migrated=False) as source:
        os.environ["SIMPUL_LUAR_URL"] = source
        from simpul.config import settings
        from simpul.mapping import mapping

        feed = settings.load().feeds["luar.penduduk"]
        twocities.build(feed, hub, source, residents)
        for share in shares:
            due = twocities.change(hub, source, share)
            columns = [name for name in mapping.digest_columns(feed) if name != "nik"]
            yield measure(hub, source, residents, share, due, columns, options)


def measure(
    hub: str, source: str, residents: int, share: float, due: str, columns: list[str], options: argparse.Namespace
) -> Figure:
    """Ours and what it is held against, each the best of some rounds, taken in turns."""
    methods = ("ours", "stream", "buckets") if residents == options.residents else ("ours",)
    best: dict[str, dict[str, float]] = {}
    for _ in range(options.rounds):
        for method in methods:
            seen = worker(method, hub, source)
            if seen["fingerprint"] != due:
                print(f"{method}: {seen['found']} findings are not those due", file=sys.stderr)
            best[method] = min(best.get(method, seen), seen, key=lambda one: one["seconds"])
    against = None
    if share == SHARES[0] and residents == options.residents and not options.without_reladiff:
        against = reladiffing.timed(hub, source, columns)
    return Figure(
        residents=residents, share=share, found=int(best["ours"]["found"]), exact=best["ours"]["fingerprint"] == due,
        seconds=best["ours"]["seconds"], peak_mb=best["ours"]["peak_mb"],
        stream=best["stream"]["seconds"] if "stream" in best else None,
        buckets=best["buckets"]["seconds"] if "buckets" in best else None,
        reladiff=against["seconds"] if against else None,
    )  # fmt: skip


def exponent(figures: list[Figure]) -> float:
    """Growth of time over size at the smallest share: 1 is linear."""
    points = [one for one in figures if one.share == SHARES[0]]
    return growth([one.residents for one in points], [one.seconds for one in points])


def show(figures: list[Figure]) -> None:
    for one in figures:
        print(f"{one.residents:,} residents, {one.share:.2%} changed: {one.seconds:.2f} s, peak {one.peak_mb:.0f} MB")
        print(f"    {one.found:,} findings, {'exact' if one.exact else 'NOT EXACT'}")
        if one.ratio:
            rivals = f"stream {one.stream:.2f} s, buckets {one.buckets:.2f} s"
            print(f"    {one.ratio:.2f} times the best two-server method ({rivals})")
        if one.reladiff:
            print(f"    reladiff by NIK {one.reladiff:.1f} s: {one.reladiff / one.seconds:.0f} times ours")
    print(f"growth exponent over {len({one.residents for one in figures})} sizes: {exponent(figures):.2f}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="simpul bench sweep", description=__doc__)
    parser.add_argument("--residents", type=int, default=200_000, help="2500000 for the whole city")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--without-reladiff", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    os.environ["SIMPUL_MAPPINGS"] = str(Path(__file__).parent / "mappings")
    figures: list[Figure] = []
    with server() as database:
        for size in (options.residents // 4, options.residents // 2):
            figures += city(database, size, SHARES[:1], options)
        figures += city(database, options.residents, SHARES, options)
    if options.json:
        print(json.dumps({"figures": [asdict(one) for one in figures], "exponent": exponent(figures)}, indent=2))
    else:
        show(figures)


if __name__ == "__main__":
    main()
