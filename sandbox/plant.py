"""Planted truth: disagreements and damage put in on purpose, and near-misses beside them that must stay silent.

Shares no code and no constants with what finds them. Every planted record differs from the registry in one field only.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl

from sandbox import counters
from sandbox.kinds import APPLICANT_KINDS, COUNTER_KINDS, GONE, TWICE_OTHER, TWICE_SAME, Kind, Row
from sandbox.people import Population, draw

APPLICANT_FEED, APPLICATION_FEED, COUNTER_FEED = "apsp.pemohon", "apsp.permohonan", "loket.berkas_masuk"

VERIFIED_FEED = "dukcapil.verifikasi"

#: Per kind, this share of applicants, but never fewer than FEWEST; of what stands at both, one in ten at the counters.
SHARE, FEWEST, AT_COUNTER, ONE_IN = 0.0005, 3, 2, 10
#: Kinds whose NIK the registry does not hold.
_UNKNOWN_NIK = ("nik_tidak_ada", "nik_digit_akhir_nol", GONE.name)


@dataclass(frozen=True, kw_only=True)
class Planted:
    """One line of truth. ``field`` empty: the record as a whole, found under any field; ``aturan x``: rule x.

    ``expect``: ``case`` (``stale`` or ``vanished``: a case of that kind), ``quarantine``, ``any`` of the two, ``match``
    (a link to ``other``), ``none`` (a near-miss: nothing may be said), ``may`` (a consequence: nothing need be said).
    """

    kind: str
    system: str
    key: str
    field: str
    expect: str
    note: str
    #: When it happened, ISO; empty: it was there from the start.
    at: str = ""
    #: Whom the record is about: "siak.penduduk|NIK".
    other: str = ""
    #: How many residents fit what the record tells as well as the right one; empty: nobody else does.
    alike: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """The frames after planting; ``intake`` as ``counters.intake`` plus ``clean`` (nothing done to the row)."""

    residents: pl.DataFrame
    applicants: pl.DataFrame
    intake: pl.DataFrame
    truth: list[Planted]


def places(each: int | None) -> int:
    """Applicants that planting ``each`` of every kind needs, and more of them for what suits few."""
    return 2 * len(APPLICANT_KINDS) * (FEWEST if each is None else each)


def plant(
    city: Population,
    people: pl.DataFrame,
    applicants: pl.DataFrame,
    *,
    seed: int,
    today: date,
    each: int | None = None,
) -> Result:
    """Plant ``each`` of every kind in applicants, registry and counter intake; no resident is planted twice."""
    rng = draw(seed, 60)
    at_counter = AT_COUNTER if each is None else max(AT_COUNTER, each // ONE_IN)
    each = max(FEWEST, round(applicants.height * SHARE)) if each is None else each
    here = _with_head(applicants, people)
    many = dict.fromkeys((kind.name for kind in APPLICANT_KINDS), each)
    changed, truth = _plant_into(here, APPLICANT, APPLICANT_KINDS, many, rng)
    used = here["row"].gather(sorted(changed))
    deleted = here["row"].gather(sorted(at for at, (kind, _) in changed.items() if kind == GONE.name))
    least = 3 * at_counter * len(COUNTER_KINDS) // 2 + each
    chosen = _counter_people(people, applicants, used, rng, least)
    intake = counters.intake(people, chosen, seed=seed, today=today)
    intake, more = _plant_counter(intake, at_counter, each, rng)
    return Result(
        residents=_scatter(city.residents, "flag_status", deleted.to_list(), ["1"] * len(deleted)),
        applicants=_apply(applicants, changed),
        intake=intake,
        truth=truth + more,
    )


def follows(owners: pl.DataFrame, applied: pl.DataFrame, truth: list[Planted]) -> list[Planted]:
    """What follows from a planted applicant: the applications' copies of a damaged NIK, the verification's answer."""
    return [*_copies(applied, truth), *_verdicts(owners, truth)]


def _verdicts(owners: pl.DataFrame, truth: list[Planted]) -> list[Planted]:
    """A number the registry lacks or dropped is no good to the national service either, and a rule may say so."""
    unknown = {line.key: line for line in truth if line.system == APPLICANT_FEED and line.kind in _UNKNOWN_NIK}
    asked = owners.filter(pl.col("id").is_in(list(unknown))).select("id", "nik")
    return [line for owner, nik in asked.iter_rows() for line in unverified(unknown[owner].kind, nik)]


def unverified(kind: str, nik: str, at: str = "") -> list[Planted]:
    """What may be said of the national service's answer about a number the registry has no more."""
    return [
        Planted(kind=kind, system=VERIFIED_FEED, key=nik, field=f"aturan {rule}", expect="may", note="follows", at=at)
        for rule in ("nik_tidak_online", "nik_nonaktif")
    ]


