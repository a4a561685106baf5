"""Canonical entities: their schema classes and the columns of each, by name."""

from __future__ import annotations

import ast
import importlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simpul.core.errors import BadConfig
from simpul.core.shipped import SCHEMAS
from simpul.core.suggest import did_you_mean

if TYPE_CHECKING:
    import dataframely as dy

_SQL = {"String": "text", "Date": "date", "Datetime": "timestamptz", "Bool": "boolean", "Int64": "bigint"}


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
