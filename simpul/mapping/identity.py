"""Checks of the schema on typed values, and the exact reason why a NIK or KK number is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import polars as pl

from simpul.config import schemas
from simpul.mapping.compiled import Field

_EXPONENT = re.compile(r"[0-9][0-9.,]*[eE][+-]?[0-9]+")
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
#: Rule → test of a typed value.
Tests = Mapping[str, Callable[[pl.Expr], pl.Expr]]
#: Canonical fields that hold a NIK or a KK number, and the name of the number in rules.
NUMBERS = {"nik": "nik", "nik_kepala": "nik", "no_kk": "kk"}


def named(*, rule: str, field: str) -> str:
    """The decoder's rule as it is called for a field: a bare number as NIK is a fault of its own."""
    number = NUMBERS.get(field) or NUMBERS.get(field.lower())
    if rule == "angka_bukan_teks" and number:
        return f"{number}_bukan_teks"
    return rule


def number_rule(text: str, number: str) -> str:
    """Why sixteen digits are no NIK (``nik``) or no family card number (``kk``); nothing if they are one."""
    if text.strip("0") == "":
        return f"{number}_belum_ada"
    if _EXPONENT.fullmatch(text.strip()):
        return f"{number}_notasi_ilmiah"
    if not (text.isascii() and text.isdigit()):
        return f"{number}_bukan_angka"
    if len(text) != 16:
        return f"{number}_panjang"
    if text[12:] == "0000":
        return f"{number}_serial_nol"
    return "" if _possible(text, women=number == "nik") else f"{number}_tanggal"


def _possible(text: str, *, women: bool) -> bool:
    day, month, year = int(text[6:8]), int(text[8:10]), int(text[10:12])
    if women and day > 40:
        day -= 40
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month]:
        return False
    return not (month == 2 and day == 29 and year % 4)


def tests(entity: str, ready: tuple[Field, ...]) -> dict[str, Tests]:
    """Tests of each field by rule; a code read from its list needs none."""
    columns = schemas.schema(entity).columns()
    found = {field.spec.name: columns[field.spec.name].check for field in ready if not field.spec.code}
    return {name: dict(by_rule) for name, by_rule in found.items() if isinstance(by_rule, Mapping)}


def check(
    entity: str, ready: tuple[Field, ...], values: pl.DataFrame, raw: pl.DataFrame
) -> tuple[pl.DataFrame, list[tuple[str, pl.Series, pl.Series]]]:
    """Empty the values that break a rule of the schema; (field, rule per row, raw text) of each field that has any."""
    known = tests(entity, ready)
    checks = {
        (name, rule): test(pl.col(name)).not_().any().alias(f"{name}\x1f{rule}")
        for name, named_tests in known.items()
        for rule, test in named_tests.items()
    }
    if not checks:
        return values, []
    broken = values.select(checks.values()).row(0)
    found = []
    for (name, rule), bad in zip(checks, broken, strict=True):
        if bad:
            mask = values.select(known[name][rule](pl.col(name)).not_().fill_null(False))[:, 0]
            texts = raw.select(next(field.raw() for field in ready if field.spec.name == name).alias(name))[name]
            found.append((name, _rules(name, rule, mask, texts), texts))
            values = values.with_columns(pl.when(~mask).then(pl.col(name)).alias(name))
    return values, found


def _rules(name: str, rule: str, mask: pl.Series, texts: pl.Series) -> pl.Series:
    number = NUMBERS.get(name)
    if number is None:
        return pl.select(pl.when(mask).then(pl.lit(rule)))[:, 0]
    reasons = [
        number_rule(text, number) or rule if bad and text else None for bad, text in zip(mask, texts, strict=True)
    ]
    return pl.Series(reasons, dtype=pl.String)
