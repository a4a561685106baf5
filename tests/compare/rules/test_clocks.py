"""Rules that come true by themselves: looked at again when they said, not before, and never for ever."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from simpul.testing.ruling import Ruled, write

#: Ready to print for more than three working days.
LATE = """select
    s.subject_id, q.key,
    case when due.at <= rule.sekarang() then jsonb_build_object('nomor', q.nomor_antrean) end as evidence,
    case when due.at > rule.sekarang() then due.at end as next_at
from scope as s
inner join rule.antrean_cetak as q on q.nik = s.subject_id
cross join lateral (select rule.sesudah_hari_kerja(q.masuk_pada, 3) as at) as due
where q.status = 'MENUNGGU'"""

NIK = "1271095010909001"


@pytest.fixture
def world(engine: Engine, tmp_path: Path) -> Ruled:
    """A print queue with one rule, its baseline over."""
    made = Ruled.on(engine, tmp_path)
    write(tmp_path, "lama", LATE, record="loket.antrean_cetak", needs="loket.antrean_cetak")
    made.now("2026-03-17T10:00+07:00")
    made.settle()
    return made


def _queued(number: str, at: str, nik: str = NIK, **changes: str) -> dict[str, str]:
    return {"key": number, "nomor_antrean": number, "nik": nik, "status": "MENUNGGU", "masuk_pada": at, **changes}


def test_it_comes_true_at_its_time(world: Ruled) -> None:
    """Nothing changes, days pass: over Lebaran no case before the first moment of the fourth working day, one then."""
    world.pull("loket.antrean_cetak", _queued("A1", "2026-03-17T10:00+07:00"))
    told = []
    for moment in ("2026-03-17T11:00", "2026-03-27T23:59", "2026-03-29T23:59", "2026-03-30T00:00"):
        world.now(f"{moment}+07:00")
        world.compare()
        assert world.open() == world.full()
        told.append(len(world.open()))
    assert told == [0, 0, 0, 1]
    assert world.rows("select * from simpul.rule_due") == []


def test_what_is_over_before_is_never_looked_at(world: Ruled) -> None:
    """A card printed in time leaves no appointment behind."""
    world.pull("loket.antrean_cetak", _queued("A1", "2026-03-17T10:00+07:00"))
    world.compare()
    assert len(world.rows("select * from simpul.rule_due")) == 1
    world.pull("loket.antrean_cetak", _queued("A1", "2026-03-17T10:00+07:00", status="DICETAK"))
    world.compare()
    assert world.rows("select * from simpul.rule_due") == []


def test_the_earliest_of_a_subjects_appointments_counts(world: Ruled) -> None:
    """Two cards of one person: the first comes true at its own time, the other after it."""
    world.pull("loket.antrean_cetak", _queued("A1", "2026-06-02T10:00+07:00"), _queued("A2", "2026-06-04T10:00+07:00"))
    told = []
    for moment in ("2026-06-05T10:00", "2026-06-08T00:00", "2026-06-10T00:00"):
        world.now(f"{moment}+07:00")
        world.compare()
        told.append(sorted(key for _, _, key in world.open()))
    assert told == [[], ["A1"], ["A1", "A2"]]


def test_look_again_now_ends(world: Ruled) -> None:
    """A rule that always wants to look again at once is looked at once a comparison."""
    write(
        world.folder, "lama", LATE.replace("case when due.at > rule.sekarang() then due.at end", "rule.sekarang()"),
        record="loket.antrean_cetak", needs="loket.antrean_cetak",
    )  # fmt: skip
    world.pull("loket.antrean_cetak", _queued("A1", "2026-03-17T10:00+07:00"))
    for _ in range(3):
        world.compare()
    assert len(world.rows("select * from simpul.rule_due")) == 1


@pytest.mark.parametrize("seed", [0, *(pytest.param(more, marks=pytest.mark.slow) for more in range(1, 10))])
def test_clocks_tell_what_everything_tells(world: Ruled, seed: int) -> None:
    """Whatever comes and however the time goes by, what stands open is what one run over everything finds."""
    rng = Random(seed)
    day = 2
    seen = 0
    for _ in range(7):
        for _ in range(rng.randrange(1, 4)):
            number = rng.randrange(5)
            state = rng.choice(("MENUNGGU", "MENUNGGU", "DICETAK"))
            at = f"2026-06-{rng.randrange(1, day + 1):02}T{rng.randrange(24):02}:00+07:00"
            world.pull("loket.antrean_cetak", _queued(f"A{number}", at, f"127109501090900{number + 1}", status=state))
        day += rng.randrange(1, 4)
        world.now(f"2026-06-{day:02}T{rng.randrange(24):02}:30+07:00")
        world.compare(chunk=rng.choice((2, 50)))
        assert world.open() == world.full()
        seen += len(world.open())
    assert seen
