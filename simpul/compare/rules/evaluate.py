"""Cross-system rules: a new rule runs over the whole city once, then over what changed and over what has come due.

What a rule finds becomes cases: opened, changed, closed when it is gone, back when it returns. Whatever a rule could
not look at is remembered; a rule whose feeds are stale or incomplete opens and closes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from simpul.compare import notifications, pairs
from simpul.compare.rules import execute as rulerun
from simpul.compare.rules import file as rulefile
from simpul.compare.rules.file import KINDS, RuleFile
from simpul.config import schemas
from simpul.config.settings import City
from simpul.core.errors import BadConfig
from simpul.core.i18n import Words
from simpul.links import freshness
from simpul.store import typed_tables
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.store.typed_tables import SUBJECTS

#: A rule that failed is left alone for this long; then it looks at everything.
REST = timedelta(minutes=15)

#: Opens one transaction and, at its end, checks that we may commit.
Transaction = Callable[[], AbstractContextManager[None]]

_STEPS = (
    "rules_close",
    "rules_restyle",
    "rules_change",
    "rules_reopen",
    "rules_accepted",
    "rules_return",
    "rules_open",
)


@dataclass(frozen=True, kw_only=True)
class RuleCounts:
    """What rules wrote: cases."""

    opened: int = 0
    returned: int = 0
    changed: int = 0
    closed: int = 0

    def __add__(self, other: RuleCounts) -> RuleCounts:
        return RuleCounts(**{spec.name: getattr(self, spec.name) + getattr(other, spec.name) for spec in fields(self)})


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A rule and whether it can run now."""

    rule: RuleFile
    #: Why it cannot; None: it can.
    held: Words | None
    #: Whether this very file has run over the whole city.
    begun: bool
    #: It failed a moment ago, or its time to look at everything again has come: changed subjects are of no use to it.
    resting: bool = False
    #: When it failed: not before then.
    rests_until: datetime | None = None

    @property
    def runs(self) -> bool:
        """Whether it looks at what changed."""
        return self.begun and not self.held and not self.resting


