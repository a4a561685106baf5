"""The database server dies, is away or runs out of room: a clear word, and the next run loses nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sandbox import serving
from simpul.store import embedded, migrate
from tests.journeys.nothing_lost import proof
from tests.journeys.nothing_lost.command import until
from tests.journeys.nothing_lost.town import REPO, Hub, Town

PULL = "pull siak.penduduk"
AGAIN, PERSON = 4, 3
#: What a server that dies says last, or that it says nothing any more: which of the two reaches us is a race.
GONE = ("Basis data sedang dihentikan atau dinyalakan", "Basis data tidak dapat dihubungi")
#: Bytes; above the 16 MB of a piece of the database's log.
ROOM = 20 * 1024 * 1024


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Path]:
    """A home with a database server of its own, which may be killed."""
    home = tmp_path / "home"
    with embedded.running(home) as url:
        migrate.migrate(url)
        yield home
    shutil.rmtree(embedded.place_of(home))


def _read_so_far(hub: Hub) -> int:
    return proof.count(hub.url, "select coalesce(sum(read), 0) from simpul.run")


def _kill_in_the_middle(hub: Hub, kill: Callable[[], None]) -> None:
    """Let a pull commit something, ``kill``, and see it end with a clear word and *try again later*."""
    pulling = hub.start(PULL)
    until(lambda: _read_so_far(hub) >= 300)
    kill()
    end = pulling.ended()
    assert end.code == AGAIN, (end.code, end.err)
    assert any(words in end.err for words in GONE), end.err
    assert "Traceback" not in end.err


def test_the_server_is_killed(town: Town, own_server: Path) -> None:
    """A killed database server comes back with what was committed, and the next run reads on from there."""
    server = embedded.start(own_server)
    hub = town.hub(server.url)
    _kill_in_the_middle(hub, lambda: os.kill(server.pid, signal.SIGKILL))
    again = embedded.start(own_server)
    assert again.started
    assert 0 < _read_so_far(hub) < 2_000
    hub.must(PULL)
    proof.nothing_lost(hub, ["siak.penduduk"])


def test_a_backend_is_killed(town: Town, own_server: Path) -> None:
    """A killed backend takes all connections with it; the server recovers by itself and so does the feed."""
    hub = town.hub(embedded.start(own_server).url)
    _kill_in_the_middle(hub, lambda: os.kill(_backend(hub), signal.SIGKILL))
    until(lambda: _answers(hub))
    hub.must(PULL)
    proof.nothing_lost(hub, ["siak.penduduk"])


def _backend(hub: Hub) -> int:
    """Process of the connection that merges."""
    query = (
        "select pid from pg_stat_activity where application_name = 'simpul' and query ~* 'page' order by pid limit 1"
    )
    found: list[int] = []

    def seen() -> list[int]:
        found.extend(row["pid"] for row in proof.rows(hub.url, query))
        return found

    until(seen)
    return found[0]


def _answers(hub: Hub) -> bool:
    try:
        psycopg.connect(serving.libpq(hub.url)).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.parametrize("words", ["pull siak.penduduk", "compare", "deliver apsp", "status"])
def test_the_server_is_down(town: Town, words: str) -> None:
    """The command says that the database cannot be reached, where to look, and to try again; no traceback."""
    hub = town.hub("postgresql+psycopg://nobody@127.0.0.1:9/simpul")
    done = subprocess.run(
        [sys.executable, "-m", "cli", *words.split()],
        cwd=REPO, env=hub.environment(), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == AGAIN, done.stderr
    assert "Basis data tidak dapat dihubungi / the database cannot be reached" in done.stderr
    assert "SIMPUL_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_room_left(town: Town, own_server: Path) -> None:
    """A server that may write no more says so; what was committed stays, and with room again the next run goes on.

    The room ends for the server's processes alone, by the largest file they may write: no disk of this machine fills,
    and no rights are needed. The log of the database stays below it, as on a disk of its own.
    """
    server = embedded.start(own_server)
    hub = town.hub(server.url)
    _fill_page_bodies(hub.url, ROOM)
    with no_larger_files(server.pid, ROOM):
        end = hub.run(PULL)
    assert end.code == PERSON, (end.code, end.err)
    assert "Basis data kehabisan ruang / the database ran out of room" in end.err
    assert "Traceback" not in end.err
    hub.must(PULL)
    proof.nothing_lost(hub, ["siak.penduduk"])


@contextmanager
def no_larger_files(pid: int, size: int) -> Iterator[None]:
    """The process and those it starts cannot make a file larger than ``size`` bytes."""
    _limit(pid, str(size))
    try:
        yield
    finally:
        _limit(pid, "unlimited")


def _limit(pid: int, size: str) -> None:
    """Set the soft limit, as the account that the process runs under."""
    owner = Path(f"/proc/{pid}").stat()
    as_owner: dict[str, Any] = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    command = ["prlimit", f"--pid={pid}", f"--fsize={size}:"]
    subprocess.run(command, check=True, cwd="/", **(as_owner if os.geteuid() == 0 else {}))


def _fill_page_bodies(url: str, size: int) -> None:
    """Make the kept pages' file as large as that, as years of pulling would."""
    piece = 64 * 1024
    with psycopg.connect(serving.libpq(url)) as connection:
        connection.execute("alter table simpul.page_body alter column sealed set storage external")
        connection.cursor().executemany(
            "insert into simpul.page_body (digest, key_id, sealed, size, keep_until)"
            " values (%s, '', %s, 0, clock_timestamp())",
            [(number.to_bytes(4, "big"), os.urandom(piece)) for number in range(size // piece + 1)],
        )
