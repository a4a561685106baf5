"""Laporan, the data balikan run, correction letters and Ringkasan Pimpinan, over a real socket."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, text

from simpul.cases import cases, corrections
from simpul.core import clock
from simpul.testing.town import APPLICATIONS, COPY, SITI, SITI_COPY, WATI, Town, applicant
from simpul.views import reports
from tests.console.browser import Page
from tests.console.conftest import Served


def last() -> reports.Period:
    """The month before this one: over, and still inside what a report offers."""
    return reports.month_at(clock.now()).moved(-1)


@pytest.fixture
def here(own_engine: Engine) -> Town:
    """A town whose hub runs since before last month."""
    made = Town.settled(own_engine)
    with own_engine.begin() as conn:
        conn.execute(text("update simpul.run set started_at = :at where id = 1"), {"at": last().moved(-1).begins})
    return made


def _documents(here: Town, count: int, kecamatan: str = "127101", **changes: Any) -> None:
    usual = {
        "jenis_layanan": "KK_BARU", "tahap": "DISERAHKAN", "kode_kecamatan": kecamatan, "nik": SITI,
        "diajukan_pada": last().begins.replace(day=2, hour=9), "selesai_pada": last().begins.replace(day=3, hour=9),
    }  # fmt: skip
    keys = [f"A-{kecamatan}-{number}" for number in range(count)]
    here.pull(APPLICATIONS, *({"key": key, "nomor_permohonan": key, **usual, **changes} for key in keys))


def _cells(page: Page) -> list[list[str]]:
    rows = page.tree.xpath("//main//table/tbody/tr | //main//table/tfoot/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th | ./td")] for row in rows]


@pytest.mark.parametrize("name", [name for name in reports.REPORTS if name != "ringkasan"])
def test_every_report_opens_empty_and_as_a_file(served: Served, name: str) -> None:
    """In both languages, and every kind of file."""
    browser = served.sign_in("viewer")
    for language in ("id", "en"):
        page = browser.get(f"/laporan/{name}?bahasa={language}")
        assert page.status == 200
        assert len(page.tree.xpath("//h1")) == 1
    for suffix in ("pdf", "xlsx", "csv"):
        answer = browser.get(f"/laporan/{name}.{suffix}").answer
        assert answer.status_code == 200
        assert f".{suffix}" in answer.headers["content-disposition"]


def test_the_files_hold_what_the_screen_shows(here: Town, served: Served) -> None:
    """Cell by cell: the page, the sheet and the lines of one month."""
    _documents(here, 12)
    _documents(here, 7, "127102", selesai_pada=last().begins.replace(day=20, hour=9))
    browser = served.sign_in("viewer")
    path = f"/laporan/layanan-kecamatan{{}}?bulan={last()}"
    screen = _cells(browser.get(path.format("")))
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(path.format(".xlsx")).answer.content)).worksheets[0]
    counted = [tuple(cell.value for cell in row[:3]) for row in sheet.iter_rows(min_row=2)]
    told = [[name, str(count), f"{share:.1f}%".replace(".", ",")] for name, count, share in counted]
    file = browser.get(path.format(".csv")).answer.content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(file), delimiter=";"))
    assert [row[:3] for row in screen] == told
    assert [row[:2] for row in lines[1:]] == [row[:2] for row in screen]
    assert [row[0] for row in screen] == ["Medan Kota", "Medan Sunggal", "Jumlah"]


def test_a_kecamatan_sees_its_own_and_the_page_says_so(here: Town, served: Served) -> None:
    """An officer of one kecamatan gets no other's documents, and nobody takes its numbers for the city's."""
    _documents(here, 12)
    _documents(here, 7, "127102")
    page = served.sign_in("viewer", unit="KC-127102").get(f"/laporan/layanan-kecamatan?bulan={last()}")
    assert [row[:2] for row in _cells(page)] == [["Medan Sunggal", "7"], ["Jumlah", "7"]]
    assert "Kantor Kecamatan Medan Sunggal" in page.main


def test_few_documents_are_not_told(here: Town, served: Served) -> None:
    """Counts under five are left out on the page and in the file."""
    _documents(here, 3)
    browser = served.sign_in("viewer")
    assert _cells(browser.get(f"/laporan/layanan?bulan={last()}"))[0][1] == "<5"
    assert "<5" in browser.get(f"/laporan/layanan.csv?bulan={last()}").answer.text


@pytest.mark.parametrize("path", ["/laporan/tidak-ada", "/laporan/layanan?bulan=2026-13", "/laporan/balikan/2020-01"])
def test_what_is_not_there_is_said_so(served: Served, path: str) -> None:
    """No such report, not a month, a month nobody opened."""
    assert served.sign_in("viewer").get(path).status == 404


def test_who_may_not_see_gets_nothing(served: Served) -> None:
    """Signed out there is no report, as a page or as a file."""
    for path in ("/laporan", "/laporan/layanan.csv", "/ringkasan", "/ringkasan.pdf"):
        assert "/masuk" in served.anonymous().get(path).path or served.anonymous().get(path).status in (401, 403)


# The data balikan run


@pytest.fixture
def owed(here: Town) -> Town:
    """Siti is verified and her application ended last month; Wati's NIK did not match."""
    verified = ((SITI, "sesuai"), (WATI, "tidak_sesuai"))
    here.pull("dukcapil.verifikasi", *({"key": nik, "nik": nik, "hasil_nik": said} for nik, said in verified))
    _documents(here, 1)
    _documents(here, 1, "127102", nik=WATI)
    return here


