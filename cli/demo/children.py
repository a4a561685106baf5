"""Processes the demo starts: each with a log of its own, each gone when the demo is gone."""

from __future__ import annotations

import ctypes
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from simpul.core.errors import Stop

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, kw_only=True)
class Child:
    """A process we started; ``log`` holds everything it printed."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


def _die_with_parent() -> None:
    # Runs in the child before exec; without prctl (not Linux) Ctrl-C and the normal stop still end it.
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def start(
    name: str, command: Sequence[str], *, env: Mapping[str, str], log: Path, door: socket.socket | None = None
) -> Child:
    """Start a process in a session of its own, so that Ctrl-C reaches only us and we end it in order.

    ``door``: a listening socket that becomes the child's, under the same number. Call it from the main thread: the
    kernel ties a child's life to the thread that made it.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603
            list(command),
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent,
            pass_fds=(door.fileno(),) if door else (),
        )
    if door:
        # The child's alone from now on: with it gone, nobody waits at a port that nobody serves.
        door.close()
    return Child(name=name, process=process, log=log)


def finish(child: Child, *, seconds: float) -> None:
    """Wait for a process that ends by itself; a failure shows the end of its log."""
    try:
        code = child.process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        stop([child])
        raise Stop(f"{child.name}: belum selesai setelah {seconds:.0f} detik; lihat {child.log}") from None
    if code != 0:
        raise Stop(f"{child.name}: berhenti dengan kode {code}; {last_words(child)}")


def wait_until(ready: Callable[[], bool], children: Sequence[Child], *, seconds: float, what: str) -> None:
    """Poll until ``ready``; stop at once when one of the children has died."""
    deadline = time.monotonic() + seconds
    while not ready():
        check_alive(children)
        if time.monotonic() > deadline:
            raise Stop(f"{what}: belum siap setelah {seconds:.0f} detik; lihat {children[0].log}")
        time.sleep(0.2)


def check_alive(children: Sequence[Child]) -> None:
    """Raise :class:`Stop` naming the first child that has ended."""
    for child in children:
        code = child.process.poll()
        if code is not None:
            raise Stop(f"{child.name}: berhenti sendiri dengan kode {code}; {last_words(child)}")


def last_words(child: Child, lines: int = 5) -> str:
    """The end of a child's log, for a message."""
    text = child.log.read_text(errors="replace") if child.log.exists() else ""
    return f"akhir {child.log}:\n" + "\n".join(text.splitlines()[-lines:])


def stop(children: Sequence[Child], patience: float = 5.0) -> None:
    """End children and everything they started, politely first; nothing else is touched."""
    family = [process for child in children for process in _family(child)]
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    _, alive = psutil.wait_procs(family, timeout=patience)
    for process in alive:
        process.kill()
    psutil.wait_procs(alive, timeout=2)
    for child in children:
        child.process.poll()


def _family(child: Child) -> list[psutil.Process]:
    try:
        head = psutil.Process(child.process.pid)
        return [head, *head.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def listening(wanted: int = 0) -> socket.socket:
    """A socket that listens on 127.0.0.1 at ``wanted``, or at any free port if somebody else does.

    Bound before its port is told: a port that was only looked at may be another's when it is used.
    """
    for port in (wanted, 0):
        door = socket.socket()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
            # Two may bind the same free port; only one of them may listen.
            door.listen(128)
        except OSError:
            door.close()
            continue
        return door
    raise Stop("tidak ada port bebas di 127.0.0.1 / no free port on 127.0.0.1")


def free_port(wanted: int = 0) -> int:
    """``wanted`` if it is free on 127.0.0.1, else any free port. It may be taken at once: prefer :func:`listening`."""
    with listening(wanted) as door:
        return int(door.getsockname()[1])