class Book:
    """All rules during one comparison, on its connection."""

    def __init__(self, conn: Connection, city: City, run: int, folder: Path | None) -> None:
        self._conn, self._city, self._run = conn, city, run
        found, mistakes = rulefile.read(folder, city.feeds) if folder else ((), ())
        #: None: this city has no rules, and nothing is asked or forgotten.
        self._names = sorted(path.stem for path in folder.glob("*.sql")) if folder else None
        self._rules = {rule.name: rule for rule in found}
        self._ready: dict[str, Ready] = {}
        self._mistakes = mistakes
        self._failed: dict[str, str] = {}
        #: Kind whose subjects are all in ``scope`` now.
        self._whole = ""

    @property
    def held(self) -> tuple[tuple[str, Words], ...]:
        """Rules that wait for a feed, and for which."""
        return tuple((name, one.held) for name, one in self._ready.items() if one.held)

    @property
    def failed(self) -> tuple[tuple[str, str], ...]:
        """Rules that could not be read or run, with what is wrong."""
        return tuple(sorted(self._failed.items()))

    def begin(self) -> None:
        """Find out which rules there are and which can run; forget those that are gone. The caller commits."""
        if self._names is None:
            return
        rulerun.tables(self._conn)
        for mistake in self._mistakes:
            self._tell(Path(mistake.file).stem, mistake)
        self._ready = ready(self._conn, self._city, self._rules.values())
        annotating = {name for name, rule in self._rules.items() if rule.annotates}
        kept = [name for name in self._names if name not in annotating]
        for step in ("rules_gone", "rules_gone_due", "rules_gone_pairing"):
            self._conn.execute(text(query(step)), {"kept": kept})
        watched = rulefile.kinds(one.rule for one in self._ready.values() if one.begun)
        for kind in KINDS:
            # Nobody looks at these marks, and the first full run of a rule covers them.
            if kind not in watched and kind not in notifications.KINDS and not pairs.pairs_of(self._city, kind):
                self._conn.execute(text(query("compare_forget")), {"kind": kind})

    def wants(self, kind: str) -> bool:
        """Whether any rule would look at changed subjects of a kind now."""
        return kind in rulefile.kinds(one.rule for one in self._ready.values() if one.runs)

    def chunk(self, kind: str) -> RuleCounts:
        """Look at the claimed subjects of a kind: rules about them, and rules they wake. The caller commits."""
        begun = [one for one in self._ready.values() if one.begun and not one.resting]
        about = [one for one in begun if one.rule.subject == kind]
        waking = [one.rule for one in begun if kind in one.rule.wakes]
        if not (about or waking) or not self._scope("rules_claimed_scope", {}):
            return RuleCounts()
        self._conn.execute(text(query("rules_claimed_news")))
        now = self._now()
        for one in about:
            if one.held:
                self._conn.execute(text(query("rules_remember")), {"rule": one.rule.name, "now": now})
        counts = self._evaluate([one.rule for one in about if not one.held], now)
        self._wake(kind, waking)
        return counts

    def finish(self, transaction: Transaction, size: int) -> RuleCounts:
        """New rules over the whole city, then every rule over what has come due; one transaction each."""
        counts = RuleCounts()
        if not self._ready:
            return counts
        if any(not one.begun and not one.held for one in self._ready.values()):
            with transaction():
                typed_tables.look_up(self._conn)
        for one in self._fresh():
            with transaction():
                counts += self._look_at_all(one)
        return counts + self._due(transaction, size)

    def _fresh(self) -> list[Ready]:
        """Rules that have to look at everything, subject by subject in their order."""
        ordered = sorted(self._ready.values(), key=lambda one: KINDS.index(one.rule.subject))
        return [one for one in ordered if not one.held and not one.rests_until and (one.resting or not one.begun)]

    def _due(self, transaction: Transaction, size: int) -> RuleCounts:
        with transaction():
            now = self._now()
            names = [row.rule for row in self._conn.execute(text(query("rules_due")), {"now": now})]
        counts = RuleCounts()
        for name in names:
            more = True
            while more and name in self._ready and self._ready[name].runs:
                with transaction():
                    found = self._scope("rules_due_scope", {"rule": name, "now": now, "size": size})
                    self._conn.execute(text(query("rules_due_news")), {"rule": name})
                    counts += self._evaluate([self._rules[name]], now)
                more = found == size
        return counts

    def _look_at_all(self, one: Ready) -> RuleCounts:
        if self._whole != one.rule.subject:
            fill(self._conn, one.rule.subject)
            self._whole = one.rule.subject
        try:
            counts = everything(self._conn, one.rule, run=self._run, observing=not one.begun)
        except BadConfig as error:
            self._fail(one.rule, error, self._now())
            return RuleCounts()
        self._ready[one.rule.name] = replace(one, begun=True, resting=False)
        return counts

    def _evaluate(self, rules: Sequence[RuleFile], now: datetime) -> RuleCounts:
        """Run rules of one kind over ``scope`` and write what they found; one that fails takes no other with it."""
        done: list[RuleFile] = []
        for rule in rules:
            try:
                rulerun.find(self._conn, rule, rulerun.CHANGED)
                done.append(rule)
            except BadConfig as error:
                self._fail(rule, error, now)
        if not done:
            return RuleCounts()
        specify(self._conn, done, observing=False)
        return _write(self._conn, done[0].subject, "scope", run=self._run, now=now)

    def _wake(self, kind: str, waking: Sequence[RuleFile]) -> None:
        if not waking:
            return
        self._conn.execute(text(query("rules_changed")), {"kind": kind})
        self._conn.execute(text("analyze changed"))
        for rule in waking:
            try:
                rulerun.wake(self._conn, rule, rulerun.CHANGED)
            except BadConfig as error:
                self._fail(rule, error, self._now())
        self._conn.execute(text(query("rules_woken")))

    def _fail(self, rule: RuleFile, error: BadConfig, now: datetime) -> None:
        values = {"rule": rule.name, "mark": _mark(rule), "now": now, "rest": REST}
        self._conn.execute(text(query("rules_rest")), values)
        self._tell(rule.name, error)
        self._ready[rule.name] = replace(self._ready[rule.name], resting=True, rests_until=now + REST)

    def _tell(self, name: str, error: BadConfig) -> None:
        told = {
            "rule": name,
            "id": f"Aturan {name} tidak dapat dijalankan: {error}",
            "en": f"Rule {name} could not be run: {error}",
        }
        self._conn.execute(text(query("rules_tell")), told)
        self._failed[name] = str(error)

    def _scope(self, name: str, values: Mapping[str, Any]) -> int:
        self._whole = ""
        self._conn.execute(text("truncate scope"))
        rows = self._conn.execute(text(query(name)), values).rowcount
        self._conn.execute(text("analyze scope"))
        return rows

    def _now(self) -> datetime:
        found: datetime = self._conn.execute(text(query("rules_now"))).scalar_one()
        return found


