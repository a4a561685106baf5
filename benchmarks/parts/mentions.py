"""Residents with phones, and complaints about them as people write: names misspelt, numbers wrong, half of it missing.

Shares nothing with the matcher: its own variants, its own rates. What became of each part of a mention is kept, so that
the best any method could do can be computed from what is left.
"""

from __future__ import annotations

import random
import string
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from sandbox import people as makers

TODAY = date(2026, 11, 1)
#: Share of mentions by people who are no residents.
OUTSIDERS = 0.08
#: Share of residents whose phone some system knows, and of those who share it with the head of their family.
PHONE_KNOWN, PHONE_SHARED = 0.9, 0.15

#: How each part is damaged: share of mentions.
RATES = {
    "respelt": 0.25, "title": 0.10, "boru": 0.05, "lost_word": 0.12, "order": 0.04, "joined": 0.05, "initial": 0.04,
    "letter": 0.22, "small": 0.3,
    "born_missing": 0.5, "born_swapped": 0.04, "born_wrong": 0.04,
    "phone_missing": 0.15, "phone_other": 0.18, "phone_digit": 0.04,
    "kelurahan_missing": 0.25, "kelurahan_wrong": 0.06,
    "address_missing": 0.4, "house_missing": 0.3, "lane_missing": 0.4, "house_wrong": 0.03, "street_letter": 0.08,
}  # fmt: skip

_RESPELT = {
    "MUHAMMAD": ("Mhd.", "M.", "Muhd.", "Mohammad", "Moh.", "Muhamad", "Mohd", "Muh."), "AHMAD": ("Achmad", "Akhmad"),
    "ABDUL": ("Abd.", "Abdoel"), "SITI": ("St.", "Sitti"), "NUR": ("Noor", "Nor", "Noer"), "YUSUF": ("Jusuf", "Yusup"),
    "RIZKI": ("Rizky", "Risky", "Riski"), "DEWI": ("Dewie",), "FITRI": ("Fitrie", "Pitri"), "ZULKIFLI": ("Dzulkifli",),
    "IRFAN": ("Irvan",), "IKHSAN": ("Ihsan", "Ichsan"), "FADHIL": ("Fadil",), "RAIHAN": ("Rayhan",),
    "CHANDRA": ("Candra", "Tjandra"), "WIJAYA": ("Widjaja", "Wijaja"), "KRISTINA": ("Christina",),
    "SYAHPUTRA": ("Sahputra", "Syah Putra"), "NURHAYATI": ("Nur Hayati",), "TAMPUBOLON": ("Tampoebolon",),
    "SUPRIYADI": ("Supriadi",), "SETIAWAN": ("Setyawan",), "AISYAH": ("Aisah", "Aisya"), "FATIMAH": ("Fatima",),
    "BATUBARA": ("Batu Bara",), "LUMBANTOBING": ("Lumban Tobing", "L. Tobing"), "SYAHRIAL": ("Sahrial",),
    "MIKHAEL": ("Mikael",), "YOHANES": ("Johanes", "Yohannes"), "KHAIRUL": ("Chairul", "Hairul"),
}  # fmt: skip
_OLD = (("U", "OE"), ("SY", "SJ"), ("Y", "J"), ("C", "TJ"), ("J", "DJ"))
_BEFORE = ("H. ", "Hj. ", "Drs. ", "Ir. ", "Bpk. ", "Ibu ", "dr. ")
_AFTER = (", S.Pd", ", S.H.", ", SE", ", S.Kom", " S.Ag", ", A.Md")


@dataclass(frozen=True, kw_only=True)
class Mentions:
    """``rows``: key, name, born, phone, kelurahan, address. ``truth``: mention, resident (null: none).

    ``left``: per mention what the noise left of each part of the truth, null where it says nothing any more: words
    (of the name, blank between), lost (how many words were taken out), born, phone, kelurahan, street, lane, house.
    """

    rows: pl.DataFrame
    truth: pl.DataFrame
    left: pl.DataFrame


