"""Passes: cursor, watermark, errors, leases, kills."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from simpul.core.errors import AccessExpired, AlreadyRunning, BrokenContract, LeaseLost, Park, Retry, SimpulError
from simpul.core.model import Page, Progress, ReadRequest
from simpul.ingest.pull import pull
from simpul.store import audit
from tests.ingest.pull.conftest import Hub, Source, at, nik, page, warga


def test_next_pass_reads_behind_the_watermark(hub: Hub) -> None:
    """The second pass starts at the newest version seen, less the overlap, in the source's own format."""
    source = Source([page(warga(1), warga(2, day=5))])
    hub.pull_from("warga", source)
    hub.pull_from("warga", source)
    assert [request.since for request in source.asked] == [None, "2026-11-04T23:55:00+07:00"]
    assert source.asked[1].since_time == datetime(2026, 11, 4, 16, 55, tzinfo=UTC)
    assert source.asked[1].cursor is None


def test_a_broken_pass_goes_on_where_it_stopped(hub: Hub) -> None:
    """Pages stored before an error stay; the next run starts at their cursor and the watermark waits for the end."""
    with pytest.raises(Retry):
        hub.pull("warga", page(warga(1), cursor="a"), page(warga(2, day=9), cursor="b"), Retry("reset"))
    assert hub.rows("select state, reason, read, applied from simpul.run") == [("failed", "reset", 2, 2)]
    assert hub.rows("select cursor, watermark, full_pass_at from simpul.cursor") == [("b", None, None)]
    source = Source([page(warga(3))])
    hub.pull_from("warga", source)
    assert source.asked == [ReadRequest(cursor="b")]
    assert hub.rows("select cursor, watermark, full_pass_at is not null from simpul.cursor") == [
        (None, "2026-11-08T17:00:00.000000Z", True)
    ]


def test_a_broken_incremental_pass_keeps_its_start(hub: Hub) -> None:
    """A pass that goes on still reads from where it began, not from what it has seen meanwhile."""
    hub.pull("warga", page(warga(1)))
    with pytest.raises(Retry):
        hub.pull("warga", page(warga(2, day=9), cursor="b"), Retry("reset"))
    source = Source([page(warga(3, day=8))])
    hub.pull_from("warga", source)
    assert [(request.cursor, request.since) for request in source.asked] == [("b", "2026-10-31T23:55:00+07:00")]


def test_nothing_new_is_a_success(hub: Hub) -> None:
    """A source that has nothing to give ends the pass."""
    assert hub.pull("warga").totals.read == 0
    assert hub.rows("select last_success_at is not null, full_pass_at is not null from simpul.cursor") == [(True, True)]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Retry("connection refused"), "failed"),
        (Park("closed until Monday", until=datetime(2026, 11, 23, tzinfo=UTC)), "parked"),
        (BrokenContract("a web page, not data"), "stopped"),
        (ZeroDivisionError("a fault of ours"), "failed"),
    ],
)
def test_errors_become_states(hub: Hub, error: Exception, state: str) -> None:
    """Every error ends the run in a state of its own, in words, with the cursor unmoved, and goes to the caller."""
    with pytest.raises(type(error)):
        hub.pull("warga", error)
    assert hub.rows("select state, reason, ended_at is not null from simpul.run") == [(state, str(error), True)]
    assert hub.rows("select cursor, watermark, last_success_at from simpul.cursor") == [(None, None, None)]


def test_a_broken_page_keeps_the_pages_before_it(hub: Hub) -> None:
    """A page that is no data stops the run; what came before it in the same group is stored."""
    html = replace(page(), body=b"<html>Masuk dulu</html>")
    with pytest.raises(BrokenContract):
        hub.pull("warga", page(warga(1), cursor="a"), html)
    assert hub.rows("select key from mirror.penduduk") == [nik(1)]
    assert hub.rows("select cursor from simpul.cursor") == ["a"]


def test_personal_numbers_never_reach_a_reason(hub: Hub) -> None:
    """A source that quotes a NIK in its error does not put it into our tables."""
    with pytest.raises(Retry):
        hub.pull("warga", Retry(f"500: no such row {nik(1)}"))
    assert hub.rows("select reason from simpul.run") == ["500: no such row 127109••••••9001"]


def test_expired_access(hub: Hub) -> None:
    """A feed whose agreement has ended is not read at all."""
    feed = hub.city.feeds["uji.warga"]
    assert feed.access is not None
    ended = replace(feed, access=replace(feed.access, valid_until=date(2020, 1, 1)))
    source = Source([page(warga(1))])
    with pytest.raises(AccessExpired, match="Uji 1/2026"):
        pull(hub.engine, hub.city, ended, adapter=source)
    assert source.asked == []
    assert hub.rows("select state from simpul.run") == ["stopped"]


def test_two_runs_at_once(hub: Hub) -> None:
    """Of two runs of one feed one works; the other says so and leaves no run behind."""
    here, go = threading.Event(), threading.Event()

    def slow(request: ReadRequest) -> list[Page]:
        here.set()
        go.wait(20)
        return [page(warga(1))]

    worker = threading.Thread(target=hub.pull_from, args=("warga", Source(slow)))
    worker.start()
    assert here.wait(20)
    with pytest.raises(AlreadyRunning):
        hub.pull("warga", page(warga(2)))
    go.set()
    worker.join()
    assert hub.rows("select state, read from simpul.run") == [("done", 1)]


