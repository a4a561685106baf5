"""One small city behind clean wires for every test here; each test gets a hub of its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest

from sandbox import serving, tick
from simpul.config import settings
from simpul.core import clock
from simpul.delivery import data_balikan
from simpul.store import engine as db
from simpul.testing import crew
from tests.journeys.nothing_lost.command import ready_to_fork
from tests.journeys.nothing_lost.town import FEEDS, REPO, SEED, Hub, Town, built

MONTH = f"{clock.today().replace(day=1) - timedelta(days=1):%Y-%m}"


def report(hub: Hub) -> None:
    """The last month's data balikan, by two persons: one user of a server cannot be both."""
    engine = db.engine(hub.url)
    crew.seat(engine, "joni")
    crew.hire(engine, "rina", ["approver"])
    hub.must(f"balikan open {MONTH}", f"balikan freeze {MONTH}")
    data_balikan.approve(engine, settings.load(), MONTH, actor="rina")


@pytest.fixture(scope="session")
def forks() -> Iterator[None]:
    """The process from which those of the hub are forked."""
    with ready_to_fork(REPO):
        yield


@pytest.fixture(scope="session")
def town(server_url: str, forks: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A small city behind clean wires; as generated it is kept under ``new``."""
    with database(server_url, "town") as url, built(url, tmp_path_factory.mktemp("town")) as town:
        town.keep("new")
        yield town


@pytest.fixture
def hub(town: Town, own_database_url: str) -> Hub:
    """A hub that has seen nothing yet, beside a city as it was generated."""
    town.back_to("new")
    return town.hub(own_database_url)


@pytest.fixture(scope="session")
def pulled(server_url: str, template: str, town: Town) -> Iterator[str]:
    """Name of a database in which every feed was pulled once, nothing compared."""
    town.back_to("new")
    with database(server_url, "pulled", template) as url:
        town.hub(url).must(*(f"pull {feed}" for feed in FEEDS))
        town.keep("pulled")
        yield str(db.address(url).database)


@pytest.fixture(scope="session")
def lively(server_url: str, pulled: str, town: Town) -> Iterator[str]:
    """Name of a database after a first comparison, some life in the city and a second pull: much to compare."""
    town.back_to("pulled")
    with database(server_url, "lively", pulled) as url:
        hub = town.hub(url)
        hub.must("compare", "compare", "deliver loket")
        for step in range(1, 9):
            tick.tick(town.url, town.folder, seed=SEED, step=step)
        with psycopg.connect(serving.libpq(town.url)) as connection:
            connection.execute(_QUOTED_MOVE)
        hub.must(*(f"pull {feed}" for feed in FEEDS))
        town.keep("lively")
        yield str(db.address(url).database)


@pytest.fixture(scope="session")
def waiting(server_url: str, lively: str, town: Town) -> Iterator[str]:
    """Name of a database in which effects for every target wait to be sent."""
    town.back_to("lively")
    with database(server_url, "waiting", lively) as url:
        town.hub(url).must("compare")
        yield str(db.address(url).database)


@pytest.fixture
def lively_hub(server_url: str, town: Town, lively: str) -> Iterator[Hub]:
    """A hub with much to compare."""
    town.back_to("lively")
    with database(server_url, "hub", lively) as url:
        yield town.hub(url)


@pytest.fixture(scope="session")
def reported(server_url: str, waiting: str, town: Town) -> Iterator[str]:
    """Name of that database with a month's data balikan approved, so that the national registry is told something."""
    with database(server_url, "reported", waiting) as url:
        report(town.hub(url))
        yield str(db.address(url).database)


@pytest.fixture
def waiting_hub(server_url: str, town: Town, reported: str) -> Iterator[Hub]:
    """A hub with effects to send."""
    town.back_to("lively")
    with database(server_url, "hub", reported) as url:
        yield town.hub(url)


#: Applications whose complaints are known move on: their reporters are to be told.
_QUOTED_MOVE = """
update apsp.permohonan as p
set tahap = case p.tahap when 'DIPROSES' then 'VERIFIKASI' else 'DIPROSES' end, versi = p.versi + 1,
    diubah = clock_timestamp()
where not p.tahap = any('{DISERAHKAN,DITOLAK,DIBATALKAN,KEDALUWARSA}') and exists (
    select from sp4.complaint as c
    where c.is_secret is false and not c.is_anonymous and strpos(c.content, p.nomor) > 0
)
"""


@contextmanager
def database(server_url: str, what: str, template: str = "template0") -> Iterator[str]:
    """A database of this name's own, copied from ``template``, gone afterwards."""
    name = f"simpul_{what}_{uuid.uuid4().hex[:12]}"
    admin = serving.libpq(db.address(server_url).set(database="postgres").render_as_string(hide_password=False))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}"'.encode())
    try:
        yield db.address(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'drop database "{name}" with (force)'.encode())
