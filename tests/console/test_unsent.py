"""A form sent while the database is away, or after the session ended, is not lost: one button sends it again."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from lxml import html
from playwright.sync_api import sync_playwright
from sqlalchemy import Engine, text

from monitoring.console import pages
from monitoring.console.access import cookie_name
from simpul.cases import cases
from simpul.people import accounts, sessions
from simpul.store import embedded, migrate
from simpul.store import engine as db
from simpul.testing.town import BUDI, COPY, SOURCE, Town, applicant, person
from tests.console.browser import Browser, Page
from tests.console.conftest import Serve, Served
from tests.operations.status.facts import a_city

PASSWORD = "empat kuda makan di sawah"
TYPED = 'Menurut akta, jalan itu berganti nama "Kenanga" <2019> & RT-nya tetap'
SECRETS = ("current", "password", "again")


def _posts() -> list[str]:
    """Every address of the console that a form is sent to, filled in."""
    routes = [route for router in pages.routers() for route in router.routes if isinstance(route, APIRoute)]
    return sorted({re.sub(r"{[^}]*}", "7", route.path) for route in routes if "POST" in route.methods})


@pytest.fixture(scope="module")
def away() -> Engine:
    """A database that is not there."""
    return db.engine("postgresql+psycopg://simpul@127.0.0.1:1/simpul?connect_timeout=2")


def _send(served: Served, path: str, fields: list[tuple[str, str]], token: str = "") -> Page:
    browser = served.anonymous()
    browser.session.headers["Origin"] = served.address
    if token:
        browser.session.cookies.set(cookie_name(secure=False), token)
    return Page(browser.session.post(served.address + path, data=fields, timeout=60, allow_redirects=False))


@pytest.mark.parametrize("path", _posts())
def test_every_form_comes_back_whole(away: Engine, serve: Serve, path: str) -> None:
    """Whatever form is sent without a database: nothing is refreshed, every field stays, one button sends it again."""
    served = serve(away, a_city())
    sent = [("csrf", "x" * 96), ("reason", TYPED), ("kinds", "a"), ("kinds", "b"), ("version", "3"), ("baris", "1\n2")]
    page = _send(served, path + "?tampilan=semua", sent, token="t" * 43)
    assert page.status == 503 and "refresh" not in page.answer.text and "Retry-After" not in page.answer.headers
    assert "Belum tersimpan" in page.main
    [form] = page.tree.xpath("//main//form")
    assert (form.get("method"), form.get("action")) == ("post", path + "?tampilan=semua")
    assert sorted((name, value.replace("\r\n", "\n")) for name, value in form.form_values()) == sorted(sent)
    assert len(form.xpath(".//button")) == 1


def test_a_password_is_asked_for_again_not_shown(away: Engine, serve: Serve) -> None:
    """Passwords are in no page, not even hidden: who sends the form again types them again."""
    served = serve(away, a_city())
    for path in ("/masuk", "/akun/sandi", "/undangan/abc"):
        page = _send(served, path, [("username", "ana"), *((name, PASSWORD) for name in SECRETS)], token="t" * 43)
        assert page.status == 503 and PASSWORD not in page.answer.text
        asked = page.tree.xpath("//main//form//input[@type='password' and @required]/@name")
        assert sorted(asked) == sorted(SECRETS)


def test_every_secret_field_of_a_page_is_known(repo: Path) -> None:
    """No template asks for a secret under a name that would be handed back."""
    asked = set()
    for file in (repo / "monitoring" / "console" / "templates").rglob("*.html"):
        asked |= set(re.findall(r'field\(v, "(\w+)"[^}]*type="password"', file.read_text()))
    assert asked == set(SECRETS)


@pytest.fixture
def here(own_engine: Engine) -> Town:
    """A town in a database of the test's own."""
    return Town.settled(own_engine)


def _case(here: Town) -> int:
    here.pull(SOURCE, person(BUDI))
    here.pull(COPY, applicant("P-1", BUDI))
    here.compare()
    here.pull(COPY, applicant("P-1", BUDI, alamat="JL. LAIN 9"))
    here.compare()
    with here.engine.connect() as conn:
        return int(conn.execute(text("select id from simpul.cases")).scalar_one())


def _comment_form(page: Page) -> str:
    return next(form.get("action") for form in page.tree.forms if "/catat" in form.get("action"))


