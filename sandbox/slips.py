"""What clerks and machines get wrong: each function takes one row and returns the columns that become different.

A row is canonical field → text as its system writes it, with ``dates`` (the system's date style) beside.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np

from sandbox import names, regions

Row = dict[str, str]
Change = Callable[[Row, np.random.Generator], Row]
Suits = Callable[[Row], bool]

#: A real kecamatan (Deli Serdang) in which nobody of this city was ever registered.
_NOBODY_FROM = "120703"
#: Consonants that no spelling habit exchanges for one another.
_LETTERS = "BDGKLMNPRST"
_OTHER_WORDS = ("BELLA", "GUNTUR", "HANDOKO", "KURNIA", "MARDIANA", "PERMATA", "TEGAR", "WINARTI")
#: Words that some clerks leave out because they are no part of the name proper; leaving one out is no plain omission.
_OPTIONAL = {
    word for people in names.PEOPLES for title in (*people.titles, *people.marga) for word in title.split()
} | {"MUHAMMAD"}


def plain_name(row: Row) -> str:
    """The name in capitals with single blanks."""
    return " ".join(row["nama_lengkap"].upper().split())


# ----------------------------------------------------------------------------------------------- names


def one_letter(row: Row, rng: np.random.Generator) -> Row:
    """One consonant becomes another, in a word long enough to be one."""
    name = plain_name(row)
    long = [word for word in name.split() if len(word) >= 4] or name.split()
    word = str(rng.choice([word for word in long if set(word) & set(_LETTERS)] or name.split()))
    start = f" {name} ".index(f" {word} ")
    places = [at for at in range(start, start + len(word)) if name[at] in _LETTERS]
    at = int(rng.choice(places or [start]))
    others = _LETTERS.replace(name[at], "")
    letter = others[int(rng.integers(0, len(others)))]
    return {"nama_lengkap": name[:at] + letter + name[at + 1 :]}


def other_word(row: Row, rng: np.random.Generator) -> Row:
    """The first word becomes another."""
    words = plain_name(row).split()
    return {"nama_lengkap": " ".join([str(rng.choice(_OTHER_WORDS)), *words[1:]])}


def _droppable(row: Row) -> list[int]:
    words = plain_name(row).split()
    return [at for at, word in enumerate(words) if len(words) > 1 and len(word) > 2 and word not in _OPTIONAL]


def missing_word(row: Row, rng: np.random.Generator) -> Row:
    """A given name is left out."""
    words = plain_name(row).split()
    del words[int(rng.choice(_droppable(row)))]
    return {"nama_lengkap": " ".join(words)}


def can_miss(row: Row) -> bool:
    """Whether a given name can be left out and another word stays."""
    return bool(_droppable(row))


def other_name(row: Row, rng: np.random.Generator) -> Row:
    """Somebody else's name altogether."""
    taken = plain_name(row).split()
    free = [word for word in _OTHER_WORDS if word not in taken]
    return {"nama_lengkap": " ".join(rng.choice(free, 2, replace=False).tolist())}


# ----------------------------------------------------------------------------------------------- dates


def born(row: Row) -> datetime:
    """The day of birth as this row tells it."""
    return datetime.strptime(row["tanggal_lahir"], row["dates"])  # noqa: DTZ007 - a day, not a moment


def _on(row: Row, day: datetime) -> Row:
    return {"tanggal_lahir": day.strftime(row["dates"])}


def other_birth(row: Row, rng: np.random.Generator) -> Row:
    """Years later."""
    return _on(row, born(row) + timedelta(days=int(rng.integers(400, 1_200))))


def swapped_birth(row: Row, rng: np.random.Generator) -> Row:
    """Day and month changed places."""
    day = born(row)
    return _on(row, day.replace(day=day.month, month=day.day))


def can_swap(row: Row) -> bool:
    """Whether the swapped day exists and is another."""
    return born(row).day <= 12 and born(row).day != born(row).month


def epoch(row: Row, rng: np.random.Generator) -> Row:
    """What a machine shows for a date of zero."""
    return _on(row, datetime(1970, 1, 1))  # noqa: DTZ001 - a day, not a moment


def new_year(row: Row, rng: np.random.Generator) -> Row:
    """The year alone was known: 1 January."""
    return _on(row, born(row).replace(day=1, month=1))


def year_end(row: Row, rng: np.random.Generator) -> Row:
    """The year alone was known: 31 December."""
    return _on(row, born(row).replace(day=31, month=12))


def in_mid_year(row: Row) -> bool:
    """Born on none of the days that stand for an unknown one."""
    day = born(row)
    return (day.day, day.month) not in ((1, 1), (31, 12))


def _written_parts(row: Row, day: str, month: str, year: str) -> Row:
    return {"tanggal_lahir": row["dates"].replace("%d", day).replace("%m", month).replace("%Y", year)}


def bad_date(row: Row, rng: np.random.Generator) -> Row:
    """31 February."""
    return _written_parts(row, "31", "02", "1990")


def zero_date(row: Row, rng: np.random.Generator) -> Row:
    """00-00-0000."""
    return _written_parts(row, "00", "00", "0000")


def future_date(row: Row, rng: np.random.Generator) -> Row:
    """A day to come: what a two-digit year makes of it."""
    day = born(row)
    return _written_parts(row, f"{min(day.day, 28):02}", f"{day.month:02}", str(2031 + day.year % 60))


# --------------------------------------------------------------------------------------- codes, family


def one_other(name: str, values: tuple[str, ...]) -> Change:
    """The field gets another of its known values."""

    def change(row: Row, rng: np.random.Generator) -> Row:
        return {name: str(rng.choice([value for value in values if value != row[name]]))}

    return change


