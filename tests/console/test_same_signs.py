"""What an officer learns on one page holds on every other: the same marks for a difference, the same keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html
from sqlalchemy import Engine, text

from simpul.cases import practice
from simpul.testing.town import BUDI, COPY, SOURCE, Town, applicant, person
from tests.console.browser import Browser, Page


@pytest.fixture
def here(own_engine: Engine) -> Town:
    """Somebody whose address at the one-door service is not the registry's."""
    made = Town.settled(own_engine)
    made.pull(SOURCE, person(BUDI))
    made.pull(COPY, applicant("P-1", BUDI))
    made.compare()
    made.pull(COPY, applicant("P-1", BUDI, alamat="JL. LAIN 9"))
    made.compare()
    return made


def _case(here: Town, browser: Browser) -> Page:
    with here.engine.connect() as conn:
        number = conn.execute(text("select id from simpul.cases")).scalar_one()
    return browser.get(f"/ketidaksesuaian/{number}")


def _marks(page: Page) -> list[tuple[set[str], set[str]]]:
    """(marks of the owner's value, marks of the other's) in each row of the comparison that differs."""
    found = []
    for row in page.tree.xpath("//table[contains(@class, 'diff')]//tr[td]"):
        owner, other = row.xpath("./td")[:2]
        marks = (_tags(owner), _tags(other))
        if marks != (set(), set()):
            found.append(marks)
    return found


def _tags(cell: html.HtmlElement) -> set[str]:
    return {str(one.tag) for one in cell.iter() if one.tag in ("ins", "del")}


def test_the_owners_value_is_never_struck_through(here: Town, ani: Browser) -> None:
    """On a case and in every exercise the owner's value is the inserted one and the other's the struck one."""
    pages = [_case(here, ani), *(ani.get(f"/latihan/{one.id}") for one in practice.exercises())]
    for page in pages:
        shown = _marks(page)
        assert shown, page.path
        assert all(owner <= {"ins"} and other <= {"del"} for owner, other in shown), page.path


def test_the_same_key_saves_everywhere(here: Town, ani: Browser) -> None:
    """The primary button of a case and of an exercise is pressed with one and the same key."""
    exercise = ani.get(f"/latihan/{practice.exercises()[0].id}")
    keys = [
        page.tree.xpath("//main//button[contains(@class, 'primary') and @data-key]/@data-key")
        for page in (_case(here, ani), exercise)
    ]
    assert keys == [["e"], ["e"]]


def test_every_key_stands_on_the_page_of_keys(repo: Path, ani: Browser) -> None:
    """Every key a page listens to is explained, and every explained letter is one that a page listens to."""
    templates = "".join(file.read_text() for file in (repo / "monitoring" / "console" / "templates").rglob("*.html"))
    used = set(re.findall(r'key="([a-z])"', templates)) | {"q", "w", "r", "t"}
    told = " ".join(ani.get("/bantuan/pintasan").tree.xpath("//th//kbd/text()")).split()
    assert {key for key in told if len(key) == 1 and key.isalpha() and key.islower()} == used
