"""What a field is called and what its codes and dates stand for, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from simpul.config import schemas
from simpul.core.errors import BadConfig
from simpul.core.i18n import Words, day
from simpul.values import codes

#: Region codes: the list of each kind of column.
_REGIONS = {"region": "kelurahan"}


def label(entity: str, field: str) -> Words:
    """What the schema calls a field; one it does not know is shown as it is."""
    spec = next((column for column in _columns(entity) if column.name == field), None)
    if spec is not None:
        return Words(id=spec.judul, en=spec.label)
    told = field.replace("_", " ")
    return Words(id=told[:1].upper() + told[1:], en=told[:1].upper() + told[1:])


def meaning(entity: str, field: str, value: str | None) -> Words | None:
    """What a code or a date stands for; None: the value speaks for itself."""
    if not value:
        return None
    spec = next((column for column in _columns(entity) if column.name == field), None)
    if spec is None:
        return None
    if spec.sql_type == "date":
        return _day(value)
    listed = _list(entity, field) or _REGIONS.get(spec.comparator, "")
    return _listed(listed).get(value) if listed else None


def _day(value: str) -> Words | None:
    try:
        told = date.fromisoformat(value)
    except ValueError:
        return None
    return Words(id=day(told, "id"), en=day(told, "en"))


def _columns(entity: str) -> tuple[schemas.ColumnSpec, ...]:
    return schemas.columns(entity) if entity in schemas.entities() else ()


@cache
def _list(entity: str, field: str) -> str:
    """Name of the code list behind a field; empty: none."""
    return str((schemas.schema(entity).columns()[field].metadata or {}).get("codes", ""))


@cache
def _listed(name: str) -> Mapping[str, Words]:
    try:
        lines = codes.rows(name)
    except BadConfig:
        return {}
    return {line["kode"]: Words(id=line["judul"], en=line["label"]) for line in lines}


def kecamatan() -> Mapping[str, Words]:
    """Code → name of every kecamatan."""
    return _listed("kecamatan")
