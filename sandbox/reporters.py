"""Complaints whose reporter must be recognised: by a NIK in the text, by phone, by a name typed with mistakes.

What a perfect reader could know is written beside each: how many other residents fit what the complaint tells as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from rapidfuzz.distance import Levenshtein

from sandbox import names, slips, writings
from sandbox.kinds import Row
from sandbox.people import draw
from sandbox.plant import FEWEST, Planted

FEED, PERSON = "sp4.pengaduan", "siak.penduduk|"
_MATTERS = (
    "KTP saya belum juga dicetak padahal sudah lama direkam.",
    "Mohon penjelasan mengenai perubahan kartu keluarga saya.",
    "Akta kelahiran anak saya belum selesai, mohon dibantu.",
    "Petugas loket meminta saya kembali minggu depan tanpa alasan.",
)
_VARIANTS = (
    (writings.muhammad, writings.has_muhammad),
    (writings.boru, writings.batak_woman),
    (writings.reordered, writings.has_marga),
    (writings.old_spelling, writings.has_old_spelling),
    (writings.joined, writings.can_join),
    (writings.titled, bool),
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one complaint tells of its reporter, and what a perfect reader makes of the name."""

    kind: str
    expect: str
    note: str
    name: str
    read_as: str
    phone: str
    text: str
    #: NIK of who is meant; empty: nobody of this city.
    nik: str = ""
    born: str = ""
    address: str = ""
    #: Rules that the complaint breaks by the way.
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Draw:
    """Where reporters come from: applicants and other residents, each taken once."""

    rng: np.random.Generator
    applicants: Iterator[dict[str, Any]]
    others: Iterator[dict[str, Any]]
    numbers: list[str]

    def phone(self) -> str:
        """Nobody's."""
        return f"0899{int(self.rng.integers(10**7, 10**8))}"

    def matter(self) -> str:
        return str(self.rng.choice(_MATTERS))


def add(
    reports: pl.DataFrame,
    people: pl.DataFrame,
    owners: pl.DataFrame,
    applied: pl.DataFrame,
    truth: list[Planted],
    *,
    seed: int,
    today: date,
    each: int | None = None,
) -> tuple[pl.DataFrame, list[Planted]]:
    """The complaints with ``each`` more of every kind; ``people`` as ``agencies.register``, ``owners`` apsp.pemohon.

    Nobody in whom ``truth`` plants something reports anything here.
    """
    source = _source(people, owners, applied, truth, draw(seed, 61))
    many = FEWEST if each is None else each
    sorts = (_nik_told, _no_number, _wrong_number, _noisy, _stranger)
    told = [one for make in sorts for _ in range(many) if (one := _while_there_are_people(make, source))]
    told += _ambiguous(people, source, many)
    rows = _rows(reports, told, source.rng, today)
    alike = _alike(told, people, owners)
    lines = [
        line
        for key, one, others in zip(rows["complaint_id"].cast(pl.String), told, alike, strict=True)
        for line in _lines(key, one, others)
    ]
    return pl.concat([reports, rows.select(reports.columns)]), lines


def _while_there_are_people(make: Callable[[_Draw], Told], source: _Draw) -> Told | None:
    try:
        return make(source)
    except StopIteration:
        return None


def _source(
    people: pl.DataFrame, owners: pl.DataFrame, applied: pl.DataFrame, truth: list[Planted], rng: np.random.Generator
) -> _Draw:
    busy = {line.key for line in truth}
    free = owners.filter(~pl.col("id").is_in(list(busy))).select("row", "telepon", "id")
    able = people.filter(pl.col("eligible") & ~pl.col("nik").is_in(list(busy)))
    known = free.join(able, on="row", how="inner", maintain_order="left")
    rest = able.join(owners.select("row"), on="row", how="anti", maintain_order="left").with_columns(
        telepon=pl.lit(""), id=pl.lit("")
    )
    return _Draw(
        rng=rng,
        applicants=known[rng.permutation(known.height)].iter_rows(named=True),
        others=rest[rng.permutation(rest.height)].iter_rows(named=True),
        numbers=applied.filter(~pl.col("pemohon_id").is_in(free["id"].implode()))["nomor"].to_list(),
    )


