"""The residents, ready to be looked up: parts as numbers, distinct names taken apart, how common each is."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from simpul.compare.people import forms, parts, spelling

#: Columns of a frame of people, all String: residents and mentions alike.
COLUMNS = ("key", "name", "born", "phone", "kelurahan", "address")


@dataclass(frozen=True, kw_only=True)
class Registry:
    """An index of residents, in memory: about 90 bytes a resident and 500 a distinct name.

    ``people``: row (its place), name (row of the names' table or null), born, phone, kelurahan, house (Int64), street,
    lane (Int32 codes of ``streets``, ``lanes``). ``count``: name → how many carry it.
    """

    keys: pl.Series
    people: pl.DataFrame
    names: forms.Known
    count: pl.DataFrame
    streets: pl.Series
    lanes: pl.Series


def index(residents: pl.DataFrame) -> Registry:
    """``residents``: :data:`COLUMNS`, one row per resident."""
    apart = parts.parts(residents)
    named, people = numbered(residents["name"])
    streets, lanes = (apart[name].unique().drop_nulls().sort() for name in ("street", "lane"))
    table = apart.with_columns(
        name=people, street=_codes(apart["street"], streets), lane=_codes(apart["lane"], lanes)
    ).with_row_index("row")
    count = table.drop_nulls("name").group_by("name").agg(count=pl.len().cast(pl.Int64)).sort("name")
    return Registry(
        keys=residents["key"], people=table, names=forms.known(named), count=count, streets=streets, lanes=lanes
    )


def numbered(raw: pl.Series) -> tuple[forms.Names, pl.Series]:
    """The distinct names among ``raw``, and for each row the number of its name."""
    spelled = pl.DataFrame({"raw": raw.unique()}).with_columns(text=spelling.cleaned(pl.col("raw")))
    texts = spelled["text"].unique().drop_nulls().sort()
    numbers = spelled.join(pl.DataFrame({"text": texts}).with_row_index("name"), on="text", how="left")
    names = pl.DataFrame({"raw": raw}).join(numbers, on="raw", how="left", maintain_order="left")["name"]
    return forms.names(texts), names


def mentions(frame: pl.DataFrame, registry: Registry) -> tuple[forms.Names, pl.DataFrame]:
    """Names of the mentions and their parts in the registry's numbers (street −1: there is one nobody lives in)."""
    apart = parts.parts(frame)
    named, rows = numbered(frame["name"])
    street = parts.known_words(apart["street"], registry.streets)
    lane = parts.known_words(apart["lane"], registry.lanes)
    table = apart.with_columns(name=rows, street=_codes(street, registry.streets), lane=_codes(lane, registry.lanes))
    return named, table.with_row_index("mention")


def _codes(values: pl.Series, known: pl.Series) -> pl.Series:
    """Place of each value in ``known``; −1 for one that is not there, null for none."""
    place = pl.DataFrame({"value": known}).with_row_index("code")
    found = pl.DataFrame({"value": values}).join(place, on="value", how="left", maintain_order="left")
    return found.select(
        pl.when(pl.col("value").is_not_null()).then(pl.col("code").cast(pl.Int32).fill_null(-1))
    ).to_series()
