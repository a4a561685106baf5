"""Pengaturan: people, units, roles, links."""

from __future__ import annotations

import pytest

from simpul.config import settings
from simpul.core.errors import NotPossible
from simpul.people import accounts, signing
from tests.console.conftest import Serve, Served


def test_only_administrators_open_the_settings(console: Served) -> None:
    """Every other role is refused, in the pages and in what they send."""
    browser = console.sign_in("operator", "case_officer", "approver", "auditor", "dpo", "viewer")
    for path in ("/pengaturan", "/pengaturan/orang-baru", "/pengaturan/unit", "/pengaturan/koneksi"):
        assert browser.get(path).status == 403
    assert browser.post("/pengaturan/orang-baru", username="x1", name="X", unit="WD", roles="admin").status == 403


def test_somebody_is_added_invited_and_found(console: Served) -> None:
    """The form keeps what was typed when refused; the invitation link is shown once."""
    browser = console.sign_in("admin")
    form = browser.get("/pengaturan/orang-baru")
    wrong = browser.send(
        form, "/pengaturan/orang-baru", username="1budi", name="Budi Lubis", unit="KC-127109", roles="viewer"
    )
    assert wrong.status == 422 and "Budi Lubis" in wrong.answer.text and "checked" in wrong.answer.text
    page = browser.send(wrong, "/pengaturan/orang-baru", username="budi")
    assert page.path == "/pengaturan/orang/budi" and "127109" in page.main
    invited = browser.send(page, "/pengaturan/orang/budi/undangan")
    link = invited.tree.xpath("//code/text()")[0]
    assert console.anonymous().get(link.removeprefix(console.address)).status == 200
    assert "Budi Lubis" in browser.get("/pengaturan?cari=lubis").main
    assert "Budi Lubis" not in browser.get("/pengaturan?cari=xyz").main


def test_roles_are_changed_but_never_ones_own(console: Served) -> None:
    """A new role signs the person out; one's own page offers no such form, and the act is refused."""
    admin, budi = console.sign_in("admin", username="ana"), console.sign_in("viewer", username="budi")
    admin.send(admin.get("/pengaturan/orang/budi"), "/pengaturan/orang/budi/peran", roles="operator")
    assert budi.get("/akun").path.startswith("/masuk")
    found = accounts.by_username(console.engine, "budi")
    assert found is not None and found.roles == {"operator"}
    assert "Ganti peran" not in admin.get("/pengaturan/orang/ana").main
    assert admin.post("/pengaturan/orang/ana/peran", roles="approver").status == 422


def test_leaving_is_shown_before_it_is_done(console: Served) -> None:
    """The check page says what ends; sending it without a reason changes nothing."""
    admin, budi = console.sign_in("admin"), console.sign_in("viewer", username="budi")
    page = admin.get("/pengaturan/orang/budi/tutup")
    assert "Perangkat dikeluarkan1" in page.main
    assert admin.send(page, "/pengaturan/orang/budi/tutup", successor="tak ada").status == 422
    assert budi.get("/akun").path == "/akun"
    done = admin.send(page, "/pengaturan/orang/budi/tutup", reason="pindah tugas")
    assert done.path == "/pengaturan" and "Akun ditutup" in done.main
    assert budi.get("/akun").path.startswith("/masuk")
    assert "budi" in admin.get("/pengaturan?keluar=ya").main
    assert admin.get("/pengaturan/orang/budi/tutup").status == 404


def test_a_unit_is_added_and_changed(console: Served) -> None:
    """A new kecamatan's office is added by a form that keeps what was typed when refused; its code changes it later."""
    admin = console.sign_in("admin", username="ana")
    wrong = admin.send(
        admin.get("/pengaturan/unit"), "/pengaturan/unit", code="KC-127122", name="Medan Baru Timur", office="KC"
    )
    assert wrong.status == 422 and "sedikitnya satu" in wrong.main and "Medan Baru Timur" in wrong.answer.text
    page = admin.send(wrong, "/pengaturan/unit", kecamatan="127122")
    assert "Unit KC-127122 disimpan" in page.text
    form = admin.get("/pengaturan/unit?ubah=KC-127122")
    admin.send(form, "/pengaturan/unit", kecamatan="127122, 127121")
    (unit,) = [one for one in accounts.units(console.engine) if one.code == "KC-127122"]
    assert (unit.name, unit.kecamatan) == ("Medan Baru Timur", ("127121", "127122"))
    assert console.sign_in("operator").post("/pengaturan/unit", code="X", name="X", office="WD").status == 403


def test_somebody_unknown_is_a_missing_page(console: Served) -> None:
    """A name nobody has is answered with 404."""
    assert console.sign_in("admin").get("/pengaturan/orang/siapa").status == 404


def test_no_secret_is_ever_shown(own_engine: object, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a link: its host, and the name of the variable a secret lives in; never a value, path or password."""
    monkeypatch.setenv("SIMPUL_APSP_URL", "https://apsp.example.go.id:8443/rahasia?kunci=abc")
    monkeypatch.setenv("SIMPUL_APSP_CLIENT_SECRET", "nilai-yang-rahasia")
    browser = serve(own_engine, settings.load()).sign_in("admin")
    page = browser.get("/pengaturan/koneksi")
    assert "apsp.example.go.id:8443" in page.main and "SIMPUL_APSP_CLIENT_SECRET" in page.main
    for value in ("nilai-yang-rahasia", "kunci=abc", "/rahasia"):
        assert value not in page.answer.text


def test_every_page_of_the_settings_in_english(console: Served) -> None:
    """Units and roles are said in both languages."""
    browser = console.sign_in("admin")
    assert "The unit decides" in browser.get("/pengaturan/unit?bahasa=en").main
    assert "approve what others propose" in browser.get("/pengaturan/peran?bahasa=en").main


def test_a_locked_account_is_opened(console: Served) -> None:
    """The administrator sees the lock and lifts it."""

    admin = console.sign_in("admin")
    console.sign_in("viewer", username="budi")
    for _ in range(5):
        with pytest.raises(NotPossible):
            signing.sign_in(console.engine, "budi", "salah salah salah")
    page = admin.get("/pengaturan/orang/budi")
    assert "Terkunci" in page.main
    admin.send(page, "/pengaturan/orang/budi/kunci")
    assert accounts.account(console.engine, "budi").locked_until is None
