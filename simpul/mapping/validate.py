"""Whether a value somebody typed is one a field may hold: by the schema's rules and by those of the feed's mapping."""

from __future__ import annotations

import polars as pl

from simpul.config import schemas
from simpul.config.field_specs import LEVELS, FieldSpec
from simpul.core.errors import BadConfig
from simpul.core.model import Feed
from simpul.mapping import compiled, identity, operations
from simpul.mapping.operations import Read
from simpul.values import codes


def validate(feed: Feed, field: str, value: str) -> Read:
    """The canonical text that is kept of ``value``, or the first rule it breaks; neither for a blank.

    A value that is taken is one a pull would keep, were it to read it from the source.

    Raises:
        BadConfig: the entity has no such field.
    """
    ready = next((one for one in compiled.fields(feed) if one.spec.name == field), None)
    column = next((one for one in schemas.columns(feed.entity) if one.name == field), None)
    if column is None:
        raise BadConfig(f"'{feed.entity}' has no field '{field}'")
    text = operations.clean(value.strip(), ready.spec.clean if ready else ())
    if not text:
        return Read()
    found = _canonical(text, column.sql_type)
    if found.value is not None and ready is not None:
        found = _mapped(found.value, ready.spec)
    if found.value is None:
        return found
    rule = _broken(feed.entity, field, found.value, compiled.POLARS_TYPES[column.sql_type])
    return Read(rule=rule) if rule else found


def _canonical(text: str, sql_type: str) -> Read:
    """As the hub writes values of a type, whatever the source's own form is."""
    if "\x00" in text:
        return Read(rule="bukan_teks")
    if sql_type == "date":
        return operations.read_date(text, "%Y-%m-%d")
    if sql_type == "timestamptz":
        return operations.read_time(text, "iso", "UTC")
    if sql_type == "bigint":
        return operations.read_whole(text)
    return operations.read_flag(text) if sql_type == "boolean" else Read(text)


def _mapped(text: str, spec: FieldSpec) -> Read:
    """The mapping's own rules on a canonical text; a telephone number may be typed in any of its forms."""
    if spec.phone:
        return operations.read_phone(text)
    if spec.region:
        rule = codes.region_rule(text, LEVELS[spec.region.level])
        return Read(rule=rule) if rule else Read(text)
    if spec.pad:
        return operations.read_padded(text, spec.pad)
    if spec.code:
        listed = codes.load(spec.code)
        unknown = "kode_tidak_berlaku" if text in listed.expired else "kode_tidak_dikenal"
        return Read(text) if text in listed.write else Read(rule=unknown)
    return Read(text)


def _broken(entity: str, field: str, text: str, dtype: pl.DataType) -> str:
    """The first rule of the schema a canonical text breaks; empty if it breaks none."""
    typed = pl.select(compiled.typed(pl.lit(text, dtype=pl.String), dtype).alias(field))
    schema = schemas.schema(entity)
    others = [pl.Series(name, [None], dtype=column.dtype) for name, column in schema.columns().items() if name != field]
    _, failure = schema.filter(typed.hstack(others).select(schema.columns().keys()))
    broken = [rule.partition("|")[2] for rule in failure.counts() if rule.startswith(f"{field}|")]
    number = identity.NUMBERS.get(field)
    if broken and number:
        return identity.number_rule(text, number) or broken[0]
    return broken[0] if broken else ""
