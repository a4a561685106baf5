"""Folders that others can write to: looked into through an open handle, so that nothing swapped meanwhile is followed.

What lies there is looked at before it is opened, opened without waiting and without following, and measured before it
is read. What is put there is written under a name nobody could know, and never over another file.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from simpul.core.i18n import Words

#: Begins the names under which files are made before they get their own; no list and no receipt begins so.
PART = ".simpul-"
_OURS = re.compile(r"\.simpul-[0-9a-f]{24}\.(?:part|uji)")
_HALF_MADE_SECONDS = 86_400.0
_NUMBER = re.compile(r"-[0-9]{1,4}$")
#: What a file system without hard links, or one that forbids them for files of others, answers.
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EINVAL}
_KINDS = (
    (stat.S_ISLNK, Words(id="tautan", en="a link")),
    (stat.S_ISDIR, Words(id="folder", en="a folder")),
    (stat.S_ISFIFO, Words(id="pipa", en="a pipe")),
    (stat.S_ISSOCK, Words(id="soket", en="a socket")),
)
_OTHER = Words(id="perangkat", en="a device")


class NoFile(Exception):
    """An entry is no plain file. ``rows``: it may still stand for one, as a link does."""

    def __init__(self, kind: Words, *, rows: bool) -> None:
        super().__init__(kind.en)
        self.kind, self.rows = kind, rows


class TooLarge(Exception):
    """A file is larger than it may be; nothing of it was read."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Which file was read, and in what state: another one under its name, or more in it, is not the same."""

    device: int
    inode: int
    size: int
    written: int

    @classmethod
    def of(cls, status: os.stat_result) -> Identity:
        return cls(device=status.st_dev, inode=status.st_ino, size=status.st_size, written=status.st_mtime_ns)


@contextmanager
def opened(address: str, name: str, *, make: bool = False) -> Iterator[int]:
    """A folder below ``address``, opened without following a link. OSError if it is not there or is none."""
    with _held(os.open(address, os.O_RDONLY | os.O_DIRECTORY)) as root:
        if make:
            with suppress(FileExistsError):
                os.mkdir(name, dir_fd=root)
        with _held(os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=root)) as folder:
            yield folder


def content(folder: int, name: str, most: int) -> tuple[bytes, Identity] | None:
    """A plain file's bytes; None if it grew or shrank while it was read.

    Raises:
        NoFile, TooLarge: as they say.
        OSError: it is not there, or may not be read.
    """
    _refuse_strange(os.stat(name, dir_fd=folder, follow_symlinks=False))
    # Between the look and the opening another entry may have taken the name.
    with os.fdopen(_open(folder, name), "rb") as file:
        status = os.fstat(file.fileno())
        _refuse_strange(status)
        if status.st_size > most:
            raise TooLarge
        body = file.read(most + 1)
        same = Identity.of(os.fstat(file.fileno())) == Identity.of(status)
    return (body, Identity.of(status)) if same and len(body) == status.st_size else None


def holding(folder: int, name: str, body: bytes) -> str | None:
    """The name under which exactly these bytes lie, the given one or one with a number; None: a name is still free."""
    for candidate in _names(name):
        try:
            found = content(folder, candidate, len(body))
        except FileNotFoundError:
            return None
        except (NoFile, TooLarge, OSError):
            # The name is somebody else's; what lies there is not ours to judge.
            continue
        if found and found[0] == body:
            return candidate
    return None


def place(folder: int, name: str, body: bytes) -> str:
    """Put a new file there, whole at once, under the name or the first free one with a number; returns it."""
    part = f"{PART}{secrets.token_hex(12)}.part"
    made = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640, dir_fd=folder)
    try:
        with os.fdopen(made, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        return _given(folder, part, folder, name)
    except BaseException:
        with suppress(OSError):
            os.unlink(part, dir_fd=folder)
        raise


def move(source: int, name: str, known: Identity, target: int) -> None:
    """Move the very file that was read, as it was read, never over another one; anything else stays.

    It is taken out under a name of our own before it is looked at for the last time: whatever another gave the name
    meanwhile goes back, and what takes it from then on is not touched.
    """
    with suppress(FileNotFoundError):
        if Identity.of(os.stat(name, dir_fd=source, follow_symlinks=False)) != known:
            return
        taken = f"{PART}{secrets.token_hex(12)}.part"
        os.rename(name, taken, src_dir_fd=source, dst_dir_fd=target)
        ours = Identity.of(os.stat(taken, dir_fd=target, follow_symlinks=False)) == known
        try:
            _given(target, taken, target if ours else source, name)
        except OSError:
            # Nothing gets lost: under its number it is read again by the next pass.
            _given(target, taken, source, name)
            raise


def try_writing(folder: int) -> None:
    """Make a file of our own and take it away. OSError says why that cannot be done."""
    name = f"{PART}{secrets.token_hex(12)}.uji"
    os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640, dir_fd=folder))
    os.listdir(folder)  # noqa: PTH208
    os.unlink(name, dir_fd=folder)


