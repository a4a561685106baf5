"""What is kept of a page that broke the contract, and what a replay knows of parents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simpul.core.errors import BrokenContract
from simpul.ingest import decode, quarantine, stored_pages
from tests.ingest.pull.conftest import Hub, at, nik, page, warga

LOGIN = b"<html>Masuk dulu, 1271091010909001</html>"


def test_a_broken_page_is_kept_as_evidence(hub: Hub) -> None:
    """Its bytes are sealed, it counts no rows, the run's words say where it is, and looking at it tells why."""
    with pytest.raises(BrokenContract):
        hub.pull("warga", page(warga(1), cursor="a"), replace(page(number=2), body=LOGIN))
    found = hub.rows("select id, read, applied, number from simpul.page order by id")
    assert [row[1:] for row in found] == [(1, 1, 1), (0, 0, 2)]
    (reason,) = hub.rows("select reason from simpul.run")
    assert reason.endswith(f"./run mapping explain uji.warga --page {found[1][0]}")
    assert hub.rows("select count(*) from simpul.page_body where position(:secret in sealed) > 0", secret=LOGIN) == [0]
    with hub.engine.connect() as connection:
        kept = stored_pages.stored(connection, found[1][0])
        assert stored_pages.newest(connection, hub.city.feeds["uji.warga"], 5) == [found[0][0]]
    assert kept is not None and kept.body == LOGIN
    with pytest.raises(BrokenContract):
        decode.decode(hub.city.feeds["uji.warga"], kept)


def test_the_same_broken_page_again_is_stored_once(hub: Hub) -> None:
    """A source that stays broken does not fill the disk; mended, the feed reads on and the totals agree."""
    for _ in range(3):
        with pytest.raises(BrokenContract):
            hub.pull("warga", replace(page(), body=LOGIN))
    assert hub.rows("select count(*) from simpul.page_body") == [1]
    assert hub.pull("warga", page(warga(1))).totals.applied == 1
    assert hub.rows("select key from mirror.penduduk") == [nik(1)]


def test_a_replayed_followup_keeps_its_text(hub: Hub) -> None:
    """A follow-up tried again knows which complaints are open: its text stays there, and is cut everywhere else."""
    open_one = {"id": "A1", "judul": "J", "isi": "I", "kelas": "p", "anonim": False, "rahasia": False, "pelapor": "P"}
    secret = {**open_one, "id": "A2", "rahasia": True}
    hub.pull("aduan", page({**open_one, "diubah": at(1)}, {**secret, "diubah": at(1)}))
    told = [{"id": f"L{n}", "aduan": f"A{n}", "isi": "BALASAN", "waktu": "2026/11/01 00:00"} for n in (1, 2)]
    hub.pull("lanjutan", page(*told))
    assert hub.rows("select count(*) from mirror.tindak_lanjut") == [0]
    feed = hub.city.feeds["uji.lanjutan"]
    form = "%Y/%m/%d %H:%M"
    fields = tuple(replace(one, time=form) if one.name == "waktu" else one for one in feed.mapping.fields)
    mended = replace(feed, order=replace(feed.order, format=form), mapping=replace(feed.mapping, fields=fields))
    assert quarantine.replay(hub.engine, hub.city, mended, actor="Siti").replayed == 2
    assert hub.rows("select key, isi from mirror.tindak_lanjut order by key") == [("L1", "BALASAN"), ("L2", None)]
