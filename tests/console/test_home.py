"""Beranda as a browser gets it: the verdict, what needs somebody, the links, and what changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from monitoring.console.texts import texts
from simpul.core.texts import states
from simpul.people import accounts
from simpul.store import engine as db
from tests.console.browser import Browser, Page
from tests.console.conftest import Served
from tests.operations.status.facts import Facts

Serve = Callable[..., Served]
OPEN = "breaker = 'open', failures = 5, opened_at = now(), open_until = now() + interval '1 hour', last_error = 'x'"


@pytest.fixture
def facts(own_engine: Engine) -> Facts:
    """Facts of a database of the test's own."""
    return Facts(own_engine)


@pytest.fixture
def operator(facts: Facts, console: Served) -> Browser:
    """An operator of that database."""
    return console.sign_in("operator", username="rina")


def visited(facts: Facts, username: str, age: timedelta) -> None:
    """The person was last here so long ago."""
    facts.sql(
        "update simpul.person set previous_visit_at = clock_timestamp() - :age where username = :name",
        age=age,
        name=username,
    )


def case(facts: Facts, key: str, **values: object) -> int:
    """An open case about a made-up record."""
    named = {"kind": "different", "state": "new", "owner": "DK", **values}
    columns, binds = ", ".join(named), ", ".join(f":{name}" for name in named)
    found: int = facts.sql(
        "insert into simpul.cases (subject_kind, subject_key, feed, record_key, authority_feed, field,"
        f" {columns}) values ('penduduk', :key, 'apsp.pemohon', :key, 'siak.penduduk', 'alamat', {binds}) returning id",
        key=key,
        **named,
    )
    return found


def test_the_first_thing_said_is_whether_all_is_well(facts: Facts, operator: Browser) -> None:
    """One sentence in the first heading, in Bahasa Indonesia, before anything else."""
    facts.well()
    page = operator.get("/")
    assert page.status == 200
    assert page.tree.get("lang") == "id"
    first = page.tree.xpath("//main//*[self::h1 or self::h2]")[0]
    assert " ".join(first.text_content().split()) == "Semua berjalan baik. 2 dari 2 koneksi sehat."
    assert "Tidak ada. Semua berjalan sendiri." in page.main


def test_english_is_complete(facts: Facts, operator: Browser) -> None:
    """``?bahasa=en`` says everything of Beranda in English."""
    facts.run("siak.penduduk", "failed", age=timedelta(hours=3))
    facts.link("siak", OPEN)
    page = operator.get("/?bahasa=en")
    assert page.tree.get("lang") == "en"
    known = {key: said for key, said in texts().items() if key.startswith("home.") and said.id != said.en}
    left = [
        key for key, said in known.items() if len(said.id) > 6 and re.search(rf"\b{re.escape(said.id)}\b", page.main)
    ]
    assert left == []


def test_a_task_says_what_whom_and_leads_to_where_it_is_done(facts: Facts, operator: Browser) -> None:
    """A task has its effect and one button to a page of the console; no command line anywhere."""
    facts.well()
    facts.received("apsp.pemohon", timedelta(hours=2, minutes=35))
    page = operator.get("/")
    (task,) = page.tree.xpath("//ol[@class='tasks']/li")
    said = " ".join(task.text_content().split())
    assert "Data apsp.pemohon terlambat 1 jam 35 menit" in said
    assert "Dampak:" in said
    assert task.xpath(".//a/@href") == ["/sinkron/apsp.pemohon"]
    assert "./run" not in page.answer.text
    assert page.tree.xpath("//ol[@class='tasks']/following::h2[@id='koneksi']")


def test_at_most_five_tasks(facts: Facts, operator: Browser) -> None:
    """Who has more to do is told so, after the five most pressing."""
    facts.well()
    for number in range(7):
        facts.sql("insert into simpul.run (kind, target, state) values ('pull', :t, 'held')", t=f"x{number}")
        facts.sql(
            "insert into simpul.brake (run_id, target, reason) select max(id), :t, 'terlalu banyak' from simpul.run",
            t=f"x{number}",
        )
    page = operator.get("/")
    assert len(page.tree.xpath("//ol[@class='tasks']/li")) == 5
    assert "2 hal lain menyusul" in page.main


def test_what_heals_itself_is_kept_apart_from_what_needs_somebody(facts: Facts, operator: Browser) -> None:
    """A link that tries again by itself stands under another heading than one that needs a person."""
    facts.well()
    facts.link("apsp", OPEN)
    facts.run("siak.penduduk", "stopped", reason="login ditolak")
    page = operator.get("/")
    groups = {
        " ".join(head.text_content().split()): " ".join(head.getnext().text_content().split())
        for head in page.tree.xpath("//section[@aria-labelledby='koneksi']/h3")
    }
    assert "SIAK" in groups["Perlu seseorang"]
    assert "Layanan Satu Pintu" in groups["Berlanjut sendiri, tanpa tindakan Anda"]
    assert "Memulihkan diri" in groups["Berlanjut sendiri, tanpa tindakan Anda"]


