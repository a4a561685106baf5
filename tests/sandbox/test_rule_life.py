"""Life and what is planted later keep to the truth, told by the same plain checks as the first day."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import make_url

from sandbox import generate, later, score, tick
from sandbox.plant import Planted
from sandbox.serving import libpq
from simpul.core import clock
from tests.sandbox.rulechecks import Made, broken

JAKARTA = clock.WIB
TODAY = clock.today()
BY_LIKENESS = ("satu_orang_dua_nik_2", "satu_orang_dua_nik_3", "pengaduan_ganda")
TABLES = """siak.biodata_wni siak.data_keluarga siak.peristiwa apsp.pemohon apsp.permohonan apsp.tahapan
    apsp.persyaratan sp4.complaint sp4.followup dukcapil.penanda"""


@pytest.fixture(scope="module")
def city(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address and folder of a city of today that has lived through thirty steps."""
    name, folder = f"simpul_later_{os.getpid()}", tmp_path_factory.mktemp("later")
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    generate.generate(url, folder, residents=4_000, seed=12, today=TODAY, each=2)
    for step in range(1, 31):
        tick.tick(url, folder, seed=12, step=step)
    yield url, folder
    admin = make_url(server_url).set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(libpq(admin), autocommit=True) as conn:
        conn.execute(f'drop database if exists "{name}" with (force)'.encode())


def _local(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its moments as the agencies' clock shows them."""
    return {
        name: value.astimezone(JAKARTA).replace(tzinfo=None) if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _now(url: str, folder: Path) -> Made:
    """The agencies' records as they stand; of the counters' queue each entry as it was told last."""
    with psycopg.connect(libpq(url), row_factory=dict_row) as conn:
        tables = {name: pl.DataFrame([_local(row) for row in conn.execute(f"select * from {name}".encode())],
                                     infer_schema_length=None) for name in TABLES.split()}  # fmt: skip
    paths = sorted(
        (folder / "loket" / "masuk").glob("*.csv"), key=lambda path: (path.name.split("_")[2], path.stat().st_mtime)
    )
    files = {path.name: pl.read_csv(path, separator=";", comment_prefix="#", infer_schema=False) for path in paths}
    return tables, files, [Planted(**line) for line in score.read(folder / "truth.jsonl")]


def _wrong(made: Made, day: date) -> set[tuple[str, str]]:
    told = {
        (line.field.removeprefix("aturan "), line.key): line
        for line in made[2]
        if line.field.startswith("aturan ") and line.expect in ("case", "may")
    }
    found = broken(made, day)
    sure = {place for place, line in told.items() if line.expect == "case" and line.kind not in BY_LIKENESS}
    return (found - set(told)) | (sure - found)


@pytest.mark.parametrize("after", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_thirty_steps_of_life_break_no_rule_untold(city: tuple[str, Path], after: int) -> None:
    """After births, deaths, weddings, applications and complaints, only the truth's places are broken."""
    assert _wrong(_now(*city), TODAY + timedelta(days=after)) == set()


def test_heads_die_and_are_followed(city: tuple[str, Path]) -> None:
    """Some heads of families died, and every family with somebody living has one living head."""
    url, folder = city
    with psycopg.connect(libpq(url)) as conn:
        dead = conn.execute(
            "select count(*) from siak.biodata_wni where stat_hbkel = '1' and stat_hidup = '2'"
            " and nik not in (select kunci from kota.dibiarkan)"
        ).fetchone()
    assert dead is not None
    assert dead[0] > 0
    assert score.read(folder / "truth.jsonl")


def test_what_time_makes_wrong_is_planted_later(city: tuple[str, Path]) -> None:
    """Cards go back, numbers are given out again, noted complaints turn secret: each told, with what looks like it."""
    url, folder = city
    before = later.quote_before(url, folder, seed=1, each=2)
    assert [line.expect for line in before] == ["none"] * 4
    with psycopg.connect(libpq(url)) as conn:
        conn.execute(
            "insert into apsp.catatan (nomor_permohonan, isi)"
            " select substring(content from '503/[0-9]+/[A-Z]+/[0-9]+'), 'dikutip' from sp4.complaint"
            " where content like '%503/%'"
        )
        cards = dict(conn.execute("select nik, ektp_current_status_code from siak.biodata_wni").fetchall())
    lines = later.plant_later(url, folder, seed=1, each=2)
    kinds = Counter(line.kind for line in lines)
    assert kinds == dict.fromkeys(kinds, 2)
    assert (
        {line.field for line in lines if line.expect == "case"}
        == {line.field for line in lines}
        == {f"aturan {rule}" for rule in ("ktp_mundur", "nomor_dipakai_ulang", "rahasia_sudah_disalin")}
    )
    assert all(line.at for line in lines)
    with psycopg.connect(libpq(url)) as conn:
        after = dict(conn.execute("select nik, ektp_current_status_code from siak.biodata_wni").fetchall())
        hidden = conn.execute("select complaint_id::text from sp4.complaint where is_secret or is_anonymous").fetchall()
    rank = {state: place for place, state in enumerate("12357468")}
    fell = {nik for nik, state in after.items() if rank[state] < rank[cards[nik]]}
    assert {line.key for line in lines if line.kind in ("ktp_mundur", "mirip_ktp_mundur")} == fell
    assert {line.key for line in lines if line.system == "sp4.pengaduan"} <= {row[0] for row in hidden}
    assert _wrong(_now(url, folder), TODAY) - {(line.field[7:], line.key) for line in lines} == set()