def test_the_run_goes_step_by_step(owed: Town, served: Served) -> None:
    """Checked, frozen, approved by another, sent, receipted, done: each page offers only the next step."""
    rina, joni = served.sign_in("operator"), served.sign_in("approver")
    page = rina.send(rina.get("/laporan/balikan"), "/laporan/balikan", month=str(last()))
    where = f"/laporan/balikan/{last()}"
    assert page.path == where
    assert "NIK tidak sesuai di Dukcapil: 1" in page.main
    page = rina.send(page, f"{where}/bekukan")
    assert "Anda membuat laporan ini" in page.main
    page = joni.get(where)
    assert "1 baris, 1 kelompok" in page.main
    page = joni.send(page, f"{where}/setujui")
    assert "Kelompok 1" in page.main
    owed.deliver("dukcapil")
    assert "Selesai, semua dijawab" in rina.get(where).main
    assert SITI not in page.answer.text


def test_the_maker_cannot_approve(owed: Town, served: Served) -> None:
    """Neither by a button nor by sending the form all the same; nothing leaves."""
    both = served.sign_in("operator", "approver")
    where = f"/laporan/balikan/{last()}"
    both.post("/laporan/balikan", month=str(last()))
    both.post(f"{where}/bekukan")
    page = both.post(f"{where}/setujui")
    assert page.status == 422
    assert owed.effects() == []


def test_a_month_without_anything_is_nil(here: Town, served: Served) -> None:
    """Frozen, approved, and nothing is sent."""
    where = f"/laporan/balikan/{last()}"
    rina, joni = served.sign_in("operator"), served.sign_in("approver")
    rina.post("/laporan/balikan", month=str(last()))
    rina.post(f"{where}/bekukan")
    assert "Laporan nihil" in joni.post(f"{where}/setujui").main


@pytest.mark.parametrize("month", ["", "besok", "2999-01"])
def test_a_bad_month_comes_back(served: Served, month: str) -> None:
    """With what is wrong, as 422."""
    page = served.sign_in("operator").post("/laporan/balikan", month=month)
    assert page.status == 422
    assert page.tree.xpath("//*[@role='alert']")


