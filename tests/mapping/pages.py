"""Pages as the five systems send them, for the tests of decoding and mapping."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from simpul.config import settings
from simpul.core.model import Feed, Page

CITY = settings.load([settings.SHIPPED])
PEMOHON = CITY.feeds["apsp.pemohon"]
PENDUDUK = CITY.feeds["siak.penduduk"]
BERKAS = CITY.feeds["loket.berkas_masuk"]
PENGADUAN = CITY.feeds["sp4.pengaduan"]
TINDAK_LANJUT = CITY.feeds["sp4.tindak_lanjut"]


def page(body: bytes) -> Page:
    return Page(number=1, body=body, requested_at=datetime(2026, 11, 22, tzinfo=UTC), cursor=None)


def pemohon(number: int = 1, **changes: Any) -> dict[str, Any]:
    """An applicant as APSP writes one."""
    return {
        "id": f"P-{number:07d}", "nik": f"127109050868{9000 + number}", "no_kk": f"127109050814{9000 + number}",
        "nama": "BUDI SANTOSO", "tempat_lahir": "MEDAN", "tgl_lahir": "1968-08-05", "jenis_kelamin": "L",
        "agama": "ISLAM", "status_kawin": "KAWIN", "alamat": "JL. STM NO. 1", "rt_rw": "002/005",
        "kode_kelurahan": "12.71.09.1001", "telepon": "081234567890", "email": None, "versi": 1,
        "diubah": "2026-11-22T10:00:00.000001+07:00", **changes,
    }  # fmt: skip


def listing(rows: Sequence[Any], **more: Any) -> bytes:
    """An APSP answer."""
    return json.dumps({"data": rows, "total": len(rows), **more}, separators=(",", ":")).encode()


def penduduk(**changes: str | None) -> dict[str, str | None]:
    """A resident as SIAK writes one."""
    return {
        "NIK": "1271096902049001", "NO_KK": "1271090508149001", "NAMA_LGKP": "SITI AMINAH  ", "TMPT_LHR": "MEDAN",
        "TGL_LHR": "29-02-2004", "JENIS_KLMIN": "2", "GOL_DRH": "13", "AGAMA": "1", "STAT_KWN": "1", "STAT_HBKEL": "4",
        "PDDK_AKH": "5", "JENIS_PKRJN": "3", "NAMA_LGKP_IBU": "NUR", "NAMA_LGKP_AYAH": "AHMAD", "ALAMAT": "JL. STM",
        "NO_RT": "1", "NO_RW": "2", "DUSUN": None, "NO_PROP": "12", "NO_KAB": "71", "NO_KEC": "9", "NO_KEL": "1004",
        "STAT_HIDUP": "1", "FLAG_STATUS": "0", "FLAG_PINDAH": "0", "EKTP_CURRENT_STATUS_CODE": "8", "PNYDNG_CCT": "2",
        "TGL_ENTRI": "01-01-2020 00:00:00.000000", "TGL_UBAH": "22-11-2026 10:00:00.000001", **changes,
    }  # fmt: skip


def row_xml(row: Mapping[str, str | None], prefix: str = "") -> str:
    cells = [
        f"<{prefix}{tag}>{escape(text)}</{prefix}{tag}>"
        if text is not None
        else f'<{prefix}{tag} xsi:nil="true"></{prefix}{tag}>'
        for tag, text in row.items()
    ]
    return f"<{prefix}Penduduk>{''.join(cells)}</{prefix}Penduduk>"


def envelope(rows: Sequence[str], head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    """A SIAK answer around rows already written."""
    return (
        f'{head}<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:s="urn:simpul:siak:v1">'
        '<soap:Body><DaftarPendudukResponse xmlns="urn:simpul:siak:v1"><Jumlah>1</Jumlah><Token/>'
        f"<Baris>{''.join(rows)}</Baris></DaftarPendudukResponse></soap:Body></soap:Envelope>"
    ).encode()


def complaint(number: int = 1916449, **changes: Any) -> dict[str, Any]:
    """A complaint as SP4 writes one."""
    return {
        "complaint_id": number, "ticket": "5010653", "title": "KTP belum jadi", "content": "Sudah 6 bulan",
        "classification": "Pengaduan", "category": "Kependudukan", "status": "Proses", "is_anonymous": False,
        "is_secret": False, "reporter": {"name": "Budi", "phone": "0812-3456-7890", "email": None},
        "disposition": {
            "institution_id": "7", "institution_name": "Disdukcapil", "disposed_at": "2026-11-20T08:00:00+07:00",
        },
        "closed_by": None, "created_at": "2026-11-19T08:00:00+07:00", "updated_at": "2026-11-20T08:00:00+07:00",
        **changes,
    }  # fmt: skip


def complaints(rows: Sequence[Any]) -> bytes:
    return json.dumps({"success": True, "results": {"data": rows, "current_page": 1}}).encode()


def csv_file(rows: Sequence[Sequence[str]], trailer: str = "", bom: bool = True) -> bytes:
    """An intake list of a counter."""
    header = [
        "NO_URUT",
        "NOMOR_BERKAS",
        "NIK",
        "NO_KK",
        "NAMA",
        "TGL_LAHIR",
        "JENIS_KELAMIN",
        "RT",
        "RW",
        "KODE_KELURAHAN",
        "NO_HP",
        "LAYANAN",
        "TGL_TERIMA",
        "PETUGAS",
    ]
    lines = [";".join(line) for line in [header, *rows]] + ([trailer] if trailer else [])
    return ("\ufeff" if bom else "").encode() + ("\r\n".join(lines) + "\r\n").encode()


def intake(number: int = 1, **changes: str) -> list[str]:
    row = {
        "urut": str(number), "berkas": f"B-{number}", "nik": "1271090508689002", "kk": "1271090508149001",
        "nama": "BUDI", "lahir": "05/08/1968",
        "jk": "L", "rt": "002", "rw": "005", "kel": "12.71.09.1001", "hp": "081234567890",
        "layanan": "KTP_EL_BARU", "terima": "22/11/2026 09:30", "petugas": "ANI", **changes,
    }  # fmt: skip
    return list(row.values())


def feed_with(feed: Feed, **changes: Any) -> Feed:
    return Feed(**{**{name: getattr(feed, name) for name in feed.__dataclass_fields__}, **changes})
