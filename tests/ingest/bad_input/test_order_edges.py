"""Times at the edges of the calendar where a row's order is due."""

from __future__ import annotations

from tests.ingest.bad_input.conftest import Hub
from tests.mapping.pages import listing, pemohon

EDGES = (
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z",
    "-infinity", "infinity",
)  # fmt: skip


def test_a_time_nobody_can_reckon_with_sets_its_row_aside(hub: Hub) -> None:
    """A filler for "always" or "never" as the time of a change costs its own row only, and no Python error."""
    strange = [pemohon(number, diubah=value) for number, value in enumerate(EDGES, 2)]
    result = hub.pull("apsp.pemohon", listing([pemohon(1), *strange, pemohon(9)]))
    assert (result.state, result.totals.read, result.totals.applied) == ("done", 2 + len(EDGES), 2)
    assert set(hub.rows("select rule from simpul.quarantine")) == {"versi_rusak"}
