"""What the mirror must hold, read from the agencies' own tables and files a second time, by hand.

Shares nothing with ``simpul.mapping``: every field of every entity is read here anew, from the description of the wire
format. A value the hub must not believe reads as ``BAD``. ``expected(feed)`` answers key → field → value as text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from sandbox import serving
from tests.journeys.nothing_lost import wire
from tests.journeys.nothing_lost.town import Town
from tests.journeys.nothing_lost.wire import Reader

Row = dict[str, Any]
Record = dict[str, str | None]


def expected(town: Town, feed: str) -> dict[str, Record]:
    """What the mirror of ``feed`` must hold now; rows the agency flagged as deleted are left out."""
    system, _, name = feed.partition(".")
    if system == "loket":
        return _files(town, name)
    return {key: record for key, record in (_TABLES[feed](row) for row in _rows(town, feed)) if key}


def _read(row: Row, fields: dict[str, tuple[str, Reader]]) -> Record:
    """Each field from its column; nothing and blanks are nothing."""
    found: Record = {}
    for name, (column, reader) in fields.items():
        text = row[column]
        if isinstance(text, datetime):
            found[name] = wire.utc(text)
        else:
            found[name] = reader(str(text)) if text is not None and str(text).strip() else None
    return found


# ---------------------------------------------------------------------------------------------- the tables

_RESIDENT: dict[str, tuple[str, Reader]] = {
    "nik": ("nik", wire.number16),
    "no_kk": ("no_kk", wire.number16),
    "nama_lengkap": ("nama_lgkp", wire.words),
    "tempat_lahir": ("tmpt_lhr", wire.words),
    "tanggal_lahir": ("tgl_lhr", wire.day("%d-%m-%Y")),
    "jenis_kelamin": ("jenis_klmin", wire.code("jenis_kelamin", "siak")),
    "agama": ("agama", wire.code("agama", "siak")),
    "golongan_darah": ("gol_drh", wire.code("golongan_darah", "siak")),
    "status_kawin": ("stat_kwn", wire.code("status_kawin", "siak")),
    "hubungan_keluarga": ("stat_hbkel", wire.code("hubungan_keluarga", "siak")),
    "pendidikan": ("pddk_akh", wire.code("pendidikan", "siak")),
    "pekerjaan": ("jenis_pkrjn", wire.code("pekerjaan", "siak")),
    "nama_ibu": ("nama_lgkp_ibu", wire.words),
    "nama_ayah": ("nama_lgkp_ayah", wire.words),
    "alamat": ("alamat", wire.words),
    "rt": ("no_rt", wire.three),
    "rw": ("no_rw", wire.three),
    "lingkungan": ("dusun", wire.words),
    "status_hidup": ("stat_hidup", wire.code("status_hidup", "siak")),
    "ktp_el_status": ("ektp_current_status_code", wire.code("ktp_el_status", "siak")),
}
_FAMILY: dict[str, tuple[str, Reader]] = {
    "no_kk": ("no_kk", wire.number16),
    "nik_kepala": ("nik_kk", wire.number16),
    "nama_kepala": ("nama_kep", wire.words),
    "alamat": ("alamat", wire.words),
    "rt": ("no_rt", wire.three),
    "rw": ("no_rw", wire.three),
    "lingkungan": ("dusun", wire.words),
    "kode_pos": ("kode_pos", wire.plain),
}
_EVENT: dict[str, tuple[str, Reader]] = {
    "id_peristiwa": ("id_peristiwa", wire.plain),
    "jenis": ("jenis", wire.code("jenis_peristiwa", "siak")),
    "nik": ("nik", wire.number16),
    "tanggal_peristiwa": ("tgl_peristiwa", wire.day("%d-%m-%Y")),
    "nomor_dokumen": ("no_dokumen", wire.words),
}
_APPLICANT: dict[str, tuple[str, Reader]] = {
    "nik": ("nik", wire.number16),
    "no_kk": ("no_kk", wire.number16),
    "nama_lengkap": ("nama", wire.words),
    "tempat_lahir": ("tempat_lahir", wire.words),
    "tanggal_lahir": ("tgl_lahir", wire.day("%Y-%m-%d")),
    "jenis_kelamin": ("jenis_kelamin", wire.code("jenis_kelamin", "apsp")),
    "agama": ("agama", wire.code("agama", "apsp")),
    "status_kawin": ("status_kawin", wire.code("status_kawin", "apsp")),
    "alamat": ("alamat", wire.words),
    "rt": ("rt_rw", lambda text: wire.three(text.split("/")[0])),
    "rw": ("rt_rw", lambda text: wire.three(text.split("/")[1])),
    "kode_kelurahan": ("kode_kelurahan", wire.village),
    "no_hp": ("telepon", wire.phone),
    "email": ("email", wire.words),
}
_APPLICATION: dict[str, tuple[str, Reader]] = {
    "nomor_permohonan": ("nomor", wire.plain),
    "id_pemohon": ("pemohon_id", wire.plain),
    "nik": ("nik", wire.number16),
    "jenis_layanan": ("jenis_layanan", wire.code("jenis_layanan", "apsp")),
    "tahap": ("tahap", wire.code("tahap", "apsp")),
    "kanal": ("kanal", wire.code("kanal", "apsp")),
    "kode_kecamatan": ("kode_kecamatan", wire.district),
    "biaya": ("biaya", wire.plain),
    "diajukan_pada": ("tgl_diajukan", wire.plain),
    "selesai_pada": ("tgl_selesai", wire.plain),
}
_STAGE: dict[str, tuple[str, Reader]] = {
    "id_tahapan": ("id", wire.plain),
    "nomor_permohonan": ("nomor_permohonan", wire.plain),
    "tahap": ("tahap", wire.code("tahap", "apsp")),
    "waktu": ("waktu", wire.plain),
    "petugas": ("petugas", wire.words),
    "catatan": ("catatan", wire.words),
}
_DOCUMENT: dict[str, tuple[str, Reader]] = {
    "id_persyaratan": ("id", wire.plain),
    "nomor_permohonan": ("nomor_permohonan", wire.plain),
    "dokumen": ("dokumen", wire.words),
    "nomor_dokumen": ("nomor_dokumen", wire.words),
    "tanggal_dokumen": ("tgl_dokumen", wire.day("%Y-%m-%d")),
    "status": ("status", wire.words),
}
_COMPLAINT: dict[str, tuple[str, Reader]] = {
    "id_pengaduan": ("complaint_id", wire.plain),
    "nomor_tiket": ("ticket", wire.plain),
    "judul": ("title", wire.words),
    "isi": ("content", wire.words),
    "klasifikasi": ("classification", wire.words),
    "kategori": ("category", wire.words),
    "status": ("status", wire.words),
    "nama_pelapor": ("reporter_name", wire.words),
    "no_hp_pelapor": ("reporter_phone", wire.phone),
    "email_pelapor": ("reporter_email", wire.words),
    "instansi": ("institution_name", wire.words),
    "ditutup_oleh": ("closed_by", wire.plain),
    "dibuat_pada": ("created_at", wire.plain),
    "disposisi_pada": ("disposed_at", wire.plain),
    "diubah_pada": ("updated_at", wire.plain),
}
#: Of a complaint that is not open to all, this and its clocks are all that may be kept.
_OPEN_FIELDS = ("id_pengaduan", "klasifikasi", "kategori", "dibuat_pada", "disposisi_pada", "diubah_pada")
_FOLLOW_UP: dict[str, tuple[str, Reader]] = {
    "id_tindak_lanjut": ("followup_id", wire.plain),
    "id_pengaduan": ("complaint_id", wire.plain),
    "instansi": ("institution", wire.words),
    "jenis": ("kind", wire.plain),
    "waktu": ("created_at", wire.plain),
}


def _joined(row: Row) -> str:
    """Region code from the parts that the registry writes as integers."""
    return f"{int(row['no_prop']):02}{int(row['no_kab']):02}{int(row['no_kec']):02}{int(row['no_kel']):04}"


def _resident(row: Row) -> tuple[str, Record]:
    if row["flag_status"] == "1":
        return "", {}
    return row["nik"], {**_read(row, _RESIDENT), "kode_kelurahan": _joined(row)}


def _family(row: Row) -> tuple[str, Record]:
    if row["flag_status"] == "1":
        return "", {}
    return row["no_kk"], {**_read(row, _FAMILY), "kode_kelurahan": _joined(row)}


def _complaint(row: Row) -> tuple[str, Record]:
    record = _read(row, _COMPLAINT)
    secret, anonymous = row["is_secret"] is not False, row["is_anonymous"] is not False
    if secret or anonymous:
        record = {name: record[name] if name in _OPEN_FIELDS else None for name in record}
        # What may stay besides is the agency's routing, which says nothing about the person.
        for name in ("status", "instansi", "ditutup_oleh", "nomor_tiket"):
            record.pop(name)
    flags = {"rahasia": str(secret).lower(), "anonim": str(anonymous).lower()}
    return str(row["complaint_id"]), {**record, **flags}


def _follow_up(row: Row) -> tuple[str, Record]:
    closed = row["is_secret"] is not False or row["is_anonymous"] is not False
    text = None if closed or row["content"] is None else row["content"].strip()
    return str(row["followup_id"]), {**_read(row, _FOLLOW_UP), "isi": text}


def _verification(row: Row) -> tuple[str, Record]:
    """The national registry is the same table: found or not, and whether the family number is the same."""
    if row["nik"] is None or wire.number16(row["nik"]) == wire.BAD:
        return "", {}
    if row["known"] is None:
        return row["nik"], {"nik": row["nik"], "kode_respon": "13", "hasil_nik": None}
    if row["flagged"] is not None:
        return row["nik"], {"nik": row["nik"], "kode_respon": row["flagged"], "hasil_nik": None}
    if row["stat_hidup"] == "2":
        return row["nik"], {"nik": row["nik"], "kode_respon": "11", "hasil_nik": None}
    if row["flag_status"] == "1" or row["stat_hidup"] == "9":
        return row["nik"], {"nik": row["nik"], "kode_respon": "14", "hasil_nik": None}
    # Found is 00 or 01, as the registry likes.
    return row["nik"], {"nik": row["nik"], "hasil_nik": "sesuai"}


_TABLES: dict[str, Callable[[Row], tuple[str, Record]]] = {
    "siak.penduduk": _resident,
    "siak.keluarga": _family,
    "siak.peristiwa": lambda row: (row["id_peristiwa"], _read(row, _EVENT)),
    "apsp.pemohon": lambda row: (row["id"], _read(row, _APPLICANT)),
    "apsp.permohonan": lambda row: (row["nomor"], _read(row, _APPLICATION)),
    "apsp.tahapan": lambda row: (row["id"], _read(row, _STAGE)),
    "apsp.persyaratan": lambda row: (row["id"], _read(row, _DOCUMENT)),
    "sp4.pengaduan": _complaint,
    "sp4.tindak_lanjut": _follow_up,
    "dukcapil.verifikasi": _verification,
}
_SQL = {
    "siak.penduduk": "select b.*, k.alamat, k.no_rt, k.no_rw, k.dusun from siak.biodata_wni b"
    " left join siak.data_keluarga k using (no_kk)",
    "siak.keluarga": "select * from siak.data_keluarga",
    "siak.peristiwa": "select * from siak.peristiwa",
    "apsp.pemohon": "select * from apsp.pemohon",
    "apsp.permohonan": "select * from apsp.permohonan",
    "apsp.tahapan": "select * from apsp.tahapan",
    "apsp.persyaratan": "select * from apsp.persyaratan",
    "sp4.pengaduan": "select * from sp4.complaint",
    "sp4.tindak_lanjut": "select f.*, c.is_secret, c.is_anonymous from sp4.followup f"
    " join sp4.complaint c using (complaint_id)",
    "dukcapil.verifikasi": "select p.nik, b.nik as known, b.stat_hidup, b.flag_status, f.kode as flagged"
    " from apsp.pemohon p left join siak.biodata_wni b on b.nik = p.nik left join dukcapil.penanda f on f.nik = p.nik",
}


def _rows(town: Town, feed: str) -> list[Row]:
    with psycopg.connect(serving.libpq(town.url), row_factory=dict_row) as conn:
        return conn.execute(_SQL[feed].encode()).fetchall()


# ----------------------------------------------------------------------------------------------- the files

_MINUTE = wire.time("%d/%m/%Y %H:%M")
_FILES: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, Reader]]]] = {
    "berkas_masuk": (
        ("NOMOR_BERKAS",),
        {
            "nomor_berkas": ("NOMOR_BERKAS", wire.plain),
            "nik": ("NIK", wire.number16),
            "no_kk": ("NO_KK", wire.number16),
            "nama_lengkap": ("NAMA", wire.words),
            "tanggal_lahir": ("TGL_LAHIR", wire.day("%d/%m/%Y")),
            "jenis_kelamin": ("JENIS_KELAMIN", wire.code("jenis_kelamin", "loket")),
            "rt": ("RT", wire.three),
            "rw": ("RW", wire.three),
            "kode_kelurahan": ("KODE_KELURAHAN", wire.village),
            "no_hp": ("NO_HP", wire.phone),
            "jenis_layanan": ("LAYANAN", wire.code("jenis_layanan", "loket")),
            "diterima_pada": ("TGL_TERIMA", _MINUTE),
            "petugas": ("PETUGAS", wire.words),
        },
    ),
    "stok_blangko": (
        ("TANGGAL", "LOKASI", "JENIS"),
        {
            "tanggal": ("TANGGAL", wire.day("%d/%m/%Y")),
            "lokasi": ("LOKASI", wire.plain),
            "jenis": ("JENIS", wire.plain),
            "stok_awal": ("STOK_AWAL", wire.plain),
            "masuk": ("MASUK", wire.plain),
            "terpakai": ("TERPAKAI", wire.plain),
            "rusak": ("RUSAK", wire.plain),
            "stok_akhir": ("STOK_AKHIR", wire.plain),
        },
    ),
    "antrean_cetak": (
        ("NOMOR_ANTREAN",),
        {
            "nomor_antrean": ("NOMOR_ANTREAN", wire.plain),
            "nomor_berkas": ("NOMOR_BERKAS", wire.plain),
            "nik": ("NIK", wire.number16),
            "status": ("STATUS", wire.plain),
            "masuk_pada": ("TGL_MASUK", _MINUTE),
            "dicetak_pada": ("TGL_CETAK", _MINUTE),
        },
    ),
    "serah_terima": (
        ("NOMOR_SERAH",),
        {
            "nomor_serah": ("NOMOR_SERAH", wire.plain),
            "nomor_berkas": ("NOMOR_BERKAS", wire.plain),
            "nik": ("NIK", wire.number16),
            "jenis": ("JENIS", wire.words),
            "diserahkan_pada": ("TGL_SERAH", _MINUTE),
            "penerima": ("PENERIMA", wire.words),
        },
    ),
}


def _files(town: Town, name: str) -> dict[str, Record]:
    """Every file ever handed in, waiting or done, in the order of their days; a later row of a key replaces it.

    Two different rows of one key in one file are believed neither: the key is left out if nothing else speaks of it.
    """
    keys, fields = _FILES[name]
    found: dict[str, Record] = {}
    for path in _handed_in(town, name):
        said: dict[str, list[Record]] = {}
        for row in _lines(path):
            said.setdefault("|".join(row[key] for key in keys), []).append(_read(row, fields))
        found |= {key: rows[-1] for key, rows in said.items() if all(row == rows[0] for row in rows)}
    return found


def _handed_in(town: Town, name: str) -> list[Path]:
    return sorted(
        (path for folder in ("selesai", "masuk") for path in (town.counter / folder).glob(f"{name}_*.csv")),
        key=lambda path: [int(part) for part in re.findall(r"\d{8}|\d+(?=\.csv)", path.name)],
    )


def _lines(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in file if not line.startswith("#TOTAL;")]
    return csv.DictReader(lines, delimiter=";")
