"""The paper counters: what a day's clerks type, and the files they leave in the folder."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from sandbox.agencies import phones, rewritten
from sandbox.names import Ints
from sandbox.people import draw, weighted
from sandbox.regions import KECAMATAN

#: Columns of an intake list, in the order of the form.
INTAKE = (
    "NO_URUT",
    "NOMOR_BERKAS",
    "NIK",
    "NO_KK",
    "NAMA",
    "TGL_LAHIR",
    "JENIS_KELAMIN",
    "RT",
    "RW",
    "KODE_KELURAHAN",
    "NO_HP",
    "LAYANAN",
    "TGL_TERIMA",
    "PETUGAS",
)
STOCK_DAYS = 10
OFFICES = ("DISDUKCAPIL", *(f"KECAMATAN {name.upper()}" for name, _ in KECAMATAN.values()))
#: Services a counter takes in on paper.
_TAKEN = ("KTP_EL_BARU", "KTP_EL_GANTI", "KK_UBAH", "AKTA_LAHIR", "PINDAH_KELUAR")


def intake_size(residents: int) -> int:
    """A few hundred rows, whatever the city's size: paper counters do not scale."""
    return int(np.clip(residents // 60, 120, 900))


def intake(people: pl.DataFrame, chosen: pl.Series, *, seed: int, today: date) -> pl.DataFrame:
    """One row per chosen resident as a clerk typed it: columns of INTAKE; kec, day (yyyymmdd), resident (NIK)."""
    rng = draw(seed, 40)
    rows = people[chosen]
    count = rows.height
    when = _office_times(rng, count, today)
    frame = rows.select(
        "kec",
        resident="nik",
        NIK="nik",
        NO_KK="no_kk",
        NAMA=rewritten(rows["nama"], rng),
        TGL_LAHIR=pl.col("born").dt.strftime("%d/%m/%Y"),
        JENIS_KELAMIN="jenis_kelamin",
        RT=_typed(rows["rt"], rng),
        RW=_typed(rows["rw"], rng),
        KODE_KELURAHAN="kode_kelurahan",
        NO_HP=phones(rng, count),
        LAYANAN=pl.Series(_TAKEN).gather(rng.integers(0, len(_TAKEN), count)),
        when=when,
        PETUGAS="LOKET " + pl.Series(rng.integers(1, 5, count)).cast(pl.String),
    ).sort("kec", "when", maintain_order=True)
    number = pl.int_range(1, count + 1, eager=True).cast(pl.String).str.zfill(6)
    return frame.with_columns(
        NOMOR_BERKAS=pl.concat_str(
            pl.lit("BM-"), "kec", pl.lit("-"), pl.col("when").dt.strftime("%Y"), pl.lit("-"), number
        ),
        TGL_TERIMA=pl.col("when").dt.strftime("%d/%m/%Y %H:%M"),
        day=pl.col("when").dt.strftime("%Y%m%d"),
    )


def unlike(taken: pl.DataFrame, applied: pl.DataFrame) -> pl.DataFrame:
    """Nobody brings to the counter what they asked for at the one-door service: such rows get another service."""
    asked = applied.group_by("nik").agg(pl.col("jenis_layanan").alias("asked"))
    known = taken.join(asked, left_on="resident", right_on="nik", how="left", maintain_order="left")
    free = (
        pl.concat_list(pl.lit(pl.Series([list(_TAKEN)])).first()).list.set_difference("asked").list.sort().list.first()
    )
    twice = pl.col("LAYANAN").is_in("asked") & pl.col("asked").is_not_null()
    return known.with_columns(LAYANAN=pl.when(twice).then(free).otherwise("LAYANAN")).drop("asked")


def _typed(number: pl.Series, rng: np.random.Generator) -> pl.Series:
    """RT and RW with or without zeros in front, as each clerk likes."""
    return number.zip_with(pl.Series(rng.random(len(number)) < 0.3), number.str.zfill(3))


def _office_times(rng: np.random.Generator, count: int, today: date) -> pl.Series:
    start = np.datetime64(today - timedelta(days=4)).astype("datetime64[m]").astype(np.int64)
    minutes = start + rng.integers(0, 4, count) * 1440 + rng.integers(8 * 60, 15 * 60, count)
    return pl.Series(minutes * 60_000_000).cast(pl.Datetime("us"))


def files_of(taken: pl.DataFrame, queue: pl.DataFrame, *, seed: int, today: date) -> dict[str, pl.DataFrame]:
    """Every file of the first days, name → rows; ``taken``: ``intake`` after planting, ``queue``: of ``queued``."""
    files = {
        f"berkas_masuk_1271{kec}_{day}_1.csv": _in_order(rows)
        for (kec, day), rows in taken.group_by("kec", "day", maintain_order=True)
    }
    files |= queue_files(queue, draw(seed, 41), today, 1)
    for back in range(STOCK_DAYS, 0, -1):
        day = today - timedelta(days=back)
        files[f"stok_blangko_{day:%Y%m%d}_1.csv"] = stock(day, seed)
    return files


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(NO_URUT=pl.col("NOMOR_BERKAS").rank("dense").cast(pl.String)).select(INTAKE)


QUEUE_TIME = "%d/%m/%Y %H:%M"


def queued(sound: pl.DataFrame, rng: np.random.Generator, today: date) -> pl.DataFrame:
    """The first print queue, first come first printed at each counter: columns of loket.antrean.

    ``sound``: kec, NOMOR_BERKAS, NIK, when (moment taken in).
    """
    rows = sound.sort("kec", "when", "NOMOR_BERKAS", maintain_order=True)
    place, size = pl.int_range(pl.len()).over("kec"), pl.len().over("kec")
    failed = pl.Series(rng.random(rows.height) < 0.05)
    state = pl.when(failed).then(pl.lit("GAGAL")).when(place < 0.55 * size).then(pl.lit("DICETAK"))
    serial = pl.int_range(1, rows.height + 1, eager=True).cast(pl.String).str.zfill(4)
    return rows.select(
        nomor_antrean=pl.lit(f"AC-{today:%Y%m%d}-1-") + serial,
        nomor_berkas="NOMOR_BERKAS",
        nik="NIK",
        status=state.otherwise(pl.lit("MENUNGGU")),
        masuk=pl.col("when") + pl.duration(minutes=30),
        cetak=pl.col("when") + pl.duration(minutes=90),
    ).with_columns(cetak=pl.when(pl.col("status") == "DICETAK").then("cetak"))


def queue_files(queue: pl.DataFrame, rng: np.random.Generator, today: date, number: int) -> dict[str, pl.DataFrame]:
    """A print queue list with the rows given (columns of loket.antrean) and the hand-over list of those printed."""
    told = queue.select(
        NOMOR_ANTREAN="nomor_antrean",
        NOMOR_BERKAS="nomor_berkas",
        NIK="nik",
        STATUS="status",
        TGL_MASUK=pl.col("masuk").dt.strftime(QUEUE_TIME),
        TGL_CETAK=pl.col("cetak").dt.strftime(QUEUE_TIME),
    )
    handed = told.filter((pl.col("STATUS") == "DICETAK") & pl.Series(rng.random(told.height) < 0.6))
    given = handed.select(
        NOMOR_SERAH=pl.lit("ST-") + pl.col("NOMOR_ANTREAN").str.slice(3),
        NOMOR_BERKAS="NOMOR_BERKAS",
        NIK="NIK",
        JENIS=pl.lit("KTP_EL"),
        TGL_SERAH="TGL_CETAK",
        PENERIMA=pl.Series(["SENDIRI", "KELUARGA"]).gather(weighted(rng, [0, 1], [80, 20], handed.height)),
    )
    day = f"{today:%Y%m%d}_{number}.csv"
    return {f"antrean_cetak_{day}": told, f"serah_terima_{day}": given}


def stock(day: date, seed: int) -> pl.DataFrame:
    """Blank stock of every office on one day; each day opens with what the day before closed with."""
    places = [(office, kind) for office in OFFICES for kind in ("KTP_EL", "KIA")]
    week, weekday = divmod(day.toordinal(), 7)
    full, used = draw(seed, 42).integers(150, 600, len(places)), _week(week, seed, len(places))
    # What a week takes comes back at its end.
    opening = full - used[:weekday].sum(axis=0)
    came = used.sum(axis=0) if weekday == 6 else np.zeros(len(places), dtype=np.int64)
    spoilt = np.minimum(used[weekday], draw(seed, 50_000 + day.toordinal()).integers(0, 3, len(places)))
    numbers = {
        "STOK_AWAL": opening,
        "MASUK": came,
        "TERPAKAI": used[weekday] - spoilt,
        "RUSAK": spoilt,
        "STOK_AKHIR": opening - used[weekday] + came,
    }
    where = {"LOKASI": [office for office, _ in places], "JENIS": [kind for _, kind in places]}
    counted = {name: pl.Series(values).cast(pl.String) for name, values in numbers.items()}
    return pl.DataFrame({"TANGGAL": [f"{day:%d/%m/%Y}"] * len(places)} | where | counted)


def _week(week: int, seed: int, places: int) -> Ints:
    """What each place uses on each of the seven days: never more than half of what it has, a fourteenth a day."""
    full = draw(seed, 42).integers(150, 600, places)
    return (full * draw(seed, 40_000_000 + week).uniform(0.03, 0.07, (7, places))).astype(np.int64)


def write(folder: Path, files: dict[str, pl.DataFrame]) -> None:
    """Leave the files in ``folder``/masuk: whole or not at all, so that nobody reads half a file."""
    inbox = folder / "masuk"
    inbox.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        waiting = inbox / f".{name}.sementara"
        waiting.write_bytes(as_csv(rows))
        waiting.rename(inbox / name)


def as_csv(rows: pl.DataFrame) -> bytes:
    """The counters' format: UTF-8 with mark, semicolons, CRLF, a last line with the number of rows."""
    lines = rows.write_csv(separator=";", line_terminator="\r\n", null_value="")
    return ("\ufeff" + lines + f"#TOTAL;{rows.height}\r\n").encode()
