"""Mentions against residents: what finds, what decides, what stays open."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from simpul.matching.linkage import find, registry, scoring
from simpul.values.names import forms

_NAMES = ("BUDI SANTOSO", "AGUS SALIM", "RINA WATI", "TONO PRASETYO", "DEWI LESTARI", "SITI AMINAH LUBIS")


def people(*rows: dict[str, str | None]) -> pl.DataFrame:
    """Residents or mentions, what is not given being unknown."""
    return pl.DataFrame([{name: row.get(name) for name in registry.COLUMNS} for row in rows], schema=_SCHEMA)


_SCHEMA = dict.fromkeys(registry.COLUMNS, pl.String)


def crowd(*rows: dict[str, str | None]) -> pl.DataFrame:
    """A town of 600 others around these residents."""
    others = [
        {
            "key": f"N{place}", "name": f"{_NAMES[place % 6]} {'ABCDEFGHKL'[place % 10]}{'AEIOU'[place % 5]}RSO",
            "born": f"{1950 + place % 60}-{1 + place % 12:02}-{1 + place % 28:02}", "phone": f"0812{place:08}",
            "kelurahan": f"127109100{place % 7}", "address": f"JL. BILAL NO. {place % 90}",
        }
        for place in range(600)
    ]  # fmt: skip
    return people(*rows, *others)


SITI = {"key": "S", "name": "SITI RAHMAWATI HARAHAP", "born": "1990-10-05", "phone": "081377770001",
        "kelurahan": "1271091003", "address": "JL. GARU III GG. MELATI NO. 12"}  # fmt: skip


def best(residents: pl.DataFrame, **mention: str | None) -> dict[str, Any]:
    """The likeliest resident of one mention; empty if there is none."""
    found = find.find(registry.index(residents), people({"key": "M", **mention}))
    return found.row(0, named=True) if found.height else {}


@pytest.mark.parametrize(
    ("written", "how"),
    [
        ("SITI RAHMAWATI HARAHAP", forms.EXACT),
        ("Hj. Siti Rahmawati Harahap, S.Pd", forms.EXACT),
        ("St. Rachmawati Harahap", forms.SPELLED),
        ("Harahap Siti Rahmawati", forms.ORDERED),
        ("Sitirahmawati Harahap", forms.JOINED),
        ("Siti Rahmavvati Harahap", forms.EDITED),
        ("Siti Rukmiati Harahap", forms.REPLACED),
        ("Siti Rahmawati Harahab", forms.EDITED),
        ("Siti Rahmawati", forms.LOST),
        ("Siti R. Harahap", forms.INITIAL),
        ("Siti Rahmawati br. Harahap", forms.EXACT),
    ],
)
def test_a_name_is_found_through_every_way_it_is_written(written: str, how: int) -> None:
    """With birth date and phone right, each writing leads to the same resident and says how it differs."""
    found = best(crowd(SITI), name=written, born="1990-10-05", phone="+62 813-7777-0001")
    assert (found["resident"], found["name"]) == ("S", how)
    assert found["score"] > 0.95


def test_one_of_two_twins_is_told_by_the_given_name() -> None:
    """Twins share everything but a given name: a mention of one is never sure of the other."""
    twin = {**SITI, "key": "T", "name": "SITI RAHMAWANI HARAHAP", "phone": None}
    mine = {**SITI, "phone": None}
    told = {"born": "1990-10-05", "address": SITI["address"], "kelurahan": SITI["kelurahan"]}
    assert best(crowd(mine, twin), name="SITI RAHMAWANI HARAHAP", **told)["resident"] == "T"
    assert best(crowd(mine, twin), name="SITI HARAHAP", **told)["score"] < 0.6


def test_two_residents_of_whom_a_mention_says_the_same_are_even() -> None:
    """However rare the name: two who carry it get no more than half each."""
    other = {**SITI, "key": "T", "born": "1970-01-02", "phone": None, "kelurahan": "1271091005", "address": None}
    assert best(crowd(SITI, other), name="SITI RAHMAWATI HARAHAP")["score"] <= 0.5


def test_a_stranger_with_a_strange_name_is_nobody() -> None:
    """Who shares nothing with anybody has no candidate of weight."""
    assert best(crowd(SITI), name="WOLFGANG ZIMMERMANN", phone="089912345678").get("score", 0) < 0.05


def test_a_swapped_birth_date_and_a_wrong_digit_still_lead_home() -> None:
    """Day and month in each other's place, one digit of the phone wrong: the same resident, with both said."""
    found = best(crowd(SITI), name="SITI RAHMAWATI HARAHAP", born="1990-05-10", phone="081377770009")
    assert (found["resident"], found["born"], found["phone"]) == ("S", scoring.SWAPPED, scoring.NEAR)


def test_the_answer_does_not_hang_on_company_or_order() -> None:
    """A mention looked up alone or among others, residents in any order: the same candidates with the same scores."""
    residents = crowd(SITI)
    asked = residents.sample(40, seed=3).with_columns(
        born=pl.lit(None, pl.String), key=pl.concat_str(pl.lit("M"), "key")
    )
    together = find.find(registry.index(residents), asked)
    turned = find.find(registry.index(residents.reverse()), asked)
    alone = pl.concat([find.find(registry.index(residents), asked[place : place + 1]) for place in range(5)])
    columns = ["mention", "resident", "score"]
    assert together.select(columns).sort(columns).equals(turned.select(columns).sort(columns))
    some = together.filter(pl.col("mention").is_in(asked["key"][:5].implode()))
    assert some.select(columns).equals(alone.select(columns))


def test_empty_and_unreadable_mentions_have_no_candidates() -> None:
    """Neither nothing nor signs nor an impossible date is an error."""
    index = registry.index(crowd(SITI))
    asked = people({"key": "1"}, {"key": "2", "name": " .. ", "born": "1990-13-77", "phone": "x", "address": "JL."})
    assert find.find(index, asked).filter(pl.col("score") > 0.1).is_empty()
    assert find.find(index, asked[:0]).is_empty()
    assert find.find(registry.index(crowd(SITI)[:0]), people({"key": "1", "name": "SITI"})).is_empty()
