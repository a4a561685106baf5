"""How bad a disagreement is, whose it is, and what is proposed: by the catalogue of domain.md §9."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from sqlalchemy import Engine

from simpul.compare import catalogue, three_way
from simpul.core.severity import SEVERITIES
from simpul.core.texts.differences import SHAPES
from simpul.testing.town import COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person

OWNERS = {"DK", "KC", "PT", "SP", "WD", "IN"}
KK, OTHER_KK = "1271010101019001", "1271010101019002"

#: kind, field, shape → number, severity, owner, as domain.md §9 has them (K critical, T high, S medium, R low).
NUMBERED = [
    ("absent", "", "tidak_ada", 9, "high", "DK"),
    ("tombstoned", "", "sudah_dihapus", 45, "high", "WD"),
    ("stale", "no_kk", "kk_lama", 15, "medium", "KC"),
    ("different", "no_kk", "kk_tidak_dikenal", 16, "high", "DK"),
    ("different", "nama_lengkap", "nama_lain", 20, "high", "DK"),
    ("different", "nama_lengkap", "kata_kurang", 21, "low", "KC"),
    ("different", "nama_lengkap", "urutan_kata", 21, "low", "KC"),
    ("different", "tanggal_lahir", "hari_bulan_tertukar", 23, "medium", "KC"),
    ("different", "tanggal_lahir", "tanggal_penanda", 24, "medium", "DK"),
    ("different", "jenis_kelamin", "kode_lain", 13, "high", "DK"),
    ("different", "status_kawin", "daftar_kode_lain", 26, "medium", "WD"),
    ("different", "kode_kelurahan", "kelurahan_lain", 29, "medium", "KC"),
    ("different", "kode_kelurahan", "kode_bps", 30, "high", "WD"),
    ("different", "kode_kelurahan", "nama_kelurahan_kembar", 31, "medium", "KC"),
    ("follower_changed", "kode_kelurahan", "luar_medan", 54, "medium", "KC"),
    ("different", "no_kk", "digit_terakhir_nol", 56, "high", "KC"),
]


@pytest.mark.parametrize(("kind", "field", "shape", "number", "severity", "owner"), NUMBERED)
def test_the_catalogue_says_what_the_domain_says(
    kind: str, field: str, shape: str, number: int, severity: str, owner: str
) -> None:
    """Number, severity and resolver of each type found by comparing."""
    found = catalogue.entry(kind, field, shape)
    assert (found.number, found.severity, found.owner) == (number, severity, owner)
    assert SHAPES[shape].number in (number, 0)


def test_everything_found_has_a_severity_and_an_owner() -> None:
    """Every kind with every shape, whatever the field; each line of the table is the first that fits something."""
    fields = {field for _, field, _, _ in catalogue.TABLE if field != catalogue.ANY} | {"", "agama"}
    met = set()
    for kind, field, shape in itertools.product(three_way.KINDS, fields, [*SHAPES, ""]):
        found = catalogue.entry(kind, field, shape)
        assert found.severity in SEVERITIES and found.owner in OWNERS and 0 <= found.number <= 56
        met.add(id(found))
    assert met == {id(entry) for *_, entry in catalogue.TABLE}


PROPOSALS = [
    # field, shape, authority's value, proposed
    ("nama_lengkap", "satu_huruf", "SITI AMINAH", "SITI AMINAH"),
    ("nama_lengkap", "nama_lain", "SITI AMINAH", None),
    ("no_kk", "kk_lama", KK, KK),
    ("tanggal_lahir", "hari_bulan_tertukar", "1990-05-10", "1990-05-10"),
    ("tanggal_lahir", "tanggal_penanda", "1990-05-10", "1990-05-10"),
    ("tanggal_lahir", "tanggal_penanda", "1990-01-01", None),
    ("tanggal_lahir", "tahun_beda", "1990-05-10", None),
    ("alamat", "kosong_di_acuan", None, None),
    ("status_kawin", "daftar_kode_lain", "cerai_hidup", None),
]


@pytest.mark.parametrize(("field", "shape", "authority", "proposed"), PROPOSALS)
def test_only_what_the_owner_surely_knows_is_proposed(
    field: str, shape: str, authority: str | None, proposed: str | None
) -> None:
    """The owner's value, never a blank, never a placeholder, not where the owner may be the one that is wrong."""
    schema = {name: pl.String for name in ("kind", "field", "shape", "authority_value")}
    frame = pl.DataFrame([("different", field, shape, authority)], schema=schema, orient="row")
    told = catalogue.catalogued(frame, {"tanggal_lahir": "date"}).row(0, named=True)
    assert told["proposed_value"] == proposed
    assert told["proposed_by"] == (catalogue.BY_OWNER if proposed else "")


@pytest.fixture
def here(engine: Engine) -> Town:
    return Town.settled(engine)


def _about(here: Town) -> list[dict[str, object]]:
    return [
        dict(row)
        for row in here.rows(
            "select field, kind, shape, cause, severity, owner, kecamatan, proposed_value, proposed_by "
            "from simpul.cases where closed_at is null order by field"
        )
    ]


def test_a_case_says_what_it_is_about(here: Town) -> None:
    """Shape, cause, severity, owner, the authority's kecamatan and a proposal stand on every case found."""
    here.pull(SOURCE, person(SITI, kode_kelurahan="1271091004"))
    here.pull(COPY, applicant(SITI_COPY, SITI, kode_kelurahan="1271201001", nama_lengkap="SITI AMINAT"))
    here.compare()
    shared = {"kecamatan": "127109", "proposed_by": "pemilik_data", "kind": "follower_changed", "owner": "KC"}
    shared |= {"severity": "medium"}
    assert _about(here) == [
        {
            "field": "kode_kelurahan", "shape": "kecamatan_lain", "proposed_value": "1271091004", **shared,
            "cause": "apsp.pemohon kode_kelurahan both_changed kecamatan_lain", "kind": "both_changed",
        },
        {
            "field": "nama_lengkap", "shape": "satu_huruf", "proposed_value": "SITI AMINAH", **shared,
            "cause": "apsp.pemohon nama_lengkap follower_changed satu_huruf",
        },
    ]  # fmt: skip


def test_what_is_said_follows_the_values(here: Town) -> None:
    """When the values change, so do shape, cause and severity; the case stays the same one."""
    here.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="SITI AMINAT"))
    here.compare()
    (before,) = here.rows("select id, version from simpul.cases")
    here.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="BUDI SANTOSO"))
    here.compare()
    (after,) = here.rows("select id, version, shape, cause, severity, owner, proposed_value from simpul.cases")
    assert (after["id"], after["version"]) == (before["id"], before["version"] + 1)
    assert (after["shape"], after["severity"], after["owner"]) == ("nama_lain", "high", "DK")
    assert after["cause"] == "apsp.pemohon nama_lengkap follower_changed nama_lain"
    assert after["proposed_value"] is None


@pytest.mark.parametrize(
    ("first", "shape", "severity"), [(OTHER_KK, "kk_lama", "medium"), (None, "kk_tidak_dikenal", "high")]
)
def test_an_old_family_number_is_told_from_an_unknown_one(
    here: Town, first: str | None, shape: str, severity: str
) -> None:
    """By the authority's history, with and without a base."""
    if first:
        here.pull(SOURCE, person(SITI, no_kk=first))
    here.pull(SOURCE, person(SITI, no_kk=KK))
    here.pull(COPY, applicant(SITI_COPY, SITI, no_kk=KK))
    here.compare()
    here.pull(COPY, applicant(SITI_COPY, SITI, no_kk=OTHER_KK))
    here.compare()
    (case,) = _about(here)
    assert (case["field"], case["shape"], case["severity"]) == ("no_kk", shape, severity)


def test_a_record_about_nobody_is_described_as_a_whole(here: Town) -> None:
    """No field, so the kind alone makes the cause."""
    here.pull(COPY, applicant("P-2", "1271095010909007", kode_kelurahan="1271201001"))
    here.compare()
    (case,) = _about(here)
    assert (case["shape"], case["cause"]) == ("tidak_ada", "apsp.pemohon absent tidak_ada")
    assert (case["severity"], case["owner"], case["kecamatan"], case["proposed_value"]) == (
        "high",
        "DK",
        "127120",
        None,
    )


def test_what_is_only_written_differently_is_counted_and_makes_nothing(here: Town) -> None:
    """Normalised by itself: no case, no effect, the number shown, the raw value kept."""
    raw = "Hj. St. Aminah, S.Pd"
    here.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap=raw, alamat="Jln Sei Mati No.1", tempat_lahir=" Medan"))
    result = here.compare()
    assert (result.written, here.cases(), here.effects()) == (3, [], [])
    assert here.rows("select nama_lengkap from mirror.penduduk where system = 'apsp'") == [{"nama_lengkap": raw}]
