"""What is planted is there, and nothing else differs."""

from __future__ import annotations

import re
from collections import Counter

import polars as pl
import pytest

from sandbox import generate
from sandbox.kinds import APPLICANT_KINDS, COUNTER_KINDS

Place = tuple[str, str]
RELIGIONS = ("ISLAM", "KRISTEN", "KATHOLIK", "HINDU", "BUDHA", "KHONGHUCU", "KEPERCAYAAN")
Registry = dict[str, dict[str, str]]
Made = tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame], list[generate.plant.Planted]]


@pytest.fixture(scope="module")
def made() -> Made:
    return generate.city(20_000, seed=11)


@pytest.fixture(scope="module")
def registry(made: Made) -> Registry:
    """NIK → what the registry knows, in one plain writing."""
    tables = made[0]
    people = tables["siak.biodata_wni"].join(tables["siak.data_keluarga"].drop("flag_status"), on="no_kk", suffix="_kk")
    return {row["nik"]: _known(row) for row in people.iter_rows(named=True)}


def _known(row: dict[str, str]) -> dict[str, str]:
    return {
        "nama_lengkap": _words(row["nama_lgkp"]),
        "tanggal_lahir": "-".join(reversed(row["tgl_lhr"].split("-"))),
        "jenis_kelamin": {"1": "L", "2": "P"}[row["jenis_klmin"]],
        "agama": RELIGIONS[int(row["agama"]) - 1],
        "status_kawin": ["BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI"][int(row["stat_kwn"]) - 1],
        "no_kk": row["no_kk"],
        "alamat": _words(row["alamat"]),
        "rt": f"{int(row['no_rt']):03}",
        "rw": f"{int(row['no_rw']):03}",
        "kode_kelurahan": f"1271{int(row['no_kec']):02}{row['no_kel']}",
        "tempat_lahir": row["tmpt_lhr"],
        "flag": row["flag_status"],
    }


def _words(text: str) -> str:
    return " ".join(text.upper().split())


def _applicant(row: dict[str, str]) -> dict[str, str]:
    rt, rw = row["rt_rw"].split("/")
    same = {name: row[name] for name in ("jenis_kelamin", "status_kawin", "no_kk", "tempat_lahir")}
    return same | {
        "nama_lengkap": _words(row["nama"]),
        "tanggal_lahir": row["tgl_lahir"],
        "agama": row["agama"].split()[0],
        "alamat": _words(row["alamat"]),
        "rt": f"{int(rt):03}",
        "rw": f"{int(rw):03}",
        "kode_kelurahan": row["kode_kelurahan"].replace(".", ""),
    }


def _intake(row: dict[str, str]) -> dict[str, str]:
    return {
        "nama_lengkap": _words(row["NAMA"]),
        "tanggal_lahir": "-".join(reversed(row["TGL_LAHIR"].split("/"))),
        "jenis_kelamin": row["JENIS_KELAMIN"],
        "no_kk": row["NO_KK"],
        "rt": f"{int(row['RT']):03}",
        "rw": f"{int(row['RW']):03}",
        "kode_kelurahan": row["KODE_KELURAHAN"].replace(".", ""),
    }


def _differences(key: str, nik: str, seen: dict[str, str], registry: Registry) -> set[Place]:
    known = registry.get(nik)
    if known is None or known["flag"] == "1":
        return {(key, "")}
    return {(key, name) for name, value in seen.items() if value != known[name]}


def _expected(truth: list[generate.plant.Planted], system: str) -> set[Place]:
    lines = (line for line in truth if line.system == system and line.expect != "none")
    return {(line.key, "" if line.field == "nik" else line.field) for line in lines}


def test_applicants_differ_from_the_registry_exactly_where_planted(made: Made, registry: Registry) -> None:
    """Compared field by field in one plain writing, the differing places are the planted ones and no others."""
    found: set[Place] = set()
    for row in made[0]["apsp.pemohon"].iter_rows(named=True):
        found |= _differences(row["id"], row["nik"], _applicant(row), registry)
    assert found == _expected(made[2], "apsp.pemohon")


