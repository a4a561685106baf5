"""Pages that only a POST shows, in a real browser: a trace, its list of names, the result of a check of the chains."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.parts import office
from benchmarks.parts.databases import dsn
from tests.console.test_browser import DESK, LOOKS, Shop, _numbers, _violations, shop

__all__ = ["shop"]
SHOTS = os.environ.get("SIMPUL_SHOTS", "")


def _shot(page: object, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)  # type: ignore[attr-defined]


@pytest.mark.parametrize("looks", LOOKS)
def test_results_are_accessible_and_fit(shop: Shop, database_url: str, looks: tuple[str, str, tuple[int, int]]) -> None:
    """No axe violation, no sideways scrolling, no number of a citizen; a field is shown by mouse and keyboard alone."""
    language, theme, size = looks
    nik = office.nik(dsn(database_url), 8)
    with shop.context(language, theme, size) as context:
        page = context.new_page()
        page.goto(shop.served.address + "/telusur")
        page.fill("#f-number", nik)
        page.select_option("#f-purpose", "pengaduan")
        page.fill("#f-reason", "surat 12")
        page.click("main form button.primary")
        for part in ("trace", "cases", "chains"):
            if part == "cases":
                page.click("button[name=kind][value=cases]")
            if part == "chains":
                page.goto(shop.served.address + "/audit/rantai")
                page.click("main form button.primary")
            _shot(page, f"{part}-{language}-{theme}-{size[0]}")
            assert _violations(page) == [], part
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, part
            assert _numbers(page.content()) == [], part
            assert nik not in page.url


def test_a_trace_is_one_table_and_light(shop: Shop, database_url: str) -> None:
    """A citizen of three systems: at most 12 KB of compressed HTML's worth of text."""
    with shop.context("id", "light", DESK) as context:
        page = context.new_page()
        page.goto(shop.served.address + "/telusur")
        page.fill("#f-number", office.nik(dsn(database_url), 16))
        page.select_option("#f-purpose", "pengaduan")
        page.fill("#f-reason", "surat 12")
        with page.expect_response(lambda one: one.request.method == "POST") as told:
            page.click("main form button.primary")
        assert told.value.request.sizes()["responseBodySize"] <= 12_000
