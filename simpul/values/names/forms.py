"""Which registered names a written name may stand for, and how likely somebody of that name is written so.

A name is a bag of words: its key is the sum of its words' hashes, so that a word left out, added or replaced is a
subtraction or an addition, and order does not matter. Everything works on distinct names, never on people.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from simpul.values.names import edits, spelling

#: How a written name comes from a registered one → share of writings, or of each particular writing where there are
#: many: one of some hundred possible slips, one of all words that might stand in addition. Estimates (domain.md §10),
#: good within a factor of three: what competes are whole classes of explanations.
EXACT, SPELLED, ORDERED, JOINED, EDITED, LOST, LOST_EDITED, EXTRA, INITIAL, REPLACED, JOINED_EDITED = range(1, 12)
OTHER = 0
CHANCE = {
    EXACT: 0.60, SPELLED: 0.12, ORDERED: 0.04, JOINED: 0.04, EDITED: 4e-4, LOST: 0.06, LOST_EDITED: 2e-5,
    EXTRA: 0.02, INITIAL: 0.02, REPLACED: 2e-6, JOINED_EDITED: 1e-5,
}  # fmt: skip
_KEY = 12
#: Shorter words are no two words.
_LEAST = 6
_COLUMNS = ("left", "right", "how", "chance")


@dataclass(frozen=True, kw_only=True)
class Names:
    """Distinct names taken apart.

    ``table``: name (its row), text (cleaned), bag (forms in order of the alphabet), total (key), ordered, words.
    ``words``: name, place, word (cleaned), form, key; one row per word.
    """

    table: pl.DataFrame
    words: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class Known:
    """Registered names, ready to be met: their keys, their keys with a word left out, and how common each word is."""

    names: Names
    whole: pl.DataFrame
    lost: pl.DataFrame
    common: pl.DataFrame


def known(registered: Names) -> Known:
    """What :func:`candidates` needs of the registered names, made once."""
    lost = _lost(registered).filter(pl.col("words") > 1)
    return Known(
        names=registered,
        whole=registered.table.select("total", right="name"),
        lost=lost.select("total", "letter", right="name"),
        common=_shares(registered.words),
    )


def names(texts: pl.Series) -> Names:
    """``texts``: distinct cleaned names without null."""
    table = pl.DataFrame({"text": texts}).with_row_index("name")
    words = table.select("name", word=pl.col("text").str.split(" ")).explode("word")
    words = words.with_columns(place=pl.int_range(pl.len()).over("name"))
    forms = words.select(pl.col("word").unique()).with_columns(form=spelling.form(pl.col("word")))
    words = words.join(forms, on="word", maintain_order="left", how="left").with_columns(key=_key(pl.col("form")))
    whole = words.group_by("name", maintain_order=True).agg(
        total=pl.col("key").sum(),
        words=pl.len(),
        ordered=pl.col("form").str.join(" "),
        bag=pl.col("form").sort().str.join(" "),
    )
    return Names(table=table.join(whole, on="name", maintain_order="left", how="left"), words=words)


def _key(word: pl.Expr) -> pl.Expr:
    """Fifty-two bits: sums of some words stay within 64."""
    key: pl.Expr = (word.hash() // 2**_KEY).cast(pl.Int64)
    return key


def candidates(written: Names, registered: Known) -> pl.DataFrame:
    """``left`` (written), ``right`` (registered), ``how``, ``chance``: the likeliest explanation of each pair."""
    whole, lost = registered.whole, registered.lost
    words = registered.common["form"]
    full = written.table.select("total", left="name")
    edited, apart = _edited(written, words), _apart(written, words)
    extra = _lost(written).filter(pl.col("words") > 1).rename({"name": "left"})
    found = [
        _joined(full, whole, EXACT),
        _joined(edited, whole, EDITED),
        _joined(_together(written), whole, JOINED),
        _joined(apart.filter(~pl.col("slip")), whole, JOINED),
        _joined(apart.filter("slip"), whole, JOINED_EDITED),
        _joined(full, lost, LOST),
        _joined(edited, lost, LOST_EDITED),
        _extra(extra, whole, registered.common),
        _initials(extra, lost),
        _joined(extra.filter(pl.col("words") > 2), lost, REPLACED),
    ]
    best = pl.concat(found).sort("chance", descending=True).unique(["left", "right"], keep="first")
    return _spelled(best, written, registered.names).sort("left", "right")


def _joined(left: pl.DataFrame, right: pl.DataFrame, how: int) -> pl.DataFrame:
    return left.join(right, on="total").select(
        "left", "right", how=pl.lit(how, pl.UInt8), chance=pl.lit(CHANCE[how], pl.Float64)
    )


def _shares(words: pl.DataFrame) -> pl.DataFrame:
    """``form`` and ``share``: how common a word is among registered names."""
    return words.group_by("form").agg(share=pl.len() / words.height)


def _lost(of: Names) -> pl.DataFrame:
    """name, total, words (before), form and letter of the word that is left out: one row per word of each name."""
    frame = of.words.join(of.table.select("name", "total", "words"), on="name")
    return frame.select(
        "name", "words", "form", total=pl.col("total") - pl.col("key"), letter=pl.col("word").str.slice(0, 1),
        size=pl.col("word").str.len_bytes(),
    )  # fmt: skip


def _edited(written: Names, known: pl.Series) -> pl.DataFrame:
    """left, total: each written name with one word read as a known word one letter away."""
    near = edits.neighbours(written.words["form"], known).with_columns(other_key=_key(pl.col("other")))
    frame = written.words.join(near, left_on="form", right_on="word").join(written.table, on="name", suffix="_of")
    return frame.select(left="name", total=pl.col("total") - pl.col("key") + pl.col("other_key"))


def _together(of: Names) -> pl.DataFrame:
    """left, total: each name with two neighbouring words written as one."""
    after = of.words.select("name", place=pl.col("place") - 1, next="word", next_key="key")
    frame = of.words.join(after, on=["name", "place"]).join(of.table.select("name", "total"), on="name")
    one = _key(spelling.form(pl.col("word") + pl.col("next")))
    return frame.select(left="name", total=pl.col("total") - pl.col("key") - pl.col("next_key") + one)


def _apart(written: Names, known: pl.Series) -> pl.DataFrame:
    """left, total, slip: each name with a word taken for two known ones, of which one may have a wrong letter."""
    long = written.words.filter(pl.col("word").str.len_bytes() >= _LEAST)
    cuts = long.select(pl.col("word").unique()).with_columns(at=pl.int_ranges(2, pl.col("word").str.len_bytes() - 1))
    cuts = cuts.explode("at").with_columns(
        one=spelling.form(pl.col("word").str.slice(0, pl.col("at"))),
        two=spelling.form(pl.col("word").str.slice(pl.col("at"))),
    )
    has_one, has_two = pl.col("one").is_in(known.implode()), pl.col("two").is_in(known.implode())
    whole = cuts.filter(has_one & has_two).with_columns(slip=pl.lit(value=False))
    unknown = ~spelling.form(pl.col("word")).is_in(known.implode())
    first, last = cuts.filter(has_one & ~has_two & unknown), cuts.filter(~has_one & has_two & unknown)
    near = edits.neighbours(pl.concat([first["two"], last["one"]]), known)
    first = first.join(near, left_on="two", right_on="word").with_columns(two="other", slip=pl.lit(value=True))
    last = last.join(near, left_on="one", right_on="word").with_columns(one="other", slip=pl.lit(value=True))
    pieces = pl.concat([part.select("word", "one", "two", "slip") for part in (whole, first, last)])
    frame = long.join(pieces, on="word").join(written.table.select("name", "total"), on="name")
    return frame.select(
        "slip", left="name", total=pl.col("total") - pl.col("key") + _key(pl.col("one")) + _key(pl.col("two"))
    )


def _extra(extra: pl.DataFrame, whole: pl.DataFrame, common: pl.DataFrame) -> pl.DataFrame:
    """A written word the registry does not have: the commoner the word, the likelier anybody added it."""
    shared = extra.join(common, on="form", how="left").with_columns(pl.col("share").fill_null(1e-5))
    return shared.join(whole, on="total").select(
        "left", "right", how=pl.lit(EXTRA, pl.UInt8), chance=CHANCE[EXTRA] * pl.col("share")
    )


def _initials(extra: pl.DataFrame, lost: pl.DataFrame) -> pl.DataFrame:
    """A word written as its first letter."""
    single = extra.filter(pl.col("size") == 1)
    frame = single.join(lost, on=["total", "letter"])
    return frame.select("left", "right", how=pl.lit(INITIAL, pl.UInt8), chance=pl.lit(CHANCE[INITIAL], pl.Float64))


def _spelled(best: pl.DataFrame, written: Names, registered: Names) -> pl.DataFrame:
    """Same bag of words: written the same, the same in one spelling, or in another order."""
    left = written.table.select("text", "ordered", left="name")
    right = registered.table.select("name", "text", "ordered")
    frame = best.join(left, on="left", how="left").join(
        right, left_on="right", right_on="name", suffix="_theirs", how="left"
    )
    same = pl.col("how") == EXACT
    how = (
        pl.when(~same | (pl.col("text") == pl.col("text_theirs")))
        .then("how")
        .when(pl.col("ordered") == pl.col("ordered_theirs"))
        .then(pl.lit(SPELLED, pl.UInt8))
        .otherwise(pl.lit(ORDERED, pl.UInt8))
    )
    chance = pl.when(same).then(how.replace_strict(CHANCE, return_dtype=pl.Float64, default=0.0)).otherwise("chance")
    return frame.select("left", "right", how=how, chance=chance)
