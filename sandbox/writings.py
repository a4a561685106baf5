"""One thing written in two ways: each function writes a row's value as another office would, and means the same.

Rows and changes as in :mod:`sandbox.slips`; the habits are those of Medan's offices (docs/domain.md §10).
"""

from __future__ import annotations

import re

import numpy as np

from sandbox import names
from sandbox.slips import Row, plain_name

_MUHAMMAD = ("MHD.", "MHD", "MUHD.", "MOHD.", "MOH.", "MUH.", "M.", "MOHAMMAD", "MOHAMAD", "MUHAMAD", "MD.")
_OF_MEN = ("H. {}", "DRS. {}", "IR. {}", "{}, S.H.", "{}, S.PD", "{}, A.MD", "{}, S.E., M.SI")
_OF_WOMEN = ("HJ. {}", "DRA. {}", "DR. {}", "{}, S.H.", "{}, S.PD.I", "{}, A.MD.KEB", "{} S.KOM")
#: Written as one word or as two.
_SPLIT = {
    "NURHAYATI": "NUR HAYATI",
    "RAHMAWATI": "RAHMA WATI",
    "KHAIRUNNISA": "KHAIRUN NISA",
    "ZULKIFLI": "ZUL KIFLI",
    "SYAHPUTRA": "SYAH PUTRA",
    "SULISTIAWATI": "SULISTIA WATI",
    "SETIAWATI": "SETIA WATI",
    "BATUBARA": "BATU BARA",
    "LUMBANTOBING": "LUMBAN TOBING",
    "KARO KARO SITEPU": "KARO-KARO SITEPU",
    "PERANGIN ANGIN": "PERANGIN-ANGIN",
    "SUPRIYADI": "SUPRI YADI",
    "SIMANJUNTAK": "SIMAN JUNTAK",
    "TAMPUBOLON": "TAMPU BOLON",
}
_OTHER_LETTERS = {
    "RIZKI": "RIZKY",
    "AHMAD": "ACHMAD",
    "SITI": "SITTI",
    "NUR": "NOOR",
    "ABDUL": "ABD.",
    "MUHAMMAD": "MUHAMAD",
}
_BATAK = {
    marga
    for people in names.PEOPLES
    if people.name in ("toba", "mandailing", "karo", "simalungun")
    for marga in people.marga
    if " " not in marga
}
_MUSLIM = {*names.MUSLIM_MEN, *names.MUSLIM_WOMEN}
_DIGIT = {word: str(place + 1) for place, word in enumerate(names.ROMAN)}


def _named(text: str) -> Row:
    return {"nama_lengkap": text}


# ----------------------------------------------------------------------------------------------- names


def muhammad(row: Row, rng: np.random.Generator) -> Row:
    """The prophet's name shortened or spelt otherwise."""
    other = str(rng.choice(_MUHAMMAD))
    return _named(plain_name(row).replace("MUHAMMAD", other, 1))


def has_muhammad(row: Row) -> bool:
    """MUHAMMAD first, and something after it."""
    return plain_name(row).startswith("MUHAMMAD ")


def titled(row: Row, rng: np.random.Generator) -> Row:
    """A degree or the title of a pilgrim, as people like to be called."""
    forms = _OF_WOMEN if row["jenis_kelamin"] == "P" else _OF_MEN
    return _named(str(rng.choice(forms)).format(plain_name(row)))


#: Y was J, but only in these is J no other name: Jenny is not Yenny.
_FORMER = {"YOESOEF": "JOESOEF", "YAHYA": "JAHJA"}


def _old(word: str) -> str:
    """The word before the spelling reform of 1972."""
    word = re.sub(r"(?<![AEIOU])U(?![AEIOU])", "OE", word)
    word = re.sub(r"^J(?=[AEIOU])", "DJ", word)
    word = re.sub(r"^C(?=[AEIOU])", "TJ", word)
    return re.sub(r"SY(?=[AEIOU])", "SJ", _FORMER.get(word, word))


def old_spelling(row: Row, rng: np.random.Generator) -> Row:
    """One word of the name as it was spelt before 1972."""
    words = plain_name(row).split()
    at = int(rng.choice([at for at, word in enumerate(words) if _ages(word)]))
    words[at] = _old(words[at])
    return _named(" ".join(words))


