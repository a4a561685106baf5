"""A wire that lies, breaks and swallows answers costs time, never a record or a second effect."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from sandbox import score, tick, up
from tests.journeys.nothing_lost import proof
from tests.journeys.nothing_lost.conftest import database, report
from tests.journeys.nothing_lost.town import FEEDS, SEED, TARGETS, Town, built

ROUNDS = 3
DOUBTFUL = ("pelapor_", "pengaduan_ganda", "satu_orang_dua_nik")
WORST = ("lost_reply", "truncated", "reset_mid_body")
PULLS = [f"pull {feed}" for feed in FEEDS]
DELIVERIES = [f"deliver {target}" for target in TARGETS]
#: Seconds a round may take, closed links waited out.
PATIENCE = 100.0


@pytest.fixture(scope="module")
def hostile(server_url: str, forks: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A small city behind wires as bad as they come."""
    folder = tmp_path_factory.mktemp("hostile")
    with database(server_url, "hostile") as url, built(url, folder, faults="hostile") as town:
        town.keep("new")
        yield town


@pytest.mark.slow
def test_a_hostile_wire_loses_nothing(hostile: Town, own_database_url: str) -> None:
    """Rounds of life, pull, compare and deliver over a hostile wire end where a clean one does."""
    hub = hostile.hub(own_database_url)
    first = [words for words in PULLS if "dukcapil" not in words]
    hub.must_in_the_end(first, seconds=PATIENCE)
    hub.must("compare")
    for number in range(ROUNDS):
        for step in range(1 + 4 * number, 5 + 4 * number):
            tick.tick(hostile.url, hostile.folder, seed=SEED, step=step)
        hub.must_in_the_end(PULLS, seconds=PATIENCE)
        hub.must("compare")
        if not number:
            report(hub)
        hub.must_in_the_end(DELIVERIES, seconds=PATIENCE)
        hub.must_in_the_end(PULLS, seconds=PATIENCE)
        hub.must("compare")
        if all(injected(hostile)[fault] for fault in WORST):
            break
    met = injected(hostile)
    assert all(met[fault] for fault in WORST), met
    with calm(hostile) as town:
        hub = town.hub(hub.url)
        for _ in range(2):
            hub.must_in_the_end([*DELIVERIES, *PULLS], seconds=PATIENCE)
            hub.must("compare")
    proof.nothing_lost(hub)
    assert proof.effects_happened_once(hub) > 20
    found = score.score(hub.url, hostile.truth)
    # What no reader could tell for certain is tests/journeys/truth's matter.
    missed = [kind for kind, told in found["by_kind"].items() if told["missed"] and not kind.startswith(DOUBTFUL)]
    assert (missed, found["false_alarms"]) == ([], 0), (
        found["by_kind"], score.false_alarms(hub.url, hostile.truth),
    )  # fmt: skip


def injected(town: Town) -> Counter[str]:
    """What the fault layer did so far, kind by kind."""
    met: Counter[str] = Counter()
    for at in town.sandbox.servers.values():
        with urllib.request.urlopen(f"http://{at}/__faults") as answer:
            met.update(json.load(answer)["injected"])
    return met


@contextmanager
def calm(town: Town) -> Iterator[Town]:
    """The same agencies behind clean wires."""
    clean = up.up(town.url, town.folder, faults="clean")
    try:
        yield replace(town, sandbox=clean)
    finally:
        up.stop(clean)
