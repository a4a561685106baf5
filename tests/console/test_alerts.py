"""The page of alerts as a browser gets it: routes without their addresses, silences with a name, what was sent."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from monitoring.console.texts.alerts import TEXTS
from simpul.operations.alerts import cycle
from tests.console.browser import Browser
from tests.console.conftest import Served
from tests.operations.alerts.conftest import Inbox
from tests.operations.alerts.conftest import web as web
from tests.operations.status.facts import Facts, a_city

HOME = "/pengaturan/peringatan"
FORM = {"name": "jaga", "env": "SIMPUL_ALERT_HOOK", "severity": "info", "repeat_hours": "4", "language": "id"}


@pytest.fixture
def facts(own_engine: Engine) -> Facts:
    """Facts of a database of the test's own, in which rows do not add up."""
    found = Facts(own_engine)
    found.well()
    found.allow_gaps()
    found.run("siak.penduduk", read=10, applied=9)
    return found


@pytest.fixture
def admin(facts: Facts, console: Served, web: Inbox, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """An administrator, and a server that takes messages."""
    monkeypatch.setenv("SIMPUL_ALERT_HOOK", f"json://127.0.0.1:{web.port}/rahasia")
    return console.sign_in("admin", username="rina")


def test_a_route_is_added_tested_and_removed(admin: Browser, web: Inbox) -> None:
    """Its reference is shown, its address never; each act says what it did."""
    assert "tidak seorang pun diberi tahu" in admin.get(HOME).main
    page = admin.send(admin.get(f"{HOME}/jalur-baru"), f"{HOME}/jalur-baru", **FORM)
    assert page.path == HOME
    assert "Jalur jaga ditambahkan" in page.text
    assert "SIMPUL_ALERT_HOOK" in page.main
    page = admin.post(f"{HOME}/jalur/jaga/uji")
    assert "Pesan uji diterima jalur jaga." in page.text
    assert web.got[0][1]["title"] == "Simpul: uji / test"
    assert "rahasia" not in page.answer.text.replace("rahasia: taruh", "")
    web.status = 500
    page = admin.post(f"{HOME}/jalur/jaga/uji")
    assert (page.status, "HTTP 500" in page.text) == (422, True)
    assert "mati" in admin.post(f"{HOME}/jalur/jaga/off").main
    admin.post(f"{HOME}/jalur/jaga/removed")
    assert "tidak seorang pun diberi tahu" in admin.get(HOME).main


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("env", "tgram://token/1"), ("quiet_from", "22:00"), ("repeat_hours", "1000")],
)
def test_a_wrong_form_keeps_what_was_typed(admin: Browser, field: str, value: str) -> None:
    """422 with a summary, everything still there, nothing added."""
    page = admin.send(admin.get(f"{HOME}/jalur-baru"), f"{HOME}/jalur-baru", **{**FORM, "file": "", field: value})
    assert page.status == 422
    assert page.tree.xpath("//*[@role='alert']")
    assert page.tree.xpath("//input[@name='name']/@value") == [value if field == "name" else "jaga"]
    assert "tidak seorang pun diberi tahu" in admin.get(HOME).main


def test_an_operator_sees_and_silences(facts: Facts, console: Served, admin: Browser, web: Inbox) -> None:
    """What stands is shown with its words and link; a silence holds it back, with name and reason, and can be ended."""
    admin.post(f"{HOME}/jalur-baru", **FORM)
    operator = console.sign_in("operator", username="budi")
    cycle.turn(facts.engine, a_city())
    assert len(web.got) == 1
    page = operator.get(HOME)
    assert "Jumlah baris siak.penduduk hari ini tidak cocok, selisih 1." in page.main
    assert "/sinkron/siak.penduduk" in page.links()
    assert "Penjaga bekerja" in page.main
    assert "SIMPUL_ALERT_HOOK" not in page.answer.text
    page = operator.send(page, f"{HOME}/senyap", kind="gap", hours="4", reason="sedang diperbaiki")
    assert "oleh budi: sedang diperbaiki" in page.main
    assert "disenyapkan" in page.main
    (action,) = [form.get("action") for form in page.tree.forms if "akhiri" in str(form.get("action"))]
    assert "oleh budi" not in operator.send(page, str(action)).main


def test_a_silence_needs_a_reason(facts: Facts, console: Served) -> None:
    """Without one the form comes back."""
    operator = console.sign_in("operator")
    page = operator.send(operator.get(HOME), f"{HOME}/senyap", kind="gap", reason=" ")
    assert page.status == 422


def test_only_who_may_changes_anything(facts: Facts, console: Served) -> None:
    """A viewer sees the page without forms; its posts are refused."""
    viewer = console.sign_in("viewer")
    page = viewer.get(HOME)
    assert page.status == 200
    assert [form.get("action") for form in page.tree.forms if "peringatan" in str(form.get("action"))] == []
    for path in ("jalur-baru", "jalur/jaga/uji", "jalur/jaga/off", "senyap", "senyap/1/akhiri"):
        assert viewer.post(f"{HOME}/{path}", **FORM).status == 403, path
    assert viewer.get(f"{HOME}/jalur-baru").status == 403


def test_english_is_complete(facts: Facts, console: Served) -> None:
    """The same page in English, with no word left over."""
    viewer = console.sign_in("viewer")
    cycle.turn(facts.engine, a_city())
    page = viewer.get(f"{HOME}?bahasa=en")
    assert "Today's rows of siak.penduduk do not add up, 1 off." in page.main
    assert [words.id for words in TEXTS.values() if words.id != words.en and words.id in page.main] == []
