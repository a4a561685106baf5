"""One clock: nobody but ``simpul.core.clock`` asks the machine what time or which day it is."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HOME = "simpul/core/clock.py"
ASKED = {
    "datetime": {"now", "today", "utcnow", "utcfromtimestamp"},
    "date": {"today", "fromtimestamp"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime"},
}
#: The day or hour of a session's zone, or the moment its transaction began under a name that says "now".
SQL = re.compile(r"\b(current_date|current_time|current_timestamp|localtime|localtimestamp)\b|(?<![\w.])now\(\)", re.I)
#: A moment made a day without saying where.
ZONELESS = re.compile(r"clock_timestamp\(\)\s*(::\s*date|as date)|sekarang\(\)\s*(::\s*date|as date)", re.I)


@cache
def _files(*endings: str) -> tuple[str, ...]:
    """What the repository holds, and what is about to be added."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *(f"*{one}" for one in endings)]
    root = Path(__file__).parents[3]
    return tuple(subprocess.run(words, cwd=root, capture_output=True, text=True, check=True).stdout.split())


def _second_homes(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if node.attr in ASKED.get(owner, ()):
                yield f"{node.lineno}: {owner}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"{node.lineno}: time.{one.name}" for one in node.names if one.name in ASKED["time"])
        if isinstance(node, ast.Call):
            yield from _zones(node)


def _zones(call: ast.Call) -> Iterator[str]:
    """A zone of the machine's, or a second home of the city's."""
    named = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    bare = not call.args and not call.keywords
    if named == "astimezone" and bare:
        yield f"{call.lineno}: astimezone() of the machine"
    if named == "fromtimestamp" and len(call.args) + len(call.keywords) < 2:
        yield f"{call.lineno}: fromtimestamp() of the machine"
    if named == "ZoneInfo" and call.args and getattr(call.args[0], "value", "") == "Asia/Jakarta":
        yield f"{call.lineno}: the city's zone"
    if named == "strftime" and isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "time":
        yield f"{call.lineno}: time.strftime"


@pytest.mark.parametrize(
    "source",
    [
        "datetime.now(UTC)", "dt.datetime.utcnow()", "f(default=datetime.now)", "date.today()", "time.time()",
        "from time import time", "moment.astimezone()", "datetime.fromtimestamp(3)", "ZoneInfo('Asia/Jakarta')",
    ],
)  # fmt: skip
def test_a_second_clock_is_seen(source: str) -> None:
    """Each way to ask the machine for the time is noticed in a line that does."""
    assert list(_second_homes(source))


def test_one_home_of_now() -> None:
    """No Python of the repository but the clock itself asks the machine for the time, the day or its zone."""
    root = Path(__file__).parents[3]
    found = [
        f"{name}:{said}" for name in _files(".py") if name != HOME for said in _second_homes((root / name).read_text())
    ]
    assert found == []


def _said(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    told = {id(node.body[0].value) for node in ast.walk(tree) if _documented(node)}  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def _documented(node: ast.AST) -> bool:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return isinstance(node, kinds) and bool(node.body) and isinstance(node.body[0], ast.Expr)


def _queries() -> Iterator[tuple[str, str]]:
    """(file, text) of every query that is shipped; the tests' own are let be."""
    root = Path(__file__).parents[3]
    for name in _files(".sql"):
        yield name, re.sub(r"--[^\n]*", "", (root / name).read_text())
    for name in _files(".py"):
        if not name.startswith("tests/"):
            yield from ((name, one) for one in _said((root / name).read_text()) if SQL_WORDS.search(one))


SQL_WORDS = re.compile(r"\b(select|insert into|update|delete from|where|default|interval)\b", re.I)


def test_the_database_is_asked_for_moments_only() -> None:
    """No query takes the day from the session's zone, nor calls the start of its transaction now."""
    found = [(name, match[0]) for name, said in _queries() for rule in (SQL, ZONELESS) for match in rule.finditer(said)]
    assert found == []
