"""SQL views: read only, protected columns never selected, mistakes named."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from adapters.sql import Sql
from simpul.core import clock
from simpul.core.errors import BadConfig, BadCredentials, BrokenContract, Rejected, Retry, SimpulError
from simpul.core.model import Feed, Page, ReadRequest, SecretRef, Write
from simpul.core.ports import unguarded
from simpul.testing.faultserver import Fault, Wire
from simpul.testing.subject import Patient
from tests.adapters import subjects


@pytest.fixture(scope="module")
def wire(database_url: str) -> Iterator[Wire]:
    subjects.make_view(database_url)
    with Wire(subjects.place(database_url)) as made:
        yield made


@contextmanager
def view(database_url: str, wire: Wire, guard: Any = unguarded, **more: Any) -> Iterator[Sql]:
    system = replace(subjects.view_system(subjects.through(database_url, wire.port)), **more)
    adapter = Sql(system, guard=guard, secrets=subjects.shown)
    yield adapter
    adapter.close()


def feed(**read: Any) -> Feed:
    made = subjects.view_feed()
    return replace(made, read={**made.read, **read})


def frame(page: Page) -> pl.DataFrame:
    return pl.read_ipc(io.BytesIO(page.body))


def test_every_column_is_text_and_protected_ones_are_not_asked(database_url: str, wire: Wire) -> None:
    """Numbers arrive as the text they are written as; what is protected is never selected."""
    asked = replace(feed(), columns={**feed().columns, "cacat": "string"})
    with view(database_url, wire) as adapter:
        page = next(iter(adapter.read(asked, ReadRequest())))
    found = frame(page)
    assert set(found.dtypes) == {pl.String}
    assert found.columns == ["nik", "nama", "tgl_ubah"]
    assert b"rahasia" not in page.body


def test_only_what_is_newer_is_read(database_url: str, wire: Wire) -> None:
    """The watermark is a time, compared by the view's true time."""
    with view(database_url, wire) as adapter:
        everything = [row for page in adapter.read(feed(), ReadRequest()) for row in frame(page)["nik"]]
        late = clock.now() + timedelta(days=3650)
        assert [frame(page).height for page in adapter.read(feed(), ReadRequest(since_time=late))] == [0]
    assert len(everything) == len(set(everything)) == 23


def test_one_record_is_fetched(database_url: str, wire: Wire) -> None:
    """By its key, as a page of one row; unknown is None; a key of another shape is a mistake."""
    with view(database_url, wire) as adapter:
        page = adapter.fetch(feed(), "1271091004900007")
        assert page is not None
        assert frame(page)["nama"].to_list() == ["WARGA 7"]
        assert adapter.fetch(feed(), "'; drop view luar.v_penduduk; --") is None
        with pytest.raises(BadConfig, match="1 parts, 2 were given"):
            adapter.fetch(feed(), "a|b")


@pytest.mark.parametrize(
    ("read", "kind", "words"),
    [
        ({"table": "luar.v_tidak_ada"}, BrokenContract, "not there"),
        ({"order": "waktu"}, BrokenContract, "column"),
        ({"table": 'luar.v"; drop schema luar; --'}, BadConfig, "no name of a table"),
        ({"key": []}, BadConfig, "needed"),
        ({"table": "pg_catalog.pg_authid", "order": "rolname", "key": ["oid"]}, BadCredentials, "may not read"),
    ],
)
def test_mistakes_are_named(
    database_url: str, wire: Wire, read: dict[str, Any], kind: type[SimpulError], words: str
) -> None:
    """A view, column or right that is missing needs a person, and is told apart."""
    columns = {} if "key" in read else feed().columns
    asked = replace(feed(**read), columns=columns)
    with view(database_url, wire) as adapter, pytest.raises(kind, match=words):
        list(adapter.read(asked, ReadRequest()))


def test_the_connection_cannot_write(database_url: str, wire: Wire) -> None:
    """Even where the role might, the session is read-only; a write is refused before it is tried."""
    with view(database_url, wire) as adapter:
        with pytest.raises(SimpulError):
            adapter._rows("create temporary table x (a int)", {}, 2.0)
        with pytest.raises(Rejected, match="read only"):
            adapter.write(Write(kind="x", mode="state"), subjects.effect("x", "1", {}))


def test_a_query_that_takes_too_long_ends(database_url: str, wire: Wire) -> None:
    """The server's statement time-out is our deadline."""
    with view(database_url, wire) as adapter, pytest.raises(Retry, match="longer than its deadline"):
        adapter._rows("select pg_sleep(5)", {}, 0.2)


def test_a_drip_in_the_middle_of_a_result_ends(database_url: str, wire: Wire) -> None:
    """The deadline cuts a connection whose rows trickle, wherever the trickle begins."""
    wire.set(Fault(kind="drip", after=1500, pause=0.05))
    began = clock.now()
    with view(database_url, wire, Patient(seconds=0.4)) as adapter, pytest.raises(Retry):
        list(adapter.read(feed(), ReadRequest()))
    wire.set(Fault())
    assert clock.now() - began < timedelta(seconds=4)


def test_without_leave_to_be_plain_the_certificate_must_be_right(database_url: str, wire: Wire) -> None:
    """No plain_http: the server must speak TLS with a certificate we trust, or nothing is said to it."""
    with view(database_url, wire, plain_http={}) as adapter, pytest.raises(SimpulError):
        list(adapter.read(feed(), ReadRequest()))


@pytest.mark.parametrize("address", ["oracle://127.0.0.1/x", "not an address"])
def test_other_databases_are_refused(address: str) -> None:
    """Only PostgreSQL and MariaDB views are read; the check says so instead of raising."""
    system = replace(subjects.view_system(address), auth={"kind": "basic", "user": "u", "password": SecretRef(env="p")})
    adapter = Sql(system, guard=unguarded, secrets=subjects.shown)
    with pytest.raises(BadConfig):
        list(adapter.read(feed(), ReadRequest()))
    assert not all(line.ok for line in adapter.check())
