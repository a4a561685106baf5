"""A database that takes connections and never answers: what the console still does."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from sqlalchemy.engine import make_url

from tests.console.serving.started import Started, started

#: More than the console has threads.
VIEWERS = 45


@dataclass
class Relay:
    """Stands between the console and its database; told to hang, it takes connections and passes nothing on."""

    target: str
    port: int = 0
    hangs: bool = False
    #: Connections taken since it hangs.
    asked: int = 0
    held: list[socket.socket] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                ours, _ = listening.accept()
            except OSError:
                return
            self.held.append(ours)
            if self.hangs:
                self.asked += 1
                continue
            theirs = socket.socket(socket.AF_UNIX)
            theirs.connect(self.target)
            self.held.append(theirs)
            for source, sink in ((ours, theirs), (theirs, ours)):
                threading.Thread(target=_pass_on, args=(source, sink), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    try:
        while part := source.recv(65536):
            sink.sendall(part)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.fixture
def relay(database_url: str) -> Iterator[Relay]:
    """A way to the database that can be made to hang."""
    folder = make_url(database_url).query["host"]
    found = Relay(target=f"{folder}/.s.PGSQL.{make_url(database_url).port or 5432}")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found.port = listening.getsockname()[1]
        threading.Thread(target=found.serve, args=(listening,), daemon=True).start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)
    for one in found.held:
        one.close()


@pytest.fixture
def console(repo: Path, database_url: str, relay: Relay, tmp_path: Path) -> Iterator[Started]:
    """Reaches its database through the relay."""
    given = make_url(database_url)
    url = given.set(query={}, host="127.0.0.1", port=relay.port).render_as_string(hide_password=False)
    with started(repo, url, tmp_path) as found:
        yield found


def _look(address: str) -> tuple[int, float]:
    began = time.monotonic()
    return requests.get(address, timeout=90).status_code, time.monotonic() - began


def test_a_hanging_database_takes_nobody_else_along(console: Started, relay: Relay) -> None:
    """While many look at the public page and the database hangs, the probe answers at once; so, soon, do they.

    One of them asks the database; its failure is remembered for a while, so those who come next cost nothing.
    """
    relay.hangs = True
    with ThreadPoolExecutor(VIEWERS) as crowd:
        looks = [crowd.submit(_look, f"{console.address}/publik") for _ in range(VIEWERS)]
        time.sleep(1)
        status, seconds = _look(f"{console.address}/healthz")
        assert status == 200 and seconds < 3, seconds
        waited = sorted(look.result()[1] for look in looks)
        assert {look.result()[0] for look in looks} == {503}
    assert waited[-2] < 8, waited
    assert relay.asked <= 2
    again = [_look(f"{console.address}/publik") for _ in range(3)]
    assert all(status == 503 and seconds < 3 for status, seconds in again), again
    assert relay.asked <= 3


def test_numbers_are_told_while_it_hangs(console: Started, relay: Relay) -> None:
    """The probe for Prometheus says "database down" instead of hanging with it."""
    relay.hangs = True
    with ThreadPoolExecutor(4) as crowd:
        looks = [crowd.submit(requests.get, f"{console.address}/metrics", timeout=60) for _ in range(4)]
        texts = [look.result().text for look in looks]
    assert all("simpul_database_up 0.0" in text for text in texts)
    assert relay.asked <= 2
