"""How far a run is, what happened to a feed, and how thirty days were: from our own tables alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from simpul.core import clock
from simpul.core.errors import BrakeHeld, NotPossible, Retry
from simpul.core.model import Calendar, Page, ReadRequest
from simpul.ingest import mapping_history
from simpul.links import change_limit, pauses
from simpul.operations import (
    change_limit_decisions,
    daily_status,
    feed_timeline,
    next_run,
    run_progress,
    runs,
    use_cases,
)
from simpul.operations.jobs import request, worker
from simpul.operations.status import status
from tests.ingest.pull.conftest import Hub, Source, page, warga
from tests.operations.steering.conftest import ask, does, leave

FEED = "uji.warga"


def _stages(hub: Hub) -> dict[str, str]:
    found = run_progress.live(hub.engine, FEED)
    assert found is not None
    return {one.name: one.state for one in found.stages}


def test_progress_of_a_run_at_work(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a run is at work its committed rows, pages, rate and the announced total tell how far it is."""
    monkeypatch.setattr("simpul.ingest.prefetch.GROUP_ROWS", 1)
    seen: list[run_progress.Live] = []

    def pages(_: ReadRequest) -> Iterator[Page]:
        for number in range(1, 7):
            made = page(warga(number), cursor=str(number) if number < 6 else None, number=number)
            yield Page(**{**vars(made), "announced": 6})
            found = run_progress.live(hub.engine, FEED)
            if found is not None:
                seen.append(found)

    hub.pull_from("warga", Source(pages))
    part = [one for one in seen if 0 < one.totals.read < 6]
    assert part and all(one.alive and one.announced == 6 and one.pages == one.totals.read for one in part)
    assert all(one.rate > 0 and one.left is not None for one in part)
    assert {stage.state for stage in part[0].stages[:4]} == {"running"}
    done = run_progress.live(hub.engine, FEED)
    assert done is not None
    assert (done.alive, done.totals.read, done.pages, done.left) == (False, 6, 6, None)


def test_stages_of_a_finished_run(hub: Hub) -> None:
    """After a pull the comparison is next; when it has run and nothing waits to be sent, the way is gone through."""
    hub.pull("warga", page(warga(1)))
    assert _stages(hub) == {
        "fetch": "done", "check": "done", "map": "done", "write": "done", "compare": "waiting", "deliver": "waiting"
    }  # fmt: skip
    hub.run("insert into simpul.run (kind, target, state) values ('compare', 'compare', 'done')")
    assert _stages(hub)["compare"] == "done"
    assert _stages(hub)["deliver"] == "done"


@pytest.mark.parametrize(
    ("pages", "failed"),
    [
        # The source hangs up.
        ([Retry("putus")], "fetch"),
        # What it sends is no JSON.
        ([Page(number=1, body=b"<html>", requested_at=clock.now(), cursor=None)], "check"),
    ],
)
def test_the_stage_that_failed(hub: Hub, pages: list[Any], failed: str) -> None:
    """A run that failed says at which stage, and how trying again goes on from there."""
    with pytest.raises(Exception):  # noqa: B017, PT011
        hub.pull("warga", *pages)
    assert _stages(hub)[failed] == "failed"
    view = runs.show(hub.engine, 1)
    assert view is not None and view.again is not None
    assert "tidak digandakan" in view.again.id


