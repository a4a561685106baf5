"""A new link to an account in use, on the pages: asked for, read by its owner, agreed to by another, then made."""

from __future__ import annotations

from simpul.people import accounts, changes
from tests.console.conftest import Served


def test_a_new_link_takes_two_and_its_owner_reads_it(console: Served) -> None:
    """The administrator alone gets no link; the owner sees who asked; after an approver agreed the link is shown."""
    admin, joni = console.sign_in("admin", username="ana"), console.sign_in("approver", username="joni")
    console.sign_in("approver", username="budi")
    found = accounts.by_username(console.engine, "budi")
    assert found is not None
    accounts.set_password(console.engine, found.id, "empat kuda makan di sawah", actor="budi")
    here = "/pengaturan/orang/budi"
    alone = admin.send(admin.get(here), f"{here}/undangan")
    assert alone.status == 422 and "orang kedua" in alone.main
    assert "Menunggu persetujuan" in admin.send(admin.get(here), f"{here}/undangan", reason="sandi hilang").text
    (waiting,) = changes.waiting(console.engine)
    path = f"/persetujuan/akses/{waiting.id}"
    assert admin.post(f"{path}/setujui").status == 422
    assert "sandi hilang" in joni.get("/persetujuan").main
    assert console.sign_in("viewer").get(path).status == 404
    assert "Disetujui" in joni.send(joni.get(path), f"{path}/setujui").text
    made = admin.send(admin.get(here), f"{here}/undangan")
    assert "/undangan/" in made.tree.xpath("//code/text()")[0]


def test_the_owner_reads_who_asked_and_may_refuse(console: Served) -> None:
    """The first page says it; no right of an approver is needed to refuse what concerns oneself."""
    console.sign_in("admin", username="ana")
    ani = console.sign_in("case_officer", username="ani")
    accounts.change_roles(console.engine, "ani", ["case_officer", "approver"], actor="ana")
    page = ani.get("/")
    assert "Akses ke akun Anda" in page.main and "ana" in page.main
    (waiting,) = changes.waiting(console.engine)
    path = f"/persetujuan/akses/{waiting.id}"
    assert ani.post(f"{path}/setujui").status == 404
    assert "Ditolak" in ani.send(ani.get(path), f"{path}/tolak", reason="bukan saya").text
    assert changes.waiting(console.engine) == ()