def _row(person: dict[str, Any]) -> Row:
    return {"nama_lengkap": person["nama"], "jenis_kelamin": person["jenis_kelamin"]}


def _nik_told(source: _Draw) -> Told:
    person = next(source.others)
    return Told(
        kind="pelapor_nik_di_teks",
        expect="match",
        note="the NIK stands in the text",
        name=person["nama"],
        read_as=person["nama"],
        phone=source.phone(),
        text=f"{source.matter()} NIK saya {person['nik']}.",
        nik=person["nik"],
        rules=("data_pribadi_di_pengaduan",),
    )


def _no_number(source: _Draw) -> Told:
    person = next(source.applicants)
    return Told(
        kind="pelapor_tanpa_nomor",
        expect="match",
        note="name and phone are an applicant's",
        name=person["nama"],
        read_as=person["nama"],
        phone=person["telepon"],
        text=source.matter(),
        nik=person["nik"],
    )


def _wrong_number(source: _Draw) -> Told:
    """Quotes a number that was never given out, or somebody else's."""
    person = next(source.applicants)
    unknown = source.rng.random() < 0.5
    number = f"503/{int(source.rng.integers(900_000, 990_000))}/KTP/2026"
    number = number if unknown else str(source.rng.choice(source.numbers))
    return Told(
        kind="pelapor_nomor_salah",
        expect="match",
        note="the number quoted is not the reporter's",
        name=person["nama"],
        read_as=person["nama"],
        phone=person["telepon"],
        text=f"{source.matter()} Nomor permohonan {number}.",
        nik=person["nik"],
        rules=("pengaduan_nomor_tidak_ada",) if unknown else ("pengaduan_nomor_orang_lain",),
    )


def _noisy(source: _Draw) -> Told:
    """The name with variants and mistakes, the birth date half of the time, the phone often another."""
    rng = source.rng
    person = next(source.applicants if rng.random() < 0.6 else source.others)
    name, read_as = _typed(person, rng)
    born = f"{person['born']:%d-%m-%Y}" if rng.random() < 0.5 else ""
    address = person["alamat"] if rng.random() < 0.5 else ""
    right = bool(person["telepon"]) and rng.random() < 0.6
    text = source.matter() + (f" Saya lahir {born}." if born else "") + (f" Alamat {address}." if address else "")
    return Told(
        kind="pelapor_berderau",
        expect="match",
        note=", ".join(word for word, on in (("birth date", born), ("address", address), ("phone", right)) if on),
        name=name,
        read_as=read_as,
        phone=person["telepon"] if right else source.phone(),
        text=text,
        nik=person["nik"],
        born=born,
        address=address,
    )


def _typed(person: dict[str, Any], rng: np.random.Generator) -> tuple[str, str]:
    """The name as typed, and as a perfect reader reads it: through variants, not through mistakes."""
    row, luck = _row(person), rng.random()
    if luck < 0.4:
        return person["nama"], person["nama"]
    if luck < 0.7:
        fitting = [change for change, suits in _VARIANTS if suits(row)]
        return fitting[int(rng.integers(0, len(fitting)))](row, rng)["nama_lengkap"], person["nama"]
    slip = slips.missing_word if luck > 0.9 and slips.can_miss(row) else slips.one_letter
    wrong = slip(row, rng)["nama_lengkap"]
    return wrong, wrong


def _stranger(source: _Draw) -> Told:
    """Somebody who is no resident of this city."""
    first = source.rng.choice(names.CHRISTIAN_WOMEN, 2, replace=False).tolist()
    name = " ".join([*first, "WARDHANA"])
    return Told(
        kind="pelapor_bukan_warga",
        expect="none",
        note="nobody of this name lives here",
        name=name,
        read_as=name,
        phone=source.phone(),
        text=source.matter(),
    )


