"""Every page in a real browser: two languages, light and dark, a telephone and a desk."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
import requests
from lxml import html
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, sync_playwright
from sqlalchemy import Engine

from benchmarks.parts import office
from benchmarks.parts.databases import dsn
from monitoring.console import pages
from monitoring.console.access import cookie_name
from simpul.people import sessions
from simpul.people.rights import ROLES
from simpul.store import engine as db
from simpul.testing import crew
from simpul.testing.town import shipped
from tests.console.conftest import Served, serving

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
TELEPHONE, DESK = (360, 740), (1280, 900)
#: Each language, theme and width: one for each page in turn; ``--long`` sees all eight of every page.
LOOKS = tuple(product(("id", "en"), ("light", "dark"), (TELEPHONE, DESK)))
FIRST, AGAIN, REQUESTS = 60_000, 15_000, 10
#: Pages shown to whoever is not signed in.
OPEN = ("/masuk", "/publik")


@dataclass(frozen=True)
class Shop:
    """A console with a month of work behind it, and a browser."""

    served: Served
    chromium: Chromium
    token: str
    #: A context for each look, opened once: what a browser keeps between pages is the same for all of them.
    kept: dict[tuple[object, ...], BrowserContext] = field(default_factory=dict)

    def page(self, language: str, theme: str, size: tuple[int, int], *, signed_in: bool) -> Page:
        """A new page that looks like this."""
        look = (language, theme, size, signed_in)
        if look not in self.kept:
            self.kept[look] = self.context(language, theme, size, signed_in=signed_in)
        return self.kept[look].new_page()

    def context(self, language: str, theme: str, size: tuple[int, int], *, signed_in: bool = True) -> BrowserContext:
        width, height = size
        made = self.chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light"
        )
        cookies = {"bahasa": language, "tema": theme}
        if signed_in:
            cookies[cookie_name(secure=False)] = self.token
        made.add_cookies([{"name": key, "value": value, "url": self.served.address} for key, value in cookies.items()])
        return made


@pytest.fixture(scope="module")
def shop(database_url: str) -> Iterator[Shop]:
    office.fill(dsn(database_url), office.Size(residents=3000, cases=900, runs=300))
    engine: Engine = db.engine(database_url)
    person = crew.hire(engine, "semua", ROLES, name="Semua Peran")
    with ExitStack() as stack:
        served = stack.enter_context(serving(engine, shipped()))
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        stack.callback(chromium.close)
        yield Shop(served, chromium, sessions.start(engine, person.id, agent="uji"))


def _looks() -> Iterator[object]:
    """Each page with its own look; the other seven are for the long run."""
    for number, path in enumerate(pages.samples()):
        for turn, look in enumerate(LOOKS):
            rest = turn != number % len(LOOKS)
            yield pytest.param(path, look, marks=[pytest.mark.slow] if rest else [], id=f"{path}-{_name(look)}")


def _name(look: tuple[str, str, tuple[int, int]]) -> str:
    return f"{look[0]}-{look[1]}-{look[2][0]}"


@pytest.mark.parametrize(("path", "look"), list(_looks()))
def test_every_page_is_accessible_fits_and_stays_at_home(
    shop: Shop, path: str, look: tuple[str, str, tuple[int, int]]
) -> None:
    """No axe violation, no sideways scrolling, few requests, none elsewhere, no script error, no citizen's number."""
    language, theme, size = look
    with shop.page(language, theme, size, signed_in=path not in OPEN) as page:
        seen = _watch(page)
        answer = page.goto(shop.served.address + path)
        assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
        assert page.locator("html").get_attribute("lang") == language
        assert _violations(page) == [], (path, language, theme, size)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, (path, size)
        assert seen.troubles == [], (path, language)
        assert [url for url in seen.asked if not url.startswith(shop.served.address)] == []
        assert len(seen.asked) <= REQUESTS
        assert _numbers(answer.text()) == []


@pytest.mark.parametrize("path", pages.samples())
def test_a_page_is_light(shop: Shop, path: str) -> None:
    """At most 60 KB at first, all of it, and at most 15 KB when the browser has been here before."""
    with requests.Session() as session:
        session.cookies.set(cookie_name(secure=False), "" if path in OPEN else shop.token)
        page = _fetched(session, shop.served.address + path)
        parts = {str(one) for one in html.fromstring(page.content).xpath("//link/@href | //script/@src | //img/@src")}
        rest = sum(_sent(_fetched(session, shop.served.address + part)) for part in parts)
    assert _sent(page) <= AGAIN
    assert _sent(page) + rest <= FIRST
    assert len(parts) < REQUESTS


def test_the_verdict_and_the_first_task_are_seen_without_scrolling(shop: Shop) -> None:
    """On a telephone of 360 × 740: whether all is well, and what to do first."""
    with shop.context("id", "light", TELEPHONE) as context:
        page = context.new_page()
        page.goto(shop.served.address + "/")
        for part in (page.locator("h1"), page.locator(".tasks > li").first):
            box = part.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= TELEPHONE[1]


@dataclass(frozen=True)
class _Seen:
    asked: list[str]
    troubles: list[str]


def _watch(page: Page) -> _Seen:
    seen = _Seen([], [])
    page.on("request", lambda one: seen.asked.append(one.url))
    page.on("pageerror", lambda one: seen.troubles.append(str(one)))
    page.on("console", lambda one: seen.troubles.append(one.text) if one.type == "error" else None)
    page.on("dialog", lambda one: (seen.troubles.append(one.message), one.dismiss()))
    return seen


def _violations(page: Page) -> list[str]:
    # Evaluated by the browser itself, so that the page's own policy need not let it in.
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]
    ]


def _numbers(source: str) -> list[str]:
    """Sixteen digits in a row, form tokens aside."""
    return re.findall(r"(?<![0-9a-f])\d{16}(?![0-9a-f])", source)


def _fetched(session: requests.Session, address: str) -> requests.Response:
    answer = session.get(address, timeout=30)
    assert answer.status_code == 200, address
    return answer


def _sent(answer: requests.Response) -> int:
    """Bytes that went over the wire."""
    return int(answer.headers["content-length"])
