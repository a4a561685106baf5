"""What holds for every page: its headers, its colours, its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests
from sqlalchemy import Engine, text

from monitoring.console.texts import texts
from simpul.core.texts import states
from simpul.store import engine as db
from tests.console.conftest import Serve, Served


@pytest.mark.parametrize("path", ["/publik", "/", "/static/simpul.css", "/static/simpul.svg", "/metrics", "/nothing"])
def test_no_header_is_missing(console: Served, path: str) -> None:
    """Every answer comes under a policy that lets nothing in from elsewhere, also a redirect and a missing page."""
    found = requests.get(console.address + path, timeout=10, allow_redirects=False)
    assert "default-src 'self'" in found.headers["content-security-policy"]
    assert "unsafe" not in found.headers["content-security-policy"]
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["x-frame-options"] == "DENY"
    assert found.headers["referrer-policy"] == "same-origin"
    assert "server" not in found.headers
    assert ("no-store" in found.headers["cache-control"]) != path.startswith("/static")


def test_nothing_comes_from_elsewhere(console: Served) -> None:
    """Every address of a page is our own; no inline style or script; FastAPI's own pages are shut."""
    page = console.anonymous().get("/publik")
    links = page.tree.xpath("//@src | //link/@href | //a/@href")
    assert links
    assert all(str(link).startswith(("/", "#")) for link in links)
    assert not re.search(r"\son\w+=|\sstyle=|<script>", page.answer.text)
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert requests.get(console.address + path, timeout=10).status_code == 404


def test_every_word_exists_in_both_languages() -> None:
    """No text is missing on one side, and no page speaks of the command line."""
    for key, said in texts().items():
        assert said.id.strip(), key
        assert said.en.strip(), key


@pytest.mark.parametrize("wanted", ["xx", "<script>alert(1)</script>", "en" * 400])
def test_an_unknown_language_is_ours(console: Served, wanted: str) -> None:
    """What is not known is ignored, never echoed."""
    answer = requests.get(f"{console.address}/publik", params={"bahasa": wanted}, timeout=10)
    assert answer.status_code == 200
    assert 'lang="id"' in answer.text
    assert "<script>alert" not in answer.text


def test_an_empty_database_says_how_to_set_it_up(empty_database_url: str, serve: Serve) -> None:
    """Missing tables are another trouble than a missing server."""
    db.create_database(empty_database_url)
    page = serve(db.engine(empty_database_url)).anonymous().get("/publik")
    assert page.status == 503
    assert "./run db migrate" in page.main


def test_a_dead_database_is_said_plainly(serve: Serve) -> None:
    """503, in plain words, and it tries again by itself."""
    dead: Engine = db.engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    browser = serve(dead).anonymous()
    browser.session.cookies.set("bahasa", "en")
    page = browser.get("/publik")
    assert page.status == 503
    assert "database does not answer" in page.main
    assert page.tree.xpath("//meta[@http-equiv='refresh']")


@pytest.mark.parametrize("scheme", ["light", "by the device", "chosen dark"])
def test_text_can_be_read_in_every_scheme(repo: Path, scheme: str) -> None:
    """Every pair of text and ground reaches a contrast of 4.5 to 1."""
    css = (repo / "monitoring/console/static/simpul.css").read_text("utf-8")
    blocks = re.findall(r":root[^{]*\{(.*?)\}", css, re.S)
    assert len(blocks) == 3
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[0]))
    if scheme != "light":
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[1 if scheme == "by the device" else 2]))
    pairs = [(one, ground) for one in ("text", "soft", "link") for ground in ("ground", "panel")]
    pairs += [(one, f"{one}-ground") for one in (*states.LINK, "ins", "del")]
    pairs += [("button-text", "button"), ("danger-text", "danger")]
    assert {pair: found for pair in pairs if (found := contrast(*(colours[one] for one in pair))) < 4.5} == {}


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours ``#rrggbb``."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


RENEWS = {"HX-Request": "true"}


def test_a_part_that_renews_itself_leads_to_the_sign_in_page(console: Served) -> None:
    """A page left open past its session goes to the sign-in page whole; the form is not put inside it."""
    found = requests.get(console.address + "/beranda/isi", headers=RENEWS, timeout=10, allow_redirects=False)
    assert (found.status_code, found.headers["hx-redirect"]) == (401, "/masuk")


def test_a_page_nobody_sits_before_keeps_no_session_alive(console: Served) -> None:
    """Only what a person asks for counts as use of a session."""
    browser = console.sign_in("viewer")
    with console.engine.begin() as conn:
        conn.execute(text("update simpul.session set last_seen_at = clock_timestamp() - interval '20 minutes'"))

    def idle() -> float:
        with console.engine.connect() as conn:
            query = "select extract(epoch from clock_timestamp() - last_seen_at) from simpul.session"
            return float(conn.execute(text(query)).scalar_one())

    assert browser.session.get(console.address + "/beranda/isi", headers=RENEWS, timeout=30).status_code == 200
    assert idle() > 1000
    assert browser.get("/").status == 200
    assert idle() < 100
