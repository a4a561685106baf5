"""Kesehatan koneksi and what is sent over a link, as a browser gets them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from adapters import checks
from monitoring.console.texts import texts
from simpul.core import clock
from simpul.core.errors import BadCredentials, Retry
from simpul.core.i18n import Words
from simpul.core.model import SILENCE, Check, Write
from simpul.operations import link_diagnostics
from simpul.people import accounts
from tests.console.browser import Browser, Page
from tests.console.conftest import Served
from tests.operations.status.facts import Facts, a_city
from tests.store import snapshot


@pytest.fixture
def facts(own_engine: Engine) -> Facts:
    """Facts of a database of the test's own."""
    return Facts(own_engine)


@pytest.fixture
def operator(facts: Facts, console: Served) -> Browser:
    """An operator of that database."""
    return console.sign_in("operator", username="rina")


def row(page: Page, name: str) -> str:
    (found,) = page.tree.xpath(f"//tr[th[starts-with(normalize-space(), '{name}')]]")
    return " ".join(found.text_content().split())


def effect(facts: Facts, key: str, state: str, mode: str = "event") -> int:
    """Something to be sent to APSP."""
    found: int = facts.sql(
        'insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, "values", body, state) values'
        " ('catatan_permohonan', :mode, 'apsp', 'apsp.permohonan', :key, :key,"
        ' \'{"isi": "Ada pengaduan <b>baru</b>"}\', \'{"content": "Ada pengaduan."}\', :state) returning id',
        key=key,
        state=state,
        mode=mode,
    )
    return found


def remembered(facts: Facts, seen: list[Check]) -> None:
    with facts.engine.begin() as conn:
        link_diagnostics.remember(conn, a_city().systems["siak"], seen, actor="rina")


def seen_by_a_test() -> list[Check]:
    """Good and bad lines as the adapters make them."""
    now = clock.now()
    blind = {"buta": Write(kind="buta", mode="event", options={})}
    leave = {"until": "2031-01-01", "approver": "budi", "reason": "VPN"}
    siak = replace(a_city().systems["siak"], address="http://127.0.0.1:1/", writes=blind, plain_http=leave)
    refused, silent = checks.failed("login", BadCredentials("HTTP 401")), checks.failed("login", Retry("HTTP 503"))
    clocks = [checks.clock(None), checks.clock(now - timedelta(days=1), now), checks.clock(now, now)]
    plain = [checks.encryption(siak, ["127.0.0.1"]), checks.encryption(siak, ["8.8.8.8"])]
    return [*checks.network(siak), checks.logged_in(), refused, silent, *clocks, *plain, *checks.writes(siak)]


def test_every_link_has_its_numbers(facts: Facts, operator: Browser) -> None:
    """Answer time, share of errors, failed runs and quota stand in one row per link."""
    facts.well()
    facts.link("siak", "calls = 40, errors = 6, latency = 1.25")
    facts.run("siak.penduduk", "failed", age=timedelta(hours=5))
    said = row(operator.get("/koneksi"), "SIAK")
    assert "1,25 detik" in said
    assert "15,0 %" in said
    assert "1 / 3" in said
    assert "tanpa kuota" in said


def test_a_link_tells_its_breaker_and_until_when_it_rests(facts: Facts, operator: Browser) -> None:
    """An open breaker names its failures and the next try; what the source said is shown as text, masked."""
    facts.well()
    facts.link(
        "siak",
        "breaker = 'open', failures = 5, open_until = now() + interval '1 hour', calls = 9, errors = 5,"
        " last_error = '<script>x</script> NIK 1271096702100001', last_error_at = now()",
    )
    page = operator.get("/koneksi/siak")
    assert "terbuka: tidak ada permintaan sampai dicoba lagi" in page.main
    assert "5 kegagalan beruntun" in page.main
    assert "<script>x" not in page.answer.text
    assert "127109••••••0001" in page.main
    assert "1271096702100001" not in page.answer.text


