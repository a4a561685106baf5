"""A refusal is a new error each time: one kept and raised again would keep all that was typed before it."""

from __future__ import annotations

import gc
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine

from simpul.core.errors import NotPossible
from simpul.people import invitations, signing
from tests.people.conftest import Add

_TREES = ("simpul", "monitoring", "cli", "adapters", "sandbox", "schemas")


def _modules() -> Iterator[ModuleType]:
    for tree in _TREES:
        root = importlib.import_module(tree)
        yield root
        for found in pkgutil.walk_packages(root.__path__, f"{tree}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def _held(owner: Any, depth: int = 3) -> Iterator[BaseException]:
    """Errors that a module, its classes, or the collections of either hold on to."""
    if isinstance(owner, BaseException):
        yield owner
    elif depth and isinstance(owner, (ModuleType, type)):
        yield from (error for value in list(vars(owner).values()) for error in _below(value, depth - 1))
    elif depth and isinstance(owner, dict):
        yield from (error for value in owner.values() for error in _held(value, depth - 1))
    elif depth and isinstance(owner, (tuple, list, set, frozenset)):
        yield from (error for value in owner for error in _held(value, depth - 1))


def _below(value: Any, depth: int) -> Iterator[BaseException]:
    """What a name of a module holds; other modules are looked at in their own turn."""
    return iter(()) if isinstance(value, ModuleType) else _held(value, depth)


def test_no_module_keeps_an_error() -> None:
    """No module and no class holds an error ready to be raised: it would keep every frame it passes."""
    kept = sorted({f"{module.__name__}: {str(error)[:40]}" for module in _modules() for error in _held(module)})
    assert kept == []


def test_what_was_typed_is_gone_after_a_refusal(own_engine: Engine, add: Add) -> None:
    """After refused sign-ins and refused new passwords no clear password is left anywhere in memory."""
    add("ana")
    mark = "".join(("gajah", "-", "putih", "-"))
    for number in range(3):
        _refused(signing.sign_in, own_engine, "ana", f"{mark}{number}a")
        _refused(signing.confirm, own_engine, "ana", f"{mark}{number}b")
        _refused(invitations.accept, own_engine, "tidak ada", f"{mark}{number}c")
    gc.collect()
    left = {text for text in _texts() if text.startswith(mark) and text != mark}
    assert len(left) == 0


def _refused(act: Callable[..., object], *given: object) -> None:
    try:
        act(*given)
    except NotPossible:
        return
    pytest.fail("it was not refused")


def _texts() -> Iterator[str]:
    """Every text that something the collector knows refers to: frames, tracebacks, collections, objects."""
    for thing in gc.get_objects():
        for referred in gc.get_referents(thing):
            if isinstance(referred, str):
                yield referred
