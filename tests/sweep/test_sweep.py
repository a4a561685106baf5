"""Sweeping a system that digests its own rows: what is found, what is done about it, what is left alone."""

from __future__ import annotations

import pytest

from tests.sweep.conftest import Hub, nik


def test_equal_sides_find_nothing(hub: Hub) -> None:
    """A mirror that equals its source is proven equal, row for row, and nothing is changed."""
    hub.settled(700)
    before = hub.rows("select key, observed_at, run_id from mirror.penduduk order by key")
    result = hub.sweep()
    assert (result.way, result.verified, result.rows) == ("digest", True, 700)
    assert (result.vanished, result.added, result.changed, result.moved, result.taken) == (0, 0, 0, 0, 0)
    assert hub.signs(result.run_id) == set()
    assert hub.rows("select key, observed_at, run_id from mirror.penduduk order by key") == before


@pytest.mark.parametrize("share", [1, 30])
def test_every_sign_is_found_exactly(hub: Hub, share: int) -> None:
    """Whether few rows differ or many: every vanished, missed and silently changed row is found, and no other."""
    hub.settled(2000)
    gone = {nik(n) for n in range(7, 2000, 2000 // (5 * share))}
    changed = {nik(n) for n in range(8, 2000, 2000 // (7 * share))} - gone
    new = {nik(n) for n in range(3000, 3000 + 3 * share)}
    hub.run("delete from luar.warga where nik = any (:keys)", keys=list(gone))
    hub.run("update luar.warga set alamat = 'PINDAH' where nik = any (:keys)", keys=list(changed))
    hub.run("insert into luar.warga (nik, nama) select unnest(cast(:keys as text[])), 'BARU'", keys=list(new))
    result = hub.sweep()
    wanted = {("-", key) for key in gone} | {("!", key) for key in changed} | {("+", key) for key in new}
    assert hub.signs(result.run_id) == wanted
    assert (result.vanished, result.changed, result.added) == (len(gone), len(changed), len(new))
    assert result.rows == 2000 - len(gone) + len(new)
