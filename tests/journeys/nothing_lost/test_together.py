"""Two workers at one job: one works, the other says so and leaves."""

from __future__ import annotations

import random
import time

import pytest

from simpul.store import engine
from tests.journeys.nothing_lost import proof
from tests.journeys.nothing_lost.command import Ended
from tests.journeys.nothing_lost.test_kills import judged
from tests.journeys.nothing_lost.town import Hub

ALREADY = 5


def at_once(hub: Hub, command: str, offsets: list[float]) -> list[Ended]:
    """Start a process for ``command`` after each of these waits; how they ended."""
    running = []
    for offset in offsets:
        time.sleep(offset)
        running.append(hub.start(command))
    return [process.ended() for process in running]


def one_worked(ends: list[Ended]) -> int:
    """At least one worked, every other worked after it or left with a clear word; how many left."""
    assert {end.code for end in ends} <= {0, ALREADY}, [(end.code, end.err) for end in ends]
    left = [end for end in ends if end.code == ALREADY]
    assert len(left) < len(ends)
    assert all("Sedang dikerjakan proses lain" in end.err and "Traceback" not in end.err for end in left)
    return len(left)


@pytest.mark.parametrize("seed", range(3))
def test_two_pulls_of_one_feed(hub: Hub, seed: int) -> None:
    """The second of two pulls leaves with exit code 5, whenever it comes; nothing is read twice or lost."""
    luck, left = random.Random(seed), 0
    for _ in range(3):
        left += one_worked(at_once(hub, "pull siak.penduduk", [0.0, luck.uniform(0.0, 0.15), luck.uniform(0.0, 0.1)]))
    assert left
    proof.nothing_lost(hub, ["siak.penduduk"])


def test_two_comparisons(lively_hub: Hub, waiting: str) -> None:
    """Several comparisons at once come to what one alone comes to."""
    assert one_worked(at_once(lively_hub, "compare", [0.0, 0.02, 0.1, 0.3]))
    lively_hub.must("compare")
    undisturbed = engine.address(lively_hub.url).set(database=waiting).render_as_string(hide_password=False)
    assert judged(lively_hub.url) == judged(undisturbed)
    proof.nothing_lost(lively_hub, [])


@pytest.mark.parametrize("system", ["apsp", "loket"])
def test_two_deliveries_to_one_system(waiting_hub: Hub, system: str) -> None:
    """Several senders at once send each effect once."""
    assert one_worked(at_once(waiting_hub, f"deliver {system}", [0.0, 0.02, 0.1, 0.2]))
    waiting_hub.must(f"deliver {system}")
    assert proof.effects_happened_once(waiting_hub) > 0
    proof.nothing_lost(waiting_hub, [])