def test_looking_is_not_acting(owed: Town, served: Served) -> None:
    """Who may only see finds no button, and is refused when sending the form."""
    viewer = served.sign_in("viewer")
    assert viewer.get("/laporan/balikan").tree.xpath("//main//form[@method='post']") == []
    assert viewer.post("/laporan/balikan", month=str(last())).status == 403


# Correction letters


@pytest.fixture
def asked(here: Town) -> int:
    """The registry has another address for Siti than she proved: its number."""
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BENAR 5"))
    here.compare()
    case = here.rows("select id from simpul.cases where closed_at is null")[0]["id"]
    cases.decide(here.engine, here.city, case, choice="follower", reason="warga menunjukkan surat", actor="rina")
    return corrections.listing(here.engine)[0].id


def test_a_letter_is_printed_sent_and_answered(here: Town, served: Served, asked: int) -> None:
    """The whole way by forms; who took the letter is written down, and no page holds the number."""
    officer = served.sign_in("case_officer", username="ani")
    assert str(asked) in officer.get("/laporan/perbaikan").main
    where = f"/laporan/perbaikan/{asked}"
    page = officer.get(where)
    assert SITI not in page.answer.text
    letter = officer.send(page, f"{where}/surat").answer
    assert letter.headers["content-type"] == "application/pdf"
    assert here.rows("select act from simpul.audit where actor = 'ani' and act = 'correction_letter'")
    page = officer.send(officer.get(where), f"{where}/terkirim", letter="470/1/2026")
    assert "470/1/2026" in page.main
    page = officer.send(page, f"{where}/jawaban", answer="refused", words="")
    assert page.status == 422
    page = officer.send(officer.get(where), f"{where}/jawaban", answer="done", words="<b>selesai</b>")
    assert "<b>selesai</b>" in page.main


def test_a_case_leads_to_its_letter(served: Served, here: Town, asked: int) -> None:
    """Whoever looks at the case again finds the request that was made of it."""
    (case,) = here.rows("select case_id from simpul.correction")
    page = served.sign_in("case_officer").get(f"/ketidaksesuaian/{case['case_id']}")
    assert f"/laporan/perbaikan/{asked}" in page.links() and "Surat belum dikirim" in page.main


def test_the_letter_needs_its_own_right(served: Served, asked: int) -> None:
    """Who may not see full numbers is offered none and gets none."""
    operator = served.sign_in("operator")
    assert operator.get(f"/laporan/perbaikan/{asked}").tree.xpath("//form[contains(@action, 'surat')]") == []
    assert operator.post(f"/laporan/perbaikan/{asked}/surat").status == 403


# Ringkasan Pimpinan


def test_the_summary_compares_two_months(here: Town, served: Served) -> None:
    """The chosen month beside the first full month known, both kept in the address."""
    _documents(here, 12)
    page = served.sign_in("viewer").get("/ringkasan")
    assert last().words.id in page.tree.xpath("//h1")[0].text_content()
    assert ["Seluruhnya", "100,0", "-"] in _cells(page)
    first = last().moved(-1)
    assert page.tree.xpath("//select[@name='dasar']/option[@selected]/@value") == [str(first)]
    alone = served.sign_in("viewer").get(f"/ringkasan?bulan={last()}&dasar=tidak")
    assert alone.tree.xpath("//select[@name='dasar']/option[@selected]/@value") == ["tidak"]


def test_every_figure_of_the_summary_has_its_meaning(served: Served) -> None:
    """Each section begins with a definition."""
    page = served.sign_in("viewer").get("/ringkasan")
    sections = page.tree.xpath("//div[@class='leader']/section")
    assert len(sections) >= 7
    assert all(section.xpath("./p[@class='small']")[0].text_content().strip() for section in sections)


def test_the_summary_as_pdf_is_one_page(here: Town, served: Served) -> None:
    """With every section full."""
    _documents(here, 12)
    raw = served.sign_in("viewer").get("/ringkasan.pdf").answer.content
    assert raw.count(b"/Type /Page\n") == 1
