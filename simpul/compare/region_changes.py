"""The book of regions: whom a new one would touch, and one notice when it is first used.

A book is a folder with ``kelurahan.csv`` and ``kecamatan.csv`` as in ``schemas/kode``: kode, judul, label, valid_from,
valid_until, successor (several: ``|``). A region that is renumbered, divided or merged keeps its old line with an end
date and its heirs; values with the old code then differ in writing only, so a new book makes no cases.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from simpul.config import schemas
from simpul.core import clock, i18n
from simpul.core.errors import BadConfig
from simpul.core.i18n import Words
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import codes

#: Kind of the notices this module writes.
NOTICE = "buku_wilayah"
_LISTS = {"kode_kecamatan": "kecamatan", "kode_kelurahan": "kelurahan"}


@dataclass(frozen=True, kw_only=True)
class Book:
    """One edition of the codes."""

    #: Twelve hex digits of its two files.
    revision: str
    kecamatan: tuple[Mapping[str, str], ...]
    kelurahan: tuple[Mapping[str, str], ...]

    def of(self, column: str) -> tuple[Mapping[str, str], ...]:
        """The lines behind ``kode_kecamatan`` or ``kode_kelurahan``."""
        return self.kecamatan if _LISTS[column] == "kecamatan" else self.kelurahan

    @property
    def effective(self) -> date:
        """When all of it holds: today, or the day the last of its codes begins."""
        starts = [line["valid_from"] for line in (*self.kecamatan, *self.kelurahan) if line.get("valid_from")]
        return max([clock.today(), *map(date.fromisoformat, starts)])


@dataclass(frozen=True, kw_only=True)
class Touched:
    """Living records of one entity in one system that carry an old code of one kecamatan."""

    entity: str
    system: str
    #: Six digits, and its name where the book has one.
    kecamatan: str
    name: str
    records: int


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a book would mean for what the hub holds."""

    revision: str
    effective: date
    #: Codes no longer valid, and those of them that have several heirs.
    retired: int
    divided: int
    touched: tuple[Touched, ...]
    #: Living records of our own city whose code the book does not list at all.
    unlisted: int

    @property
    def records(self) -> int:
        return sum(line.records for line in self.touched)


def book(folder: Path) -> Book:
    """The book in a folder.

    Raises:
        BadConfig: a file or column is missing, a code stands twice, an heir is not in the book.
    """
    lists = {name: _lines(folder / f"{name}.csv") for name in _LISTS.values()}
    found = hashlib.sha256(b"".join((folder / f"{name}.csv").read_bytes() for name in sorted(lists)))
    return Book(revision=found.hexdigest()[:12], **lists)


def _lines(path: Path) -> tuple[Mapping[str, str], ...]:
    if not path.is_file():
        raise BadConfig("the book of regions lacks this file", file=str(path))
    with path.open(encoding="utf-8", newline="") as file:
        lines = tuple(csv.DictReader(file))
    if not lines or not {"kode", "judul", "valid_from", "valid_until"} <= set(lines[0]):
        raise BadConfig("columns kode, judul, valid_from, valid_until are needed", file=str(path))
    known = [line["kode"] for line in lines]
    doubled = sorted({code for code in known if known.count(code) > 1})
    heirs = {part.strip() for line in lines for part in (line.get("successor") or "").split("|") if part.strip()}
    if doubled or heirs - set(known):
        raise BadConfig(
            f"codes twice: {doubled}; heirs that are not listed: {sorted(heirs - set(known))}", file=str(path)
        )
    return lines


def shipped() -> Book:
    """The book in use."""
    return book(schemas.schema_folder() / "kode")


def preview(engine: Engine, folder: Path) -> Preview:
    """Whom the book in ``folder`` would touch; changes nothing."""
    with engine.connect() as conn:
        return _preview(conn, book(folder))


def _preview(conn: Connection, found: Book) -> Preview:
    touched: list[Touched] = []
    retired: dict[str, tuple[str, ...]] = {}
    unlisted = 0
    for column in _LISTS:
        lines = found.of(column)
        old = _retired(lines, found.effective)
        retired |= old
        for entity in schemas.entities():
            if column in schemas.field_names(entity):
                touched += _touched(conn, entity, column, list(old), found)
                unlisted += _unlisted(conn, entity, column, [line["kode"] for line in lines])
    return Preview(
        revision=found.revision,
        effective=found.effective,
        retired=len(retired),
        divided=sum(len(heirs) > 1 for heirs in retired.values()),
        touched=tuple(touched),
        unlisted=unlisted,
    )


def _retired(lines: tuple[Mapping[str, str], ...], day: date) -> dict[str, tuple[str, ...]]:
    """Codes that ended by ``day`` → their heirs, perhaps none."""
    ended = [line["kode"] for line in lines if line["valid_until"] and date.fromisoformat(line["valid_until"]) < day]
    heirs = codes.successors(lines, day)
    return {code: heirs.get(code, ()) for code in ended}


def _touched(conn: Connection, entity: str, column: str, old: list[str], found: Book) -> list[Touched]:
    names = {line["kode"]: line["judul"] for line in found.kecamatan}
    rows = conn.execute(text(shaped("regions_touched", {"entity": entity, "column": column})), {"codes": old})
    return [
        Touched(
            entity=entity, system=row.system, kecamatan=row.kecamatan, name=names.get(row.kecamatan, ""),
            records=row.records,
        )
        for row in rows
    ]  # fmt: skip


def _unlisted(conn: Connection, entity: str, column: str, known: list[str]) -> int:
    ours = sorted({code[:4] for code in known})
    statement = text(shaped("regions_unlisted", {"entity": entity, "column": column}))
    return int(conn.execute(statement, {"codes": known, "ours": ours}).scalar_one())


def adopt(conn: Connection, found: Book) -> bool:
    """Write one notice if ``found`` is another book than the last one met; True if it did. The caller commits.

    The first book ever met is nothing to tell anybody: it is written down as seen.
    """
    last = conn.execute(text(query("regions_last")), {"kind": NOTICE}).scalar()
    if last == found.revision:
        return False
    seen = _preview(conn, found) if last is not None else None
    words = _words(seen) if seen else Words(id="Buku kode wilayah dipakai.", en="The book of region codes is in use.")
    values = {
        "kind": NOTICE,
        "target": found.revision,
        "words_id": words.id,
        "words_en": words.en,
        "detail": json.dumps(_detail(seen) if seen else {}),
        "seen": seen is None,
    }
    conn.execute(text(query("regions_notice")), values)
    return seen is not None


def _words(seen: Preview) -> Words:
    places = {line.kecamatan for line in seen.touched}

    def said(language: i18n.Language) -> tuple[str, str, str]:
        return (
            i18n.number(seen.records, language),
            i18n.number(len(places), language),
            i18n.number(seen.retired, language),
        )

    return Words(
        id="Buku kode wilayah berubah. {2} kode lama diganti. {0} catatan di {1} kecamatan masih memakai kode lama. "
        "Tidak ada kasus baru: kode lama dan penggantinya dianggap sama.".format(*said("id")),
        en="The book of region codes changed. {2} old codes were replaced. {0} records in {1} kecamatan still carry an "
        "old code. No cases are made: an old code and its successor count as the same.".format(*said("en")),
    )


def _detail(seen: Preview) -> dict[str, Any]:
    return {**asdict(seen), "effective": seen.effective.isoformat()}
