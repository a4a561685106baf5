"""What the tests of the shipped rules plant: records in short, and what a planted fault and its near-misses are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from simpul.core.i18n import WIB

_WORDS = (
    *("lampu", "jalan", "padam", "sampah", "menumpuk", "selokan", "tersumbat", "banjir", "pohon", "tumbang", "antrean"),
    *(
        "panjang",
        "petugas",
        "pagar",
        "roboh",
        "trotoar",
        "rusak",
        "kabel",
        "kendur",
        "taman",
        "gelap",
        "pasar",
        "becek",
    ),
    *("halte", "kotor", "jembatan", "retak", "gang", "sempit", "bising", "malam", "debu", "pabrik", "parkir", "liar"),
)

#: (feed, record), or (statement, values) for what no pull brings.
Row = tuple[str, dict[str, Any]]

#: A Wednesday morning; the seven weeks before it have no holiday.
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=WIB)


@dataclass(frozen=True, kw_only=True)
class Near:
    """Something that looks like the fault and is none."""

    name: str
    rows: Sequence[Row]
    #: What was there earlier, where the fault is a change over time.
    before: Sequence[Row] = ()


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A fault a rule must find, what heals it, and what it must leave alone."""

    rule: str
    #: Key of the record the case stands on.
    key: str
    rows: Sequence[Row]
    heals: Sequence[Row]
    near: Sequence[Near]
    before: Sequence[Row] = ()
    #: Keys of near-misses that time alone makes true, some working days later.
    ripens: frozenset[str] = frozenset()


def hk(days: int) -> datetime:
    """The moment that many working days before NOW."""
    moment = NOW
    while days:
        moment -= timedelta(days=1)
        days -= moment.isoweekday() < 6
    return moment


def day(text: str) -> date:
    return date.fromisoformat(text)


def nik(number: int, *, woman: bool = False, place: str = "127109") -> str:
    """The NIK of one invented person born on 5 January 1990."""
    return f"{place}{'45' if woman else '05'}0190{9000 + number}"


def kk(number: int) -> str:
    """Number of an invented family card."""
    return f"127109170820{9000 + number}"


def name(number: int) -> str:
    """A name of its own for each person, in letters only."""
    return "WARGA " + "".join(chr(ord("A") + int(digit)) for digit in str(number))


def words(number: int) -> str:
    """A complaint that is like no other one."""
    return " ".join(Random(number).sample(_WORDS, 7)).capitalize() + "."


def resident(number: int, *, since: datetime | None = None, **values: Any) -> Row:
    """A living resident of Medan Amplas; ``since``: when the registry last changed the record."""
    own = values.pop("nik", nik(number))
    usual = {
        "key": own, "nik": own, "nama_lengkap": name(number), "tanggal_lahir": day("1990-01-05"), "jenis_kelamin": "L",
        "kode_kelurahan": "1271091001", "status_hidup": "hidup", "status_kawin": "belum_kawin",
        "ktp_el_status": "diserahkan", "version": (since or hk(200)).astimezone(WIB).isoformat(),
    }  # fmt: skip
    return "siak.penduduk", {**usual, **values}


def applicant(number: int, key: str = "", **values: Any) -> Row:
    """The same person at the one-door service."""
    usual = {
        "key": key or f"P-{number:07}", "nik": nik(number), "nama_lengkap": name(number),
        "tanggal_lahir": day("1990-01-05"), "jenis_kelamin": "L", "kode_kelurahan": "1271091001",
        "no_hp": f"081200{number:06}",
    }  # fmt: skip
    return "apsp.pemohon", {**usual, **values}


def nomor(number: int, word: str = "KTP") -> str:
    return f"503/{number:06}/{word}/2026"


def application(number: int, person: int = 0, **values: Any) -> Row:
    """A card application under way, handed in ten working days ago."""
    usual = {
        "key": nomor(number), "nomor_permohonan": nomor(number), "id_pemohon": f"P-{person or number:07}",
        "nik": nik(person or number), "jenis_layanan": "KTP_EL_BARU", "tahap": "VERIFIKASI", "kanal": "LOKET",
        "kode_kecamatan": "127109", "biaya": 0, "diajukan_pada": hk(10), "selesai_pada": None,
    }  # fmt: skip
    return "apsp.permohonan", {**usual, **values}


def stage(number: int, place: int, tahap: str, waktu: datetime, **values: Any) -> Row:
    key = f"T-{number:06}-{place}"
    usual = {"key": key, "id_tahapan": key, "nomor_permohonan": nomor(number), "tahap": tahap, "waktu": waktu}
    return "apsp.tahapan", {**usual, **values}


