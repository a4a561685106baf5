"""Who may come to the embedded server: the account that started it and nobody else on the machine."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import text

from simpul.store import embedded
from simpul.store import engine as db

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try what other accounts may do")

NOBODY = pwd.getpwnam("nobody")
#: Accounts that have no business here: one that everybody lends, one with a name, one without.
OTHERS = (NOBODY.pw_uid, pwd.getpwnam("daemon").pw_uid, 54_321)


@pytest.fixture(params=("private", "reachable"), scope="module")
def home(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A home that nobody else may enter, or one in an open folder, where the database lies inside it; it runs."""
    above = Path(tempfile.mkdtemp(prefix="rumah-", dir="/tmp"))  # noqa: S108
    above.chmod(0o700 if request.param == "private" else 0o755)
    folder = above / "simpul"
    folder.mkdir()
    with embedded.running(folder):
        yield folder
    shutil.rmtree(embedded.place_of(folder))
    shutil.rmtree(above)


def as_account(uid: int, act: Callable[[], object]) -> str:
    """What ``act`` ends with in a process of the account ``uid``: ``done`` or the name of its error."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            os.write(write, _ending(act).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as said:
        found = said.read()
    os.waitpid(child, 0)
    return found


def _ending(act: Callable[[], object]) -> str:
    try:
        act()
    except Exception as error:
        return type(error).__name__
    return "done"


def host_of(url: str) -> str:
    """Folder of the server's socket."""
    return str(db.address(url).query["host"])


def connects(uid: int, url: str, role: str = "postgres", password: str | None = None) -> bool:
    """Whether the account ``uid`` comes in as ``role``."""
    socket = host_of(url)
    said = as_account(
        uid, lambda: psycopg.connect(host=socket, user=role, dbname="postgres", password=password).close()
    )
    assert said in ("done", "OperationalError")
    return said == "done"


@contextmanager
def opened(home: Path, url: str) -> Iterator[None]:
    """The folders' protection taken away, so that only the server's own rules are left."""
    socket = Path(host_of(url))
    folders = (embedded.place_of(home), home.parent, home, socket, socket / ".s.PGSQL.5432")
    modes = [stat.S_IMODE(folder.stat().st_mode) for folder in folders]
    for folder in folders:
        folder.chmod(0o777)
    yield
    for folder, mode in zip(folders, modes, strict=True):
        folder.chmod(mode)


def as_version_one(home: Path) -> None:
    """What an earlier version left: everybody trusted, the files of the account that everybody lends."""
    place = embedded.place_of(home)
    (place / "data" / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.1/32 trust\n")
    subprocess.run(["chown", "-R", f"{NOBODY.pw_uid}:{NOBODY.pw_gid}", place / "data", place / "s"], check=True)
    shutil.chown(place, 0, 0)
    place.chmod(0o755)


def test_no_other_account_connects(home: Path) -> None:
    """No other account connects, as long as the folders stand and also if somebody opened them all."""
    running = embedded.start(home)
    server = psutil.Process(running.pid)
    assert [uid for uid in OTHERS if connects(uid, running.url)] == []
    with opened(home, running.url):
        assert [uid for uid in (*OTHERS, server.uids().real) if connects(uid, running.url)] == []
        assert connects(0, running.url)
    assert server.net_connections("inet") == []


def test_every_rule_asks_who_it_is(home: Path) -> None:
    """No line of the server's own rules trusts anybody, and none opens a port."""
    url = embedded.start(home).url
    with psycopg.connect(host=host_of(url), user="postgres", dbname="postgres") as connection:
        rules = connection.execute("select type, auth_method from pg_hba_file_rules").fetchall()
    assert {kind for kind, _ in rules} == {"local"}
    assert {method for _, method in rules} <= {"peer", "scram-sha-256"}
    assert "trust" not in (embedded.place_of(home) / "data" / "pg_hba.conf").read_text()


def test_a_role_with_a_password_must_say_it(home: Path) -> None:
    """A role made for an agency (its read-only view) comes in by its password and by nothing else."""
    url = embedded.start(home).url
    with psycopg.connect(host=host_of(url), user="postgres", dbname="postgres") as connection:
        connection.execute("create role pembaca login password 'sandi-benar'")
    assert connects(0, url, "pembaca", "sandi-benar")
    assert not connects(0, url, "pembaca", "sandi-salah")
    assert not connects(0, url, "pembaca")


def test_the_server_has_an_account_of_its_own(home: Path) -> None:
    """Started by root the server runs under a number that is no account's and no other home's."""
    second = home.parent / "kedua"
    with embedded.running(second):
        uids = [psutil.Process(embedded.start(place).pid).uids().real for place in (home, second)]
    shutil.rmtree(embedded.place_of(second))
    assert len(set(uids)) == 2
    for uid in uids:
        assert uid != 0
        with pytest.raises(KeyError):
            pwd.getpwuid(uid)


def test_no_other_account_reads_a_file(home: Path) -> None:
    """No other account reads or lists anything of the database, its log included."""
    embedded.start(home)
    place = embedded.place_of(home)
    files = [path for path in place.rglob("*") if path.is_file() and "programs" not in path.parts]
    assert len(files) > 100
    for uid in OTHERS:
        assert as_account(uid, lambda: os.listdir(place)) == "PermissionError"
        assert as_account(uid, lambda: [_refused(path.read_bytes) for path in files]) == "done"
    assert stat.S_IMODE(place.stat().st_mode) & stat.S_IRWXO == 0


def _refused(read: Callable[[], bytes]) -> None:
    try:
        read()
    except PermissionError:
        return
    raise AssertionError("it was read")


def test_a_home_of_an_earlier_version_is_upgraded(home: Path) -> None:
    """At its next start an older home keeps its data and takes the trust away that it began with."""
    url = embedded.start(home).url
    db.create_database(url)
    with db.engine(url).begin() as connection:
        connection.execute(text("create table kept as select 7 as n"))
    embedded.stop(home)
    as_version_one(home)
    server = embedded.start(home)
    with opened(home, server.url):
        assert [uid for uid in OTHERS if connects(uid, server.url)] == []
    with db.engine(server.url).connect() as connection:
        assert connection.execute(text("select n from kept")).scalar_one() == 7
    data = embedded.place_of(home) / "data"
    assert {path.lstat().st_uid for path in (data, *data.rglob("*"))} == {psutil.Process(server.pid).uids().real}


def test_an_ordinary_account_has_its_own_server() -> None:
    """Who is not root starts a server that is theirs: they come in, others do not, and root may repair it."""
    above = Path(tempfile.mkdtemp(prefix="rumah-", dir="/tmp"))  # noqa: S108
    above.chmod(0o755)
    owner = OTHERS[1]
    shutil.chown(above, owner, owner)
    home = above / "simpul"
    try:
        assert as_account(owner, lambda: embedded.start(home)) == "done"
        url = embedded.start(home).url
        with opened(home, url):
            assert connects(owner, url)
            assert [uid for uid in (OTHERS[0], OTHERS[2]) if connects(uid, url)] == []
        embedded.stop(home)
        with embedded.running(home) as url:
            assert connects(owner, url)
            assert psutil.Process(embedded.start(home).pid).uids().real == owner
    finally:
        embedded.stop(home)
        shutil.rmtree(above)
