"""What is asked of a source, from where a feed stands."""

from __future__ import annotations

from dataclasses import replace

from simpul.ingest.pull import request_for
from tests.ingest.pull.conftest import Hub

SINCE = "2026-05-11T02:00:00.000000Z"


def test_rows_of_a_parent_are_asked_for_one_by_one_and_whole(hub: Hub) -> None:
    """A feed that hangs on another asks by its parents' rows, never from a moment on; one by itself asks from there."""
    feed = hub.city.feeds["uji.warga"]
    parents = ({"nik": "1271091001909001"},)
    alone = request_for(feed, None, SINCE, ())
    below = request_for(replace(feed, parent="uji.keluarga"), None, SINCE, parents)
    assert alone.since is not None
    assert (below.since, below.parents) == (None, parents)
