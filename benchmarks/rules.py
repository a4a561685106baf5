"""``simpul bench rules``: every shipped rule over a whole city and over one subject in a hundred.

The baseline, measured in the same run on the same tables, is one plain join that reads each table once and only counts.
The aim is that all rules together look at Medan (2.5 million residents) in less than a minute.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from datetime import timedelta

import psycopg
from sqlalchemy import Connection, text

from benchmarks.parts import ruled
from benchmarks.parts.databases import dsn, fresh, server
from benchmarks.parts.timing import growth, timed
from simpul.compare.rules.file import RuleFile

#: A rule that takes longer than it may in production is still measured.
LIMIT = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Timed:
    """One rule: rows it returns, seconds over everything, over what changed, and to find out whom it wakes."""

    rule: str
    rows: int
    full: float
    changed: float
    wakes: float


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Seconds for one size."""

    residents: int
    #: Made once, when the first rule runs.
    indexes: float
    #: Putting all subjects into scope, once for each kind; writing cases is part of each rule's full run.
    scopes: float
    plain_join: float
    rules: tuple[Timed, ...]

    @property
    def full(self) -> float:
        return self.scopes + sum(one.full for one in self.rules)

    @property
    def changed(self) -> float:
        return sum(one.changed + one.wakes for one in self.rules)


def measure(url: str, residents: int) -> Measured:
    """One city: filled, looked at whole, then in part."""
    from simpul.compare.rules import evaluate, file
    from simpul.compare.rules import execute as rulerun
    from simpul.config import settings
    from simpul.store import engine as db
    from simpul.store import typed_tables

    city = settings.load([settings.SHIPPED])
    ruled.fill(dsn(url), residents, list(city.feeds))
    rules = file.load(feeds=city.feeds)
    found: list[Timed] = []
    scopes = 0.0
    with db.engine(url).connect() as conn:
        rulerun.tables(conn)
        indexes = timed(lambda: typed_tables.look_up(conn))
        conn.commit()
        for kind in file.KINDS:
            about = [rule for rule in rules if rule.subject == kind]
            scopes += timed(lambda kind=kind: evaluate.fill(conn, kind))
            conn.commit()
            full = {rule.name: _full(conn, rule) for rule in about}
            _changed(conn, kind)
            found += [_part(conn, rule, *full[rule.name]) for rule in about]
    with psycopg.connect(dsn(url)) as plain:
        seconds = timed(lambda: plain.execute(ruled.PLAIN))
    return Measured(residents=residents, indexes=indexes, scopes=scopes, plain_join=seconds, rules=tuple(found))


def _full(conn: Connection, rule: RuleFile) -> tuple[int, float]:
    """(findings, seconds) of a first run over everything, its cases written."""
    from simpul.compare.rules import evaluate
    from simpul.compare.rules import execute as rulerun

    began = time.monotonic()
    if rule.annotates:
        rows = rulerun.find(conn, rule, LIMIT)
    else:
        rows = evaluate.everything(conn, rule, run=1, observing=True, limit=LIMIT).opened
    conn.commit()
    return rows, time.monotonic() - began


def _part(conn: Connection, rule: RuleFile, rows: int, full: float) -> Timed:
    from simpul.compare.rules import execute as rulerun

    changed = timed(lambda: rulerun.find(conn, rule, LIMIT))
    wakes = timed(lambda: rulerun.wake(conn, rule, LIMIT)) if rule.wakes else 0.0
    return Timed(rule=rule.name, rows=rows, full=full, changed=changed, wakes=wakes)


def _changed(conn: Connection, kind: str) -> None:
    """scope: the changed subjects of a kind; changed: those of every kind, as a rule is woken by them."""
    conn.execute(text("truncate scope, changed"))
    conn.execute(text(f"insert into scope {ruled.CHANGED[kind]}"))
    for other, statement in ruled.CHANGED.items():
        conn.execute(text(f"insert into changed select '{other}', * from ({statement}) as subject"))
    conn.execute(text("analyze scope, changed"))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="simpul bench rules", description=__doc__)
    parser.add_argument("--residents", type=int, default=200_000, help="2500000 for the whole city")
    parser.add_argument("--one", action="store_true", help="this size only, no growth")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    sizes = [options.residents] if options.one else [options.residents // 4, options.residents // 2, options.residents]
    found = []
    with server() as database:
        for size in sizes:
            with fresh(database) as own:
                found.append(measure(own, size))
    if options.json:
        print(json.dumps([asdict(one) | {"full": one.full, "changed": one.changed} for one in found], indent=2))
        return
    for one in sorted(found[-1].rules, key=lambda rule: -rule.full):
        print(
            f"    {one.rule:42} {one.rows:9,} rows   everything {one.full:6.2f} s"
            f"   1 % changed {one.changed:6.3f} s   wakes {one.wakes:6.3f} s"
        )
    for one in found:
        print(
            f"{one.residents:,} residents, {len(one.rules)} rules: everything {one.full:.1f} s"
            f" (scopes {one.scopes:.1f} s; indexes, once, {one.indexes:.1f} s)"
            f" · plain join {one.plain_join:.1f} s · 1 % changed {one.changed:.2f} s"
        )
    if len(found) > 1:
        print(f"growth exponent: everything {growth(sizes, [one.full for one in found]):.2f}, "
              f"1 % changed {growth(sizes, [one.changed for one in found]):.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
