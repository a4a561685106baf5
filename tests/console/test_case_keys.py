"""Settling by keyboard, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import Engine, text

from monitoring.console.access import cookie_name
from simpul.people import accounts, sessions
from simpul.testing.town import BUDI, COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person
from tests.console.conftest import Served

Serve = Callable[..., Served]


@pytest.fixture
def here(own_engine: Engine) -> Town:
    """Two people whose address at the one-door service was changed by somebody."""
    made = Town.settled(own_engine)
    made.pull(SOURCE, person(BUDI))
    made.pull(COPY, applicant("P-2", BUDI))
    made.compare()
    made.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"), applicant("P-2", BUDI, alamat="JL. LAIN 7"))
    made.compare()
    return made


@pytest.fixture
def page(here: Town, serve: Serve) -> Iterator[Page]:
    """The list of all cases, before a case officer of the whole city."""
    served = serve(here.engine, here.city)
    ani = accounts.add(
        here.engine, username="ani", name="Ani", unit="WD", roles=frozenset({"case_officer"}), actor="uji"
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = chromium.new_context()
        token = sessions.start(here.engine, ani.id, agent="uji")
        context.add_cookies([{"name": cookie_name(secure=False), "value": token, "url": served.address}])
        opened = context.new_page()
        opened.goto(served.address + "/ketidaksesuaian?tampilan=semua")
        yield opened
        chromium.close()


def _press(page: Page, *keys: str) -> None:
    """One after the other, each once the page it led to is there."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_load_state()


def test_a_case_is_decided_in_six_keys(here: Town, page: Page) -> None:
    """From the list: down, open, choice, reason, save; the next case is open. Without the list three keys."""
    _press(page, "j", "Enter")
    page.wait_for_url("**/ketidaksesuaian/*?tampilan=semua")
    first = page.url
    _press(page, "1", "q", "e")
    page.wait_for_url(lambda url: url != first and "/ketidaksesuaian/" in url)
    _press(page, "1", "w", "Enter")
    page.wait_for_url("**/ketidaksesuaian?tampilan=semua")
    assert here.rows("select choice, reason from simpul.decision order by id") == [
        {"choice": "authority", "reason": "sesuai data SIAK"},
        {"choice": "authority", "reason": "warga menunjukkan dokumen"},
    ]


def test_keys_do_nothing_where_they_are_switched_off(here: Town, page: Page) -> None:
    """For who needs single keys for something else; and never while somebody types."""
    _press(page, "j", "Enter")
    page.wait_for_url("**/ketidaksesuaian/*?tampilan=semua")
    page.locator("#f-reason").focus()
    page.keyboard.type("ap")
    assert page.locator("#f-reason").input_value().strip() == "ap"
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.person set shortcuts = false"))
    page.reload()
    _press(page, "2", "q", "e", "a")
    assert here.rows("select id from simpul.decision") == []
    assert here.rows("select assignee from simpul.cases where assignee is not null") == []
