"""A tiny city, written by hand, behind the real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import up
from tests.sandbox.tiny_city import City, fill


@pytest.fixture(scope="module")
def running(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Every server of the sandbox, no faults; access tokens live one second, verification has a quota of 1,000."""
    folder: Path = tmp_path_factory.mktemp("sandbox")
    options = {"apsp": ["--token-seconds", "1"], "dukcapil": ["--quota", "1000"]}
    sandbox = up.up(database_url, folder, faults="clean", seed=1, options=options)
    yield City(sandbox=sandbox, url=database_url)
    up.stop(sandbox)


@pytest.fixture
def city(running: City) -> City:
    """The running sandbox with the tiny city in it."""
    fill(running.url)
    return running
