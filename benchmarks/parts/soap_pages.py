"""The registry's bulk answers from a template, and plain zeep reading them: the baseline of the SOAP benchmark."""

from __future__ import annotations

import base64
import re
import time
from datetime import timedelta
from pathlib import Path

import zeep
from zeep.wsse.username import UsernameToken

from benchmarks.parts import serving
from benchmarks.parts.pages import DAY_MARK, FIRST_DAY, PAGE

WSDL = Path(__file__).resolve().parents[2] / "mappings" / "siak" / "siak.wsdl"
NS = "urn:simpul:siak:v1"
TOKEN = re.compile(rb"<(?:\w+:)?Token>([^<]*)</")


def person(number: int) -> str:
    """One ``Penduduk`` element; the middle of its NIK is filled in per page."""
    kecamatan, serial = number % 21 + 1, number // 21 + 9001
    fields = {
        "NIK": f"1271{kecamatan:02d}DDMMYY{serial}",
        "NO_KK": f"1271{kecamatan:02d}010115{serial}",
        "NAMA_LGKP": f"WARGA NOMOR {number}   ",
        "TMPT_LHR": "MEDAN",
        "TGL_LHR": "10-10-1990",
        "JENIS_KLMIN": "1",
        "GOL_DRH": "13",
        "AGAMA": "1",
        "STAT_KWN": "2",
        "STAT_HBKEL": "1",
        "PDDK_AKH": "5",
        "JENIS_PKRJN": "15",
        "NAMA_LGKP_IBU": f"IBU {number}",
        "NAMA_LGKP_AYAH": f"AYAH {number}",
        "ALAMAT": f"JL. GARU {number % 10}",
        "NO_RT": str(number % 30),
        "NO_RW": str(number % 12),
        "DUSUN": "4",
        "NO_PROP": "12",
        "NO_KAB": "71",
        "NO_KEC": "9",
        "NO_KEL": "1004",
        "STAT_HIDUP": "1",
        "FLAG_STATUS": "0",
        "FLAG_PINDAH": "0",
        "EKTP_CURRENT_STATUS_CODE": "8",
        "TGL_ENTRI": "01-02-2020 08:00:00.000000",
        "TGL_UBAH": "01-11-2026 08:00:00.000000",
    }
    return "<Penduduk>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items()) + "</Penduduk>"


TEMPLATE = "".join(person(number) for number in range(PAGE)).encode()


class Registry(serving.Answers):
    """``DaftarPenduduk`` only; the token is the page's number."""

    def do_POST(self) -> None:
        request = self.rfile.read(int(self.headers["Content-Length"]))
        found = TOKEN.search(request)
        index = int(base64.b64decode(found[1])) if found and found[1] else 0
        body = self.answer(index)
        self.say(body, "text/xml; charset=utf-8")

    def answer(self, index: int) -> bytes:
        last = (index + 1) * PAGE >= self.residents
        token = b"" if last else base64.b64encode(str(index + 1).encode())
        day = (FIRST_DAY + timedelta(days=index)).strftime("%d%m%y").encode()
        return (
            b'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
            b'<soap:Body><DaftarPendudukResponse xmlns="%s"><Jumlah>%d</Jumlah><Token>%s</Token><Baris>%s</Baris>'
            b"</DaftarPendudukResponse></soap:Body></soap:Envelope>"
        ) % (NS.encode(), PAGE, token, TEMPLATE.replace(DAY_MARK, day))


def plain_zeep(url: str) -> dict[str, float]:
    """Rows and seconds of zeep alone, objects built and thrown away."""
    client = zeep.Client(str(WSDL), wsse=UsernameToken("u", "p"))
    service = client.create_service(next(iter(client.wsdl.bindings)), url)
    token, rows, started = "", 0, time.perf_counter()
    while token is not None:
        answer = service.DaftarPenduduk(Sejak="", Token=token, Ukuran=str(PAGE))
        rows, token = rows + len(answer.Baris.Penduduk), answer.Token or None
    return {"rows": rows, "seconds": time.perf_counter() - started}


if __name__ == "__main__":
    serving.serve(Registry)
