"""The demo's own Airflow: started again on the same home, and two of them at once."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from cli.demo import airflow, children
from simpul.store import engine


@pytest.fixture(scope="module")
def airflows(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[airflow.Airflow]]:
    """Two Airflows that both wanted the same port, each with a web server."""
    running: list[children.Child] = []
    made: list[airflow.Airflow] = []
    wanted = children.free_port()
    base = {**os.environ, "SIMPUL_MAPPINGS": ""}
    try:
        # Both have chosen before either of them starts.
        sockets = [children.listening(wanted) for _ in range(2)]
        for number, door in enumerate(sockets):
            home = tmp_path_factory.mktemp(f"airflow{number}")
            url = engine.beside(server_url, f"airflow_{os.getpid()}_{number}")
            made.append(airflow.prepare(home, url, door, base))
        for child in [airflow.migrate(one) for one in made]:
            children.finish(child, seconds=180)
        running = [airflow.start_page(one) for one in made]
        for one in made:
            children.wait_until(lambda one=one: airflow.healthy(one), running, seconds=180, what="Airflow")
        yield made
    finally:
        children.stop(running)


def test_two_demos_that_start_together_do_not_choose_one_port(airflows: list[airflow.Airflow]) -> None:
    """Each Airflow answers at its own address, though both wanted the same port at the same moment."""
    first, second = airflows
    assert first.port != second.port
    for one in airflows:
        answer = requests.get(f"{one.address}/api/v2/monitor/health", timeout=60)
        assert answer.json()["metadatabase"]["status"] == "healthy"
        assert airflow.Client(one).runs() == []


def test_a_demo_that_starts_again_finds_its_pools(airflows: list[airflow.Airflow]) -> None:
    """A pool that is there already takes the size that is wanted now."""
    client = airflow.Client(airflows[0])
    for slots in (2, 2, 5):
        client.pool("link_uji", slots)
        seen = client.session.get(f"{client.base}/pools/link_uji", timeout=60).json()
        assert (seen["slots"], seen["description"], seen["include_deferred"]) == (slots, "simpul", False)


def test_a_port_is_bound_before_it_is_told() -> None:
    """Of many that want one port at once each gets a port of its own, and nobody can take it before it is used."""
    wanted = children.free_port()
    with ThreadPoolExecutor(16) as pool:
        doors = list(pool.map(lambda _: children.listening(wanted), range(16)))
    ports = [door.getsockname()[1] for door in doors]
    assert len(set(ports)) == 16 and wanted in ports
    for port in ports:
        with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            stranger.bind(("127.0.0.1", port))
    for door in doors:
        door.close()


def test_a_bound_port_is_handed_to_the_child(tmp_path: Path) -> None:
    """The child answers at the port that was told, and the port is free once the child has ended."""
    door = children.listening()
    port = door.getsockname()[1]
    code = "import socket, sys; c, _ = socket.socket(fileno=int(sys.argv[1])).accept(); c.sendall(b'ok')"
    command = [sys.executable, "-c", code, str(door.fileno())]
    child = children.start("kid", command, env=dict(os.environ), log=tmp_path / "kid.log", door=door)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as asked:
        assert asked.recv(2) == b"ok"
    child.process.wait(30)
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
