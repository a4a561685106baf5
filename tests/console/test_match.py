"""Who is meant: offered links are settled by an officer, one after the other, without scripts."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from simpul.matching import review
from simpul.testing.town import BUDI, COMPLAINTS, SITI, SOURCE, Town, person
from tests.console.browser import Browser
from tests.console.conftest import Served

_LINK = (
    "insert into simpul.match (left_feed, left_key, right_feed, right_key, how, score, reasons, state) values"
    ' (:feed, :complaint, :source, :nik, \'person\', :score, \'[{"id": "nama sama", "en": "same name"}]\', :state)'
    " returning id"
)


@pytest.fixture
def here(own_engine: Engine) -> Town:
    """Siti and Budi are known to the registry."""
    made = Town.settled(own_engine)
    made.pull(SOURCE, person(SITI), person(BUDI, nama_lengkap="BUDI SANTOSO"))
    return made


def linked(here: Town, complaint: str, nik: str, score: float = 0.8, state: str = "offered") -> int:
    """A link from a complaint to a resident."""
    values = {"feed": COMPLAINTS, "complaint": complaint, "source": SOURCE, "nik": nik, "score": score, "state": state}
    with here.engine.begin() as conn:
        return int(conn.execute(text(_LINK), values).scalar_one())


def test_offered_links_are_settled_one_after_the_other(here: Town, ani: Browser) -> None:
    """The likeliest first; yes and no each lead to the next that waits, and after the last to the list."""
    second, first = linked(here, "11", SITI, 0.7), linked(here, "12", BUDI, 0.9)
    rows = [link for link in ani.get("/tautan").links() if link.startswith("/tautan/")]
    assert rows == [f"/tautan/{first}", f"/tautan/{second}"]
    page = ani.send(ani.get(rows[0]), f"{rows[0]}/benar", standard="q")
    assert page.path == rows[1] and "Dibenarkan" in page.text
    page = ani.send(page, f"{rows[1]}/bukan", reason="bukan orangnya")
    assert page.path == "/tautan" and "Tidak ada tautan di sini" in page.main
    told = {link.id: link.state for link in review.listing(here.engine)}
    assert told == {first: "confirmed", second: "rejected"}
    (row,) = here.rows(f"select decided_by, decided_reason from simpul.match where id = {first}")
    assert row == {"decided_by": "ani", "decided_reason": "keterangan di kedua catatan cocok"}


def test_nothing_is_settled_without_a_reason(here: Town, ani: Browser) -> None:
    """The page comes back with what is missing, and the link still waits."""
    link = linked(here, "11", SITI)
    page = ani.send(ani.get(f"/tautan/{link}"), f"/tautan/{link}/benar")
    assert page.status == 422 and "Alasan wajib diisi" in page.main
    assert review.waiting(here.engine, most=5) == 1


def test_what_waits_is_seen_from_the_first_pages(here: Town, ani: Browser) -> None:
    """Beranda and the list of disagreements say how many links wait."""
    linked(here, "11", SITI)
    assert "1 tautan menunggu" in ani.get("/").main
    assert "Siapa yang dimaksud 1" in ani.get("/ketidaksesuaian").main


def test_names_are_for_who_settles(here: Town, served: Served, ani: Browser) -> None:
    """Whoever only looks sees who it is about behind a mask, and no way to settle it."""
    link = linked(here, "12", BUDI)
    assert "BUDI SANTOSO" in ani.get(f"/tautan/{link}").main
    page = served.sign_in("viewer").get(f"/tautan/{link}")
    assert "BUDI SANTOSO" not in page.main and BUDI not in page.main
    assert not [form for form in page.tree.forms if "/tautan/" in str(form.get("action"))]


def test_a_link_in_use_leads_to_its_consequences(here: Town, ani: Browser) -> None:
    """What is sure is not rejected but taken apart by two persons."""
    link = linked(here, "11", SITI, state="sure")
    assert f"/persetujuan/tautan/{link}" in ani.get(f"/tautan/{link}").links()
    assert f"/tautan/{link}" in ani.get("/tautan?keadaan=sure").links()
