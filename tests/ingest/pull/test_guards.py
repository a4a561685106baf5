"""Quarantine, brake, secrecy, parents."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from simpul.core import acting
from simpul.core.errors import BrakeHeld
from simpul.core.model import Feed, System
from simpul.core.ports import Adapter
from simpul.ingest import quarantine
from simpul.ingest.pull import pull
from simpul.links import change_limit
from simpul.store import audit, retention
from tests.ingest.pull.conftest import Hub, Source, at, nik, page, warga

BAD_DAY = {"lahir": "1990-02-31"}


def _no_folder(system: System) -> Adapter:
    """This city's systems lay nothing aside in folders, so none is reached."""
    raise AssertionError(system.name)


def _held(hub: Hub) -> list[Any]:
    return hub.rows("select tanggal_lahir, held from mirror.penduduk")


def test_a_bad_value_leaves_its_row(hub: Hub) -> None:
    """The value goes to quarantine, sealed and masked; the row is applied without it and says so."""
    totals = hub.pull("warga", page(warga(1, **BAD_DAY))).totals
    assert (totals.applied, totals.quarantined, totals.quarantined_values) == (1, 0, 1)
    assert _held(hub) == [(None, ["tanggal_lahir"])]
    entry = hub.rows("select record_key, field, masked, state, sealed from simpul.quarantine")[0]
    assert entry[:4] == (nik(1), "tanggal_lahir", "19••••••31", "open")
    assert b"1990" not in entry[4]


def test_a_bad_value_empties_the_old_one(hub: Hub) -> None:
    """A value that broke its rule is unavailable: the one before it is not shown as if it still held."""
    hub.pull("warga", page(warga(1)))
    hub.pull("warga", page(warga(1, day=2, **BAD_DAY)))
    assert _held(hub) == [(None, ["tanggal_lahir"])]


def test_a_later_good_value_overtakes(hub: Hub) -> None:
    """The next good version releases the value and settles its entry."""
    hub.pull("warga", page(warga(1, **BAD_DAY)))
    hub.pull("warga", page(warga(1, day=2)))
    assert hub.rows("select tanggal_lahir::text, held from mirror.penduduk") == [("1990-10-10", None)]
    assert hub.rows("select state from simpul.quarantine") == ["overtaken"]


def test_held_stays_when_the_field_is_not_sent(hub: Hub) -> None:
    """A later row that does not send the field neither releases nor blanks anything."""
    hub.pull("warga", page(warga(1, **BAD_DAY)))
    silent = warga(1, day=2)
    del silent["lahir"]
    hub.pull("warga", page(silent, warga(2, day=2)))
    assert hub.rows("select held from mirror.penduduk where key = :k", k=nik(1)) == [["tanggal_lahir"]]
    assert hub.rows("select state from simpul.quarantine") == ["open"]


def test_bad_again_is_one_entry(hub: Hub) -> None:
    """A bad value read again in the overlap does not open another entry."""
    hub.pull("warga", page(warga(1, **BAD_DAY)))
    totals = hub.pull("warga", page(warga(1, **BAD_DAY))).totals
    assert (totals.unchanged, totals.quarantined_values) == (1, 1)
    assert hub.rows("select state, run_id from simpul.quarantine") == [("open", 2)]


def test_a_late_bad_row_is_overtaken_at_once(hub: Hub) -> None:
    """A bad value of a version that is older than the mirror's waits for nobody."""
    hub.pull("warga", page(warga(1, day=5)))
    hub.pull("warga", page(warga(1, day=2, **BAD_DAY), seconds=-100))
    assert hub.rows("select state from simpul.quarantine") == ["overtaken"]
    assert _held(hub)[0][1] is None


