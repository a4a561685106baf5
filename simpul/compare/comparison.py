"""Compare what changed: claim subjects, judge them pair by pair, write bases, cases and effects, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from simpul.compare import confirm, pairs, region_changes, sides
from simpul.compare import notifications as events
from simpul.compare.pairs import Pair
from simpul.compare.rules import file
from simpul.compare.rules.evaluate import Book, RuleCounts
from simpul.compare.write import Counts, apply
from simpul.config.settings import City
from simpul.core.i18n import Words
from simpul.core.killpoints import killpoint
from simpul.core.model import Progress, ShowProgress
from simpul.delivery import file_receipts
from simpul.store import audit, lease
from simpul.store.identifiers import shaped
from simpul.store.lease import Lease
from simpul.store.queries import query

#: Dirty rows of one transaction: bounds memory whatever the size of the city.
CHUNK = 20_000


@dataclass(frozen=True, kw_only=True)
class CompareResult(Counts):
    """What one comparison did."""

    run_id: int
    #: Subjects looked at; a subject in two chunks counts twice.
    subjects: int = 0
    #: Event effects made: notes, follow-ups, data balikan, receipts.
    events: int = 0
    #: Accepted effects the last pulls showed, and those they did not.
    verified: int = 0
    failed: int = 0
    #: Pair → why it is not compared now.
    held: tuple[tuple[str, Words], ...] = ()
    #: Cases of cross-system rules.
    rules: RuleCounts = field(default_factory=RuleCounts)
    #: Rule → why it waits; and rule → what is wrong with it.
    rules_held: tuple[tuple[str, Words], ...] = ()
    rules_failed: tuple[tuple[str, str], ...] = ()


def compare(
    engine: Engine,
    city: City,
    *,
    caller: str = "",
    progress: ShowProgress | None = None,
    chunk: int = CHUNK,
    rules: Path | None = file.SHIPPED,
) -> CompareResult:
    """Compare every dirty subject once. AlreadyRunning if another worker is at it.

    What another transaction marks while this runs is left to the next call, so that this one ends. ``rules``: folder of
    the cross-system rules; None: there are none. BadConfig: it is this installation's, and it holds no rule.
    """
    if rules == file.SHIPPED:
        file.installed()
    with lease.held(engine, "compare") as ours, engine.connect() as conn:
        with conn.begin():
            run = int(conn.execute(text(query("compare_start")), {"token": ours.token, "caller": caller}).scalar_one())
        work = _Work(conn, city, ours, Book(conn, city, run, rules), run, progress, chunk)
        try:
            result = work.all()
        except BaseException as error:
            _finish(conn, ours, CompareResult(run_id=run), state="failed", reason=type(error).__name__)
            raise
        _finish(conn, ours, result, state="done", reason="")
        return result


def _finish(conn: Connection, ours: Lease, result: CompareResult, *, state: str, reason: str) -> None:
    if conn.in_transaction():
        conn.rollback()
    counted = {spec.name: number for spec in fields(Counts) if (number := getattr(result, spec.name))}
    with conn.begin():
        numbers = {"read": result.subjects, "applied": result.subjects, "unchanged": 0}
        conn.execute(text(query("compare_finish")), {"run": result.run_id, "state": state, "reason": reason, **numbers})
        detail = {"run": result.run_id, "state": state, "subjects": result.subjects, "events": result.events, **counted}
        if result.rules != RuleCounts():
            detail["rules"] = asdict(result.rules)
        audit.write(conn, audit.chain_of_feed("compare"), "simpul", "compare", detail)
        if state == "done":
            lease.check(conn, ours)


def _with(result: CompareResult, counts: Counts, **changes: Any) -> CompareResult:
    sums: dict[str, Any] = {
        spec.name: getattr(result, spec.name) + getattr(counts, spec.name) for spec in fields(Counts)
    }
    return replace(result, **{**sums, **changes})


class _Work:
    """One comparison on one connection."""

    def __init__(
        self, conn: Connection, city: City, ours: Lease, book: Book, run: int, progress: ShowProgress | None, chunk: int
    ) -> None:
        self._conn, self._city, self._ours, self._book, self._run = conn, city, ours, book, run
        self._progress, self._chunk = progress, chunk

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """One transaction that commits only while the lease is ours."""
        with self._conn.begin():
            yield
            lease.check(self._conn, self._ours)

    def all(self) -> CompareResult:
        """Verify what was accepted, then every kind of subject, the rules, and the events that hang on no subject."""
        result = CompareResult(run_id=self._run)
        with self._transaction():
            for statement in query("compare_tables").split(";"):
                self._conn.execute(text(statement))
            self._book.begin()
            region_changes.adopt(self._conn, region_changes.shipped())
            settled = confirm.verify(self._conn, self._city, self._run)
            seen = events.verify(self._conn, self._city)
        result = replace(result, verified=settled["verified"] + seen, failed=settled["failed"])
        for kind in dict.fromkeys((*file.KINDS, *sorted({*self._city.policy.subjects, *events.KINDS}))):
            result = self._kind(kind, result)
        found = self._book.finish(self._transaction, self._chunk)
        with self._transaction():
            made = file_receipts.make(self._conn, self._city, self._run)
            # Groups may have grown, and proposals been overtaken, by what was just found.
            self._conn.execute(text(query("cases_wake")))
            self._conn.execute(text(query("cases_lapse")), {"id": None})
        result = replace(result, events=result.events + made, rules=result.rules + found)
        return replace(result, rules_held=self._book.held, rules_failed=self._book.failed)

    def _kind(self, kind: str, result: CompareResult) -> CompareResult:
        with self._transaction():
            ready = pairs.ready(self._conn, self._city, kind, self._run)
            rules = events.ready(self._conn, self._city, kind, self._run)
            newest = int(self._conn.execute(text(query("compare_newest"))).scalar_one())
            waiting = int(self._conn.execute(text(query("compare_waiting")), {"kind": kind}).scalar_one())
        held = tuple((f"{pair.follower.name} → {pair.authority.name}", pair.held) for pair in ready if pair.held)
        result = replace(result, held=result.held + held)
        able = [pair for pair in ready if not pair.held]
        # Nobody could say anything about these subjects now: they stay marked as they are.
        claiming = bool(able or rules or self._book.wants(kind))
        done = 0
        while claiming:
            with self._transaction():
                claimed, subjects, counts, made = self._one_chunk(kind, able, ready, rules, newest)
                found = self._book.chunk(kind) if claimed else RuleCounts()
                self._conn.execute(text(query("compare_unmark")))
                killpoint("compare.before_commit")
            killpoint("compare.after_commit")
            done += claimed
            claiming = claimed == self._chunk
            result = _with(result, counts, subjects=result.subjects + subjects, events=result.events + made)
            result = replace(result, rules=result.rules + found)
            if self._progress and claimed:
                self._progress(Progress(stage="compare", rows=done, total=max(waiting, done)))
        self._end_baselines(kind, able, rules)
        return result

    def _one_chunk(
        self, kind: str, able: list[Pair], ready: Iterable[Pair], rules: tuple[events.Rule, ...], newest: int
    ) -> tuple[int, int, Counts, int]:
        waiting = [pair.waiting for pair in ready if pair.held]
        limits = {"kind": kind, "newest": newest, "size": self._chunk, "waiting": waiting}
        claimed = self._conn.execute(text(query("compare_claim")), limits).rowcount
        if not claimed:
            return 0, 0, Counts(), 0
        subjects = self._conn.execute(text(query("compare_claimed"))).rowcount
        self._conn.execute(text("analyze claimed_subject"))
        self._conn.execute(text(query("compare_lock_cases")), {"kind": kind})
        counts = Counts()
        for pair in able:
            counts += apply(self._conn, self._city, pair, sides.judge(self._conn, pair), self._run)
            self._conn.execute(text("truncate staged_base"))
        for pair in ready:
            if pair.held:
                self._keep(pair)
        made = sum(rule.apply(self._conn, self._city, self._run) for rule in rules)
        return claimed, subjects, counts, made

    def _keep(self, pair: Pair) -> None:
        statement = shaped("compare_keep_waiting", {"entity": pair.follower.entity, "key": pair.key})
        marked = {"kind": pair.kind, "reason": pair.waiting, "run": self._run, "system": pair.follower.system}
        self._conn.execute(text(statement), marked)

    def _end_baselines(self, kind: str, able: list[Pair], rules: tuple[events.Rule, ...]) -> None:
        with self._transaction():
            for pair in able:
                pairs.finish(
                    self._conn,
                    feed=pair.follower.name,
                    authority=pair.authority.name,
                    kind=kind,
                    reason=pair.baseline,
                )
            for rule in rules:
                rule.finish(self._conn)
