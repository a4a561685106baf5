"""The parts of a mention or a resident that are compared, as numbers: birth date, phone, kelurahan, street, house."""

from __future__ import annotations

import polars as pl

from simpul.values.names import edits

_END = (
    r"(?:\s+(?:GANG|GG|NOMOR|NO|BLOK|LINGKUNGAN|LINGK|LK|RT|RW|KELURAHAN|KEL|KECAMATAN|KEC|DUSUN|MEDAN"
    r"|DEKAT|DEPAN|SEBELAH|SEKITAR|SEJAK|SUDAH|YANG|SAMPAI|DAN|PADA|TIDAK|SETIAP|DI|KE)\b|\s*[,;]|\s*$)"
)
_STREET = r"\b(?:JALAN|JLN|JL)\b[.\s]*([A-Z0-9][A-Z0-9 .']*?)" + _END
_LANE = r"\b(?:GANG|GG)\b[.\s]*([A-Z0-9][A-Z0-9 .']*?)" + _END
_HOUSE = r"\b(?:NOMOR|NO)\b[.\s]*(\d{1,4})"
_LAST_NUMBER = r"\s(\d{1,4})\s*$"
#: Streets people call otherwise.
_KNOWN_AS = {"SMRAJA": "SISINGAMANGARAJA", "SM": "SISINGAMANGARAJA"}


def parts(frame: pl.DataFrame) -> pl.DataFrame:
    """born (yyyymmdd), phone (digits after the country code), kelurahan, house as Int64; street, lane as text.

    ``frame``: String columns born (ISO), phone, kelurahan (ten digits), address. What cannot be read is null.
    """
    told = pl.DataFrame({"address": frame["address"].unique()}).with_columns(*_home())
    homes = frame.select("address").join(told, on="address", how="left", maintain_order="left")
    return frame.select(
        born=pl.col("born").str.replace_all("-", "", literal=True).cast(pl.Int64, strict=False),
        phone=_phone(pl.col("phone")),
        kelurahan=pl.col("kelurahan").cast(pl.Int64, strict=False),
    ).with_columns(homes["street"], homes["lane"], homes["house"])


def _home() -> tuple[pl.Expr, ...]:
    """street, lane and house of an address."""
    address = pl.col("address").str.to_uppercase().str.replace_all(r"\s+", " ")
    street = address.str.extract(_STREET, 1)
    return (
        _bare(street.str.replace(_LAST_NUMBER, "")).replace(_KNOWN_AS).alias("street"),
        _bare(address.str.extract(_LANE, 1)).alias("lane"),
        pl.coalesce(address.str.extract(_HOUSE, 1), street.str.extract(_LAST_NUMBER, 1)).cast(pl.Int64).alias("house"),
    )


def _phone(text: pl.Expr) -> pl.Expr:
    """``812…`` from ``0812…``, ``+62 812…`` and ``62812…``; anything too short or too long to be a number is none."""
    digits = text.str.replace_all(r"\D", "").str.replace(r"^(?:62|0)", "").str.replace(r"^0", "")
    return pl.when(digits.str.len_bytes().is_between(8, 12)).then(digits.cast(pl.Int64, strict=False))


def _bare(text: pl.Expr) -> pl.Expr:
    bare = text.str.replace_all(r"[^A-Z0-9]", "")
    return pl.when(bare != "").then(bare)


def swapped(born: pl.Expr) -> pl.Expr:
    """Day and month of yyyymmdd in each other's place; null where that is no other date."""
    year, month, day = born // 10_000, born // 100 % 100, born % 100
    turned = year * 10_000 + day * 100 + month
    return pl.when((day <= 12) & (month != day)).then(turned)


def known_words(written: pl.Series, registered: pl.Series) -> pl.Series:
    """``written`` with each word the registry does not know replaced by its only neighbour there, if it has one."""
    known = registered.unique().drop_nulls()
    unknown = written.unique().drop_nulls()
    unknown = unknown.filter(~unknown.is_in(known.implode()))
    near = edits.neighbours(unknown, known).unique("word", keep="none")
    return written.replace(near["word"], near["other"])
