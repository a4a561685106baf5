"""How many records are held, on tables too large to count for every look."""

from __future__ import annotations

import pytest

from simpul.operations.status import COUNTED, status
from tests.operations.status.facts import Facts, a_city

ROWS = (
    "insert into mirror.penduduk (system, key, observed_at, mapping_revision, page_id, row_no, run_id, digest,"
    " tombstoned_at) select :system, cast(n as text), now(), '', 1, 1, 1, '\\x00',"
    " case when n % 4 = 0 then now() end from generate_series(1, :rows) as n"
)


def held(facts: Facts) -> dict[str, int]:
    return {feed.name: feed.mirrored for feed in status(facts.engine, a_city()).feeds}


@pytest.mark.parametrize("analysed", [False, True])
def test_few_are_counted_and_many_are_reckoned(facts: Facts, analysed: bool) -> None:
    """Living rows only: exact while few or unknown to the database, else as it reckons them, within a twentieth."""
    facts.sql(ROWS, system="siak", rows=COUNTED * 2)
    facts.sql(ROWS, system="apsp", rows=40)
    if analysed:
        facts.sql("analyze mirror.penduduk")
    found = held(facts)
    assert found["apsp.pemohon"] == 30
    assert found["siak.penduduk"] == pytest.approx(COUNTED * 1.5, rel=0.05 if analysed else 0)
    assert found["siak.keluarga"] == 0


def test_a_system_that_came_after_the_last_look_is_counted(facts: Facts) -> None:
    """What the database's statistics have never seen is not taken for nothing."""
    facts.sql(ROWS, system="siak", rows=COUNTED * 2)
    facts.sql("analyze mirror.penduduk")
    facts.sql(ROWS, system="apsp", rows=400)
    assert held(facts)["apsp.pemohon"] == 300
