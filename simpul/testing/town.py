"""A town of three people, two systems that disagree about them, and a complaint: what use cases are tested on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, text

from simpul.compare.comparison import CompareResult, compare
from simpul.config import settings
from simpul.config.settings import City
from simpul.core import clock
from simpul.delivery.deliver import DeliverResult, deliver
from simpul.testing.mirrors import Record, empty, pulled
from simpul.testing.target import Target

SITI, BUDI, WATI = "1271095010909001", "1271091010909002", "1271095010909003"
SOURCE, COPY, APPLICATIONS, COMPLAINTS = "siak.penduduk", "apsp.pemohon", "apsp.permohonan", "sp4.pengaduan"
SITI_COPY = "P-0000001"


def shipped() -> City:
    """The shipped city, with agreements and grants that began today."""
    return settings.dated(settings.load([settings.SHIPPED]), clock.today() + timedelta(days=365))


def town(*, window: timedelta = timedelta(0), **sending: str) -> City:
    """The shipped city with sending to apsp, sp4, dukcapil and loket on, or as said."""
    city = shipped()
    modes = {"apsp": "on", "sp4": "on", "dukcapil": "on", "loket": "on", **sending}
    systems = {name: replace(system, sending=modes.get(name, "off")) for name, system in city.systems.items()}  # type: ignore[arg-type]
    policy = replace(city.policy, undo_window=window)
    return City(systems=systems, feeds=city.feeds, policy=policy)


def person(nik: str, **changes: Any) -> dict[str, Any]:
    """A resident as the registry has them."""
    usual = {
        "nama_lengkap": "SITI AMINAH", "tempat_lahir": "MEDAN", "jenis_kelamin": "P", "rt": "001", "rw": "002",
        "alamat": "JL. SEI MATI 1",
    }  # fmt: skip
    return {"key": nik, "nik": nik, **usual, **changes}


def applicant(key: str, nik: str, **changes: Any) -> dict[str, Any]:
    """The same person at the one-door service."""
    return {**person(nik), "key": key, **changes}


@dataclass(kw_only=True)
class Town:
    """Use cases over one database, in short."""

    engine: Engine
    city: City = field(default_factory=town)
    target: Target = field(default_factory=lambda: Target(rng=Random(1)))

    @classmethod
    def settled(cls, engine: Engine, **options: Any) -> Town:
        """The town in an emptied database: everybody agrees about Siti, the baseline is over."""
        with engine.begin() as conn:
            empty(conn)
        made = cls(engine=engine, **options)
        made.settle()
        return made

    def pull(self, feed: str, *records: Record) -> int:
        """A finished pull that read these records."""
        with self.engine.begin() as conn:
            return pulled(conn, self.city.feeds[feed], records)

    def compare(self, **options: Any) -> CompareResult:
        """One comparison, without cross-system rules unless a folder of them is given."""
        return compare(self.engine, self.city, **{"rules": None, **options})

    def deliver(self, system: str = "apsp") -> DeliverResult:
        """One turn of sending to the fake target."""
        return deliver(self.engine, self.city, system, adapter=self.target)

    def settle(self) -> None:
        """Registry and one-door service agree about Siti, and the baseline is over."""
        self.pull(SOURCE, person(SITI))
        self.pull(COPY, applicant(SITI_COPY, SITI))
        self.compare()

    def rows(self, statement: str, **values: Any) -> list[Mapping[str, Any]]:
        """Rows of a query as mappings."""
        with self.engine.connect() as conn:
            return [dict(row._mapping) for row in conn.execute(text(statement), values)]

    def cases(self) -> list[tuple[str, str, str]]:
        """(field, kind, state) of every open case."""
        found = self.rows("select field, kind, state from simpul.cases where closed_at is null order by id")
        return [(row["field"], row["kind"], row["state"]) for row in found]

    def effects(self) -> list[tuple[str, str]]:
        """(kind, state) of every effect, oldest first."""
        return [(row["kind"], row["state"]) for row in self.rows("select kind, state from simpul.effect order by id")]
