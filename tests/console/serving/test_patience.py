"""What the started console holds of requests that are never finished, over real sockets."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from tests.console.serving.started import Started, started

#: Longer than the console waits for the rest of anything.
LONG = 25
#: A head without its end, and a post of which half is sent.
HEAD = b"GET /publik HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: "
HALF = (
    b"POST /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000\r\n\r\nusername=ana"
)


@pytest.fixture(scope="module")
def console(repo: Path, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Open to this machine."""
    with started(repo, database_url, tmp_path_factory.mktemp("patience")) as found:
        yield found


def _open(console: Started, stack: ExitStack) -> socket.socket:
    return stack.enter_context(socket.create_connection(("127.0.0.1", console.port), timeout=LONG))


def _answer(connection: socket.socket) -> bytes:
    """All that comes until the other side closes; empty where it only closes. TimeoutError: it waits for ever."""
    found = b""
    try:
        while part := connection.recv(65536):
            found += part
    except ConnectionError:
        pass
    return found


def _shut(connections: list[socket.socket]) -> int:
    """How many of these the console has closed by now."""
    closed = 0
    for one in connections:
        one.setblocking(False)
        try:
            closed += one.recv(65536) in (b"",)
        except BlockingIOError:
            pass
        except ConnectionError:
            closed += 1
    return closed


def test_a_long_head_is_cut_off(console: Started) -> None:
    """No client makes the console keep more of a request's head than a browser ever sends."""
    with ExitStack() as stack:
        connection = _open(console, stack)
        connection.sendall(HEAD)
        sent = 0
        try:
            while sent < 4_000_000:
                sent += connection.send(b"x" * 65536)
        except ConnectionError:
            pass
        assert sent < 4_000_000


@pytest.mark.parametrize("part", [b"", HEAD, HALF], ids=["nothing", "half a head", "half a body"])
def test_who_does_not_go_on_is_let_go(console: Started, part: bytes) -> None:
    """A connection that says nothing, half a head or half a body is closed within seconds, even if it drips."""
    began = time.monotonic()
    with ExitStack() as stack:
        connection = _open(console, stack)
        connection.sendall(part)
        answer = _answer(connection)
    assert time.monotonic() - began < LONG
    assert answer == b"" or answer.startswith((b"HTTP/1.1 408", b"HTTP/1.1 400"))


def test_dripping_is_not_going_on(console: Started) -> None:
    """A byte every second does not put the deadline off."""
    with ExitStack() as stack:
        connection = _open(console, stack)
        connection.sendall(HALF)
        dripped = 0
        try:
            while dripped < LONG:
                connection.sendall(b"x")
                time.sleep(1)
                dripped += 1
        except ConnectionError:
            pass
    assert dripped < LONG


@pytest.mark.parametrize(
    "head", [b"Content-Length: 400000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"], ids=["told", "untold"]
)
def test_a_body_larger_than_any_form_is_refused(console: Started, head: bytes) -> None:
    """The console reads no more of a body than its largest form has, whatever its length was said to be."""
    with ExitStack() as stack:
        connection = _open(console, stack)
        connection.sendall(b"POST /telusur HTTP/1.1\r\nHost: 127.0.0.1\r\n" + head)
        try:
            for _ in range(400):
                connection.sendall(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
        except ConnectionError:
            pass
        assert _answer(connection)[:12] in (b"HTTP/1.1 413", b"")


def test_half_sent_posts_keep_nobody_out(console: Started) -> None:
    """While hundreds of posts are left half sent the console answers at once, and lets the oldest of them go."""
    with ExitStack() as stack:
        waiting = [_open(console, stack) for _ in range(300)]
        for one in waiting:
            one.sendall(HALF)
        began = time.monotonic()
        answer = requests.get(f"{console.address}/masuk", timeout=LONG)
        assert answer.status_code == 200
        assert time.monotonic() - began < 5
        assert _shut(waiting) >= 150
