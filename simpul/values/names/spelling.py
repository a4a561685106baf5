"""Names as Indonesians write them, brought to one spelling: no titles, Muhammad by any name, old and doubled letters.

The forms are looser than the normal forms of :mod:`simpul.values.comparators`: they find candidates and never judge
alone whether two values are equal. Sources: domain.md §10.
"""

from __future__ import annotations

from string import ascii_uppercase

import polars as pl

#: Forms of address and degrees before a name.
_BEFORE = (
    r"^(?:(?:PROF|DRS|DRA|DR|IR|HAJI|HAJJAH|HJ|KH|H|BAPAK|BPK|PAK|IBU|BU|SDRI|SDR|TUAN|TN|NYONYA|NY|NONA|AN|A\.N)"
    r"(?:\.\s*|\s+))+"
)
_DEGREE = (
    r"(?:[SMAD]\.?\s?(?:PD|H|E|KOM|SOS|T|AG|SI|KEP|KES|MD|P|KM|PSI|IP|HUM|ED|FARM|STP|HUT)(?:\.?\s?I)?"
    r"|MM|PH\.?D|CPA|NERS?)"
)
#: Degrees after a name: after a comma, or written with a dot, or such as are no name in any case.
_AFTER = (
    rf"(?:,\s*{_DEGREE}\b\.?|[\s,]+[SMA]\.\s?(?:PD|H|E|KOM|SOS|T|AG|SI|KEP|KES|MD)\b\.?(?:I\b)?"
    r"|[\s,]+(?:SPD|SKOM|SSOS|AMD|MSI|MPD|SAG)\b\.?)+\s*$"
)
#: Words between a name and a father's or family name.
PARTICLES = ("BIN", "BINTI", "BTI", "BORU", "BR", "ALIAS")
#: Short forms that no rule of letters explains.
_WORDS = {
    "ABD": "ABDUL", "ABDU": "ABDUL", "ABDL": "ABDUL", "ST": "SITI", "NOOR": "NUR", "NOR": "NUR", "NOER": "NUR",
    "TGK": "TENGKU", "TK": "TEUKU", "CHRIST": "KRIST",
}  # fmt: skip
_MUHAMMAD = r"^(?:M[UO]E?[CK]?H?A?M+[AE]?[DT]|MHD|MHMD|MOHD|MUHD|MOH|MUH|MD|MOCH|MUCH)$"
#: Old spelling and letters that sound alike, in this order.
_LETTERS = (
    ("OE", "U"), ("DJ", "J"), ("TJ", "C"), ("SJ", "SY"), ("NJ", "NY"), ("J", "Y"), ("KH", "H"), ("DH", "D"),
    ("TH", "T"), ("PH", "F"), ("SY", "S"), ("V", "F"), ("Q", "K"), ("Z", "S"), ("X", "KS"), ("CK", "K"),
)  # fmt: skip


def cleaned(name: pl.Expr) -> pl.Expr:
    """Words in capitals with one blank between, without titles, degrees, particles and signs; nothing left is null."""
    upper = name.str.to_uppercase().str.replace_all(r"[\u2019'`]", "").str.strip_chars()
    bare = upper.str.replace(_BEFORE, "").str.replace(_AFTER, "")
    bare = bare.str.replace_all(r"\bA/[LP]\b", " ")
    words = bare.str.replace_all(r"[^A-Z]+", " ").str.strip_chars()
    particles = r"\b(?:" + "|".join(PARTICLES) + r")\b"
    words = words.str.replace_all(particles, " ").str.replace_all(r" +", " ").str.strip_chars()
    words = words.str.replace(r"^M ([A-Z])", "MUHAMMAD ${1}")
    return pl.when(words != "").then(words)


def form(word: pl.Expr) -> pl.Expr:
    """One word in the spelling that all its ways of writing share: ``DJOENAIDI`` = ``JUNAIDI`` = ``YUNAIDI``."""
    known = pl.when(word.str.contains(_MUHAMMAD)).then(pl.lit("MUHAMAD")).otherwise(word.replace(_WORDS))
    known = known.str.replace(r"^CH", "C").str.replace_all("CH", "H", literal=True)
    for old, new in _LETTERS:
        known = known.str.replace_all(old, new, literal=True)
    for letter in ascii_uppercase:
        known = known.str.replace_all(letter * 2, letter, literal=True)
    known = known.str.replace(r"Y$", "I")
    return pl.when(known.str.len_bytes() > 3).then(known.str.replace(r"H$", "")).otherwise(known)
