"""A mapping line made ready: its reference reading of one value, and the same for a column at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import polars as pl

from simpul.config import schemas
from simpul.config.field_specs import FieldSpec
from simpul.config.schemas import ColumnSpec
from simpul.core.model import Feed
from simpul.mapping import operations
from simpul.mapping.operations import Read

#: Readings remembered per field with few different values.
_REMEMBERED = 20_000
POLARS_TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "date": pl.Date(),
    "timestamptz": pl.Datetime("us", "UTC"),
    "boolean": pl.Boolean(),
    "bigint": pl.Int64(),
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One canonical field of one feed."""

    spec: FieldSpec
    column: ColumnSpec
    clock: str
    read_form: operations.Reader
    write_form: operations.Writer
    #: Raw text → canonical text, of values read before; only for fields with few different values.
    memory: dict[str, str] = field(default_factory=dict)

    def read(self, raw: str | None) -> Read:
        """The reference: what one raw value means."""
        if raw is None or not raw.strip():
            return Read()
        found = operations.part(self.spec, raw) if self.spec.parts else Read(raw)
        if found.value is None:
            return found
        text = operations.clean(found.value, self.spec.clean)
        return self.read_form(text) if text.strip() else Read()

    def write(self, value: str) -> str:
        """What the source writes for a canonical text."""
        return self.write_form(value)

    @property
    def dtype(self) -> pl.DataType:
        return POLARS_TYPES[self.column.sql_type]

    @property
    def few(self) -> bool:
        """Whether the field has few different values, so that a look-up reads it."""
        return bool(self.spec.code or self.spec.pad or self.spec.parts or self.spec.region)

    def raw(self) -> pl.Expr:
        """The source text this field is read from; region parts joined by ``|``."""
        if self.spec.const is not None:
            return pl.lit(self.spec.const, dtype=pl.String)
        if len(self.spec.sources) > 1:
            return pl.concat_str(self.spec.sources, separator="|")
        return pl.col(self.spec.source or self.spec.sources[0])

    def expression(self) -> pl.Expr:
        """Values of a whole column; null where the reference must be asked."""
        if self.spec.const is not None:
            return typed(pl.lit(self.read(self.spec.const).value, dtype=pl.String), self.dtype)
        if self.few:
            return typed(self._looked_up(), self.dtype)
        column = _cleaned(self.raw(), self.spec.clean)
        if self.spec.date:
            return _date(column, self.spec.date)
        if self.spec.time:
            return moment(column, self.spec.time, self.clock)
        if self.spec.phone:
            local = column.str.contains("^08[0-9]{7,12}$")
            return pl.when(local).then(pl.concat_str(pl.lit("+62"), column.str.slice(1)))
        if self.dtype == pl.String():
            return pl.when(column.str.contains(r"\S")).then(column)
        return typed(column, self.dtype)

    def _looked_up(self) -> pl.Expr:
        if not self.memory:
            return pl.when(pl.lit(False)).then(self.raw())
        old, new = list(self.memory), list(self.memory.values())
        return self.raw().replace_strict(old, new, default=None, return_dtype=pl.String)

    def learn(self, raws: list[str]) -> None:
        """Remember the readings of raw texts met for the first time."""
        if self.few and len(self.memory) < _REMEMBERED:
            for raw in raws:
                value = self.read(raw).value
                if value is not None:
                    self.memory[raw] = value


def _cleaned(column: pl.Expr, steps: tuple[str, ...]) -> pl.Expr:
    for step in steps:
        if step == "trim":
            column = column.str.strip_chars()
        elif step == "upper":
            column = column.str.to_uppercase()
        else:
            column = column.str.replace_all(r"\s+", " ")
    return column


def _date(column: pl.Expr, form: str) -> pl.Expr:
    width = len(date(2000, 1, 1).strftime(form))
    full = pl.when(column.str.len_bytes() == width).then(column)
    found = full.str.to_date(form, strict=False)
    return pl.when(found.dt.year().is_between(operations.YEARS.start, operations.YEARS.stop - 1)).then(found)


def moment(column: pl.Expr, form: str, clock: str) -> pl.Expr:
    """Times in UTC; null where the usual form does not fit."""
    if form == "iso":
        found = column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", time_zone="UTC", strict=False)
        return _reckoned(found)
    # Polars reads the fraction with its dot as %.f, C and Python without it as %f.
    found = column.str.to_datetime(form.replace(".%f", "%.f"), time_unit="us", strict=False)
    there = found.dt.replace_time_zone(clock, ambiguous="null", non_existent="null")
    return _reckoned(there.dt.convert_time_zone("UTC"))


def _reckoned(found: pl.Expr) -> pl.Expr:
    """Times well inside the years that are believed; what is near their edge in some zone the reference judges."""
    years = operations.YEARS
    return pl.when(found.dt.year().is_between(years.start + 1, years.stop - 2)).then(found)


def typed(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Canonical text as the column's type."""
    if dtype == pl.String():
        return column
    if dtype == pl.Boolean():
        return column.replace_strict(["true", "false"], [True, False], default=None, return_dtype=pl.Boolean)
    if dtype == pl.Int64():
        return pl.when(column.str.contains("^-?[0-9]{1,18}$")).then(column).cast(pl.Int64, strict=False)
    if dtype == pl.Date():
        return column.str.to_date("%Y-%m-%d", strict=False)
    return column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us", strict=False).dt.replace_time_zone("UTC")


def as_python(value: str, dtype: pl.DataType) -> Any:
    """One canonical text as the value a column of this type holds."""
    if dtype == pl.Boolean():
        return value == "true"
    if dtype == pl.Int64():
        return int(value)
    if dtype == pl.Date():
        return date.fromisoformat(value)
    return value if dtype == pl.String() else datetime.fromisoformat(value)


@lru_cache(maxsize=2048)
def _field(spec: FieldSpec, column: ColumnSpec, clock: str) -> Field:
    return Field(
        spec=spec,
        column=column,
        clock=clock,
        read_form=operations.reader(spec, column.sql_type, clock),
        write_form=operations.writer(spec, clock),
    )


def fields(feed: Feed) -> tuple[Field, ...]:
    """The fields of a feed, ready."""
    columns = {column.name: column for column in schemas.columns(feed.entity)}
    return tuple(_field(spec, columns[spec.name], feed.order.clock) for spec in feed.mapping.fields)
