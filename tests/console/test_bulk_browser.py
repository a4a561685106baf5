"""Pages of bulk decisions, approvals and practice that only data makes, in a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from sqlalchemy import Engine, text

from monitoring.console.access import cookie_name
from simpul.cases import practice, unlink
from simpul.operations import use_cases
from simpul.people import sessions
from simpul.people.rights import ROLES
from simpul.testing import crew
from simpul.testing.town import Town
from tests.console.conftest import Served
from tests.console.test_approvals import linked, planned
from tests.console.test_browser import FLAGS, LOOKS, _violations
from tests.console.test_bulk import disagreeing, group, previewed, submitted

Serve = Callable[..., Served]
#: Folder that pictures of every page are left in; empty: none are taken.
SHOTS = os.environ.get("SIMPUL_SHOTS", "")


@pytest.fixture
def chromium() -> Iterator[Chromium]:
    """Debian's browser."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        yield found
        found.close()


def _planted(here: Town, served: Served) -> dict[str, str]:
    """A preview, a running job, a job taken back in part, a plan, an unlinking; name → address."""
    browser = served.sign_in("case_officer", username="rina")
    done = submitted(browser, previewed(browser, here))
    use_cases.work(here.engine, here.city)
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.effect set state = 'sent' where id = (select min(id) from simpul.effect)"))
    browser.send(browser.get(done.path), f"{done.path}/batalkan")
    running = submitted(browser, previewed(browser, here))
    preview = previewed(browser, here)
    link = linked(here)
    unlink.propose(here.engine, link, actor="rina", reason="bukan orangnya")
    return {
        "ask": group(here), "preview": preview.path, "running": running.path, "undone": done.path,
        "plan": f"/persetujuan/pengembalian/{planned(here)}", "link": f"/persetujuan/tautan/{link}",
        "waiting": "/persetujuan", "jobs": "/massal", "practice": "/latihan/nik-dua-orang/hasil",
    }  # fmt: skip


def test_pages_made_by_data_are_accessible_and_fit(own_engine: Engine, serve: Serve, chromium: Chromium) -> None:
    """No axe violation, nothing to scroll sideways, no script error, in both languages and themes."""
    here = disagreeing(own_engine, 30)
    served = serve(here.engine, here.city)
    paths = _planted(here, served)
    person = crew.hire(own_engine, "semua", ROLES, name="Semua")
    token = sessions.start(own_engine, person.id, agent="uji")
    practice.answer(own_engine, person.id, "nik-dua-orang", "apart")
    for language, theme, (width, height) in LOOKS:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
        cookies = {"bahasa": language, "tema": theme, cookie_name(secure=False): token}
        context.add_cookies([{"name": key, "value": value, "url": served.address} for key, value in cookies.items()])
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda one, seen=troubles: seen.append(str(one)))
        for name, path in paths.items():
            answer = page.goto(served.address + path)
            assert answer is not None and answer.status == 200, name
            assert _violations(page) == [], (name, language, theme, width)
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, (name, width)
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{name}-{language}-{theme}-{width}.png", full_page=True)
        assert troubles == []
        context.close()


def test_progress_renews_itself_and_keeps_the_focus(own_engine: Engine, serve: Serve, chromium: Chromium) -> None:
    """The part that moves is replaced while the rest of the page stays as it is; it ends when the job has."""
    here = disagreeing(own_engine, 30)
    served = serve(here.engine, here.city)
    browser = served.sign_in("case_officer", username="rina")
    running = submitted(browser, previewed(browser, here))
    context = chromium.new_context()
    context.add_cookies(
        [{"name": one.name, "value": str(one.value), "url": served.address} for one in browser.session.cookies]
    )
    page = context.new_page()
    page.goto(served.address + running.path)
    assert "Menunggu pekerja" in page.locator("#kemajuan").inner_text()
    page.locator("form[action$='hentikan'] button").focus()
    use_cases.work(here.engine, here.city)
    page.locator("#kemajuan", has_text="Selesai").wait_for(timeout=60_000)
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    assert page.locator("#kemajuan").get_attribute("hx-get") is None
