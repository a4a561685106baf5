"""A hostile wire: a raw-socket relay in front of any server that refuses, cuts, drips, swallows or lies.

It knows no protocol, so it serves HTTP, TLS and PostgreSQL alike; ``say`` answers every connection with fixed bytes
and needs no server behind it. Faults are decided when a connection is made; setting one cuts the open connections.
"""

from __future__ import annotations

import contextlib
import ctypes
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Literal

Kind = Literal["clean", "refused", "reset", "truncated", "drip", "silent", "lost", "say"]

_LINGER_RESET = struct.pack("ii", 1, 0)
_PIECE = 65536


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What the wire does to a connection."""

    kind: Kind = "clean"
    #: Bytes of the server's answer let through first (reset, truncated, drip).
    after: int = 0
    #: Connections it hits; the wire is clean afterwards.
    times: int = 1_000_000
    #: What ``say`` answers.
    payload: bytes = b""
    #: Seconds between two dripped bytes.
    pause: float = 0.05


CLEAN = Fault()


class Wire:
    """A relay to ``target`` (host and port, or a Unix socket's path) on a port of 127.0.0.1; a context manager."""

    def __init__(self, target: tuple[str, int] | str | None = None) -> None:
        self._target = target
        self._fault = CLEAN
        self._left = 0
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = None
        #: Connections made so far.
        self.connections = 0
        self.port = 0

    def __enter__(self) -> Wire:
        self._listen()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._deafen()
        self.cut()
        for thread in self._threads:
            thread.join(timeout=5)

    @property
    def open(self) -> int:
        """Client connections that are open right now."""
        self._settle()
        with self._lock:
            return len(self._sockets)

    def set(self, fault: Fault) -> None:
        """Hit the next connections with ``fault``; the open ones are cut."""
        with self._lock:
            self._fault, self._left = fault, fault.times
        self.cut()
        if fault.kind == "refused":
            self._deafen()
        elif self._listener is None:
            self._listen()

    @contextlib.contextmanager
    def broken(self, fault: Fault) -> Iterator[None]:
        """``fault`` for the length of a block."""
        self.set(fault)
        try:
            yield
        finally:
            self.set(CLEAN)

    def cut(self) -> None:
        """Reset every open connection."""
        with self._lock:
            sockets, self._sockets = list(self._sockets), set()
        for sock in sockets:
            _reset(sock)

    def _settle(self) -> None:
        # A close by the peer reaches our relaying threads a moment later.
        deadline = time.monotonic() + 2
        while self._sockets and time.monotonic() < deadline:
            time.sleep(0.01)

    def _listen(self) -> None:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._spawn(self._accept, listener)

    def _deafen(self) -> None:
        listener, self._listener = self._listener, None
        if listener is None:
            return
        # Closing alone leaves accept() waiting, and the port listening.
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._spawn(self._serve, client, self._next())

    def _next(self) -> Fault:
        with self._lock:
            self.connections += 1
            if self._left <= 0:
                return CLEAN
            self._left -= 1
            return self._fault

    def _spawn(self, work: object, *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _serve(self, client: socket.socket, fault: Fault) -> None:
        with self._lock:
            self._sockets.add(client)
        try:
            if fault.kind == "say":
                self._say(client, fault)
            elif fault.kind == "silent":
                while client.recv(_PIECE):
                    pass
            else:
                self._relay(client, fault)
        except OSError:
            pass
        finally:
            with self._lock:
                self._sockets.discard(client)
            client.close()

    def _say(self, client: socket.socket, fault: Fault) -> None:
        client.settimeout(0.2)
        request = client.recv(_PIECE)
        with contextlib.suppress(TimeoutError):
            # Reading the whole request first: closing with unread bytes would reset the answer away.
            while request and not _whole(request):
                piece = client.recv(_PIECE)
                request += piece
                if not piece:
                    break
        client.settimeout(10)
        client.sendall(fault.payload)
        client.shutdown(socket.SHUT_WR)
        while client.recv(_PIECE):
            pass

    def _relay(self, client: socket.socket, fault: Fault) -> None:
        if self._target is None:
            _reset(client)
            return
        with _connected(self._target) as server:
            back = threading.Thread(target=self._answer, args=(server, client, fault), daemon=True)
            back.start()
            with contextlib.suppress(OSError):
                while piece := client.recv(_PIECE):
                    server.sendall(piece)
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_WR)
            back.join(timeout=10)

    def _answer(self, server: socket.socket, client: socket.socket, fault: Fault) -> None:
        """Pass the server's bytes on, as far as the fault lets them."""
        passed = 0
        with contextlib.suppress(OSError):
            while piece := server.recv(_PIECE):
                if fault.kind == "lost":
                    _reset(client)
                    return
                room = len(piece) if fault.kind == "clean" else max(fault.after - passed, 0)
                client.sendall(piece[:room])
                passed += min(room, len(piece))
                if room >= len(piece):
                    continue
                if fault.kind != "drip":
                    _end(client, fault)
                    return
                _drip(client, piece[room:], fault.pause)
            client.shutdown(socket.SHUT_WR)


def _connected(target: tuple[str, int] | str) -> socket.socket:
    if isinstance(target, str):
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.connect(target)
        return server
    server = socket.create_connection(target, timeout=10)
    server.settimeout(None)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return server


def _drip(client: socket.socket, piece: bytes, pause: float) -> None:
    for position in range(len(piece)):
        client.sendall(piece[position : position + 1])
        time.sleep(pause)


def _end(client: socket.socket, fault: Fault) -> None:
    if fault.kind == "reset":
        _reset(client)
        return
    client.shutdown(socket.SHUT_RDWR)


def _reset(sock: socket.socket) -> None:
    """End with RST instead of FIN, now; the thread that serves the socket wakes up and closes it.

    Closing here would free the descriptor's number for the next socket while that thread still waits on it.
    """
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_RESET)
        # Connecting to nobody (AF_UNSPEC) is how Linux disconnects a socket at once.
        nobody = struct.pack("H14x", socket.AF_UNSPEC)
        ctypes.CDLL(None, use_errno=True).connect(sock.fileno(), nobody, len(nobody))


def _whole(request: bytes) -> bool:
    """Whether an HTTP request has come to its end."""
    head, blank, body = request.partition(b"\r\n\r\n")
    if not blank:
        return False
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return len(body) >= int(value)
    return True


def http(status: str, *headers: str, body: bytes = b"") -> bytes:
    """An HTTP answer for ``say``."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
