"""``simpul bench truth``: everything that disagrees is found, and nothing else is raised.

A city with planted truth, its real servers, the real hub in front of them: clean, behind hostile wires, and with the
registry away for three days. Exit code 1 if a kind that leaves no doubt was missed once, or an outage opened a case.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.parts.databases import fresh, server
from sandbox.score import per_10k, wilson

REPO = Path(__file__).resolve().parent.parent
PROFILES = ("clean", "hostile", "outage")
#: Kinds of which the data does not always tell enough: measured, not demanded.
DOUBTFUL = ("satu_orang_dua_nik", "pengaduan_ganda")
LINKS = "pelapor_"
#: Options that a run is given.
SIZES = ("residents", "each", "steps")
COUNTS = ("planted", "found", "missed", "false_alarms", "near_misses", "offered", "wrong", "not_due")
#: False alarms per ten thousand records that are borne.
BORNE = 1.0


@dataclass(frozen=True, kw_only=True)
class Line:
    """One kind, pooled over seeds. ``low`` and ``high``: 95 % interval of the share found, or of near-misses hit."""

    kind: str
    planted: int
    found: int
    missed: int
    false_alarms: int
    near_misses: int
    offered: int
    wrong: int
    not_due: int
    ambiguous: int
    low: float
    high: float

    @property
    def doubtful(self) -> bool:
        return self.kind.startswith(LINKS) or any(name in self.kind for name in DOUBTFUL)

    @property
    def ceiling(self) -> float:
        """Share of links that the data still tells apart."""
        return 1 - self.ambiguous / self.planted if self.planted else 0.0

    @property
    def precision(self) -> float:
        said = self.found + max(self.wrong, self.false_alarms)
        return self.found / said if said else 0.0


def worker(database: str, seed: int, profile: str, options: argparse.Namespace) -> dict[str, Any]:
    """One run in a process of its own."""
    wanted = {"seed": seed, "profile": profile, **{name: getattr(options, name) for name in SIZES}}
    with fresh(database) as hub, fresh(database, migrated=False) as agencies:
        places = {"SIMPUL_DATABASE_URL": hub, "SIMPUL_SANDBOX_URL": agencies, "PYTHONPATH": str(REPO)}
        environment = os.environ | places
        command = [sys.executable, "-m", "benchmarks.parts.truth_run", json.dumps(wanted)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"seed {seed}, {profile}: the run failed:\n{done.stdout}{done.stderr}")
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    missed, alarms = len(outcome["missed"]), len(outcome["false_alarms"])
    sys.stderr.write(f"seed {seed}, {profile}: {missed} missed, {alarms} false alarms, {outcome['seconds']}\n")
    return outcome


def pooled(outcomes: Iterable[dict[str, Any]]) -> list[Line]:
    """One line per kind over all seeds."""
    totals: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        for kind, counts in outcome["score"]["by_kind"].items():
            totals.setdefault(kind, Counter()).update(counts)
        for kind, many in outcome["score"]["ambiguous"].items():
            totals.setdefault(kind, Counter())["ambiguous"] += many
    return [_line(kind, counts) for kind, counts in sorted(totals.items())]


def _line(kind: str, counts: Counter[str]) -> Line:
    near = counts["near_misses"]
    hits, of = (counts["found"], counts["planted"]) if counts["planted"] else (counts["false_alarms"], near)
    low, high = wilson(min(hits, of), of)
    named = {name: counts[name] for name in (*COUNTS, "ambiguous")}
    return Line(kind=kind, low=round(low, 4), high=round(high, 4), **named)


def verdict(outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    """What the run comes to: the kinds pooled, false alarms per ten thousand records, and whether all is well."""
    lines = pooled(outcomes)
    missed = sum(line.missed for line in lines if not line.doubtful)
    alarms = sum(outcome["score"]["false_alarms"] for outcome in outcomes)
    rate = per_10k(alarms, sum(outcome["score"]["records"] for outcome in outcomes))
    opened = sum(outcome["opened_by_outage"] for outcome in outcomes)
    return {
        "ok": not missed and not opened and rate["rate"] <= BORNE,
        "missed": missed,
        "false_alarms": alarms,
        "records": sum(outcome["score"]["records"] for outcome in outcomes),
        "per_10k": rate,
        "opened_by_outage": opened,
        "kinds": [asdict(line) for line in lines],
        "seconds": [outcome["seconds"] for outcome in outcomes],
        "samples": {
            "missed": [line for outcome in outcomes for line in outcome["missed"]][:40],
            "false_alarms": [line for outcome in outcomes for line in outcome["false_alarms"]][:40],
        },
    }


def show(profile: str, outcomes: list[dict[str, Any]]) -> None:
    """The table of one profile."""
    told, lines = verdict(outcomes), pooled(outcomes)
    print(f"\n{profile}: {len(outcomes)} seed(s), {told['records']:,} records")
    print(f"{'kind':32}{'planted':>9}{'found':>8}{'missed':>8}{'near':>7}{'false':>7}   95 %")
    for line in lines:
        counted = f"{line.planted:9}{line.found:8}{line.missed:8}{line.near_misses:7}{line.false_alarms:7}"
        of = "found" if line.planted else "hit"
        print(f"{line.kind:32}{counted}   {line.low:.1%} – {line.high:.1%} {of}")
    for line in lines:
        if line.doubtful and line.planted:
            recall, most = line.found / line.planted, (line.found + line.offered) / line.planted
            print(
                f"  {line.kind}: precision {line.precision:.1%}, recall {recall:.1%} (with offers {most:.1%}),"
                f" ceiling {line.ceiling:.1%}"
            )
    rate = told["per_10k"]
    print(f"false alarms: {told['false_alarms']} = {rate['rate']} per 10,000 ({rate['low']} – {rate['high']})")
    if profile == "outage":
        inside = sum(outcome["opened_in_outage"] for outcome in outcomes)
        print(f"registry away: {told['opened_by_outage']} cases without cause, {inside} opened in all")
    print(f"{'well' if told['ok'] else 'NOT WELL'}: {told['missed']} missed where nothing is in doubt")


def main(arguments: list[str] | None = None) -> None:
    """Run and show; exit code 1 when not all is well."""
    parser = argparse.ArgumentParser(prog="simpul bench truth", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="first seed")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds are pooled")
    parser.add_argument("--residents", type=int, default=4_000)
    parser.add_argument("--each", type=int, help="how many of every kind are planted per seed")
    parser.add_argument("--steps", type=int, default=8, help="steps of life after the first pass")
    parser.add_argument("--profile", choices=(*PROFILES, "all"), default="clean")
    parser.add_argument("--jobs", type=int, default=1, help="how many runs at a time")
    parser.add_argument("--samples", action="store_true", help="show what was missed and raised without cause")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    profiles = PROFILES if options.profile == "all" else (options.profile,)
    seeds = range(options.seed, options.seed + options.seeds)
    with server() as database, ThreadPoolExecutor(options.jobs) as pool:
        results = {
            profile: list(pool.map(partial(worker, database, profile=profile, options=options), seeds))
            for profile in profiles
        }
    told = {profile: verdict(outcomes) for profile, outcomes in results.items()}
    if options.json:
        print(json.dumps(told, indent=2))
    else:
        for profile, outcomes in results.items():
            show(profile, outcomes)
            if options.samples:
                print(json.dumps(told[profile]["samples"], indent=1))
    sys.exit(0 if all(one["ok"] for one in told.values()) else 1)


if __name__ == "__main__":
    main()