def residents(count: int, seed: int) -> pl.DataFrame:
    """key (NIK), name, born, phone, kelurahan, address, and for the noise street, lane, house, hh."""
    city = makers.populate(count, seed=seed, today=TODAY)
    homes = city.families.with_row_index("hh").select(pl.col("hh").cast(pl.Int64), "alamat")
    rng = makers.draw(seed, 90)
    frame = city.residents.join(homes, on="hh", how="left", maintain_order="left").select(
        "hh",
        key="nik",
        name=pl.col("nama_lgkp").str.strip_chars_end(),
        born=pl.col("born").dt.strftime("%Y-%m-%d"),
        kelurahan="1271" + pl.col("no_kec").str.zfill(2) + pl.col("no_kel"),
        address="alamat",
        own=pl.Series(rng.permutation(count) * 31_607 % 99_999_989).cast(pl.String).str.zfill(8),
        known=pl.Series(rng.random(count) < PHONE_KNOWN),
        shared=pl.Series(rng.random(count) < PHONE_SHARED),
    )
    block = pl.Series(["0812", "0813", "0821", "0852", "0811", "0853"]).gather(rng.integers(0, 6, count))
    frame = frame.with_columns(own=block + frame["own"])
    phone = pl.when(pl.col("shared")).then(pl.col("own").first().over("hh")).otherwise(pl.col("own"))
    frame = frame.with_columns(own=phone)
    return frame.with_columns(
        phone=pl.when("known").then("own"),
        street=pl.col("address").str.extract(r"^JL\. (.+?)(?: GG\. | NO\. )", 1),
        lane=pl.col("address").str.extract(r" GG\. (.+?) NO\. ", 1),
        house=pl.col("address").str.extract(r" NO\. (\d+)", 1),
    )


def mentions(known: pl.DataFrame, count: int, seed: int) -> Mentions:
    """``count`` complaints about residents and, for a share, about strangers named like them."""
    rng = random.Random(seed)
    strangers = residents(max(1000, count), seed + 1)
    rows, truth, left = [], [], []
    for number in range(count):
        outside = rng.random() < OUTSIDERS
        source = strangers if outside else known
        person = source.row(rng.randrange(source.height), named=True)
        made = _Writing(rng=rng, person=person, known=known)
        key = f"K{number:06}"
        rows.append({"key": key, **made.written()})
        truth.append({"mention": key, "resident": None if outside else person["key"]})
        left.append({"mention": key, **made.left})
    text = dict.fromkeys(("mention", "words", "born", "phone", "kelurahan", "street", "lane", "house"), pl.String)
    return Mentions(
        rows=pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)),
        truth=pl.DataFrame(truth, schema={"mention": pl.String, "resident": pl.String}),
        left=pl.DataFrame(left, schema=text | {"lost": pl.Int64}),
    )


