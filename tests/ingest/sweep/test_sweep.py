"""Sweeping a system that digests its own rows: what is found, what is done about it, what is left alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simpul.core.errors import AlreadyRunning, BadConfig, BrakeHeld, BrokenContract, NotPossible
from simpul.ingest.reconcile import findings, show, tombstone
from simpul.links import change_limit
from simpul.store import audit, lease
from simpul.testing import crew
from tests.ingest.sweep.conftest import Hub, nik


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


def test_a_lone_difference_is_found_by_its_range(hub: Hub) -> None:
    """With one row changed among many only its own range of keys is compared row by row."""
    hub.settled(5000)
    hub.run("update luar.warga set nama = 'LAIN' where nik = :key", key=nik(4321))
    result = hub.sweep()
    assert hub.signs(result.run_id) == {("!", nik(4321))}
    ranges = hub.rows(
        "select low, ours, theirs, equal, how from simpul.sweep_range where run_id = :run order by id",
        run=result.run_id,
    )
    assert ranges[0] == ("", 5000, 5000, False, "digest verified")
    compared = [row for row in ranges if row[4] == "digest"]
    assert sum(row[1] for row in compared) == sum(row[2] for row in compared) == 5000
    different = [row for row in compared if not row[3]]
    assert [nik(4321).startswith(row[0]) for row in different] == [True]
    assert different[0][1] < 1000


def test_a_changed_row_is_read_again_as_in_a_pull(hub: Hub) -> None:
    """The mirror shows the source's value, the old one is history, its subject is compared anew, the page is kept."""
    hub.settled(20)
    hub.run("update luar.warga set alamat = 'JL. BARU 1' where nik = :key", key=nik(3))
    result = hub.sweep()
    one = {"key": nik(3)}
    assert hub.rows("select alamat from mirror.penduduk where key = :key", **one) == ["JL. BARU 1"]
    assert hub.rows("select alamat, replaced_by_run from history.penduduk where key = :key", **one) == [
        ("JL. GARU 3", result.run_id)
    ]
    assert hub.rows(
        "select reason from simpul.dirty where subject_key = :key and run_id = :run", run=result.run_id, **one
    )
    assert hub.rows("select count(*) from simpul.page where run_id = :run", run=result.run_id) == [1]
    assert (result.taken, hub.sweep().changed) == (1, 0)


def test_a_missed_row_is_taken_in(hub: Hub) -> None:
    """A row that came too late for every pull enters the mirror by the sweep."""
    hub.settled(20)
    hub.run("insert into luar.warga (nik, nama, diubah) values (:key, 'TERLAMBAT', '2026-10-01')", key=nik(77))
    assert (hub.pull().totals.applied, hub.sweep().added) == (0, 1)
    assert hub.rows("select nama_lengkap from mirror.penduduk where key = :key", key=nik(77)) == ["TERLAMBAT"]


def test_what_moves_during_the_sweep_is_no_finding(hub: Hub) -> None:
    """A row that is only not pulled yet, newer than the newest we know, is taken in and counted as moved."""
    hub.settled(20)
    hub.run("update luar.warga set nama = 'BARU', diubah = '2026-11-20T00:00Z' where nik = :key", key=nik(5))
    hub.run("insert into luar.warga (nik, nama, diubah) values (:key, 'BARU', '2026-11-20T00:00Z')", key=nik(99))
    result = hub.sweep()
    assert (result.changed, result.added, result.moved) == (0, 0, 2)
    assert hub.signs(result.run_id) == set()
    assert hub.rows("select nama_lengkap from mirror.penduduk where key = :key", key=nik(5)) == ["BARU"]


def test_a_vanished_row_becomes_a_case_and_stays(hub: Hub) -> None:
    """Absence is shown to the data steward; the mirror keeps the row until a person decides."""
    hub.settled(20)
    hub.run("delete from luar.warga where nik = :key", key=nik(9))
    result = hub.sweep()
    assert (result.vanished, result.cases) == (1, 1)
    assert hub.rows(
        "select kind, subject_kind, subject_key, feed, record_key, cause, severity, owner, state from simpul.cases"
    ) == [("vanished", "penduduk", nik(9), "luar.warga", nik(9), "luar.warga vanished", "high", "WD", "new")]
    assert hub.rows("select tombstoned_at from mirror.penduduk where key = :key", key=nik(9)) == [None]
    assert (hub.sweep().cases, hub.rows("select count(*) from simpul.cases")) == (0, [1])


