"""The generated city in a real database, and how it changes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import make_url

from sandbox import generate, score, tick
from sandbox.serving import libpq
from simpul.core import clock

SIZE, SEED = 3_000, 5


@pytest.fixture(scope="module")
def sandbox_url(server_url: str) -> Iterator[str]:
    """Address of a database that is made by the generator and dropped afterwards."""
    name = f"simpul_life_{os.getpid()}"
    yield _named(server_url, name)
    _drop(_named(server_url, name))


def _drop(url: str) -> None:
    with psycopg.connect(libpq(_named(url, "postgres")), autocommit=True) as conn:
        conn.execute(f"drop database if exists {make_url(url).database} with (force)".encode())


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def folder(sandbox_url: str, tmp_path: Path) -> Path:
    """A freshly generated city."""
    generate.generate(sandbox_url, tmp_path, residents=SIZE, seed=SEED)
    return tmp_path


@pytest.fixture(scope="module")
def living(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address and folder of one city whose life goes on from test to test."""
    url, place = _named(server_url, f"simpul_living_{os.getpid()}"), tmp_path_factory.mktemp("living")
    # Of every thing one, so that a small city keeps people to live on.
    generate.generate(url, place, residents=SIZE, seed=SEED, each=1)
    yield url, place
    _drop(url)


def _rows(url: str, query: str) -> list[dict[str, Any]]:
    with psycopg.connect(libpq(url), row_factory=dict_row) as conn:
        return conn.execute(query.encode()).fetchall()


def test_the_database_holds_the_city_as_it_was_drawn(sandbox_url: str, folder: Path) -> None:
    """Every row arrives, blanks and clock included, and keys and indexes are back."""
    tables, files, truth = generate.city(SIZE, seed=SEED)
    for name, frame in tables.items():
        assert _rows(sandbox_url, f"select count(*) as n from {name}")[0]["n"] == frame.height
    people = tables["siak.biodata_wni"].sort("nik")
    stored = _rows(
        sandbox_url,
        "select nik, nama_lgkp, tgl_ubah at time zone 'Asia/Jakarta' as t from siak.biodata_wni order by nik",
    )
    assert [row["nama_lgkp"] for row in stored] == people["nama_lgkp"].to_list()
    assert [row["t"] for row in stored] == people["tgl_ubah"].to_list()
    keys = _rows(sandbox_url, "select indexname from pg_indexes where schemaname in ('siak', 'apsp', 'sp4')")
    assert {"biodata_wni_pkey", "biodata_order", "biodata_kk", "permohonan_pkey", "complaint_order"} <= {
        row["indexname"] for row in keys
    }
    assert {path.name for path in (folder / "loket" / "masuk").iterdir()} == set(files)
    assert len(score.read(folder / "truth.jsonl")) == len(truth)


def test_generating_again_replaces_the_city(sandbox_url: str, folder: Path) -> None:
    """A second run leaves one city, not two."""
    again = generate.generate(sandbox_url, folder, residents=2_000, seed=1)
    assert _rows(sandbox_url, "select count(*) as n from siak.biodata_wni")[0]["n"] == again["siak.biodata_wni"] < 2_100


def test_a_step_of_life_touches_every_agency_and_stamps_it_now(living: tuple[str, Path]) -> None:
    """One step brings births, corrections, applications, complaints and counter files, all dated now."""
    sandbox_url, folder = living
    before = clock.now()
    done = tick.tick(sandbox_url, folder, seed=1, step=4)
    assert {"LAHIR", "KOREKSI", "PINDAH_RUMAH", "PERMOHONAN", "TAHAP", "PENGADUAN", "TANGGAPAN", "BERKAS_LOKET"} <= set(
        done
    )
    clocks = {
        "siak.biodata_wni": "tgl_ubah",
        "siak.peristiwa": "tgl_entri",
        "apsp.permohonan": "diubah",
        "apsp.tahapan": "waktu",
        "sp4.complaint": "updated_at",
        "sp4.followup": "created_at",
    }
    for table, column in clocks.items():
        newest = _rows(sandbox_url, f"select max({column}) as t from {table}")[0]["t"]
        assert before - timedelta(seconds=1) < newest < clock.now() + timedelta(seconds=1), table


