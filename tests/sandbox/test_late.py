"""What is planted while the city lives: a change over time, and its line in the truth."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from sandbox import generate, late, score
from sandbox.serving import libpq
from simpul.store import engine

EACH = 4


@pytest.fixture(scope="module")
def planted(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """Address and folder of a city in which late kinds were planted, and every applicant as they were before."""
    name, folder = f"simpul_late_{os.getpid()}", tmp_path_factory.mktemp("late")
    url = engine.beside(server_url, name)
    generate.generate(url, folder, residents=3_000, seed=5)
    before = {row["id"]: row for row in _rows(url, "select * from apsp.pemohon")}
    families = {row["nik"]: row["no_kk"] for row in _rows(url, "select nik, no_kk from siak.biodata_wni")}
    late.plant_late(url, folder, seed=5, each=EACH)
    yield url, folder, {"applicants": before, "families": families}
    with psycopg.connect(libpq(engine.beside(server_url, "postgres")), autocommit=True) as conn:
        conn.execute(f'drop database "{name}" with (force)'.encode())


def _rows(url: str, query: str) -> list[dict[str, Any]]:
    with psycopg.connect(libpq(url), row_factory=dict_row) as conn:
        return conn.execute(query.encode()).fetchall()


def _lines(folder: Path, kind: str) -> list[dict[str, str]]:
    return [line for line in score.read(folder / "truth.jsonl") if line["kind"] == kind and line.get("at")]


def test_every_late_kind_is_planted(planted: tuple[str, Path, dict[str, Any]]) -> None:
    """Each kind as often as asked, each with the moment it came about, no record twice."""
    lines = [line for line in score.read(planted[1] / "truth.jsonl") if line.get("at") and line["expect"] != "may"]
    counts = Counter(line["kind"] for line in lines)
    assert set(counts.values()) == {EACH}
    assert len(counts) == 9
    assert max(Counter(line["key"] for line in lines).values()) == 1


def test_a_stale_number_is_one_the_registry_held_before(planted: tuple[str, Path, dict[str, Any]]) -> None:
    """Who applies with a stale family number has the registry's former one; who has the new one, the present one."""
    url, folder, before = planted
    now = {row["nik"]: row["no_kk"] for row in _rows(url, "select nik, no_kk from siak.biodata_wni")}
    owners = {row["id"]: row for row in _rows(url, "select * from apsp.pemohon")}
    for line in _lines(folder, "no_kk_usang"):
        owner = owners[line["key"]]
        assert owner["no_kk"] == before["families"][owner["nik"]] != now[owner["nik"]]
    for line in _lines(folder, "mirip_no_kk_baru"):
        owner = owners[line["key"]]
        assert owner["no_kk"] == now[owner["nik"]] != before["families"][owner["nik"]]


def test_only_what_is_told_changes(planted: tuple[str, Path, dict[str, Any]]) -> None:
    """Among those who applied before, nobody changed but those with a line, and in its field only."""
    url, folder, before = planted
    fields = {"nama_lengkap": "nama", "alamat": "alamat", "tanggal_lahir": "tgl_lahir"}
    told = {
        (line["key"], fields[line["field"]])
        for line in score.read(folder / "truth.jsonl")
        if line.get("at") and line["field"] in fields
    }
    found = {
        (row["id"], name)
        for row in _rows(url, "select * from apsp.pemohon")
        for name, value in before["applicants"].get(row["id"], {}).items()
        if value != row[name] and name not in ("versi", "diubah")
    }
    assert found == told


def test_guests_vanish_without_a_trace(planted: tuple[str, Path, dict[str, Any]]) -> None:
    """After vanishing the records are gone and the truth expects somebody to notice."""
    url, folder, _ = planted
    gone = {line.key for line in late.vanish(url, folder)}
    assert len(gone) == EACH
    assert not gone & {row["id"] for row in _rows(url, "select id from apsp.pemohon")}
    assert {line["key"] for line in _lines(folder, late.GUEST) if line["expect"] == "vanished"} == gone