def test_after_the_session_ended_one_signs_in_and_the_text_is_there(here: Town, served: Served, ani: Browser) -> None:
    """ "Sesi berakhir": signing in on that page leads to the form with its text, which is then saved as typed."""
    case = _case(here)
    with here.engine.connect() as conn:
        ani_id = conn.execute(text("select id from simpul.person where username = 'ani'")).scalar_one()
    accounts.set_password(here.engine, ani_id, PASSWORD, actor="uji")
    ani.session.headers["Origin"] = served.address
    ani.session.cookies.set(cookie_name(secure=False), sessions.start(here.engine, ani_id, agent="uji"))
    opened = ani.get(f"/ketidaksesuaian/{case}")
    action = _comment_form(opened)
    sessions.end(here.engine, ani.session.cookies[cookie_name(secure=False)])
    ended = ani.send(opened, action, body=TYPED)
    assert ended.status == 401 and "Sesi berakhir" in ended.main and "belum tersimpan" in ended.main.lower()
    wrong = ani.send(ended, "/masuk", username="ani", password="salah salah salah")
    assert wrong.status == 422
    back = ani.send(wrong, "/masuk", username="ani", password=PASSWORD)
    assert back.form(action)["body"] == TYPED and _told(here, case) == []
    ani.send(back, action)
    assert _told(here, case) == [TYPED]


def test_a_form_older_than_the_session_is_kept_too(here: Town, served: Served, ani: Browser) -> None:
    """Signed in again elsewhere, the form that was open is no longer genuine: it comes back and can be sent."""
    case = _case(here)
    ani.session.headers["Origin"] = served.address
    opened = ani.get(f"/ketidaksesuaian/{case}")
    action = _comment_form(opened)
    stale = ani.send(opened, action, body=TYPED, csrf="0" * 96)
    assert stale.status == 403 and _told(here, case) == []
    assert stale.form(action)["body"] == TYPED
    ani.send(stale, action)
    assert _told(here, case) == [TYPED]


def test_another_sites_form_is_not_kept(here: Town, served: Served, ani: Browser) -> None:
    """A form that does not say it comes from our pages gets no fresh token to be sent with."""
    case = _case(here)
    for origin in ("https://example.org", "null", ""):
        ani.session.headers["Origin"] = origin
        answer = ani.session.post(
            f"{served.address}/ketidaksesuaian/{case}/catat", data={"csrf": "0" * 96, "body": TYPED}, timeout=60
        )
        assert answer.status_code == 403
        assert html.fromstring(answer.content).xpath("//main//form") == []
        kept = json.dumps({"to": f"/ketidaksesuaian/{case}/catat", "fields": [["body", TYPED]]})
        door = ani.session.post(f"{served.address}/masuk", data={"kept": kept, "username": "x"}, timeout=60)
        assert TYPED.split()[0] not in html.fromstring(door.content).text_content()


def _told(here: Town, case: int) -> list[str]:
    with here.engine.connect() as conn:
        found = conn.execute(
            text("select body from simpul.case_note where case_id = :case and act = 'comment'"), {"case": case}
        )
        return [row.body for row in found]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A database server of the test's own, which may be stopped."""
    place = tmp_path / "home"
    with embedded.running(place) as url:
        migrate.migrate(url)
        yield place
    shutil.rmtree(embedded.place_of(place))


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_decision_survives_a_stop_of_the_database(home: Path, tmp_path: Path, serve: Serve, scripts: bool) -> None:
    """In a browser: the database stops, the decision comes back, the database starts, one button saves it."""
    here = Town.settled(db.engine(embedded.start(home).url))
    case = _case(here)
    served = serve(here.engine, here.city)
    ani = accounts.add(here.engine, username="ani", name="Ani", unit="WD", roles=frozenset({"case_officer"}), actor="x")
    token = sessions.start(here.engine, ani.id, agent="uji")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = chromium.new_context(java_script_enabled=scripts)
        context.add_cookies([{"name": cookie_name(secure=False), "value": token, "url": served.address}])
        page = context.new_page()
        page.goto(f"{served.address}/ketidaksesuaian/{case}")
        page.check("#f-choice-1")
        page.fill("#f-reason", TYPED)
        embedded.stop(home)
        page.click("button[name=go][value=stay]")
        page.wait_for_selector("text=Belum tersimpan")
        assert TYPED in page.inner_text("main")
        assert f"/ketidaksesuaian/{case}/putuskan" in page.url
        embedded.start(home)
        page.click("main form button")
        page.wait_for_selector("[role=status]")
        chromium.close()
    shown = cases.show(here.engine, here.city, case)
    assert shown.case.state == "decided" and TYPED in shown.decisions[-1]["reason"]
