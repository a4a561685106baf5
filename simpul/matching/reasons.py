"""Why two records are held to be about one person or matter, in words."""

from __future__ import annotations

import json

import polars as pl

from simpul.core.i18n import Words
from simpul.matching.linkage import scoring
from simpul.values.names import forms

NAME = {
    forms.EXACT: Words(id="nama sama", en="same name"),
    forms.SPELLED: Words(id="nama sama setelah ejaan disamakan", en="same name once the spelling is made equal"),
    forms.ORDERED: Words(id="nama sama dengan urutan kata lain", en="same name in another order of words"),
    forms.JOINED: Words(id="nama sama, kata digabung atau dipisah", en="same name, words joined or parted"),
    forms.EDITED: Words(id="nama beda satu huruf", en="name differs in one letter"),
    forms.LOST: Words(id="nama sama, satu kata tidak ditulis", en="same name, one word left out"),
    forms.LOST_EDITED: Words(
        id="nama beda satu huruf dan satu kata tidak ditulis", en="name differs in one letter, one word left out"
    ),
    forms.EXTRA: Words(id="nama sama, satu kata ditambah", en="same name, one word more"),
    forms.INITIAL: Words(id="nama sama, satu kata disingkat", en="same name, one word written as its first letter"),
    forms.REPLACED: Words(id="satu kata nama berbeda", en="one word of the name differs"),
    forms.JOINED_EDITED: Words(
        id="nama beda satu huruf, kata digabung", en="name differs in one letter, words written as one"
    ),
    forms.OTHER: Words(id="nama berbeda", en="another name"),
}
PARTS = {
    "born": {
        scoring.SAME: Words(id="tanggal lahir sama", en="same birth date"),
        scoring.NEAR: Words(id="tanggal lahir beda satu bagian", en="birth date differs in day, month or year"),
        scoring.SWAPPED: Words(id="hari dan bulan lahir tertukar", en="day and month of birth swapped"),
        scoring.DIFFERENT: Words(id="tanggal lahir berbeda", en="another birth date"),
    },
    "phone": {
        scoring.SAME: Words(id="nomor HP sama", en="same phone"),
        scoring.NEAR: Words(id="nomor HP beda satu angka", en="phone differs in one digit"),
        scoring.DIFFERENT: Words(id="nomor HP berbeda", en="another phone"),
    },
    "kelurahan": {
        scoring.SAME: Words(id="kelurahan sama", en="same kelurahan"),
        scoring.AREA: Words(id="kecamatan sama, kelurahan lain", en="same kecamatan, another kelurahan"),
        scoring.DIFFERENT: Words(id="kelurahan berbeda", en="another kelurahan"),
    },
    "street": {
        scoring.SAME: Words(id="jalan sama", en="same street"),
        scoring.DIFFERENT: Words(id="jalan berbeda", en="another street"),
    },
    "lane": {
        scoring.SAME: Words(id="gang sama", en="same lane"),
        scoring.DIFFERENT: Words(id="gang berbeda", en="another lane"),
    },
    "house": {
        scoring.SAME: Words(id="nomor rumah sama", en="same house number"),
        scoring.DIFFERENT: Words(id="nomor rumah berbeda", en="another house number"),
    },
}
QUOTED = {
    "same_phone": Words(
        id="nomor permohonan disebut, nomor HP pemohon sama", en="quotes the application, the applicant's phone"
    ),
    "same_name": Words(
        id="nomor permohonan disebut, nama pemohon sama", en="quotes the application, the applicant's name"
    ),
    "somebody_else": Words(
        id="nomor permohonan disebut, tetapi pemohonnya orang lain",
        en="quotes the application, whose applicant is another",
    ),
}
NIK_NAMED = Words(id="NIK disebut dan nama cocok", en="the NIK is quoted and the name fits")
NIK_ONLY = Words(id="NIK disebut, nama tidak cocok", en="the NIK is quoted, the name does not fit")
COMPLAINT = Words(id="nomor pengaduan disebut", en="quotes the complaint's number")
FILE = Words(id="nomor berkas disebut", en="quotes the file's number")
LIKE = Words(id="isi hampir sama", en="almost the same words")
REPORTER = Words(id="pelapor sama", en="same reporter")
PLACE = Words(id="tempat sama", en="same place")


def told(words: Words) -> str:
    """One reason as kept: ``{"id": …, "en": …}``."""
    return json.dumps({"id": words.id, "en": words.en}, ensure_ascii=False)


def listed(reasons: list[pl.Expr]) -> pl.Expr:
    """A JSON list of the reasons that are not null."""
    return pl.lit("[") + pl.concat_str(reasons, separator=", ", ignore_nulls=True) + pl.lit("]")


def of_people() -> pl.Expr:
    """The reasons of a candidate, from how its name and parts stand."""
    name = pl.col("name").replace_strict(
        {code: told(words) for code, words in NAME.items()}, default=None, return_dtype=pl.String
    )
    parts = [
        pl.col(part).replace_strict(
            {code: told(words) for code, words in known.items()}, default=None, return_dtype=pl.String
        )
        for part, known in PARTS.items()
    ]
    return listed([name, *parts])


def when(condition: pl.Expr, words: Words) -> pl.Expr:
    """The reason where it holds, else null."""
    return pl.when(condition).then(pl.lit(told(words)))
