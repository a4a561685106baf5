"""What rules may see, and nothing else; working days and clocks."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from schemas import _columns
from simpul.config import schemas as registry
from simpul.core import clock
from simpul.core.errors import BadConfig
from simpul.core.i18n import WIB
from simpul.store import ruleviews
from simpul.testing.ruling import Ruled

NIK = "1271095010909001"
COMPLAINT = {"key": "501", "id_pengaduan": "501", "rahasia": False, "anonim": False, "status": "Proses"}


@pytest.fixture
def world(engine: Engine, tmp_path: Path) -> Ruled:
    """An empty city without rules."""
    return Ruled.on(engine, tmp_path)


def _one(engine: Engine, expression: str, **values: Any) -> Any:
    with engine.connect() as conn:
        return conn.execute(text(f"select {expression}"), values).scalar_one()


def test_three_working_days_over_lebaran(engine: Engine) -> None:
    """Received on 17 March 2026, three working days end with 27 March: Nyepi, Lebaran and cuti bersama are none."""
    at = {"a": "2026-03-17T10:00+07:00"}
    assert _one(engine, "rule.hari_kerja_antara(cast(:a as timestamptz), '2026-03-27T08:00+07')", **at) == 3
    end = _one(engine, "rule.batas_hari_kerja(cast(:a as timestamptz), 3)", **at)
    assert end == datetime(2026, 3, 28, tzinfo=WIB)
    assert _one(engine, "rule.sesudah_hari_kerja(cast(:a as timestamptz), 3)", **at) == datetime(
        2026, 3, 30, tzinfo=WIB
    )


def test_working_days_are_those_of_the_calendar(engine: Engine) -> None:
    """Between any two moments there are as many working days as the calendar has days in between."""
    rng = Random(3)
    free = {day for day, _, working in ruleviews.workdays(2015, clock.today().year + 3) if not working}
    for _ in range(60):
        start = datetime(2016, 1, 1, tzinfo=WIB) + timedelta(minutes=rng.randrange(5_000_000))
        end = start + timedelta(minutes=rng.randrange(200_000))
        days = (start.date() + timedelta(days=n) for n in range(1, (end.date() - start.date()).days + 1))
        told = _one(engine, "rule.hari_kerja_antara(:a, :b)", a=start, b=end)
        assert told == sum(day not in free for day in days)


def test_the_next_look_is_the_first_moment_the_clock_has_run_out(engine: Engine) -> None:
    """At sesudah_hari_kerja(a, n) more than n working days have passed, a moment before they have not."""
    rng = Random(4)
    for _ in range(40):
        start = datetime(2019, 1, 1, tzinfo=WIB) + timedelta(minutes=rng.randrange(4_000_000))
        limit = rng.randrange(70)
        at = _one(engine, "rule.sesudah_hari_kerja(:a, :n)", a=start, n=limit)
        passed = "rule.hari_kerja_antara(:a, :b)"
        assert _one(engine, passed, a=start, b=at) == limit + 1
        assert _one(engine, passed, a=start, b=at - timedelta(seconds=1)) == limit


def test_days_the_calendar_does_not_know_count_from_its_ends(engine: Engine) -> None:
    """A moment long ago or far ahead is no error and no unknown: an old complaint is late."""
    assert _one(engine, "rule.hari_kerja_antara('1970-01-01', '2026-01-05')") > 2000
    assert _one(engine, "rule.hari_kerja_antara('2026-01-05', '2190-01-01')") > 700
    assert _one(engine, "rule.hari_kerja_antara(null, '2026-01-05')") is None


def test_the_time_of_rules_can_be_set(world: Ruled) -> None:
    """simpul.now is the time it is for rules; without it the database's clock is."""
    world.now("2026-03-17T10:00+07:00")
    assert _one(world.engine, "rule.sekarang()") == datetime(2026, 3, 17, 10, tzinfo=WIB)
    world.now(None)
    assert abs(_one(world.engine, "rule.sekarang()") - clock.now().astimezone(WIB)) < timedelta(minutes=5)


def test_a_nik_is_sound_when_its_schema_says_so(engine: Engine) -> None:
    """nik_sah says of any sixteen digits what the schema of a resident says."""
    rng = Random(5)
    found = [
        f"{rng.choice((12, 12, 2)):02}7109{rng.randrange(75):02}{rng.randrange(15):02}"
        f"{rng.choice((0, 24, 99)):02}{rng.choice((0, 1, 9001)):04}"
        for _ in range(800)
    ]
    with engine.connect() as conn:
        rows = conn.execute(text("select v, rule.nik_sah(v) from unnest(cast(:v as text[])) as v"), {"v": found}).all()
    assert all(sound == bool(re.match(_columns.NIK, value)) for value, sound in rows)
    assert {sound for _, sound in rows} == {True, False}


@pytest.mark.parametrize(
    ("words", "number", "phone"),
    [
        ("NIK saya 1271095010909001, tolong.", True, False),
        ("pendaftaran 0003200001082017 sejak Mei", False, False),
        ("pengaduan 5010653 belum dijawab", False, False),
        ("rekening 99912710950109090011", False, False),
        ("hubungi 081234567890", False, True),
        ("hubungi +6281234567890 atau 0812-3456-7890", False, True),
        ("nomor 08123456", False, False),
        ("tanggal 08-12-2026 10:30", False, False),
    ],
)
def test_numbers_of_people_in_free_text(world: Ruled, words: str, number: bool, phone: bool) -> None:
    """A complaint tells whether its words hold a NIK or a mobile number, and shows no word of them."""
    world.pull("sp4.pengaduan", {**COMPLAINT, "isi": words})
    assert world.rows("select memuat_nik, memuat_telepon from rule.pengaduan") == [
        {"memuat_nik": number, "memuat_telepon": phone}
    ]


def test_a_secret_complaint_tells_nothing_of_its_words(world: Ruled) -> None:
    """Whatever a secret complaint says, the rules' view says it holds nothing."""
    words = {"isi": "NIK 1271095010909001, 081234567890"}
    world.pull("sp4.pengaduan", {**COMPLAINT, **words, "rahasia": True}, {**COMPLAINT, **words, "key": "502"})
    world.do("update mirror.pengaduan set anonim = null where key = '502'")
    found = world.rows("select memuat_nik, memuat_telepon from rule.pengaduan")
    assert found == [{"memuat_nik": False, "memuat_telepon": False}] * 2


def test_words_and_sensitive_data_are_not_shown(engine: Engine) -> None:
    """No view has free text of a complaint, its reporter, or a sensitive field but the mother's name."""
    sensitive = {
        column.name for entity in registry.entities() for column in registry.columns(entity) if column.privacy == "P3"
    }
    hidden = sensitive - {"nama_ibu"} | {"judul", "nama_pelapor", "no_hp_pelapor", "email_pelapor"}
    with engine.connect() as conn:
        names = conn.execute(text("select column_name from information_schema.columns where table_schema = 'rule'"))
        assert hidden.isdisjoint(names.scalars())


def test_removed_records_are_seen_no_more(world: Ruled) -> None:
    """A tombstoned record leaves the view; what it said before is in its history."""
    world.pull("siak.penduduk", {"key": NIK, "nik": NIK, "status_hidup": "hidup"})
    world.pull("siak.penduduk", {"key": NIK, "nik": NIK, "status_hidup": "hidup", "deleted": True})
    assert world.rows("select key from rule.penduduk") == []
    assert world.rows("select key, replaced_at is not null as old from rule.penduduk_lama") == [
        {"key": NIK, "old": True}
    ]


def test_a_pause_stops_the_clock_of_a_complaint(world: Ruled) -> None:
    """From a request for missing data to the reporter's next reply no working day is used; two requests pause once."""
    world.pull("sp4.pengaduan", {**COMPLAINT, "dibuat_pada": "2026-06-02T09:00+07:00"})
    asked = ("permintaan_kelengkapan", "permintaan_kelengkapan", "tanggapan_pelapor")
    days = ("2026-06-04", "2026-06-05", "2026-06-09")
    for number, (kind, day) in enumerate(zip(asked, days, strict=True)):
        record = {"key": str(number), "id_pengaduan": "501", "jenis": kind, "waktu": f"{day}T09:00+07:00"}
        world.pull("sp4.tindak_lanjut", record)
        world.now(f"{day}T12:00+07:00")
        # 2 June Tuesday, 4 June Thursday: two days used, and no more until the reply on the 9th.
        clock = world.rows("select terpakai_hk, sedang_jeda from rule.jam_pengaduan")
        assert clock == [{"terpakai_hk": 2, "sedang_jeda": kind != "tanggapan_pelapor"}]
    world.now("2026-06-11T12:00+07:00")
    assert world.rows("select terpakai_hk from rule.jam_pengaduan") == [{"terpakai_hk": 4}]


def test_the_clock_of_an_application_waits_and_begins_anew(world: Ruled) -> None:
    """Returned to the applicant it stands still; handed in again after a refusal it begins there."""
    number = "503/000123/KTP/2026"
    world.pull(
        "apsp.permohonan",
        {"key": number, "nomor_permohonan": number, "tahap": "DIPROSES", "diajukan_pada": "2026-06-02T09:00+07:00"},
    )
    stages = [
        ("DIAJUKAN", "02"),
        ("DIKEMBALIKAN", "03"),
        ("BERKAS_DITERIMA", "08"),
        ("DITOLAK", "09"),
        ("DIAJUKAN", "10"),
    ]
    told = []
    for place, (stage, day) in enumerate(stages):
        moment = f"2026-06-{day}T09:00+07:00"
        record = {
            "key": str(place),
            "id_tahapan": str(place),
            "nomor_permohonan": number,
            "tahap": stage,
            "waktu": moment,
        }
        world.pull("apsp.tahapan", record)
        world.now(f"2026-06-{day}T12:00+07:00")
        told.append(tuple(world.rows("select terpakai_hk, sedang_jeda from rule.jam_permohonan")[0].values()))
    assert told == [(0, False), (1, True), (1, False), (2, False), (0, False)]


def _as_rule(conn: Connection, statement: str) -> None:
    with conn.begin_nested():
        conn.execute(text("set local role simpul_rule"))
        conn.execute(text(statement))


def test_the_role_reads_nothing_but_its_schema(engine: Engine) -> None:
    """simpul_rule reads every view of schema rule and no table of the hub, whatever table it is."""
    with engine.connect() as conn:
        tables = conn.execute(
            text(
                "select schemaname || '.' || tablename from pg_tables"
                " where schemaname in ('simpul', 'mirror', 'history')"
            )
        ).scalars()
        views = conn.execute(text("select 'rule.' || viewname from pg_views where schemaname = 'rule'")).scalars()
        for name in list(tables):
            with pytest.raises(DBAPIError, match="permission denied"):
                _as_rule(conn, f"select from {name} limit 1")
        for name in list(views):
            _as_rule(conn, f"select * from {name} limit 1")
        for write in ("create table rule.x (a int)", "create schema mine", "delete from rule.penduduk"):
            with pytest.raises(DBAPIError, match="permission denied"):
                _as_rule(conn, write)


def test_making_it_twice_is_nothing(engine: Engine) -> None:
    """The schema is made anew when what it is made of changed, and only then."""
    with engine.connect() as conn:
        assert ruleviews.settle(conn) == []
        conn.execute(text("comment on schema rule is 'older'"))
        conn.execute(text("drop view rule.keluarga"))
        assert len(ruleviews.settle(conn)) == 1
        conn.execute(text("select no_kk from rule.keluarga"))
        conn.rollback()


def test_a_hub_that_may_not_act_as_the_role_says_what_the_dba_runs(own_engine: Engine) -> None:
    """Without the right to the role nothing is made and the message holds the statement to run."""
    with own_engine.connect() as conn:
        conn.execute(text("create role simpul_test_plain nologin"))
        conn.execute(text("comment on schema rule is 'older'"))
        conn.execute(text("set local role simpul_test_plain"))
        with pytest.raises(
            BadConfig, match='create role simpul_rule nologin; grant simpul_rule to "simpul_test_plain"'
        ):
            ruleviews.settle(conn)
        conn.rollback()


def test_a_hub_that_is_no_superuser_makes_and_runs_it(own_engine: Engine) -> None:
    """An owner who was granted the role, and is nothing else, makes the schema and runs a rule through it."""
    with own_engine.connect() as conn:
        for statement in (
            "create role simpul_test_hub nologin", "grant simpul_rule to simpul_test_hub",
            "alter schema rule owner to simpul_test_hub", "drop schema rule cascade",
            "create schema rule authorization simpul_test_hub",
            "grant usage on schema simpul, mirror, history to simpul_test_hub",
            "grant all on all tables in schema simpul, mirror, history to simpul_test_hub",
        ):  # fmt: skip
            conn.execute(text(statement))
        database = conn.dialect.identifier_preparer.quote_identifier(str(own_engine.url.database))
        conn.execute(text(f"grant create on database {database} to simpul_test_hub"))
        conn.execute(text("set local role simpul_test_hub"))
        ruleviews.settle(conn)
        conn.execute(text("create temporary table scope (subject_id text not null)"))
        conn.execute(text("grant select on scope to simpul_rule"))
        statement = "select null as subject_id, count(*)::text as key, null as evidence, null as next_at from scope"
        found = conn.execute(text("select key from rule.jalankan(:sql, 10)"), {"sql": statement}).scalar_one()
        assert found == "0"
        conn.rollback()