def test_a_failed_run_is_tried_again(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying again is an errand whose run reads on from the last commit; a run that did not fail is left alone."""
    monkeypatch.setattr("simpul.ingest.prefetch.GROUP_ROWS", 1)
    with pytest.raises(Retry):
        hub.pull("warga", page(warga(1), cursor="2"), Retry("putus"))
    source = Source([page(warga(2), number=2)])
    monkeypatch.setattr("simpul.links.adapters.adapter", lambda *_, **__: source)
    asked = runs.retry(hub.engine, hub.city, 1, actor="rina")
    assert use_cases.work(hub.engine, hub.city).done == 1
    assert [one.cursor for one in source.asked] == ["2"]
    view = runs.show(hub.engine, 2)
    assert view is not None
    assert (view.began.id, view.errands[0].id) == ("Coba lagi, diminta oleh rina", asked.id)
    for run in (1, 2, 9):
        with pytest.raises(NotPossible, match="tidak perlu dicoba lagi"):
            runs.retry(hub.engine, hub.city, run, actor="rina")


def test_one_run_adds_up(hub: Hub) -> None:
    """A run shows its totals, that they are the sum of its pages', and what it set aside by rule."""
    hub.pull("warga", page(warga(1), cursor="2"), page(warga(2, lahir="x"), number=2))
    view = runs.show(hub.engine, 1, limit=1)
    assert view is not None
    assert (view.adds_up, view.pages_agree, view.page_count, len(view.pages)) == (True, True, 2, 1)
    rest = runs.show(hub.engine, 1, after=view.more)
    assert rest is not None
    assert [one.number for one in (*view.pages, *rest.pages)] == [1, 2]
    assert [(state, total) for (_, state), total in view.rules.items()] == [("open", 1)]
    assert runs.show(hub.engine, 99) is None


def _story(hub: Hub, soon: datetime) -> None:
    """A day of one feed, with everything that can happen to it."""
    hub.pull("warga", page(*(warga(n) for n in range(1, 201))))
    with pytest.raises(BrakeHeld):
        hub.pull("warga", page(*(warga(n, day=2, alamat="BARU") for n in range(1, 201))))
    with hub.engine.begin() as connection:
        change_limit.release(connection, change_limit.listing(connection)[0].id, "budi", "sudah diperiksa")
    leave(hub, FEED, soon)
    pauses.resume(hub.engine, FEED, actor="sari")
    ask(hub, "dry_run")
    worker.work(hub.engine, hub.city, do=lambda *_: does())
    hub.run("insert into simpul.mapping_version (feed, revision, body) values (:f, 'baru', 'x')", f=FEED)
    hub.run("insert into simpul.revert (target, reason, actor) values ('1', 'salah berkas', 'rina')")


def test_the_time_line_is_in_order(hub: Hub, soon: datetime) -> None:
    """Runs, holds, decisions, pauses, errands, mappings and reverts are one list, newest first, with who did it."""
    _story(hub, soon)
    found = feed_timeline.timeline(hub.engine, hub.city.feeds[FEED]).events
    assert [(one.kind, one.act) for one in found] == [
        ("revert", "planned"), ("mapping", "mapping"), ("errand", "dry_run"), ("pause", "resume"), ("pause", "pause"),
        ("brake", "released"), ("brake", "held"), ("run", "pull"), ("mapping", "mapping"), ("run", "pull"),
    ]  # fmt: skip
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
    assert [one.actor for one in found if one.actor] == ["rina", "rina", "sari", "rina", "budi"]
    assert all(one.words.id and one.words.en for one in found)


def test_the_time_line_is_paged_by_place(hub: Hub, soon: datetime) -> None:
    """Page after page gives every event once, whatever the size of a page; a made-up place is refused."""
    _story(hub, soon)
    feed = hub.city.feeds[FEED]
    whole = [one.place for one in feed_timeline.timeline(hub.engine, feed).events]
    for size in (1, 3):
        found: list[str] = []
        after = ""
        while True:
            part = feed_timeline.timeline(hub.engine, feed, after=after, limit=size)
            found += [one.place for one in part.events]
            if not (after := part.older):
                break
        assert found == whole
    with pytest.raises(NotPossible):
        feed_timeline.timeline(hub.engine, feed, after="kemarin")


@pytest.mark.parametrize(
    ("tab", "kinds"),
    [
        ("runs", {"run", "errand"}),
        ("settings", {"pause", "mapping"}),
        ("approvals", {"brake", "revert"}),
    ],
)
def test_the_time_line_is_filtered(hub: Hub, soon: datetime, tab: feed_timeline.Tab, kinds: set[str]) -> None:
    """Each tab shows its kinds only."""
    _story(hub, soon)
    assert {one.kind for one in feed_timeline.timeline(hub.engine, hub.city.feeds[FEED], tab=tab).events} == kinds


def test_a_pause_of_the_system_is_on_every_time_line(hub: Hub, soon: datetime) -> None:
    """What was done to the whole system happened to each of its feeds."""
    leave(hub, "uji", soon)
    found = feed_timeline.timeline(hub.engine, hub.city.feeds["uji.kartu"]).events
    assert [one.words.id for one in found] == ["uji dijeda"]


def test_a_changed_mapping_shows_what_changed(hub: Hub) -> None:
    """A mapping is kept once per change, with its text; the change is shown line by line."""
    hub.pull("warga", page(warga(1)))
    hub.pull("warga", page(warga(1)))
    first = mapping_history.newest(hub.engine, FEED)
    assert first is not None and first.before_id is None
    assert (first.changes, "nama_lengkap" in first.body) == ((), True)
    body = first.body.replace("from: hp", "from: telepon")
    hub.run("insert into simpul.mapping_version (feed, revision, body) values (:f, 'baru', :b)", f=FEED, b=body)
    second = mapping_history.newest(hub.engine, FEED)
    assert second is not None
    assert (second.before_id, second.before_revision) == (first.id, first.revision)
    assert [sign for sign, _ in second.changes if sign in "+-"] == ["-", "+"]


def test_a_held_change_is_decided_once(hub: Hub, soon: datetime) -> None:
    """Who decides sees what would change, masked; a second decision is told that it came late."""
    _story(hub, soon)
    hold = change_limit_decisions.of_target(hub.engine, FEED)
    assert hold is not None
    assert (hold.waits, hold.settled_by, len(hold.changes), hold.keys) == (False, "budi", 20, ())
    with pytest.raises(NotPossible, match="sudah diputuskan"):
        change_limit_decisions.decide(hub.engine, hold.id, "refuse", actor="sari", reason="x")
    with pytest.raises(NotPossible, match="wajib"):
        change_limit_decisions.decide(hub.engine, hold.id, "refuse", actor="sari", reason=" ")


def _run(hub: Hub, state: str, days: int, target: str = FEED) -> None:
    hub.run(
        "insert into simpul.run (kind, target, state, started_at) values"
        " ('pull', :target, :state, clock_timestamp() - make_interval(days => :days))",
        target=target, state=state, days=days,
    )  # fmt: skip


def test_thirty_days(hub: Hub, soon: datetime) -> None:
    """Each day shows the worst that stayed: what was followed by a good run healed, what was not did not."""
    for state, days in (
        ("done", 9), ("failed", 8), ("done", 8), ("done", 7), ("failed", 7), ("stopped", 6), ("parked", 5),
    ):  # fmt: skip
        _run(hub, state, days)
    leave(hub, FEED, soon)
    found = daily_status.strips(hub.engine, hub.city)[FEED]
    states = [one.state for one in found]
    assert len(found) == 30
    assert states[20:25] == ["healthy", "healing", "late", "action", "paused"]
    assert (states[0], states[-1]) == (None, "paused")
    assert "belum ada data" in found[0].words.id and "1 dari 2 proses gagal lalu pulih" in found[21].words.id


def test_thirty_days_of_a_link(hub: Hub) -> None:
    """A link's day is the worst day of its feeds, with that feed's words."""
    _run(hub, "done", 1)
    _run(hub, "stopped", 1, "uji.kartu")
    found = daily_status.strips(hub.engine, hub.city)
    assert (found["uji"][-2].state, found[FEED][-2].state) == ("action", "healthy")


def test_a_feed_has_its_own_word(hub: Hub, soon: datetime) -> None:
    """Of a link's feeds each says how it is itself."""
    hub.pull("warga", page(warga(1)))
    _run(hub, "stopped", 0, "uji.kartu")
    leave(hub, "uji.peristiwa", soon)
    seen = status(hub.engine, hub.city)
    found = {feed.name: run_progress.standing(feed, seen)[0] for feed in seen.feeds}
    assert (found[FEED], found["uji.kartu"], found["uji.peristiwa"]) == ("healthy", "action", "paused")


@pytest.mark.parametrize(
    ("every", "calendar", "said"),
    [
        (timedelta(minutes=15), Calendar(), ("setiap 15 menit", "every 15 minutes")),
        # A single unit needs no number in English.
        (timedelta(hours=1), Calendar(), ("setiap 1 jam", "every hour")),
        (
            timedelta(minutes=90),
            Calendar(hours="07:30-16:00", days=(1, 2, 3, 4, 5)),
            (
                "setiap 1 jam 30 menit, pukul 07.30–16.00 WIB, Senin–Jumat",
                "every 1 hour 30 minutes, 07:30–16:00 WIB, Monday–Friday",
            ),
        ),
        (timedelta(days=1), Calendar(days=(1, 4)), ("setiap 1 hari, Senin, Kamis", "every day, Monday, Thursday")),
    ],
)
def test_schedules_in_words(every: timedelta, calendar: Calendar, said: tuple[str, str]) -> None:
    """A schedule is said in words, with the hours and days its source keeps."""
    words = next_run.said(every, calendar)
    assert (words.id, words.en) == said


def test_the_next_run(hub: Hub, soon: datetime) -> None:
    """Next is a turn after the schedule last began, or the end of a pause; unknown when the scheduler is silent."""
    feed, city = hub.city.feeds[FEED], hub.city
    with hub.engine.connect() as connection:
        now = soon - timedelta(hours=1)
        assert next_run.of(connection, city, feed, now).next_at is None
    began = "insert into simpul.run (kind, target, caller, started_at) values ('pull', :t, :c, :at)"
    first = next(iter(next_run.chains(city).values()))[0].name
    hub.run(began, t=first, c="scheduled__1", at=now - timedelta(minutes=5))
    hub.run(began, t=first, c="errand:1", at=now)
    with hub.engine.connect() as connection:
        found = next_run.of(connection, city, feed, now)
        assert found.next_at == now - timedelta(minutes=5) + found.every
        assert next_run.of(connection, city, feed, now + timedelta(days=9)).next_at is None
    leave(hub, FEED, soon)
    with hub.engine.connect() as connection:
        assert next_run.of(connection, city, feed, now).next_at == soon


def test_errands_know_their_run_while_it_is_at_work(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asked for a run sees it at work before it has ended."""
    began: list[str] = []

    def pages(_: ReadRequest) -> Iterator[Page]:
        view = runs.show(hub.engine, 1)
        assert view is not None
        began.append(view.began.id)
        yield page(warga(1))

    monkeypatch.setattr("simpul.links.adapters.adapter", lambda *_, **__: Source(pages))
    ask(hub)
    use_cases.work(hub.engine, hub.city)
    assert began == ["Jalankan sekarang, diminta oleh rina"]
    assert request.listing(hub.engine, target=FEED)[0].run_id == 1