def test_replay_with_a_corrected_mapping(hub: Hub) -> None:
    """Tried again with a corrected mapping, a good value takes its place; what a newer version overtook does not."""
    hub.pull("warga", page(warga(1, lahir="10/10/1990"), warga(2, lahir="11/10/1990"), warga(3, lahir="x")))
    feed = _dates(hub.city.feeds["uji.warga"], "%d/%m/%Y")
    done = quarantine.replay(hub.engine, hub.city, feed, actor="Siti")
    assert (done.tried, done.replayed, done.overtaken, done.still_open) == (3, 2, 0, 1)
    assert hub.rows("select tanggal_lahir::text from mirror.penduduk order by key") == [
        "1990-10-10",
        "1990-10-11",
        None,
    ]
    assert hub.rows("select state, read, applied, unchanged from simpul.run order by id desc limit 1") == [
        ("done", 3, 2, 1)
    ]
    assert quarantine.replay(hub.engine, hub.city, hub.city.feeds["uji.kartu"], actor="Siti").run_id == 0


def test_replay_never_beats_a_newer_version(hub: Hub) -> None:
    """A row tried again keeps its page's place in the order."""
    hub.pull("warga", page(warga(1, lahir="10/10/1990", alamat="LAMA")))
    hub.run("update simpul.quarantine set state = 'discarded', settled_by = 'retensi'")
    hub.pull("warga", page(warga(1, day=2, alamat="BARU")))
    hub.run("update simpul.quarantine set state = 'open'")
    feed = _dates(hub.city.feeds["uji.warga"], "%d/%m/%Y")
    done = quarantine.replay(hub.engine, hub.city, feed, actor="Siti")
    assert (done.replayed, done.overtaken) == (0, 1)
    assert hub.rows("select alamat, tanggal_lahir::text from mirror.penduduk") == [("BARU", "1990-10-10")]


def _dates(feed: Feed, form: str) -> Feed:
    fields = tuple(replace(spec, date=form) if spec.name == "tanggal_lahir" else spec for spec in feed.mapping.fields)
    return replace(feed, mapping=replace(feed.mapping, fields=fields))


def test_showing_a_raw_value_is_noted(hub: Hub) -> None:
    """A raw value is shown to a named person for a purpose, in that person's chain; the list stays masked."""
    hub.pull("warga", page(warga(1, **BAD_DAY)))
    with hub.engine.begin() as connection:
        entry = quarantine.listing(connection, feed="uji.warga")[0]
        with pytest.raises(acting.NOBODY):
            quarantine.show(connection, entry.id, actor="", purpose="")
        shown = quarantine.show(connection, entry.id, actor="Siti", purpose="memperbaiki tanggal")
    assert (entry.masked, shown.raw) == ("19••••••31", "1990-02-31")
    assert hub.rows("select act, detail->>'purpose' from simpul.audit where chain = 'orang/Siti'") == [
        ("reveal", "memperbaiki tanggal")
    ]


def test_retention(hub: Hub) -> None:
    """Past its retention a page's bytes and a raw value are gone, the entry says so, and the sweep is noted."""
    hub.pull("warga", page(warga(1, **BAD_DAY)))
    assert retention.sweep(hub.engine, hub.city, _no_folder) == retention.Swept(bodies=0, values=0)
    hub.run("update simpul.page_body set keep_until = now() - interval '1 day'")
    hub.run("update simpul.quarantine set opened_at = now() - interval '31 days'")
    assert retention.sweep(hub.engine, hub.city, _no_folder) == retention.Swept(bodies=1, values=1)
    assert hub.rows("select state, sealed, masked, settled_by from simpul.quarantine") == [
        ("discarded", None, "", "retensi")
    ]
    with hub.engine.connect() as connection:
        assert audit.verify(connection, retention.CHAIN).lines == 1


def _crowd(day: int, count: int = 120, **more: Any) -> list[dict[str, Any]]:
    return [warga(number, day=day, **more) for number in range(count)]


