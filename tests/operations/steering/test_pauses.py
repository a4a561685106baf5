"""A paused feed is left alone, is not late, loses nothing, and goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from simpul.core.errors import NotPossible
from simpul.core.model import Page, ReadRequest
from simpul.ingest import reconcile
from simpul.links import pauses
from simpul.links.pauses import LONGEST, Paused
from simpul.operations import conditions, link_status, scheduled
from simpul.operations.status import status
from tests.ingest.pull.conftest import Hub, Source, page, warga
from tests.operations.steering.conftest import leave, pass_by


@pytest.mark.parametrize("target", ["uji.warga", "uji"])
def test_a_paused_feed_is_not_pulled(hub: Hub, soon: datetime, target: str) -> None:
    """A pull of a paused feed, or of a feed of a paused system, leaves before it asks the source; no run is made."""
    leave(hub, target, soon)
    source = Source([page(warga(1))])
    with pytest.raises(Paused, match="server dipindahkan"):
        hub.pull_from("warga", source)
    assert (source.asked, hub.rows("select id from simpul.run")) == ([], [])


def test_the_scheduler_leaves_quietly(hub: Hub, soon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a scheduler calls says that it is paused and raises nothing; a sweep passes the feed by."""
    monkeypatch.setattr("simpul.config.settings.load", lambda: hub.city)
    monkeypatch.setattr("simpul.store.engine.engine", lambda: hub.engine)
    leave(hub, "uji.warga", soon)
    assert scheduled.run("pull", "uji.warga") == {"paused": 1}
    leave(hub, "uji", soon)
    assert scheduled.run("deliver", "uji") == {"paused": 1}
    with pytest.raises(Paused):
        reconcile.sweep(hub.engine, hub.city, hub.city.feeds["uji.warga"])


def test_a_pause_ends_by_itself(hub: Hub, soon: datetime) -> None:
    """When its moment has come nobody needs to do anything: the next pull pulls."""
    leave(hub, "uji.warga", soon)
    pass_by(hub, "pause", "made_at", timedelta(hours=2))
    pass_by(hub, "pause", "until", timedelta(hours=2))
    assert hub.pull("warga", page(warga(1))).totals.applied == 1
    with hub.engine.connect() as connection:
        assert pauses.active(connection) == {}


def test_a_pause_ends_early(hub: Hub, soon: datetime) -> None:
    """Resumed is resumed, once; the second time says so, and both acts stand in the person's chain."""
    leave(hub, "uji.warga", soon)
    assert pauses.resume(hub.engine, "uji.warga", actor="budi").resumed_by == "budi"
    with pytest.raises(NotPossible, match="tidak sedang dijeda"):
        pauses.resume(hub.engine, "uji.warga", actor="budi")
    assert hub.rows("select chain, act from simpul.audit order by chain") == [
        ("orang/budi", "resume"),
        ("orang/rina", "pause"),
    ]


def test_a_run_at_work_ends_after_its_commit(hub: Hub, soon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paused in the middle, a run keeps what it committed, is parked, and the next run reads on from there."""
    monkeypatch.setattr("simpul.ingest.prefetch.GROUP_ROWS", 1)

    def pages(_: ReadRequest) -> Iterator[Page]:
        yield page(warga(1), cursor="2")
        leave(hub, "uji.warga", soon)
        yield page(warga(2), cursor="3", number=2)

    with pytest.raises(Paused):
        hub.pull_from("warga", Source(pages))
    stands = hub.rows("select state, read from simpul.run")
    assert stands in ([("parked", 1)], [("parked", 0)])
    pauses.resume(hub.engine, "uji.warga", actor="rina")
    source = Source([page(warga(1), warga(2), number=2)])
    hub.pull_from("warga", source)
    assert source.asked[0].cursor == ("2" if stands[0][1] else None)
    assert hub.rows("select count(*) from mirror.penduduk") == [2]


def test_a_paused_feed_is_not_late(hub: Hub, soon: datetime) -> None:
    """However old its data grows, a paused feed is nobody's task; its link says until when, by whom and why."""
    for name in hub.city.feeds:
        hub.run("insert into simpul.cursor (feed, last_success_at) values (:n, clock_timestamp())", n=name)
    hub.run("update simpul.cursor set last_success_at = now() - interval '9 days' where feed = 'uji.warga'")
    hub.run("insert into simpul.run (kind, target, state) values ('pull', 'uji.warga', 'stopped')")
    leave(hub, "uji.warga", soon)
    seen = status(hub.engine, hub.city)
    feed = next(one for one in seen.feeds if one.name == "uji.warga")
    assert (conditions.late(seen, feed), feed.paused_until, [task.kind for task in seen.tasks]) == (False, soon, [])
    assert seen.links[0].state == "paused"
    assert "oleh rina, alasan: server dipindahkan" in seen.links[0].sentence_id
    assert "paused until" in seen.links[0].sentence_en.lower()


def test_the_others_trouble_still_shows(hub: Hub, soon: datetime) -> None:
    """A pause of one feed hides nothing of the others; a pause of the system speaks for all of them."""
    hub.run("insert into simpul.run (kind, target, state) values ('pull', 'uji.kartu', 'stopped')")
    leave(hub, "uji.warga", soon)
    with hub.engine.connect() as connection:
        feeds = tuple(hub.city.feeds.values())
        assert link_status.status(connection, hub.city.systems["uji"], feeds).state == "action"
    leave(hub, "uji", soon)
    with hub.engine.connect() as connection:
        found = link_status.status(connection, hub.city.systems["uji"], feeds)
    assert (found.state, found.until) == ("paused", soon)


def test_a_new_pause_replaces_the_old_one(hub: Hub, soon: datetime) -> None:
    """One pause of a target is in force; the one before it ends when, and by whom, the new one was made."""
    leave(hub, "uji.warga", soon)
    later = leave(hub, "uji.warga", soon + timedelta(hours=1))
    with hub.engine.connect() as connection:
        assert pauses.active(connection) == {"uji.warga": later}
    assert hub.rows("select resumed_by from simpul.pause order by id") == ["rina", ""]


@pytest.mark.parametrize("shift", [-timedelta(hours=2), LONGEST + timedelta(hours=1)])
def test_a_pause_is_for_a_while(hub: Hub, soon: datetime, shift: timedelta) -> None:
    """A moment that is past, or too far away, is refused; so is a pause of nothing, by nobody, or for no reason."""
    with pytest.raises(NotPossible, match="waktu"):
        leave(hub, "uji.warga", soon + shift)
    with pytest.raises(NotPossible, match="tidak dikenal"):
        leave(hub, "uji.hantu", soon)
    for actor, reason in (("", "x"), ("rina", " ")):
        with pytest.raises(NotPossible, match="wajib"):
            pauses.pause(hub.engine, hub.city, "uji.warga", until=soon, reason=reason, actor=actor)
    with hub.engine.connect() as connection:
        assert connection.execute(text("select count(*) from simpul.pause")).scalar() == 0
