"""The typed copy of a system's records: a frame is staged by COPY and merged by one statement per commit group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import polars as pl
import psycopg
from sqlalchemy import Connection, text

from simpul.config import schemas
from simpul.store.identifiers import quoted, shaped
from simpul.store.queries import query
from simpul.store.typed_tables import KEPT, SUBJECTS

#: What leaves a complaint when it is secret or anonymous: everything but id, class, flags and clocks.
CUT = (
    "nomor_tiket", "judul", "isi", "status", "nama_pelapor", "no_hp_pelapor", "email_pelapor",
    "instansi", "ditutup_oleh",
)  # fmt: skip
FLAGS = ("rahasia", "anonim")
#: Statements that keep a secret, before and after the merge of an entity.
_BEFORE = {"pengaduan": ("secret_pengaduan",), "tindak_lanjut": ("secret_tindak_lanjut",)}
_AFTER = {"pengaduan": ("secret_history", "secret_followups", "secret_followup_history")}


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where the rows of a merge come from."""

    system: str
    entity: str
    run_id: int
    revision: str
    #: By page number: id of the page and when it was asked for, the observation of its rows.
    pages: tuple[int, ...]
    observed: tuple[datetime, ...]
    #: Whether the feed was read whole before. Until then its new rows mark nothing: comparison begins with all of them.
    known: bool


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What became of the staged rows: per page id and outcome, how many."""

    rows: Mapping[tuple[int, str], int] = field(default_factory=dict)
    #: Rows that changed or removed something the mirror held already: what the brake looks at.
    disturbed: int = 0


def staged(frame: pl.DataFrame, entity: str) -> bytes:
    """``frame`` as the CSV that :func:`merge` copies.

    Columns: page_no, row_no, key, version, deleted, the canonical fields, unsent, held, digest.
    """
    names = schemas.field_names(entity)
    lists = [
        pl.concat_str(pl.lit("{"), pl.col(name).list.join(","), pl.lit("}")).alias(name) for name in ("unsent", "held")
    ]
    ready = frame.select(
        "page_no", "row_no", "key", "version", "deleted", *names, *lists,
        pl.format("\\x{}", pl.col("digest").bin.encode("hex")),
    )  # fmt: skip
    return ready.write_csv(include_header=False, datetime_format="%Y-%m-%d %H:%M:%S%.6f%:z").encode()


def stage(connection: Connection, entity: str, rows: bytes) -> None:
    """Copy ``rows`` (see :func:`staged`) into the staging table, which empties itself when the transaction ends."""
    connection.execute(text(query("merge_plan")))
    connection.execute(text(statement("stage_make", entity)))
    raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    with raw.cursor() as cursor, cursor.copy(statement("stage_copy", entity).encode()) as copy:
        copy.write(rows)


def merge(connection: Connection, origin: Origin, numbers: Sequence[int], count: int) -> Merged:
    """Merge the ``count`` staged rows of the pages ``numbers``, among which a key stands at most once."""
    entity = origin.entity
    values = {
        "system": origin.system, "run_id": origin.run_id, "revision": origin.revision, "known": origin.known,
        "pages": list(origin.pages), "observed": list(origin.observed), "numbers": list(numbers),
    }  # fmt: skip
    _run(connection, entity, _BEFORE, values)
    inserted = connection.execute(text(statement("mirror_insert", entity)), values).all()
    rows = {(row.page_id, "applied"): int(row.rows) for row in inserted}
    merged = Merged(rows=rows)
    if sum(rows.values()) < count:
        judged = connection.execute(text(statement("mirror_merge", entity)), values).all()
        merged = _added(merged, ((row.page_id, row.outcome, int(row.rows)) for row in judged))
    _run(connection, entity, _AFTER, values)
    return merged


def add(one: Merged, other: Merged) -> Merged:
    """Both together."""
    rows = dict(one.rows)
    for place, count in other.rows.items():
        rows[place] = rows.get(place, 0) + count
    return Merged(rows=rows, disturbed=one.disturbed + other.disturbed)


def _added(inserted: Merged, judged: Iterable[tuple[int, str, int]]) -> Merged:
    found = list(judged)
    changed = sum(rows for _, outcome, rows in found if outcome == "applied")
    return add(inserted, Merged(rows={(page, outcome): rows for page, outcome, rows in found}, disturbed=changed))


def _run(
    connection: Connection, entity: str, statements: Mapping[str, tuple[str, ...]], values: Mapping[str, Any]
) -> None:
    for name in statements.get(entity, ()):
        connection.execute(text(statement(name, entity)), {**values, "cut": [*CUT, *FLAGS]})


@cache
def statement(name: str, entity: str) -> str:
    """A named query with the columns of one entity filled in."""
    specs = schemas.columns(entity)
    fields = [quoted(spec.name) for spec in specs]
    subjects = [spec.name for spec in specs if spec.name in SUBJECTS]
    new = [f"('{SUBJECTS[name]}', {name})" for name in subjects] or ["('', null)"]
    old = [f"('{SUBJECTS[name]}', old_{name})" for name in subjects] or []
    parts = dict(
        entity=entity,
        cut_nulls=", ".join(f"{name} = null" for name in CUT),
        cut_fields=", ".join(f"h.{name}" for name in CUT),
        typed=", ".join(f"{quoted(spec.name)} {spec.sql_type}" for spec in specs),
        fields=", ".join(fields),
        kept=", ".join(KEPT),
        m_fields=", ".join(f"m.{name}" for name in fields),
        m_kept=", ".join(f"m.{name}" for name in KEPT),
        pair_fields=", ".join(f"pair.{name}" for name in fields),
        assigned=", ".join(f"{name} = judged.{name}" for name in fields),
        merged=", ".join(
            f"case when s.unsent is null or '{spec.name}' <> all (s.unsent) then s.{name} else m.{name} end as {name}"
            for spec, name in zip(specs, fields, strict=True)
        ),
        subject_columns="".join(f", {name}" for name in subjects),
        subject_old_columns="".join(f"m.{name} as old_{name}, " for name in subjects),
        subject_new=", ".join(new),
        subject_both=", ".join(new + old),
    )
    return shaped(name, parts)