def test_a_returned_row_closes_its_case(hub: Hub) -> None:
    """A row that is there again heals its case, whoever brought it back."""
    hub.settled(20)
    hub.run("create table luar.simpan as select * from luar.t_warga where nik = :key", key=nik(9))
    hub.run("delete from luar.warga where nik = :key", key=nik(9))
    hub.sweep()
    hub.run("insert into luar.t_warga select * from luar.simpan")
    assert hub.sweep().vanished == 0
    assert hub.rows("select state, closed_because from simpul.cases") == [("closed", "healed")]


def test_a_person_may_bury_what_a_verified_sweep_found_gone(hub: Hub) -> None:
    """The tombstone keeps history, marks its subject, closes the case, names who decided; a return is found again."""
    hub.settled(20)
    hub.run("create table luar.simpan as select * from luar.t_warga where nik = :key", key=nik(9))
    hub.run("delete from luar.warga where nik = :key", key=nik(9))
    run = hub.sweep().run_id
    assert tombstone(hub.engine, hub.city, run, actor="ani", reason="dicek ke Disdukcapil") == 1
    assert hub.rows("select tombstoned_at is not null from mirror.penduduk where key = :key", key=nik(9)) == [True]
    assert hub.rows("select count(*) from history.penduduk where key = :key", key=nik(9)) == [1]
    assert hub.rows("select closed_because from simpul.cases") == ["gone"]
    assert hub.rows("select act from simpul.audit where chain = 'orang/ani'") == ["tombstone"]
    assert hub.sweep().vanished == 0
    hub.run("insert into luar.t_warga select * from luar.simpan")
    again = hub.sweep()
    assert hub.signs(again.run_id) == {("+", nik(9))}
    assert hub.rows("select tombstoned_at from mirror.penduduk where key = :key", key=nik(9)) == [None]


def test_nobody_buries_without_a_name_or_by_an_older_sweep(hub: Hub) -> None:
    """A burial needs a name, a reason, and the newest sweep of its feed, a full one."""
    hub.settled(20)
    hub.run("delete from luar.warga where nik = :key", key=nik(9))
    first = hub.sweep().run_id
    for actor, reason in (("", "x"), ("ani", " ")):
        with pytest.raises(NotPossible, match="wajib"):
            tombstone(hub.engine, hub.city, first, actor=actor, reason=reason)
    sampled = hub.sweep(sample_only=True)
    assert not sampled.verified
    for run, why in ((first, "newest"), (sampled.run_id, "proven"), (10**9, "no sweep")):
        with pytest.raises(BadConfig, match=why):
            tombstone(hub.engine, hub.city, run, actor="ani", reason="dicek")
    assert hub.rows("select count(*) from mirror.penduduk where tombstoned_at is not null") == [0]


def test_too_many_burials_wait_for_the_brake(hub: Hub) -> None:
    """More than one run may remove: the burial is held, a release lets exactly one through, pulls are not stopped."""
    hub.settled(200)
    hub.run("delete from luar.warga where nik < :key", key=nik(51))
    run = hub.sweep().run_id
    hub.run("delete from mirror.penduduk where key > :key", key=nik(110))
    with pytest.raises(BrakeHeld):
        tombstone(hub.engine, hub.city, run, actor="ani", reason="dicek")
    (held,) = hub.rows("select id from simpul.brake where state = 'held'")
    assert hub.pull().state == "done"
    with hub.engine.begin() as connection:
        change_limit.release(connection, held, "budi", "dicek juga")
    assert tombstone(hub.engine, hub.city, run, actor="ani", reason="dicek") == 50


