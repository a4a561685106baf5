"""What an officer does on the pages of cases, as a browser without scripts does it."""

from __future__ import annotations

from simpul.cases import cases
from simpul.testing.town import Town
from tests.console.browser import Browser, Page


def number(here: Town, field: str = "alamat") -> int:
    """The case about a field."""
    return next(line.id for line in cases.listing(here.engine, field=field))


def act(browser: Browser, case: int, form: str, **fields: object) -> Page:
    """Fill in a form of the case's page and send it, as it stands."""
    page = browser.get(f"/ketidaksesuaian/{case}")
    action = next(one.get("action") for one in page.tree.forms if f"/{case}/{form}" in str(one.get("action")))
    return browser.send(page, str(action), **fields)


def decide(browser: Browser, case: int, **fields: object) -> Page:
    return act(browser, case, "putuskan", **{"choice": "authority", "standard": "q", "go": "stay", **fields})


def sneak(browser: Browser, path: str, **fields: object) -> Page:
    """Send a form no page offers, with a genuine token."""
    token = browser.get("/ketidaksesuaian").tree.xpath("//input[@name='csrf']/@value")[0]
    return Page(browser.session.post(browser.address + path, data={"csrf": token, **fields}, timeout=60))


def actions(page: Page) -> str:
    return " ".join(str(form.get("action")) for form in page.tree.forms)
