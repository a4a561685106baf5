"""The embedded server."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from simpul.core.errors import BadConfig
from simpul.store import embedded
from simpul.store import engine as db


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home nobody else may enter, as a careful person's is."""
    folder = tmp_path / "rumah" / "simpul"
    folder.parent.mkdir(mode=0o700)
    folder.mkdir(mode=0o700)
    yield folder
    embedded.stop(folder)
    if embedded.place_of(folder).parent != folder:
        shutil.rmtree(embedded.place_of(folder))


def _modes(folder: Path) -> dict[Path, int]:
    parents = [folder, *folder.parents, Path("/var/lib"), Path(sys.prefix)]
    return {path: stat.S_IMODE(path.stat().st_mode) for path in parents}


def _count(url: str) -> int:
    db.create_database(url)
    with db.engine(url).begin() as connection:
        connection.execute(text("create table if not exists t (n int)"))
        connection.execute(text("insert into t values (1)"))
        return int(connection.execute(text("select count(*) from t")).scalar_one())


def test_starts_stops_and_opens_no_folder(home: Path) -> None:
    """A home of mode 700 stays 700, and so does every folder above it; data is kept between two starts."""
    before = _modes(home)
    with embedded.running(home) as url:
        assert _count(url) == 1
        with embedded.running(home) as again:
            assert again == url
        assert _count(url) == 2, "an inner with must not stop what the outer one started"
    with embedded.running(home) as url:
        assert _count(url) == 3
    assert _modes(home) == before
    assert embedded._alive(embedded._place(home)) is None


def test_settings(home: Path) -> None:
    """Listens on no port, keeps checksums, waits for the disk and never logs a statement's values."""
    with embedded.running(home) as url:
        db.create_database(url)
        with db.engine(url).connect() as connection:
            shown = {
                name: connection.execute(text(f"show {name}")).scalar()
                for name in ("listen_addresses", "data_checksums", "synchronous_commit", "log_statement", "fsync")
            }
    expected = {"listen_addresses": "", "data_checksums": "on", "synchronous_commit": "on", "log_statement": "none"}
    assert shown == {**expected, "fsync": "on"}


def test_survives_kill(home: Path) -> None:
    """After kill -9 the next call starts it again, though it was our own child and left its files behind."""
    first = embedded.start(home)
    assert _count(first.url) == 1
    os.kill(first.pid, signal.SIGKILL)
    second = embedded.start(home)
    assert second.started
    assert _count(second.url) == 2


def test_stale_pid_of_somebody_else(home: Path) -> None:
    """A leftover pid file whose number now belongs to another process does not stop it from starting."""
    with embedded.running(home):
        pass
    (embedded.place_of(home) / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n/x\n0\n5432\n/nowhere\n\n")
    with embedded.running(home) as url:
        assert _count(url) == 1


def test_two_at_once_start_one(home: Path) -> None:
    """Two processes that ask at the same moment get the same server, and one of them started it."""
    code = (
        "import sys; from pathlib import Path; from simpul.store import embedded;"
        "server = embedded.start(Path(sys.argv[1])); print(server.pid, server.started)"
    )
    calls = [
        subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    answers = [call.communicate(timeout=60)[0].split() for call in calls]
    assert answers[0][0] == answers[1][0]
    assert sorted(started for _, started in answers) == ["False", "True"]


def test_long_home_gets_a_short_socket(tmp_path: Path) -> None:
    """A home deeper than a socket's address may be works all the same."""
    home = tmp_path / ("d" * 60) / ("e" * 60)
    with embedded.running(home) as url:
        assert _count(url) == 1
        assert len(url.partition("host=")[2]) <= embedded.LONGEST_SOCKET_FOLDER
    shutil.rmtree(embedded.place_of(home))


def test_foreign_socket_folder_is_refused(home: Path, tmp_path: Path) -> None:
    """A socket folder that others can enter is not used."""
    with embedded.running(home):
        pass
    (embedded.place_of(home) / "s").chmod(0o777)
    with pytest.raises(BadConfig, match="socket folder"):
        embedded.start(home)
