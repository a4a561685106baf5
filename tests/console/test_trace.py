"""Telusur Data Warga as people use it; a NIK is in no address, no page and no log line."""

from __future__ import annotations

import logging
import re
from datetime import date

import pytest
from sqlalchemy import Engine

from simpul.store.access_log import PER_HOUR
from simpul.testing.town import COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person
from tests.console.browser import Browser, Page
from tests.console.conftest import Serve, Served

NIK = re.compile(r"(?<![\w-])\d{16}(?![\w-])")
WHY = {"purpose": "layanan", "reason": "antrean 12"}


@pytest.fixture
def here(own_engine: Engine, serve: Serve) -> Served:
    """Siti in two systems that disagree about her address."""
    made = Town(engine=own_engine)
    made.settle()
    made.pull(SOURCE, person(SITI, tanggal_lahir=date(1990, 10, 10), kode_kelurahan="1271011001"))
    made.pull(COPY, applicant(SITI_COPY, SITI, tanggal_lahir=date(1990, 10, 10), alamat="JL. BARU <b>2</b>"))
    made.compare()
    return serve(own_engine, made.city)


def _open(browser: Browser, **typed: str) -> Page:
    return browser.send(browser.get("/telusur"), "/telusur", **{"by": "nik", "number": SITI, **WHY, **typed})


def _plain(page: Page) -> None:
    assert not NIK.search(page.answer.text) and SITI not in page.answer.url
    assert "SITI AMINAH" not in page.answer.text and "<b>2</b>" not in page.answer.text


def test_a_trace_is_masked_and_has_no_address_of_its_own(here: Served, caplog: pytest.LogCaptureFixture) -> None:
    """Search, result, filter and language: the number only travels in bodies and is logged nowhere."""
    caplog.set_level(logging.DEBUG)
    browser = here.sign_in("case_officer")
    opened = _open(browser)
    assert opened.status == 200 and opened.path == "/telusur" and "127109••••••9001" in opened.main
    assert "≠" in opened.main
    for kind in ("all", "records", "cases", "sent"):
        part = browser.send(opened, "/telusur/lanjut", kind=kind)
        assert part.status == 200
        _plain(part)
    _plain(opened)
    assert browser.get("/telusur/lanjut?bahasa=en").path == "/telusur"
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("urllib3")]
    assert SITI not in "\n".join(ours)


@pytest.mark.parametrize(
    "typed",
    [{"reason": " "}, {"purpose": ""}, {"purpose": "iseng"}, {"number": "123"}, {"number": ""}, {"by": "x"},
     {"by": "nama", "name": "SITI AMINAH", "number": ""}, {"number": SITI, "reason": ""}],
)  # fmt: skip
def test_nothing_opens_without_purpose_or_number(here: Served, typed: dict[str, str]) -> None:
    """422, what is wrong is said, what was typed is kept but for a whole NIK, and nobody was looked at."""
    refused = _open(here.sign_in("case_officer"), **typed)
    assert refused.status == 422 and not NIK.search(refused.answer.text)
    with here.engine.connect() as conn:
        assert conn.exec_driver_sql("select count(*) from simpul.access").scalar() == 0


def test_a_name_leads_to_a_choice(here: Served) -> None:
    """By name and birth date a list; the choice opens the trace, once."""
    browser = here.sign_in("case_officer")
    found = _open(browser, by="nama", number="", name="siti aminah", born="1990-10-10")
    _plain(found)
    assert "Pasar Baru" in found.main
    opened = browser.send(found, "/telusur/pilih")
    assert opened.status == 200 and "Linimasa" in opened.main
    assert browser.send(found, "/telusur/pilih").status == 422


def test_a_field_is_shown_with_a_reason_and_not_without_end(here: Served) -> None:
    """One field of one record in full; each recorded; the one past the limit is refused and the page stays."""
    browser = here.sign_in("case_officer", username="ani")
    opened = _open(browser)
    cell = next(
        value for value in opened.tree.xpath("//select[@name='cell']/option/@value") if value.endswith("|alamat")
    )
    assert browser.send(opened, "/telusur/tampilkan", cell=cell, purpose="layanan", reason=" ").status == 422
    shown = browser.send(opened, "/telusur/tampilkan", cell=cell, **WHY)
    assert "JL. BARU <b>2</b>" in shown.main
    assert not NIK.search(shown.answer.text)
    with here.engine.begin() as conn:
        counted = "select count(*) from simpul.access where act = 'reveal' and actor = 'ani'"
        assert conn.exec_driver_sql(counted).scalar() == 1
        conn.exec_driver_sql(
            "insert into simpul.access (actor, act, purpose, reason) select 'ani', 'reveal', 'layanan', 'x' "
            f"from generate_series(2, {PER_HOUR['reveal']})"
        )
    refused = browser.send(opened, "/telusur/tampilkan", cell=cell, **WHY)
    assert refused.status == 422 and "Batas" in refused.main and "Linimasa" in refused.main


def test_who_may_not_unmask_is_not_offered_it(here: Served) -> None:
    """An approver traces but shows nothing in full; an operator does not trace at all."""
    approver = here.sign_in("approver")
    opened = _open(approver)
    assert "Tampilkan satu isian" not in opened.main
    handle = opened.tree.xpath("//input[@name='handle']/@value")[0]
    assert approver.post("/telusur/tampilkan", handle=handle, cell="WRG-AAAA|nik", **WHY).status == 404
    assert here.sign_in("operator").get("/telusur").status == 403


def test_another_kecamatan_is_not_seen(here: Served) -> None:
    """Somebody of another kecamatan finds nobody, by number or by name."""
    elsewhere = here.sign_in("case_officer", unit="KC-127102")
    assert "Tidak ada catatan" in _open(elsewhere).main
    found = _open(elsewhere, by="nama", number="", name="siti aminah", born="1990-10-10")
    assert "Tidak ada warga" in found.main
    assert "127109••••••9001" in _open(here.sign_in("case_officer", unit="KC-127101")).main
