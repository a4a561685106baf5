"""The residents of the city as the registry keeps them, made column by column: families, names, numbers, flags.

Every draw comes from one generator per topic, so the same seed gives the same bytes whatever the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from sandbox import names, regions
from sandbox.names import Flags, Ints

Floats = npt.NDArray[np.float64]

YEAR = 365.25
#: What STAT_HBKEL says.
HEAD, WIFE, CHILD, PARENT, RELATIVE = 1, 3, 4, 7, 9
#: What EKTP_CURRENT_STATUS_CODE says when a card is ready to print.
READY = "5"
_DAY_US = 86_400_000_000


@dataclass(frozen=True, kw_only=True)
class Population:
    """The registry's content.

    ``residents``: columns of siak.biodata_wni, beside them ``hh`` (row in families), ``born`` (Date), ``days`` (age).
    ``families``: columns of siak.data_keluarga. ``events``: columns of siak.peristiwa.
    """

    residents: pl.DataFrame
    families: pl.DataFrame
    events: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class Households:
    """One entry per family; ``size`` counts members, ``people`` and ``kelurahan`` are rows of their tables."""

    size: Ints
    couple: Flags
    grandparent: Flags
    people: Ints
    religion: Ints
    kelurahan: Ints


@dataclass(frozen=True, kw_only=True)
class Members:
    """One entry per resident, members of a family side by side, the head first."""

    hh: Ints
    role: Ints
    woman: Flags
    days: Ints


def draw(seed: int, topic: int) -> np.random.Generator:
    """The random numbers of one topic, so that a change in one does not shift the others."""
    return np.random.default_rng(np.random.SeedSequence([seed, topic]))


def populate(residents: int, *, seed: int, today: date) -> Population:
    """Make the registry: exactly ``residents`` rows, nobody born after ``today``."""
    homes = _households(residents, draw(seed, 1))
    members = _members(homes, draw(seed, 2))
    kk = _family_numbers(homes, members, draw(seed, 3), today)
    families = _addresses(homes, kk, draw(seed, 4), today)
    people = _biodata(homes, members, kk, seed, today)
    heads = people.filter(pl.col("stat_hbkel") == "1").sort("hh")
    families = families.with_columns(nik_kk=heads["nik"], nama_kep=heads["nama_lgkp"].str.strip_chars_end())
    return Population(residents=people, families=families, events=_events(people, draw(seed, 8), today))


def weighted(rng: np.random.Generator, values: list[int], weights: list[float], count: int) -> Ints:
    """``count`` draws of ``values`` by weight."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.asarray(values, dtype=np.int64)[np.searchsorted(edges / edges[-1], rng.random(count), side="right")]


