"""When a rule looks at what: woken alone, resting after a failure, held before it ever ran, one of several kinds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from simpul.compare.comparison import compare
from simpul.testing.ruling import Ruled, write

SITI, BUDI = "1271095010909001", "1271091010909002"
FAMILY, NUMBER = "1271090101909001", "503/000123/KTP/2026"
DEAD = """select
    s.subject_id, p.key, jsonb_build_object('nama', p.nama_lengkap) as evidence, null::timestamptz as next_at
from scope as s
inner join rule.penduduk as p on p.nik = s.subject_id and p.system = 'siak'
where p.status_hidup = 'mati'"""
APPLIED = """select
    s.subject_id, a.key, jsonb_build_object('tahap', a.tahap) as evidence, null::timestamptz as next_at
from scope as s
inner join rule.permohonan as a on a.nomor_permohonan = s.subject_id
inner join rule.penduduk as p on p.nik = a.nik and p.system = 'siak'
where p.status_hidup = 'mati'"""
WOKEN = "select a.nomor_permohonan as subject_id from changed as c inner join rule.permohonan as a on a.nik = c.key"
EMPTY = """select s.subject_id, k.key, '{}'::jsonb as evidence, null::timestamptz as next_at
from scope as s inner join rule.keluarga as k on k.no_kk = s.subject_id"""
FRAGILE = DEAD.replace("p.key", "(p.key::bigint / (length(p.nama_lengkap) - 4))::text as key")


def _person(nik: str, **changes: Any) -> dict[str, Any]:
    return {"key": nik, "nik": nik, "nama_lengkap": "SITI A", "status_hidup": "mati", **changes}


def _woken(folder: Path, **more: str) -> None:
    write(
        folder, "permohonan_mati", APPLIED, subject="permohonan", record="apsp.permohonan",
        needs="apsp.permohonan, siak.penduduk", wakes="penduduk", wakes_sql=WOKEN, **more,
    )  # fmt: skip


def test_a_rule_is_woken_though_none_is_about_what_changed(engine: Engine, tmp_path: Path) -> None:
    """The only rule is about applications; a person's death, seen in one comparison, opens and closes its case."""
    world = Ruled.on(engine, tmp_path)
    _woken(tmp_path)
    world.pull("siak.penduduk", _person(SITI, status_hidup="hidup"))
    world.pull("apsp.permohonan", {"key": NUMBER, "nomor_permohonan": NUMBER, "nik": SITI, "tahap": "DIPROSES"})
    world.settle()
    world.pull("siak.penduduk", _person(SITI))
    assert world.compare().rules.opened == 1
    assert list(world.open()) == [("permohonan_mati", NUMBER, NUMBER)]
    world.pull("siak.penduduk", _person(SITI, status_hidup="hidup"))
    counts = world.compare().rules
    assert (counts.closed, counts.opened, counts.returned, counts.changed, world.open()) == (1, 0, 0, 0, {})


def test_marks_nobody_will_look_at_are_not_kept(engine: Engine, tmp_path: Path) -> None:
    """A rule that waits for its first run needs none: that run looks at everything; one that ran keeps its own."""
    world = Ruled.on(engine, tmp_path)
    write(tmp_path, "keluarga_uji", EMPTY, subject="keluarga", record="siak.keluarga", needs="siak.keluarga")
    marks = "select count(*)::int as n from simpul.dirty where subject_kind = 'keluarga'"
    world.do("update simpul.cursor set full_pass_at = null where feed = 'siak.keluarga'")
    world.do("insert into simpul.dirty (subject_kind, subject_key, reason) values ('keluarga', :k, 'uji')", k=FAMILY)
    held = world.compare()
    assert [name for name, _ in held.rules_held] == ["keluarga_uji"]
    assert world.rows(marks) == [{"n": 0}]
    world.pull("siak.keluarga", {"key": FAMILY, "no_kk": FAMILY})
    assert world.compare().rules.opened == 1
    assert world.cases()[0]["observing"] is True


def test_a_rule_that_failed_rests_a_quarter_of_an_hour(engine: Engine, tmp_path: Path) -> None:
    """Told once with its name in both languages; not run before; then it looks at everything, as no baseline."""
    world = Ruled.on(engine, tmp_path)
    write(tmp_path, "rapuh", FRAGILE)
    write(tmp_path, "mati", DEAD)
    world.now("2026-06-02T09:00+07:00")
    world.settle()
    world.pull("siak.penduduk", _person(BUDI), _person(SITI, nama_lengkap="SITI"))
    result = compare(engine, world.city, rules=tmp_path)
    assert [name for name, _ in result.rules_failed] == ["rapuh"] and result.rules.opened == 2
    (due,) = world.rows("select next_at from simpul.rule_due where rule = 'rapuh'")
    assert due["next_at"] == datetime.fromisoformat("2026-06-02T09:00+07:00") + timedelta(minutes=15)
    (told,) = world.rows("select target, words_id, words_en from simpul.notice where kind = 'rule'")
    assert told["target"] == "rapuh" and told["words_id"].startswith("Aturan rapuh tidak dapat dijalankan: ")
    assert told["words_en"].startswith("Rule rapuh could not be run: ")
    world.pull("siak.penduduk", _person(SITI))
    world.now("2026-06-02T09:14+07:00")
    assert (compare(engine, world.city, rules=tmp_path).rules_failed, len(world.open())) == ((), 2)
    world.now("2026-06-02T09:16+07:00")
    world.compare()
    assert world.open() == world.full() and len(world.open()) == 4
    assert not any(case["observing"] for case in world.cases())
    assert world.rows("select * from simpul.rule_due") == []


def test_a_city_without_rules_forgets_nothing(engine: Engine, tmp_path: Path) -> None:
    """No folder: cases of rules stand as they are. A folder without the file: they close."""
    world = Ruled.on(engine, tmp_path)
    write(tmp_path, "mati", DEAD)
    world.settle()
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    compare(engine, world.city, rules=None)
    assert len(world.open()) == 1
    (tmp_path / "mati.sql").unlink()
    compare(engine, world.city, rules=tmp_path)
    assert world.open() == {}


@pytest.mark.parametrize("off", ["siak.penduduk", "apsp.permohonan"])
def test_a_feed_that_is_not_read_holds_its_rules(engine: Engine, tmp_path: Path, off: str) -> None:
    """Switched off is not stale: the rule says which feed is not read, in both languages, and closes nothing."""
    world = Ruled.on(engine, tmp_path)
    _woken(tmp_path)
    world.pull("siak.penduduk", _person(SITI))
    world.pull("apsp.permohonan", {"key": NUMBER, "nomor_permohonan": NUMBER, "nik": SITI, "tahap": "DIPROSES"})
    world.settle()
    feeds = {**world.city.feeds, off: replace(world.city.feeds[off], enabled=False)}
    dark = replace(world.city, feeds=feeds)
    world.pull("siak.penduduk", _person(SITI, status_hidup="hidup"))
    result = compare(engine, dark, rules=tmp_path)
    ((name, why),) = result.rules_held
    assert (name, why.id, why.en) == ("permohonan_mati", f"ditahan: {off} tidak dibaca", f"held: {off} is not read")
    assert len(world.open()) == 1
