"""Gangguan as a browser gets it: what links tell by themselves, and what people announce."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests.console.browser import Browser
from tests.console.conftest import Served
from tests.operations.status.facts import Facts

FORM = {
    "title": "Listrik padam",
    "services": "permohonan KTP-el",
    "text_id": "Pelayanan tertunda karena listrik padam.",
}


@pytest.fixture
def facts(own_engine: Engine) -> Facts:
    """Facts of a database of the test's own, in which all is well."""
    found = Facts(own_engine)
    found.well()
    return found


@pytest.fixture
def operator(facts: Facts, console: Served) -> Browser:
    """An operator of that database."""
    return console.sign_in("operator", username="rina")


def test_all_is_well_is_said(operator: Browser) -> None:
    """Without a disruption the page says so."""
    assert "Tidak ada gangguan." in operator.get("/gangguan").main


def test_a_link_that_fell_is_there_without_anybody_announcing_it(facts: Facts, operator: Browser) -> None:
    """Since when, which services, where, what to do meanwhile, and a text to send in both languages."""
    facts.run("siak.penduduk", "stopped", age=timedelta(minutes=50), reason="login ditolak")
    page = operator.get("/gangguan")
    assert "pencocokan data kependudukan" in page.main
    assert "seluruh kota" in page.main
    assert "Jangan menolak warga" in page.main
    assert [one.text_content().split(":")[0] for one in page.tree.xpath("//textarea")] == ["Pemberitahuan", "Notice"]
    assert page.tree.xpath("//textarea/@readonly")


def test_one_is_announced_and_ended(facts: Facts, operator: Browser) -> None:
    """What is announced shows here and on Beranda until somebody says it is over; then it is history."""
    form = operator.get("/gangguan/umumkan")
    done = operator.send(form, "/gangguan/umumkan", **FORM, kecamatan="127101", expected_end_at="2199-01-01T08:00")
    assert "Listrik padam" in done.main
    assert "Medan Kota" in done.main
    assert "diumumkan oleh rina" in done.main
    assert "Listrik padam" in operator.get("/").main
    (action,) = [form.get("action") for form in done.tree.forms if form.get("action").endswith("/selesai")]
    ended = operator.send(done, action)
    assert "dinyatakan selesai" in ended.main
    assert "Tidak ada gangguan." in ended.main
    assert "diselesaikan oleh rina" in ended.main
    acts = facts.sql("select string_agg(act, ' ' order by seq) from simpul.audit where chain = 'orang/rina'").scalar()
    assert acts == "disruption_announced disruption_ended"


def test_a_bad_form_keeps_what_was_typed(operator: Browser) -> None:
    """422 with what is wrong, the fields and ticked kecamatan as they were."""
    form = operator.get("/gangguan/umumkan")
    typed = {**FORM, "title": "", "starts_at": "kemarin", "kecamatan": "127102"}
    page = operator.send(form, "/gangguan/umumkan", **typed)
    assert page.status == 422
    assert page.form("/gangguan/umumkan")["services"] == FORM["services"]
    assert page.tree.xpath("//input[@name='kecamatan'][@checked]/@value") == ["127102"]
    assert len(page.tree.xpath("//div[@role='alert']//li")) == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text_id": "NIK 1271096702100001"}, "nomor 16 angka"),
        ({"kecamatan": "999999"}, "Kecamatan tidak dikenal"),
        ({"starts_at": "2026-11-22T10:00", "expected_end_at": "2026-11-22T09:00"}, "setelah mulai"),
    ],
    ids=["a NIK", "no such kecamatan", "ends before it starts"],
)
def test_what_cannot_be_announced_is_refused(operator: Browser, changed: dict[str, str], words: str) -> None:
    """No personal data, only our kecamatan, and an end after the start."""
    page = operator.post("/gangguan/umumkan", **{**FORM, **changed})
    assert page.status == 422
    assert words in page.main


def test_announcing_a_links_own_disruption_begins_with_its_words(facts: Facts, operator: Browser) -> None:
    """The form is filled with what the hub knows, and the announced one takes the place of the link's."""
    facts.run("siak.penduduk", "stopped", age=timedelta(minutes=50), reason="login ditolak")
    form = operator.get("/gangguan/umumkan?dari=siak")
    assert form.form("/gangguan/umumkan")["system"] == "siak"
    assert form.form("/gangguan/umumkan")["starts_at"]
    done = operator.send(form, "/gangguan/umumkan")
    assert "diketahui dari koneksinya" not in done.tree.xpath("//section[@class='card'][1]")[0].text_content()
    assert len(done.tree.xpath("//section[@class='card']")) == 1


def test_ending_what_ended_is_refused(operator: Browser) -> None:
    """A second click says what became of it."""
    operator.post("/gangguan/umumkan", **FORM)
    operator.post("/gangguan/1/selesai")
    assert operator.post("/gangguan/1/selesai").status == 422
    assert operator.post("/gangguan/99/selesai").status == 422


def test_who_only_looks_cannot_announce(facts: Facts, console: Served) -> None:
    """A viewer reads everything and changes nothing."""
    viewer = console.sign_in("viewer")
    assert viewer.get("/gangguan").status == 200
    assert viewer.get("/gangguan/umumkan").status == 403
    assert viewer.post("/gangguan/umumkan", **FORM).status == 403


def test_hostile_text_stays_text(operator: Browser) -> None:
    """What somebody typed is shown as it is, never run."""
    page = operator.post("/gangguan/umumkan", **{**FORM, "title": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.answer.text
    assert "<script>alert(1)</script>" in page.main
