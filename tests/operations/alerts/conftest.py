"""Real sockets that people's servers would answer on, and a hub with facts to be told of."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import Engine

from simpul.operations.alerts import routes
from simpul.operations.alerts.model import Route
from tests.operations.status.facts import Facts


@dataclass
class Inbox:
    """What arrived, and how the server answers."""

    port: int = 0
    status: int = 200
    answer: bytes = b'{"ok": true, "result": {"message_id": 1}}'
    #: (path, body)
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [json.dumps(body, ensure_ascii=False) for _, body in self.got]


@contextmanager
def serving(inbox: Inbox, server: socketserver.BaseServer) -> Iterator[Inbox]:
    inbox.port = server.server_address[1]  # type: ignore[index]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield inbox
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def web() -> Iterator[Inbox]:
    """An HTTP server that keeps what is posted to it."""
    inbox = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            inbox.got.append((self.path, json.loads(body) if body[:1] == b"{" else {"text": body.decode()}))
            self.send_response(inbox.status)
            self.send_header("content-length", str(len(inbox.answer)))
            self.end_headers()
            self.wfile.write(inbox.answer)

        def log_message(self, *_: object) -> None:
            return

    with serving(inbox, ThreadingHTTPServer(("127.0.0.1", 0), Handler)):
        yield inbox


@pytest.fixture
def mail() -> Iterator[Inbox]:
    """An SMTP server that takes every letter."""
    inbox = Inbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 sink\r\n")
            while line := self.rfile.readline().strip():
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go\r\n")
                    letter = iter(lambda: self.rfile.readline(), b".\r\n")
                    inbox.mails.append(b"".join(letter).decode())
                if word == b"EHLO":
                    self.wfile.write(b"250-sink\r\n250 SMTPUTF8\r\n")
                else:
                    self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")

    with serving(inbox, socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)):
        yield inbox


@pytest.fixture
def facts(own_engine: Engine) -> Facts:
    """Facts of a database of the test's own, where all is well."""
    found = Facts(own_engine)
    found.well()
    return found


@pytest.fixture
def route(own_engine: Engine, web: Inbox, monkeypatch: pytest.MonkeyPatch) -> Route:
    """A route to the HTTP server that tells everything, without a digest."""
    monkeypatch.setenv("SIMPUL_ALERT_HOOK", f"json://127.0.0.1:{web.port}/pesan")
    made = Route(name="hook", env="SIMPUL_ALERT_HOOK", severity="info", digest=False)
    routes.add(own_engine, made, actor="rina")
    return made
