"""The complaints system speaks as the contract says, over real sockets."""

from __future__ import annotations

import pytest
import requests

from tests.sandbox.tiny_city import City


def test_both_headers_are_needed(city: City) -> None:
    """A missing or wrong secret is HTTP 200, success:true, and no results."""
    url, right = city.env("SP4_URL") + "/complaints", {"auth": city.env("SP4_AUTH"), "token": city.env("SP4_TOKEN")}
    assert right["token"].startswith("{")
    for wrong in (
        {},
        {"auth": right["auth"]},
        right | {"token": right["token"].strip("{}")},
        right | {"auth": "Bearer x"},
    ):
        answer = requests.get(url, headers=wrong, timeout=10)
        assert (answer.status_code, answer.json()) == (200, {"success": True, "message": "Token tidak valid"})


def test_pages_follow_the_next_url(city: City) -> None:
    """Following next_page_url to its end gives every complaint once, oldest change first."""
    url: str | None = "/complaints?page=1&page_size=3"
    seen: list[int] = []
    while url:
        results = city.sp4("GET", url).json()["results"]
        seen += [row["complaint_id"] for row in results["data"]]
        url = results["next_page_url"]
    assert seen == [1000000 + n for n in range(1, 8)]


def test_updated_since_includes_its_own_moment(city: City) -> None:
    """updated_since keeps rows changed at that very microsecond; a bare + in the query is forgiven."""
    for text in ("2026-03-01T08:00:00.000006%2B07:00", "2026-03-01T08:00:00.000006+07:00"):
        results = city.sp4("GET", f"/complaints?updated_since={text}").json()["results"]
        assert [row["complaint_id"] for row in results["data"]] == [1000006, 1000007]


def test_complaint_as_sent(city: City) -> None:
    """The id is a JSON number, times carry +07:00, the disposition is one object."""
    assert city.sp4("GET", "/complaints/1000001").json()["results"]["data"] == {
        "complaint_id": 1000001,
        "ticket": "0000001",
        "title": "Judul",
        "content": "Isi",
        "closed_by": None,
        "classification": "Aspirasi",
        "category": "Kependudukan",
        "status": "Proses",
        "is_anonymous": False,
        "is_secret": False,
        "reporter": {"name": "BUDI", "phone": "0812", "email": "b@contoh.id"},
        "disposition": {
            "institution_id": "1271-10",
            "institution_name": "Disdukcapil",
            "disposed_at": "2026-03-01T09:00:00.000000+07:00",
        },
        "created_at": "2026-03-01T08:00:00.000000+07:00",
        "updated_at": "2026-03-01T08:00:00.000001+07:00",
    }


def test_flags_hide_the_reporter_mostly(city: City) -> None:
    """Anonymous and secret ones come without reporter; a missing flag leaves the key out; some slip through."""
    city.sql("update sp4.complaint set is_secret = true where complaint_id = 1000006")
    rows = {row["complaint_id"]: row for row in city.sp4("GET", "/complaints").json()["results"]["data"]}
    assert [rows[1000000 + n]["reporter"] for n in (2, 4)] == [None, None]
    assert "is_secret" not in rows[1000003]
    # 1000006 is divisible by seven: somebody forgot to hide its reporter.
    assert rows[1000006]["is_secret"]
    assert rows[1000006]["reporter"]


def test_followups_come_in_twenties(city: City) -> None:
    """25 follow-ups are two pages, linked."""
    first = city.sp4("GET", "/complaints/1000001/followups").json()["results"]
    second = city.sp4("GET", first["next_page_url"]).json()["results"]
    assert (len(first["data"]), len(second["data"]), second["next_page_url"]) == (20, 5, None)
    assert first["data"][0] == {
        "followup_id": 1,
        "complaint_id": 1000001,
        "content": "Jawaban 1",
        "institution": "Disdukcapil",
        "kind": "tindak_lanjut",
        "created_at": "2026-03-01T09:00:00.000000+07:00",
    }


def test_same_followup_twice_is_stored_twice(city: City) -> None:
    """There is no idempotency; the complaint counts as changed."""
    body = {"content": "Sudah diproses.", "institution": "Disdukcapil"}
    ids = [city.sp4("POST", "/complaints/1000002/followups", json=body).json()["results"]["followup_id"] for _ in "ab"]
    assert ids == [26, 27]
    rows = city.sp4("GET", "/complaints/1000002/followups").json()["results"]["data"]
    assert [row["content"] for row in rows] == ["Sudah diproses."] * 2
    assert city.sp4("GET", "/complaints").json()["results"]["data"][-1]["complaint_id"] == 1000002


@pytest.mark.parametrize(
    ("method", "path", "part"),
    [
        ("GET", "/complaints?page=0", {"errors": {"page": ["harus angka 1 sampai 1000000"]}}),
        ("GET", "/complaints?page_size=101", {"errors": {"page_size": ["harus angka 1 sampai 100"]}}),
        ("GET", "/complaints?updated_since=kemarin", {"errors": {"updated_since": ["format tanggal tidak sah"]}}),
        ("GET", "/complaints/99", {"message": "Data tidak ditemukan"}),
        ("GET", "/complaints/99/followups", {"message": "Data tidak ditemukan"}),
        ("POST", "/complaints/1000001/followups", {"errors": {"institution": ["institution wajib diisi"]}}),
    ],
)
def test_errors_look_like_success(city: City, method: str, path: str, part: dict[str, object]) -> None:
    """Every error is HTTP 200 with success:true and no results."""
    answer = city.sp4(method, path, json={"content": "x"} if method == "POST" else None)
    assert (answer.status_code, answer.json()) == (200, {"success": True} | part)
