"""Taking a hub off this machine: what it is made of, what forbids to remove it, and the removal.

Everything is looked at before anything is touched, and what does not look exactly like ours stops it all.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from simpul.core.errors import Stop
from simpul.store import embedded, home_files


@dataclass(frozen=True, kw_only=True)
class Hub:
    """What there is to remove, in the order in which it goes."""

    home: Path
    #: Folders of databases outside the home, then sockets outside those.
    databases: tuple[Path, ...]
    sockets: tuple[Path, ...]
    #: The checkout's Python environment and its lock, if it was asked for.
    environment: tuple[Path, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of it that is there."""
        every = (*self.databases, *self.sockets, self.home, *self.environment)
        return tuple(path for path in every if os.path.lexists(path))


def look(home: Path, *, checkout: Path, environment: bool = False) -> Hub:
    """What belongs to the hub of ``home``.

    Raises:
        Stop: something of it is not ours to remove; says what, and what to do.
    """
    # Not resolved: that the home is a link must show.
    home = Path.cwd() / home
    _refuse_place(home, checkout)
    if home.exists():
        _refuse_strange(home)
    databases = tuple(_databases(home.resolve()))
    for folder in databases:
        _refuse_database(folder, home.resolve())
    roots = (*databases, home.resolve() / "db")
    sockets = tuple(folder for root in roots if (folder := embedded.socket_folder(root)).parent != root)
    venv = (checkout / ".venv", checkout / ".venv.lock") if environment else ()
    if venv and (venv[0].is_symlink() or (venv[0].exists() and not (venv[0] / "pyvenv.cfg").is_file())):
        raise Stop(f"{venv[0]} bukan lingkungan Python kita / is not our Python environment → tanpa/without --venv")
    hub = Hub(home=home, databases=databases, sockets=tuple(filter(_ours, sockets)), environment=venv)
    _refuse_mounts(hub)
    return hub


def take_away(hub: Hub) -> None:
    """Remove it all. Broken off, the next call goes on: what says where the rest is goes last.

    Raises:
        Stop: something of it still runs, or the system refuses a removal.
    """
    _refuse_running(hub)
    try:
        for folder in hub.databases:
            _empty(folder, last=(embedded.OWNER,))
        for folder in hub.sockets:
            shutil.rmtree(folder)
        if hub.home.exists():
            _empty(hub.home, last=tuple(home_files.SIGNS))
        for path in hub.environment:
            _delete(path)
    except OSError as error:
        raise Stop(
            f"{error.filename}: {error.strerror}; sisanya belum dihapus / the rest is still there"
            " → perbaiki itu, lalu / mend that, then: ./run remove"
        ) from error


def _empty(folder: Path, last: Sequence[str]) -> None:
    if not folder.exists():
        return
    for path in folder.iterdir():
        if path.name not in last:
            _delete(path)
    for name in last:
        _delete(folder / name)
    folder.rmdir()


def _delete(path: Path) -> None:
    if not os.path.lexists(path):
        return
    if path.is_symlink() or not path.is_dir():
        path.unlink()
    else:
        shutil.rmtree(path)


def _refuse_place(home: Path, checkout: Path) -> None:
    """Places that are never a hub's home, whatever lies in them."""
    people = {Path.home(), Path(pwd.getpwuid(os.geteuid()).pw_dir)} if _named() else {Path.home()}
    for kept in (*people, checkout):
        if kept.resolve().is_relative_to(home.resolve()):
            raise Stop(f"{home} bukan folder Simpul / is not a folder of Simpul (SIMPUL_HOME); isi / it holds: {kept}")
    if home.is_symlink():
        raise Stop(f"{home} adalah tautan / is a link → SIMPUL_HOME={home.resolve()} ./run remove")
    if home.exists() and not home.is_dir():
        raise Stop(f"{home} bukan folder / is not a folder → SIMPUL_HOME=/folder ./run remove")


def _named() -> bool:
    with suppress(KeyError):
        return bool(pwd.getpwuid(os.geteuid()))
    return False


def _refuse_strange(home: Path) -> None:
    for folder in (home, home / "db", home / "keys"):
        _refuse_owner(folder)
    strange = home_files.strange_in_home(home)
    if strange:
        shown = ", ".join(strange[:5]) + (" …" if len(strange) > 5 else "")
        raise Stop(
            f"{home} berisi yang bukan milik Simpul / holds what is not Simpul's: {shown}"
            " → pindahkan dulu, lalu ulangi / move it away, then again"
        )
    if not home_files.is_hub(home):
        raise Stop(f"{home}: tidak ada tanda Simpul di sini / nothing here says that it is Simpul's → periksa / look")


