"""A city for trying cross-system rules: records are put into the mirror, the clock is set, comparisons are run.

What cases say after comparing what changed must be what one run over everything says: :meth:`Ruled.open` and
:meth:`Ruled.full` have the same shape, so a test compares them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from simpul.compare.comparison import CompareResult, compare
from simpul.compare.rules import evaluate, file
from simpul.compare.rules import execute as rulerun
from simpul.compare.rules.file import RuleFile
from simpul.config.settings import City
from simpul.store.identifiers import filled, quoted
from simpul.store.queries import query
from simpul.testing.mirrors import Record, empty, pulled
from simpul.testing.town import town

#: (rule, subject, record key) → what the rule saw.
Findings = Mapping[tuple[str, str, str], Mapping[str, Any]]


_CLOCK = "alter database {name} {what}"


@dataclass(kw_only=True)
class Ruled:
    """One database, one folder of rules."""

    engine: Engine
    #: Holds the rule files this city runs.
    folder: Path
    city: City = field(default_factory=town)

    @classmethod
    def on(cls, engine: Engine, folder: Path, *shipped: str) -> Ruled:
        """An emptied database, every feed read once and empty; the ``shipped`` rules are copied to ``folder``."""
        for name in shipped:
            shutil.copy(file.SHIPPED / f"{name}.sql", folder / f"{name}.sql")
        made = cls(engine=engine, folder=folder)
        with engine.begin() as conn:
            empty(conn)
        made.now(None)
        made.read(*(feed.name for feed in made.city.feeds.values() if feed.enabled))
        return made

    def now(self, moment: str | None) -> None:
        """What time it is for rules, e.g. ``2026-03-17T10:00+07:00``; None: the real time."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            what = f"set simpul.now = '{moment}'" if moment else "reset simpul.now"
            wanted = filled(_CLOCK, {"name": quoted(str(self.engine.url.database)), "what": what})
            conn.execute(text(wanted.replace(":", r"\:")))

    def read(self, *feeds: str) -> None:
        """A finished reading of these feeds that brought nothing new: they are complete and fresh."""
        with self.engine.begin() as conn:
            for name in feeds:
                pulled(conn, self.city.feeds[name])

    def pull(self, feed: str, *records: Record) -> int:
        """A finished pull of a feed that read these records."""
        with self.engine.begin() as conn:
            return pulled(conn, self.city.feeds[feed], records)

    def compare(self, **options: Any) -> CompareResult:
        """One comparison with the rules of the folder. AssertionError if one of them could not be run."""
        result = compare(self.engine, self.city, rules=self.folder, **options)
        assert not result.rules_failed, result.rules_failed
        return result

    def settle(self) -> None:
        """Let the rules' baseline pass, so that what comes now is no baseline."""
        self.compare()

    def open(self) -> Findings:
        """Findings that stand as open cases."""
        return {
            (row["rule"], row["subject_key"], row["record_key"]): row["facts"]
            for row in self.cases()
            if row["closed_at"] is None
        }

    def full(self) -> Findings:
        """Findings of one run of every rule over everything; nothing is written."""
        found: dict[tuple[str, str, str], Mapping[str, Any]] = {}
        for rule in file.load(self.folder, self.city.feeds):
            found |= self._everything(rule)
        return found

    def cases(self) -> list[dict[str, Any]]:
        """Every case of a rule, oldest first."""
        return self.rows("select * from simpul.cases where rule <> '' order by id")

    def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Rows of a query as mappings."""
        with self.engine.begin() as conn:
            return [dict(row._mapping) for row in conn.execute(text(statement), values)]

    def do(self, statement: str, **values: Any) -> None:
        """One statement, committed."""
        with self.engine.begin() as conn:
            conn.execute(text(statement), values)

    def _everything(self, rule: RuleFile) -> dict[tuple[str, str, str], Mapping[str, Any]]:
        with self.engine.connect() as conn:
            rulerun.tables(conn)
            evaluate.fill(conn, rule.subject)
            rulerun.check(conn, rule)
            rulerun.find(conn, rule, rulerun.FULL)
            evaluate.specify(conn, [rule], observing=False)
            conn.execute(text(query("rules_hits")))
            rows = conn.execute(text("select rule, subject_key, key, facts from rule_hit")).all()
            conn.rollback()
        return {(row.rule, row.subject_key, row.key): row.facts for row in rows}


def write(folder: Path, name: str, sql: str, **header: str) -> Path:
    """A rule file with a usual header, changed as said; ``wakes_sql`` is its second statement."""
    wakes = header.pop("wakes_sql", "")
    usual = {
        "judul": "Uji", "title": "Test", "kalimat": "Ada.", "sentence": "There.", "langkah": "Periksa.",
        "advice": "Look.", "type": "-", "severity": "high", "owner": "DK", "due": "3 HK", "subject": "penduduk",
        "record": "siak.penduduk", "needs": "siak.penduduk",
    }  # fmt: skip
    lines: Iterable[str] = (f"-- {key}: {value}" for key, value in {**usual, **header}.items() if value)
    path = folder / f"{name}.sql"
    path.write_text("\n".join([*lines, sql, *(["-- name: wakes", wakes] if wakes else [])]) + "\n", encoding="utf-8")
    return path
