"""A source that was restored from a backup is recognised: the feed is held, people are told, nothing is overwritten."""

from __future__ import annotations

import pytest

from simpul.core.errors import BrakeHeld
from simpul.links import change_limit
from simpul.links.change_limit import RolledBack
from tests.ingest.sweep.conftest import Hub, Listing, listed, nik


def told(hub: Hub, feed: str) -> tuple[int, int]:
    """How many brakes and notices wait for that feed."""
    (held,) = hub.rows("select count(*) from simpul.brake where target = :feed and state = 'held'", feed=feed)
    (notices,) = hub.rows("select count(*) from simpul.notice where kind = 'rollback' and target = :feed", feed=feed)
    return held, notices


def mirrored(hub: Hub) -> list[object]:
    """Everything the mirror holds."""
    return hub.rows(
        "select key, nama_lengkap, alamat, version, tombstoned_at from mirror.penduduk order by system, key"
    )


def test_a_pull_sees_the_newest_rows_missing(hub: Hub) -> None:
    """All of the newest rows, which must come again, are gone: the pull is held before its watermark moves."""
    hub.people(30)
    hub.run("update luar.warga set diubah = '2026-11-10T00:00Z' where nik > :key", key=nik(25))
    hub.pull()
    before = mirrored(hub)
    hub.run("update luar.warga set diubah = '2026-11-01T00:00Z', alamat = 'LAMA' where nik > :key", key=nik(25))
    with pytest.raises(RolledBack, match="gone back"):
        hub.pull()
    assert (told(hub, "luar.warga"), mirrored(hub)) == ((1, 1), before)
    with pytest.raises(BrakeHeld):
        hub.pull()
    with pytest.raises(BrakeHeld):
        hub.sweep()


def test_what_was_seen_of_a_rollback_stays_until_it_is_decided(hub: Hub) -> None:
    """A pull that only finds the feed held does not replace the words and the sample of the hold."""
    hub.settled(200)
    hub.run("update luar.warga set alamat = 'LAIN' where nik <= :key", key=nik(100))
    with pytest.raises(RolledBack, match="restored"):
        hub.sweep()
    kept = "select id, run_id, reason, sample from simpul.brake"
    first = hub.rows(kept)
    with pytest.raises(BrakeHeld):
        hub.pull()
    assert hub.rows(kept) == first


def test_one_newest_row_removed_is_no_rollback(hub: Hub) -> None:
    """A single row that is deleted right after it was made holds nobody."""
    hub.people(30)
    hub.run("update luar.warga set diubah = '2026-11-10T00:00Z' where nik = :key", key=nik(25))
    hub.pull()
    hub.run("delete from luar.warga where nik = :key", key=nik(25))
    assert hub.pull().state == "done"


def test_an_announced_total_that_falls_holds_the_pull(hub: Hub) -> None:
    """A listing that suddenly announces far fewer rows than we hold is not taken in."""
    hub.pull("daftar.warga", adapter=Listing(listed(200)))
    before = mirrored(hub)
    with pytest.raises(RolledBack, match="announces"):
        hub.pull("daftar.warga", adapter=Listing(listed(100, alamat="LAMA")))
    assert (told(hub, "daftar.warga"), mirrored(hub)) == ((1, 1), before)


def test_a_sweep_sees_older_versions(hub: Hub) -> None:
    """Rows whose version at the source is older than ours, in numbers: held, and the mirror stays."""
    hub.people(200)
    hub.run("update luar.warga set diubah = '2026-11-10T00:00Z'")
    hub.pull()
    before = mirrored(hub)
    hub.run("update luar.warga set diubah = '2026-10-10T00:00Z', alamat = 'LAMA' where nik <= :key", key=nik(15))
    with pytest.raises(RolledBack, match="older"):
        hub.sweep()
    assert (told(hub, "luar.warga"), mirrored(hub)) == ((1, 1), before)
    assert hub.rows("select state from simpul.run where kind = 'sweep'") == ["held"]


def test_a_named_person_lets_the_older_state_in(hub: Hub) -> None:
    """Released, the next sweep takes the source's word; what we knew stays in history, once, with its version."""
    hub.people(200)
    hub.run("update luar.warga set diubah = '2026-11-10T00:00Z'")
    hub.pull()
    hub.run("update luar.warga set diubah = '2026-10-10T00:00Z', alamat = 'LAMA' where nik <= :key", key=nik(15))
    with pytest.raises(RolledBack):
        hub.sweep()
    (held,) = hub.rows("select id from simpul.brake where state = 'held'")
    with hub.engine.begin() as connection:
        change_limit.release(connection, held, "ani", "pemulihan resmi")
    hub.sweep()
    assert hub.rows("select distinct alamat from mirror.penduduk where key <= :key", key=nik(15)) == ["LAMA"]
    assert hub.rows("select count(*), min(version) from history.penduduk") == [(15, "2026-11-10T00:00:00.000000Z")]
    assert (hub.sweep().changed, hub.rows("select state from simpul.brake")) == (0, ["used"])


def test_a_sweep_sees_ids_reused(hub: Hub) -> None:
    """Name and birth date both changed under many keys: the keys name other people now."""
    hub.settled(200)
    before = mirrored(hub)
    hub.run("update luar.warga set nama = 'ORANG ' || nik, lahir = '1970-01-01' where nik <= :key", key=nik(12))
    with pytest.raises(RolledBack, match="reused"):
        hub.sweep()
    assert (told(hub, "luar.warga"), mirrored(hub)) == ((1, 1), before)


def test_a_sweep_sees_accounts_made_anew(hub: Hub) -> None:
    """New ids of people whose old ids are gone, in bulk."""
    hub.run(
        "insert into luar.akun (id, nik, nama, lahir) select 'P-' || lpad(n::text, 6, '0'),"
        " '127109101090' || lpad(n::text, 4, '0'), 'WARGA ' || n, '1990-10-10' from generate_series(1, 200) as n"
    )
    hub.pull("luar.akun")
    before = mirrored(hub)
    hub.run(
        "insert into luar.akun (id, nik, nama, lahir, diubah) select 'Q-' || substr(id, 3), nik, nama, lahir,"
        " '2026-11-20T00:00Z' from luar.akun where id <= 'P-000015'"
    )
    hub.run("delete from luar.akun where id <= 'P-000015'")
    with pytest.raises(RolledBack, match="anew"):
        hub.sweep("luar.akun")
    assert (told(hub, "luar.akun"), mirrored(hub)) == ((1, 1), before)


def test_a_source_that_differs_in_bulk_is_not_asked_again(hub: Hub) -> None:
    """More than the brake's share differs: held at once, with some of the records, masked."""
    hub.settled(200)
    before = mirrored(hub)
    hub.run("update luar.warga set alamat = 'LAIN' where nik <= :key", key=nik(100))
    with pytest.raises(RolledBack, match="restored"):
        hub.sweep()
    assert mirrored(hub) == before
    (sample,) = hub.rows("select sample from simpul.brake where state = 'held'")
    assert len(sample) == 5
    assert all("•" in key for key in sample)
