"""The public page: for anybody, about nobody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from monitoring.console.texts import texts
from tests.console.browser import Page
from tests.console.conftest import Served
from tests.operations.status.facts import Facts


@pytest.fixture
def facts(own_engine: Engine) -> Facts:
    """Facts of a database of the test's own, in which all is well."""
    found = Facts(own_engine)
    found.well()
    return found


def cases(facts: Facts, owner: str, count: int, closed: int = 0) -> None:
    """Cases of one office opened now, some of them closed."""
    facts.sql(
        "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, authority_feed, field, owner,"
        " closed_at) select 'different', 'penduduk', '1271096702100001', 'apsp.pemohon', :owner || n, 'siak.penduduk',"
        " 'alamat', :owner, case when n <= :closed then now() end from generate_series(1, :count) as n",
        owner=owner,
        count=count,
        closed=closed,
    )


def facts_of(page: Page) -> dict[str, str]:
    return {one[0].text_content(): one[1].text_content() for one in page.tree.xpath("//dl[@class='facts']/div")}


def test_anybody_may_read_it(facts: Facts, console: Served) -> None:
    """No sign-in: how many systems are connected, since when the data is fresh, what was found and settled."""
    cases(facts, "DK", 12, closed=7)
    page = console.anonymous().get("/publik")
    assert page.status == 200
    assert "Semua sistem terhubung dengan baik." in page.main
    assert facts_of(page)["Ketidaksesuaian ditemukan bulan ini"] == "12"
    assert facts_of(page)["Ketidaksesuaian selesai bulan ini"] == "7"


def test_counts_below_five_are_hidden(facts: Facts, console: Served) -> None:
    """A small count is shown as "fewer than 5"; a single hidden one takes another with it, or the sum would tell it."""
    cases(facts, "DK", 12)
    cases(facts, "PT", 20)
    cases(facts, "KC", 3)
    page = console.anonymous().get("/publik")
    rows = {
        one.xpath("th")[0].text_content(): one.xpath("td")[0].text_content().strip()
        for one in page.tree.xpath("//section[@aria-labelledby='kantor']//tbody/tr")
    }
    assert sorted(rows.values()) == ["20", "kurang dari 5", "kurang dari 5"]
    assert facts_of(page)["Ketidaksesuaian ditemukan bulan ini"] == "35"


def test_it_names_nobody(facts: Facts, console: Served) -> None:
    """No record, no officer, no technical message."""
    cases(facts, "DK", 6)
    facts.run("siak.penduduk", "stopped", age=timedelta(minutes=50), reason="login ditolak untuk NIK 1271096702100001")
    page = console.anonymous().get("/publik")
    assert not re.search(r"\d{12}|127109|login ditolak|rina", page.answer.text)
    assert "pencocokan data kependudukan" in page.main
    assert "1 dari 2 sistem terhubung" in page.main


def test_it_asks_the_database_once_a_minute(facts: Facts, console: Served) -> None:
    """However many look, its figures are kept."""
    before = facts_of(console.anonymous().get("/publik"))
    cases(facts, "DK", 50)
    assert facts_of(console.anonymous().get("/publik")) == before


def test_english_is_complete(facts: Facts, console: Served) -> None:
    """``?bahasa=en`` says everything in English."""
    cases(facts, "DK", 6)
    said = console.anonymous().get("/publik?bahasa=en").main
    known = {key: word for key, word in texts().items() if key.startswith("public.") and word.id != word.en}
    assert [
        key for key, word in known.items() if len(word.id) > 6 and re.search(rf"\b{re.escape(word.id)}\b", said)
    ] == []


def test_it_leads_nowhere_inside(facts: Facts, console: Served) -> None:
    """A stranger gets no menu and no link into the console but the door."""
    inside = {link.split("?")[0] for link in console.anonymous().get("/publik").links()}
    assert inside <= {"#isi", "/", "/publik", "/bantuan", "/masuk"}
