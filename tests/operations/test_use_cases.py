"""Schedule, command line and what people ask for do the same: each use case has one home."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from simpul.config.schedule import turns
from simpul.config.settings import load
from simpul.core.texts import states
from simpul.operations import use_cases

REPO = Path(__file__).parents[2]
#: Where the engine's pieces are put together, and the modules that are those pieces.
HOME = use_cases.__name__
#: Calls that do a whole use case.
WHOLE = {
    "pull": {"pull"}, "turn": {"compare"}, "deliver": {"deliver"}, "reconcile": {"sweep", "sweep_system"},
    "maintenance": {"daily"}, "dry_run": {"dry_run"}, "link_diagnostics": {"test"}, "worker": {"work"},
    "quarantine": {"replay"},
    "bulk": {"run"},
}  # fmt: skip


def _second_homes(file: Path) -> list[str]:
    """Calls ``module.function(...)`` of a whole use case, by the name the module was imported as."""
    tree = ast.parse(file.read_text("utf-8"))
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("simpul"):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
    return [
        f"{file.relative_to(REPO)}:{node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr in WHOLE.get(names.get(node.func.value.id, ""), ())
    ]


@pytest.mark.parametrize("folder", ["simpul", "cli", "dags", "monitoring"])
def test_a_use_case_is_called_in_one_place(folder: str) -> None:
    """Whoever pulls, compares, sends, sweeps or tests takes it from the table of use cases."""
    home = REPO.joinpath(*HOME.split(".")).with_suffix(".py")
    files = [file for file in (REPO / folder).rglob("*.py") if file != home]
    assert files
    assert [found for file in files for found in _second_homes(file)] == []


def test_the_search_sees_what_the_home_does() -> None:
    """The search finds every whole use case where it belongs, so it would find a second one."""
    home = REPO.joinpath(*HOME.split(".")).with_suffix(".py")
    found = {one.rpartition(".")[2] for one in _second_homes(home)}
    assert found == set().union(*WHOLE.values())


def test_everything_scheduled_or_asked_for_is_in_the_table() -> None:
    """A turn of the schedule and a kind of request is a use case, or the repetition of one."""
    scheduled = {use_case for use_case, _, _ in turns(load())}
    assert (scheduled | set(states.JOB_KIND)) - {"retry"} <= set(use_cases.USE_CASES)