def _refuse_owner(folder: Path) -> None:
    """An account removes only what is its own; root may remove anybody's."""
    if os.geteuid() != 0 and folder.exists() and folder.lstat().st_uid != os.geteuid():
        raise Stop(f"{folder} milik akun lain / belongs to another account → sudo ./run remove")


def _databases(home: Path) -> Iterator[Path]:
    """The database that the home names, and any that names the home (which was removed by hand, and made anew)."""
    note = home / "db.at"
    if note.exists():
        named = note.read_text(errors="replace").strip()
        if not home_files.DATABASE_PATH.fullmatch(named):
            raise Stop(f"{note}: bukan tempat database Simpul / is no place of a database of Simpul: {named[:80]}")
        yield Path(named)
    if os.geteuid() == 0:
        for folder in sorted(embedded.OUTSIDE.glob("simpul-*")):
            if (
                home_files.DATABASE_PATH.fullmatch(str(folder))
                and _owner(folder) == str(home)
                and not _names(home, folder)
            ):
                yield folder


def _owner(folder: Path) -> str:
    with suppress(OSError):
        return (folder / embedded.OWNER).read_text(errors="replace").strip()
    return ""


def _names(home: Path, folder: Path) -> bool:
    with suppress(OSError):
        return (home / "db.at").read_text(errors="replace").strip() == str(folder)
    return False


def _refuse_database(folder: Path, home: Path) -> None:
    if not os.path.lexists(folder):
        return
    _refuse_owner(folder)
    if not stat.S_ISDIR(folder.lstat().st_mode) or (strange := home_files.strange(folder, home_files.DATABASE)):
        raise Stop(f"{folder} bukan database Simpul / is no database of Simpul: {', '.join(strange[:5])}")
    owner = _owner(folder)
    if owner and owner != str(home) and _names(Path(owner), folder):
        raise Stop(
            f"{folder} milik / belongs to {owner}; {home} hanya salinannya / is only a copy of it"
            f" → hapus db.at di salinan itu / remove db.at in the copy, atau / or SIMPUL_HOME={owner} ./run remove"
        )


def _ours(folder: Path) -> bool:
    """Whether a socket's folder in /tmp is one that our server made: a real folder that nobody else may enter."""
    with suppress(OSError):
        found = folder.lstat()
        private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
        return private and (os.geteuid() in (0, found.st_uid))
    return False


def _refuse_mounts(hub: Hub) -> None:
    """Removing would go on into a disk that somebody mounted inside."""
    for part in psutil.disk_partitions(all=True):
        if any(Path(part.mountpoint).is_relative_to(path.resolve()) for path in hub.paths):
            raise Stop(f"{part.mountpoint} adalah disk terpasang / is a mounted disk → umount {part.mountpoint}")


def _refuse_running(hub: Hub) -> None:
    running = sorted(_running(hub))
    if running:
        shown = ", ".join(f"{name} ({pid})" for pid, name in running[:6])
        raise Stop(
            f"masih berjalan / still running: {shown}"
            f" → hentikan dulu dengan Ctrl-C / stop it first with Ctrl-C, atau / or: kill -INT {running[0][0]}"
        )


def _running(hub: Hub) -> Iterator[tuple[int, str]]:
    ourselves = {os.getpid(), *(process.pid for process in psutil.Process().parents())}
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid not in ourselves and _uses(process, hub):
                yield process.pid, process.name()


def _uses(process: psutil.Process, hub: Hub) -> bool:
    """Whether a process works in one of the folders, has a file open there, or is a program of this home."""
    at = Path(process.cwd())
    paths = [path.resolve() for path in hub.paths]
    files = (at, *(Path(file.path) for file in process.open_files()))
    if any(file.is_relative_to(path) for file in files for path in paths):
        return True
    if not Path(process.exe()).name.startswith("python"):
        return False
    words = [Path(word) for word in process.cmdline()[:1]]
    if any(word.is_relative_to(path) for word in words for path in hub.environment):
        return True
    named = process.environ().get("SIMPUL_HOME")
    return bool(named) and (at / str(named)).resolve() == hub.home.resolve()