#: What the registry's codes 3 and 4 mean in the other list: not registered, divorced.
_OTHER_LIST = {"CERAI HIDUP": "KAWIN BELUM TERCATAT", "CERAI MATI": "CERAI HIDUP"}


def other_list(row: Row, rng: np.random.Generator) -> Row:
    """The marital state's number was looked up in the other list."""
    return {"status_kawin": _OTHER_LIST[row["status_kawin"]]}


def in_other_list(row: Row) -> bool:
    """Whether the other list gives this state's number to another state."""
    return row["status_kawin"] in _OTHER_LIST


def other_family(row: Row, rng: np.random.Generator) -> Row:
    """A family number that nobody has: of the same kecamatan and of a day before computers."""
    return {"no_kk": f"{row['no_kk'][:6]}{int(rng.integers(1, 29)):02}0171{int(rng.integers(9001, 9999))}"}


# ---------------------------------------------------------------------------------------------- places


def other_place(row: Row, rng: np.random.Generator) -> Row:
    """Another kelurahan of the city."""
    codes = [f"12.71.{kec}.{1001 + at}" for kec, known in regions.KELURAHAN.items() for at in range(len(known))]
    return {"kode_kelurahan": str(rng.choice([code for code in codes if code != row["kode_kelurahan"]]))}


def bps(row: Row, rng: np.random.Generator) -> Row:
    """The statistics office's code."""
    return {"kode_kelurahan": str(rng.choice(regions.STATISTICS_CODES))}


def _other_number(text: str, rng: np.random.Generator) -> str:
    return f"{(int(text) + int(rng.integers(1, 14))) % 16:03}"


def other_rt(row: Row, rng: np.random.Generator) -> Row:
    """Another RT."""
    if "rt" in row:
        return {"rt": _other_number(row["rt"], rng)}
    rt, rw = row["rt_rw"].split("/")
    return {"rt_rw": f"{_other_number(rt, rng)}/{rw}"}


def other_rw(row: Row, rng: np.random.Generator) -> Row:
    """Another RW."""
    if "rw" in row:
        return {"rw": _other_number(row["rw"], rng)}
    rt, rw = row["rt_rw"].split("/")
    return {"rt_rw": f"{rt}/{_other_number(rw, rng)}"}


def other_street(row: Row, rng: np.random.Generator) -> Row:
    """Another street, the rest as it was."""
    here = next(street for street in _BY_LENGTH if _street(row).startswith(street))
    there = [street for street in names.STREETS if street not in here and here not in street]
    address = " ".join(row["alamat"].upper().split())
    return {"alamat": address.replace(f"JL. {here}", f"JL. {rng.choice(there)}", 1)}


#: Longest first: "KARYA WISATA" is not "KARYA".
_BY_LENGTH = sorted(names.STREETS, key=len, reverse=True)


def _street(row: Row) -> str:
    return " ".join(row["alamat"].upper().split()).removeprefix("JL. ")


def other_house(row: Row, rng: np.random.Generator) -> Row:
    """Another house number in the same street."""
    before, _, after = " ".join(row["alamat"].upper().split()).partition(" NO. ")
    number, *rest = after.split()
    other = (int(number) + int(rng.integers(1, 200))) % 250 + 1
    other += other == int(number)
    return {"alamat": " ".join([f"{before} NO. {other}", *rest])}


def numbered(row: Row) -> bool:
    """Whether the address has a house number."""
    return " NO. " in row["alamat"].upper()


# ------------------------------------------------------------------------------------------------- NIK


def nobody(row: Row, rng: np.random.Generator) -> Row:
    """A sound NIK that the registry lacks."""
    return {"nik": _NOBODY_FROM + row["nik"][6:]}


def day_32(row: Row, rng: np.random.Generator) -> Row:
    """No such day."""
    return {"nik": row["nik"][:6] + "32" + row["nik"][8:]}


def serial_0000(row: Row, rng: np.random.Generator) -> Row:
    """A serial that is never issued."""
    return {"nik": row["nik"][:12] + "0000"}


def digit_missing(row: Row, rng: np.random.Generator) -> Row:
    """Fifteen digits."""
    return {"nik": row["nik"][:-1]}


def exponent(row: Row, rng: np.random.Generator) -> Row:
    """What a spreadsheet shows of sixteen digits."""
    return {"nik": f"{row['nik'][0]},{row['nik'][1:6]}E+15"}


def fifteen_kept(row: Row, rng: np.random.Generator) -> Row:
    """What a spreadsheet keeps of sixteen digits: fifteen, and a zero."""
    return {"nik": row["nik"][:15] + "0"}


def loses_digit(row: Row) -> bool:
    """Whether the last digit is far enough from zero that nobody else has the shortened number."""
    return row["nik"][15] >= "5"


def dotted(row: Row, rng: np.random.Generator) -> Row:
    """Dots typed between the parts."""
    nik = row["nik"]
    return {"nik": f"{nik[:6]}.{nik[6:12]}.{nik[12:]}"}


def letter_o(row: Row, rng: np.random.Generator) -> Row:
    """The letter O where a zero is."""
    at = int(rng.choice([at for at, digit in enumerate(row["nik"]) if digit == "0"]))
    return {"nik": row["nik"][:at] + "O" + row["nik"][at + 1 :]}


def has_zero(row: Row) -> bool:
    """Whether there is a zero to mistake."""
    return "0" in row["nik"]


def nik_zero(row: Row, rng: np.random.Generator) -> Row:
    """What village software writes for "has none yet"."""
    return {"nik": "0"}


def nik_temporary(row: Row, rng: np.random.Generator) -> Row:
    """A temporary number of village software: a zero, the kelurahan, a running number."""
    return {"nik": f"0{row['kode_kelurahan'].replace('.', '')}{int(rng.integers(1, 99_999)):05}"}
