"""A small system that a test writes by hand: an adapter that gives out the pages it was given."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from simpul.config import settings
from simpul.config.settings import City
from simpul.core.model import Check, Effect, Feed, Page, ReadRequest, Receipt, Write
from simpul.ingest.pull import RunResult, pull

FIRST = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
_clock = itertools.count()


def at(day: int, hour: int = 0) -> str:
    """A source's clock: the given day of November."""
    return f"2026-11-{day:02d}T{hour:02d}:00:00+07:00"


def nik(number: int) -> str:
    """A NIK that could be somebody's."""
    return f"127109101090{9000 + number:04d}"


def warga(number: int, day: int = 1, **more: Any) -> dict[str, Any]:
    """A resident as the test system sends one."""
    row = {"nik": nik(number), "nama": f"WARGA {number}", "lahir": "1990-10-10", "alamat": "JL. GARU 1", "hp": None}
    return row | {"diubah": at(day), "hapus": "0"} | more


def page(*rows: Mapping[str, Any], cursor: str | None = None, number: int = 1, seconds: int | None = None) -> Page:
    """A page of ``rows``; each page was asked for a second after the one made before it, unless told."""
    body = json.dumps({"data": rows}).encode()
    asked = FIRST + timedelta(seconds=next(_clock) if seconds is None else seconds)
    return Page(number=number, body=body, requested_at=asked, cursor=cursor)


@dataclass
class Source:
    """An adapter whose pages a test lists; an error among them is raised in its turn."""

    pages: Sequence[Page | Exception] | Callable[[ReadRequest], Sequence[Page | Exception]]
    asked: list[ReadRequest] = field(default_factory=list)
    closed: int = 0

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        self.asked.append(request)
        for found in self.pages(request) if callable(self.pages) else self.pages:
            if isinstance(found, Exception):
                raise found
            yield found

    def fetch(self, feed: Feed, key: str) -> Page | None:
        return None

    def write(self, write: Write, effect: Effect) -> Receipt:
        raise NotImplementedError

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        return None

    def check(self) -> list[Check]:
        return []

    def close(self) -> None:
        self.closed += 1


@dataclass(frozen=True, kw_only=True)
class Hub:
    """The hub with the test system, in a database of its own."""

    engine: Engine
    city: City

    def pull(self, name: str, *pages: Page | Exception) -> RunResult:
        """Pull ``uji.<name>`` from the given pages."""
        return pull(self.engine, self.city, self.city.feeds[f"uji.{name}"], adapter=Source(pages))

    def pull_from(self, name: str, source: Source) -> RunResult:
        """Pull ``uji.<name>`` from a source made by the test."""
        return pull(self.engine, self.city, self.city.feeds[f"uji.{name}"], adapter=source)

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """Rows of a query: tuples, or values where it has one column."""
        with self.engine.connect() as connection:
            found = connection.execute(text(statement), values).all()
        return [row[0] if len(row) == 1 else tuple(row) for row in found]

    def run(self, statement: str, **values: Any) -> None:
        """Run a statement."""
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)


@pytest.fixture
def hub(own_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """A hub that knows the test system only."""
    monkeypatch.setenv("SIMPUL_HOME", str(tmp_path))
    monkeypatch.setenv("SIMPUL_UJI_URL", "http://127.0.0.1:9")
    return Hub(engine=own_engine, city=settings.load([Path(__file__).parent / "mappings"]))
