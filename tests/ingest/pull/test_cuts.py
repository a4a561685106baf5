"""Passes cut anywhere: where the next one goes on, and from which moment it reads."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simpul.core.errors import Retry
from tests.ingest.pull.conftest import Hub, Source, at, nik, page, warga


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 3), min_size=1, max_size=4), cuts=st.lists(st.integers(0, 3), max_size=3))
def test_however_a_pass_is_cut_no_row_is_lost_and_none_is_passed_by(
    hub: Hub, sizes: list[int], cuts: list[int]
) -> None:
    """Each try goes on behind the last stored page, from the moment the pass began with; the next reads behind it."""
    hub.run("delete from simpul.cursor")
    hub.run("delete from mirror.penduduk")
    starts = [sum(sizes[:number]) for number in range(len(sizes) + 1)]
    rows = [warga(number + 1, day=number + 1) for number in range(starts[-1])]
    whole = [
        page(
            *rows[starts[one] : starts[one + 1]], cursor=None if one == len(sizes) - 1 else str(one + 1), number=one + 1
        )
        for one in range(len(sizes))
    ]
    stored = 0
    for cut in [*cuts, len(sizes)]:
        left = whole[stored : min(stored + cut, len(sizes))]
        broken = stored + cut < len(sizes)
        source = Source([*left, Retry("putus")] if broken else left)
        with pytest.raises(Retry) if broken else nullcontext():
            hub.pull_from("warga", source)
        (asked,) = source.asked
        assert (asked.cursor, asked.since) == (str(stored) if stored else None, None)
        stored += len(left)
        assert hub.rows("select count(*)::int from mirror.penduduk") == [starts[stored]]
        (cursor,) = hub.rows("select cursor, watermark, full_pass_at is not null from simpul.cursor")
        assert cursor[0] == (str(stored) if broken and stored else None) and cursor[2] == (not broken)
        if not broken:
            break
    source = Source([page()])
    hub.pull_from("warga", source)
    newest = source.asked[0].since_time
    assert source.asked[0].since and newest is not None
    assert newest + timedelta(minutes=5) == datetime.fromisoformat(at(starts[-1]))
    assert hub.rows("select max(nik) from mirror.penduduk") == [nik(starts[-1])]
