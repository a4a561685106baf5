"""How a state is called stands in one place, and every state the database knows is called something."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Engine, text

from simpul.core.i18n import Words
from simpul.core.texts import states

HOME = "simpul/core/texts/states.py"
MACHINES: Mapping[str, Mapping[str, Words]] = {name: found for name, found in vars(states).items() if name.isupper()}

#: File and what a mapping gives words to (its name, or what its keys begin with) → why it is not how a state is called.
OTHER: Mapping[tuple[str, str], str] = {
    ("simpul/operations/attention.py", "_ADVICE"): "advice: what to type",
    ("simpul/core/texts/runs.py", "_BRAKE_EVENTS"): "sentences about an event of a time line",
    ("simpul/core/texts/runs.py", "_REVERT_EVENTS"): "sentences about an event of a time line",
    ("simpul/views/trace/timeline.py", "_MATCH_EVENTS"): "sentences about an event of a time line",
    (
        "simpul/views/reports/flow.py",
        "CAUSES",
    ): "what was the matter with a system, as the report on disruptions groups it",
    ("simpul/core/texts/effects.py", "NEXT"): "advice: what happens next and what to type",
    ("monitoring/console/texts/links.py", "effect.next."): "advice: what happens next and which button to press",
    ("monitoring/console/texts/reports.py", "perbaikan."): "fields and choices of the form for an office's answer",
    ("simpul/core/texts/audit.py", "ACTS"): "what somebody did, by the names of acts",
    ("simpul/operations/runs.py", "_AGAIN"): "what trying again does",
    ("simpul/operations/alerts/routes.py", "_DONE"): "answers to who switched a route",
    ("monitoring/console/texts/alerts.py", "alerts."): "buttons, some with the name of a state",
    ("monitoring/console/texts/sync.py", "_OUTCOMES"): "names of counts",
    ("cli/demo/watch.py", "_GOOD"): "states a run may end in, no words",
    ("monitoring/console/texts/sync.py", "sync."): "buttons and headings, some with the name of a state",
    ("simpul/config/log_keys.py", "EVENTS"): "what a line of the log is about",
    ("monitoring/console/texts/quarantine.py", "quarantine."): "buttons and headings, some with the name of a state",
}
#: Column whose values the database limits → the machine that gives them words.
COLUMNS: Mapping[str, str] = {
    "alert_message.state": "ALERT_MESSAGE",
    "alert_route.state": "ALERT_ROUTE",
    "balikan.state": "BALIKAN",
    "brake.state": "BRAKE",
    "cases.severity": "SEVERITY",
    "cases.state": "CASE",
    "correction.state": "CORRECTION",
    "effect.state": "EFFECT",
    "errand.kind": "JOB_KIND",
    "errand.state": "JOB",
    "job.state": "BULK",
    "job_case.state": "BULK_CASE",
    "link_state.breaker": "BREAKER",
    "match.how": "MATCH_HOW",
    "match.state": "MATCH",
    "quarantine.state": "QUARANTINE",
    "revert.state": "REVERT",
    "run.kind": "RUN_KIND",
    "run.state": "RUN",
    "quarantine_settlement.kind": "QUARANTINE_KIND",
}


def test_a_state_is_called_in_one_place(repo: Path) -> None:
    """No mapping outside gives words to two states of a machine, if they are most of it or most of the machine."""
    found = {place: machines for place, machines in _second_homes(repo).items() if place not in OTHER}
    assert found == {}, "\n".join(f"{file}: {what} {machines}" for (file, what), machines in sorted(found.items()))


def test_what_is_something_else_is_still_there(repo: Path) -> None:
    """The list of what is allowed names nothing that is gone."""
    assert set(OTHER) <= set(_second_homes(repo))


def test_every_state_of_the_database_is_called_something(engine: Engine) -> None:
    """A column named ``state``, and each other that is listed, allows exactly what its machine has words for."""
    allowed = dict(_constraints(engine))
    missing = {column for column in allowed if column.endswith(".state")} - set(COLUMNS)
    assert missing == set()
    assert {column: allowed.get(column) for column in COLUMNS} == {
        column: set(MACHINES[name]) for column, name in COLUMNS.items()
    }


def test_every_state_is_called_in_both_languages() -> None:
    """Neither language is empty, and no two states of one machine are called the same."""
    for name, machine in MACHINES.items():
        for said in ([words.id for words in machine.values()], [words.en for words in machine.values()]):
            assert all(said) and len(set(said)) == len(said), name


def _constraints(engine: Engine) -> Iterator[tuple[str, set[str]]]:
    statement = """
        select t.relname as table_name, a.attname as column_name, pg_get_constraintdef(c.oid) as rule
        from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
        join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1]
        where n.nspname = 'simpul' and c.contype = 'c' and cardinality(c.conkey) = 1
    """
    with engine.connect() as connection:
        for row in connection.execute(text(statement)):
            if re.search(r"\(?\(\w+ = ANY \(", row.rule):
                yield f"{row.table_name}.{row.column_name}", set(re.findall(r"'(\w+)'", row.rule))


def _second_homes(repo: Path) -> dict[tuple[str, str], list[str]]:
    """(file, mapping) → machines that it gives words to a second time."""
    found: dict[tuple[str, str], list[str]] = {}
    for folder in ("simpul", "monitoring", "cli"):
        for path in sorted((repo / folder).rglob("*.py")):
            name = path.relative_to(repo).as_posix()
            if name != HOME:
                for what, keys in _mappings(ast.parse(path.read_text(encoding="utf-8"))):
                    machines = [machine for machine, known in MACHINES.items() if _second(keys, set(known))]
                    if machines:
                        found[name, what] = machines
    return found


def _second(keys: set[str], known: set[str]) -> bool:
    shared = len(keys & known)
    return shared >= 2 and shared * 2 > min(len(keys), len(known))


def _mappings(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Every literal mapping to words by its name (else line); one of dotted keys is one for each beginning of them."""
    names = {id(node.value): _target(node) for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.AnnAssign)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            groups: dict[str, set[str]] = defaultdict(set)
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and _is_words(value):
                    beginning, dot, last = key.value.rpartition(".")
                    groups[beginning + dot].add(last)
            for beginning, keys in groups.items():
                yield beginning or names.get(id(node)) or f"line {node.lineno}", keys


def _target(node: ast.Assign | ast.AnnAssign) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return target.id if isinstance(target, ast.Name) else ""


def _is_words(value: ast.expr) -> bool:
    """It is, or holds, a call or a pair of two texts."""
    for node in ast.walk(value):
        parts = [*node.args, *(one.value for one in node.keywords)] if isinstance(node, ast.Call) else []
        parts = list(node.elts) if isinstance(node, ast.Tuple) and len(node.elts) == 2 else parts
        if len(parts) == 2 and all(_is_text(part) for part in parts):
            return True
    return False


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or isinstance(node, ast.Constant) and isinstance(node.value, str)
