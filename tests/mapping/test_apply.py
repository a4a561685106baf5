"""From text rows to canonical rows: types, versions, tombstones, quarantine, digests, secrecy."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import md5
from typing import Any

import polars as pl
import pytest

from simpul.config import schemas
from simpul.core.model import Feed
from simpul.ingest.decode import decode
from simpul.mapping import mapping
from simpul.mapping.mapping import Mapped
from tests.mapping.pages import (
    BERKAS,
    CITY,
    PEMOHON,
    PENDUDUK,
    PENGADUAN,
    TINDAK_LANJUT,
    complaint,
    complaints,
    csv_file,
    envelope,
    intake,
    listing,
    page,
    pemohon,
    penduduk,
    row_xml,
)


def mapped(feed: Feed, *bodies: bytes, **options: Any) -> Mapped:
    return mapping.apply(feed, [decode(feed, page(body)) for body in bodies], **options)


def reasons(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return frame.select("row_no", "key", "field", "rule").rows()


def test_resident_of_the_registry() -> None:
    """A SIAK row becomes a typed canonical row with version, and validates against its schema."""
    found = mapped(PENDUDUK, envelope([row_xml(penduduk())]))
    row = found.frame.row(0, named=True)
    wanted = ("key", "version", "deleted", "nama_lengkap", "tanggal_lahir", "rt", "agama")
    assert {name: row[name] for name in wanted} == {
        "key": "1271096902049001", "version": "2026-11-22T03:00:00.000001Z", "deleted": False,
        "nama_lengkap": "SITI AMINAH", "tanggal_lahir": date(2004, 2, 29), "rt": "001", "agama": "islam",
    }  # fmt: skip
    assert (row["kode_kelurahan"], row["lingkungan"], row["status_hidup"]) == ("1271091004", None, "hidup")
    assert (row["ktp_el_status"], row["jenis_kelamin"], row["unsent"], row["held"]) == ("diserahkan", "P", None, None)
    assert found.rows.is_empty()
    assert found.values.is_empty()
    schemas.schema("penduduk").validate(found.frame.select(schemas.field_names("penduduk")))


def test_tombstone() -> None:
    """The flag of the registry marks a record as deleted; it stays a row."""
    found = mapped(PENDUDUK, envelope([row_xml(penduduk(FLAG_STATUS="1")), row_xml(penduduk(FLAG_STATUS=None))]))
    assert found.frame["deleted"].to_list() == [True, False]


SPOILT = [
    # (member, value), field, rule
    ({"nik": "1.27109E+15"}, "nik", "nik_notasi_ilmiah"),
    ({"nik": 1271090508689002}, "nik", "nik_bukan_teks"),
    ({"nik": "12710905086890"}, "nik", "nik_panjang"),
    ({"nik": "1271093208689002"}, "nik", "nik_tanggal"),
    ({"nik": "1271090508680000"}, "nik", "nik_serial_nol"),
    ({"no_kk": 1271090508149001}, "no_kk", "kk_bukan_teks"),
    ({"no_kk": "1271094508149001"}, "no_kk", "kk_tanggal"),
    ({"tgl_lahir": "32-08-1968"}, "tanggal_lahir", "tanggal_rusak"),
    ({"tgl_lahir": "1968-02-30"}, "tanggal_lahir", "tanggal_rusak"),
    ({"agama": "JEDI"}, "agama", "kode_tidak_dikenal"),
    ({"kode_kelurahan": "1275030001"}, "kode_kelurahan", "kode_bps"),
    ({"telepon": "123"}, "no_hp", "telepon_rusak"),
]


@pytest.mark.parametrize(("change", "field", "rule"), SPOILT)
def test_broken_value_is_held_and_its_row_kept(change: dict[str, Any], field: str, rule: str) -> None:
    """A value that breaks a rule is emptied into quarantine, named as held, and the rest of its row is kept."""
    found = mapped(PEMOHON, listing([pemohon(1), pemohon(2, **change), pemohon(3)]))
    assert found.frame["row_no"].to_list() == [1, 2, 3]
    assert reasons(found.values) == [(2, "P-0000002", field, rule)]
    assert found.values["raw"].to_list() == [str(value) for value in change.values()]
    assert found.frame["held"].to_list() == [None, [field], None]
    assert found.frame[field].is_null().to_list() == [False, True, False]
    assert found.rows.is_empty()


def test_broken_part_holds_its_fields() -> None:
    """Of a joined value without its second part, the part that is missing is held."""
    found = mapped(PEMOHON, listing([pemohon(1, rt_rw="002"), pemohon(2, rt_rw=2)]))
    assert reasons(found.values) == [
        (1, "P-0000001", "rw", "bagian_kurang"),
        (2, "P-0000002", "rt", "angka_bukan_teks"),
        (2, "P-0000002", "rw", "angka_bukan_teks"),
    ]
    assert found.frame["rt"].to_list() == ["002", None]


ROWS = [
    (PEMOHON, {"id": None}, "kunci_kosong"),
    (PEMOHON, {"id": " "}, "kunci_kosong"),
    (PEMOHON, {"diubah": "kemarin"}, "versi_rusak"),
    (PEMOHON, {"diubah": None}, "versi_kosong"),
    (PEMOHON, {"diubah": 5}, "angka_bukan_teks"),
]


@pytest.mark.parametrize(("feed", "change", "rule"), ROWS)
def test_row_without_key_or_version_is_set_aside(feed: Feed, change: dict[str, Any], rule: str) -> None:
    """A row that cannot be placed is quarantined whole, once, and the others are kept."""
    found = mapped(feed, listing([pemohon(1, agama="JEDI", **change), pemohon(2)]))
    assert found.frame["row_no"].to_list() == [2]
    assert found.rows.select("row_no", "rule").rows() == [(1, rule)]
    assert found.values.is_empty()


def test_broken_key_number_takes_the_row_out() -> None:
    """Where the NIK is the key, a broken NIK sets its row aside under its own rule."""
    found = mapped(PENDUDUK, envelope([row_xml(penduduk(NIK="1271093201909001")), row_xml(penduduk())]))
    assert reasons(found.rows) == [(1, "1271093201909001", "nik", "nik_tanggal")]
    assert found.frame["row_no"].to_list() == [2]


def test_counts_add_up() -> None:
    """Rows read are rows kept and rows set aside, for any mixture of damage."""
    body = listing([pemohon(1), pemohon(2, id=7), "x", pemohon(4, diubah="?"), pemohon(5, nik=1)])
    decoded = decode(PEMOHON, page(body))
    found = mapping.apply(PEMOHON, [decoded])
    assert decoded.read == 5 == found.frame.height + found.rows.height


def test_not_sent_is_told_by_canonical_field() -> None:
    """Fields whose members a row did not send are listed, all fields of a joined member among them."""
    rows = [pemohon(1), pemohon(2), pemohon(3)]
    del rows[1]["rt_rw"], rows[1]["email"]
    found = mapped(PEMOHON, listing(rows), listing([pemohon(4)]))
    assert found.frame["unsent"].to_list() == [None, ["rt", "rw", "email"], None, None]


def test_pages_keep_their_places() -> None:
    """Several pages are mapped in one call; each row knows its page and its row."""
    found = mapped(PEMOHON, listing([pemohon(1), pemohon(2)]), listing([]), listing([pemohon(3, nik="x")]))
    assert found.frame.select("page_no", "row_no").rows() == [(0, 1), (0, 2), (2, 1)]
    assert found.values.select("page_no", "row_no").rows() == [(2, 1)]
    assert mapping.apply(PEMOHON, []).frame.is_empty()


def test_versions_sort_as_text() -> None:
    """Versions of any offset and precision become UTC text whose order is the order of time."""
    times = ["2026-11-22T10:00:00+07:00", "2026-11-22T03:00:00.5Z", "2026-11-22T10:00:01", "2026-11-22T12:00:00+08:00"]
    found = mapped(PEMOHON, listing([pemohon(number, diubah=time) for number, time in enumerate(times, 1)]))
    versions = found.frame["version"].to_list()
    assert versions == sorted(versions)
    assert versions[1] == "2026-11-22T03:00:00.500000Z"


def test_feed_without_order_has_no_versions() -> None:
    """A file has no versions: its rows are ordered by observation."""
    found = mapped(BERKAS, csv_file([intake(1, kel="1275030001"), intake(2, nik="1.27109E+15")]))
    assert found.frame["version"].null_count() == 2
    assert [rule for *_, rule in reasons(found.values)] == ["kode_bps", "nik_notasi_ilmiah"]
    assert found.frame["diterima_pada"][0] == datetime(2026, 11, 22, 2, 30, tzinfo=UTC)


def test_key_of_several_columns_is_joined() -> None:
    """A key of three columns is their texts joined; one blank part sets the row aside."""
    stock = CITY.feeds["loket.stok_blangko"]
    lines = ["TANGGAL;LOKASI;JENIS;STOK_AWAL;MASUK;TERPAKAI;RUSAK;STOK_AKHIR", "22/11/2026;DINAS;KTP;10;5;3;-1;11"]
    body = "\r\n".join([*lines, "22/11/2026;;KTP;10;5;3;1;11"]).encode()
    found = mapped(stock, body)
    assert found.frame["key"].to_list() == ["22/11/2026|DINAS|KTP"]
    assert found.frame["stok_awal"].to_list() == [10]
    assert reasons(found.values) == [(1, "22/11/2026|DINAS|KTP", "rusak", "bilangan_negatif")]
    assert [rule for *_, rule in reasons(found.rows)] == ["kunci_kosong"]


def test_digest_is_the_recipe_every_dialect_can_follow() -> None:
    """The digest is md5 over the raw texts joined by 0x1f, null as backslash N, in the order told."""
    found = mapped(PEMOHON, listing([pemohon(1)]))
    row = pemohon(1)
    raw = ["\\N" if row[name] is None else str(row[name]) for name in mapping.digest_columns(PEMOHON)]
    assert found.frame["digest"][0] == md5("\x1f".join(raw).encode(), usedforsecurity=False).digest()


HIDDEN = ["judul", "isi", "nama_pelapor", "no_hp_pelapor", "email_pelapor", "nomor_tiket", "instansi"]


@pytest.mark.parametrize(
    "change",
    [{"is_secret": True}, {"is_anonymous": True}, {"is_secret": None}, {"is_secret": "tidak"}, {"is_anonymous": 0}],
)
def test_secret_complaint_is_cut(change: dict[str, Any]) -> None:
    """Of a complaint that is secret, anonymous or not clearly neither, only id, class, flags and clocks leave."""
    found = mapped(PENGADUAN, complaints([complaint(1), complaint(2, **change)]))
    shown, cut = found.frame.rows(named=True)
    assert shown["isi"] == "Sudah 6 bulan"
    assert all(cut[name] is None for name in HIDDEN)
    assert cut["rahasia"] or cut["anonim"]
    assert (cut["id_pengaduan"], cut["klasifikasi"]) == ("2", "Pengaduan")
    assert cut["diubah_pada"] == datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert cut["unsent"] is None


def test_missing_flag_means_secret() -> None:
    """A complaint without its flag is secret; the flag counts as sent, so that an open copy is closed."""
    row = complaint(2)
    del row["is_secret"]
    (cut,) = mapped(PENGADUAN, complaints([row])).frame.rows(named=True)
    assert (cut["rahasia"], cut["isi"], cut["unsent"]) == (True, None, None)


def test_cut_text_does_not_escape_into_quarantine_or_digest() -> None:
    """Neither quarantine nor digest of a secret complaint holds what was cut."""
    rows = [complaint(1, is_secret=True, content=5, reporter={"name": ["A"], "phone": "x", "email": None}), "RAHASIA"]
    found = mapped(PENGADUAN, complaints(rows))
    assert found.values.is_empty()
    assert found.rows.select("rule", "raw").rows() == [("baris_bukan_objek", None)]
    other = mapped(PENGADUAN, complaints([complaint(1, is_secret=True, content="lain", title="lain")]))
    assert found.frame["digest"].to_list() == other.frame["digest"].to_list()


def test_follow_up_keeps_its_text_only_under_an_open_complaint() -> None:
    """The text of a follow-up is kept only where its complaint is known to be open; not told means cut."""
    rows = [
        {"followup_id": number, "complaint_id": number, "content": "Sudah dicetak", "institution": "Dinas",
         "kind": "tindak_lanjut", "created_at": "2026-11-20T08:00:00+07:00"}
        for number in (1, 2)
    ]  # fmt: skip
    assert mapped(TINDAK_LANJUT, complaints(rows)).frame["isi"].to_list() == [None, None]
    assert mapped(TINDAK_LANJUT, complaints(rows), open_parents={"1"}).frame["isi"].to_list() == ["Sudah dicetak", None]


def test_verification_answers() -> None:
    """Answers by element, scores and response codes are read apart; what was not asked is not sent."""
    feed = CITY.feeds["dukcapil.verifikasi"]
    asked = '"NIK_DIMINTA":"1271096902049001","DIPERIKSA_PADA":"2026-11-22T11:02:03.000000+07:00"'
    good = '{"content":[{%s,"NIK":"Sesuai","NAMA_LGKP":"Tidak Sesuai (59)","TGL_LHR":"Sesuai"}]}' % asked  # noqa: UP031
    bad = '{"content":[{%s,"RESPONSE_CODE":"13","RESPON":"Data Tidak Ditemukan"}]}' % asked  # noqa: UP031
    found = mapped(feed, good.encode(), bad.encode())
    first, second = found.frame.rows(named=True)
    assert (first["hasil_nik"], first["hasil_nama"], first["skor_nama"]) == ("sesuai", "tidak_sesuai", 59)
    assert first["unsent"] == ["kode_respon", "hasil_jenis_kelamin", "hasil_no_kk"]
    assert (second["kode_respon"], second["hasil_nik"]) == ("13", None)
    assert found.values.is_empty()


@pytest.mark.parametrize("name", CITY.feeds)
def test_every_shipped_feed_maps_an_empty_page(name: str) -> None:
    """Every shipped mapping compiles and gives the columns the mirror needs."""
    feed = CITY.feeds[name]
    frame = mapping.apply(feed, []).frame
    head, tail = ["page_no", "row_no", "key", "version", "deleted"], ["unsent", "held", "digest"]
    assert frame.columns == [*head, *schemas.field_names(feed.entity), *tail]
    schemas.schema(feed.entity).validate(frame.select(schemas.field_names(feed.entity)))
