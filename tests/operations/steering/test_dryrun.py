"""A dry run says what a pull would do and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from simpul.core.errors import AlreadyRunning, Retry
from simpul.core.model import Page, ReadRequest
from simpul.ingest.dry_run import DryRun, dry_run
from simpul.links.pauses import Paused
from simpul.store import lease
from tests.ingest.pull.conftest import Hub, Source, page, warga
from tests.operations.steering.conftest import leave

#: Every table a pull writes to.
_WRITTEN = (
    *("simpul.run", "simpul.page", "simpul.page_body", "simpul.quarantine", "simpul.cursor", "simpul.dirty"),
    *("simpul.brake", "simpul.audit", "simpul.run_progress", "simpul.mapping_version"),
    *("mirror.penduduk", "history.penduduk"),
)


def _all(hub: Hub) -> dict[str, list[Any]]:
    return {name: hub.rows(f"select to_jsonb(t) from {name} as t order by 1") for name in _WRITTEN}


def _look(hub: Hub, *pages: Page | Exception, name: str = "warga") -> DryRun:
    return dry_run(hub.engine, hub.city, hub.city.feeds[f"uji.{name}"], adapter=Source(pages))


def test_a_dry_run_writes_nothing(hub: Hub) -> None:
    """Mirror, cursor, quarantine, pages, runs and audit are the same afterwards, byte for byte."""
    hub.pull("warga", page(warga(1), warga(2)))
    before = _all(hub)
    _look(hub, page(warga(1, day=2, alamat="BARU"), warga(3), warga(4, lahir="1990-02-31")))
    assert _all(hub) == before


def test_its_counts_are_those_of_the_pull(hub: Hub) -> None:
    """What it says would be inserted, changed, left and set aside is what a pull of the same pages then does."""
    hub.pull("warga", page(warga(1), warga(2), warga(3, day=5)))
    rows = (warga(1, day=2, alamat="BARU"), warga(2), warga(3, day=2), warga(4), warga(5, lahir="x"), {"nik": "7"})
    found = _look(hub, page(*rows))
    totals = hub.pull("warga", page(*rows)).totals
    assert (found.inserted + found.changed, found.unchanged) == (totals.applied, totals.unchanged)
    assert (found.read, found.superseded) == (totals.read, totals.superseded)
    assert (found.quarantined, found.quarantined_values) == (totals.quarantined, totals.quarantined_values)
    assert (found.inserted, found.changed) == (2, 1)


def test_it_shows_what_would_change(hub: Hub) -> None:
    """A sample names field, before and after, masked; fields and broken rules are counted."""
    hub.pull("warga", page(warga(1), warga(2)))
    found = _look(hub, page(warga(1, day=2, alamat="JALAN BARU 17"), warga(2, day=2, alamat="JALAN X", lahir="?")))
    assert found.fields == {"alamat": 2, "tanggal_lahir": 1}
    assert found.sample[0] == {
        "key": "127109••••••9001",
        "field": "alamat",
        "before": "JL•••••• 1",
        "after": "JA••••••17",
    }
    assert "1271091010909001" not in str(found.sample)
    assert list(found.rules.values()) == [1]


def test_it_asks_from_where_the_feed_stands(hub: Hub) -> None:
    """It asks the source for what the next pull would ask for, and whether that is everything."""
    feed = hub.city.feeds["uji.warga"]
    first = Source([page(warga(1))])
    assert dry_run(hub.engine, hub.city, feed, adapter=first).whole
    hub.pull("warga", page(warga(1)))
    dry, real = Source([]), Source([])
    assert not dry_run(hub.engine, hub.city, feed, adapter=dry).whole
    hub.pull_from("warga", real)
    assert (first.asked[0].since, dry.asked) == (None, real.asked)


def test_a_children_feed_is_looked_at_too(hub: Hub) -> None:
    """Without parent rows there is nothing to ask, and nothing is asked."""
    source = Source([page(warga(1))])
    assert dry_run(hub.engine, hub.city, hub.city.feeds["uji.lanjutan"], adapter=source) == DryRun()
    assert source.asked == []


def test_it_says_that_the_brake_would_hold(hub: Hub) -> None:
    """A change too big for one run shows before anybody runs it; nothing is held by looking."""
    hub.pull("warga", page(*(warga(n) for n in range(1, 201))))
    found = _look(hub, page(*(warga(n, day=2, alamat="BARU") for n in range(1, 201))))
    assert (found.held, found.changed, len(found.sample)) == (True, 200, 20)
    assert hub.rows("select count(*) from simpul.brake") == [0]


def test_a_held_run_keeps_a_sample(hub: Hub) -> None:
    """When the brake holds a pull, some of what it would have changed is kept, masked, for who decides."""
    hub.pull("warga", page(*(warga(n) for n in range(1, 201))))
    with pytest.raises(Exception, match="ditahan"):
        hub.pull("warga", page(*(warga(n, day=2, alamat="BARU") for n in range(1, 201))))
    sample = hub.rows("select sample from simpul.brake")[0]
    assert len(sample) == 20
    assert set(sample[0]) == {"key", "field", "before", "after"}
    assert "90100" not in str(sample)


def test_it_stops_at_its_limit(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look is not a pull: past its limit it ends and says that there was more."""
    monkeypatch.setattr("simpul.ingest.prefetch.GROUP_ROWS", 1)
    monkeypatch.setattr("simpul.ingest.dry_run.MOST", 2)
    pages = [page(warga(n), cursor=str(n), number=n) for n in range(1, 9)]
    found = _look(hub, *pages)
    assert found.cut and 2 <= found.read <= 3


def test_trouble_at_the_source_leaves_nothing(hub: Hub) -> None:
    """A source that fails in the middle fails the look, not the feed."""
    before = _all(hub)
    with pytest.raises(Retry):
        _look(hub, page(warga(1), cursor="2"), Retry("putus"))
    assert _all(hub) == before


def test_it_takes_turns_with_pulls(hub: Hub, soon: datetime) -> None:
    """While somebody pulls the feed nobody looks, and a paused feed is not looked at either."""
    with lease.held(hub.engine, "uji.warga"), pytest.raises(AlreadyRunning):
        _look(hub, page(warga(1)))

    def pages(_: ReadRequest) -> Iterator[Page]:
        with pytest.raises(AlreadyRunning):
            hub.pull("warga", page(warga(1)))
        yield page(warga(1))

    dry_run(hub.engine, hub.city, hub.city.feeds["uji.warga"], adapter=Source(pages))
    leave(hub, "uji.warga", soon)
    with pytest.raises(Paused):
        _look(hub, page(warga(1)))
