"""Names of services and kecamatan as the code lists have them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

from simpul.config import schemas
from simpul.core.i18n import Words

#: Where a record names no kecamatan, service or office.
UNKNOWN = Words(id="(tidak disebut)", en="(not given)")


@cache
def listed(name: str) -> Mapping[str, Words]:
    """Code → name of ``schemas/kode/<name>.csv``."""
    path = schemas.schema_folder() / "kode" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["kode"]: Words(id=row["judul"], en=row["label"]) for row in csv.DictReader(file)}


def named(name: str, code: str | None) -> Words:
    """A code's name; one that is not listed is shown as it is."""
    if not code:
        return UNKNOWN
    return listed(name).get(code, Words(id=code, en=code))


def kecamatan(code: str | None) -> Words:
    """A kecamatan's name."""
    return named("kecamatan", code)
