"""Shared fixtures: a real PostgreSQL for the session, a fresh migrated database per test module."""

from __future__ import annotations

import json
import os
import shutil
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from simpul.store import embedded, migrate
from simpul.store import engine as db

#: Folders whose tests share a city that takes long to make.
ONE_CITY = ("tests/journeys/nothing_lost/", "tests/sandbox/")
#: What takes long with few tests is begun first, so that no process is left alone with it at the end.
LONG = (
    *ONE_CITY,
    "tests/journeys/truth/",
    "tests/journeys/",
    "tests/compare/test_interleavings.py",
    "tests/console/test_browser.py",
    "tests/journeys/demo/",
)


#: Seconds each test file took, its fixtures included.
SECONDS: Counter[str] = Counter()


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--long`` also runs the long sweeps; ``--seconds FILE`` keeps what each test file took."""
    parser.addoption("--long", action="store_true", help="also run the long sweeps (marked slow)")
    parser.addoption("--seconds", metavar="FILE", help="write the seconds of each test file to FILE, as JSON")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Set-up and tear-down count for the file, too: that is where databases and cities are made."""
    SECONDS[report.nodeid.split("::", 1)[0]] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The ten slowest test files, so that nobody need guess where the time goes."""
    terminalreporter.section("ten slowest files")
    for file, seconds in SECONDS.most_common(10):
        terminalreporter.write_line(f"{seconds:7.1f} s  {file}")
    kept = config.getoption("--seconds")
    if kept:
        Path(kept).write_text(json.dumps(SECONDS, indent=1), "utf-8")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Where coverage is measured, each line knows the test files that ran it, fixtures included."""
    measured = sys.modules.get("coverage")
    running = measured and measured.Coverage.current()
    if running:
        running.switch_context(item.nodeid.split("::", 1)[0])
    return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without ``--long`` the slow tests are left out of the run, not skipped inside it."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    if config.getoption("--long"):
        return
    slow = [item for item in items if "slow" in item.keywords]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if "slow" not in item.keywords]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """In several processes a file stays in one; a folder whose tests share a costly city stays in one as a whole."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::", 1)[0]
            return next((folder for folder in ONE_CITY if file.startswith(folder)), file)

    return Together(config, log)


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server: ``SIMPUL_TEST_DATABASE_URL``, else an embedded one that lives as long as the session."""
    given = os.environ.get("SIMPUL_TEST_DATABASE_URL")
    if given:
        yield given
        return
    home = tmp_path_factory.mktemp("home")
    with embedded.running(home) as url:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            # What a power cut would lose is gone anyway when the session ends.
            _admin(url, f"alter system set {setting} = off")
        _admin(url, "select pg_reload_conf()")
        yield url
    shutil.rmtree(embedded.place_of(home))


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """Name of a migrated database that others are copied from: migrating once is faster than every time."""
    name = f"simpul_template_{uuid.uuid4().hex[:12]}"
    migrate.migrate(_named(server_url, name))
    yield name
    _admin(server_url, f'drop database "{name}" with (force)')


@pytest.fixture
def empty_database_url(server_url: str) -> Iterator[str]:
    """Address of a database that does not exist yet."""
    name = f"simpul_empty_{uuid.uuid4().hex[:12]}"
    yield _named(server_url, name)
    _admin(server_url, f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="module")
def database_url(server_url: str, template: str) -> Iterator[str]:
    """Address of a fresh, migrated database of this test module."""
    yield from _copy(server_url, template)


@pytest.fixture
def own_database_url(server_url: str, template: str) -> Iterator[str]:
    """Address of a fresh, migrated database of this one test."""
    yield from _copy(server_url, template)


@pytest.fixture
def engine(database_url: str) -> Engine:
    """Engine of the module's database."""
    return db.engine(database_url)


@pytest.fixture
def own_engine(own_database_url: str) -> Engine:
    """Engine of the test's own database."""
    return db.engine(own_database_url)


@pytest.fixture(scope="session")
def repo() -> Path:
    """Root of the repository."""
    return Path(__file__).parent.parent


def _copy(server_url: str, template: str) -> Iterator[str]:
    name = f"simpul_test_{uuid.uuid4().hex[:12]}"
    # Copying files beats logging every page where nothing is flushed to disk: half the time of a test's set-up.
    _admin(server_url, f'create database "{name}" template "{template}" strategy file_copy')
    yield _named(server_url, name)
    _admin(server_url, f'drop database "{name}" with (force)')


def _named(url: str, name: str) -> str:
    return db.address(url).set(database=name).render_as_string(hide_password=False)


def _admin(url: str, statement: str) -> None:
    engine = create_engine(_named(url, "postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
