"""A city breaks the rules where its truth says so, and nowhere else; told by checks that share nothing with the hub."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sandbox import generate
from tests.sandbox.rulechecks import Made, broken

#: The city's day and the second day after, a working day later.
DAYS = (generate.AS_OF, generate.AS_OF + timedelta(days=1))
#: What letters do not show: writings of one name, and texts told twice.
BY_LIKENESS = ("satu_orang_dua_nik_2", "satu_orang_dua_nik_3", "pengaduan_ganda")
RULES = """ktp_selesai_belum_tercetak ktp_tercetak_permohonan_terbuka siap_cetak_tertunda meninggal_permohonan_aktif
    akta_kematian_masih_hidup pindah_permohonan_aktif nik_dua_orang satu_orang_dua_nik nik_tidak_online nik_nonaktif
    nik_data_ganda kepala_dua_kk kepala_keluarga_tidak_satu pengaduan_nomor_tidak_ada pengaduan_nomor_orang_lain
    pengaduan_ditutup_permohonan_terbuka permohonan_selesai_pengaduan_terbuka pengaduan_ditutup_tanpa_jawaban
    disposisi_terlambat tindak_lanjut_terlambat penyelesaian_terlambat disposisi_berputar data_pribadi_di_pengaduan
    pengaduan_ganda permohonan_ganda persyaratan_lama tahap_mundur waktu_di_depan biaya_layanan_gratis
    ktp_di_bawah_umur pemohon_luar_medan antrean_disalip antrean_cetak_lama stok_blangko_menipis
    siap_cetak_tanpa_blangko"""


@pytest.fixture(scope="module")
def planted() -> Made:
    return generate.city(12_000, seed=21, each=5)


def _told(city: Made, *expect: str) -> set[tuple[str, str]]:
    lines = [line for line in city[2] if line.field.startswith("aturan ") and line.expect in expect]
    return {(line.field.removeprefix("aturan "), line.key) for line in lines}


def _wrong(city: Made, day: date) -> set[tuple[str, str]]:
    """What is broken and untold, and what is told and not broken; letters alone need not show every likeness."""
    found, alike = broken(city, day), {line.key for line in city[2] if line.kind in BY_LIKENESS}
    missed = {place for place in _told(city, "case") - found if place[1] not in alike}
    return found - _told(city, "case", "may") | missed


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("seed", [7, pytest.param(8, marks=pytest.mark.slow)])
def test_a_city_without_plants_breaks_no_rule(day: date, seed: int) -> None:
    """Drawn at random, the agencies' records agree with one another in everything the rules look at."""
    assert broken(generate.city(8_000, seed=seed, each=0), day) == set()


@pytest.mark.parametrize("day", DAYS)
def test_the_rules_are_broken_where_the_truth_says(planted: Made, day: date) -> None:
    """What is broken on the city's day and a working day later is what was planted, near-misses left alone."""
    assert _wrong(planted, day) == set()


def test_every_rule_is_planted_with_its_near_misses(planted: Made) -> None:
    """Each rule has a line that is to be found and one that is to stay silent."""
    for expect in ("case", "none"):
        told = {line.field.removeprefix("aturan ") for line in planted[2] if line.expect == expect}
        assert set(RULES.split()) <= told, expect


def test_lines_are_told_once(planted: Made) -> None:
    """No place has two lines about one rule."""
    places = [(line.system, line.key, line.field) for line in planted[2] if line.field.startswith("aturan ")]
    assert len(places) == len(set(places))


def test_planted_places_exist(planted: Made) -> None:
    """Every line about a rule names a record of its agency."""
    tables, files, truth = planted
    keys = {
        "siak.penduduk": set(tables["siak.biodata_wni"]["nik"]),
        "siak.keluarga": set(tables["siak.data_keluarga"]["no_kk"]),
        "apsp.pemohon": set(tables["apsp.pemohon"]["id"]),
        "apsp.permohonan": set(tables["apsp.permohonan"]["nomor"]),
        "apsp.tahapan": set(tables["apsp.tahapan"]["id"]),
        "apsp.persyaratan": set(tables["apsp.persyaratan"]["id"]),
        "sp4.pengaduan": {str(number) for number in tables["sp4.complaint"]["complaint_id"]},
        "dukcapil.verifikasi": set(tables["apsp.pemohon"]["nik"]),
        "loket.antrean_cetak": {
            key for name, rows in files.items() if name[:7] == "antrean" for key in rows["NOMOR_ANTREAN"]
        },
        "loket.stok_blangko": {key for name, rows in files.items() if name[:4] == "stok" for key in rows["LOKASI"]},
    }
    assert [line for line in truth if line.field.startswith("aturan ") and line.key not in keys[line.system]] == []


def test_a_full_city_plants_what_it_can() -> None:
    """Asked for more than the city holds, it plants less and breaks nothing besides."""
    city = generate.city(2_000, seed=3, each=60)
    assert _wrong(city, generate.AS_OF) == set()
