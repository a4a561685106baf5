"""A small city behind the real servers, and a hub that is nothing but real processes on a database."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import psycopg

from sandbox import generate, serving, up
from simpul.core import clock
from tests.journeys.nothing_lost import command
from tests.journeys.nothing_lost.command import Ended, Running

REPO = Path(__file__).resolve().parents[3]
RESIDENTS, SEED = 2_000, 7
#: Feeds, a parent before its children.
FEEDS = (
    "siak.penduduk",
    "siak.keluarga",
    "siak.peristiwa",
    "apsp.pemohon",
    "apsp.permohonan",
    "apsp.tahapan",
    "apsp.persyaratan",
    "sp4.pengaduan",
    "sp4.tindak_lanjut",
    "dukcapil.verifikasi",
    "loket.berkas_masuk",
    "loket.stok_blangko",
    "loket.antrean_cetak",
    "loket.serah_terima",
)
TARGETS = ("apsp", "sp4", "dukcapil", "loket")
#: Exit codes after which Airflow would try again.
AGAIN = (4, 5)
#: Rows of a page per system, small enough for many pages.
SIZES = {"siak": 150, "apsp": 60, "sp4": 10, "loket": 25}
OVERLAP = 10
#: Seconds a breaker stays open.
REST = 2


@dataclass(frozen=True, kw_only=True)
class Town:
    """The running agencies with the city in them."""

    sandbox: up.Sandbox
    url: str
    folder: Path
    home: Path
    mappings: Path

    @property
    def truth(self) -> Path:
        return self.folder / "truth.jsonl"

    @property
    def counter(self) -> Path:
        return self.folder / "loket"

    def hub(self, database_url: str) -> Hub:
        """The hub on this database."""
        return Hub(town=self, url=database_url)

    def keep(self, name: str) -> None:
        """Remember everything the agencies hold under ``name``."""
        with psycopg.connect(serving.libpq(self.url)) as conn:
            conn.execute(f"create schema kept_{name}")
            for schema, table in _tables(conn):
                conn.execute(f"create table kept_{name}.{schema}_{table} as table {schema}.{table}")
        shutil.copytree(self.counter, self.folder / f"kept_{name}")
        shutil.copy(self.truth, self.folder / f"kept_{name}.jsonl")

    def back_to(self, name: str) -> None:
        """The agencies hold again what was remembered; numbers go on, so that no id is given twice."""
        with psycopg.connect(serving.libpq(self.url)) as conn:
            tables = _tables(conn)
            conn.execute(f"truncate {', '.join(f'{schema}.{table}' for schema, table in tables)}")
            for schema, table in tables:
                conn.execute(f"insert into {schema}.{table} overriding system value table kept_{name}.{schema}_{table}")
        shutil.rmtree(self.counter)
        shutil.copytree(self.folder / f"kept_{name}", self.counter)
        shutil.copy(self.folder / f"kept_{name}.jsonl", self.truth)


def _tables(conn: psycopg.Connection[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return conn.execute(
        "select schemaname, tablename from pg_tables where schemaname in ('siak', 'apsp', 'sp4', 'dukcapil', 'loket')"
    ).fetchall()


@dataclass(frozen=True, kw_only=True)
class Hub:
    """The hub's command on one database."""

    town: Town
    url: str

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """What a process of the hub finds in its environment."""
        ours = {
            "SIMPUL_HOME": str(self.town.home),
            "SIMPUL_DATABASE_URL": self.url,
            "SIMPUL_MAPPINGS": str(REPO / "sandbox" / "mappings"),
            "NOTHING_LOST_MAPPINGS": str(self.town.mappings),
            "PYTHONPATH": str(REPO),
        }
        return {**os.environ, **self.town.sandbox.environment, **ours, **(more or {})}

    def start(self, *commands: str, kill: str = "") -> Running:
        """Start one process for these commands; ``kill``: point and visit at which it dies, ``pull.after_commit:2``."""
        environment = self.environment({"SIMPUL_KILL": kill} if kill else None)
        return command.start(commands, environment, self.town.home.parent)

    def run(self, *commands: str, kill: str = "") -> Ended:
        """Run these commands in one process, to its end."""
        return self.start(*commands, kill=kill).ended()

    def must(self, *commands: str) -> Ended:
        """Run them; every one must end well."""
        done = self.run(*commands)
        assert done.code == 0, (commands, done.codes, done.err)
        return done

    def must_in_the_end(self, commands: Iterable[str], *, seconds: float) -> int:
        """Run them as a scheduler would: the systems side by side, what ends with *again later* again until it is done.

        Returns how many had to be repeated.
        """
        left, repeats, deadline = list(commands), 0, time.monotonic() + seconds
        while left:
            groups = [list(group) for _, group in groupby(sorted(left, key=_system), key=_system)]
            running = [self.start(*group) for group in groups]
            left = [words for group, process in zip(groups, running, strict=True) for words in _again(group, process)]
            repeats += len(left)
            assert time.monotonic() < deadline, left
        return repeats


def _system(words: str) -> str:
    """The system that ``pull siak.penduduk`` or ``deliver apsp`` is about."""
    return words.split()[1].partition(".")[0]


def _again(commands: list[str], process: Running) -> list[str]:
    """Which of the commands ended with *again later*."""
    done = process.ended()
    assert len(done.codes) == len(commands), (commands, done.code, done.err)
    assert set(done.codes) <= {0, *AGAIN}, (commands, done.codes, done.err)
    return [words for words, code in zip(commands, done.codes, strict=True) if code]


@contextmanager
def built(url: str, folder: Path, *, faults: str = "clean") -> Iterator[Town]:
    """A city generated into the database ``url`` and its servers, for the length of a ``with``."""
    sandbox = up.up(url, folder / "sandbox", faults=faults, seed=SEED)
    try:
        generate.generate(url, folder / "sandbox", residents=RESIDENTS, seed=SEED, today=clock.today(), each=1)
        mappings = small_mappings(folder / "mappings")
        home = folder / "home"
        home.mkdir()
        yield Town(sandbox=sandbox, url=url, folder=folder / "sandbox", home=home, mappings=mappings)
    finally:
        up.stop(sandbox)


def small_mappings(target: Path) -> Path:
    """The shipped mappings with small pages."""
    shutil.copytree(REPO / "mappings", target)
    for system, size in SIZES.items():
        for file in (target / system).glob("*.yaml"):
            words = file.read_text(encoding="utf-8")
            words = re.sub(r"\bsize: \d+", f"size: {size}", words)
            file.write_text(re.sub(r"\boverlap: \d+,", f"overlap: {OVERLAP},", words), encoding="utf-8")
    for file in target.glob("*/system.yaml"):
        # A link that was closed opens soon: what is proved here does not hang on how long one waits.
        words = file.read_text(encoding="utf-8").replace("limits: {", f"limits: {{breaker_seconds: {REST}, ")
        file.write_text(words, encoding="utf-8")
    return target