def _ambiguous(people: pl.DataFrame, source: _Draw, many: int) -> list[Told]:
    """A name that several residents have, and nothing else."""
    shared = people.filter("eligible").group_by("nama", maintain_order=True).len().filter(pl.col("len") > 1)["nama"]
    chosen = shared.gather(source.rng.permutation(len(shared))[:many])
    return [
        Told(
            kind="pelapor_rancu",
            expect="none",
            note="several residents have this name, nothing else is told",
            name=name,
            read_as=name,
            phone=source.phone(),
            text=source.matter(),
        )
        for name in chosen
    ]


# ------------------------------------------------------------------------------------------ as they stand


def _rows(reports: pl.DataFrame, told: list[Told], rng: np.random.Generator, today: date) -> pl.DataFrame:
    """Columns of sp4.complaint: answered on the day and closed by the reporter, so that no clock runs."""
    first = int(reports["complaint_id"].max() or 1_000_000) + 1  # type: ignore[arg-type]
    tickets = set(reports["ticket"])
    free = iter(f"{number:07}" for number in rng.permutation(10_000_000)[: len(tickets) + len(told)].tolist())
    made = [
        datetime(today.year, today.month, today.day) - timedelta(days=int(ago), minutes=int(ago) % 480)  # noqa: DTZ001
        for ago in rng.integers(2, 200, len(told))
    ]
    rows = [
        {
            "complaint_id": first + place,
            "ticket": next(number for number in free if number not in tickets),
            "content": one.text,
            "title": one.text[:48],
            "classification": "Permintaan Informasi",
            "category": "Kependudukan",
            "status": "Selesai",
            "is_anonymous": False,
            "is_secret": False,
            "reporter_name": one.name,
            "reporter_phone": one.phone,
            "reporter_email": None,
            "created_at": at,
            "institution_id": "1271-10",
            "institution_name": "Dinas Kependudukan dan Pencatatan Sipil",
            "disposed_at": at + timedelta(hours=5),
            "closed_by": "pelapor",
            "updated_at": at + timedelta(hours=9),
        }
        for place, (one, at) in enumerate(zip(told, made, strict=True))
    ]
    return pl.DataFrame(rows, schema={name: reports.schema[name] for name in (rows[0] if rows else reports.columns)})


def _lines(key: str, one: Told, alike: int) -> Iterator[Planted]:
    yield Planted(
        kind=one.kind,
        system=FEED,
        key=key,
        field="",
        expect=one.expect,
        note=one.note,
        other=PERSON + one.nik if one.nik else "",
        alike=str(alike or ""),
    )
    for rule in one.rules:
        yield Planted(kind=one.kind, system=FEED, key=key, field=f"aturan {rule}", expect="may", note="by the way")


# --------------------------------------------------------------------------------------- what can be known


def _alike(told: list[Told], people: pl.DataFrame, owners: pl.DataFrame) -> list[int]:
    """Per complaint, how many other living residents fit what it tells at least as well as who is meant."""
    phones = owners.select("row", "telepon")
    crowd = people.join(phones, on="row", how="left", maintain_order="left").select(
        "nik", "nama", "telepon", "alamat", born=pl.col("born").dt.strftime("%d-%m-%Y")
    )
    return [_fitting(one, crowd) if one.nik else 0 for one in told]


def _fitting(one: Told, crowd: pl.DataFrame) -> int:
    """Those with everything the right one has of what is told, and a name as near to what was typed."""
    if one.nik in one.text:
        return 0
    right = crowd.filter(pl.col("nik") == one.nik)
    for column, text in (("born", one.born), ("alamat", one.address), ("telepon", one.phone)):
        if text and right[column][0] == text:
            crowd = crowd.filter(pl.col(column) == text)
    others, said = crowd.filter(pl.col("nik") != one.nik)["nama"].to_list(), set(one.read_as.split())
    if said < set(right["nama"][0].split()):
        return sum(said <= set(name.split()) for name in others)
    limit = Levenshtein.distance(one.read_as, right["nama"][0])
    return sum(Levenshtein.distance(one.read_as, name, score_cutoff=limit) <= limit for name in others)