def _ages(word: str) -> bool:
    return len(word) >= 4 and _old(word) != word


def has_old_spelling(row: Row) -> bool:
    """Whether a word of the name was spelt otherwise once."""
    return any(_ages(word) for word in plain_name(row).split())


def joined(row: Row, rng: np.random.Generator) -> Row:
    """Written as two words what is one, or as one what is two."""
    name = plain_name(row)
    known = [one for one in _SPLIT if f" {one} " in f" {name} "]
    if known and (name in _SPLIT or rng.random() < 0.7):
        return _named(f" {name} ".replace(f" {known[0]} ", f" {_SPLIT[known[0]]} ").strip())
    return _named(name.replace(" ", "", 1))


def can_join(row: Row) -> bool:
    """Two words at least, or one that is often split."""
    name = plain_name(row)
    return " " in name or name in _SPLIT


def reordered(row: Row, rng: np.random.Generator) -> Row:
    """The marga first."""
    *given, marga = plain_name(row).split()
    return _named(" ".join([marga, *given]))


def has_marga(row: Row) -> bool:
    """A Batak marga at the end, something else before it."""
    words = plain_name(row).split()
    return len(words) > 1 and words[-1] in _BATAK and words[0] not in _BATAK


def boru(row: Row, rng: np.random.Generator) -> Row:
    """Daughter of: between a Batak woman's name and her marga."""
    *given, marga = plain_name(row).split()
    return _named(" ".join([*given, str(rng.choice(["BR.", "BR", "BORU"])), marga]))


def batak_woman(row: Row) -> bool:
    """A woman with a marga."""
    return row["jenis_kelamin"] == "P" and has_marga(row)


def bin_binti(row: Row, rng: np.random.Generator) -> Row:
    """Son or daughter of: between the name and the father's."""
    *given, father = plain_name(row).split()
    return _named(" ".join([*given, "BINTI" if row["jenis_kelamin"] == "P" else "BIN", father]))


def two_muslim_words(row: Row) -> bool:
    """Names of which the second may be the father's."""
    words = plain_name(row).split()
    return len(words) == 2 and set(words) <= _MUSLIM


def spelt_otherwise(row: Row, rng: np.random.Generator) -> Row:
    """Another spelling of one frequent name."""
    words = plain_name(row).split()
    at = int(rng.choice([at for at, word in enumerate(words) if word in _OTHER_LETTERS]))
    words[at] = _OTHER_LETTERS[words[at]]
    return _named(" ".join(words))


def has_other_spelling(row: Row) -> bool:
    """Whether a word of the name has another spelling, and there is more than that word."""
    words = plain_name(row).split()
    return len(words) > 1 and any(word in _OTHER_LETTERS for word in words)


def small_letters(row: Row, rng: np.random.Generator) -> Row:
    """Small letters."""
    return _named(plain_name(row).lower())


def double_blanks(row: Row, rng: np.random.Generator) -> Row:
    """Two blanks between words."""
    return _named("  ".join(plain_name(row).split()))


def two_words(row: Row) -> bool:
    """More than one word."""
    return " " in plain_name(row)


def blanks_around(row: Row, rng: np.random.Generator) -> Row:
    """Blanks before and after."""
    return _named(f"  {plain_name(row)} ")


# ---------------------------------------------------------------------------------------------- places


def _address(row: Row) -> str:
    return " ".join(row["alamat"].upper().split())


def street_forms(row: Row, rng: np.random.Generator) -> Row:
    """Jl., Jln. or Jalan; Gg. or Gang; No., Nomor or nothing but the dot less."""
    street, lane, number = (
        ("JLN. ", " GG. ", " NO. "),
        ("JALAN ", " GANG ", " NOMOR "),
        ("JL ", " GG ", " NO "),
        ("JL.", " GG.", " NO."),
        ("Jln ", " Gg ", " No."),
    )[int(rng.integers(0, 5))]
    text = _address(row).replace("JL. ", street, 1).replace(" GG. ", lane, 1)
    return {"alamat": text.replace(" NO. ", number, 1)}


def small_address(row: Row, rng: np.random.Generator) -> Row:
    """Small letters."""
    return {"alamat": row["alamat"].lower()}


