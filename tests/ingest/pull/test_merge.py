"""What becomes of a row: applied, unchanged, superseded; presence, order, tombstones, repeats."""

from __future__ import annotations

from tests.ingest.pull.conftest import Hub, nik, page, warga

WARGA = "select nik, nama_lengkap from mirror.penduduk order by nik"


def _totals(hub: Hub) -> dict[str, int]:
    names = ("read", "applied", "unchanged", "superseded", "quarantined", "pending", "quarantined_values")
    values = hub.rows(f"select {', '.join(names)} from simpul.run order by id desc limit 1")[0]
    return {name: value for name, value in zip(names, values, strict=True) if value}


def test_first_pass(hub: Hub) -> None:
    """New rows are applied and mark nobody (comparison begins with them all); the totals are those of its pages."""
    result = hub.pull("warga", page(warga(1), warga(2), cursor="a"), page(warga(3)))
    assert result.state == "done"
    assert _totals(hub) == {"read": 3, "applied": 3}
    assert hub.rows(WARGA) == [(nik(n), f"WARGA {n}") for n in (1, 2, 3)]
    assert hub.rows("select read, applied, number, cursor_after from simpul.page order by id") == [
        (2, 2, 1, "a"),
        (1, 1, 1, None),
    ]
    assert hub.rows("select subject_key from simpul.dirty") == []
    assert hub.rows("select full_pass_at is not null, cursor, watermark from simpul.cursor") == [
        (True, None, "2026-10-31T17:00:00.000000Z")
    ]


def test_second_pass_changes_what_changed(hub: Hub) -> None:
    """An equal row is unchanged and marks nobody; a changed one goes to the history and marks its subject."""
    hub.pull("warga", page(warga(1), warga(2)))
    hub.run("delete from simpul.dirty")
    hub.pull("warga", page(warga(1), warga(2, day=2, alamat="JL. BARU 2")))
    assert _totals(hub) == {"read": 2, "applied": 1, "unchanged": 1}
    assert hub.rows("select subject_key from simpul.dirty") == [nik(2)]
    assert hub.rows("select key, alamat, replaced_by_run from history.penduduk") == [(nik(2), "JL. GARU 1", 2)]


def test_who_comes_after_the_first_pass_is_marked(hub: Hub) -> None:
    """A key first seen by a later pull is compared again at once."""
    hub.pull("warga", page(warga(1)))
    hub.pull("warga", page(warga(1), warga(2)))
    assert hub.rows("select subject_kind, subject_key, reason from simpul.dirty") == [("penduduk", nik(2), "tiba")]


def test_older_never_overwrites_newer(hub: Hub) -> None:
    """A version older than the mirror's is superseded, however late it comes."""
    hub.pull("warga", page(warga(1, day=3, nama="BARU")))
    hub.pull("warga", page(warga(1, day=2, nama="LAMA")))
    assert _totals(hub) == {"read": 1, "superseded": 1}
    assert hub.rows(WARGA) == [(nik(1), "BARU")]


def test_equal_version_seen_later_wins(hub: Hub) -> None:
    """Of two rows with one version the one observed later wins, also when it arrives first or was only confirmed."""
    hub.pull("warga", page(warga(1, nama="A"), seconds=10))
    hub.pull("warga", page(warga(1, nama="A"), seconds=30))
    hub.pull("warga", page(warga(1, nama="B"), seconds=20))
    assert _totals(hub) == {"read": 1, "superseded": 1}
    hub.pull("warga", page(warga(1, nama="C"), seconds=40))
    assert hub.rows(WARGA) == [(nik(1), "C")]


def test_without_versions_observation_orders(hub: Hub) -> None:
    """A source without versions is ordered by when the request started."""
    card = {"no_kk": "1271090101159001", "nik_kepala": nik(1), "alamat": "A"}
    hub.pull("kartu", page(card, seconds=20))
    hub.pull("kartu", page(card | {"alamat": "B"}, seconds=10))
    hub.pull("kartu", page(card | {"alamat": "C"}, seconds=30))
    assert hub.rows("select alamat from mirror.keluarga") == ["C"]
    assert hub.rows("select applied, superseded from simpul.run order by id") == [(1, 0), (0, 1), (1, 0)]