def rank_in_group(key: Ints) -> Ints:
    """Place of each entry among the entries with an equal key, from 0, in the order given."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    starts = np.maximum.accumulate(np.where(first, np.arange(len(key)), 0))
    rank = np.empty(len(key), dtype=np.int64)
    rank[order] = np.arange(len(key)) - starts
    return rank


def serials(key: Ints) -> Ints:
    """A serial 9001-9999 per entry, never twice for one key (region, date and sex)."""
    rank = rank_in_group(key)
    if int(rank.max(initial=0)) >= 999:
        raise ValueError("more than 999 numbers for one region and date: fewer residents, please")
    return 9001 + (key * 48_271 % 997 + rank) % 999


def _households(residents: int, rng: np.random.Generator) -> Households:
    """Sizes that add up to exactly ``residents``; one people, one religion and one kelurahan per family."""
    guess = residents // 2 + 10
    size = weighted(rng, [1, 2, 3, 4, 5, 6, 7], [9, 14, 21, 26, 17, 9, 4], guess)
    count = int(np.searchsorted(np.cumsum(size), residents)) + 1
    size = size[:count]
    size[-1] -= int(size.sum()) - residents
    people = weighted(rng, list(range(len(names.PEOPLES))), [one.share for one in names.PEOPLES], count)
    religion = np.zeros(count, dtype=np.int64)
    for place, one in enumerate(names.PEOPLES):
        mine = people == place
        codes = [int(code) for code in one.religions]
        religion[mine] = weighted(rng, codes, list(one.religions.values()), int(mine.sum()))
    table = regions.kelurahan_table()
    weights = rng.uniform(0.4, 1.6, table.height).tolist()
    couple = (size >= 2) & (rng.random(count) < 0.87)
    return Households(
        size=size,
        couple=couple,
        grandparent=(size >= 4) & (rng.random(count) < 0.12),
        people=people,
        religion=religion,
        kelurahan=weighted(rng, list(range(table.height)), weights, count),
    )


def _members(homes: Households, rng: np.random.Generator) -> Members:
    total = int(homes.size.sum())
    hh = np.repeat(np.arange(len(homes.size)), homes.size)
    place = np.arange(total) - np.repeat(np.cumsum(homes.size) - homes.size, homes.size)
    role = np.full(total, CHILD, dtype=np.int64)
    role[place == homes.size[hh] - 1] = np.where(homes.grandparent, PARENT, CHILD)
    role[(place == 1) & homes.couple[hh]] = WIFE
    role[place == 0] = HEAD
    woman = rng.random(total) < 0.5
    woman[role == WIFE] = True
    woman[role == HEAD] &= ~homes.couple
    woman[role == PARENT] = rng.random(int((role == PARENT).sum())) < 0.7
    days = _ages(homes, hh, role, rng)
    too_old = (role == PARENT) & (days > 100 * YEAR)
    role = np.where(too_old, RELATIVE, role)
    days = np.where(too_old, rng.integers(int(18 * YEAR), int(70 * YEAR), total), days)
    return Members(hh=hh, role=role, woman=woman, days=days)


def _within(rng: np.random.Generator, days: Floats, least: float, most: float) -> Floats:
    """Days outside the range get another place inside it, near the end they passed: nobody piles up on one birthday."""
    spread = rng.uniform(0, min(5 * YEAR, most - least), len(days))
    return np.select([days < least, days > most], [least + spread, most - spread], default=days)


def _ages(homes: Households, hh: Ints, role: Ints, rng: np.random.Generator) -> Ints:
    """Ages in days, built from the youngest child upwards, so that every mother was of age at every birth."""
    count, child = len(homes.size), role == CHILD
    children = np.bincount(hh[child], minlength=count)
    youngest = _within(rng, rng.gamma(1.25, 9.5, count) * YEAR, 3, 30 * YEAR)
    gap = np.where(child, rng.uniform(1.2, 4.2, len(hh)) * YEAR, 0.0)
    last_child = np.cumsum(children) - 1
    at_child = np.flatnonzero(child)
    gap[at_child[last_child[children > 0]]] = 0.0
    running = np.cumsum(gap)
    ends = np.cumsum(homes.size) - 1
    older_by = running[ends][hh] - running + gap
    oldest = np.where(children > 0, youngest + older_by[ends - homes.size + 1], 0.0)
    free = np.where(homes.couple, rng.uniform(21, 80, count), rng.triangular(19, 30, 86, count)) * YEAR
    mother = np.where(children > 0, oldest + rng.triangular(19, 24, 35, count) * YEAR, free)
    husband = _within(rng, mother + rng.uniform(-2, 8, count) * YEAR, 20 * YEAR, 96 * YEAR)
    head = np.where(homes.couple, husband, mother)
    grand = head + rng.uniform(19, 33, count) * YEAR
    by_role = [role == HEAD, role == WIFE, role == PARENT]
    days = np.select(by_role, [head[hh], mother[hh], grand[hh]], default=youngest[hh] + older_by)
    return days.astype(np.int64)


def _date_digits(dates: npt.NDArray[np.datetime64], woman: Flags | None = None) -> Ints:
    """ddmmyy as a number, the day plus 40 for women."""
    months = dates.astype("datetime64[M]").astype(np.int64)
    day = (dates - dates.astype("datetime64[M]")).astype(np.int64) + 1
    day = day + (40 * woman if woman is not None else 0)
    digits: Ints = day * 10_000 + (months % 12 + 1) * 100 + (1970 + months // 12) % 100
    return digits


def _digits(numbers: Ints) -> pl.Series:
    return pl.Series(numbers).cast(pl.String)


def _kecamatan(homes: Households) -> Ints:
    """Six-digit region number of each family's kecamatan."""
    kec = regions.kelurahan_table()["kec"].cast(pl.Int64).to_numpy()
    return int(regions.PROVINCE + regions.CITY) * 100 + kec[homes.kelurahan]