def test_many_steps_keep_the_registry_whole(living: tuple[str, Path]) -> None:
    """After 12 steps every resident has a family, no family two heads, every application its last stage."""
    sandbox_url, folder = living
    for step in range(101, 113):
        tick.tick(sandbox_url, folder, seed=2, step=step)
    lost = (
        "select count(*) as n from siak.biodata_wni b left join siak.data_keluarga k using (no_kk)"
        " where k.no_kk is null"
    )
    assert _rows(sandbox_url, lost)[0]["n"] == 0
    twice = (
        "select no_kk from siak.biodata_wni where stat_hidup = '1' and nik not in (select kunci from kota.dibiarkan)"
        " group by no_kk having count(*) filter (where stat_hbkel = '1') > 1"
    )
    assert _rows(sandbox_url, twice) == []
    moved = (
        "select b.nik from siak.biodata_wni b join siak.data_keluarga k using (no_kk)"
        " where (b.no_kec, b.no_kel) is distinct from (k.no_kec, k.no_kel)"
    )
    assert _rows(sandbox_url, moved) == []
    stale = (
        "select p.nomor from apsp.permohonan p join lateral (select tahap from apsp.tahapan t where"
        " t.nomor_permohonan = p.nomor order by waktu desc, id desc limit 1) l on true where l.tahap <> p.tahap"
    )
    assert _rows(sandbox_url, stale) == []


def test_life_differs_only_where_the_truth_says(living: tuple[str, Path]) -> None:
    """Whoever's name differs between registry and one-door service after life went on is written in the truth."""
    sandbox_url, folder = living
    for step in range(201, 209):
        tick.tick(sandbox_url, folder, seed=3, step=step)
    differing = (
        "select p.id from apsp.pemohon p join siak.biodata_wni b using (nik) where flag_status = '0'"
        " and regexp_replace(upper(trim(p.nama)), ' +', ' ', 'g') <> trim(b.nama_lgkp)"
    )
    told = {line["key"] for line in score.read(folder / "truth.jsonl") if line["field"] == "nama_lengkap"}
    found = {row["id"] for row in _rows(sandbox_url, differing)}
    assert found <= told
    slips = {line["key"] for line in score.read(folder / "truth.jsonl") if line["kind"] == "nama_diketik_ulang"}
    assert slips
    assert slips <= found


def test_planted_people_are_left_alone(living: tuple[str, Path]) -> None:
    """Life never touches the registry record of somebody in whom a difference is planted."""
    sandbox_url, folder = living
    truth = score.read(folder / "truth.jsonl")
    keys = [line["key"] for line in truth if line["system"] == "apsp.pemohon" and not line.get("at")]
    tick_started = clock.now()
    for step in range(301, 307):
        tick.tick(sandbox_url, folder, seed=4, step=step)
    listed = ", ".join(f"'{key}'" for key in keys)
    changed = (
        f"select p.id, b.tgl_ubah from apsp.pemohon p join siak.biodata_wni b using (nik) where p.id in ({listed})"
        f" and (b.tgl_ubah >= '{tick_started.isoformat()}' or p.diubah >= '{tick_started.isoformat()}')"
    )
    assert _rows(sandbox_url, changed) == []


def test_new_complaints_quote_their_reporters_own_application(living: tuple[str, Path]) -> None:
    """Among new complaints some quote an application whose applicant has the reporter's name and phone."""
    sandbox_url, folder = living
    for step in range(401, 406):
        tick.tick(sandbox_url, folder, seed=6, step=step)
    own = (
        "select c.complaint_id from sp4.complaint c join apsp.permohonan p"
        " on p.nomor = substring(c.content from '503/[0-9]{6}/[A-Z]+/[0-9]{4}')"
        " join apsp.pemohon o on o.id = p.pemohon_id and o.nama = c.reporter_name and o.telepon = c.reporter_phone"
        " where c.created_at > now() - interval '1 hour'"
    )
    assert len(_rows(sandbox_url, own)) >= 2


def test_the_loop_goes_on_where_it_stopped(living: tuple[str, Path]) -> None:
    """Stopped and started again, the loop counts on, so that no number is given out twice."""
    sandbox_url, folder = living
    stop = threading.Event()
    threading.Timer(0.8, stop.set).start()
    first = tick.loop(sandbox_url, folder, seed=1, every=0.05, stop=stop)
    stop = threading.Event()
    threading.Timer(0.8, stop.set).start()
    assert tick.loop(sandbox_url, folder, seed=1, every=0.05, stop=stop) > first > 0


def test_the_command_ends_at_sigterm(living: tuple[str, Path], repo: Path) -> None:
    """The process makes steps until SIGTERM, then ends with 0."""
    sandbox_url, folder = living
    command = [sys.executable, "-m", "sandbox.tick", "--every", "0.1", "--url", sandbox_url, "--folder", str(folder)]
    with subprocess.Popen(command, cwd=repo, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("step ")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_truth_lines_have_the_agreed_names(folder: Path) -> None:
    """Each line holds kind, system, key, field, expect and note, few more, and expect is one of those agreed."""
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        assert set(told) - {"other", "alike"} == {"kind", "system", "key", "field", "expect", "note"}
        assert told["expect"] in ("case", "quarantine", "any", "match", "none", "may")


def test_five_thousand_residents_take_seconds(sandbox_url: str, tmp_path: Path) -> None:
    """5,000 residents are generated and loaded in under eight seconds."""
    started = time.monotonic()
    generate.generate(sandbox_url, tmp_path, residents=5_000, seed=1)
    assert time.monotonic() - started < 8