def test_brake_holds_and_lets_through_once(hub: Hub) -> None:
    """Too much change applies nothing and waits; a named release lets one run through; the next is measured again."""
    hub.pull("warga", page(*_crowd(1)))
    with pytest.raises(BrakeHeld, match="ditahan"):
        hub.pull("warga", page(*_crowd(2, alamat="PINDAH SEMUA")))
    assert hub.rows("select count(*) from mirror.penduduk where alamat <> 'JL. GARU 1'") == [0]
    assert hub.rows("select state, read from simpul.run order by id") == [("done", 120), ("held", 0)]
    waiting = Source([])
    with pytest.raises(BrakeHeld, match="Menunggu"):
        hub.pull_from("warga", waiting)
    assert waiting.asked == []
    with hub.engine.begin() as connection:
        held = change_limit.listing(connection)
        change_limit.release(connection, held[0].id, "Budi", "data pindah RW, dikonfirmasi")
    assert hub.pull("warga", page(*_crowd(2, alamat="PINDAH SEMUA"))).totals.applied == 120
    assert hub.rows("select state, settled_by from simpul.brake") == [("used", "Budi")]
    with pytest.raises(BrakeHeld):
        hub.pull("warga", page(*_crowd(3, hapus="1")))
    with hub.engine.begin() as connection, pytest.raises(acting.NOBODY):
        change_limit.release(connection, change_limit.listing(connection)[0].id, "", "")


def test_the_first_reason_and_sample_of_a_hold_stay(hub: Hub) -> None:
    """Whoever decides sees why and what was held first, however many pulls came by and found it held."""
    kept = "select id, run_id, reason, sample, held_at from simpul.brake"
    hub.pull("warga", page(*_crowd(1)))
    with pytest.raises(BrakeHeld):
        hub.pull("warga", page(*_crowd(2, alamat="PINDAH SEMUA")))
    first = hub.rows(kept)
    assert "akan mengubah 120 data" in first[0][2]
    for _ in range(2):
        with pytest.raises(BrakeHeld, match="Menunggu"):
            hub.pull("warga", page(*_crowd(3, alamat="PINDAH LAGI")))
    assert hub.rows(kept) == first


def test_brake_counts_over_groups_and_lets_new_rows_in(hub: Hub) -> None:
    """New rows never trip the brake, a small share of changes neither, and refusing measures the next run again."""
    hub.pull("warga", page(*_crowd(1)))
    many = [warga(number, day=2) for number in range(200, 400)]
    assert hub.pull("warga", page(*many, *_crowd(2, count=20, alamat="PINDAH"))).totals.applied == 220
    with pytest.raises(BrakeHeld):
        hub.pull("warga", page(*_crowd(3, hapus="1")))
    with hub.engine.begin() as connection:
        change_limit.refuse(connection, change_limit.listing(connection)[0].id, "Budi", "sumber salah kirim")
    assert hub.pull("warga", page(warga(1, day=4))).state == "done"


def test_brake_grows_with_the_silence(hub: Hub) -> None:
    """After days without a success a larger share may change."""
    hub.pull("warga", page(*_crowd(1)))
    feed = replace(hub.city.feeds["uji.warga"], freshness=timedelta(hours=1))
    hub.run("update simpul.cursor set last_success_at = now() - interval '4 hours'")
    source = Source([page(*_crowd(2, alamat="PINDAH SEMUA"))])
    assert pull(hub.engine, hub.city, feed, adapter=source).totals.applied == 120


def _aduan(number: int, day: int = 1, **more: Any) -> dict[str, Any]:
    row = {"id": f"A{number}", "judul": "JUDUL", "isi": "ISI", "kelas": "pengaduan", "anonim": False, "rahasia": False}
    return row | {"pelapor": "PELAPOR", "diubah": at(day)} | more


def _lanjutan(number: int, aduan: str, day: int = 1) -> dict[str, Any]:
    return {"id": f"L{number}", "aduan": aduan, "isi": "BALASAN", "waktu": at(day)}


