"""Near-duplicate complaints: the same matter told twice, found by what both share before their words are compared.

Two complaints are looked at together when they came within days of each other and share a reporter, or a street and a
stretch of words (minhash bands). Their likeness is the share of three-word shingles they have in common.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from simpul.values import extract
from simpul.values.names import parts, spelling

#: Days between the two, at most.
WITHIN = 14
#: Days around a complaint in which others can matter to it: what is a crowd is counted in spans of twice that length.
NEAR = 2 * WITHIN
#: Likeness from which one reporter's two complaints, or two about one place, are surely one matter; and offered.
SAME_REPORTER, SAME_PLACE, SAME_STREET, OFFERED = 0.35, 0.55, 0.75, 0.3
#: A quoted number: an application's, a ticket's, a NIK.
_NUMBER = r"\d{5,}"
_BANDS, _ROWS = 8, 3
#: Complaints that share a reporter or a band: more are a campaign or a form letter, no duplicate of one another.
CROWD = 50
_COLUMNS = ("left", "right", "likeness", "reporter", "place", "state")


def duplicates(complaints: pl.DataFrame, changed: pl.Series) -> pl.DataFrame:
    """``left`` (the earlier), ``right``, ``likeness`` (0-1), ``reporter`` and ``place`` (whether shared), ``state``.

    ``complaints``: key, words, name, phone, made (datetime); those within :data:`NEAR` days of what changed are enough.
    Only pairs with a key of ``changed`` come back.
    """
    rows = _described(complaints)
    shingles = _shingles(rows)
    blocks = [
        rows.select("row", block=pl.col("phone").cast(pl.String)),
        rows.select("row", block=pl.col("name")),
        rows.select("row", block=pl.col("street") + "|" + pl.col("house").cast(pl.String)),
        _bands(shingles)
        .join(rows.select("row", "street"), on="row")
        .drop_nulls("street")
        .select("row", block=pl.col("band").cast(pl.String) + pl.col("street")),
    ]
    pairs = _pairs(pl.concat([block.drop_nulls().unique() for block in blocks]), rows, changed)
    return _judged(_likeness(pairs, shingles), rows)


def _described(complaints: pl.DataFrame) -> pl.DataFrame:
    """row, key, made, plain (words in small letters), name (cleaned), phone, street, lane, house: in order of time."""
    frame = complaints.sort("made", "key").with_row_index("row")
    place = parts.parts(
        frame.select(
            born=pl.lit(None, pl.String),
            phone="phone",
            kelurahan=pl.lit(None, pl.String),
            address=extract.place(pl.col("words")),
        )
    )
    return frame.select(
        "row", "key", "made", name=spelling.cleaned(pl.col("name")),
        plain=pl.col("words").str.to_lowercase().str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars(),
        numbers=pl.col("words").str.extract_all(_NUMBER),
    ).with_columns(place["phone"], place["street"], place["lane"], place["house"])  # fmt: skip


def _shingles(rows: pl.DataFrame) -> pl.DataFrame:
    """row, shingle (hash): every three neighbouring words, each once; of shorter texts the whole."""
    words = rows.select("row", word=pl.col("plain").str.split(" ")).explode("word")
    near = words.with_columns(one=pl.col("word").shift(-1).over("row"), two=pl.col("word").shift(-2).over("row"))
    whole = pl.concat_str("word", "one", "two", separator=" ", ignore_nulls=True)
    first = pl.int_range(pl.len()).over("row") == 0
    return (
        near.filter(pl.col("two").is_not_null() | first)
        .select("row", shingle=whole.hash())
        .unique()
        .sort("row", "shingle")
    )


def _bands(shingles: pl.DataFrame) -> pl.DataFrame:
    """row, band: two texts with a likeness of 0.5 share one of their bands with probability 0.66, of 0.8 with 0.998."""
    rng = np.random.default_rng(12_71)
    odd = [int(number) | 1 for number in rng.integers(1, 2**62, _BANDS * _ROWS)]
    mixed = shingles.group_by("row", maintain_order=True).agg(
        *((pl.col("shingle") * pl.lit(number, pl.UInt64)).min().alias(f"m{place}") for place, number in enumerate(odd))
    )
    bands = [
        mixed.select("row", band=pl.struct(f"m{band * _ROWS + place}" for place in range(_ROWS)).hash(seed=band))
        for band in range(_BANDS)
    ]
    return pl.concat(bands)


def _pairs(blocks: pl.DataFrame, rows: pl.DataFrame, changed: pl.Series) -> pl.DataFrame:
    """left, right (rows): pairs of one block, near in time, with one that changed."""
    time = rows.select("row", span=pl.col("made").dt.epoch("d") // WITHIN)
    spans = pl.concat([time, time.with_columns(pl.col("span") + 1)])
    placed = blocks.join(spans, on="row")
    small = placed.filter(pl.len().over("block", "span") <= CROWD)
    pairs = small.join(small, on=["block", "span"], suffix="_right").filter(pl.col("row") < pl.col("row_right"))
    pairs = pairs.select(left="row", right="row_right").unique()
    about = rows.select("row", "made", fresh=pl.col("key").is_in(changed.implode()))
    pairs = pairs.join(about, left_on="left", right_on="row").join(
        about, left_on="right", right_on="row", suffix="_right"
    )
    near = (pl.col("made_right") - pl.col("made")) <= pl.duration(days=WITHIN)
    return pairs.filter(near & (pl.col("fresh") | pl.col("fresh_right"))).select("left", "right").sort("left", "right")


def _likeness(pairs: pl.DataFrame, shingles: pl.DataFrame) -> pl.DataFrame:
    """left, right, likeness: shared shingles among all of both."""
    size = shingles.group_by("row").len("size")
    shared = (
        pairs.join(shingles, left_on="left", right_on="row")
        .join(shingles, left_on=["right", "shingle"], right_on=["row", "shingle"])
        .group_by("left", "right")
        .len("shared")
    )
    both = shared.join(size, left_on="left", right_on="row").join(
        size, left_on="right", right_on="row", suffix="_right"
    )
    return both.select(
        "left", "right", likeness=pl.col("shared") / (pl.col("size") + pl.col("size_right") - pl.col("shared"))
    )


def _judged(pairs: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    about = rows.select("row", "key", "name", "phone", "street", "lane", "house", "numbers")
    both = pairs.join(about, left_on="left", right_on="row").join(
        about, left_on="right", right_on="row", suffix="_right"
    )
    within = _same("street") & (_differs("lane") | _differs("house"))
    apart = _differs("street") | within | _other_numbers()
    # One name and two phones are two people of one name.
    reporter = _same("phone") | (_same("name") & ~_differs("phone"))
    # A long street sees the same trouble twice; a house does not.
    enough = pl.when(pl.col("house").is_not_null()).then(SAME_PLACE).otherwise(SAME_STREET)
    judged = both.filter(~apart).with_columns(reporter=reporter, place=_same("street"))
    likeness = pl.col("likeness")
    sure = (pl.col("reporter") & (likeness >= SAME_REPORTER)) | (pl.col("place") & (likeness >= enough))
    offered = (pl.col("reporter") | pl.col("place")) & (likeness >= OFFERED)
    state = pl.when(sure).then(pl.lit("sure")).when(offered).then(pl.lit("offered"))
    return (
        judged.select("likeness", "reporter", "place", left="key", right="key_right", state=state)
        .drop_nulls("state")
        .select(_COLUMNS)
        .sort("left", "right")
    )


def _same(part: str) -> pl.Expr:
    """Both tell it, and it is the same."""
    return (pl.col(part) == pl.col(f"{part}_right")).fill_null(value=False)


def _differs(part: str) -> pl.Expr:
    """Both tell it, and it is not the same."""
    return (pl.col(part) != pl.col(f"{part}_right")).fill_null(value=False)


def _other_numbers() -> pl.Expr:
    """Both quote long numbers, and none of them is the same: two applications are two matters."""
    left, right = pl.col("numbers"), pl.col("numbers_right")
    both = (left.list.len() > 0) & (right.list.len() > 0)
    return both & (left.list.set_intersection(right).list.len() == 0)
