"""Signing in and out, invitations, and one's own account, over a socket."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from monitoring.console.pages.signin import inside
from simpul.core import clock
from simpul.people import accounts, invitations, sessions
from tests.console.browser import Browser, Page
from tests.console.conftest import Served

PASSWORD = "empat kuda makan di sawah"


def _member(console: Served, username: str = "ana", *roles: str) -> None:
    person = accounts.add(
        console.engine, username=username, name="Ana Lubis", unit="WD", roles=roles or ("operator",), actor="uji"
    )
    accounts.set_password(console.engine, person.id, PASSWORD, actor="uji")


def _enter(browser: Browser, password: str = PASSWORD, **more: str) -> Page:
    return browser.send(browser.get("/masuk"), "/masuk", username="ana", password=password, **more)


def test_signing_in_leads_to_where_one_wanted_to_go(console: Served) -> None:
    """A page behind the door sends to the door, and the door on to the page."""
    _member(console)
    browser = console.anonymous()
    door = browser.get("/akun")
    assert door.path.startswith("/masuk")
    page = browser.send(door, "/masuk", username="ana", password=PASSWORD)
    assert page.path == "/akun" and "Ana Lubis" in page.text


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "masuk", "/keluar"])
def test_the_door_leads_nowhere_else(elsewhere: str) -> None:
    """Only paths of this console are followed after signing in."""
    assert inside(elsewhere) == "/"


def test_a_wrong_password_keeps_the_name_and_not_the_password(console: Served) -> None:
    """The form comes back with what was typed, the password apart."""
    _member(console)
    page = _enter(console.anonymous(), "salah sekali ya")
    assert page.status == 422 and "salah" in page.main
    assert page.tree.xpath("//input[@name='username']/@value") == ["ana"]
    assert b"salah sekali ya" not in page.answer.content


def test_the_cookie_is_out_of_reach(console: Served) -> None:
    """HttpOnly, SameSite=Lax, for this path; a new one each time."""
    _member(console)
    browser = console.anonymous()
    door = browser.get("/masuk")
    answer = browser.session.post(
        console.address + "/masuk", data={"username": "ana", "password": PASSWORD}, allow_redirects=False, timeout=30
    )
    assert door.status == 200 and answer.status_code == 303
    cookie = next(line for line in answer.raw.headers.getlist("set-cookie") if line.startswith("simpul="))
    assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower() and "Path=/" in cookie


def test_another_sites_form_does_not_sign_in(console: Served) -> None:
    """Nobody is signed in by a form that came from elsewhere."""
    _member(console)
    browser = console.anonymous()
    browser.session.headers["Origin"] = "https://example.org"
    answer = browser.session.post(
        console.address + "/masuk", data={"username": "ana", "password": PASSWORD}, timeout=30
    )
    assert answer.status_code == 403 and "simpul" not in browser.session.cookies


def test_signing_out_ends_the_session(console: Served) -> None:
    """The cookie is worth nothing afterwards, wherever it was copied to."""
    browser = console.sign_in("viewer")
    token = browser.session.cookies["simpul"]
    page = browser.send(browser.get("/akun"), "/keluar")
    assert page.path == "/masuk" and sessions.find(console.engine, token) is None


def test_an_invitation_sets_the_password(console: Served) -> None:
    """The link shows for whom it is, takes a password twice, and is then spent."""
    accounts.add(console.engine, username="ana", name="Ana Lubis", unit="WD", roles=("viewer",), actor="uji")
    link = invitations.invite(console.engine, "ana", actor="uji").path
    browser = console.anonymous()
    page = browser.get(link)
    assert "Ana Lubis" in page.main and page.answer.headers["Referrer-Policy"] == "same-origin"
    assert browser.send(page, link, password=PASSWORD, again="lain sekali ini").status == 422
    assert browser.send(page, link, password="pendek", again="pendek").status == 422
    assert browser.send(page, link, password=PASSWORD, again=PASSWORD).path == "/masuk"
    assert browser.get(link).status == 404
    assert _enter(browser).path == "/"


def test_choices_are_kept(console: Served) -> None:
    """Name, language, theme and shortcuts of one's own account."""
    browser = console.sign_in("viewer", username="ana")
    page = browser.send(browser.get("/akun"), "/akun", name="Ana L", language="en", theme="dark", shortcuts="")
    assert "Saved." in page.main and page.tree.get("lang") == "en" and page.tree.get("data-theme") == "dark"
    found = accounts.by_username(console.engine, "ana")
    assert found is not None and (found.name, found.language, found.shortcuts) == ("Ana L", "en", False)


def test_changing_the_password_signs_other_devices_out(console: Served) -> None:
    """This browser goes on, every other one is out; the present password is asked for."""
    _member(console)
    here, there = console.anonymous(), console.anonymous()
    _enter(here)
    _enter(there)
    fresh = "kata sandi yang lain"
    wrong = here.send(here.get("/akun"), "/akun/sandi", current="bukan ini ya", password=fresh, again=fresh)
    assert wrong.status == 422
    done = here.send(here.get("/akun"), "/akun/sandi", current=PASSWORD, password=fresh, again=fresh)
    assert done.status == 200 and done.path == "/akun"
    assert there.get("/akun").path.startswith("/masuk")


def test_another_device_can_be_signed_out_but_nobody_elses(console: Served) -> None:
    """One's own sessions are listed and can be ended; a session of somebody else stays."""
    _member(console)
    here, there, other = console.anonymous(), console.anonymous(), console.sign_in("viewer", username="lain")
    _enter(here)
    _enter(there)
    page = here.get("/akun")
    (action,) = (form.get("action") for form in page.tree.forms if form.get("action").endswith("/keluar")
                 and form.get("action") != "/keluar")  # fmt: skip
    assert "perangkat ini" in page.main
    here.send(page, action)
    assert there.get("/akun").path.startswith("/masuk") and here.get("/akun").path == "/akun"
    with console.engine.connect() as conn:
        foreign = conn.execute(text("select min(id) from simpul.session")).scalar_one()
    here.post(f"/akun/perangkat/{foreign}/keluar")
    assert other.get("/akun").path == "/akun"


def test_a_stand_in_is_appointed_and_ended(console: Served) -> None:
    """Whoever is away names who stands in; the name must be somebody's."""
    _member(console, "budi")
    browser = console.sign_in("case_officer", username="ana")
    first = clock.today() + timedelta(days=30)
    days = {"starts": f"{first}", "ends": f"{first + timedelta(days=4)}", "reason": "cuti"}
    wrong = browser.send(browser.get("/akun"), "/akun/pengganti", stand_in="siapa", **days)
    assert wrong.status == 422 and "siapa" in wrong.answer.text
    page = browser.send(browser.get("/akun"), "/akun/pengganti", stand_in="Budi", **days)
    assert "budi menggantikan Anda" in page.main
    action = next(form.get("action") for form in page.tree.forms if form.get("action").endswith("/akhiri"))
    assert "menggantikan Anda, " not in browser.send(page, action).main
