"""How likely each candidate is the one meant, by Bayes' rule over all explanations of a mention.

Each part of a mention multiplies the odds by *how often a person is written so / how often anybody is* (Fellegi and
Sunter), the second from the registry's own frequencies: a common name says little, a rare one much. What is not looked
at closely, people of the same name who share nothing else, and that the person is no resident at all stand in the sum
too; so two residents of whom the mention says the same are at most even, however good each looks alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from simpul.matching.linkage.registry import Registry
from simpul.values.names import forms

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

#: Share of mentions whose person is a resident.
RESIDENT = 0.9
#: Parts of a mention beside the name.
COMPARED = ("born", "phone", "kelurahan", "street", "lane", "house")
#: How a part stands in a pair; 0 everywhere: one side does not say.
SAME, NEAR, AREA, DIFFERENT = 1, 2, 3, 4
SWAPPED = 3
#: Share of writings in which the part of the right person stands so, and what it is worth where no frequency says.
BORN_SAME, BORN_SWAPPED, BORN_NEAR, BORN_DIFFERENT = 0.92, 1_000.0, 12.0, 0.02
PHONE_SAME, PHONE_NEAR, PHONE_DIFFERENT = 0.95, 5_000.0, 0.3
KELURAHAN_SAME, KELURAHAN_AREA, KELURAHAN_DIFFERENT = 0.9, 0.8, 0.05
STREET_SAME, STREET_DIFFERENT, STREET_MOST = 0.88, 0.12, 25.0
LANE_SAME, LANE_DIFFERENT = 14.0, 0.25
HOUSE_SAME, HOUSE_DIFFERENT = 120.0, 0.1
#: A name that explains nothing was written: somebody writes for somebody else, or gives a nickname.
_NICKNAME = 0.004
#: Share of names nobody in the registry has and no slip explains.
_UNHEARD = 1e-7


def scored(
    mentions: pl.DataFrame, names: pl.DataFrame, pairs: pl.DataFrame, registry: Registry, texts: pl.Series
) -> pl.DataFrame:
    """mention, row, score (probability), weight (bits), name, born, phone, kelurahan, street, lane, house (codes)."""
    mention, row = pairs["mention"].to_numpy(), pairs["row"].to_numpy()
    people = registry.people
    how, chance, anybody, unmet = _names(mentions, names, pairs, registry, texts)
    left = {name: _column(mentions, name)[mention] for name in COMPARED}
    right = {name: _column(people, name)[row] for name in COMPARED}
    count = people.height
    seen, odds = {}, np.ones(len(mention))
    for part, judge in (("born", _born), ("phone", _phone), ("kelurahan", _kelurahan), ("street", _street)):
        seen[part], worth = judge(left[part], right[part], registry.share[part][row])
        odds *= worth
    on_street = seen["street"] == SAME
    for part, same, different in (("lane", LANE_SAME, LANE_DIFFERENT), ("house", HOUSE_SAME, HOUSE_DIFFERENT)):
        seen[part], worth = _within(left[part], right[part], on_street, same, different)
        odds *= worth
    weight = chance * odds
    rest = unmet * _told(mentions, registry)
    total = np.bincount(mention, weights=weight, minlength=mentions.height) + rest + _nobody(anybody, count)
    score = weight / np.maximum(total[mention], 1e-300)
    bits = np.log2(np.maximum(weight, 1e-300)) - np.log2(np.maximum(anybody[mention] / count, 1e-300))
    return pl.DataFrame({"mention": mention, "row": row, "score": score, "weight": bits, "name": how, **seen})


def _column(frame: pl.DataFrame, name: str) -> Ints:
    """A column as numbers, null as −2."""
    return frame[name].cast(pl.Int64).fill_null(-2).to_numpy()


def _both(left: Ints, right: Ints) -> Flags:
    return np.asarray((left != -2) & (right != -2))


def _born(left: Ints, right: Ints, share: Floats) -> tuple[Codes, Floats]:
    """Same, day and month swapped, two of year, month and day the same, or different."""
    known, same = _both(left, right), left == right
    seen = np.where(known, np.where(same, SAME, DIFFERENT), 0).astype(np.uint8)
    at = np.flatnonzero(seen == DIFFERENT)
    one, other = left[at], right[at]
    year, other_year = one // 10_000, other // 10_000
    rest, other_rest = one - year * 10_000, other - other_year * 10_000
    month, other_month = rest // 100, other_rest // 100
    day, other_day = rest - month * 100, other_rest - other_month * 100
    turned = (year == other_year) & (day == other_month) & (month == other_day)
    parts = (year == other_year).astype(np.int8) + (month == other_month) + (day == other_day)
    seen[at] = np.select([turned, parts == 2], [SWAPPED, NEAR], default=DIFFERENT)
    worth = np.select(
        [seen == 0, seen == SAME, seen == SWAPPED, seen == NEAR],
        [1.0, BORN_SAME / share, BORN_SWAPPED, BORN_NEAR], default=BORN_DIFFERENT,
    )  # fmt: skip
    return seen, worth


def _phone(left: Ints, right: Ints, share: Floats) -> tuple[Codes, Floats]:
    """Same, one digit wrong, or different: numbers change hands, so a different one says little."""
    known, same = _both(left, right), left == right
    near = np.zeros(len(left), dtype=np.bool_)
    at = np.flatnonzero(known & ~same)
    near[at] = _one_digit(left[at], right[at])
    seen = np.select([~known, same, near], [0, SAME, NEAR], default=DIFFERENT).astype(np.uint8)
    worth = np.select(
        [seen == 0, seen == SAME, seen == NEAR],
        [1.0, PHONE_SAME / share, PHONE_NEAR], default=PHONE_DIFFERENT,
    )  # fmt: skip
    return seen, worth


def _one_digit(left: Ints, right: Ints) -> Flags:
    """Numbers of one length that differ in one place: their difference is one digit times a power of ten."""
    apart = np.abs(left - right)
    power = 10 ** np.floor(np.log10(np.maximum(apart, 1))).astype(np.int64)
    return np.asarray((apart > 0) & (apart % power == 0) & (left // (power * 10) == right // (power * 10)))


def _kelurahan(left: Ints, right: Ints, share: Floats) -> tuple[Codes, Floats]:
    """The same kelurahan, another of the same kecamatan, or elsewhere."""
    known, same, area = _both(left, right), left == right, left // 10_000 == right // 10_000
    seen = np.select([~known, same, area], [0, SAME, AREA], default=DIFFERENT).astype(np.uint8)
    worth = np.select(
        [seen == 0, seen == SAME, seen == AREA],
        [1.0, KELURAHAN_SAME / share, KELURAHAN_AREA], default=KELURAHAN_DIFFERENT,
    )  # fmt: skip
    return seen, worth


def _street(left: Ints, right: Ints, share: Floats) -> tuple[Codes, Floats]:
    """The same street or another; worth no more than a street within its kelurahan."""
    known, same = _both(left, right), (left == right) & (left >= 0)
    seen = np.select([~known, same], [0, SAME], default=DIFFERENT).astype(np.uint8)
    most = np.minimum(STREET_SAME / share, STREET_MOST)
    return seen, np.select([seen == 0, seen == SAME], [1.0, most], default=STREET_DIFFERENT)


def _within(left: Ints, right: Ints, on_street: Flags, same: float, different: float) -> tuple[Codes, Floats]:
    """Lane or house number, which mean something within one street only."""
    known, equal = _both(left, right) & on_street, (left == right) & (left >= 0)
    seen = np.select([~known, equal], [0, SAME], default=DIFFERENT).astype(np.uint8)
    return seen, np.select([seen == 0, seen == SAME], [1.0, same], default=different)


def _names(
    mentions: pl.DataFrame, names: pl.DataFrame, pairs: pl.DataFrame, registry: Registry, texts: pl.Series
) -> tuple[Codes, Floats, Floats, Floats]:
    """Per pair how the name came about and its chance; per mention the people likely to be written so, added up.

    The last: the same for those of the right names who are in no pair.
    """
    count, size = registry.people.height, mentions.height
    carried = registry.people["name"].gather(pairs["row"])
    key = pl.col("mention").cast(pl.UInt64) * 2**32 + pl.col("name").cast(pl.UInt64)
    known = names.select(key=key, how="how", chance="chance")
    named = pairs.select("mention", name=carried)
    found = named.select(key=key).join(known, on="key", how="left", maintain_order="left")
    mention = pairs["mention"].to_numpy()
    chance = found["chance"].fill_null(0.0).to_numpy().copy()
    likely = np.bincount(
        names["mention"].to_numpy(), weights=(names["chance"] * names["count"]).to_numpy(), minlength=size
    )
    unmet = np.maximum(likely - np.bincount(mention, weights=chance, minlength=size), 0.0)
    unnamed = mentions["name"].is_null().to_numpy()
    anybody = np.where(unnamed, count, likely + _UNHEARD * count)
    how = found["how"].fill_null(forms.OTHER).to_numpy().astype(np.uint8)
    other = np.flatnonzero(how == forms.OTHER)
    alike = _alike(named[other], mentions, registry, texts)
    chance[other] = np.maximum(alike, _NICKNAME * anybody[mention[other]] / count)
    chance[unnamed[mention]] = 1.0
    return how, chance, anybody, unmet


def _alike(pairs: pl.DataFrame, mentions: pl.DataFrame, registry: Registry, texts: pl.Series) -> Floats:
    """Chance of names no single slip explains, by their likeness: two slips, or a word lost and another misspelt."""
    written = mentions["name"].gather(pairs["mention"])
    left = texts.gather(written).fill_null("")
    right = registry.names.names.table["bag"].gather(pairs["name"]).fill_null("")
    likeness = cpdist(left.to_list(), right.to_list(), scorer=fuzz.ratio, score_cutoff=65, workers=-1)
    return np.select([likeness >= 85, likeness >= 75, likeness >= 65], [5e-6, 5e-7, 2e-8], default=0.0)


def _told(mentions: pl.DataFrame, registry: Registry) -> Floats:
    """What a mention's parts are worth for people who share none of them."""
    share = 1 - registry.people["phone"].null_count() / max(registry.people.height, 1)
    unlike = {
        "born": BORN_DIFFERENT, "kelurahan": KELURAHAN_DIFFERENT * 1.5, "street": STREET_DIFFERENT,
        "phone": 1 - share * (1 - PHONE_DIFFERENT),
    }  # fmt: skip
    worth = np.ones(mentions.height)
    for part, factor in unlike.items():
        worth *= np.where(mentions[part].is_null().to_numpy(), 1.0, factor)
    return worth


def _nobody(anybody: Floats, count: int) -> Floats:
    """Weight of the explanation that the person is no resident, on the scale of the candidates'."""
    return np.asarray((1 - RESIDENT) / RESIDENT * anybody)
