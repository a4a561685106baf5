"""Make the city: ``python -m sandbox.generate --residents N --seed S --url … --folder …``.

Writes the agencies' tables into the database at ``url``, the counters' files into ``folder``/loket/masuk and what was
planted into ``folder``/truth.jsonl. Same residents, seed and day: same bytes.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl

from sandbox import agencies, complaints, counters, load, people, plant, reporters, rulebook
from sandbox.ground import Ground
from sandbox.serving import with_database
from sandbox.tidy import tidied
from simpul.core import clock

#: The day the city is drawn as it stood, so that a seed means the same city on every day of the year.
AS_OF = date(2026, 9, 30)
JAKARTA = clock.WIB
FEWEST, MOST = 2_000, 3_000_000


def generate(
    url: str, folder: Path | str, *, residents: int, seed: int, today: date = AS_OF, each: int | None = None
) -> dict[str, int]:
    """Replace the sandbox's content; returns rows per table, files and planted lines.

    ``each``: how many of every kind are planted, as far as the city holds them; None: a few.
    Raises ValueError when ``residents`` is outside 2,000 to 3,000,000.
    """
    if not FEWEST <= residents <= MOST:
        raise ValueError(f"residents: {residents} is outside {FEWEST} to {MOST}: choose a number between them")
    folder = Path(folder)
    load.prepare(url)
    load.empty(url)
    tables, files, truth = city(residents, seed=seed, today=today, each=each)
    load.fill(url, tables)
    _forget(folder)
    counters.write(folder / "loket", files)
    plant.write(folder / "truth.jsonl", truth)
    counts = {name: frame.height for name, frame in tables.items()}
    return counts | {"files": len(files), "planted": len(truth)}


def _forget(folder: Path) -> None:
    """Take away what an earlier city left for the hub to read, and where its life had got to."""
    for path in [*(folder / "loket" / "masuk").glob("*.csv"), folder / "tick.step"]:
        path.unlink(missing_ok=True)


def city(
    residents: int, *, seed: int, today: date = AS_OF, each: int | None = None
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame], list[plant.Planted]]:
    """Everything in memory: frames per "schema.table", counters' files per name, what was planted (``each`` a kind)."""
    population = tidied(people.populate(residents, seed=seed, today=today), seed=seed, today=today)
    known = agencies.register(population)
    applicants = agencies.applicants(known, seed=seed, today=today, fewest=plant.places(each))
    planted = plant.plant(population, known, applicants, seed=seed, today=today, each=each)
    owners = planted.applicants
    applied = agencies.applications(owners, known["kec"].gather(owners["row"]), seed=seed, today=today)
    holders = agencies.cards(planted.residents, owners, applied.applications, seed=seed, today=today)
    reports, answers = complaints.complaints(owners, applied.applications, residents=residents, seed=seed, today=today)
    intake = counters.unlike(planted.intake, applied.applications)
    sound = intake.filter(pl.col("clean") & pl.col("LAYANAN").str.starts_with("KTP"))
    base = {
        "siak.biodata_wni": holders,
        "siak.data_keluarga": population.families,
        "siak.peristiwa": population.events,
        "apsp.pemohon": owners,
        "apsp.permohonan": applied.applications,
        "apsp.tahapan": applied.stages,
        "apsp.persyaratan": applied.requirements,
        "sp4.complaint": reports,
        "sp4.followup": answers,
        "loket.antrean": counters.queued(sound, people.draw(seed, 43), today),
    }
    many = rulebook.USUAL if each is None else each
    ground = Ground.on(base, known, intake, seed=seed, today=today, each=many)
    truth = [*planted.truth, *plant.follows(owners, applied.applications, planted.truth)]
    truth += rulebook.plant(ground, many)
    tables, intake = ground.done()
    others = known.filter(~pl.col("nik").is_in(tables["kota.dibiarkan"]["kunci"].implode()))
    tables["sp4.complaint"], told = reporters.add(
        tables["sp4.complaint"], others, owners, applied.applications, truth, seed=seed, today=today, each=each
    )
    files = counters.files_of(intake, tables["loket.antrean"], seed=seed, today=today)
    tables["apsp.pemohon"] = tables["apsp.pemohon"].drop("row")
    tables["siak.biodata_wni"] = tables["siak.biodata_wni"].drop("born", "hh", "days")
    return (
        tables | {"loket.berkas": _counter_register(intake, tables["loket.antrean"])},
        ground.into(files),
        truth + told,
    )


def _counter_register(intake: pl.DataFrame, queue: pl.DataFrame) -> pl.DataFrame:
    return intake.unique("NOMOR_BERKAS", keep="last", maintain_order=True).select(
        nomor_berkas="NOMOR_BERKAS",
        nik="resident",
        layanan="LAYANAN",
        kode_kecamatan=pl.lit("12.71.") + pl.col("kec"),
        diterima="when",
        bersih="clean",
        tercetak=pl.col("NOMOR_BERKAS").is_in(queue["nomor_berkas"].implode()),
    )


def main(arguments: list[str] | None = None) -> int:
    """Command line; prints what was made."""
    parser = argparse.ArgumentParser(prog="sandbox.generate", description=__doc__)
    parser.add_argument("--residents", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, help="how many of every kind are planted")
    parser.add_argument("--today", type=date.fromisoformat, default=None, help="the city's day; without it: today")
    with_database(parser)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        counts = generate(
            given.url,
            given.folder,
            residents=given.residents,
            seed=given.seed,
            today=given.today or clock.today(),
            each=given.each,
        )
    except ValueError as problem:
        parser.error(str(problem))
    for name, count in counts.items():
        sys.stdout.write(f"{name:22} {count:>10,}\n")
    sys.stdout.write(f"{time.monotonic() - started:.1f} s\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