def test_a_state_is_never_said_by_colour_alone(facts: Facts, operator: Browser) -> None:
    """Every pill carries one of the six words and a shape."""
    facts.well()
    facts.link("apsp", OPEN)
    pills = operator.get("/").tree.xpath("//*[contains(concat(' ', @class, ' '), ' pill ')]")
    assert len(pills) >= 2
    for pill in pills:
        assert " ".join(pill.text_content().split()) in {said.id for said in states.LINK.values()}
        assert pill.xpath(".//*[local-name()='svg'][@aria-hidden='true']")


def test_a_link_shows_the_age_of_its_data_and_the_newest_change(facts: Facts, operator: Browser) -> None:
    """Two numbers: when its oldest feed last came, and how new the newest change at the source is."""
    facts.well()
    facts.received("siak.keluarga", timedelta(minutes=40))
    said = " ".join(operator.get("/").tree.xpath("//li[.//a[@href='/koneksi/siak']]")[0].text_content().split())
    assert "Umur data: 40 menit" in said
    assert re.search(r"Perubahan terbaru di sumber: \w+ \d\d\.\d\d WIB", said)


def test_thirty_days_of_a_link_are_a_strip_that_can_be_read(facts: Facts, operator: Browser) -> None:
    """Thirty cells, each with its day and what happened in words."""
    facts.well()
    (strip,) = operator.get("/").tree.xpath("//li[.//a[@href='/koneksi/siak']]//ol[@class='strip']")
    cells = strip.xpath("li")
    assert len(cells) == 30
    assert "sehat" in cells[-1].text_content()
    assert all(cell.get("title") == " ".join(cell.text_content().split()) for cell in cells)


def test_it_is_right_when_the_scheduler_is_down(facts: Facts, operator: Browser) -> None:
    """No new run for long is a task, judged from our own tables."""
    for feed in ("siak.penduduk", "siak.keluarga", "apsp.pemohon"):
        facts.run(feed, age=timedelta(minutes=62))
        facts.received(feed, timedelta(minutes=55))
    page = operator.get("/")
    assert "Penjadwal tidak bekerja" in page.main
    assert page.tree.xpath("//ol[@class='tasks']//a/@href") == ["/sinkron"]


def test_it_counts_what_waits_for_me(facts: Facts, console: Served) -> None:
    """Cases assigned to me and proposals of others are counted; my own are not, and nobody else is told."""
    facts.well()
    rina = console.sign_in("case_officer", "approver", username="rina")
    case(facts, "a", state="assigned", assignee="rina")
    case(facts, "b", state="assigned", assignee="budi")
    for number, actor in ((case(facts, "c"), "budi"), (case(facts, "d"), "Rina")):
        facts.sql(
            "insert into simpul.decision (case_id, case_version, field, choice, reason, actor, not_before, bulk_size)"
            " values (:case, 1, 'alamat', 'authority', 'sesuai', :actor, now(), 99)",
            case=number,
            actor=actor,
        )
    facts.sql("insert into simpul.revert (target, reason, actor) values ('run 1', 'salah', 'budi')")
    page = rina.get("/")
    assert "2 usulan menunggu persetujuan Anda" in page.main
    assert "1 ketidaksesuaian ditugaskan kepada Anda" in page.main
    assert "menunggu persetujuan" not in console.sign_in("viewer").get("/").main


def test_it_tells_what_changed_since_the_last_visit(facts: Facts, operator: Browser) -> None:
    """Cases opened, closed and reopened and links that recovered since then; nothing from before."""
    facts.well()
    visited(facts, "rina", timedelta(hours=2))
    case(facts, "new")
    case(facts, "old", opened_at="2026-01-01T00:00:00Z")
    facts.sql("update simpul.cases set closed_at = now(), state = 'closed' where record_key = 'old'")
    facts.run("apsp.pemohon", "failed", age=timedelta(minutes=90))
    facts.run("apsp.pemohon", "done", age=timedelta(minutes=5), ended_at="2200-01-01T00:00:00Z")
    facts.sql("update simpul.run set ended_at = started_at + interval '1 minute' where ended_at > now()")
    page = operator.get("/")
    assert "1 ketidaksesuaian baru" in page.main
    assert "1 ketidaksesuaian ditutup" in page.main
    assert "Koneksi pulih: Layanan Satu Pintu" in page.main


def test_drafts_lead_to_where_they_are_released(facts: Facts, operator: Browser) -> None:
    """What waits to be sent is counted by system, one step from its release."""
    facts.well()
    facts.sql(
        'insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, "values", body, state)'
        " values ('tindak_lanjut', 'event', 'sp4', 'sp4.pengaduan', 'A', 'k', '{}', '{}', 'draft')"
    )
    page = operator.get("/")
    assert "/koneksi/sp4/kiriman" in page.links()
    assert "1 konsep kiriman menunggu dilepas" in page.main


