"""The one-door service speaks as the contract says, over real sockets."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.sandbox.tiny_city import NIK, City

NOTE = "permohonan/503%2F000123%2FKTP%2F2026/catatan"


def write(city: City, body: dict[str, Any], *, key: str = "k1", version: str = '"1"') -> requests.Response:
    """PATCH the first applicant."""
    headers = {"If-Match": version, "Idempotency-Key": key}
    return city.apsp("PATCH", "pemohon/P-0000001", headers=headers, json=body)


def logged(city: City) -> list[tuple[Any, ...]]:
    """What the agency accepted."""
    return city.sql("select kunci, jalan, isi from apsp.log_tulis order by id")


def test_token_needs_the_clients_secret(city: City) -> None:
    """A wrong secret gets no token."""
    url, form = f"{city.env('APSP_URL')}/oauth/token", {"grant_type": "client_credentials"}
    assert requests.post(url, data=form, auth=("simpul", "salah"), timeout=10).status_code == 401
    assert requests.post(url, data=form, timeout=10).status_code == 401


def test_token_expires(city: City) -> None:
    """A token is good for as long as it said and then answers 401."""
    headers = {"Authorization": f"Bearer {city.token()}"}
    url = f"{city.env('APSP_URL')}/api/v1/pemohon"
    assert requests.get(url, headers=headers, timeout=10).status_code == 200
    time.sleep(2.1)
    assert requests.get(url, headers=headers, timeout=10).status_code == 401
    assert requests.get(url, timeout=10).status_code == 401


def test_list_is_newest_first(city: City) -> None:
    """A page tells its place, and its rows are newest first."""
    page = city.apsp("GET", "pemohon?limit=2&offset=1").json()
    assert (page["total"], page["limit"], page["offset"]) == (7, 2, 1)
    assert [row["id"] for row in page["data"]] == ["P-0000006", "P-0000005"]
    assert page["data"][0] == {
        "id": "P-0000006",
        "nik": NIK[5],
        "no_kk": "1271090101209001",
        "nama": "Siti Aisyah",
        "versi": 1,
        "tempat_lahir": "Medan",
        "tgl_lahir": "1990-10-10",
        "jenis_kelamin": "P",
        "agama": "ISLAM",
        "status_kawin": "KAWIN",
        "alamat": "Jl. Garu III No. 5",
        "rt_rw": "002/005",
        "email": None,
        "kode_kelurahan": "12.71.09.1004",
        "telepon": "081260000001",
        "diubah": "2026-03-01T08:00:06.000000+07:00",
    }


@pytest.mark.parametrize(("kind", "rows"), [("permohonan", 1), ("tahapan", 1), ("persyaratan", 0)])
def test_every_collection_is_listed(city: City, kind: str, rows: int) -> None:
    """The other collections answer in the same frame."""
    page = city.apsp("GET", kind).json()
    assert (page["total"], len(page["data"])) == (rows, rows)


def test_pages_shift_while_being_read(city: City) -> None:
    """A row that changes between two pages moves to the front, so the next page repeats a row."""
    first = city.apsp("GET", "pemohon?limit=3&offset=0").json()["data"]
    city.sql("update apsp.pemohon set diubah = now() where id = 'P-0000001'")
    second = city.apsp("GET", "pemohon?limit=3&offset=3").json()["data"]
    assert [row["id"] for row in first + second] == [f"P-000000{n}" for n in (7, 6, 5, 5, 4, 3)]


@pytest.mark.parametrize("query", ["limit=1001", "limit=0", "limit=x", "offset=-1"])
def test_impossible_page_is_refused(city: City, query: str) -> None:
    """A page nobody can have is 400, not silently another page."""
    assert city.apsp("GET", f"pemohon?{query}").status_code == 400


def test_one_record_has_its_version_as_etag(city: City) -> None:
    """One applicant and one application by their keys, slashes escaped or not; unknown ones are 404 problems."""
    assert city.apsp("GET", "pemohon/P-0000001").headers["ETag"] == '"1"'
    for nomor in ("503%2F000123%2FKTP%2F2026", "503/000123/KTP/2026"):
        assert city.apsp("GET", f"permohonan/{nomor}").json()["tgl_diajukan"] == "2026-03-01T08:00:00.000000+07:00"
    for path in ("pemohon/P-9", "permohonan/503", "lain", NOTE.replace("000123", "999999")):
        answer = city.apsp("GET", path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_change_is_made_and_logged(city: City) -> None:
    """An accepted change raises the version and the time and stands in the log."""
    answer = write(city, {"nama": "SITI AISYAH", "rt_rw": "003/005"})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert (answer.json()["nama"], answer.json()["versi"]) == ("SITI AISYAH", 2)
    assert city.apsp("GET", "pemohon").json()["data"][0] == answer.json()
    assert logged(city) == [("k1", "PATCH /api/v1/pemohon/P-0000001", {"nama": "SITI AISYAH", "rt_rw": "003/005"})]


def test_repeated_key_is_done_once(city: City) -> None:
    """The same key with the same body gets the same answer, however the record went on; another body is 409."""
    first = write(city, {"nama": "SITI", "alamat": "JL. BARU"})
    city.sql("update apsp.pemohon set versi = 9 where id = 'P-0000001'")
    again = write(city, {"alamat": "JL. BARU", "nama": "SITI"})
    assert (again.status_code, again.content, again.headers["ETag"]) == (200, first.content, '"2"')
    assert write(city, {"nama": "LAIN"}).status_code == 409
    assert len(logged(city)) == 1


def test_two_at_once_with_one_key_are_one_write(city: City) -> None:
    """Ten identical calls at the same moment make one change."""
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: write(city, {"nama": "SITI"}), range(10)))
    assert {answer.content for answer in answers} == {answers[0].content}
    assert len(logged(city)) == 1


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Idempotency-Key": "k"}, {"nama": "X"}, 428),
        ({"If-Match": '"1"'}, {"nama": "X"}, 400),
        # Somebody changed it since.
        ({"If-Match": '"7"', "Idempotency-Key": "k"}, {"nama": "X"}, 412),
        ({"If-Match": '"1"', "Idempotency-Key": "k"}, {"rt_rw": "2/5", "versi": "3", "tgl_lahir": "10-10-1990"}, 422),
        ({"If-Match": '"1"', "Idempotency-Key": "k"}, {}, 422),
        ({"If-Match": '"1"', "Idempotency-Key": "k"}, ["nama"], 400),
    ],
)
def test_refused_change_leaves_no_trace(city: City, headers: dict[str, str], body: object, status: int) -> None:
    """A refused change says why, is not logged, and leaves its key free."""
    answer = city.apsp("PATCH", "pemohon/P-0000001", headers=headers, json=body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    if status == 422:
        assert set(answer.json()["errors"]) == (set(body) if isinstance(body, dict) and body else {""})
    assert logged(city) == []
    assert write(city, {"nama": "X"}, key="k").status_code == 200


def test_note_is_added_once_per_key(city: City) -> None:
    """A note is 201, listed with its key, and the same key adds no second one."""
    headers = {"Idempotency-Key": "n1"}
    first = city.apsp("POST", NOTE, headers=headers, json={"isi": "Ada pengaduan."})
    again = city.apsp("POST", NOTE, headers=headers, json={"isi": "Ada pengaduan."})
    assert (first.status_code, again.status_code, again.json()) == (201, 201, {"id": "1", "kunci": "n1"})
    notes = city.apsp("GET", NOTE).json()["data"]
    assert [(note["id"], note["isi"], note["kunci"]) for note in notes] == [("1", "Ada pengaduan.", "n1")]
    assert len(logged(city)) == 1


@pytest.mark.parametrize("body", [{}, {"isi": ""}, {"isi": 5}])
def test_empty_note_is_refused(city: City, body: dict[str, Any]) -> None:
    """A note without text is 422 and names the field."""
    answer = city.apsp("POST", NOTE, headers={"Idempotency-Key": "n"}, json=body)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["isi"])
