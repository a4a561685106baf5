"""Who acts, and why: one check of a name and a reason, with one answer, for every act of the hub."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

import simpul
from simpul.cases import decide
from simpul.core.errors import NotPossible, SimpulError
from simpul.ingest import quarantine
from simpul.links import change_limit
from simpul.store import access_log
from simpul.store.access_log import Looking

ROOT = Path(__file__).parents[2]
HOME = "simpul/core/acting.py"
#: How who acts and why are called where they come in.
ASKED = ("actor", "officer", "reason", "purpose")
NOBODY = "Nama petugas wajib ada."
#: What a blank reason is told; a decision says that it is one that needs a reason.
REASONS = ("Alasan wajib diisi.", "Alasan keputusan wajib diisi.")
#: What only reads for somebody: the rows this name may be shown, and none for a blank one.
READS = {
    "simpul.cases.approvals.waiting", "simpul.cases.my_work.mine", "simpul.cases.queue.counts",
    "simpul.cases.queue.page", "simpul.cases.queue.place", "simpul.cases.saved_views.saved",
}  # fmt: skip
BLANKS = st.text(st.sampled_from(" \t\n\r\x0b\x0c\x85\xa0\u1680\u2003\u2007\u2028\u202f\u205f\u3000"), max_size=4)
Act = Callable[..., object]


def _sources() -> Iterator[Path]:
    for tree in ("simpul", "cli", "monitoring"):
        yield from sorted((ROOT / tree).rglob("*.py"))


def _asked(node: ast.expr) -> bool:
    """``actor``, ``wanted.reason``, ``form["reason"]``, ``form.get("reason", "")``."""
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    names |= {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    names |= {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return bool(names.intersection(ASKED))


def _bare(node: ast.AST) -> bool:
    """``actor.strip()`` and the like."""
    strip = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.endswith("strip")
    return strip and _asked(cast(ast.Attribute, cast(ast.Call, node).func).value)


def _truths(function: ast.AST) -> Iterator[ast.expr]:
    """Every expression of a function that is asked for being there at all."""
    waiting = [one.test for one in ast.walk(function) if isinstance(one, (ast.If, ast.IfExp, ast.While, ast.Assert))]
    waiting += [part for one in ast.walk(function) if isinstance(one, ast.comprehension) for part in one.ifs]
    waiting += [one.operand for one in ast.walk(function) if isinstance(one, ast.UnaryOp)]
    waiting += [one.left for one in ast.walk(function) if isinstance(one, ast.Compare)]
    waiting += [one.args[0] for one in ast.walk(function) if _called(one, "bool", "len")]
    waiting += [one for one in ast.walk(function) if isinstance(one, ast.BoolOp)]
    while waiting:
        found = waiting.pop()
        waiting += found.values if isinstance(found, ast.BoolOp) else ()
        waiting += [found.operand] if isinstance(found, ast.UnaryOp) else ()
        yield found


def _called(node: ast.AST, *names: str) -> Any:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args


def _stripped(function: ast.AST) -> set[str]:
    """Names a function gives to who or why, stripped by itself."""
    found: set[str] = set()
    for one in ast.walk(function):
        if not isinstance(one, ast.Assign):
            continue
        for target in one.targets:
            both = isinstance(target, ast.Tuple) and isinstance(one.value, ast.Tuple)
            targets = cast(ast.Tuple, target).elts if both else [target]
            values = cast(ast.Tuple, one.value).elts if both else [one.value]
            pairs = zip(targets, values, strict=False)
            found |= {name.id for name, value in pairs if isinstance(name, ast.Name) and _bare(value)}
    return found


def _judged(source: str) -> set[int]:
    """Lines that ask whether who acts, or why, is blank."""
    lines: set[int] = set()
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            names = _stripped(function)
            lines |= {
                one.lineno for one in _truths(function) if _bare(one) or (isinstance(one, ast.Name) and one.id in names)
            }
    return lines


def test_no_second_home() -> None:
    """Whether somebody is named and says why is asked in one module only, however it is written."""
    found = {
        f"{path.relative_to(ROOT)}:{line}" for path in _sources() for line in sorted(_judged(path.read_text("utf-8")))
    }
    assert sorted(one for one in found if not one.startswith(HOME)) == []


@pytest.mark.parametrize("line", [
    "if not actor.strip(): raise X", "if actor.strip() and y: return", "who = actor.strip() or 'x'",
    "y = a if reason.strip() else b", "z = actor.strip()\n    if not z: raise X", "if wanted.reason.strip() == '': x()",
    "a, b = actor.strip(), reason.strip()\n    if not a or not b: raise X", "if len(form['reason'].strip()) < 1: x()",
])  # fmt: skip
def test_a_second_home_is_found(line: str) -> None:
    """The search finds each way a second check was, or would be, written."""
    assert _judged(f"def act(actor, reason):\n    {line}\n")


def _acts() -> dict[str, Act]:
    """Every public function of the hub that does something on the database as somebody, by its full name."""
    found: dict[str, Act] = {}
    for module in pkgutil.walk_packages(simpul.__path__, "simpul."):
        if module.name.endswith("__main__") or module.name.startswith(("simpul.testing", "simpul.store.migrations")):
            continue
        for name, act in vars(importlib.import_module(module.name)).items():
            if name.startswith("_") or not inspect.isfunction(act) or act.__module__ != module.name:
                continue
            asked = inspect.signature(act).parameters
            if "engine" in asked and {"actor", "officer"}.intersection(asked):
                found[f"{module.name}.{name}"] = act
    return found


ACTS = {name: act for name, act in _acts().items() if name not in READS}


def _needs(act: Act, name: str) -> bool:
    """Whether an act cannot be called without it."""
    asked = inspect.signature(act).parameters.get(name)
    return asked is not None and asked.default is inspect.Parameter.empty


DOING = sorted(name for name, act in ACTS.items() if _needs(act, "actor") or _needs(act, "officer"))
REASONED = [name for name in DOING if _needs(ACTS[name], "reason")]


class _Untouched:
    """Stands for all that an act is about: whoever asks it anything asked too early."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"{name} was looked at before who acts")