SECRET = "select judul, isi, nama_pelapor, klasifikasi from mirror.pengaduan where key = 'A1'"


@pytest.mark.parametrize("how", [{"rahasia": True}, {"anonim": True}, {"rahasia": None}])
def test_secret_complaints(hub: Hub, how: dict[str, Any]) -> None:
    """Of a secret or anonymous complaint, or one whose flag is empty, only class, flags and clocks are kept."""
    hub.pull("aduan", page(_aduan(1, **how), _aduan(2)))
    assert hub.rows(SECRET) == [(None, None, None, "pengaduan")]
    assert hub.rows("select isi from mirror.pengaduan where key = 'A2'") == ["ISI"]


def test_a_missing_flag_means_secret(hub: Hub) -> None:
    """A row without the flag is secret."""
    silent = _aduan(1)
    del silent["rahasia"]
    hub.pull("aduan", page(silent, _aduan(2)))
    assert hub.rows("select rahasia, isi from mirror.pengaduan order by key") == [(True, None), (False, "ISI")]


def test_flags_only_tighten(hub: Hub) -> None:
    """A complaint that became secret loses its text everywhere and never gets it back."""
    hub.pull("aduan", page(_aduan(1)))
    hub.pull("lanjutan", page(_lanjutan(1, "A1")))
    hub.pull("aduan", page(_aduan(1, day=2, judul="JUDUL 2")))
    hub.pull("aduan", page(_aduan(1, day=3, rahasia=True)))
    hub.pull("aduan", page(_aduan(1, day=4, rahasia=False)))
    assert hub.rows(SECRET) == [(None, None, None, "pengaduan")]
    assert hub.rows("select rahasia from mirror.pengaduan") == [True]
    assert hub.rows("select judul, isi, nama_pelapor from history.pengaduan") == [(None, None, None)] * 3
    assert hub.rows("select isi from mirror.tindak_lanjut") == [None]


def test_followups_keep_text_of_open_complaints_only(hub: Hub) -> None:
    """A follow-up of a secret or unknown complaint is kept without its text."""
    hub.pull("aduan", page(_aduan(1), _aduan(2, rahasia=True)))
    hub.pull("lanjutan", page(_lanjutan(1, "A1"), _lanjutan(2, "A2"), _lanjutan(3, "A9")))
    assert hub.rows("select isi from mirror.tindak_lanjut order by key") == ["BALASAN", None, None]


def test_parents_that_changed(hub: Hub) -> None:
    """A feed with a parent is asked for the parents written since its last pass, and only those."""
    hub.pull("aduan", page(_aduan(1), _aduan(2)))
    source = Source([page(_lanjutan(1, "A1"))])
    hub.pull_from("lanjutan", source)
    hub.pull_from("lanjutan", source)
    hub.pull("aduan", page(_aduan(1), _aduan(2, day=2, judul="LAIN"), _aduan(3, day=2)))
    hub.pull_from("lanjutan", source)
    asked = [[parent["id_pengaduan"] for parent in request.parents] for request in source.asked]
    assert asked == [["A1", "A2"], ["A2", "A3"]]
    assert source.asked[0].parents[0]["anonim"] == "false"


def test_a_cut_off_parent_pass_keeps_its_parents(hub: Hub) -> None:
    """A pass that goes on is asked for the same parents, so that a position among them still holds."""
    hub.pull("aduan", page(_aduan(1), _aduan(2)))
    with pytest.raises(Exception, match="reset"):
        hub.pull("lanjutan", page(_lanjutan(1, "A1"), cursor="1/2:"), Exception("reset"))
    hub.pull("aduan", page(_aduan(3)))
    source = Source([page(_lanjutan(2, "A2"))])
    hub.pull_from("lanjutan", source)
    assert [parent["id_pengaduan"] for parent in source.asked[0].parents] == ["A1", "A2"]
    assert source.asked[0].cursor == "1/2:"