def test_a_tombstone_of_the_source_that_is_purged_there_is_no_finding(hub: Hub) -> None:
    """What the source itself marked as removed may go; it is neither vanished nor looked at again."""
    hub.people(20)
    hub.run("update luar.warga set hapus = '1' where nik = :key", key=nik(4))
    hub.pull()
    assert hub.sweep().changed == 0
    hub.run("delete from luar.warga where nik = :key", key=nik(4))
    for _ in range(2):
        assert (hub.sweep().vanished, hub.rows("select count(*) from simpul.cases")) == (0, [0])


def test_a_row_the_hub_set_aside_is_no_news(hub: Hub) -> None:
    """A row whose version cannot be read waits in quarantine; the sweep asks once more and calls nothing changed."""
    hub.people(20)
    hub.run("update luar.t_warga set diubah = null where nik = :key", key=nik(4))
    hub.pull()
    result = hub.sweep()
    assert (result.vanished, result.changed, result.added) == (0, 0, 0)


def test_a_feed_that_was_never_read_whole_is_not_swept(hub: Hub) -> None:
    """Before the first full pass everything would look missing."""
    hub.people(3)
    with pytest.raises(BadConfig, match="never read whole"):
        hub.sweep()


def test_keys_are_masked_wherever_a_sweep_is_shown(hub: Hub) -> None:
    """The evidence of a sweep shows no whole NIK."""
    hub.settled(20)
    hub.run("delete from luar.warga where nik = :key", key=nik(9))
    run = hub.sweep().run_id
    with hub.engine.connect() as connection:
        shown = show(connection, run)
    assert [sign for sign, _ in shown.differences] == ["-"]
    assert nik(9) not in repr(shown)
    assert list(findings(hub.engine, run)) == [("-", nik(9))]


def test_a_sweep_that_cannot_reach_its_source_ends(hub: Hub) -> None:
    """Its run is closed with the reason, nothing is changed, and a run that was killed is closed by the next."""
    hub.settled(3)
    hub.run("insert into simpul.run (kind, target) values ('sweep', 'luar.warga')")
    hub.run("drop view luar.warga")
    with pytest.raises(BrokenContract):
        hub.sweep()
    states = hub.rows("select state, reason <> '' from simpul.run where kind = 'sweep' order by id")
    assert states == [("failed", True), ("stopped", True)]


def test_two_sweeps_of_one_feed_do_not_meet(hub: Hub) -> None:
    """The second leaves at once."""
    hub.settled(3)
    with lease.held(hub.engine, "sweep luar.warga"), pytest.raises(AlreadyRunning):
        hub.sweep()


def test_a_sweep_leaves_a_verifying_audit_line(hub: Hub) -> None:
    """What it compared and found stands in the feed's chain, which verifies."""
    hub.settled(3)
    run = hub.sweep().run_id
    assert hub.rows("select detail ->> 'run' from simpul.audit where act = 'sweep'") == [str(run)]
    with hub.engine.connect() as connection:
        assert audit.verify(connection, "luar.warga/all").ok


def test_the_command_sweeps_and_shows(hub: Hub, database_url: str, repo: Path, tmp_path: Path) -> None:
    """``sweep FEED --json``, ``sweep show RUN --json`` and ``sweep tombstone`` do from outside what the engine does."""
    hub.settled(20)
    hub.run("delete from luar.warga where nik = :key", key=nik(9))

    def simpul(*words: str) -> Any:
        env = {**os.environ, "SIMPUL_DATABASE_URL": database_url, "SIMPUL_HOME": str(tmp_path), "PYTHONPATH": str(repo)}
        env["SIMPUL_MAPPINGS"] = str(Path(__file__).parent / "mappings")
        command = [sys.executable, "-m", "cli", "sweep", *words, "--json"]
        return json.loads(subprocess.run(command, env=env, capture_output=True, check=True).stdout)

    result = simpul("luar.warga")
    assert (result["verified"], result["vanished"]) == (True, 1)
    shown = simpul("show", str(result["run_id"]))
    assert [sign for sign, _ in shown["differences"]] == ["-"]
    assert nik(9) not in json.dumps(shown)
    crew.seat(hub.engine, "ani")
    assert simpul("tombstone", str(result["run_id"]), "--reason", "dicek", "--actor", "ani")["rows"] == 1
