"""Typed tables of the entities, made from their schemas: ``mirror.<entity>`` and ``history.<entity>``."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from simpul.config.schemas import ColumnSpec
from simpul.core.errors import BadConfig
from simpul.store.identifiers import quoted, shaped
from simpul.store.queries import query

#: What the hub itself keeps about a mirrored row, in table order after the canonical fields.
KEPT = {
    "version": "text",
    "observed_at": "timestamptz not null",
    "mapping_revision": "text not null",
    "page_id": "bigint not null",
    "row_no": "integer not null",
    "run_id": "bigint not null",
    "unsent": "text[]",
    "held": "text[]",
    "digest": "bytea not null",
    "tombstoned_at": "timestamptz",
}
#: Canonical fields that say which subject a record speaks about, and the subject's kind.
SUBJECTS = {
    "nik": "penduduk",
    "nomor_permohonan": "permohonan",
    "id_pengaduan": "pengaduan",
    "no_kk": "keluarga",
    "lokasi": "lokasi",
}
#: Columns that cross-system rules look records up by, besides the subjects'. They are indexed when the first rule runs,
#: after a city was read: built at once they cost a tenth of what they would add to every row that arrives.
_LOOKED_UP = {
    "antrean_cetak": ("nomor_berkas",),
    "keluarga": ("nik_kepala",),
    "penduduk": ("no_kk", "tanggal_lahir"),
    "permohonan": ("id_pemohon",),
    "serah_terima": ("nomor_berkas",),
}
#: What else is in such an index. Born on one day are a hundred of a city, of one mother hardly two; the rule about
#: residents with two NIKs writes it in these very words.
_BESIDE = {("penduduk", "tanggal_lahir"): ", upper(translate(nama_ibu, ' .,-''`', ''))"}
#: Subjects nobody looks this entity's records up by while it is read.
_NOT_AT_ONCE = {"berkas_masuk": ("no_kk",), "penduduk": ("no_kk",)}


def settle(connection: Connection, entity: str, columns: Sequence[ColumnSpec]) -> list[str]:
    """Make or extend the tables of an entity; lines say what was done.

    BadConfig when a column was removed, changed its type, or holds values a new check refuses: nothing is changed then.
    """
    found = _found(connection, entity)
    if not found:
        for statement in _create(entity, columns):
            connection.execute(text(statement))
        _index(connection, entity, columns)
        return [f"mirror.{entity}: dibuat (created), {len(columns)} kolom"]
    _refuse(entity, columns, found)
    done = [line for column in columns if column.name not in found for line in _add(connection, entity, column)]
    _index(connection, entity, columns)
    kept = [column for column in columns if column.name in found]
    return done + [line for column in kept for line in _recheck(connection, entity, column)]


def _create(entity: str, columns: Sequence[ColumnSpec]) -> list[str]:
    fields = ",\n    ".join(f"{quoted(column.name)} {column.sql_type}" for column in columns)
    kept = ",\n    ".join(f"{name} {kind}" for name, kind in KEPT.items())
    body = f"system text not null,\n    key text not null,\n    {fields},\n    {kept}"
    parts = {"entity": entity, "body": body}
    statements = [
        "create schema if not exists mirror",
        "create schema if not exists history",
        *(shaped(name, parts) for name in ("typed_mirror", "typed_history", "typed_history_index")),
    ]
    for column in columns:
        statements += _check(entity, column)
    return statements


def _index(connection: Connection, entity: str, columns: Sequence[ColumnSpec]) -> None:
    """Make the indexes that are missing: one per subject."""
    later = _NOT_AT_ONCE.get(entity, ())
    for name in [column.name for column in columns if column.name in SUBJECTS and column.name not in later]:
        parts = {"entity": entity, "column": name, "beside": ""}
        connection.execute(text(shaped("typed_index_make", parts)))


def look_up(connection: Connection) -> None:
    """Make the indexes rules need that are missing. Pulls of those entities wait until the caller commits."""
    for entity, names in _LOOKED_UP.items():
        for name in names:
            index = f"{entity}_{name}"
            # Asked for first: even an index that is there would wait for a running pull.
            if connection.execute(text(query("typed_index")), {"name": f"mirror.{index}"}).scalar() is None:
                parts = {"entity": entity, "column": name, "beside": _BESIDE.get((entity, name), "")}
                connection.execute(text(shaped("typed_index_make", parts)))
                connection.execute(text(shaped("typed_analyze", parts)))


def _check(entity: str, column: ColumnSpec) -> list[str]:
    """Statements that add a column's check; its own words stay beside it, as the database rewords what it keeps."""
    if not column.check:
        return []
    parts = {"entity": entity, "name": quoted(_name(entity, column))}
    statements = [
        shaped("typed_check_make", {**parts, "check": column.check}),
        shaped("typed_check_told", {**parts, "told": column.check.replace("'", "''")}),
    ]
    return [statement.replace(":", r"\:") for statement in statements]


def _name(entity: str, column: ColumnSpec) -> str:
    return f"{entity}_{column.name}_check"


def _found(connection: Connection, entity: str) -> dict[str, str]:
    """Column → type of the mirror table as it is; empty if there is none."""
    rows = connection.execute(text(query("typed_columns")), {"name": f"mirror.{entity}"})
    return {row.name: row.kind for row in rows}


def _refuse(entity: str, columns: Sequence[ColumnSpec], found: dict[str, str]) -> None:
    wanted = {column.name: column.sql_type for column in columns}
    for name, kind in found.items():
        if name in KEPT or name in ("system", "key"):
            continue
        if name not in wanted:
            raise BadConfig(
                f"field {name} left the schema but mirror.{entity} still holds it",
                file=f"schemas/{entity}.py",
                hint=f"put it back, or after a backup: drop schema if exists rule cascade; "
                f"alter table mirror.{entity} drop column {name}; "
                f"alter table history.{entity} drop column {name}",
            )
        if _KINDS.get(wanted[name], wanted[name]) != kind:
            raise BadConfig(
                f"field {name} is {wanted[name]} in the schema and {kind} in mirror.{entity}",
                file=f"schemas/{entity}.py",
                hint="give the field a new name; read the feed again; then drop the old column",
            )


_KINDS = {"timestamptz": "timestamp with time zone"}


def _add(connection: Connection, entity: str, column: ColumnSpec) -> list[str]:
    for schema in ("mirror", "history"):
        parts = {"schema": schema, "entity": entity, "name": quoted(column.name), "kind": column.sql_type}
        connection.execute(text(shaped("typed_column", parts)))
    for statement in _check(entity, column):
        connection.execute(text(statement))
    return [f"mirror.{entity}: kolom {column.name} ditambahkan (column added)"]


def _recheck(connection: Connection, entity: str, column: ColumnSpec) -> list[str]:
    """Bring a changed check up to date, if every stored value passes the new one."""
    names = {"name": f"mirror.{entity}", "check": _name(entity, column)}
    if connection.execute(text(query("typed_check")), names).scalar() == (column.check or None):
        return []
    try:
        with connection.begin_nested():
            parts = {"entity": entity, "name": quoted(names["check"])}
            connection.execute(text(shaped("typed_check_drop", parts)))
            for statement in _check(entity, column):
                connection.execute(text(statement))
    except IntegrityError as error:
        raise BadConfig(
            f"stored values of {column.name} break its new check",
            file=f"schemas/{entity}.py",
            hint=f"correct or quarantine them first: rows of mirror.{entity} where not ({column.check})",
        ) from error
    return [f"mirror.{entity}: pemeriksaan {column.name} diganti (check replaced)"]
