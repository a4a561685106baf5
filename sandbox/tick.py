"""The city lives: ``python -m sandbox.tick --every 5 --url … --folder …`` changes the agencies' records until SIGTERM.

What the registry changes first and other agencies lag behind is no disagreement; what is one stands in truth.jsonl.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import threading
from functools import partial
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

from sandbox import desks, life, plant
from sandbox.score import read
from sandbox.serving import libpq, with_database

#: Residents per unit of change, and the most units a step makes.
PER_UNIT, MOST_UNITS = 20_000, 20


def tick(url: str, folder: Path | str, *, seed: int, step: int) -> dict[str, int]:
    """One step of life; returns how many of each event happened. ``folder``: the one given to ``generate``."""
    folder = Path(folder)
    with psycopg.connect(libpq(url), row_factory=dict_row) as conn:
        conn.execute("set timezone to 'Asia/Jakarta'")
        now = life.Step(
            conn=conn,
            rng=random.Random(f"{seed}-{step}"),
            scale=_scale(conn),
            alone=_left_alone(conn, folder / "truth.jsonl"),
            spared=_spared(conn, folder / "truth.jsonl"),
        )
        for part in (life.live, partial(desks.work, folder=folder / "loket", number=step, seed=seed)):
            part(now)
            # First the truth, then the change: a kill between the two must not leave a change nobody can explain.
            plant.append(folder / "truth.jsonl", now.truth)
            now.truth.clear()
            conn.commit()
    return dict(sorted(now.done.items()))


def _scale(conn: psycopg.Connection[life.Row]) -> int:
    """Units of change for a city of this size; the applicants' last number tells it without counting residents."""
    last = conn.execute("select id from apsp.pemohon order by id desc limit 1").fetchone()
    residents = int(last["id"][2:]) / 0.08 if last else 0
    return max(1, min(MOST_UNITS, round(residents / PER_UNIT)))


def _left_alone(conn: psycopg.Connection[life.Row], truth: Path) -> frozenset[str]:
    """NIK in whom a difference is planted, and of everybody on a counter's list, which nobody can correct later."""
    planted = [
        line["key"] for line in read(truth) if line["system"] == plant.APPLICANT_FEED and line["kind"] != life.MOVED
    ]
    rows = conn.execute(
        "select nik from apsp.pemohon where id = any(%s) union select nik from loket.berkas"
        " union select kunci from kota.dibiarkan where jenis = 'nik'",
        [planted],
    ).fetchall()
    return frozenset(row["nik"] for row in rows)


def _spared(conn: psycopg.Connection[life.Row], truth: Path) -> frozenset[str]:
    """Complaints, print queue entries and offices in which something is planted."""
    planted = {line["key"] for line in read(truth) if line["system"] == "sp4.pengaduan"}
    rows = conn.execute("select kunci from kota.dibiarkan where jenis <> 'nik'").fetchall()
    return frozenset(planted | {row["kunci"] for row in rows})


def loop(url: str, folder: Path, *, seed: int, every: float, stop: threading.Event) -> int:
    """Tick until ``stop`` is set; goes on from the step reached last time. Returns the last step."""
    place = folder / "tick.step"
    step = int(place.read_text()) if place.exists() else 0
    while not stop.wait(every):
        step += 1
        done = tick(url, folder, seed=seed, step=step)
        place.write_text(str(step))
        sys.stdout.write(f"step {step}: {' '.join(f'{name}={count}' for name, count in done.items())}\n")
        sys.stdout.flush()
    return step


def main(arguments: list[str] | None = None) -> int:
    """Command line; ends at SIGTERM or Ctrl-C after the step under way."""
    parser = argparse.ArgumentParser(prog="sandbox.tick", description=__doc__)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between steps")
    parser.add_argument("--seed", type=int, default=1)
    with_database(parser)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args(arguments)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    loop(given.url, given.folder, seed=given.seed, every=given.every, stop=stop)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
