"""What is planted is there, and nothing else differs."""

from __future__ import annotations

import re
from collections import Counter

import polars as pl
import pytest

from sandbox import generate
from sandbox.kinds import APPLICANT_KINDS, COUNTER_KINDS, TWICE_OTHER, TWICE_SAME

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


def _only_where_planted(found: set[Place], truth: list[generate.plant.Planted], system: str) -> None:
    """Every differing place is planted there, or it is a writing of the same; every field planted differs."""
    lines = [line for line in truth if line.system == system and not line.field.startswith("aturan")]
    planted = {(line.key, line.field) for line in lines}
    whole = {line.key for line in lines if line.field in ("", "nik")}
    assert not [place for place in found if place not in planted and place[0] not in whole]
    assert {(line.key, line.field) for line in lines if line.expect == "case" and line.field} <= found


def test_applicants_differ_from_the_registry_exactly_where_planted(made: Made, registry: Registry) -> None:
    """Letter by letter, the differing places are the planted ones and the near-misses of writing, and no others."""
    found: set[Place] = set()
    for row in made[0]["apsp.pemohon"].iter_rows(named=True):
        found |= _differences(row["id"], row["nik"], _applicant(row), registry)
    _only_where_planted(found, made[2], "apsp.pemohon")


def test_counter_lists_differ_from_the_registry_exactly_where_planted(made: Made, registry: Registry) -> None:
    """The same for what the counters typed; a number used twice for two people differs in the name."""
    found: set[Place] = set()
    for name, rows in made[1].items():
        if name.startswith("berkas"):
            for row in rows.iter_rows(named=True):
                found |= _differences(row["NOMOR_BERKAS"], row["NIK"], _intake(row), registry)
    _only_where_planted(found, made[2], "loket.berkas_masuk")


def test_every_kind_is_planted_several_times(made: Made) -> None:
    """At 20 thousand residents each kind has three lines at the one-door service and two at the counters."""
    counts = Counter((line.system, line.kind) for line in made[2])
    rare, only = {"mirip_29_februari"}, {TWICE_SAME.name, TWICE_OTHER.name}
    assert {kind.name for kind in APPLICANT_KINDS if counts["apsp.pemohon", kind.name] != 3} <= rare
    assert {kind.name for kind in COUNTER_KINDS if counts["loket.berkas_masuk", kind.name] != 2} <= rare | only


def test_planted_records_exist_and_none_is_planted_twice(made: Made) -> None:
    """Each line names a record that is there; no record carries two plants."""
    tables, files, truth = made
    lists = pl.concat([rows for name, rows in files.items() if name.startswith("berkas")])
    there = {
        "apsp.pemohon": set(tables["apsp.pemohon"]["id"]),
        "apsp.permohonan": set(tables["apsp.permohonan"]["nomor"]),
        "loket.berkas_masuk": set(lists["NOMOR_BERKAS"]),
    }
    fields = [line for line in truth if line.system in there and not line.field.startswith("aturan")]
    assert all(line.key in there[line.system] for line in fields)
    assert max(Counter((line.system, line.key, line.field) for line in fields).values()) == 1


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
    """Day 32, serial 0000, 15 digits, a spreadsheet's forms, dots, the letter O, foreign codes, impossible days."""
    tables, _, truth = made
    rows = {row["id"]: row for row in tables["apsp.pemohon"].iter_rows(named=True)}
    shapes = {
        "nik_hari_32": ("nik", r"\d{6}32\d{8}"),
        "nik_seri_0000": ("nik", r"\d{12}0000"),
        "nik_15_digit": ("nik", r"\d{15}"),
        "nik_e15": ("nik", r"\d,\d{5}E\+15"),
        "nik_titik": ("nik", r"\d{6}\.\d{6}\.\d{4}"),
        "nik_huruf_o": ("nik", r"(?=.*O)[\dO]{16}"),
        "nik_nol": ("nik", "0"),
        "nik_sementara": ("nik", r"0\d{15}"),
        "nik_digit_akhir_nol": ("nik", r"\d{15}0"),
        "tanggal_nol": ("tgl_lahir", "0000-00-00"),
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


def test_a_wanted_number_of_every_kind_is_planted() -> None:
    """Asked for 40 of each kind, a small city gets as many applicants as that takes, and 40 of each but the rarest."""
    truth = generate.city(9_000, seed=3, each=40)[2]
    counts = Counter((line.system, line.kind) for line in truth)
    short = {kind.name for kind in APPLICANT_KINDS if counts["apsp.pemohon", kind.name] != 40}
    assert short <= {"mirip_29_februari"}
    assert min(counts["sp4.pengaduan", kind] for kind in ("pelapor_tanpa_nomor", "pelapor_berderau")) == 40


def test_reporters_can_be_recognised_by_what_their_complaint_tells(made: Made) -> None:
    """A NIK in the text is the reporter's; without a number name and phone are an applicant's; strangers are nobody."""
    tables, _, truth = made
    told = {str(row["complaint_id"]): row for row in tables["sp4.complaint"].iter_rows(named=True)}
    owners = {row["nik"]: row for row in tables["apsp.pemohon"].iter_rows(named=True)}
    called = set(tables["siak.biodata_wni"]["nama_lgkp"].str.strip_chars_end())
    for line in (line for line in truth if line.kind.startswith("pelapor_") and not line.field):
        row, nik = told[line.key], line.other.removeprefix("siak.penduduk|")
        if line.kind == "pelapor_nik_di_teks":
            assert nik in row["content"]
        elif line.kind in ("pelapor_tanpa_nomor", "pelapor_nomor_salah"):
            assert (row["reporter_phone"], nik in row["content"]) == (owners[nik]["telepon"], False)
        elif line.kind == "pelapor_bukan_warga":
            assert row["reporter_name"] not in called


@pytest.mark.slow
def test_the_share_of_planted_grows_with_the_city() -> None:
    """In a bigger city more is planted, in proportion to its applicants."""
    small, large = (len(generate.city(size, seed=2)[2]) for size in (20_000, 150_000))
    assert 1.3 * small < large < 7.5 * small