def _family_numbers(homes: Households, members: Members, rng: np.random.Generator, today: date) -> Ints:
    adult = members.days[members.role == HEAD] - int(18 * YEAR)
    ago = np.minimum(rng.integers(30, 5500, len(homes.size)), np.maximum(adult, 1))
    key = _kecamatan(homes) * 1_000_000 + _date_digits(np.datetime64(today) - ago)
    return key * 10_000 + serials(key)


def _resident_numbers(homes: Households, members: Members, rng: np.random.Generator, today: date) -> tuple[Ints, Ints]:
    """NIK as numbers, and the place of registration: -1 Medan, else the row in ``regions.ELSEWHERE``."""
    total = len(members.hh)
    away = np.array([int(code) for code, _ in regions.ELSEWHERE])
    luck = rng.random(total)
    born_here = members.days < 15 * YEAR
    elsewhere = luck < np.where(born_here, 0.04, 0.22)
    other_kec = ~elsewhere & (luck < np.where(born_here, 0.10, 0.42))
    place = rng.integers(0, len(away), total)
    medan = int(regions.PROVINCE + regions.CITY) * 100
    prefix = np.where(other_kec, medan + rng.integers(1, 22, total), _kecamatan(homes)[members.hh])
    prefix = np.where(elsewhere, away[place], prefix)
    key = prefix * 1_000_000 + _date_digits(np.datetime64(today) - members.days, members.woman)
    return key * 10_000 + serials(key), np.where(elsewhere, place, -1)


def moments(rng: np.random.Generator, days_ago: Ints, today: date) -> pl.Series:
    """Office-hour moments (local clock, microseconds) so many whole days before ``today``."""
    within = rng.integers(8 * 3600 * 1_000_000, 16 * 3600 * 1_000_000, len(days_ago))
    start = np.datetime64(today).astype("datetime64[us]").astype(np.int64)
    return pl.Series(start - days_ago * _DAY_US + within).cast(pl.Datetime("us"))


def _addresses(homes: Households, kk: Ints, rng: np.random.Generator, today: date) -> pl.DataFrame:
    count = len(kk)
    table = regions.kelurahan_table()
    place = pl.Series(homes.kelurahan)
    street = pl.Series(names.STREETS).gather(rng.integers(0, len(names.STREETS), count))
    lane = pl.Series([None, *names.LANES]).gather(
        np.where(rng.random(count) < 0.5, 0, rng.integers(1, len(names.LANES) + 1, count))
    )
    has_rt = rng.random(count) < 0.55
    entered = rng.integers(5, 4000, count)
    changed = 1 + (entered * rng.random(count)).astype(np.int64)
    homes_at = pl.DataFrame({"street": street, "lane": lane, "house": _digits(rng.integers(1, 250, count))}).select(
        no_kk=_digits(kk),
        alamat=pl.concat_str(
            pl.lit("JL. ") + pl.col("street"),
            pl.lit(" GG. ") + pl.col("lane"),
            pl.lit(" NO. ") + pl.col("house"),
            ignore_nulls=True,
        ),
        no_rt=_digits(np.where(has_rt, rng.integers(1, 16, count), 0)),
        no_rw=_digits(np.where(has_rt, rng.integers(1, 13, count), 0)),
        dusun=pl.lit("LINGKUNGAN ") + pl.Series(names.ROMAN).gather(rng.integers(0, len(names.ROMAN), count)),
        kode_pos=table["postcode"].gather(place),
        no_prop=pl.lit(regions.PROVINCE),
        no_kab=pl.lit(regions.CITY),
        no_kec=table["no_kec"].gather(place),
        no_kel=table["kel"].gather(place),
        flag_status=pl.lit("0"),
        tgl_insertion=moments(rng, entered, today),
        tgl_updation=moments(rng, np.minimum(changed, entered), today),
    )
    more = pl.Series(weighted(rng, [0, 1, 2], [84, 8, 8], count))
    named = pl.lit(" KEL. ") + table["name"].gather(place).str.to_uppercase()
    longer = pl.when(more == 1).then(pl.lit(" ") + pl.col("dusun")).when(more == 2).then(named)
    return homes_at.with_columns(alamat=pl.concat_str("alamat", longer, ignore_nulls=True))


