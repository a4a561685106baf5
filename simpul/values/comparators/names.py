"""Names of people: titles, spellings and blanks aside, and nothing else aside (domain.md §10).

What a form leaves out must never be what tells two people apart: no marga, no initial, no second name is dropped, and
no initial becomes a word, but for the M. that everybody writes for Muhammad. Blanks are writing: NUR HAYATI is
NURHAYATI, and so would be two people whose names differ by the place of a blank only.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from simpul.values.comparators import rewriting
from simpul.values.comparators.forms import plain
from simpul.values.comparators.rewriting import listed

_TITLES = listed("""
    H HJ HAJI HAJJAH KH DRS DRA DR DRG DRH IR PROF TN NY NN SDR SDRI BPK ALM ALMH UST USTAZ USTADZ USTADZAH PDT
""")
#: Degrees; parts may be dotted, spaced or run together: S.Pd.I = S Pd I = SPdI.
_DEGREES = tuple(one.replace("-", " ") for one in listed("""
    S-H S-E S-T S-P S-S S-PD S-PD-I S-KOM S-SOS S-AG S-IP S-I-P S-KEP S-KED S-FARM S-SI S-HI S-H-I S-TH S-TH-I S-PSI
    S-IK S-KM S-PT S-AP S-TR S-TR-KEP S-GZ S-TP S-HUT S-SN S-DS S-AB S-AK S-HUM S-PI S-E-I S-SY S-ST S-KEB S-PAR
    M-H M-M M-SI M-PD M-PD-I M-KES M-KOM M-HUM M-AG M-AP M-T M-SC M-A M-ENG M-KN M-BA M-B-A M-PSI M-TH M-FARM M-IP
    M-SOS M-KEP M-E M-E-I A-MD A-MD-KEB A-MD-KEP A-MD-KOM A-MD-PD A-MA A-MA-PD PH-D B-SC B-A LC NERS NS APT SP-OG
    SP-A SP-B SP-PD SP-M SP-AN SP-JP SP-KJ
"""))  # fmt: skip
#: Degrees recognised without any dot or comma before them: no name ends so.
_PLAIN = listed("""
    SH SPD SPDI SKOM SSOS SAG SKEP SKM SFARM SPSI MM MSI MPD MPDI MKES MKOM MHUM MBA AMD AMDKEB AMDKEP NERS PHD
