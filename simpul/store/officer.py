"""What the role ``simpul_officer`` may see and do: grants and row policies, made anew when their grounds changed."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import psycopg
from sqlalchemy import Connection, text

from simpul import registry
from simpul.store import roles, typed
from simpul.store.db import query
from simpul.store.scope import ROLE

#: Columns of typed tables that say where, best first.
_PLACES = ("kode_kelurahan", "kode_kecamatan")
#: A record without a place is seen by who sees whom it is about: column → table that has the place.
_THROUGH = {"nik": "penduduk", "nomor_permohonan": "permohonan", "no_kk": "keluarga"}
#: What tells of records all over the city and cannot be told apart by place.
_OF_THE_CITY = (
    *("quarantine", "page_body", "base", "apart", "balikan", "balikan_row", "brake", "revert", "match_seen"),
    *("rule_due", "quarantine_settlement"),
)
#: Engine tables and the fragment that says who sees a row; ``scope_city``: only people of the whole city.
_TABLES = {
    "case_note": "scope_by_case",
    "correction": "scope_by_case",
    "job_case": "scope_by_case",
    "decision": "scope_decision",
    "job": "scope_job",
    "effect": "scope_effect",
    "receipt": "scope_by_effect",
    "match": "scope_match",
    **dict.fromkeys(_OF_THE_CITY, "scope_city"),
}


def settle(connection: Connection) -> list[str]:
    """Make grants and policies anew if anything they are made of changed; lines say what was done.

    BadConfig when the role is missing and we may neither make it nor act as it: says what the DBA runs.
    """
    made = connection.execute(text(query("scope_made"))).one()
    policies = [*_engine_policies(), *_typed_policies()]
    written = ";\n".join((query("scope_grants"), *policies))
    stamp = hashlib.sha256(f"{made.tables}\n{written}".encode()).hexdigest()[:32]
    if made.stamp == stamp:
        return []
    roles.ensure(connection, ROLE, "as which the console reads for one person")
    driver = _driver(connection)
    driver.execute(written.encode())
    driver.execute(f"comment on schema simpul is '{stamp}'".encode())
    return [f"hak baca per kecamatan dan kantor: {len(policies)} tabel (row security)"]


def _engine_policies() -> list[str]:
    cases = f"({_filled('scope_place', place='kecamatan')})\nand ({_filled('scope_office')})"
    found = [_policy("simpul.cases", cases)]
    found.append(_policy("simpul.report_count", f"{_filled('scope_place', place='kecamatan')} or kecamatan = '*'"))
    for name, fragment in _TABLES.items():
        found.append(_policy(f"simpul.{name}", _filled(fragment, table=name)))
    return found


def _typed_policies() -> list[str]:
    found = []
    for entity in registry.entities():
        seen = _seen(entity)
        if seen:
            found += [_policy(f"{schema}.{entity}", " or\n".join(seen)) for schema in ("mirror", "history")]
    return found


def _seen(entity: str) -> list[str]:
    """Ways to see a record of an entity; none where it speaks of no person and no place."""
    columns = registry.field_names(entity)
    place = next((name for name in _PLACES if name in columns), None)
    kinds = {name: kind for name, kind in typed.SUBJECTS.items() if name in columns and kind != "lokasi"}
    if not place and not kinds:
        return []
    found = [_filled("scope_place", place=f"left({place}, 6)") if place else _filled("scope_city")]
    found += [_filled("scope_subject", kind=kind, column=name, table=entity) for name, kind in kinds.items()]
    if not place:
        found += _elsewhere(entity, list(kinds))
    return found


def _elsewhere(entity: str, columns: list[str]) -> list[str]:
    found = [
        _filled("scope_through", other=_THROUGH[name], column=name, table=entity)
        for name in columns
        if _THROUGH.get(name, entity) != entity
    ]
    if entity == "pengaduan":
        return [*found, _filled("scope_quoted", table=entity)]
    if "id_pengaduan" in columns:
        found.append(_filled("scope_through", other="pengaduan", column="id_pengaduan", table=entity))
    return found


def _policy(table: str, condition: str) -> str:
    return _filled("scope_policy", table=table, condition=condition)


def _filled(name: str, **parts: str) -> str:
    known = {"city": _bare("scope_city"), "everything": _bare("scope_everything"), **parts}
    return re.sub(r"\{([a-z]+)\}", lambda found: known[found.group(1)], _bare(name))


def _bare(name: str) -> str:
    """A query without its comments: it becomes part of a line."""
    return re.sub(r"^--.*\n", "", query(name), flags=re.MULTILINE)


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver
