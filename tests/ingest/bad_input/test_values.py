"""One bad value on a page: it is set aside with its rule, masked, readable again, and costs nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simpul.core.texts import quarantine_reasons
from simpul.ingest import quarantine
from tests.ingest.bad_input.conftest import Hub
from tests.mapping.pages import csv_file, envelope, intake, listing, pemohon, penduduk, row_xml

#: Member → what stands there, canonical field, rule.
VALUES = [
    pytest.param({"nik": 1271090508689002}, "nik", "nik_bukan_teks", id="NIK as a number"),
    pytest.param({"nik": 1.27109050868900e15}, "nik", "nik_bukan_teks", id="NIK as a float"),
    pytest.param({"nik": "1.27109E+15"}, "nik", "nik_notasi_ilmiah", id="NIK in E+15 form"),
    pytest.param({"nik": "1,27109E+15"}, "nik", "nik_notasi_ilmiah", id="NIK in E+15 form, comma"),
    pytest.param({"nik": "1271093208689002"}, "nik", "nik_tanggal", id="day 32"),
    pytest.param({"nik": "1271097208689002"}, "nik", "nik_tanggal", id="day 72, a woman's 32"),
    pytest.param({"nik": "1271090508680000"}, "nik", "nik_serial_nol", id="serial 0000"),
    pytest.param({"kode_kelurahan": "12.75.03.0001"}, "kode_kelurahan", "kode_bps", id="BPS village, dotted"),
    pytest.param({"kode_kelurahan": "1275030001"}, "kode_kelurahan", "kode_bps", id="BPS village"),
    pytest.param({"agama": "JEDI"}, "agama", "kode_tidak_dikenal", id="unknown code"),
    pytest.param({"nama": "BU\x00DI"}, "nama_lengkap", "karakter_nul", id="NUL byte"),
]  # fmt: skip


def _one_aside(hub: Hub, key: str, field: str, rule: str) -> str:
    """What stood there, after checking that only it was set aside, masked and explained."""
    (entry,) = hub.rows("select id, record_key, field, rule, masked from simpul.quarantine")
    assert entry[1:4] == (key, field, rule)
    assert quarantine_reasons.RULES[rule].langkah and quarantine_reasons.RULES[rule].advice
    with hub.engine.begin() as connection:
        shown = quarantine.show(connection, entry[0], actor="Siti", purpose="memperbaiki data")
    assert entry[4] != shown.raw and "•" in entry[4]
    return shown.raw


@pytest.mark.parametrize(("spoilt", "field", "rule"), VALUES)
def test_a_bad_value_costs_itself_only(hub: Hub, spoilt: dict[str, Any], field: str, rule: str) -> None:
    """The value waits in quarantine and can be read there; its row and the others are in the mirror."""
    result = hub.pull("apsp.pemohon", listing([pemohon(1), pemohon(2, **spoilt), pemohon(3)]))
    assert (result.totals.read, result.totals.applied, result.totals.quarantined_values) == (3, 3, 1)
    (sent,) = spoilt.values()
    raw = _one_aside(hub, "P-0000002", field, rule)
    assert raw == (sent.replace("\x00", "␀") if isinstance(sent, str) else json.dumps(sent))
    assert hub.rows(f"select key from mirror.penduduk where {field} is null") == ["P-0000002"]
    assert hub.rows("select held from mirror.penduduk where held is not null") == [[field]]


@pytest.mark.parametrize(
    ("bad", "rule"),
    [("1.27109E+15", "nik_notasi_ilmiah"), ("1271093208689002", "nik_tanggal"), ("1271090508680000", "nik_serial_nol")],
)
def test_a_bad_nik_in_the_registry_is_never_shown_as_one(hub: Hub, bad: str, rule: str) -> None:
    """Where the NIK is the key itself the row counts, the NIK does not; it is masked wherever it stands."""
    rows = [row_xml(penduduk()), row_xml(penduduk(NIK=bad))]
    totals = hub.pull("siak.penduduk", envelope(rows)).totals
    assert totals.read == 2 == totals.applied + totals.quarantined
    assert hub.rows("select nik from mirror.penduduk where nik is not null") == ["1271096902049001"]
    assert hub.rows("select rule from simpul.quarantine") == [rule]
    assert bad not in str(hub.rows("select masked from simpul.quarantine"))


def test_a_bps_code_in_parts(hub: Hub) -> None:
    """BPS digits spread over four elements are told from Kemendagri's."""
    rows = [row_xml(penduduk(NO_KAB="75", NO_KEC="30", NO_KEL="1"))]
    assert hub.pull("siak.penduduk", envelope(rows)).totals.applied == 1
    assert _one_aside(hub, "1271096902049001", "kode_kelurahan", "kode_bps") == "12|75|30|1"


def test_an_unlisted_kecamatan_is_taken_and_noted(hub: Hub) -> None:
    """A well-formed code we do not list is kept: people come from everywhere. One of our own city is noted."""
    rows = [pemohon(1, kode_kelurahan="12.71.99.1001"), pemohon(2, kode_kelurahan="32.73.25.1003")]
    result = hub.pull("apsp.pemohon", listing(rows))
    assert (result.totals.applied, result.totals.quarantined_values) == (2, 0)
    assert "127199" in result.reason and "327325" not in result.reason
    assert hub.last_run == ("done", result.reason)


def test_a_name_written_twice(hub: Hub) -> None:
    """Of a duplicate JSON key neither value is believed; the rest of the row is."""
    body = listing([pemohon(1), pemohon(2), pemohon(3)])
    twice = body.replace(b'"id":"P-0000002",', b'"id":"P-0000002","alamat":"JL. LAIN",')
    assert hub.pull("apsp.pemohon", twice).totals.quarantined_values == 1
    _one_aside(hub, "P-0000002", "alamat", "kunci_json_ganda")
    assert len(hub.rows("select key from mirror.penduduk where alamat is not null")) == 2


def test_bytes_of_another_charset(hub: Hub) -> None:
    """A Latin-1 name on a UTF-8 page costs that name; the names beside it arrive."""
    rows = [pemohon(1, nama="RENE"), pemohon(2, nama="JOSE"), pemohon(3, nama="ANDRÉ")]
    body = json.dumps({"data": rows, "total": 3}, ensure_ascii=False, separators=(",", ":")).encode()
    assert hub.pull("apsp.pemohon", body.replace(b"JOSE", b"JOS\xc9")).totals.applied == 3
    _one_aside(hub, "P-0000002", "nama_lengkap", "teks_rusak")
    assert hub.rows("select nama_lengkap from mirror.penduduk order by key") == ["RENE", None, "ANDRÉ"]


def test_a_spreadsheet_number_in_a_counter_list(hub: Hub) -> None:
    """The classic: a list saved by a spreadsheet, its NIK in E+15 form."""
    body = csv_file([intake(1), intake(2, nik="1,27109E+15")])
    assert hub.pull("loket.berkas_masuk", body).totals.applied == 2
    assert _one_aside(hub, "B-2", "nik", "nik_notasi_ilmiah") == "1,27109E+15"


def test_one_key_twice_on_a_page(hub: Hub) -> None:
    """Equal repeats count once; repeats that differ are both set aside, for no one knows which is right."""
    rows = [pemohon(1), pemohon(1), pemohon(2), pemohon(2, alamat="JL. LAIN"), pemohon(3)]
    totals = hub.pull("apsp.pemohon", listing(rows)).totals
    assert (totals.read, totals.applied, totals.unchanged, totals.quarantined) == (5, 2, 1, 2)
    assert hub.rows("select record_key, rule from simpul.quarantine") == [("P-0000002", "kunci_ganda")] * 2
    assert hub.rows("select key from mirror.penduduk order by key") == ["P-0000001", "P-0000003"]