def test_feeds_show_age_runs_and_totals(facts: Facts, operator: Browser) -> None:
    """Each feed has a row with the age of its data, its last run and today's totals; each cell names its column."""
    facts.well()
    facts.run("siak.penduduk", read=122_400, applied=1_904, unchanged=120_493, quarantined=3)
    page = operator.get("/koneksi/siak")
    said = row(page, "siak.penduduk")
    assert "122.400 dibaca · 1.904 berubah · 120.493 sama · 3 dikarantina" in said
    assert "2 proses, jumlah cocok" in said
    assert "1 menit lalu" in said
    cells = page.tree.xpath("//tr[th[starts-with(normalize-space(), 'siak.penduduk')]]/td")
    assert all(cell.get("data-label") for cell in cells)


def test_totals_that_do_not_add_up_are_said_loudly(facts: Facts, operator: Browser) -> None:
    """A difference of today stands beside the totals."""
    facts.well()
    facts.allow_gaps()
    facts.run("siak.penduduk", read=10, applied=9)
    assert "SELISIH 1" in row(operator.get("/koneksi/siak"), "siak.penduduk")


def test_a_run_that_noticed_something_says_so(facts: Facts, operator: Browser) -> None:
    """What a good run found worth a look stands beside it, as text whatever a source called its columns."""
    facts.well()
    facts.run("siak.penduduk", reason="kolom baru, belum dipetakan: <b>bpjs</b>")
    assert "kolom baru, belum dipetakan: <b>bpjs</b>" in row(operator.get("/koneksi/siak"), "siak.penduduk")


def test_a_test_is_asked_for_and_its_result_shown(facts: Facts, operator: Browser) -> None:
    """The console asks a worker; what the worker saw appears with advice, and the page waits without a script too."""
    facts.well()
    page = operator.get("/koneksi/siak")
    done = operator.send(page, "/koneksi/siak/uji")
    assert "Uji koneksi diminta" in done.main
    assert done.tree.xpath("//section[@id='uji']/@hx-get") == ["/koneksi/siak/uji"]
    assert (
        facts.sql("select kind || ' ' || target || ' ' || actor from simpul.errand").scalar() == "link_test siak rina"
    )
    seen = [
        Check(name="name", ok=True, detail=Words(id="Nama ditemukan.", en="The name is found.")),
        checks.failed("login", BadCredentials("HTTP 401")),
    ]
    remembered(facts, seen)
    facts.sql("update simpul.errand set state = 'done', ended_at = now()")
    part = operator.get("/koneksi/siak/uji")
    assert "Minta sandi atau kunci baru kepada pemilik sistem." in part.text
    assert not part.tree.xpath("//@hx-get")


def test_a_shown_test_has_no_english_sentence(facts: Facts, operator: Browser) -> None:
    """Every line and every advice is told in Indonesian on the Indonesian page, and in English only on the other."""
    facts.well()
    seen = seen_by_a_test()
    remembered(facts, seen)
    said = {language: operator.get(f"/koneksi/siak?bahasa={language}").main for language in ("en", "id")}
    told = [words for line in seen for words in (line.detail, line.advice) if words != SILENCE]
    assert [words for words in told if words.id not in said["id"] or words.en not in said["en"]] == []
    assert [words for words in told if words.en in said["id"] or words.id in said["en"]] == []


def test_asking_twice_says_who_asked(facts: Facts, operator: Browser, console: Served) -> None:
    """A test that waits is not asked for again; the page stays and says whose it is."""
    facts.well()
    operator.post("/koneksi/siak/uji")
    again = console.sign_in("operator").post("/koneksi/siak/uji")
    assert again.status == 422
    assert "sudah diminta oleh rina" in again.main


def test_who_only_looks_cannot_test(facts: Facts, console: Served) -> None:
    """A viewer sees the result and no button; the request itself is refused."""
    facts.well()
    viewer = console.sign_in("viewer")
    assert not viewer.get("/koneksi/siak").tree.xpath("//form[@action='/koneksi/siak/uji']")
    assert viewer.post("/koneksi/siak/uji").status == 403


