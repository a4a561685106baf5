"""The console over a real socket and a real database, with a browser for each role."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import uvicorn
from sqlalchemy import Engine

from monitoring.console.access import cookie_name
from monitoring.console.app import make_app
from simpul.config.settings import City
from simpul.people import sessions
from simpul.people.rights import Role
from simpul.testing import crew
from simpul.testing.town import Town
from tests.console.browser import Browser
from tests.operations.status.facts import a_city

_NUMBERS = itertools.count(1)


class Served:
    """A running console; ``engine`` is its database, unscoped."""

    def __init__(self, address: str, engine: Engine) -> None:
        self.address = address
        self.engine = engine

    def anonymous(self) -> Browser:
        return Browser(self.address)

    def sign_in(self, *roles: Role, username: str = "", unit: str = "WD") -> Browser:
        """A new person with these roles, signed in. ``unit``: code of a unit the migration made."""
        name = username or f"orang{next(_NUMBERS)}"
        person = crew.hire(self.engine, name, roles, name=name.title(), unit=unit)
        browser = Browser(self.address)
        browser.session.cookies.set(cookie_name(secure=False), sessions.start(self.engine, person.id, agent="uji"))
        return browser


Serve = Callable[..., Served]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves a database: ``serve(engine)`` or ``serve(engine, city)``."""
    with ExitStack() as stack:
        yield lambda engine, city=None: stack.enter_context(serving(engine, city or a_city()))


@pytest.fixture
def console(own_engine: Engine, serve: Serve) -> Served:
    """The console over a database of the test's own."""
    return serve(own_engine)


@pytest.fixture
def served(here: Town, serve: Serve) -> Served:
    """The console over the test's own town."""
    return serve(here.engine, here.city)


@pytest.fixture
def ani(served: Served) -> Browser:
    """A case officer of the whole city."""
    return served.sign_in("case_officer", username="ani")


@contextmanager
def serving(engine: Engine, city: City) -> Iterator[Served]:
    """The console on a free port for the length of a ``with``."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = make_app(engine=engine, city=city, keep_seconds=0)
        config = uvicorn.Config(app, log_level="error", lifespan="off", server_header=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", engine)
        server.should_exit = True
        thread.join()
