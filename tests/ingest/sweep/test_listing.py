"""Sweeping a system that only lists: the same findings, and a listing proves absence only if its totals agree."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from simpul.core.errors import BadConfig
from simpul.ingest.reconcile import tombstone
from tests.ingest.sweep.conftest import Hub, Listing, listed, nik

FEED = "daftar.warga"


def test_equal_listing_is_verified(hub: Hub) -> None:
    """Everything listed, the announced total agrees: the mirror is proven equal."""
    source = Listing(listed(35))
    hub.pull(FEED, adapter=source)
    result = hub.sweep(FEED, adapter=source)
    assert (result.way, result.verified, result.rows) == ("listing", True, 35)
    assert hub.signs(result.run_id) == set()


def test_every_sign_is_found_in_a_listing(hub: Hub) -> None:
    """Vanished, missed and changed rows are found, and each is asked for once more by its key."""
    source = Listing(listed(35))
    hub.pull(FEED, adapter=source)
    source.rows[3]["alamat"] = "JL. BARU"
    del source.rows[10]
    source.rows += [{**listed(1)[0], "nik": nik(50)}]
    result = hub.sweep(FEED, adapter=source)
    assert hub.signs(result.run_id) == {("!", nik(4)), ("-", nik(11)), ("+", nik(50))}
    assert set(source.fetched) == {nik(4), nik(11), nik(50)}
    assert hub.rows("select alamat from mirror.penduduk where key in (:a)", a=nik(4)) == ["JL. BARU"]
    assert hub.rows("select record_key from simpul.cases") == [nik(11)]
    assert (result.verified, tombstone(hub.engine, hub.city, result.run_id, actor="ani", reason="dicek")) == (True, 1)


@pytest.mark.parametrize(
    ("totals", "why"), [((36,), "36"), ((35, 34), "berubah selama dibaca"), ((None,), "tidak menyebut jumlah")]
)
def test_totals_that_do_not_agree_prove_nothing(hub: Hub, totals: Sequence[int | None], why: str) -> None:
    """A wrong, moving or missing total: not verified, and nothing may be buried on its word."""
    hub.pull(FEED, adapter=Listing(listed(35)))
    result = hub.sweep(FEED, adapter=Listing(listed(35), totals=totals))
    assert not result.verified
    assert why in str(result.why)
    with pytest.raises(BadConfig, match="not proven"):
        tombstone(hub.engine, hub.city, result.run_id, actor="ani", reason="dicek")


def test_what_a_listing_hides_but_knows_is_not_gone(hub: Hub) -> None:
    """A row that slipped between two pages is asked for by its key before anybody calls it vanished."""
    hub.pull(FEED, adapter=Listing(listed(35)))
    result = hub.sweep(FEED, adapter=Listing(listed(35), hidden={nik(12)}))
    assert (result.verified, result.vanished, result.moved, result.cases) == (False, 0, 1, 0)


def test_absence_from_an_unverified_listing_is_no_case(hub: Hub) -> None:
    """Where nobody can be asked by key and no total proves the listing, a missing row is only counted."""
    rows = [{"no_kk": nik(n), "nik_kepala": nik(n), "alamat": "JL. GARU"} for n in range(1, 25)]
    hub.pull("daftar.kartu", adapter=Listing(rows, key="no_kk", totals=(None,)))
    result = hub.sweep("daftar.kartu", adapter=Listing(rows[1:], key="no_kk", totals=(None,)))
    assert (result.verified, result.vanished, result.unproven, result.cases) == (False, 0, 1, 0)
    assert hub.rows("select count(*) from simpul.cases") == [0]


def test_what_cannot_be_fetched_is_left_to_a_whole_pull(hub: Hub) -> None:
    """Changed rows of a feed without a fetch are found, and the next pull reads everything."""
    rows = [{"no_kk": nik(n), "nik_kepala": nik(n), "alamat": "JL. GARU"} for n in range(1, 25)]
    hub.pull("daftar.kartu", adapter=Listing(rows, key="no_kk"))
    rows[4] = {**rows[4], "alamat": "JL. BARU"}
    source = Listing(rows, key="no_kk")
    result = hub.sweep("daftar.kartu", adapter=source)
    assert (hub.signs(result.run_id), result.left_to_pull) == ({("!", nik(5))}, True)
    assert hub.rows("select watermark from simpul.cursor where feed = 'daftar.kartu'") == [None]
    hub.pull("daftar.kartu", adapter=source)
    assert hub.rows("select alamat from mirror.keluarga where key = :key", key=nik(5)) == ["JL. BARU"]