def test_not_sent_blanks_nothing(hub: Hub) -> None:
    """A field the row did not send keeps its value; a null that was sent empties it."""
    hub.pull("warga", page(warga(1, hp="+628126000001")))
    silent = warga(1, day=2, nama="BARU")
    del silent["hp"]
    hub.pull("warga", page(silent, warga(2, day=2)))
    assert hub.rows("select nama_lengkap, no_hp, unsent from mirror.penduduk where key = :k", k=nik(1)) == [
        ("BARU", "+628126000001", None)
    ]
    hub.pull("warga", page(warga(1, day=3, nama="BARU", hp=None)))
    assert hub.rows("select no_hp from mirror.penduduk where key = :k", k=nik(1)) == [None]


def test_never_sent_is_known_as_such(hub: Hub) -> None:
    """A field no row ever sent is marked so until one sends it."""
    silent = warga(1)
    del silent["hp"]
    hub.pull("warga", page(silent, warga(2)))
    assert hub.rows("select unsent from mirror.penduduk order by key") == [["no_hp"], None]
    hub.pull("warga", page(warga(1, day=2)))
    assert hub.rows("select unsent from mirror.penduduk order by key") == [None, None]


def test_tombstone(hub: Hub) -> None:
    """A deletion is a tombstone, never absence; the record may come back."""
    hub.pull("warga", page(warga(1), warga(2)))
    hub.pull("warga", page(warga(2, day=2, hapus="1")))
    assert hub.rows("select key, tombstoned_at is null from mirror.penduduk order by key") == [
        (nik(1), True),
        (nik(2), False),
    ]
    hub.pull("warga", page(warga(2, day=3)))
    assert hub.rows("select tombstoned_at from mirror.penduduk") == [None, None]


def test_repeats_inside_a_page(hub: Hub) -> None:
    """Equal repeats count once as applied and else as unchanged; repeats that differ are all set aside."""
    result = hub.pull("warga", page(warga(1), warga(1), warga(1), warga(2, nama="A"), warga(2, nama="B"), warga(3)))
    assert (result.totals.applied, result.totals.unchanged, result.totals.quarantined) == (2, 2, 2)
    assert hub.rows("select key from mirror.penduduk order by key") == [nik(1), nik(3)]
    assert hub.rows("select record_key, rule, field from simpul.quarantine") == [(nik(2), "kunci_ganda", "")] * 2


def test_a_key_in_two_pages_of_a_group(hub: Hub) -> None:
    """Pages that commit together are still merged in their order: the older version goes to the history."""
    first, second = page(warga(1, nama="A"), warga(2), cursor="1"), page(warga(1, day=2, nama="B"), warga(2))
    result = hub.pull("warga", first, second)
    assert (result.totals.applied, result.totals.unchanged) == (3, 1)
    assert hub.rows(WARGA) == [(nik(1), "B"), (nik(2), "WARGA 2")]
    assert hub.rows("select nama_lengkap from history.penduduk") == ["A"]


def test_old_and_new_subject_are_dirty(hub: Hub) -> None:
    """A record that changes the person it speaks about marks both."""
    hub.pull("peristiwa", page({"id": "E1", "nik": nik(1)}))
    hub.pull("peristiwa", page({"id": "E1", "nik": nik(2)}))
    assert hub.rows("select subject_kind, subject_key from simpul.dirty order by 2") == [
        ("penduduk", nik(1)),
        ("penduduk", nik(2)),
    ]


def test_a_wild_clock_does_not_move_the_watermark(hub: Hub) -> None:
    """A version from the far future is stored but never makes later pulls blind."""
    hub.pull("warga", page(warga(1), warga(2, diubah="2999-01-01T00:00:00+07:00")))
    assert hub.rows("select watermark from simpul.cursor") == ["2026-10-31T17:00:00.000000Z"]