def test_a_first_visit_says_so(facts: Facts, operator: Browser) -> None:
    """Nobody is told of everything that ever happened."""
    facts.well()
    facts.sql("update simpul.person set previous_visit_at = null")
    assert "Ini kunjungan pertama Anda." in operator.get("/").main


def test_it_renews_itself_and_can_be_stopped(facts: Facts, operator: Browser) -> None:
    """By script every 15 seconds, without script by the browser itself; one link stops both."""
    facts.well()
    page = operator.get("/")
    assert page.tree.xpath("//div[@id='beranda']/@hx-trigger") == ["every 15s"]
    assert page.tree.xpath("//noscript/meta[@http-equiv='refresh']/@content") == ["15"]
    stopped = operator.get(page.tree.xpath("//footer//a[contains(@href, 'segar')]/@href")[0])
    assert not stopped.tree.xpath("//meta[@http-equiv='refresh'] | //*[@hx-trigger]")


def test_the_part_that_is_renewed_is_the_part_of_the_page(facts: Facts, operator: Browser) -> None:
    """What the script fetches is the same element, without the frame around it."""
    facts.well()
    part = operator.get("/beranda/isi")
    assert part.status == 200
    assert "<html" not in part.answer.text
    assert part.tree.xpath("//div[@id='beranda']//h1")


def test_a_source_cannot_put_markup_or_a_nik_on_the_page(facts: Facts, operator: Browser) -> None:
    """A NIK that slipped into an error is masked, and hostile text stays text."""
    facts.well()
    facts.run("siak.penduduk", "stopped", reason="<script>alert(1)</script> NIK 1271096702100001 ditolak")
    answer = operator.get("/").answer
    assert "1271096702100001" not in answer.text
    assert "127109••••••0001" in answer.text
    assert "<script>alert" not in answer.text


def test_who_is_not_signed_in_is_led_to_the_door(console: Served) -> None:
    """Beranda shows nothing to strangers."""
    found = console.anonymous().session.get(console.address + "/", allow_redirects=False, timeout=10)
    assert (found.status_code, found.headers["location"].split("?")[0]) == (303, "/masuk")


def test_a_dead_database_gives_a_clear_page(serve: Serve) -> None:
    """503, in plain words, and it tries again by itself."""
    dead = serve(db.engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    browser = dead.anonymous()
    browser.session.cookies.set("simpul", "x")
    page: Page = browser.get("/")
    assert page.status == 503
    assert page.answer.headers["retry-after"] == "15"
    assert "Basis data Simpul tidak menjawab" in page.main
    assert page.tree.xpath("//meta[@http-equiv='refresh']")


def test_every_page_a_task_leads_to_exists(facts: Facts, console: Served) -> None:
    """Whatever needs somebody, its button opens a page."""
    facts.well()
    facts.allow_gaps()
    facts.run("siak.penduduk", read=10, applied=9)
    facts.run("siak.keluarga", "stopped", reason="login ditolak")
    case(facts, "a")
    facts.received("apsp.pemohon", timedelta(hours=5))
    browser = console.sign_in("operator", "case_officer", "approver")
    pages = set(browser.get("/").tree.xpath("//ol[@class='tasks']//a/@href"))
    assert len(pages) >= 4
    assert {page: browser.get(page).status for page in pages} == dict.fromkeys(pages, 200)


def test_a_home_office_sees_only_its_own_cases(facts: Facts, console: Served) -> None:
    """What waits and what changed is counted among the rows a person may see."""
    facts.well()
    case(facts, "a", kecamatan="127101", owner="KC")
    case(facts, "b", kecamatan="127102", owner="KC")
    accounts_before = len(accounts.everyone(facts.engine))
    officer = console.sign_in("case_officer", username="kota", unit="KC-127101")
    visited(facts, "kota", timedelta(hours=1))
    assert "1 ketidaksesuaian baru" in officer.get("/").main
    assert len(accounts.everyone(facts.engine)) == accounts_before + 1


def test_the_page_is_light(facts: Facts, operator: Browser) -> None:
    """A repeat look stays under 12 KB compressed."""
    facts.well()
    answer = operator.session.get(operator.address + "/", timeout=10, stream=True)
    assert answer.headers.get("content-encoding") == "gzip"
    assert len(answer.raw.read(decode_content=False)) < 12_000


def test_counting_stops_where_a_page_would(facts: Facts, own_engine: Engine) -> None:
    """More than ten thousand changes are said as "more than", not counted to the end."""
    from simpul.operations import home_summary
    from tests.operations.status.facts import a_city

    with own_engine.begin() as conn:
        conn.execute(
            text(
                "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, authority_feed, field)"
                " select 'different', 'penduduk', n, 'apsp.pemohon', n, 'siak.penduduk', 'alamat'"
                " from generate_series(1, 10500) as n"
            )
        )
        now = conn.execute(text("select clock_timestamp()")).scalar_one()
    found = home_summary.since(own_engine, a_city(), now - timedelta(days=1), now=now)
    assert found.opened == home_summary.MOST + 1