def try_placing(folder: int) -> None:
    """Place a file as a receipt is placed, and take it away. OSError says why that cannot be done."""
    os.unlink(place(folder, f"{PART}{secrets.token_hex(12)}.uji", b""), dir_fd=folder)


def try_moving(source: int, target: int) -> None:
    """Move a file of our own as a list is moved, and take it away. OSError says why that cannot be done."""
    name = f"{PART}{secrets.token_hex(12)}.uji"
    os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640, dir_fd=source))
    try:
        os.unlink(_given(source, name, target, name), dir_fd=target)
    except OSError:
        os.unlink(name, dir_fd=source)
        raise


def forget(folder: int, keep: Callable[[str], float | None], now: float) -> int:
    """Remove plain files that came into the folder more seconds ago than ``keep`` says (None: for ever); how many."""
    removed = 0
    for name in os.listdir(folder):  # noqa: PTH208
        seconds = keep(name)
        if seconds is None:
            continue
        with suppress(FileNotFoundError):
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            # The time of the move: whoever wrote the file can set the other ones.
            if stat.S_ISREG(status.st_mode) and now - status.st_ctime >= seconds:
                os.unlink(name, dir_fd=folder)
                removed += 1
    return removed


def half_made(name: str) -> float | None:
    """Seconds after which a file of our own that a crash left half made is taken away; None: it is not ours."""
    return _HALF_MADE_SECONDS if _OURS.fullmatch(name) else None


def plain(name: str) -> str:
    """A name without the number it got beside another file."""
    stem, dot, ending = name.partition(".")
    return f"{_NUMBER.sub('', stem)}{dot}{ending}"


def _refuse_strange(status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    kind = next((words for test, words in _KINDS if test(status.st_mode)), _OTHER)
    raise NoFile(kind, rows=stat.S_ISLNK(status.st_mode))


def _open(folder: int, name: str) -> int:
    try:
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NoFile(_KINDS[0][1], rows=True) from None
        raise


def _names(name: str) -> Iterator[str]:
    """The name, then the name with numbers."""
    stem, dot, ending = name.partition(".") if not name.startswith(".") else (name, "", "")
    yield name
    for number in range(2, 10_000):
        yield f"{stem}-{number}{dot}{ending}"


def _given(source: int, name: str, target: int, wanted: str) -> str:
    """Give a file another name: the wanted one, or the first free one with a number."""
    for free in _names(wanted):
        try:
            os.link(name, free, src_dir_fd=source, dst_dir_fd=target, follow_symlinks=False)
        except FileExistsError:
            continue
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if not _renamed(source, name, target, free):
                continue
        else:
            os.unlink(name, dir_fd=source)
        return free
    raise OSError(errno.EEXIST, "no free name left")


def _renamed(source: int, name: str, target: int, free: str) -> bool:
    """Rename over an empty file that was made for it just now; False if the name was taken.

    Without hard links no call of every file system renames to a free name only, so the name is taken first.
    """
    try:
        claim = os.open(free, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640, dir_fd=target)
    except FileExistsError:
        return False
    with _held(claim):
        ours = os.fstat(claim)
        try:
            if not os.path.samestat(ours, os.stat(free, dir_fd=target, follow_symlinks=False)):
                return False
            os.rename(name, free, src_dir_fd=source, dst_dir_fd=target)
        except OSError:
            with suppress(OSError):
                os.unlink(free, dir_fd=target)
            raise
    return True


@contextmanager
def _held(handle: int) -> Iterator[int]:
    try:
        yield handle
    finally:
        os.close(handle)
