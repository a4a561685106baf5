"""Cross-system rules by hand: which there are, what one would find, one of them now, what explains a subject."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from simpul.compare.rules import evaluate
from simpul.compare.rules import execute as rulerun
from simpul.compare.rules import file as rulefile
from simpul.compare.rules.evaluate import RuleCounts
from simpul.compare.rules.file import SHIPPED, RuleFile, installed, load
from simpul.config.settings import City
from simpul.core.errors import BadConfig
from simpul.core.i18n import Words
from simpul.store import lease
from simpul.store.queries import query
from simpul.values import mask

__all__ = [
    "SHIPPED", "DryRun", "Found", "Listed", "annotations", "check", "dry_run", "found", "installed", "listed", "load",
    "run",
]  # fmt: skip

#: Findings a dry run shows.
SAMPLES = 20


@dataclass(frozen=True, kw_only=True)
class Found:
    """One finding, numbers of people masked."""

    subject: str
    record: str
    sentence: Words


@dataclass(frozen=True, kw_only=True)
class DryRun:
    """What a rule would find now."""

    rule: str
    #: Findings, and subjects that could come true later without a change.
    count: int
    later: int
    samples: tuple[Found, ...]
    seconds: float
    #: Why it would find nothing in a comparison now; None: it would run.
    held: Words | None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A rule and where it stands."""

    rule: RuleFile
    held: Words | None
    #: Since when this very file looks; None: it has not run over the whole city yet.
    since: datetime | None
    open: int


def found(name: str) -> RuleFile | None:
    """The shipped rule of that name; None if there is none, or its file is broken."""
    return rulefile.shipped().get(name)


def listed(engine: Engine, city: City, folder: Path = SHIPPED) -> tuple[Listed, ...]:
    """Every rule of a folder. BadConfig if one cannot be read."""
    rules = load(folder, city.feeds)
    with engine.connect() as conn:
        ready = evaluate.ready(conn, city, rules)
        rows = {row.rule: row for row in conn.execute(text(query("rules_latest")))}
    return tuple(_listed(rule, ready.get(rule.name), rows.get(rule.name)) for rule in rules)


def _listed(rule: RuleFile, ready: evaluate.Ready | None, row: Any) -> Listed:
    since = row.observing_since if row is not None and row.revision == rule.revision else None
    return Listed(rule=rule, held=ready.held if ready else None, since=since, open=row.open if row is not None else 0)


def check(engine: Engine, city: City, path: Path) -> RuleFile:
    """Read a file and let PostgreSQL read its SQL, without running it. BadConfig with file and line."""
    rule = rulefile.parse(path, city.feeds)
    with engine.connect() as conn:
        rulerun.tables(conn)
        rulerun.check(conn, rule)
        conn.rollback()
    return rule


def dry_run(engine: Engine, city: City, path: Path) -> DryRun:
    """Run a rule over everything and write nothing. BadConfig when it cannot be run."""
    rule = rulefile.parse(path, city.feeds)
    with engine.connect() as conn:
        rulerun.tables(conn)
        held = evaluate.held(conn, city, rule)
        evaluate.fill(conn, rule.subject)
        rulerun.check(conn, rule)
        began = time.perf_counter()
        rulerun.find(conn, rule, rulerun.FULL)
        seconds = time.perf_counter() - began
        evaluate.specify(conn, [rule], observing=True)
        conn.execute(text(query("rules_hits")))
        counts = conn.execute(text(query("rules_counts"))).one()
        rows = conn.execute(text(query("rules_samples")), {"most": SAMPLES}).all()
        conn.rollback()
    samples = tuple(_found(rule, row.subject_key, row.key, row.facts) for row in rows)
    return DryRun(rule=rule.name, count=counts.found, later=counts.later, samples=samples, seconds=seconds, held=held)


def _found(rule: RuleFile, subject: str, key: str, facts: Mapping[str, Any]) -> Found:
    return Found(subject=mask.scrub(subject), record=mask.scrub(key), sentence=rule.told(facts))


def run(engine: Engine, city: City, name: str, folder: Path = SHIPPED) -> RuleCounts:
    """Run one rule over everything now and write its cases; the first time, they are a baseline.

    AlreadyRunning while a comparison works. BadConfig: no such rule, it waits for a feed, or it cannot be run.
    """
    rule = rulefile.parse(folder / f"{name}.sql", city.feeds)
    if rule.annotates:
        raise BadConfig("a rule of severity info makes no cases", file=rule.file, hint="add --dry-run")
    with lease.held(engine, "compare") as ours, engine.connect() as conn, conn.begin():
        rulerun.tables(conn)
        ready = evaluate.ready(conn, city, [rule])[name]
        if ready.held:
            raise BadConfig(f"the rule cannot run now: {ready.held.en}", file=rule.file, hint="pull that feed first")
        started = int(conn.execute(text(query("rules_start")), {"rule": name, "token": ours.token}).scalar_one())
        evaluate.fill(conn, rule.subject)
        counts = evaluate.everything(conn, rule, run=started, observing=not ready.begun)
        lease.check(conn, ours)
    return counts


def annotations(conn: Connection, city: City, kind: str, key: str) -> tuple[Words, ...]:
    """What rules of severity info say about one subject. The caller's transaction goes on as it was."""
    rules = [rule for rule in rulefile.shipped().values() if rule.annotates and rule.subject == kind]
    rules = [rule for rule in rules if evaluate.held(conn, city, rule) is None]
    if not rules:
        return ()
    rulerun.tables(conn)
    with conn.begin_nested() as savepoint:
        conn.execute(text("truncate scope"))
        conn.execute(text(query("rules_one_subject")), {"key": key})
        for rule in rules:
            rulerun.find(conn, rule, rulerun.CHANGED)
        evaluate.specify(conn, rules, observing=True)
        conn.execute(text(query("rules_hits")))
        rows = conn.execute(text(query("rules_annotations")), {"key": key}).all()
        savepoint.rollback()
    by_name = {rule.name: rule for rule in rules}
    return tuple(by_name[row.rule].told(row.facts) for row in rows)