""")


def _degree(parts: Iterable[str], first: str) -> str:
    head, *rest = parts
    return head + "".join((first if at == 0 else r"\.?\s?") + part for at, part in enumerate(rest)) + r"\.?"


_AFTER_COMMA = "|".join(_degree(one.split(), r"\.?\s?") for one in sorted(_DEGREES, key=len, reverse=True))
_DOTTED = "|".join(_degree(one.split(), r"\.\s?") for one in sorted(_DEGREES, key=len, reverse=True) if " " in one)
_ENDING = rf"(?:\s*,[\s,]*(?:{_AFTER_COMMA})|\s+(?:{_DOTTED})|\s+(?:{'|'.join(_PLAIN)})\.?)+[\s,.]*$"

_SPELT = {
    **dict.fromkeys(
        listed("MUHAMAD MOHAMAD MUCHAMAD MOCHAMAD MOHAMED MUHAMED MOHD MUHD MOCHD MUCHD MOH MUH MOCH MUCH MHD MHMD MD"),
        "MUHAMAD",
    ),
    **dict.fromkeys(listed("ABD ABDL ABDUR"), "ABDUL"),
    "ABDURAHMAN": "ABDUL RAHMAN",
    "ABDURAHIM": "ABDUL RAHIM",
    **dict.fromkeys(listed("ACHMAD AKHMAD AHMED ACHMED ACH"), "AHMAD"),
    "NOR": "NUR",
    **dict.fromkeys(listed("JUSUF JUSUP YUSUP"), "YUSUF"),
    **dict.fromkeys(listed("RIZKY RISKI RISKY RIZQI RIZQY"), "RIZKI"),
    "RACHMAT": "RAHMAT",
    "RACHMAN": "RAHMAN",
    "CHAIRUL": "KHAIRUL",
    **dict.fromkeys(listed("JAHYA JAHJA YAHJA"), "YAHYA"),
    "SURJA": "SURYA",
    "SURJADI": "SURYADI",
    "L TOBING": "LUMBAN TOBING",
    "LTOBING": "LUMBAN TOBING",
    "KARO 2": "KARO KARO",
    "PERANGIN 2": "PERANGIN ANGIN",
}
#: Words that only make sense before the rest of a name.
_FIRST = {"M": "MUHAMAD", "HM": "MUHAMAD", "ST": "SITI"}
_BETWEEN = r" (?:BIN|BINTI|BINTE|BT|BTE|BTI|BORU|BR) "
_CHILD_OF = r"\b(?:[AS]\s?/\s?[LPO]|D\s?/\s?O)\b"
#: Family names that stand last, sometimes written first, as :func:`_spelt` leaves them.
_MARGA = listed("""
    SIMANYUNTAK SIAHAAN MANURUNG HUTAGALUNG HUTAPEA HUTASOIT SITORUS SITUMORANG SIMATUPANG SIHOMBING SIMBOLON SINAGA
    TAMPUBOLON NABABAN NAINGOLAN NAPITUPULU PANYAITAN PASARIBU MARPAUNG MARBUN SILALAHI SITOMPUL SIREGAR PANGARIBUAN
    LUMBANTOBING TOBING SIMARMATA NASUTION LUBIS HARAHAP HASIBUAN BATUBARA PULUNGAN RANGKUTI DAULAY RITONGA MATONDANG
    GINTING SEMBIRING TARIGAN SITEPU SURBAKTI KABAN KAROKARO PERANGINANGIN SEBAYANG DAMANIK SARAGIH PURBA ZEBUA
    HALAWA GULO LAOLI ZENDRATO TELAUMBANUA CHANIAGO PILIANG BERUTU MANIK SOLIN BANCIN BARUS BANGUN KOTO TANYUNG TAN LIM
""")
_TWO_WORDS = ("LUMBAN TOBING", "BATU BARA", "KARO KARO", "PERANGIN ANGIN")
_MARGAS = "|".join((*_TWO_WORDS, *_MARGA))


def name(value: pl.Expr) -> pl.Expr:
    """Letters of a name in one piece: ``H. Mhd. Nur Hayati, S.H.`` = ``MUHAMMAD NURHAYATI``."""
    form = words(value).str.replace_all(" ", "", literal=True)
    return rewriting.joined(value, form)


def words(value: pl.Expr) -> pl.Expr:
    """The words of a name in today's spelling, without titles and degrees, marga last; single blanks between."""
    bare = _spelt(_untitled(value))
    for word, meant in _FIRST.items():
        bare = bare.str.replace(rf"^{word} ", f"{meant} ")
    # Neighbours share a blank, so a second pass finds what the first one could not.
    bare = bare.str.replace_all(_BETWEEN, " ").str.replace_all(_BETWEEN, " ")
    # A marga in front goes behind, unless one is there already.
    marked = bare.str.replace(rf" ({_MARGAS})$", " $1#").str.replace(rf"^({_MARGAS}) ([^#]+)$", "$2 $1")
    return marked.str.replace_all("#", "", literal=True)


def _untitled(value: pl.Expr) -> pl.Expr:
    """Letters and digits only, without degrees behind and titles before."""
    bare = plain(value).str.replace(_ENDING, "")
    bare = bare.str.replace_all(r"['’‘`´]", "").str.replace_all(_CHILD_OF, " BIN ")
    bare = bare.str.replace_all(r"(\p{L})(2)\b", "$1 $2").str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(" ")
    return bare.str.replace(rf"^(?:(?:{'|'.join(_TITLES)}|K H) )+", "")


def _spelt(bare: pl.Expr) -> pl.Expr:
    spelt = rewriting.modern(rewriting.single(rewriting.wide(bare)))
    return rewriting.narrow(rewriting.words(spelt, _SPELT))
