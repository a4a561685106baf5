"""The mutants are real: each changes what runs, only where it says, and leaves what people read alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tools.mutations import Mutation, mutations

SOURCE = '''
"""A text."""
LIMIT: int = 3
NAMES = [one for one in "abc" if one != "b"]


def held(count: int, *, open: bool, kind: str) -> object:
    """Another text."""
    if count > LIMIT and not open or kind in {"x"}:
        return Words(id=f"ditahan {count}", en="held")
    return None if open else (count ==
                              LIMIT)
'''

WHOLE = "None if open else (count ==\n                              LIMIT)"


def test_every_kind_of_change_is_made_once_for_each_place() -> None:
    """Comparisons are turned, constants changed, negations dropped or added, clauses left out; texts are left alone."""
    found = [(one.kind, one.was, one.now) for one in mutations("a.py", SOURCE)]
    assert sorted(found) == sorted(
        [
            ("constant", "3", "(4)"),
            ("constant", '"abc"', "('abc_')"),
            ("constant", '"b"', "('b_')"),
            ("constant", '"x"', "('x_')"),
            ("clause", '[one for one in "abc" if one != "b"]', "([one for one in 'abc'])"),
            ("comparison", 'one != "b"', "(one == 'b')"),
            ("comparison", "count > LIMIT", "(count >= LIMIT)"),
            ("comparison", 'kind in {"x"}', "(kind not in {'x'})"),
            ("comparison", "count ==\n                              LIMIT", "(count != LIMIT)"),
            ("not", "not open", "(open)"),
            ("clause", "count > LIMIT and not open", "(not open)"),
            ("clause", "count > LIMIT and not open", "(count > LIMIT)"),
            ("clause", 'count > LIMIT and not open or kind in {"x"}', "(kind in {'x'})"),
            ("clause", 'count > LIMIT and not open or kind in {"x"}', "(count > LIMIT and (not open))"),
            ("not", WHOLE, "(None if not open else count == LIMIT)"),
        ]
    )


@pytest.mark.parametrize("file", ["simpul/delivery/deliver.py", "simpul/compare/write.py", "simpul/cases/decide.py"])
def test_a_mutant_is_another_program_and_differs_only_where_it_says(repo: Path, file: str) -> None:
    """The changed source parses, means something else, and every other line is as it was."""
    source = (repo / file).read_text("utf-8")
    before, lines = ast.dump(ast.parse(source)), source.splitlines()
    found = list(mutations(file, source))
    assert len(found) > 20
    for one in found[::9]:
        changed = one.applied(source)
        assert ast.dump(ast.parse(changed)) != before, one
        assert _outside(changed.splitlines(), one, len(lines)) == _outside(lines, one, len(lines)), one


def _outside(lines: list[str], one: Mutation, length: int) -> tuple[list[str], list[str]]:
    behind = length - one.last
    return lines[: one.first - 1], lines[len(lines) - behind :]