def _copies(applied: pl.DataFrame, truth: list[Planted]) -> list[Planted]:
    broken = {
        line.key: line
        for line in truth
        if line.system == APPLICANT_FEED and line.field == "nik" and line.expect == "quarantine"
    }
    copies = applied.filter(pl.col("pemohon_id").is_in(list(broken))).select("nomor", "pemohon_id")
    return [
        Planted(
            kind=broken[owner].kind,
            system=APPLICATION_FEED,
            key=number,
            field="nik",
            expect="quarantine",
            note=f"copied from applicant {owner}",
        )
        for number, owner in copies.iter_rows()
    ]


def write(path: Path, truth: list[Planted]) -> None:
    """One JSON line per planted thing; replaces the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_lines(truth), encoding="utf-8")


def append(path: Path, truth: list[Planted]) -> None:
    """Add lines to the file in one write."""
    with path.open("a", encoding="utf-8") as file:
        file.write(_lines(truth))


#: Members left out where they are empty.
_EXTRA = ("at", "other", "alike")


def _lines(truth: list[Planted]) -> str:
    told = ({name: text for name, text in asdict(line).items() if text or name not in _EXTRA} for line in truth)
    return "".join(json.dumps(line) + "\n" for line in told)


# ---------------------------------------------------------------------------- where things are planted


@dataclass(frozen=True, kw_only=True)
class Side:
    """How one system writes: which column holds which canonical field, and the style of its dates."""

    feed: str
    key: str
    columns: dict[str, str]
    dates: str


APPLICANT = Side(
    feed=APPLICANT_FEED,
    key="id",
    columns={
        "nik": "nik",
        "no_kk": "no_kk",
        "nama_lengkap": "nama",
        "tanggal_lahir": "tgl_lahir",
        "jenis_kelamin": "jenis_kelamin",
        "agama": "agama",
        "status_kawin": "status_kawin",
        "alamat": "alamat",
        "rt_rw": "rt_rw",
        "kode_kelurahan": "kode_kelurahan",
    },
    dates="%Y-%m-%d",
)
COUNTER = Side(
    feed=COUNTER_FEED,
    key="NOMOR_BERKAS",
    columns={
        "nik": "NIK",
        "no_kk": "NO_KK",
        "nama_lengkap": "NAMA",
        "tanggal_lahir": "TGL_LAHIR",
        "jenis_kelamin": "JENIS_KELAMIN",
        "rt": "RT",
        "rw": "RW",
        "kode_kelurahan": "KODE_KELURAHAN",
    },
    dates="%d/%m/%Y",
)

Changes = dict[int, tuple[str, Row]]


def _with_head(applicants: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    head = people["head"].gather(applicants["row"]).cast(pl.Int8).cast(pl.String)
    return applicants.with_columns(head=head)


def _plant_into(
    frame: pl.DataFrame, side: Side, kinds: tuple[Kind, ...], many: dict[str, int], rng: np.random.Generator
) -> tuple[Changes, list[Planted]]:
    """Choose rows and change them: place in ``frame`` → (kind, columns that become different)."""
    wanted = sum(many.values())
    order = rng.permutation(frame.height)[: max(wanted * 8, 2_000)]
    keep = side.columns | ({"head": "head"} if "head" in frame.columns else {})
    columns = [pl.col(column).alias(name) for name, column in keep.items()]
    rows = frame[order].select(pl.col(side.key).alias("key"), pl.lit(side.dates).alias("dates"), *columns)
    free = dict(zip(order.tolist(), rows.iter_rows(named=True), strict=True))
    changed: Changes = {}
    truth: list[Planted] = []
    for kind in kinds:
        for at in _suited(free, kind, many[kind.name]):
            row = free.pop(at)
            different = kind.change(row, rng)
            changed[at] = (kind.name, {side.columns[name]: text for name, text in different.items()})
            truth.append(_line(kind, side.feed, row["key"]))
    return changed, truth


def _suited(free: dict[int, Row], kind: Kind, each: int) -> list[int]:
    return list(islice((at for at, row in free.items() if kind.suits(row)), each))


def _line(kind: Kind, system: str, key: str) -> Planted:
    return Planted(kind=kind.name, system=system, key=key, field=kind.field, expect=kind.expect, note=kind.note)


def _scatter(frame: pl.DataFrame, column: str, places: list[int], values: list[str]) -> pl.DataFrame:
    """``frame`` with other values at some places of one column."""
    update = pl.DataFrame({"at": places, "new": values}, schema={"at": pl.UInt32, "new": pl.String})
    joined = frame.select(column).with_row_index("at").join(update, on="at", how="left", maintain_order="left")
    return frame.with_columns(joined.select(pl.coalesce("new", column).alias(column))[column])


def _apply(frame: pl.DataFrame, changed: Changes) -> pl.DataFrame:
    for column in sorted({column for _, row in changed.values() for column in row}):
        places = [at for at, (_, row) in changed.items() if column in row]
        frame = _scatter(frame, column, places, [changed[at][1][column] for at in places])
    return frame


def _counter_people(
    people: pl.DataFrame, applicants: pl.DataFrame, used: pl.Series, rng: np.random.Generator, least: int
) -> pl.Series:
    """Half of them also applied at the one-door service; nobody in whom something is planted there."""
    size = max(counters.intake_size(people.height), least)
    known = applicants.filter(~pl.col("row").is_in(used.implode()))["row"].to_numpy()
    others = people.filter(pl.col("eligible"))["row"].to_numpy()
    others = np.setdiff1d(others, applicants["row"].to_numpy())
    here = min(size // 2, len(known))
    both = [rng.choice(known, here, replace=False), rng.choice(others, min(size - here, len(others)), replace=False)]
    return pl.Series(np.concatenate(both))


def _plant_counter(
    intake: pl.DataFrame, at_counter: int, each: int, rng: np.random.Generator
) -> tuple[pl.DataFrame, list[Planted]]:
    """``at_counter`` of every kind; of those that only counters know, as many as ``each`` if there is room."""
    only = {TWICE_SAME.name, TWICE_OTHER.name}
    many = {kind.name: max(at_counter, min(each, intake.height // 8)) if kind.name in only else at_counter
            for kind in COUNTER_KINDS}  # fmt: skip
    changed, truth = _plant_into(intake, COUNTER, COUNTER_KINDS, many, rng)
    sound = {line.key for line in truth if line.expect == "none"}
    touched = {intake["NOMOR_BERKAS"][at] for at in changed} - sound
    planted = _apply(intake, changed).with_columns(clean=~pl.col("NOMOR_BERKAS").is_in(list(touched)))
    return _double(planted, truth), truth


def _double(intake: pl.DataFrame, truth: list[Planted]) -> pl.DataFrame:
    """Type some rows a second time into the same file: once all the same, once with another name."""
    same = [line.key for line in truth if line.kind == TWICE_SAME.name]
    other = [line.key for line in truth if line.kind == TWICE_OTHER.name]
    again = intake.filter(pl.col("NOMOR_BERKAS").is_in(same + other)).with_columns(
        NAMA=pl.when(pl.col("NOMOR_BERKAS").is_in(other)).then(pl.lit("NAMA LAIN SEKALI")).otherwise("NAMA"),
        clean=pl.lit(False),
    )
    return pl.concat([intake, again]).sort("NOMOR_BERKAS", "clean", descending=[False, True], maintain_order=True)
