"""A status page served over a real socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import uvicorn
from sqlalchemy import Engine

from monitoring.console.app import make_app
from simpul.config.settings import City
from tests.operations.status.facts import Facts, a_city

Serve = Callable[..., str]


@pytest.fixture
def facts(own_engine: Engine) -> Facts:
    """Facts of a database of the test's own."""
    return Facts(own_engine)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves an engine's status page; gives its address."""
    with ExitStack() as stack:
        yield lambda engine, city=None: stack.enter_context(serving(engine, city or a_city()))


@contextmanager
def serving(engine: Engine, city: City) -> Iterator[str]:
    """The page on a free port for the length of a ``with``."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = make_app(engine=engine, city=city, keep_seconds=0)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", server_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()