def ready(conn: Connection, city: City, rules: Iterable[RuleFile]) -> dict[str, Ready]:
    """The rules that make cases, by name, and whether they can run now."""
    known = freshness.standings(conn, city)
    begun = {(row.feed, row.revision) for row in conn.execute(text(query("rules_begun")))}
    now = conn.execute(text(query("rules_now"))).scalar_one()
    resting = {row.mark: row.next_at for row in conn.execute(text(query("rules_resting")))}
    found: dict[str, Ready] = {}
    for rule in rules:
        if rule.annotates:
            continue
        until = resting.get(_mark(rule))
        found[rule.name] = Ready(
            rule=rule,
            held=_held(city, rule, known),
            begun=(rule.pairing, rule.revision) in begun,
            resting=until is not None,
            rests_until=until if until and until > now else None,
        )
    return found


def held(conn: Connection, city: City, rule: RuleFile) -> Words | None:
    """Why a rule cannot run now; None if it can."""
    return _held(city, rule, freshness.standings(conn, city))


def _held(city: City, rule: RuleFile, known: Mapping[str, freshness.Standing]) -> Words | None:
    feeds = tuple(city.feeds[name] for name in rule.needs)
    off = next((feed for feed in feeds if not feed.enabled), None)
    if off is not None:
        return Words(id=f"ditahan: {off.name} tidak dibaca", en=f"held: {off.name} is not read")
    return freshness.held(city, feeds, known)


def fill(conn: Connection, kind: str) -> int:
    """Put every subject of a kind into ``scope``; how many."""
    names = [name for name, of in SUBJECTS.items() if of == kind]
    parts = [
        shaped("rules_subjects", {"entity": entity, "key": column.name})
        for entity in schemas.entities()
        for column in schemas.columns(entity)
        if column.name in names
    ]
    conn.execute(text(query("rules_memory")))
    conn.execute(text("truncate scope"))
    rows = conn.execute(text(f"insert into scope (subject_id) {' union '.join(parts)}")).rowcount  # noqa: S608
    conn.execute(text("analyze scope"))
    return rows


def everything(
    conn: Connection, rule: RuleFile, *, run: int, observing: bool, limit: timedelta = rulerun.FULL
) -> RuleCounts:
    """Run a rule over ``scope``, which holds every subject, and write all of it. BadConfig when it cannot be run."""
    conn.execute(text(query("rules_memory")))
    now = conn.execute(text(query("rules_now"))).scalar_one()
    rulerun.check(conn, rule)
    rulerun.find(conn, rule, limit)
    specify(conn, [rule], observing=observing)
    conn.execute(text(query("rules_begin")), {"feed": rule.pairing, "revision": rule.revision})
    return _write(conn, rule.subject, "all", run=run, now=now)


def specify(conn: Connection, rules: Sequence[RuleFile], *, observing: bool) -> None:
    """Say which rules the statements that follow are about; ``observing``: what they find is a baseline."""
    rows = [
        {
            "rule": rule.name, "kind": rule.subject, "feed": rule.record, "field": rule.field, "due": rule.due or 0,
            "severity": rule.severity, "owner": rule.owner, "observing": observing,
        }
        for rule in rules
    ]  # fmt: skip
    conn.execute(text(query("rules_spec")), rows)


def _write(conn: Connection, kind: str, reach: str, *, run: int, now: datetime) -> RuleCounts:
    """Cases and appointments of what the rules of ``rule_spec`` found. ``reach``: ``scope``, or ``all`` subjects."""
    conn.execute(text(query("rules_hits")))
    conn.execute(text("analyze rule_hit"))
    conn.execute(text(query(f"rules_reach_{reach}")), {"kind": kind})
    done = {step: conn.execute(text(query(step)), {"kind": kind, "run": run}).rowcount for step in _STEPS}
    conn.execute(text(query(f"rules_forget_due_{reach}")))
    conn.execute(text(query("rules_set_due")), {"now": now})
    return RuleCounts(
        opened=done["rules_open"],
        returned=done["rules_return"] + done["rules_reopen"],
        changed=done["rules_change"],
        closed=done["rules_close"],
    )


def _mark(rule: RuleFile) -> str:
    """Stands for all subjects of a rule, as its file is now."""
    return f"*{rule.revision}"