@dataclass(kw_only=True)
class _Writing:
    """One person as one complaint writes them."""

    rng: random.Random
    person: dict[str, str]
    known: pl.DataFrame
    left: dict[str, str | int | None] = field(default_factory=dict)

    def happens(self, what: str) -> bool:
        return self.rng.random() < RATES[what]

    def written(self) -> dict[str, str | None]:
        return {
            "name": self._name(), "born": self._born(), "phone": self._phone(), "kelurahan": self._kelurahan(),
            "address": self._address(),
        }  # fmt: skip

    def _name(self) -> str:
        words = self.person["name"].split()
        words = self._without_one(words)
        self.left["words"] = " ".join(sorted(words))
        if len(words) > 1 and self.happens("order"):
            words = [words[-1], *words[:-1]]
        if self.happens("respelt"):
            words = self._respelt(words)
        if len(words) > 1 and self.happens("initial"):
            place = self.rng.randrange(len(words))
            words[place] = words[place][0] + "."
        if self.happens("letter"):
            place = self.rng.randrange(len(words))
            words[place] = _slip(words[place], self.rng)
        if len(words) > 1 and self.happens("joined"):
            place = self.rng.randrange(len(words) - 1)
            words[place : place + 2] = [words[place] + words[place + 1].lower()]
        elif len(words) > 1 and self.happens("boru"):
            words.insert(len(words) - 1, self.rng.choice(("br.", "boru", "bin", "binti")))
        text = " ".join(words)
        if self.happens("title"):
            text = self.rng.choice(_BEFORE) + text if self.rng.random() < 0.6 else text + self.rng.choice(_AFTER)
        return text.title() if self.happens("small") else text

    def _without_one(self, words: list[str]) -> list[str]:
        lost = len(words) > 1 and self.happens("lost_word")
        self.left["lost"] = int(lost)
        if not lost:
            return words
        place = len(words) - 1 if self.rng.random() < 0.7 else self.rng.randrange(len(words))
        return words[:place] + words[place + 1 :]

    def _respelt(self, words: list[str]) -> list[str]:
        able = [place for place, word in enumerate(words) if word in _RESPELT]
        if able and self.rng.random() < 0.8:
            place = self.rng.choice(able)
            return words[:place] + self.rng.choice(_RESPELT[words[place]]).split() + words[place + 1 :]
        old, new = self.rng.choice(_OLD)
        return [word.replace(old, new, 1) for word in words]

    def _born(self) -> str | None:
        born = self.person["born"]
        self.left["born"] = None
        if self.happens("born_missing"):
            return None
        year, month, day = born.split("-")
        if self.happens("born_swapped") and int(day) <= 12:
            self.left["born"] = born
            return f"{year}-{day}-{month}"
        if self.happens("born_wrong"):
            off = self.rng.choice((1, -1, 2, 10, 30, 31, 365, -365, 3650))
            return (date.fromisoformat(born) + timedelta(days=off)).isoformat()
        self.left["born"] = born
        return born

    def _phone(self) -> str | None:
        self.left["phone"] = None
        if self.happens("phone_missing"):
            return None
        phone = self.person["own"]
        if self.happens("phone_other"):
            return f"08{self.rng.choice('1258')}{self.rng.randrange(10**9):09}"
        self.left["phone"] = phone
        if self.happens("phone_digit"):
            place = self.rng.randrange(4, len(phone))
            phone = phone[:place] + self.rng.choice(string.digits) + phone[place + 1 :]
        form = self.rng.random()
        if form < 0.25:
            return "+62 " + phone[1:4] + "-" + phone[4:8] + "-" + phone[8:]
        return "62" + phone[1:] if form < 0.35 else phone

    def _kelurahan(self) -> str | None:
        mine = self.person["kelurahan"]
        self.left["kelurahan"] = None
        if self.happens("kelurahan_missing"):
            return None
        if self.happens("kelurahan_wrong"):
            return str(self.known["kelurahan"][self.rng.randrange(self.known.height)])
        self.left["kelurahan"] = mine
        return mine

    def _address(self) -> str | None:
        street, lane, house = (self.person[part] for part in ("street", "lane", "house"))
        self.left |= {"street": None, "lane": None, "house": None}
        if self.happens("address_missing"):
            return None
        self.left["street"] = street
        text = self.rng.choice(("Jl. ", "Jalan ", "Jln ", "Jl ")) + (
            _slip(street, self.rng) if self.happens("street_letter") else street
        )
        if lane and not self.happens("lane_missing"):
            self.left["lane"] = lane
            text += self.rng.choice((" Gg. ", " Gang ", " gg ")) + lane
        if not self.happens("house_missing"):
            if self.happens("house_wrong"):
                house = str(self.rng.randrange(1, 250))
            else:
                self.left["house"] = house
            text += self.rng.choice((" No. ", " no ", " No.", ", Nomor ")) + house
        return text


def _slip(word: str, rng: random.Random) -> str:
    """One letter replaced, left out, doubled by another, or two neighbours turned."""
    if len(word) < 3:
        return word
    place, kind = rng.randrange(len(word)), rng.random()
    letter = rng.choice(string.ascii_uppercase)
    if kind < 0.4:
        return word[:place] + letter + word[place + 1 :]
    if kind < 0.65:
        return word[:place] + word[place + 1 :]
    if kind < 0.85:
        return word[:place] + letter + word[place:]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