def test_what_a_source_changed_is_listed(facts: Facts, operator: Browser) -> None:
    """A new field and one that stayed away are named, with since when."""
    facts.well()
    facts.sql(
        "insert into simpul.feed_field (feed, field, kind)"
        " values ('siak.penduduk', 'nama', 'sent'),"
        " ('siak.penduduk', 'nomor_bpjs', 'new')"
    )
    said = operator.get("/koneksi/siak").main
    assert "nomor_bpjs" in said
    assert "kolom baru, belum dipetakan" in said


def test_unknown_systems_are_404(operator: Browser) -> None:
    """An address that names no system says so."""
    for path in ("/koneksi/hantu", "/koneksi/hantu/kiriman", "/koneksi/apsp/kiriman/999999"):
        assert operator.get(path).status == 404, path


def test_a_draft_is_released_with_a_reason(facts: Facts, operator: Browser) -> None:
    """The list leads to the draft; without a reason it stays, with one it leaves after the undo window."""
    facts.well()
    number = effect(facts, "P-1", "draft")
    page = operator.get("/koneksi/apsp/kiriman")
    assert f"/koneksi/apsp/kiriman/{number}" in page.links()
    shown = operator.get(f"/koneksi/apsp/kiriman/{number}")
    assert "Ada pengaduan." in shown.main
    assert "<b>baru" not in shown.answer.text
    refused = operator.send(shown, f"/koneksi/apsp/kiriman/{number}/lepas", reason=" ")
    assert refused.status == 422
    assert facts.sql("select state from simpul.effect").scalar() == "draft"


def test_a_draft_is_cancelled_with_a_reason(facts: Facts, operator: Browser) -> None:
    """What is not needed is taken back, in one's own name."""
    facts.well()
    number = effect(facts, "P-1", "draft")
    done = operator.post(f"/koneksi/apsp/kiriman/{number}/batal", reason="sudah ditelepon")
    assert "Dibatalkan" in done.main
    assert facts.sql("select reason from simpul.effect").scalar() == "dibatalkan rina: sudah ditelepon"


def test_who_only_looks_cannot_release(facts: Facts, console: Served) -> None:
    """Releasing belongs to those who operate."""
    facts.well()
    number = effect(facts, "P-1", "draft")
    viewer = console.sign_in("viewer")
    assert not viewer.get(f"/koneksi/apsp/kiriman/{number}").tree.xpath("//textarea")
    assert viewer.post(f"/koneksi/apsp/kiriman/{number}/batal", reason="x").status == 403


def test_every_state_of_the_tables_has_words() -> None:
    """What the database can say, the pages can say."""
    known = texts()
    for table, words in (("run", ("links.run.",)), ("effect", ("effect.state.", "effect.next."))):
        states = snapshot.known(table)
        assert [state for state in states for prefix in words if prefix + state not in known] == [], table


def test_english_is_complete(facts: Facts, operator: Browser) -> None:
    """Both pages say everything in English."""
    facts.well()
    facts.link("siak", "calls = 40, errors = 6, latency = 1.25")
    known = {key: said for key, said in texts().items() if key.startswith(("links.", "effect.")) and said.id != said.en}
    for path in ("/koneksi?bahasa=en", "/koneksi/siak?bahasa=en", "/koneksi/apsp/kiriman?bahasa=en"):
        said = operator.get(path).main
        left = [
            key for key, word in known.items() if len(word.id) > 6 and re.search(rf"\b{re.escape(word.id)}\b", said)
        ]
        assert left == [], path


def test_no_secret_reaches_the_page(facts: Facts, operator: Browser) -> None:
    """Where a system is and how the hub signs in is nobody's business here."""
    facts.well()
    with facts.engine.begin() as conn:
        conn.execute(text("select 1"))
    assert "SIMPUL_" not in operator.get("/koneksi/siak").answer.text
    assert accounts.by_username(facts.engine, "rina") is not None
