"""What a browser hands back to us (where it comes from, what an act said, a form kept for later) may be anything."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
import requests

from monitoring.console.access import cookie_name
from simpul.people import accounts, sessions
from tests.console.browser import Page
from tests.console.conftest import Served

PASSWORD = "empat kuda makan di sawah"
ORIGINS = ("http://[", "http://[x]:y", "http://a]b/", "http://a\u2100b", "null", "//", "\xff", "http://[::1", "[", "")
SAID = (
    *('{"id":"\\ud800","en":"\\ud800"}', '{"id":5,"en":[]}', '{"id":null,"en":{}}', '{"id":"a\\u0000","en":"\\u001b"}'),
    *("[" * 3000, "[]", "NaN", '{"id":"x"}', '{"id":"x","en":"y","fr":"z"}', '"\\udfff"', '{"id":1e999,"en":true}'),
)
KEPT = (
    *("[" * 50_000, '{"to":' + "[" * 50_000, '{"to":"/akun","fields":[["\\ud800","\\udfff"]],"secrets":[]}'),
    *('{"to":"/akun","fields":[["reason","\\ud800"]],"secrets":[]}', '{"to":"/akun","fields":5,"secrets":5}'),
    *('{"to":"/akun","fields":[["reason","a\\u0000b"]],"secrets":[]}', '{"to":"/\\ud800","fields":[],"secrets":[]}'),
    *('{"to":"/akun","fields":[],"secrets":[[]]}', '{"to":"/akun","fields":["ab"],"secrets":[{}]}', "9" * 5000, "[1]"),
)


@pytest.fixture
def ana(console: Served) -> Iterator[requests.Session]:
    """A browser whose forms come from our own pages; Ana has a password."""
    person = accounts.add(console.engine, username="ana", name="Ana", unit="WD", roles=["admin"], actor="uji")
    accounts.set_password(console.engine, person.id, PASSWORD, actor="uji")
    with requests.Session() as browser:
        browser.headers["Origin"] = console.address
        token = sessions.start(console.engine, person.id, agent="uji")
        browser.cookies.set(cookie_name(secure=False), token)
        yield browser


def test_whatever_a_form_says_it_comes_from_is_taken_or_refused(console: Served, ana: requests.Session) -> None:
    """An origin that is no address is a foreign one; no page breaks on it, signed in or not."""
    for origin in ORIGINS:
        said = {"Origin": origin.encode("utf-8")}
        for path in ("/masuk", "/keluar", "/pengaturan/unit", "/akun"):
            sent = [one.post(console.address + path, data={"username": "x", "password": "y"}, headers=said, timeout=60,
                             allow_redirects=False) for one in (ana, requests)]  # fmt: skip
            assert all(answer.status_code < 500 for answer in sent), (origin, path)
            if origin:
                assert {answer.status_code for answer in sent} == {403}, (origin, path)


def test_whatever_the_cookie_of_the_last_act_holds_the_page_is_shown(console: Served, ana: requests.Session) -> None:
    """Only what we could have said is shown of it."""
    for said in SAID:
        ana.cookies.set("pesan", quote(said), path="/", domain="127.0.0.1")
        for path in ("/masuk", "/akun", "/publik"):
            assert ana.get(console.address + path, timeout=60).status_code == 200, (said[:40], path)


@pytest.mark.parametrize("password", ["salah salah salah", PASSWORD])
def test_whatever_is_kept_for_after_the_sign_in_one_signs_in(
    console: Served, ana: requests.Session, password: str
) -> None:
    """A kept form that is none of ours is left out."""
    for kept in KEPT:
        sent = {"username": "ana", "password": password, "kept": kept}
        accounts.unlock(console.engine, "ana", actor="uji")
        answer = ana.post(console.address + "/masuk", data=sent, timeout=60, allow_redirects=False)
        assert answer.status_code == (303 if password == PASSWORD else 422), kept[:60]


@pytest.mark.parametrize("text", ['"kutip"\\ ' * 12_000, "né é Ü 😀 " * 7_300, "baris\r\n" * 23_000, "a" * 250_000])
def test_the_longest_form_survives_the_end_of_its_session(console: Served, ana: requests.Session, text: str) -> None:
    """Whatever could be sent once passes through the sign-in page too, letter for letter."""
    ana.cookies.clear()
    sent = {"csrf": "x" * 96, "reason": text}
    assert len(requests.Request("POST", console.address, data=sent).prepare().body or "") < 262_144
    ended = Page(ana.post(console.address + "/akun", data=sent, timeout=60))
    assert ended.status == 401
    form = next(form for form in ended.tree.forms if form.get("action") == "/masuk")
    fields = {**dict(form.form_values()), "username": "ana", "password": PASSWORD}
    back = Page(ana.post(console.address + "/masuk", data=fields, timeout=60))
    [again] = [form for form in back.tree.forms if form.get("action") == "/akun"]
    written = dict(again.form_values())["reason"].replace("\r\n", "\n")
    assert written == text.replace("\r\n", "\n")
