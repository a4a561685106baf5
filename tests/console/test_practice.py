"""Practice: an officer learns on planted cases, in private, and no real case is touched."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine, text

from simpul.cases import practice
from simpul.core.errors import NotPossible
from simpul.views import help as helptexts
from tests.console.browser import Browser, Page
from tests.console.conftest import Served

#: Tables that real work writes; practice leaves them as they are.
_REAL = ("cases", "decision", "effect", "case_note", "audit", "job", "dirty")


def _counts(engine: Engine) -> list[int]:
    with engine.connect() as conn:
        return [conn.execute(text(f"select count(*) from simpul.{name}")).scalar_one() for name in _REAL]


def _answer(browser: Browser, name: str, choice: str, reason: str = "sesuai akta") -> Page:
    page = browser.get(f"/latihan/{name}")
    return browser.send(page, f"/latihan/{name}", choice=choice, reason=reason)


@pytest.mark.parametrize("exercise", practice.exercises(), ids=lambda one: one.id)
def test_every_exercise_teaches(exercise: practice.Exercise) -> None:
    """Something differs, something is right, something is wrong, and its kind is explained in the book of help."""
    assert any(line.differs for line in exercise.lines)
    assert {option.correct for option in exercise.options} == {True, False}
    assert helptexts.told(exercise.kind) is not None
    assert all(option.explanation.id != option.explanation.en for option in exercise.options)


def test_practice_shows_nobody_that_exists() -> None:
    """Every number that looks like a NIK or KK has a serial that is given to nobody."""
    numbers = re.findall(r"\b\d{16}\b", practice._FILE.read_text("utf-8"))
    assert len(numbers) > 30
    assert all("9001" <= number[-4:] <= "9999" for number in numbers)


def test_an_answer_is_explained(console: Served) -> None:
    """Right or wrong is said with the reason, and the practice is marked as such; without scripts."""
    browser = console.sign_in("case_officer")
    assert "tidak ada data sungguhan" in browser.get("/latihan/hari-bulan").main
    wrong = _answer(browser, "hari-bulan", "follower")
    assert wrong.path == "/latihan/hari-bulan/hasil"
    assert "belum tepat" in wrong.main and "Akta menyebut 4 Juli" in wrong.main
    assert "Jawaban Anda benar" in _answer(browser, "hari-bulan", "authority").main
    assert "1 / 18" in browser.get("/latihan").main


def test_a_bad_answer_keeps_what_was_typed(console: Served) -> None:
    """No choice or no reason: 422 with a summary; a choice that is not offered is no answer."""
    browser = console.sign_in("case_officer")
    page = browser.send(browser.get("/latihan/dihapus"), "/latihan/dihapus", reason="<b>dua orang</b>")
    assert page.status == 422
    assert page.form("/latihan/dihapus")["reason"].strip() == "<b>dua orang</b>"
    assert _answer(browser, "dihapus", "hack").status == 422
    assert browser.get("/latihan/tidak-ada").status == 404
    assert browser.get("/latihan/dihapus/hasil").path == "/latihan/dihapus"


def test_results_are_private(console: Served) -> None:
    """Nobody reads another's results: not a colleague, not an administrator, not the auditor in the audit trail."""
    learner = console.sign_in("case_officer")
    before = _counts(console.engine)
    _answer(learner, "nik-dua-orang", "authority")
    assert "pernah dicoba" in learner.get("/latihan").main
    for role in ("case_officer", "admin", "auditor"):
        other = console.sign_in(role)  # type: ignore[arg-type]
        assert "pernah dicoba" not in other.get("/latihan").main
        assert other.get("/latihan/nik-dua-orang/hasil").path == "/latihan/nik-dua-orang"
    # Signing those people in wrote audit lines of its own; nothing else moved.
    assert _counts(console.engine)[:4] == before[:4]
    with console.engine.connect() as conn:
        assert (
            conn.execute(text("select count(*) from simpul.audit where detail::text like '%nik-dua-orang%'")).scalar()
            == 0
        )


def test_practice_touches_no_real_case(console: Served) -> None:
    """All eighteen answered: not one row of real work more or less."""
    browser = console.sign_in("case_officer")
    before = _counts(console.engine)
    for exercise in practice.exercises():
        _answer(browser, exercise.id, exercise.options[0].choice)
    assert _counts(console.engine) == before


def test_starting_anew_removes_ones_own_results_only(console: Served) -> None:
    """Mine are gone, the colleague's stay."""
    mine, other = console.sign_in("case_officer"), console.sign_in("case_officer")
    for browser in (mine, other):
        _answer(browser, "kk-lama", "authority")
    gone = mine.send(mine.get("/latihan"), "/latihan/hapus")
    assert "0 / 18" in gone.main
    assert "1 / 18" in other.get("/latihan").main


def test_an_exercise_is_not_tried_for_ever(console: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of answers kept is bounded."""
    monkeypatch.setattr(practice, "MOST_TRIES", 2)
    console.sign_in("viewer")
    for _ in range(2):
        practice.answer(console.engine, 1, "massal", "leave_out")
    with pytest.raises(NotPossible, match="terlalu sering"):
        practice.answer(console.engine, 1, "massal", "leave_out")
