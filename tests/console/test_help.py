"""Help: everything the console can show is explained, in both languages."""

from __future__ import annotations

import pytest

from monitoring.console.pages.help import SAMPLES
from simpul.compare.rules import file
from simpul.core import errors
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.core.texts import effects, quarantine_reasons, states
from simpul.core.texts.differences import SHAPES
from simpul.delivery import data_balikan
from simpul.links import change_limit, pauses
from simpul.views import help as helptexts
from tests.console.conftest import Served
from tests.store import snapshot

#: Errors people meet; what else a module raises is caught inside the engine.
_TOLD = (errors.__name__, change_limit.__name__, pauses.__name__)


def _subclasses(of: type) -> set[str]:
    below = {name for one in of.__subclasses__() for name in _subclasses(one)}
    return below | {one.__name__ for one in of.__subclasses__() if one.__module__ in _TOLD}


@pytest.mark.parametrize(
    ("area", "known"),
    [
        ("link", set(states.LINK)),
        ("run", snapshot.known("run")),
        ("case", snapshot.known("cases") | set(states.CASE)),
        ("kind", set(states.CASE_KIND)),
        ("choice", set(words.CHOICES)),
        ("severity", set(states.SEVERITY)),
        ("effect", snapshot.known("effect") | set(effects.NEXT)),
        ("match", snapshot.known("match") | set(states.MATCH)),
        ("job", snapshot.known("job") | set(states.BULK)),
        ("revert", snapshot.known("revert")),
        ("brake", snapshot.known("brake")),
        ("balikan", snapshot.known("balikan")),
        ("missing", set(data_balikan.MISSING)),
        ("correction", snapshot.known("correction") | set(states.CORRECTION)),
        ("errand", snapshot.known("errand")),
        ("quarantine", set(quarantine_reasons.RULES)),
        ("check", set(file.shipped())),
        ("shape", set(SHAPES)),
        ("error", _subclasses(errors.SimpulError)),
    ],
)
def test_everything_known_to_the_engine_is_explained(area: str, known: set[str]) -> None:
    """Every state, kind, rule and error has a help text, and none explains what does not exist."""
    assert {entry.code.removeprefix(f"{area}.") for entry in helptexts.area(area)} == known


def test_every_text_is_there_in_both_languages() -> None:
    """Title, meaning, cause and every step, none of them left in the other language."""
    for entry in helptexts.book().values():
        said: tuple[Words, ...] = (entry.meaning, entry.cause, *entry.steps)
        assert entry.steps and all(one.id.strip() and one.en.strip() for one in (entry.title, *said)), entry.code
        assert all(one.id != one.en for one in said), entry.code


def test_help_is_open_to_everybody(console: Served) -> None:
    """Each page opens without signing in, in both languages."""
    browser = console.anonymous()
    for path in SAMPLES:
        for language in ("id", "en"):
            page = browser.get(f"{path}{'&' if '?' in path else '?'}bahasa={language}")
            assert page.status == 200, path
            assert len(page.tree.xpath("//h1")) == 1


def test_every_entry_has_a_page(console: Served) -> None:
    """One address a code; an unknown one says so."""
    browser = console.anonymous()
    for code in ("effect.unknown", "check.nik_dua_orang", "page.422", "error.BrakeHeld"):
        assert helptexts.book()[code].meaning.id in browser.get(f"/bantuan/{code}").main
    assert browser.get("/bantuan/effect.entah").status == 404


def test_a_search_finds_in_both_languages_and_shows_markup_as_text(console: Served) -> None:
    """Every word must be there; what was typed comes back harmless."""
    browser = console.anonymous()
    assert "Kedua catatan" in browser.get("/bantuan?cari=different+persons").main
    assert "Tidak ditemukan" in browser.get("/bantuan?cari=<b>entah</b>").main
    assert not browser.get("/bantuan?cari=<b>entah</b>").tree.xpath("//main//b")