def test_zombie_commits_nothing(hub: Hub) -> None:
    """A run whose lease was taken while it slept stores nothing, and does not touch the other's run."""

    def asleep(request: ReadRequest) -> list[Page]:
        hub.run("update simpul.lease set token = token + 1, expires_at = clock_timestamp() + interval '1 minute'")
        return [page(warga(1))]

    with pytest.raises(LeaseLost):
        hub.pull_from("warga", Source(asleep))
    assert hub.rows("select count(*) from mirror.penduduk") == [0]
    assert hub.rows("select count(*) from simpul.page") == [0]


def test_totals_that_do_not_add_up_are_refused(hub: Hub) -> None:
    """The database itself refuses a run or a page that lost a row."""
    hub.pull("warga", page(warga(1)))
    for table in ("run", "page"):
        with pytest.raises(Exception, match=f"{table}_adds_up"):
            hub.run(f"update simpul.{table} set applied = applied - 1")
    with pytest.raises(Exception, match="nothing_pending_at_end"):
        hub.run("update simpul.run set pending = 1, applied = applied - 1")


def test_identical_bytes_are_stored_once(hub: Hub) -> None:
    """A page received twice is two pages with one body, sealed: its text is nowhere in the table."""
    first = page(warga(1, nama="KANARI RAHASIA"))
    hub.pull("warga", first)
    hub.pull("warga", first)
    assert hub.rows("select count(*) from simpul.page") == [2]
    bodies = hub.rows("select sealed from simpul.page_body")
    assert len(bodies) == 1
    assert b"KANARI" not in bodies[0]


def test_every_group_is_in_the_chain(hub: Hub) -> None:
    """Groups, the end and failures of runs stand in the feed's chain; the head is sealed."""
    hub.pull("warga", page(warga(1)))
    with pytest.raises(Retry):
        hub.pull("warga", Retry("reset"))
    with hub.engine.connect() as connection:
        assert audit.verify(connection, "uji.warga/all").ok
    assert hub.rows("select act from simpul.audit order by seq") == ["pull", "pull_done", "pull_ended"]
    assert hub.rows("select count(*) from simpul.audit_head") == [1]


def test_progress_is_told(hub: Hub) -> None:
    """Whoever waits is told how far it is."""
    told: list[Progress] = []
    feed = hub.city.feeds["uji.warga"]
    source = Source([replace(page(warga(1)), announced=1)])
    pull(hub.engine, hub.city, feed, adapter=source, progress=told.append)
    assert told == [Progress(stage="pull", rows=1, total=1)]


KILLED = """
import sys
from pathlib import Path
from simpul.config import settings
from simpul.ingest.pull import pull
from simpul.store import engine
from tests.ingest.pull.conftest import Source, page, warga
from tests.ingest.pull.test_passes import pages
city = settings.load([Path(sys.argv[1])])
pull(engine.engine(sys.argv[2]), city, city.feeds["uji.warga"], adapter=Source(pages))
"""


def pages(request: ReadRequest) -> list[Page | SimpulError]:
    """Three groups of one page each: the cursor names the page to go on with."""
    start = int(request.cursor or 0)
    return [page(warga(n), warga(n + 10), cursor=str(n + 1) if n < 2 else None) for n in range(start, 3)]


@pytest.mark.parametrize("point", ["pull.before_commit:1", "pull.after_commit:1", "pull.before_finish:1"])
def test_killed_runs_lose_nothing(hub: Hub, point: str, repo: Path, own_database_url: str) -> None:
    """Killed at any point, the next run starts at once, mirror equals source, totals add up, the chain is whole."""
    env = {**os.environ, "SIMPUL_KILL": point, "PYTHONPATH": os.pathsep.join([str(repo), *sys.path])}
    command = [sys.executable, "-c", KILLED, str(Path(__file__).parent / "mappings"), own_database_url]
    assert subprocess.run(command, env=env, cwd=repo, timeout=60).returncode == -signal.SIGKILL
    result = hub.pull_from("warga", Source(pages))
    assert result.state == "done"
    assert hub.rows("select count(*) from mirror.penduduk") == [6]
    assert hub.rows("select state from simpul.run order by id") == ["failed", "done"]
    assert hub.rows("select sum(applied) from simpul.run") == [6]
    assert hub.rows("select sum(read) - sum(applied + unchanged) from simpul.page") == [0]
    with hub.engine.connect() as connection:
        assert audit.verify(connection, "uji.warga/all").ok


def test_overlap_reads_late_committers(hub: Hub) -> None:
    """A row that became visible late, a little behind the watermark, is still asked for."""
    hub.pull("warga", page(warga(1, diubah=at(5, 8))))
    late = warga(2, diubah="2026-11-05T07:58:00+07:00")

    def answer(request: ReadRequest) -> list[Page]:
        assert request.since_time is not None
        shown = datetime.fromisoformat(late["diubah"]) >= request.since_time
        return [page(*([late] if shown else []))]

    assert hub.pull_from("warga", Source(answer)).totals.applied == 1
    assert hub.city.feeds["uji.warga"].order.overlap == timedelta(minutes=5)
