"""The status page as a browser gets it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from lxml import html
from sqlalchemy import Engine

from monitoring import words
from simpul.health import STATES
from simpul.store import db
from tests.status.facts import Facts

Serve = Callable[..., str]


def get(address: str) -> tuple[html.HtmlElement, requests.Response]:
    answer = requests.get(address, timeout=10)
    return html.fromstring(answer.content), answer


def text_of(tree: html.HtmlElement) -> str:
    return " ".join(tree.text_content().split())


def test_the_first_thing_said_is_whether_all_is_well(facts: Facts, serve: Serve) -> None:
    """One sentence in a heading, in Bahasa Indonesia, before anything else."""
    facts.well()
    tree, answer = get(serve(facts.engine))
    assert answer.status_code == 200
    assert tree.get("lang") == "id"
    first = tree.xpath("//main//*[self::h1 or self::h2]")[0]
    assert text_of(first) == "Semua berjalan baik. 2 dari 2 koneksi sehat."
    assert "Tidak ada. Semua berjalan sendiri." in text_of(tree)


def test_english_is_complete(facts: Facts, serve: Serve) -> None:
    """``?bahasa=en`` says everything in English, and each page leads to the other."""
    facts.run("siak.penduduk", "failed", age=timedelta(hours=3))
    facts.link("siak", "breaker = 'open', failures = 5, open_until = now() + interval '1 hour', last_error = 'x'")
    address = serve(facts.engine)
    tree, _ = get(f"{address}/?bahasa=en")
    said = text_of(tree)
    assert tree.get("lang") == "en"
    indonesian = {known.id for known in words.TEXTS.values() if known.id != known.en} - {
        words.TEXTS["other_language"].id
    }
    assert [one for one in indonesian if len(one) > 6 and re.search(rf"\b{re.escape(one)}\b", said)] == []
    assert tree.xpath("//nav/a/@href") == ["/"]
    assert get(address)[0].xpath("//nav/a/@href") == ["/?bahasa=en"]


def test_every_word_exists_in_both_languages() -> None:
    """No text is missing on one side."""
    for known in (words.TEXTS, words.RUN_STATES, words.CASE_STATES, words.CASE_KINDS, words.EFFECT_STATES):
        for key, said in known.items():
            assert said.id, key
            assert said.en, key


def test_every_state_of_the_tables_has_words() -> None:
    """What the database can say, the page can say."""
    from simpul.store import tables

    for table, known in (
        (tables.run, words.RUN_STATES), (tables.cases, words.CASE_STATES), (tables.effect, words.EFFECT_STATES),
    ):  # fmt: skip
        rule = next(str(one.sqltext) for one in table.constraints if getattr(one, "name", "") == "state_known")
        assert set(re.findall(r"'(\w+)'", rule)) == set(known), table.name


def test_tasks_say_what_whom_and_do(facts: Facts, serve: Serve) -> None:
    """At most five tasks, each with its effect and its step, before links and data."""
    facts.well()
    facts.received("apsp.pemohon", timedelta(hours=2, minutes=35))
    tree, _ = get(serve(facts.engine))
    (task,) = tree.xpath("//ol[@class='tasks']/li")
    said = text_of(task)
    assert "Data apsp.pemohon terlambat 1 jam 35 menit" in said
    assert "Dampak:" in said
    assert "Langkah: Jalankan ./run pull apsp.pemohon." in said
    assert tree.xpath("//ol[@class='tasks']/following::h2[@id='koneksi']")


def test_a_state_is_never_said_by_colour_alone(facts: Facts, serve: Serve) -> None:
    """Every pill carries one of the six words and a shape."""
    facts.well()
    facts.link("apsp", "breaker = 'open', failures = 5, open_until = now() + interval '1 hour'")
    tree, _ = get(serve(facts.engine))
    pills = tree.xpath("//*[contains(concat(' ', @class, ' '), ' pill ')]")
    assert len(pills) >= 2
    for pill in pills:
        assert text_of(pill) in {said.id for said in STATES.values()}
        assert pill.xpath(".//*[local-name()='svg'][@aria-hidden='true']")


def test_feeds_show_age_runs_and_totals(facts: Facts, serve: Serve) -> None:
    """Each feed has a row with the age of its data, its last run and today's totals."""
    facts.well()
    facts.run("siak.penduduk", read=122_400, applied=1_904, unchanged=120_493, quarantined=3)
    tree, _ = get(serve(facts.engine))
    row = tree.xpath("//tr[th[starts-with(normalize-space(), 'siak.penduduk')]]")[0]
    said = text_of(row)
    assert "122.400 dibaca · 1.904 berubah · 120.493 sama · 3 dikarantina" in said
    assert "2 proses, jumlah cocok" in said
    assert "1 menit lalu" in said
    # On a narrow screen each cell names its column itself.
    assert all(cell.get("data-label") for cell in row.xpath("td"))


