"""A tiny city, written by hand, behind the real servers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sandbox import serving, up
from simpul.store import engine
from tests.sandbox.tiny_city import City, fill


@pytest.fixture(scope="session")
def running(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Every server of the sandbox, no faults; access tokens live two seconds, verification has a quota of 1,000."""
    folder: Path = tmp_path_factory.mktemp("sandbox")
    name = f"simpul_sandbox_{uuid.uuid4().hex[:12]}"
    url = engine.beside(server_url, name)
    options = {"apsp": ["--token-seconds", "2"], "dukcapil": ["--quota", "1000"]}
    sandbox = up.up(url, folder, faults="clean", seed=1, options=options)
    yield City(sandbox=sandbox, url=url)
    up.stop(sandbox)
    with psycopg.connect(serving.libpq(engine.beside(server_url, "postgres")), autocommit=True) as connection:
        connection.execute(f'drop database "{name}" with (force)'.encode())


@pytest.fixture
def city(running: City) -> City:
    """The running sandbox with the tiny city in it."""
    fill(running.url)
    return running