def _biodata(homes: Households, members: Members, kk: Ints, seed: int, today: date) -> pl.DataFrame:
    nik, registered = _resident_numbers(homes, members, draw(seed, 5), today)
    called = _called(homes, members, draw(seed, 6))
    status = _states(members, draw(seed, 7))
    rng = draw(seed, 9)
    table, hh = regions.kelurahan_table(), pl.Series(members.hh)
    place = pl.Series(homes.kelurahan).gather(hh)
    towns = pl.Series(["MEDAN", *(town for _, town in regions.ELSEWHERE)])
    birthplace = np.where((registered >= 0) & (rng.random(len(nik)) < 0.8), registered + 1, 0)
    entered = 1 + (np.minimum(members.days - 2, 5000) * rng.random(len(nik))).astype(np.int64)
    changed = 1 + (entered * rng.random(len(nik))).astype(np.int64)
    people = pl.DataFrame({"nik": _digits(nik), "no_kk": _digits(kk).gather(hh)}).with_columns(
        called.with_columns(tmpt_lhr=towns.gather(birthplace)).get_columns(),
        born=pl.Series(np.datetime64(today) - members.days).cast(pl.Date),
        jenis_klmin=pl.Series(np.where(members.woman, "2", "1")),
        agama=_digits(homes.religion).gather(hh),
        stat_hbkel=_digits(members.role),
        no_prop=pl.lit(regions.PROVINCE),
        no_kab=pl.lit(regions.CITY),
        no_kec=table["no_kec"].gather(place),
        no_kel=table["kel"].gather(place),
        tgl_entri=moments(rng, entered, today),
        tgl_ubah=moments(rng, np.minimum(changed, entered), today),
        hh=hh,
        days=pl.Series(members.days),
    )
    return people.with_columns(status.get_columns(), tgl_lhr=pl.col("born").dt.strftime("%d-%m-%Y"))


def _states(members: Members, rng: np.random.Generator) -> pl.DataFrame:
    """Marital state, schooling, work, blood, life, flags and card state, each by age and place in the family."""
    total, years = len(members.hh), members.days / YEAR
    luck = rng.random(total)
    lone = members.role == HEAD
    married = (members.role == WIFE) | (lone & np.isin(members.hh, members.hh[members.role == WIFE]))
    parted = weighted(rng, [3, 4], [0.4, 0.6], total)
    family = np.bincount(members.hh)[members.hh]
    single = (members.role == CHILD) | ((family == 1) & (luck < np.where(years < 35, 0.95, 0.3)))
    marital = np.select([married, single, members.role == PARENT], [2, 1, 4], default=parted)
    leaves = np.isin(members.role, [CHILD, RELATIVE]) & (years > 18)
    moved = leaves & (luck > 0.985)
    dead = ((members.role == PARENT) & (luck > 0.93)) | (leaves & (luck < 0.002))
    life = np.select([moved, dead], [3, 2], default=1)
    card = np.where(years < 17, 1, weighted(rng, [8, 3, 5, 7, 4, 6, 2], [90, 3, 2, 1, 1.5, 0.5, 2], total))
    return pl.DataFrame(
        {
            "gol_drh": _digits(weighted(rng, [13, 1, 2, 3, 4], [62, 10, 11, 3, 14], total)),
            "stat_kwn": _digits(marital),
            "pddk_akh": _digits(_schooling(years, rng)),
            "jenis_pkrjn": _digits(_work(years, members.woman, rng)),
            "stat_hidup": _digits(life),
            "flag_pindah": _digits(moved.astype(np.int64)),
            "flag_status": _digits(np.zeros(total, dtype=np.int64)),
            "ektp_current_status_code": _digits(card),
            "pnydng_cct": _digits(weighted(rng, [0, 1, 2, 3, 4], [985, 6, 3, 3, 3], total)),
        }
    )


def _schooling(years: Floats, rng: np.random.Generator) -> Ints:
    grown = weighted(rng, [3, 4, 5, 7, 8, 9, 10], [11, 14, 50, 6, 16, 2.5, 0.5], len(years))
    grown = np.where((years < 22) & (grown > 5), 5, grown)
    return np.select([years < 6, years < 12, years < 15, years < 18], [1, 2, 3, 4], default=grown)


