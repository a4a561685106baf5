"""Karantina as people use it: from the groups to one entry, tried again, corrected, returned, discarded by two."""

from __future__ import annotations

import re

import pytest

from tests.console.conftest import Serve, Served
from tests.ingest.pull.conftest import Hub, hub, nik, page, warga

__all__ = ["hub"]
GROUP = "feed=uji.warga&rule=tanggal_rusak"


@pytest.fixture
def here(hub: Hub, serve: Serve) -> Served:
    """Two broken birth dates; one of them full of markup."""
    hub.pull("warga", page(warga(1, lahir="10/10/1990"), warga(2, lahir="<script>alert(1)</script>"), warga(3)))
    return serve(hub.engine, hub.city)


def _entry(served: Served, number: int = 1) -> int:
    with served.engine.connect() as conn:
        return int(
            conn.exec_driver_sql(
                f"select id from simpul.quarantine where record_key = '{nik(number)}'"  # noqa: S608
            ).scalar_one()
        )


def test_every_page_shows_what_is_held_masked(here: Served) -> None:
    """Groups, list, one entry and every form say what broke and what to do, with no NIK and no markup of the source."""
    browser = here.sign_in("operator", "case_officer")
    entry = _entry(here)
    paths = ["/karantina", f"/karantina/kelompok?{GROUP}", f"/karantina/{entry}", f"/karantina/{entry}/koreksi"]
    paths += [f"/karantina/{act}?{GROUP}" for act in ("ulang", "kembalikan", "buang", "dikembalikan")]
    for path in [*paths, f"/karantina/ulang?{GROUP}&entry={entry}", f"/karantina/buang?{GROUP}&entry={entry}"]:
        for language in ("id", "en"):
            shown = browser.get(f"{path}{'&' if '?' in path else '?'}bahasa={language}")
            assert shown.status == 200, path
            assert not re.search(r"(?<![\w-])\d{16}(?![\w-])", shown.answer.text), path
            assert "<script>alert" not in shown.answer.text
    assert "127109••••••9001" in browser.get(f"/karantina/kelompok?{GROUP}").main


def test_trying_again_shows_first_what_would_happen(here: Served) -> None:
    """The preview counts and writes nothing; trying again says what came of it."""
    browser = here.sign_in("operator")
    shown = browser.get(f"/karantina/ulang?{GROUP}")
    assert "(tanggal_rusak): 2" in shown.main
    done = browser.send(shown, "/karantina/ulang")
    assert done.path.startswith("/karantina/kelompok") and "2 tetap di karantina" in done.main


def test_who_may_not_replay_sees_no_act(here: Served) -> None:
    """A viewer reads the list; every act is refused."""
    browser, entry = here.sign_in("viewer"), _entry(here)
    assert "Coba ulang" not in browser.get(f"/karantina/kelompok?{GROUP}").main
    for path in (f"/karantina/ulang?{GROUP}", f"/karantina/buang?{GROUP}", f"/karantina/{entry}/koreksi"):
        assert browser.get(path).status == 403
    for path in ("/karantina/ulang", "/karantina/buang", "/karantina/kembalikan", f"/karantina/{entry}/koreksi"):
        assert browser.post(path, feed="uji.warga", rule="tanggal_rusak", reason="x").status == 403


def test_a_discard_goes_through_two_browsers(here: Served) -> None:
    """One person proposes, the same one cannot approve, another one does."""
    ani = here.sign_in("operator", "approver", username="ani")
    made = ani.send(ani.get(f"/karantina/buang?{GROUP}"), "/karantina/buang", reason="data uji")
    assert re.fullmatch(r"/karantina/usul/\d+", made.path) and "usul Anda" in made.main
    refused = ani.post(f"{made.path}/setuju")
    assert refused.status == 422 and "orang lain" in refused.main
    budi = here.sign_in("approver", username="budi")
    shown = budi.get(made.path)
    assert budi.send(shown, f"{made.path}/tolak", reason=" ").status == 422
    done = budi.send(shown, f"{made.path}/setuju")
    assert done.path == "/karantina" and "2 isi karantina dibuang" in done.main


def test_a_correction_is_checked_and_keeps_what_was_typed(here: Served) -> None:
    """A value that breaks the rule comes back with the reason; a good one becomes a proposal of a birth date."""
    browser, entry = here.sign_in("operator"), _entry(here)
    form = browser.get(f"/karantina/{entry}/koreksi")
    wrong = browser.send(form, f"/karantina/{entry}/koreksi", value="31-31-1990", reason="akta 12")
    assert wrong.status == 422 and "akta 12" in wrong.answer.text and "31-31-1990" in wrong.answer.text
    made = browser.send(form, f"/karantina/{entry}/koreksi", value="1990-10-10", reason="akta 12")
    assert made.path.startswith("/karantina/usul/") and "1990-10-10" in made.main


def test_an_original_value_needs_right_and_reason(here: Served) -> None:
    """An operator is not offered it, an officer gives a reason first."""
    entry = _entry(here)
    operator = here.sign_in("operator")
    assert "Tampilkan nilai asli" not in operator.get(f"/karantina/{entry}").main
    assert operator.post(f"/karantina/{entry}", purpose="gangguan", reason="cek").status == 404
    officer = here.sign_in("case_officer")
    form = officer.get(f"/karantina/{entry}")
    assert "10/10/1990" not in form.answer.text
    assert officer.send(form, f"/karantina/{entry}", reason=" ").status == 422
    assert "10/10/1990" in officer.send(form, f"/karantina/{entry}", reason="mencocokkan akta").main


def test_what_went_back_is_a_download(here: Served) -> None:
    """The list is a CSV with the sender's rows, masked."""
    browser = here.sign_in("operator")
    done = browser.send(browser.get(f"/karantina/kembalikan?{GROUP}"), "/karantina/kembalikan", reason="mohon perbaiki")
    link = next(path for path in done.links() if path.startswith("/karantina/daftar.csv"))
    answer = browser.get(link).answer
    assert "attachment" in answer.headers["content-disposition"] and nik(1) not in answer.text
    assert answer.text.count("\r\n") == 3


def test_what_is_not_there_is_said(here: Served) -> None:
    """Unknown entries, groups, feeds and proposals are pages of their own, never errors."""
    browser = here.sign_in("operator", "approver")
    for path in (
        "/karantina/999999",
        "/karantina/usul/999999",
        "/karantina/ulang?feed=x.y&rule=z",
        "/karantina/999999/koreksi",
    ):
        assert browser.get(path).status == 404, path
    assert browser.post("/karantina/usul/999999/setuju").status == 404
    assert browser.post("/karantina/buang", reason="x").status in (404, 422)