def lingkungan_forms(row: Row, rng: np.random.Generator) -> Row:
    """Lk. IV, Lingk. 4, Lingkungan 4."""
    before, _, number = _address(row).partition(" LINGKUNGAN ")
    digit = _DIGIT[number]
    forms = (f"LK. {number}", f"LK {number}", f"LINGK. {number}", f"LK. {digit}", f"LINGKUNGAN {digit}")
    return {"alamat": f"{before} {rng.choice(forms)}"}


def has_lingkungan(row: Row) -> bool:
    """Whether the address names its lingkungan."""
    return " LINGKUNGAN " in _address(row)


def kelurahan_forms(row: Row, rng: np.random.Generator) -> Row:
    """Kelurahan, Kel.; P. for Pulo, S. for Sei, Tj. for Tanjung."""
    before, _, name = _address(row).partition(" KEL. ")
    short = name
    for long, letters in (("PULO ", "P. "), ("SEI ", "S. "), ("TANJUNG ", "TJ. ")):
        short = short.replace(long, letters, 1)
    word = "KEL." if short != name and rng.random() < 0.5 else str(rng.choice(["KELURAHAN", "KEL"]))
    return {"alamat": f"{before} {word} {short if rng.random() < 0.8 or word == 'KEL.' else name}"}


def has_kelurahan(row: Row) -> bool:
    """Whether the address names its kelurahan."""
    return " KEL. " in _address(row)


def other_kelurahan_named(row: Row, rng: np.random.Generator) -> Row:
    """Another kelurahan in the text of the address."""
    before, _, name = _address(row).partition(" KEL. ")
    others = ("TIMBANG DELI", "GLUGUR KOTA", "HELVETIA TENGAH", "TITI PAPAN", "PETISAH HULU")
    # TITIPAPAN is Titi Papan, Gelugur Kota is Glugur Kota: without vowels and blanks they are told from another.
    told = [other for other in others if _consonants(other) != _consonants(name)]
    return {"alamat": f"{before} KEL. {rng.choice(told)}"}


def _consonants(name: str) -> str:
    return "".join(letter for letter in name if letter not in "AEIOU ")


def without_zeros(row: Row, rng: np.random.Generator) -> Row:
    """RT and RW without zeros in front."""
    if "rt" in row:
        return {"rt": str(int(row["rt"])), "rw": f"{int(row['rw']):03}"}
    rt, rw = row["rt_rw"].split("/")
    return {"rt_rw": f"{int(rt)}/{int(rw)}"}


def has_rt(row: Row) -> bool:
    """Whether an RT is known."""
    return int(row["rt"] if "rt" in row else row["rt_rw"].split("/")[0]) > 0


def rt_rw_forms(row: Row, rng: np.random.Generator) -> Row:
    """One zero, four digits, blanks around the stroke."""
    form = ("{:02}", "{:04}", " {:02} ", "{:01} ")[int(rng.integers(0, 4))]
    if "rt" in row:
        return {"rt": form.format(int(row["rt"])), "rw": form.format(int(row["rw"]))}
    rt, rw = row["rt_rw"].split("/")
    return {"rt_rw": f"{form.format(int(rt))}/{form.format(int(rw))}"}


def without_dots(row: Row, rng: np.random.Generator) -> Row:
    """A kelurahan's code without its dots."""
    return {"kode_kelurahan": row["kode_kelurahan"].replace(".", "")}


# ----------------------------------------------------------------------------------------------- codes

_CODES = {
    "agama": {"KATHOLIK": "KATOLIK", "BUDHA": "BUDDHA", "KHONGHUCU": "KONGHUCU"},
    "status_kawin": {"KAWIN": "KAWIN TERCATAT"},
}


def religion_forms(row: Row, rng: np.random.Generator) -> Row:
    """The same religion in another spelling."""
    return {"agama": _CODES["agama"][row["agama"]]}


def has_religion_form(row: Row) -> bool:
    """Whether the religion is spelt in two ways."""
    return row["agama"] in _CODES["agama"]


def married_on_record(row: Row, rng: np.random.Generator) -> Row:
    """Married, in the words of the newer list."""
    return {"status_kawin": _CODES["status_kawin"][row["status_kawin"]]}


def married(row: Row) -> bool:
    """Married."""
    return row["status_kawin"] in _CODES["status_kawin"]
