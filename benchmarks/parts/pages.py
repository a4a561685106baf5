"""A page server that costs the machine almost nothing, so that a benchmark times the reader and not the source.

Pages are cut from one template; only the twelve digits of registration day and page, and the clock, differ.
"""

from __future__ import annotations

import json
import urllib.parse
from datetime import UTC, datetime, timedelta

from benchmarks.parts import serving

PAGE = 5000
#: Stands where a page's own birth date goes; six digits DDMMYY.
DAY_MARK = b"DDMMYY"
CLOCK_MARK = b"CLOCKMARK"
FIRST_DAY = datetime(1960, 1, 1, tzinfo=UTC)


def row(number: int) -> dict[str, str]:
    """Row ``number`` (0-4999) of every page, twenty fields in the shape of an agency's resident."""
    kecamatan, serial = number % 21 + 1, number // 21 + 9001
    return {
        "nik": f"1271{kecamatan:02d}DDMMYY{serial}",
        "no_kk": f"1271{kecamatan:02d}010115{serial}",
        "nama": f"WARGA NOMOR {number}",
        "tempat_lahir": "MEDAN",
        "tgl_lahir": "1990-10-10",
        "jenis_kelamin": "L",
        "agama": "ISLAM",
        "status_kawin": "KAWIN",
        "pendidikan": "5",
        "pekerjaan": "15",
        "nama_ibu": f"IBU NOMOR {number}",
        "nama_ayah": f"AYAH NOMOR {number}",
        "alamat": f"JL. GARU {number % 10} NO. {number}",
        "rt": f"{number % 30:03d}",
        "rw": f"{number % 12:03d}",
        "lingkungan": str(number % 20),
        "kode_kelurahan": f"12.71.09.100{number % 7 + 1}",
        "telepon": f"+62812{number:08d}",
        "email": f"warga{number}@contoh.id",
        "diubah": CLOCK_MARK.decode(),
    }


TEMPLATE = b",".join(json.dumps(row(number)).encode() for number in range(PAGE))
SHARE = PAGE // 100
SHARE_TEMPLATE = b",".join(json.dumps(row(number)).encode() for number in range(SHARE))


def rows(template: bytes, index: int, clock: str) -> bytes:
    """The rows of base page ``index`` as JSON objects, comma separated."""
    day = (FIRST_DAY + timedelta(days=index)).strftime("%d%m%y").encode()
    return template.replace(DAY_MARK, day).replace(CLOCK_MARK, clock.encode())


def answer(data: bytes, following: int | None) -> bytes:
    """One JSON answer around ``data``."""
    return b'{"data":[%s],"berikut":%s}' % (data, b"null" if following is None else b'"%d"' % following)


class Pages(serving.Answers):
    """``/penduduk?cursor=&sejak=``; with ``sejak`` one row in a hundred of every page, changed later."""

    def do_GET(self) -> None:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        index = int(query.get("cursor", ["0"])[0])
        body = self.changed(index) if query.get("sejak", [""])[0] else self.full(index)
        self.say(body, "application/json")

    def full(self, index: int) -> bytes:
        last = (index + 1) * PAGE >= self.residents
        return answer(rows(TEMPLATE, index, "2026-11-01T08:00:00.000+07:00"), None if last else index + 1)

    def changed(self, index: int) -> bytes:
        pages = range(index * 100, min((index + 1) * 100, self.residents // PAGE))
        data = b",".join(rows(SHARE_TEMPLATE, number, "2026-11-02T08:00:00.000+07:00") for number in pages)
        return answer(data, None if pages.stop * PAGE >= self.residents else index + 1)


if __name__ == "__main__":
    serving.serve(Pages)
