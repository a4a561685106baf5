"""The national access right speaks as the contract says, over real sockets."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.tiny_city import NIK, City


def returned(city: City, *people: dict[str, Any], token: str | None = None) -> tuple[int, dict[str, str]]:
    """POST data balikan of these people."""
    batch = [{"id_lembaga": "1271", "nama_lembaga": "Diskominfo Medan", "data": list(people)}]
    headers = {"Authorization": f"Bearer {token or city.env('DUKCAPIL_TOKEN')}"}
    answer = requests.post(f"{city.dukcapil}/data_balikan", json=batch, headers=headers, timeout=10)
    return answer.status_code, answer.json()


def test_elements_are_compared_one_by_one(city: City) -> None:
    """Exact elements are Sesuai or not, names carry their likeness, elements not asked for are not answered."""
    answer = city.verify(NIK[0], NAMA_LGKP="siti  aisyah", TGL_LHR="11-10-1990", JENIS_KLMIN="PEREMPUAN")
    elements = {"NIK": "Sesuai", "TGL_LHR": "Tidak Sesuai", "JENIS_KLMIN": "Sesuai", "NAMA_LGKP": "Sesuai (100)"}
    assert answer["content"] == [elements | {"RESPONSE_CODE": "01", "RESPON": "Data Ditemukan"}]
    assert city.verify(NIK[0], NAMA_LGKP="SITTI AISYAH")["content"][0]["NAMA_LGKP"] == "Sesuai (96)"
    assert (
        city.verify(NIK[0], NAMA_LGKP="SITTI AISYAH", TRESHOLD="97")["content"][0]["NAMA_LGKP"] == "Tidak Sesuai (96)"
    )


@pytest.mark.parametrize(
    ("nik", "fields", "code"),
    [
        (NIK[4], {}, "11"),
        ("1271091001909009", {}, "13"),
        (NIK[5], {}, "14"),
        ("12710910019", {}, "15"),
        (NIK[0], {"password": "salah"}, "03"),
        (NIK[0], {"TRESHOLD": ""}, "07"),
        ("", {}, "07"),
        (NIK[0], {"ip_user": ""}, "09"),
    ],
)
def test_codes(city: City, nik: str, fields: dict[str, str], code: str) -> None:
    """Everything else is a RESPONSE_CODE with HTTP 200."""
    answer = city.verify(nik, **fields)
    assert answer["content"][0]["RESPONSE_CODE"] == code
    assert answer["content"][0]["RESPON"]


@pytest.mark.parametrize("code", ["12", "13", "14", "08"])
def test_marked_numbers_are_answered_as_marked(city: City, code: str) -> None:
    """The national database may say something else of a number than the city's registry."""
    city.sql("insert into dukcapil.penanda values (%s, %s)", NIK[1], code)
    assert city.verify(NIK[1])["content"][0]["RESPONSE_CODE"] == code
    assert city.verify(NIK[0])["content"][0]["RESPONSE_CODE"] in ("00", "01")


def test_texts_change_their_case(city: City) -> None:
    """The same code comes with its text in changing case and spacing."""
    texts = {city.verify("1271091001909009")["content"][0]["RESPON"] for _ in range(40)}
    assert len(texts) > 1
    assert len({" ".join(text.lower().split()) for text in texts}) == 1


def test_quota_counts_down_and_ends(city: City) -> None:
    """quotaLimiter is what is left today; at zero every call is code 05."""
    assert [city.verify(NIK[0])["quotaLimiter"] for _ in "ab"] == [999, 998]
    city.sql("update dukcapil.pemakaian set jumlah = 1000")
    answer = city.verify(NIK[0])
    assert (answer["content"][0]["RESPONSE_CODE"], answer["quotaLimiter"]) == ("05", 0)
    assert city.sql("select jumlah from dukcapil.pemakaian") == [(1000,)]


def test_data_balikan_is_taken_once(city: City) -> None:
    """The same result twice is 400 'sudah pernah dikirim'; a batch with anything new in it is stored."""
    first, second = ({"NIK": nik, "param": [{"LAYANAN": "KTP_EL_BARU"}, {"STATUS": "SELESAI"}]} for nik in NIK[:2])
    assert returned(city, first) == (200, {"message": "Success"})
    assert returned(city, first) == (400, {"message": "Data sudah pernah dikirim"})
    assert returned(city, first, second) == (200, {"message": "Success"})
    rows = city.sql("select nik, param from dukcapil.balikan order by id")
    assert rows == [(nik, {"LAYANAN": "KTP_EL_BARU", "STATUS": "SELESAI"}) for nik in NIK[:2]]


def test_data_balikan_needs_its_token_and_shape(city: City) -> None:
    """A wrong bearer is 401; a batch of the wrong shape is stored not even in part."""
    good = {"NIK": NIK[0], "param": [{"STATUS": "SELESAI"}]}
    assert returned(city, good, token="salah")[0] == 401
    assert returned(city, good, {"NIK": NIK[1]})[0] == 400
    assert city.sql("select 1 from dukcapil.balikan") == []
