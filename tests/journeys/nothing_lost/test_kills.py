"""A process killed -9 at any point loses nothing: the next run finishes what it began, once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simpul.store import engine
from tests.journeys.nothing_lost import proof
from tests.journeys.nothing_lost.town import TARGETS, Hub

PARENTS = {"sp4.tindak_lanjut": "sp4.pengaduan", "dukcapil.verifikasi": "apsp.pemohon"}
#: Feed → point → visits at which the process dies.
PULLS: dict[str, dict[str, tuple[int, ...]]] = {
    "siak.penduduk": {"before_commit": (3,), "after_commit": (7,), "before_finish": (1,)},
    "apsp.pemohon": {"after_commit": (1,)},
    "sp4.tindak_lanjut": {"after_commit": (1,)},
    "dukcapil.verifikasi": {"after_commit": (1,)},
    "loket.berkas_masuk": {"before_commit": (1,)},
}
COMPARES = {"before_commit": (1,), "after_commit": (3,)}
DELIVERS = {"apsp": (1,), "sp4": (1,)}
POINTS = ("after_sent", "after_call", "before_receipt")
MORE_PULLS = [
    *(("siak.penduduk", point, visit) for point in ("before_commit", "after_commit") for visit in range(1, 15)),
    *((feed, "before_commit", visit) for feed in ("apsp.pemohon", "loket.berkas_masuk") for visit in (1, 2)),
    *((feed, "before_finish", 1) for feed in ("apsp.pemohon", "loket.berkas_masuk", "dukcapil.verifikasi")),
    ("sp4.pengaduan", "after_commit", 1),
]
MORE_COMPARES = [("before_commit", 3), ("after_commit", 1), *((point, visit) for point in COMPARES for visit in (2, 4))]
MORE_DELIVERS = [(system, point, visit) for system in TARGETS for point in POINTS for visit in (1, 2, 3)]


def _pulls() -> Iterator[Any]:
    usual = [(feed, point, visit) for feed, points in PULLS.items() for point in points for visit in points[point]]
    yield from usual
    yield from (pytest.param(*more, marks=pytest.mark.slow) for more in MORE_PULLS if more not in usual)


def _compares() -> Iterator[Any]:
    yield from ((point, visit) for point, visits in COMPARES.items() for visit in visits)
    yield from (pytest.param(*more, marks=pytest.mark.slow) for more in MORE_COMPARES)


def _delivers() -> Iterator[Any]:
    usual = [(system, point, visit) for system, visits in DELIVERS.items() for point in POINTS for visit in visits]
    yield from usual
    yield from (pytest.param(*more, marks=pytest.mark.slow) for more in MORE_DELIVERS if more not in usual)


@pytest.mark.parametrize(("feed", "point", "visit"), list(_pulls()))
def test_a_killed_pull_loses_nothing(hub: Hub, feed: str, point: str, visit: int) -> None:
    """Rows, cursor, totals and audit lines are those of a pull that nobody disturbed."""
    before = [PARENTS[feed]] if feed in PARENTS else []
    hub.must(*(f"pull {parent}" for parent in before))
    assert hub.run(f"pull {feed}", kill=f"pull.{point}:{visit}").code == -9
    hub.must(f"pull {feed}")
    proof.nothing_lost(hub, [*before, feed])


def test_a_pull_killed_again_and_again_gets_through(hub: Hub) -> None:
    """Every run that dies after its first commit takes the pass one commit further."""
    for _ in range(5):
        assert hub.run("pull siak.penduduk", kill="pull.after_commit:1").code == -9
    hub.must("pull siak.penduduk")
    proof.nothing_lost(hub, ["siak.penduduk"])


@pytest.mark.parametrize(("point", "visit"), list(_compares()))
def test_a_killed_comparison_is_finished_by_the_next(lively_hub: Hub, waiting: str, point: str, visit: int) -> None:
    """Cases, bases, quotes and effects are those of a comparison that nobody disturbed; each is sent once."""
    assert lively_hub.run("compare", kill=f"compare.{point}:{visit}").code == -9
    lively_hub.must("compare")
    undisturbed = engine.address(lively_hub.url).set(database=waiting).render_as_string(hide_password=False)
    assert judged(lively_hub.url) == judged(undisturbed)
    lively_hub.must(*(f"deliver {target}" for target in TARGETS))
    assert proof.effects_happened_once(lively_hub) > 20
    proof.nothing_lost(lively_hub, [])


def judged(url: str) -> dict[str, list[tuple[object, ...]]]:
    """What comparing came to, without ids and times."""
    columns = {
        "cases": "kind, feed, record_key, field, authority_value, follower_value, base_value, state, observing",
        "effect": "kind, system, feed, record_key, values::text, expected::text, state",
        "base": "feed, record_key, values::text",
        "quote": "complaint_key, application_key, certain, reason",
        "dirty": "subject_kind, subject_key, reason",
    }
    return {
        table: [
            tuple(row.values())
            for row in proof.rows(url, f"select distinct {names} from simpul.{table} order by {names}")
        ]
        for table, names in columns.items()
    }


@pytest.mark.parametrize(("system", "point", "visit"), list(_delivers()))
def test_a_killed_delivery_sends_each_effect_once(waiting_hub: Hub, system: str, point: str, visit: int) -> None:
    """Nobody knows what a dead sender's last call did; the next one asks, and sends nothing twice."""
    assert waiting_hub.run(f"deliver {system}", kill=f"deliver.{point}:{visit}").code == -9
    waiting_hub.must(f"deliver {system}")
    unsent = f"select count(*) from simpul.effect where system = '{system}' and state = 'ready'"
    assert proof.count(waiting_hub.url, unsent) == 0
    assert proof.effects_happened_once(waiting_hub) > 0
    proof.nothing_lost(waiting_hub, [])
