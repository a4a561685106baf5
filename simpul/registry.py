"""Names to schema classes and adapters; the only place that imports by name."""

from __future__ import annotations

import ast
import importlib
import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simpul import config
from simpul.core.shipped import SCHEMAS
from simpul.core.suggest import did_you_mean
from simpul.errors import BadConfig
from simpul.model import System
from simpul.ports import Adapter, Guard, MakeAdapter

if TYPE_CHECKING:
    import dataframely as dy

_SQL = {"String": "text", "Date": "date", "Datetime": "timestamptz", "Bool": "boolean", "Int64": "bigint"}
#: Adapter kinds configured by data; any other name is a module of ``adapters`` with a system's quirks.
_KINDS = ("rest", "soap", "sql", "files")


@dataclass(frozen=True, kw_only=True)
class ColumnSpec:
    """One canonical field as the store, the comparison and the pages need it."""

    name: str
    #: text, date, timestamptz, boolean or bigint.
    sql_type: str
    #: SQL expression over the column that must not be false; empty: none.
    check: str
    #: P0 public, P1 internal, P2 personal, P3 sensitive personal.
    privacy: str
    comparator: str
    judul: str
    label: str
    key: bool = False


def adapter(system: System, *, guard: Guard) -> Adapter:
    """The adapter of a system, made with its guard.

    Raises:
        BadConfig: no such adapter, or the system's address is not set.
    """
    if not system.address:
        raise BadConfig(
            f"system '{system.name}' has no address: environment variable {system.address_env or '(none)'} is not set",
            file=system.file,
            hint=f"export {system.address_env}=…" if system.address_env else "give it an address",
        )
    return adapter_class(system)(system, guard=guard, secrets=config.secret)


def adapter_class(system: System) -> MakeAdapter:
    """``ADAPTER`` of the module ``adapters.<adapter>``.

    Raises:
        BadConfig: there is no such module.
    """
    name = f"adapters.{system.adapter}"
    if not system.adapter.isidentifier() or importlib.util.find_spec(name) is None:
        hint = did_you_mean(system.adapter, _KINDS)
        raise BadConfig(f"unknown adapter '{system.adapter}'", file=system.file, hint=hint)
    found: MakeAdapter = importlib.import_module(name).ADAPTER
    return found


def entities() -> tuple[str, ...]:
    """Every canonical entity: one file of ``schemas/`` each."""
    return tuple(sorted(path.stem for path in schema_folder().glob("[a-z]*.py")))


def schema_folder() -> Path:
    """Where the schema classes and, below it, the code lists live."""
    return SCHEMAS


@cache
def field_names(entity: str) -> tuple[str, ...]:
    """Canonical fields of an entity in order, read without importing Polars: DAG files must parse in milliseconds."""
    if entity not in entities():
        raise BadConfig(f"unknown entity '{entity}'", hint=did_you_mean(entity, entities()))
    tree = ast.parse((schema_folder() / f"{entity}.py").read_text(encoding="utf-8"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    targets = [line.targets[0] for line in classes[-1].body if isinstance(line, ast.Assign)]
    return tuple(target.id for target in targets if isinstance(target, ast.Name))


@cache
def schema(entity: str) -> type[dy.Schema]:
    """The schema class of an entity, e.g. ``Penduduk`` of ``schemas/penduduk.py``."""
    field_names(entity)
    module = importlib.import_module(f"schemas.{entity}")
    name = "".join(part.capitalize() for part in entity.split("_"))
    found: type[dy.Schema] = getattr(module, name)
    return found


@cache
def columns(entity: str) -> tuple[ColumnSpec, ...]:
    """Canonical fields of an entity with type, check, privacy class, comparator and labels."""
    return tuple(_column(name, column) for name, column in schema(entity).columns().items())


def _column(name: str, column: Any) -> ColumnSpec:
    told = column.metadata or {}
    return ColumnSpec(
        name=name,
        sql_type=_SQL[type(column).__name__],
        check=str(told.get("sql", "")).format(name=name),
        privacy=told["privacy"],
        comparator=told["comparator"],
        judul=told["judul"],
        label=told["label"],
        key=bool(told.get("key", False)),
    )
