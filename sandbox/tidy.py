"""What a registry drawn at random needs to break no rule by chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from sandbox.people import CHILD, READY, Population, draw, moments


def tidied(city: Population, *, seed: int, today: date) -> Population:
    """The same city without cards left lying and without people who look like one."""
    return replace(city, residents=_told_apart(_lately_ready(city.residents, draw(seed, 10), today)))


def _lately_ready(people: pl.DataFrame, rng: np.random.Generator, today: date) -> pl.DataFrame:
    """A card that is ready to print has been so for some days only: it is printed soon."""
    since = pl.Series("since", moments(rng, rng.integers(2, 9, people.height), today))
    ready = pl.col("ektp_current_status_code") == READY
    return people.with_columns(
        tgl_ubah=pl.when(ready).then(pl.lit(since)).otherwise("tgl_ubah"),
        tgl_entri=pl.when(ready).then(pl.min_horizontal("tgl_entri", pl.lit(since))).otherwise("tgl_entri"),
    )


def _told_apart(people: pl.DataFrame) -> pl.DataFrame:
    """Nobody shares birth date, sex, own and mother's name with another: that would be one person with two numbers."""
    plain = [pl.col(name).str.replace_all(" ", "") for name in ("nama_lgkp", "nama_lgkp_ibu")]
    again = pl.struct("born", "jenis_klmin", *plain).is_first_distinct().not_()
    child = pl.col("stat_hbkel") == str(CHILD)
    # A child's mother stands in the family, everybody else's does not.
    return people.with_columns(
        nama_lgkp=pl.when(again & child).then(pl.lit("SRI ") + pl.col("nama_lgkp")).otherwise("nama_lgkp"),
        nama_lgkp_ibu=pl.when(again & ~child).then(pl.lit("SRI ") + pl.col("nama_lgkp_ibu")).otherwise("nama_lgkp_ibu"),
    )