def document(number: int, dated: str, **values: Any) -> Row:
    key = f"S-{number:08}"
    usual = {
        "key": key, "id_persyaratan": key, "nomor_permohonan": nomor(number), "dokumen": "KARTU KELUARGA",
        "tanggal_dokumen": day(dated), "status": "LENGKAP",
    }  # fmt: skip
    return "apsp.persyaratan", {**usual, **values}


def event(number: int, kind: str, dated: str, **values: Any) -> Row:
    key = f"PST-{number:07}"
    usual = {
        "key": key, "id_peristiwa": key, "jenis": kind, "nik": nik(number), "tanggal_peristiwa": day(dated),
    }  # fmt: skip
    return "siak.peristiwa", {**usual, **values}


def family(number: int, head: int, **values: Any) -> Row:
    usual = {
        "key": kk(number), "no_kk": kk(number), "nik_kepala": nik(head), "nama_kepala": name(head),
        "kode_kelurahan": "1271091001",
    }  # fmt: skip
    return "siak.keluarga", {**usual, **values}


def verified(number: int, code: str) -> Row:
    usual = {"key": nik(number), "nik": nik(number), "kode_respon": code, "diperiksa_pada": hk(1)}
    return "dukcapil.verifikasi", usual


def complaint(number: int, **values: Any) -> Row:
    """An open complaint handed on yesterday, by the applicant of the same number."""
    usual = {
        "key": str(number), "id_pengaduan": str(number), "nomor_tiket": f"#{1900000 + number}", "judul": "Keluhan",
        "isi": words(number), "klasifikasi": "Pengaduan Tidak Berkadar Pengawasan",
        "kategori": "Kependudukan", "status": "Proses", "anonim": False, "rahasia": False, "nama_pelapor": name(number),
        "no_hp_pelapor": f"081200{number:06}", "instansi": "Dinas Kependudukan", "ditutup_oleh": None,
        "dibuat_pada": hk(2), "disposisi_pada": hk(1), "diubah_pada": hk(1),
    }  # fmt: skip
    return "sp4.pengaduan", {**usual, **values}


def follow_up(number: int, place: int, waktu: datetime, kind: str = "tindak_lanjut", **values: Any) -> Row:
    key = f"{number}0{place}"
    usual = {
        "key": key, "id_tindak_lanjut": key, "id_pengaduan": str(number), "isi": "Sedang kami periksa.",
        "instansi": "Dinas Kependudukan", "jenis": kind, "waktu": waktu,
    }  # fmt: skip
    return "sp4.tindak_lanjut", {**usual, **values}


def file(number: int, *, kec: str = "09", **values: Any) -> Row:
    """A file taken in at a paper counter."""
    key = berkas(number, kec)
    usual = {
        "key": key, "nomor_berkas": key, "nik": nik(number), "nama_lengkap": name(number),
        "jenis_layanan": "KTP_EL_BARU", "diterima_pada": hk(9),
    }  # fmt: skip
    return "loket.berkas_masuk", {**usual, **values}


def berkas(number: int, kec: str = "09") -> str:
    return f"BM-{kec}-2026-{number:06}"


def queued(number: int, entered: datetime, *, kec: str = "09", **values: Any) -> Row:
    """A card in the print queue."""
    key = f"AC-{number:06}"
    usual = {
        "key": key, "nomor_antrean": key, "nomor_berkas": berkas(number, kec), "nik": nik(number),
        "status": "MENUNGGU", "masuk_pada": entered, "dicetak_pada": None,
    }  # fmt: skip
    return "loket.antrean_cetak", {**usual, **values}


def handed(number: int, *, kec: str = "09") -> Row:
    key = f"ST-{number:06}"
    usual = {
        "key": key, "nomor_serah": key, "nomor_berkas": berkas(number, kec), "nik": nik(number), "jenis": "KTP_EL",
        "diserahkan_pada": hk(1), "penerima": "SENDIRI",
    }  # fmt: skip
    return "loket.serah_terima", usual


def stock(place: str, ago: int, left: int, used: int, *, kind: str = "KTP_EL") -> Row:
    """The stock of a place some days ago: what was used that day and what was left."""
    when = (NOW - timedelta(days=ago)).date()
    key = f"{when:%d/%m/%Y}|{place}|{kind}"
    usual = {
        "key": key, "tanggal": when, "lokasi": place, "jenis": kind, "stok_awal": left + used, "masuk": 0,
        "terpakai": used, "rusak": 0, "stok_akhir": left,
    }  # fmt: skip
    return "loket.stok_blangko", usual