def _work(years: Floats, woman: Flags, rng: np.random.Generator) -> Ints:
    jobs = [15, 88, 84, 19, 81, 5, 65, 16, 35, 74, 72, 68, 13, 6, 7, 1]
    weights = [27, 30, 9, 9, 3, 4, 3.5, 1.5, 1, 1, 0.4, 0.1, 2, 0.7, 0.8, 7]
    grown = weighted(rng, jobs, weights, len(years))
    luck = rng.random(len(years))
    house = woman & (luck < 0.5)
    return np.select(
        [years < 6, years < 18, (years < 23) & (luck < 0.6), house, (years > 60) & (luck > 0.75)],
        [1, 3, 3, 2, 4],
        default=grown,
    )


def _called(homes: Households, members: Members, rng: np.random.Generator) -> pl.DataFrame:
    """Own, mother's and father's names; children carry the father's marga, a wife keeps her own."""
    people, hh = homes.people[members.hh], members.hh
    family = names.marga(rng, homes.people)
    own = names.marga(rng, people)
    inherits = (members.role == CHILD) | ((members.role == HEAD) & ~members.woman)
    own = np.where(inherits, family[hh], own)
    clean = names.compose(rng, people, members.woman, own)
    head_row = np.flatnonzero(members.role == HEAD)
    wife_row = np.full(len(homes.size), -1, dtype=np.int64)
    wife_row[hh[members.role == WIFE]] = np.flatnonzero(members.role == WIFE)
    child = members.role == CHILD
    head_woman = members.woman[head_row]
    father_row = np.where(child & ~head_woman[hh], head_row[hh], -1)
    mother_row = np.where(child, np.where(head_woman, head_row, wife_row)[hh], -1)
    women, men = np.ones(len(hh), dtype=np.bool_), np.zeros(len(hh), dtype=np.bool_)
    mother = _known_else(clean, mother_row, names.compose(rng, people, women, names.marga(rng, people)))
    father = _known_else(clean, father_row, names.compose(rng, people, men, own))
    blanks = pl.Series(["", " ", "   "]).gather(weighted(rng, [0, 1, 2], [0.94, 0.03, 0.03], len(hh)))
    return pl.DataFrame({"nama_lgkp": clean + blanks, "nama_lgkp_ibu": mother, "nama_lgkp_ayah": father})


def _known_else(known: pl.Series, row: Ints, other: pl.Series) -> pl.Series:
    """Name of the family member at ``row``, or ``other`` where there is none (-1)."""
    return known.gather(np.maximum(row, 0)).zip_with(pl.Series(row >= 0), other)


def _events(people: pl.DataFrame, rng: np.random.Generator, today: date) -> pl.DataFrame:
    """Births of the last year, the deaths and departures on record, and some arrivals of the last two years."""
    arrived = pl.Series(rng.random(people.height) < 0.004)
    kind = (
        pl.when(pl.col("days") < 366)
        .then(pl.lit("LAHIR"))
        .when(pl.col("stat_hidup") == "2")
        .then(pl.lit("MATI"))
        .when(pl.col("stat_hidup") == "3")
        .then(pl.lit("PINDAH"))
        .when(arrived & (pl.col("days") > 800))
        .then(pl.lit("DATANG"))
    )
    found = people.select("nik", "born", "days", jenis=kind).filter(pl.col("jenis").is_not_null())
    ago = np.minimum(rng.integers(1, 700, found.height), found["days"].to_numpy() - 2)
    number = pl.int_range(1, found.height + 1, eager=True).cast(pl.String).str.zfill(7)
    happened = (
        pl.when(pl.col("jenis") == "LAHIR")
        .then(pl.col("born"))
        .otherwise(pl.Series(np.datetime64(today) - ago).cast(pl.Date))
    )
    codes = {"LAHIR": "AL", "MATI": "AM", "PINDAH": "SKPWNI", "DATANG": "SKDWNI"}
    return found.select(
        id_peristiwa="PST-" + number,
        jenis="jenis",
        nik="nik",
        tgl_peristiwa=happened.dt.strftime("%d-%m-%Y"),
        no_dokumen=pl.col("jenis").replace_strict(codes) + "/1271/" + number,
        tgl_entri=moments(rng, np.maximum(ago - 1, 1), today),
    )
