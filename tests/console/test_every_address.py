"""Every address of the console, as the application itself lists them: whatever is sent there, it stays on its feet."""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import quote

import pytest
import requests
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import text

from monitoring.console import csrf
from monitoring.console.access import cookie_name
from monitoring.console.pages import routers
from simpul.people import accounts, sessions
from simpul.people.rights import ROLES
from simpul.store import engine as db
from simpul.testing.town import COPY, SITI, SITI_COPY, Town, applicant
from tests.console.browser import Browser
from tests.console.conftest import Served, serving

#: Values no page was made for; each of them broke one once, or might.
NASTY = (
    *("\x00", "a\x00b", "1\x00", "\x1b[0m", "\x7f", "\u0085", "\ud800", "\ufffe", "\u202e1", "😀", "é", "٣", "१२", "²"),
    *("9" * 19, "9223372036854775808", "-9223372036854775809", "2147483648", "9" * 400, "-1", "0", "1e9", "0x10"),
    *("1_0", "1.5", "+1", " 1 ", "NaN", "inf", "true", "null", "[]", "{}", "[" * 3000),
    *("0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13", "9999-12", "0001-01", "2026-W01-1"),
    *("9999-12-31T23:59", "0001-01-01T00:00+14:00", "٢٠٢٦-٠١-٠١", "infinity", "2026-01-01T00:00:00+99:99"),
    *("'", '"', "%", "%00", "\\", "..", "../../etc/passwd", "%2e%2e", "<script>", "{{7*7}}", "{0}", "{x}", "$1"),
    *("\r\nSet-Cookie: a=b", "a\nb", "\t", " ", "a" * 7000, "*", "?", "#", ";", "|", "a|b|c", "1|2026|x", "1,2,x"),
)  # fmt: skip
#: What passes the door and meets the page itself: numbers, moments, text.
worded = st.text(st.characters(exclude_categories=("C",)), max_size=12)
shaped = (
    st.integers(-(2**70), 2**70).map(str) | st.dates().map(str) | st.datetimes().map(lambda at: at.isoformat()[:16])
)
plain = st.sampled_from([one for one in NASTY if one.isprintable() and len(one) < 1000]) | worded | shaped
nasty = st.sampled_from(NASTY) | st.text(max_size=12) | plain
#: None: what the page itself would send.
sendings = st.lists(st.none() | plain, min_size=3, max_size=5) | st.lists(st.none() | nasty, min_size=2, max_size=4)

_ROUTES = sorted(
    (next(iter(route.methods)), route.path, route)
    for router in routers() for route in router.routes if isinstance(route, APIRoute)
)  # fmt: skip
METHODS = [(method, path) for method, path, _ in _ROUTES]
_BY = {(method, path): route for method, path, route in _ROUTES}
#: Fields of every form any page reads, found where they are declared.
FIELDS = ("csrf", "username", "password", "lanjut", "bahasa", "tema", "out", "roles", "kinds", "reason", "number")


@dataclass(frozen=True)
class Place:
    """The console over a small town, and who tries."""

    console: Served
    person: int
    stranger: Browser
    #: Name → what a form of some page sends for it, untouched.
    fields: dict[str, str]


@pytest.fixture(scope="module")
def place(database_url: str) -> Iterator[Place]:
    """A town with an open case, and somebody who may do everything."""
    town = Town.settled(db.engine(database_url))
    town.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"))
    town.compare()
    with serving(town.engine, town.city) as console:
        signed = console.sign_in(*ROLES, username="serba")
        known = accounts.by_username(town.engine, "serba")
        assert known is not None
        yield Place(console, known.id, console.anonymous(), _fields(signed))


def _signed(place: Place) -> Browser:
    """A browser of who may do everything; what was tried before may have signed the last one out."""
    browser = place.console.anonymous()
    token = sessions.start(place.console.engine, place.person)
    browser.session.cookies.set(cookie_name(secure=False), token)
    return browser


def _csrf(browser: Browser) -> str:
    return csrf.make(browser.session.cookies.get(cookie_name(secure=False), ""))


