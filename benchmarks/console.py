"""``simpul bench console``: every page of the console over a city's worth of data, as the server answers it.

The baseline, measured in the same run, is the same server answering a page that reads nothing (``/healthz``).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import requests

from benchmarks.parts import office
from benchmarks.parts.databases import dsn, fresh, server
from monitoring.console import pages
from monitoring.console.access import cookie_name
from simpul.people import rights, sessions
from simpul.store import engine as db
from simpul.testing import crew

#: Seconds each kind of answer may take: pages at the 95th percentile, a trace, a bulk preview of 412 cases.
LIMITS = {"page": 0.3, "trace": 2.0, "preview": 3.0}


@dataclass(frozen=True, kw_only=True)
class Timed:
    """One address. ``seconds``: median; ``p95``: 95th percentile; ``bytes``: as sent, compressed."""

    address: str
    status: int
    seconds: float
    p95: float
    bytes: int
    limit: float


def main(arguments: list[str] | None = None) -> int:
    """Fill, serve, ask; exit code 1 when something took longer than it may."""
    asked = _asked(arguments)
    with server() as url, fresh(url) as own:
        began = time.monotonic()
        office.fill(dsn(own), office.Size(residents=asked.residents, cases=asked.cases, runs=asked.runs))
        print(f"filled in {time.monotonic() - began:.0f} s", file=sys.stderr)
        with serving(own) as address, signed_in(own, address) as session:
            baseline = measure(session, address, "/healthz", asked.rounds)
            found = [measure(session, address, path, asked.rounds) for path in _paths(asked.only)]
            if not asked.only:
                found += [trace(session, address, own, asked.rounds), preview(session, address)]
    _tell(found, baseline, asked)
    return int(any(one.p95 > one.limit or one.status != 200 for one in found))


def _paths(only: str) -> list[str]:
    return [path for path in pages.samples() if path.startswith(only)]


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simpul bench console", description=__doc__)
    parser.add_argument("--residents", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="", help="addresses that begin like this")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


@contextmanager
def serving(url: str) -> Iterator[str]:
    """The console as a process of its own, as it runs in a city; its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "monitoring", "--port", "0"],
        env={**os.environ, "SIMPUL_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip().rstrip("/")
    finally:
        process.terminate()
        process.wait()


@contextmanager
def signed_in(url: str, address: str) -> Iterator[requests.Session]:
    """A session of somebody who may do everything."""
    engine = db.engine(url)
    person = crew.hire(engine, "ukur", rights.ROLES, name="Ukur")
    with requests.Session() as session:
        token = sessions.start(engine, person.id, agent="bench")
        session.cookies.set(cookie_name(secure=False), token)
        assert session.get(address + "/akun", timeout=60).status_code == 200
        yield session


def measure(session: requests.Session, address: str, path: str, rounds: int) -> Timed:
    """One address asked for again and again; the first answer warms caches and is not counted."""
    session.get(address + path, timeout=120)
    return _timed(path, [session.get(address + path, timeout=120) for _ in range(rounds)], LIMITS["page"])


def trace(session: requests.Session, address: str, url: str, rounds: int) -> Timed:
    """A citizen with records in three systems and an open case; every time another one."""
    answers = []
    for number in range(1, min(rounds, 10) + 1):
        nik = office.nik(dsn(url), number * 8)
        form = {"by": "nik", "number": nik, "purpose": "pengaduan", "reason": "mengukur"}
        answers.append(_send(session, address, "/telusur", "/telusur", form))
    return _timed("POST /telusur", answers, LIMITS["trace"])


def preview(session: requests.Session, address: str) -> Timed:
    """The preview of the group of 412."""
    path = f"/ketidaksesuaian/kelompok/{requests.utils.quote(office.CAUSE, safe='')}/massal"
    answer = _send(session, address, path, path, {"choice": "authority", "reason": "sesuai data SIAK"})
    return _timed(f"POST …/massal ({office.GROUP})", [answer], LIMITS["preview"])


def _send(session: requests.Session, address: str, page: str, action: str, form: dict[str, str]) -> requests.Response:
    shown = session.get(address + page, timeout=120).text
    found = re.search(r'name="csrf" value="(\w+)"', shown)
    assert found, f"{page} shows no form"
    began = time.monotonic()
    answer = session.post(address + action, data={"csrf": found.group(1), **form}, timeout=120)
    # Where the act leads counts too: that is when the officer sees something.
    answer.elapsed = answer.elapsed.__class__(seconds=time.monotonic() - began)
    return answer


def _timed(path: str, answers: list[requests.Response], limit: float) -> Timed:
    took = sorted(answer.elapsed.total_seconds() for answer in answers)
    bad = next((answer.status_code for answer in answers if answer.status_code != 200), 200)
    size = int(answers[0].headers.get("content-length") or len(answers[0].content))
    worst = took[min(len(took) - 1, round(len(took) * 0.95))]
    return Timed(address=path, status=bad, seconds=statistics.median(took), p95=worst, bytes=size, limit=limit)


def _tell(found: list[Timed], baseline: Timed, asked: argparse.Namespace) -> None:
    if asked.json:
        print(json.dumps({"baseline": asdict(baseline), "pages": [asdict(one) for one in found]}, indent=1))
        return
    print(f"{asked.residents:,} residents, {asked.cases:,} cases, {asked.runs:,} runs")
    print(f"    nothing read: {baseline.seconds * 1000:.1f} ms")
    for one in sorted(found, key=lambda one: -one.p95):
        mark = (
            "" if one.p95 <= one.limit and one.status == 200 else f"   over {one.limit * 1000:.0f} ms or {one.status}"
        )
        ratio = one.seconds / baseline.seconds
        print(f"    {one.address:<48} median {one.seconds * 1000:6.0f} ms  p95 {one.p95 * 1000:6.0f} ms"
              f"  {one.bytes / 1000:5.1f} KB  {ratio:5.0f} × nothing{mark}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