def test_counter_lists_differ_from_the_registry_exactly_where_planted(made: Made, registry: Registry) -> None:
    """The same for what the counters typed; a number used twice for two people differs in the name."""
    found: set[Place] = set()
    for name, rows in made[1].items():
        if name.startswith("berkas"):
            for row in rows.iter_rows(named=True):
                found |= _differences(row["NOMOR_BERKAS"], row["NIK"], _intake(row), registry)
    twice = {line.key for line in made[2] if line.kind == "kunci_ganda_beda"}
    found = {(key, "" if key in twice and name == "nama_lengkap" else name) for key, name in found}
    assert found == _expected(made[2], "loket.berkas_masuk")


def test_every_kind_is_planted_several_times(made: Made) -> None:
    """At 20 thousand residents each kind has three lines at the one-door service and two at the counters."""
    counts = Counter((line.system, line.kind) for line in made[2])
    rare = {"mirip_29_februari"}
    assert {kind.name for kind in APPLICANT_KINDS if counts["apsp.pemohon", kind.name] != 3} <= rare
    assert {kind.name for kind in COUNTER_KINDS if counts["loket.berkas_masuk", kind.name] != 2} <= rare


def test_planted_records_exist_and_none_is_planted_twice(made: Made) -> None:
    """Each line names a record that is there; no record carries two plants."""
    tables, files, truth = made
    lists = pl.concat([rows for name, rows in files.items() if name.startswith("berkas")])
    there = {
        "apsp.pemohon": set(tables["apsp.pemohon"]["id"]),
        "apsp.permohonan": set(tables["apsp.permohonan"]["nomor"]),
        "loket.berkas_masuk": set(lists["NOMOR_BERKAS"]),
    }
    assert all(line.key in there[line.system] for line in truth)
    assert max(Counter((line.system, line.key) for line in truth).values()) == 1


def test_a_damaged_number_is_damaged_in_the_applications_too(made: Made) -> None:
    """Applications copy their applicant's NIK, so each broken one has its own line."""
    tables, _, truth = made
    broken = tables["apsp.permohonan"].filter(
        ~pl.col("nik").str.contains(r"^\d{16}$") | pl.col("nik").str.ends_with("0000")
    )
    named = {line.key for line in truth if line.system == "apsp.permohonan"}
    assert set(broken["nomor"]) <= named
    assert len(named) >= 12


def test_damage_looks_as_it_is_seen_in_the_field(made: Made) -> None:
    """Day 32, serial 0000, 15 digits, the spreadsheet's form, a statistics code, an unknown code, 31 February."""
    tables, _, truth = made
    rows = {row["id"]: row for row in tables["apsp.pemohon"].iter_rows(named=True)}
    shapes = {
        "nik_hari_32": ("nik", r"\d{6}32\d{8}"),
        "nik_seri_0000": ("nik", r"\d{12}0000"),
        "nik_15_digit": ("nik", r"\d{15}"),
        "nik_e15": ("nik", r"\d,\d{5}E\+15"),
        "kode_bps": ("kode_kelurahan", r"1275\d{6}"),
        "kode_tak_dikenal": ("agama", "X9"),
        "tanggal_rusak": ("tgl_lahir", "1990-02-31"),
    }
    for line in truth:
        if line.system == "apsp.pemohon" and line.kind in shapes:
            column, shape = shapes[line.kind]
            assert re.fullmatch(shape, rows[line.key][column]), line


def test_rows_typed_twice_are_in_one_file(made: Made) -> None:
    """Typed twice alike: two equal rows; one number for two names: two rows that differ in the name only."""
    _, files, truth = made
    for line in truth:
        if line.kind in ("baris_ganda_sama", "kunci_ganda_beda"):
            rows = [r for f in files.values() if "NAMA" in f.columns for r in f.rows() if r[1] == line.key]
            assert len(rows) == 2
            differing = [at for at, (a, b) in enumerate(zip(*rows, strict=True)) if a != b]
            assert differing == ([] if line.kind == "baris_ganda_sama" else [4])


def test_the_share_of_planted_grows_with_the_city() -> None:
    """In a bigger city more is planted, in proportion to its applicants."""
    small, large = (len(generate.city(size, seed=2)[2]) for size in (20_000, 150_000))
    assert 1.3 * small < large < 7.5 * small
