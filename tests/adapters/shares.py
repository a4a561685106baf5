"""Shares as others leave them: entries that are no files, file systems that refuse what ours allow."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import stat
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

Answer = TypeVar("Answer")

LINKS = {"x86_64": (86, 265), "aarch64": (37,)}
RENAMES = {"x86_64": (82, 264, 316), "aarch64": (38, 276)}
NOBODY = 65534


def strange(kind: str, path: Path) -> None:
    """Put an entry of that kind at ``path``."""
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as found:
            # The path of a socket may be long; its name may not.
            held = os.open(path.parent, os.O_RDONLY)
            found.bind(f"/proc/self/fd/{held}/{path.name}")
            os.close(held)
    elif kind == "link":
        path.symlink_to("/etc/passwd")
    elif kind == "dangling link":
        path.symlink_to("tidak/ada")
    elif kind == "device":
        try:
            os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3))
        except PermissionError:
            pytest.skip("only root may make a device")


KINDS = ("folder", "pipe", "socket", "link", "dangling link", "device")


def aside(run: Callable[[], Answer], seconds: float = 20.0) -> Answer:
    """What ``run`` gives, done in a thread of its own; fails if it never ends."""
    found: list[Any] = []

    def noted() -> None:
        try:
            found.append((run(), None))
        except BaseException as error:
            found.append((None, error))

    thread = threading.Thread(target=noted, daemon=True)
    thread.start()
    thread.join(seconds)
    assert found, "it waits for ever"
    answer, error = found[0]
    if error is not None:
        raise error
    return answer  # type: ignore[no-any-return]


def refused(run: Callable[[], Answer], *calls: dict[str, tuple[int, ...]], why: int = errno.EPERM) -> Answer:
    """``run`` in a thread whose kernel refuses the given calls, as some shares do."""
    numbers = [number for call in calls for number in call.get(platform.machine(), ())]
    if not numbers:
        pytest.skip("system call numbers of this machine are not known")
    return aside(lambda: (_deny(numbers, why), run())[1])


def _deny(numbers: list[int], why: int) -> None:
    lines = [(0x20, 0, 0, 0)]
    lines += [(0x15, len(numbers) - place, 0, number) for place, number in enumerate(numbers)]
    lines += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x00050000 | why)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in lines))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(lines), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
        pytest.skip("this kernel lets nobody refuse system calls")


def as_nobody(run: Callable[[], Answer]) -> Answer:
    """``run`` in a thread that reads files as an account without rights."""
    if os.geteuid() != 0:
        return run()
    return aside(lambda: (ctypes.CDLL(None).setfsuid(NOBODY), run())[1])


@contextmanager
def unreadable(path: Path) -> Iterator[None]:
    """A file that its owner alone may read, and that is not ours."""
    path.chmod(0)
    try:
        yield
    finally:
        path.chmod(0o600)