def _fields(browser: Browser) -> dict[str, str]:
    """What the pages' own forms send."""
    found = dict.fromkeys(FIELDS, "coba")
    for path in sorted({path for method, path in METHODS if method == "GET" and "{" not in path}):
        page = browser.get(path)
        if "html" in page.answer.headers.get("Content-Type", "") and page.answer.content:
            for form in page.tree.forms:
                found.update({str(name): str(value) for name, value in form.form_values() if value})
                found.update({str(name): "2026-12-01" for name in form.xpath(".//input[@type='date']/@name")})
                found.update({str(name): "coba" for name in form.xpath(".//textarea/@name")})
    return found


def _send(place: Place, browser: Browser, method: str, path: str, draw: Callable[[], str | None]) -> requests.Response:
    """One request with drawn values in the path, the query and the form."""

    def given(usual: str) -> bytes:
        drawn = draw()
        return (usual if drawn is None else drawn).encode("utf-8", "surrogatepass")

    names = re.findall(r"{(\w+)(?::\w+)?}", path)
    usual = {"system": "siak", "feed": "siak.penduduk", "name": "siak.penduduk", "target": "siak", "suffix": "csv"}
    filled = re.sub(r"{(\w+)(?::\w+)?}", "{}", path)
    address = filled.format(*(quote(given(usual.get(name, "1")), safe="") or "x" for name in names))
    known = [field.alias for field in _BY[method, path].dependant.query_params]
    query = "&".join(f"{name}={quote(given(''))}" for name in (*known, "bahasa", "tema", "lain"))
    form = {name: given(value) for name, value in place.fields.items()} if method == "POST" else None
    if form is not None:
        form["csrf"] = _csrf(browser).encode()
    return browser.session.request(
        method, f"{place.console.address}{address}?{query}", data=form, timeout=30, allow_redirects=False
    )


@pytest.mark.parametrize(("method", "path"), METHODS, ids=[" ".join(one) for one in METHODS])
def test_nothing_that_is_sent_breaks_a_page(place: Place, method: str, path: str) -> None:
    """Whatever stands in path, query and form, signed in or not: the answer is never a 5xx, and it comes."""

    @seed(zlib.crc32(f"{method} {path}".encode()))
    @settings(
        max_examples=6, deadline=None, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(values=sendings, own=st.sampled_from([True, True, False]))
    def tried(values: list[str | None], own: bool) -> None:
        drawn = itertools.cycle(values)
        browser = _signed(place) if own else place.stranger
        answer = _send(place, browser, method, path, lambda: next(drawn))
        assert answer.status_code < 500, (answer.status_code, answer.url, values)

    tried()


@pytest.mark.parametrize("value", NASTY, ids=[ascii(value)[:24] for value in NASTY])
def test_no_single_value_breaks_what_needs_no_session(place: Place, value: str) -> None:
    """Each of these in every place of the pages that are open to anybody: nobody without an account breaks one."""
    for method, path in METHODS:
        if path.startswith(("/masuk", "/publik", "/undangan", "/bantuan")):
            answer = _send(place, place.stranger, method, path, lambda: value)
            assert answer.status_code < 500, (answer.status_code, answer.url)


def _kinds(route: Any) -> list[Any]:
    found = [field.field_info.annotation for field in route.dependant.path_params]
    return [(kind, *get_args(kind)) for kind in found]


NUMBERED = [
    (method, path) for method, path, route in _ROUTES
    if method == "POST" and any(int in kinds for kinds in _kinds(route))
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), NUMBERED, ids=[path for _, path in NUMBERED])
def test_an_act_on_what_is_not_there_does_nothing(place: Place, method: str, path: str) -> None:
    """An act on an invented number is answered like one that is hidden, and leaves no trace in the database."""
    browser = _signed(place)
    before = _rows(place.console)
    filled = re.sub(r"{(system)}", "siak", path)
    address = re.sub(r"{(\w+)(?::\w+)?}", "987654321", filled)
    sent = {"csrf": _csrf(browser), "reason": "coba", "value": "x", "purpose": "layanan", "verdict": "release"}
    answer = browser.session.post(place.console.address + address, data=sent, timeout=30, allow_redirects=False)
    assert _rows(place.console) == before
    assert answer.status_code in (404, 422), (answer.status_code, answer.headers.get("Location"))


def _rows(console: Served) -> dict[str, int]:
    """How many rows each table of the hub has."""
    with console.engine.connect() as conn:
        names = conn.execute(text("select tablename from pg_tables where schemaname = 'simpul'")).scalars()
        return {
            name: conn.execute(text(f'select count(*) from simpul."{name}"')).scalar_one() for name in sorted(names)
        }