def test_a_run_that_noticed_something_says_so(facts: Facts, serve: Serve) -> None:
    """What a good run found worth a look stands beside it, as text whatever a source called its columns."""
    facts.well()
    facts.run("siak.penduduk", reason="kolom baru, belum dipetakan: <b>bpjs</b>")
    tree, _ = get(serve(facts.engine))
    row = tree.xpath("//tr[th[starts-with(normalize-space(), 'siak.penduduk')]]")[0]
    assert "kolom baru, belum dipetakan: <b>bpjs</b>" in text_of(row)


def test_it_renews_itself_without_javascript(facts: Facts, serve: Serve) -> None:
    """A meta refresh of 15 seconds, which the reader can stop."""
    address = serve(facts.engine)
    tree, answer = get(address)
    assert tree.xpath("//meta[@http-equiv='refresh']/@content") == ["15"]
    assert "<script" not in answer.text
    assert not re.search(r"\son\w+=|\sstyle=", answer.text)
    stopped, _ = get(f"{address}/?segar=tidak")
    assert stopped.xpath("//meta[@http-equiv='refresh']") == []


def test_nothing_comes_from_elsewhere_and_no_header_is_missing(facts: Facts, serve: Serve) -> None:
    """Everything is served from here, under a policy that says so, also when something is not found."""
    address = serve(facts.engine)
    tree, answer = get(address)
    links = tree.xpath("//@src | //link/@href | //a/@href")
    assert links
    assert all(link.startswith(("/", "#")) for link in links)
    for path in ("", "/static/simpul.css", "/static/simpul.svg", "/metrics", "/nothing"):
        found = requests.get(address + path, timeout=10)
        assert "default-src 'self'" in found.headers["content-security-policy"], path
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["x-frame-options"] == "DENY"
        assert found.headers["referrer-policy"] == "no-referrer"
        assert "server" not in found.headers
    assert answer.headers["cache-control"] == "no-store"
    assert requests.get(address + "/docs", timeout=10).status_code == 404


def test_a_first_visit_is_small(facts: Facts, serve: Serve) -> None:
    """Page and style together stay far below 60 KB before compression."""
    facts.well()
    address = serve(facts.engine)
    size = sum(len(requests.get(address + path, timeout=10).content) for path in ("/", "/static/simpul.css"))
    assert size < 60_000


def test_no_personal_data_reaches_the_page(facts: Facts, serve: Serve) -> None:
    """A NIK that slipped into an error is masked on page and metrics, and hostile text stays text."""
    facts.well()
    nik = "1271091010900001"
    facts.run("siak.penduduk", "stopped", reason=f"BrokenContract: baris {nik} <script>alert(1)</script>")
    facts.link("siak", f"last_error = 'Retry: NIK {nik}', last_error_at = now()")
    address = serve(facts.engine)
    for path in ("/", "/?bahasa=en", "/metrics"):
        said = requests.get(address + path, timeout=10).text
        assert nik not in said
        assert "<script" not in said
    assert "127109••••••0001" in requests.get(address, timeout=10).text


def test_hostile_parameters_are_just_not_english(facts: Facts, serve: Serve) -> None:
    """What is not known is ignored or refused, never echoed."""
    address = serve(facts.engine)
    assert requests.get(address, params={"bahasa": "xx"}, timeout=10).status_code == 200
    long = requests.get(address, params={"bahasa": "<script>alert(1)</script>"}, timeout=10)
    assert long.status_code == 422
    assert "text/html" not in long.headers["content-type"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_schemes(repo: Path, scheme: str) -> None:
    """Every pair of text and ground reaches a contrast of 4.5 to 1."""
    css = (repo / "monitoring/static/simpul.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.S)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[0]))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[1]))
    pairs = [(one, ground) for one in ("text", "soft", "link") for ground in ("ground", "panel")]
    pairs += [(state, f"{state}-ground") for state in STATES]
    assert {
        pair: contrast(colours[pair[0]], colours[pair[1]])
        for pair in pairs
        if contrast(colours[pair[0]], colours[pair[1]]) < 4.5
    } == {}


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours ``#rrggbb``."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.fixture
def dead_engine() -> Engine:
    """An engine of a server that is not there."""
    return db.engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")


def test_a_dead_database_gives_a_clear_page(dead_engine: Engine, serve: Serve) -> None:
    """503, in plain words, with what to do, and it tries again by itself."""
    address = serve(dead_engine)
    for path, sentence in (
        ("/", "Basis data Simpul tidak dapat dihubungi."),
        ("/?bahasa=en", "database cannot be reached"),
    ):
        tree, answer = get(address + path)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "15"
        assert sentence in text_of(tree)
        assert "SIMPUL_DATABASE_URL" in text_of(tree)
        assert tree.xpath("//meta[@http-equiv='refresh']")


def test_an_empty_database_says_how_to_set_it_up(empty_database_url: str, serve: Serve) -> None:
    """Missing tables are another trouble than a missing server."""
    db.create_database(empty_database_url)
    tree, answer = get(serve(db.engine(empty_database_url)))
    assert answer.status_code == 503
    assert "./run db migrate" in text_of(tree)
