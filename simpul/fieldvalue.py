"""Whether a value somebody typed is one a field may hold, by the schema's own rules."""

from __future__ import annotations

import polars as pl

from simpul import registry
from simpul.mapping import compiled, identity


def broken_rule(entity: str, field: str, value: str) -> str:
    """The first rule a canonical text breaks as this field of this entity; empty if it breaks none."""
    spec = next((column for column in registry.columns(entity) if column.name == field), None)
    if spec is None:
        return "kolom_tidak_dikenal"
    dtype = compiled.POLARS_TYPES[spec.sql_type]
    typed = pl.select(compiled.typed(pl.lit(value, dtype=pl.String), dtype).alias(field))
    if typed[field].null_count():
        return _UNREADABLE.get(spec.sql_type, "bukan_teks")
    schema = registry.schema(entity)
    others = [pl.Series(name, [None], dtype=column.dtype) for name, column in schema.columns().items() if name != field]
    _, failure = schema.filter(typed.hstack(others).select(schema.columns().keys()))
    broken = [rule.partition("|")[2] for rule in failure.counts() if rule.startswith(f"{field}|")]
    number = identity.NUMBERS.get(field)
    if broken and number:
        return identity.number_rule(value, number) or broken[0]
    return broken[0] if broken else ""


_UNREADABLE = {
    "date": "tanggal_rusak",
    "timestamptz": "waktu_rusak",
    "boolean": "bukan_ya_tidak",
    "bigint": "bukan_bilangan",
}
