"""When two writings are the same value."""

from __future__ import annotations

import polars as pl
import pytest

from simpul import registry
from simpul.compare import comparators

PAIRS = [
    # comparator, left, right, verdict
    ("exact", "A", "A", "same"),
    ("exact", "A", "a", "different"),
    ("exact", None, None, "same"),
    ("exact", None, "", "different"),
    ("text", "SITI AMINAH", "Siti  Aminah ", "written"),
    ("text", "SITI AMINAH", "SITI AMINAH", "same"),
    ("text", "SITI AMINAH", "SITI AMINAH BR", "different"),
    ("text", None, "   ", "written"),
    ("text", "JL. SEI\u00a0MATI", "jl. sei mati", "written"),
    ("date", "1990-10-05", "5/10/1990", "written"),
    ("date", "1990-10-05", "05.10.1990", "written"),
    ("date", "1990-10-05", "10-05-1990", "different"),
    ("date", "1990-10-05", "1990-10-05", "same"),
    ("code", "1271091004", "12.71.09.1004", "written"),
    ("code", "belum_rekam", "BELUM REKAM", "written"),
    ("code", "L", "P", "different"),
    ("rt_rw", "002", "2", "written"),
    ("rt_rw", "002", "RT 2", "written"),
    ("rt_rw", "000", "0", "written"),
    ("rt_rw", "002", "020", "different"),
    ("rt_rw", "Lk. IV", "LK. IV", "written"),
    ("rt_rw", None, "001", "different"),
]


@pytest.mark.parametrize(("name", "left", "right", "wanted"), PAIRS)
def test_a_verdict_tells_writing_from_meaning(name: str, left: str | None, right: str | None, wanted: str) -> None:
    """Same, same but written differently, or different: decided by the normal form alone, in either direction."""
    frame = pl.DataFrame({"l": [left], "r": [right]}, schema={"l": pl.String, "r": pl.String})
    found = frame.select(
        a=comparators.verdict(name, pl.col("l"), pl.col("r")), b=comparators.verdict(name, pl.col("r"), pl.col("l"))
    )
    assert found.row(0) == (wanted, wanted)


@pytest.mark.parametrize("name", list(comparators.COMPARATORS))
def test_a_normal_form_is_its_own_normal_form(name: str) -> None:
    """normal(normal(x)) = normal(x): otherwise equality would depend on how often a value was looked at."""
    values = [value for _, left, right, _ in PAIRS for value in (left, right)]
    once = pl.DataFrame({"v": values}, schema={"v": pl.String}).select(v=comparators.normal(name, pl.col("v")))
    twice = once.select(v=comparators.normal(name, pl.col("v")))
    assert twice["v"].to_list() == once["v"].to_list()


def test_every_field_of_every_schema_names_a_comparator_that_exists() -> None:
    """A schema cannot ask for a comparator nobody wrote."""
    named = {spec.comparator for entity in registry.entities() for spec in registry.columns(entity)}
    assert named <= set(comparators.COMPARATORS)
