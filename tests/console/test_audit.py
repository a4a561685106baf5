"""Audit as people read it: lines with their words, filters, a file, broken chains, who looked at whose data."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from simpul.core import clock
from simpul.core.texts import audit as auditacts
from simpul.store import access_log, audit
from simpul.store.access_log import Looking
from tests.console.conftest import Serve, Served

NIK = "1271095010909001"


@pytest.fixture
def here(own_engine: Engine, serve: Serve) -> Served:
    """Two people who did things, one of them sixty, with formulas and a NIK in their reasons."""
    with own_engine.begin() as conn:
        for number in range(60):
            audit.write(conn, audit.chain_of_actor("ani"), "ani", "case_comment", {"case": number + 1})
        detail = {"case": 7, "reason": f"=HYPERLINK(1) {NIK}", "choice": "authority"}
        audit.write(conn, audit.chain_of_actor("budi"), "budi", "decide", detail)
        audit.seal_heads(conn)
        who = Looking(actor="ani", reason="antrean 4", purpose="layanan")
        access_log.record(conn, who, "trace", subjects=[access_log.pseudonym(NIK)], opened_by="penduduk")
    return serve(own_engine)


def test_lines_are_filtered_and_paged_by_the_address(here: Served) -> None:
    """Person, act and day narrow the list; pages follow each other without gap or repeat; no NIK."""
    browser = here.sign_in("auditor")
    assert "memutuskan ketidaksesuaian" in browser.get("/audit?siapa=budi").main
    assert "Tidak ada catatan" in browser.get("/audit?siapa=budi&tindakan=trace").main
    later = clock.today() + timedelta(days=3)
    assert "Tidak ada catatan" in browser.get(f"/audit?dari={later}").main
    cases: list[str] = []
    page = browser.get("/audit?siapa=ani&tindakan=case_comment")
    for _ in range(2):
        cases += re.findall(r"ketidaksesuaian: (\d+)", page.main)
        older = [link for link in page.links() if "sebelum=" in link]
        page = browser.get(older[0]) if older else page
    assert cases == [str(number) for number in range(60, 0, -1)]
    assert NIK not in browser.get("/audit").answer.text
    assert browser.get("/audit?bahasa=en&sebelum=%7Cx&dari=2026-99-99").status in (200, 422)


def test_the_file_is_safe_and_taking_it_is_recorded(here: Served) -> None:
    """No formula, no NIK; a line says who took how many lines."""
    browser = here.sign_in("auditor", username="citra")
    answer = browser.send(browser.get("/audit?siapa=budi"), "/audit/unduh.csv").answer
    assert "attachment" in answer.headers["content-disposition"]
    assert "'=HYPERLINK" in answer.text and ";=" not in answer.text and NIK not in answer.text
    assert "mengunduh catatan audit" in browser.get("/audit?siapa=citra").main


def test_a_broken_chain_is_shown_as_broken(here: Served) -> None:
    """Whole before; after a line was changed the chain, the line and what to do are named, on later visits too."""
    browser = here.sign_in("auditor")
    whole = browser.send(browser.get("/audit/rantai"), "/audit/rantai")
    assert "Hasil pemeriksaan: Utuh" in whole.main
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.audit set detail = '{\"case\": 999}' where chain = 'orang/ani' and seq = 5"))
    broken = browser.send(browser.get("/audit/rantai"), "/audit/rantai")
    assert "RUSAK" in broken.main and "orang/ani, baris 5: baris ini diubah" in broken.main
    assert "RUSAK" in browser.get("/audit").main


def test_who_looked_is_told_by_pseudonym(here: Served) -> None:
    """By purpose and by citizen; the NIK asked for is in no page and no address, and asking is recorded."""
    browser = here.sign_in("auditor", username="citra")
    shown = browser.get("/audit/akses?siapa=ani")
    assert "Melayani warga di loket: antrean 4" in shown.main and access_log.pseudonym(NIK) in shown.main
    asked = browser.send(shown, "/audit/akses/warga", number=NIK)
    assert "antrean 4" in asked.main and NIK not in asked.answer.text
    assert "antrean 4" not in browser.send(shown, "/audit/akses/warga", number="1271095010909002").main
    assert browser.send(shown, "/audit/akses/warga", number="12").status == 422
    assert "memeriksa siapa melihat" in browser.get("/audit?siapa=citra").main


def test_only_who_audits_sees_it(here: Served) -> None:
    """Every page of it is refused to everybody else."""
    browser = here.sign_in("operator", "case_officer", "approver")
    for path in ("/audit", "/audit/rantai", "/audit/akses"):
        assert browser.get(path).status == 403
    assert browser.post("/audit/unduh.csv").status == 403


def test_every_act_has_words_in_both_languages() -> None:
    """What is not known is shown by its name, never left out."""
    for act, words in auditacts.ACTS.items():
        assert words.id.strip() and words.en.strip() and words.id != words.en, act
    assert auditacts.told("belum_dikenal").id == "belum_dikenal"
