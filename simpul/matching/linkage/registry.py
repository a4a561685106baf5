"""The residents, ready to be looked up: parts as numbers, distinct names taken apart, how common each is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from simpul.values.names import forms, parts, spelling

Floats = npt.NDArray[np.float64]

#: Columns of a frame of people, all String: residents and mentions alike.
COLUMNS = ("key", "name", "born", "phone", "kelurahan", "address")
#: How common one value of a part is where we know nothing: of the dates of eighty years, of a city's kelurahan, …
USUAL = {"born": 1 / 29_000, "phone": 1e-8, "kelurahan": 1 / 150, "street": 1 / 200}
#: Weight of that beside what the residents show, in residents: in a hamlet a value seen once is still no common one.
_PRIOR = 1_000


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
    #: Part → per person, how common what they have is.
    share: Mapping[str, Floats]


def index(residents: pl.DataFrame) -> Registry:
    """``residents``: :data:`COLUMNS`, one row per resident."""
    # In one order whatever order they came in, so that ties always fall the same way.
    residents = residents.sort("key")
    apart = parts.parts(residents)
    named, people = numbered(residents["name"])
    streets, lanes = (apart[name].unique().drop_nulls().sort() for name in ("street", "lane"))
    table = apart.with_columns(
        name=people, street=_codes(apart["street"], streets), lane=_codes(apart["lane"], lanes)
    ).with_row_index("row")
    count = table.drop_nulls("name").group_by("name").agg(count=pl.len().cast(pl.Int64)).sort("name")
    share = {part: _share(table[part], usual) for part, usual in USUAL.items()}
    return Registry(
        keys=residents["key"],
        people=table,
        names=forms.known(named),
        count=count,
        streets=streets,
        lanes=lanes,
        share=share,
    )


def _share(values: pl.Series, usual: float) -> Floats:
    """Per person, the share of people with the same value; what nobody told is as common as usual."""
    told = values.cast(pl.Int64).fill_null(-2).to_numpy()
    _, place, times = np.unique(told, return_inverse=True, return_counts=True)
    share = (times[place] + _PRIOR * usual) / (len(told) + _PRIOR)
    return np.where(told < 0, usual, share)


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