def _words(act: Act, engine: Engine, **said: str) -> str:
    """What an act answers who does not say who or why."""
    asked = inspect.signature(act).parameters
    given = {name: _Untouched() for name, one in asked.items() if one.default is inspect.Parameter.empty}
    spoken = {"actor": "ani", "officer": "ani", "reason": "karena", "purpose": "karena", **said}
    given |= {name: cast(Any, value) for name, value in spoken.items() if name in asked}
    try:
        act(**{**given, "engine": engine})
    except (SimpulError, SQLAlchemyError, AssertionError, TypeError) as refused:
        return refused.words.id if isinstance(refused, NotPossible) else str(refused)
    return "nothing"


def _lines(engine: Engine) -> int:
    with engine.connect() as conn:
        return int(conn.execute(text("select count(*) from simpul.audit")).scalar_one())


_DRAWN = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_the_acts_are_found() -> None:
    """The list is made from the code: the acts that take two are in it, and far more."""
    expected = {"cases.decide.decide", "cases.bulk.preview", "cases.revert.plan", "cases.unlink.propose",
                "delivery.data_balikan.open_month", "ingest.quarantine.resolve.discard", "people.accounts.add",
                "links.pauses.pause", "operations.change_limit_decisions.decide", "delivery.outbox.release",
                "operations.alerts.silences.silence", "cases.corrections.sent"}  # fmt: skip
    assert {f"simpul.{name}" for name in expected} <= set(DOING) and len(DOING) > 60 and len(REASONED) > 15


def test_nobody_is_told_the_same_everywhere(own_engine: Engine) -> None:
    """Every act refuses a blank name before it looks at anything else, in the same words, and writes nothing."""

    @_DRAWN
    @given(actor=BLANKS)
    def law(actor: str) -> None:
        said = {name: _words(ACTS[name], own_engine, actor=actor, officer=actor) for name in DOING}
        assert {name: words for name, words in said.items() if words != NOBODY} == {}

    law()
    assert _lines(own_engine) == 0


def test_no_reason_is_told_the_same_everywhere(own_engine: Engine) -> None:
    """Every act that needs a reason refuses a blank one before it looks at anything else, in one of two sentences."""

    @_DRAWN
    @given(reason=BLANKS)
    def law(reason: str) -> None:
        said = {name: _words(ACTS[name], own_engine, reason=reason) for name in REASONED}
        assert {name: words for name, words in said.items() if words not in REASONS} == {}

    law()
    assert _lines(own_engine) == 0


def _settle(conn: Connection, actor: str) -> object:
    wanted = decide.Settling(choice="accept", reason="karena", actor=actor)
    return decide.settle(conn, cast(Any, _Untouched()), 1, wanted)


#: Acts inside somebody else's transaction.
INSIDE: dict[str, Callable[[Connection, str], object]] = {
    "brake.release": lambda conn, actor: change_limit.release(conn, 1, actor, "karena"),
    "brake.refuse": lambda conn, actor: change_limit.refuse(conn, 1, actor, "karena"),
    "access.record": lambda conn, actor: access_log.record(conn, Looking(actor=actor, reason="karena"), "trace"),
    "quarantine.show": lambda conn, actor: quarantine.show(conn, 1, actor=actor, purpose="karena"),
    "cases.settle": _settle,
}


def test_nobody_is_told_the_same_inside_a_transaction(own_engine: Engine) -> None:
    """Brake, access, a raw value and a decision of many refuse a blank name in the same words."""

    @_DRAWN
    @given(actor=BLANKS)
    def law(actor: str) -> None:
        said = {name: _inside(act, own_engine, actor) for name, act in INSIDE.items()}
        assert {name: words for name, words in said.items() if words != NOBODY} == {}

    law()
    assert _lines(own_engine) == 0


def _inside(act: Callable[[Connection, str], object], engine: Engine, actor: str) -> str:
    try:
        with engine.begin() as conn:
            act(conn, actor)
    except SimpulError as refused:
        return refused.words.id if isinstance(refused, NotPossible) else str(refused)
    return "nothing"
