"""The registry speaks as the contract says, over real sockets."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest
import requests
from zeep import Client
from zeep.wsse.username import UsernameToken

from sandbox import serving
from tests.sandbox.tiny_city import NIK, City, field


def test_wsdl_is_the_pinned_one(city: City, repo: Path) -> None:
    """The WSDL served is the pinned one, letter for letter, but for the address."""
    served = requests.get(city.env("SIAK_URL") + "?wsdl", timeout=10).text
    pinned = (repo / "mappings" / "siak" / "siak.wsdl").read_text(encoding="utf-8")
    assert city.env("SIAK_URL") in served
    assert re.sub('location="[^"]*"', "", served) == re.sub('location="[^"]*"', "", pinned)


def test_zeep_understands_every_operation(city: City) -> None:
    """A zeep client made from the pinned WSDL can call every operation."""
    login = UsernameToken(city.env("SIAK_USER"), city.env("SIAK_PASSWORD"))
    service = Client(city.env("SIAK_URL") + "?wsdl", wsse=login).service
    assert [row.NIK for row in service.DaftarPenduduk(Ukuran="2").Baris.Penduduk] == NIK[:2]
    assert service.DaftarKeluarga().Baris.Keluarga[0].TGL_UPDATION == "01-03-2026 08:00:00.000001"
    assert service.DaftarPeristiwa().Baris.Peristiwa[0].JENIS == "MATI"
    assert service.CariPenduduk(NIK=NIK[0])[0].GOL_DRH is None
    assert service.CariPenduduk(NIK="1271091001909999") is None
    assert re.fullmatch(r"\d\d-\d\d-\d{4} \d\d:\d\d:\d\d", service.Waktu())


def test_row_is_as_ugly_as_a_registry(city: City) -> None:
    """Trailing blanks, dd-mm-yyyy, integers without zeros, the family's address, the protected column, null as nil."""
    answer = city.soap("CariPenduduk", NIK=NIK[0])
    sent = {name: field(answer, name) for name in ("NAMA_LGKP", "TGL_LHR", "NO_KEC", "NO_RT", "ALAMAT", "PNYDNG_CCT")}
    assert sent == {
        "NAMA_LGKP": ["SITI AISYAH   "],
        "TGL_LHR": ["10-10-1990"],
        "NO_KEC": ["9"],
        "NO_RT": ["2"],
        "ALAMAT": ["JL. GARU III NO. 5"],
        "PNYDNG_CCT": ["0"],
    }
    assert '<GOL_DRH xsi:nil="true"></GOL_DRH>' in answer.text
    assert field(answer, "TGL_UBAH") == ["01-03-2026 08:00:00.000000"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 5000])
def test_pages_cover_everything_once(city: City, size: int) -> None:
    """Whatever the page size, rows with equal times included, every row comes exactly once, deleted ones too."""
    rows: list[str] = []
    token, pages = "", 0
    while token or not pages:
        answer = city.soap("DaftarPenduduk", Token=token, Ukuran=str(size))
        assert field(answer, "Jumlah") == [str(len(field(answer, "NIK")))]
        rows += field(answer, "NIK")
        token, pages = field(answer, "Token")[0], pages + 1
    assert rows == NIK
    assert pages == -(-len(NIK) // size)


def test_since_includes_its_own_moment(city: City) -> None:
    """Sejak gives rows changed at that very microsecond and later."""
    answer = city.soap("DaftarPenduduk", Sejak="01-03-2026 08:00:00.000002")
    assert field(answer, "NIK") == NIK[3:]


def test_row_changed_while_reading_comes_again(city: City) -> None:
    """A row that changes after its page was read comes once more behind the token: nothing is lost."""
    token = field(city.soap("DaftarPenduduk", Ukuran="3"), "Token")[0]
    city.sql("update siak.biodata_wni set tgl_ubah = now() where nik = %s", NIK[0])
    assert field(city.soap("DaftarPenduduk", Token=token), "NIK") == [*NIK[3:], NIK[0]]


def test_strange_text_arrives(city: City) -> None:
    """Markup, backslashes, tabs and line ends arrive as they are; what XML cannot carry is left out."""
    city.sql("update siak.biodata_wni set nama_lgkp = %s where nik = %s", "A&B <c> \\N \\t \t \n\x01'\"é", NIK[0])
    login = UsernameToken(city.env("SIAK_USER"), city.env("SIAK_PASSWORD"))
    row = Client(city.env("SIAK_URL") + "?wsdl", wsse=login).service.CariPenduduk(NIK=NIK[0])[0]
    assert row.NAMA_LGKP.rstrip() == "A&B <c> \\N \\t \t \n'\"é"


@pytest.mark.parametrize(
    ("operation", "parameters", "code", "status"),
    [
        ("DaftarPenduduk", {"Token": "bukan-token"}, "soap:Client", 200),
        ("DaftarPenduduk", {"Ukuran": "5001"}, "soap:Client", 200),
        ("DaftarPenduduk", {"Ukuran": "banyak"}, "soap:Client", 200),
        ("DaftarPenduduk", {"Sejak": "2026-03-01"}, "soap:Client", 200),
        ("HapusPenduduk", {}, "soap:Client", 200),
        # A Fault may also come with HTTP 500.
        ("CariPenduduk", {}, "soap:Client", 500),
    ],
)
def test_bad_call_is_a_fault(city: City, operation: str, parameters: dict[str, str], code: str, status: int) -> None:
    """What the registry cannot read is answered by a SOAP Fault, with HTTP 200 or 500."""
    answer = city.soap(operation, **parameters)
    assert (answer.status_code, field(answer, "faultcode")) == (status, [code])


def test_wrong_password_is_a_fault(city: City) -> None:
    """A wrong login is wsse:FailedAuthentication."""
    answer = city.soap("Waktu", password="salah")
    assert (answer.status_code, field(answer, "faultcode")) == (500, ["wsse:FailedAuthentication"])


@pytest.mark.parametrize(
    "body", [b"<x", b"<x/>", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>']
)
def test_message_that_is_no_soap_is_a_fault(city: City, body: bytes) -> None:
    """Broken XML, other XML and external entities end in a Fault, not in an error page."""
    answer = requests.post(city.env("SIAK_URL"), data=body, timeout=10)
    assert answer.status_code == 500
    assert field(answer, "faultcode") in (["soap:Client"], ["wsse:FailedAuthentication"])


def test_views_show_the_same_rows_to_a_role_that_can_only_read(city: City) -> None:
    """The SQL way in: three views for siak_baca, nothing else, nothing writable."""
    with psycopg.connect(serving.libpq(city.env("SIAK_SQL_URL")), autocommit=True) as reader:
        row = reader.execute("select nik, alamat, no_rt, tgl_ubah from siak.v_penduduk order by urut, nik").fetchone()
        assert row == (NIK[0], "JL. GARU III NO. 5", "2", "2026-03-01T08:00:00.000000+07:00")
        assert reader.execute("select count(*) from siak.v_keluarga").fetchone() == (1,)
        assert reader.execute("select count(*) from siak.v_peristiwa").fetchone() == (1,)
        for refused in ("select 1 from siak.biodata_wni", "delete from siak.v_peristiwa", "select 1 from apsp.pemohon"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(refused.encode())
