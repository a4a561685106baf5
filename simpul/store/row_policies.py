"""What the roles of scoped engines may see and do: grants and row policies, made anew when their grounds changed.

Three roles, three policies a table: limited to kecamatan and office, to office, to nothing. What does not limit a role
is left out of its policy when it is made, so the planner never sees it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import Connection, text

from simpul.config import schemas
from simpul.store import roles, typed_tables
from simpul.store.identifiers import bare, filled
from simpul.store.queries import query
from simpul.store.scope import CITY, OFFICER, WHOLE

_ROLES = (OFFICER, CITY, WHOLE)
#: Writes the condition of a policy; ``city``: "true" for who sees every kecamatan, else "false".
Condition = Callable[[str], str]
#: Columns of typed tables that say where, best first.
_PLACES = ("kode_kelurahan", "kode_kecamatan")
#: A record without a place is seen by who sees whom it is about: column → view of schema ``seen`` that knows.
_THROUGH = {
    "nik": "penduduk",
    "nomor_permohonan": "permohonan",
    "no_kk": "keluarga",
    "id_pengaduan": "pengaduan",
}
#: What tells of records all over the city and cannot be told apart by place.
_OF_THE_CITY = (
    *("quarantine", "page_body", "base", "apart", "balikan", "balikan_row", "brake", "revert", "match_seen"),
    *("rule_due", "quarantine_settlement"),
)
#: Entities that speak of no person: every office may read all of them. Any other is limited, or closed.
_OF_NOBODY = ("stok_blangko",)
#: Engine tables and the fragment that says who sees a row.
_TABLES = {
    "case_note": "scope_by_case",
    "correction": "scope_by_case",
    "job_case": "scope_by_case",
    "decision": "scope_decision",
    "job": "scope_job",
    "effect": "scope_effect",
    "receipt": "scope_by_effect",
    "match": "scope_match",
}


def settle(connection: Connection) -> list[str]:
    """Make grants and policies anew if anything they are made of changed; lines say what was done.

    BadConfig when a role is missing and we may neither make it nor act as it: says what the DBA runs.
    """
    made = connection.execute(text(query("scope_made"))).one()
    policies = [*_engine_policies(), *_typed_policies()]
    written = ";\n".join((_views(), _filled("scope_grants", roles=", ".join(_ROLES), typed=_typed()), *policies))
    stamp = hashlib.sha256(f"{made.tables}\n{written}".encode()).hexdigest()[:32]
    if made.stamp == stamp:
        return []
    for role in _ROLES:
        roles.ensure(connection, role, "as which the console reads for a person")
    driver = _driver(connection)
    driver.execute(written.encode())
    driver.execute(f"comment on schema simpul is '{stamp}'".encode())
    return [f"hak baca per kecamatan dan kantor: {len(policies)} tabel (row security)"]


def _views() -> str:
    return _filled(
        "scope_views",
        roles=", ".join(_ROLES),
        office=bare("scope_office"),
        cases=_filled("scope_place", place="kecamatan"),
        kelurahan=_filled("scope_place", place="left(kode_kelurahan, 6)"),
        kecamatan=_filled("scope_place", place="kode_kecamatan"),
    )


def _engine_policies() -> list[str]:
    found = [_policy("simpul.cases", _cases), _policy("simpul.report_count", _counted)]
    found += [_policy(f"simpul.{name}", _of(fragment, name)) for name, fragment in _TABLES.items()]
    return found + [_policy(f"simpul.{name}", lambda city: city) for name in _OF_THE_CITY]


def _cases(city: str) -> str:
    return _filled(
        "scope_cases", city=city, place=_filled("scope_place", place="kecamatan"), office=bare("scope_office")
    )


def _counted(city: str) -> str:
    """Kept counts by kecamatan; a star stands for what is not divided."""
    place = _filled("scope_place", place="kecamatan")
    return "true" if city == "true" else f"{place} or kecamatan = '*'"


def _of(fragment: str, table: str) -> Condition:
    return lambda city: _filled(fragment, table=table, city=city)


def _typed() -> str:
    """The tables of the entities; what else lies in their schemas is granted to nobody."""
    return ", ".join(f"{schema}.{entity}" for entity in schemas.entities() for schema in ("mirror", "history"))


def _typed_policies() -> list[str]:
    found = []
    for entity in schemas.entities():
        if entity not in _OF_NOBODY:
            found += [_policy(f"{schema}.{entity}", _any_of(_seen(entity))) for schema in ("mirror", "history")]
    return found


def _any_of(seen: list[str]) -> Condition:
    """Nothing that tells where a record belongs: only the whole city's people see it."""
    return lambda city: "true" if city == "true" else " or\n".join(seen) or "false"


def _seen(entity: str) -> list[str]:
    """Ways to see a record of an entity; none where it speaks of no person and no place."""
    columns = schemas.field_names(entity)
    place = next((name for name in _PLACES if name in columns), None)
    kinds = {name: kind for name, kind in typed_tables.SUBJECTS.items() if name in columns and kind != "lokasi"}
    found = [_filled("scope_place", place=f"left({place}, 6)")] if place else []
    found += [_filled("scope_subject", kind=kind, column=name, table=entity) for name, kind in kinds.items()]
    if not place:
        found += [_filled("scope_through", other=_THROUGH[name], column=name, table=entity) for name in kinds]
    return found


def _policy(table: str, condition: Condition) -> str:
    return _filled("scope_policy", table=table, officer=condition("false"), city=condition("true"))


def _filled(name: str, **parts: str) -> str:
    return filled(bare(name), parts)


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver
