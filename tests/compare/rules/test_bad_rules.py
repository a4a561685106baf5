"""Rule files with a mistake: each is refused with file, line and what to do, and harms nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from simpul.compare.comparison import compare
from simpul.compare.rules import execute as rulerun
from simpul.compare.rules import file as rulefile
from simpul.core.errors import BadConfig
from simpul.store.typed_tables import SUBJECTS
from simpul.testing.ruling import Ruled, write

NIK = "1271095010909001"
FEEDS = ("siak.penduduk", "apsp.permohonan")
GOOD = """select s.subject_id, p.key, jsonb_build_object('nama', p.nama_lengkap) as evidence, null::date as next_at
from scope as s
inner join rule.penduduk as p on p.nik = s.subject_id
where p.status_hidup = 'mati'"""
#: Lines of the header that :func:`write` makes.
HEAD = 13


@pytest.fixture
def conn(engine: Engine) -> Iterator[Connection]:
    """A connection with what rules see, rolled back afterwards."""
    with engine.connect() as connection:
        rulerun.tables(connection)
        yield connection
        connection.rollback()


def _row(expression: str, *, source: str = "scope") -> str:
    return f"select subject_id, {expression} as key, '{{}}'::jsonb as evidence, null::date as next_at from {source}"


_ROW = "returning 'a' as subject_id, 'b' as key, '{}'::jsonb as evidence, null::date as next_at"


@pytest.mark.parametrize(
    ("header", "line", "words"),
    [
        ({"kalimat": ""}, 1, "'-- kalimat: …' is missing"),
        ({"ower": "DK"}, 14, "unknown header line 'ower'.*owner"),
        ({"severity": "hihg"}, 8, "unknown severity 'hihg'.*high"),
        ({"owner": "XX"}, 9, "unknown owner 'XX'"),
        ({"subject": "warga"}, 11, "unknown kind of subject 'warga'"),
        ({"record": "siak.pendudk"}, 12, "unknown feed 'siak.pendudk'.*siak.penduduk"),
        ({"needs": "siak.penduduk, apsp.permohonn"}, 13, "unknown feed 'apsp.permohonn'.*apsp.permohonan"),
        ({"due": "3 hari"}, 10, "how many working days"),
        ({"due": ""}, 1, "how many working days"),
        ({"type": "abc"}, 7, "'type' is 'abc'"),
        ({"sentence": "There is {nama}."}, 4, "do not name the same members"),
        ({"wakes": "permohonan"}, 14, "'wakes' and the wakes statement go together"),
        ({"wakes": "warga", "wakes_sql": "select 1 as subject_id"}, 14, "unknown kind of subject 'warga'"),
    ],
)
def test_a_header_with_a_mistake(tmp_path: Path, header: dict[str, str], line: int, words: str) -> None:
    """Whatever is wrong in a header is said with file and line."""
    path = write(tmp_path, "uji", GOOD, **header)
    with pytest.raises(BadConfig, match=words) as refused:
        rulefile.parse(path, FEEDS)
    assert str(refused.value).startswith(f"{path}:{line}: ")


@pytest.mark.parametrize("body", ["", "-- a remark: only\n", "\n\n"])
def test_a_header_without_a_select(tmp_path: Path, body: str) -> None:
    """A file that ends with its header is refused: at its end, or at a remark in the header."""
    with pytest.raises(BadConfig, match="no SELECT below|unknown header line"):
        rulefile.parse(write(tmp_path, "uji", body), FEEDS)


def test_a_name_that_is_no_name(tmp_path: Path) -> None:
    """The file's name is the rule's name, so it is a word."""
    with pytest.raises(BadConfig, match="lower case"):
        rulefile.parse(write(tmp_path, "Uji-1", GOOD), FEEDS)


@pytest.mark.parametrize(
    ("sql", "line", "words"),
    [
        ("selct 1", HEAD + 1, "syntax error"),
        (GOOD.replace("rule.penduduk", "rule.pendudk"), HEAD + 3, 'relation "rule.pendudk" does not exist'),
        (GOOD.replace("p.nama_lengkap", "p.nama"), HEAD + 1, "column p.nama does not exist"),
        (f"{GOOD}; {GOOD}", 1, "two statements"),
        (f"{GOOD};\ndelete from rule.penduduk", 1, "two statements"),
        ("delete from rule.penduduk", 1, "is not a SELECT"),
        ("drop table mirror.penduduk", 1, "is not a SELECT"),
        ("set role postgres", 1, "is not a SELECT"),
        ("set statement_timeout = 0", 1, "is not a SELECT"),
        ("select subject_id from scope", 1, "returns subject_id; it must return subject_id, key, evidence, next_at"),
        (GOOD.replace("as next_at", "as later"), 1, "returns evidence, key, later, subject_id"),
    ],
)
def test_sql_that_cannot_be_a_rule(conn: Connection, tmp_path: Path, sql: str, line: int, words: str) -> None:
    """PostgreSQL's own reading refuses it before it runs, and the message has the line of the file."""
    rule = rulefile.parse(write(tmp_path, "uji", sql), FEEDS)
    with pytest.raises(BadConfig, match=words) as refused:
        rulerun.check(conn, rule)
    assert refused.value.line == line
    # The transaction goes on.
    assert conn.execute(text("select count(*) from scope")).scalar_one() == 0


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (_row("key", source="mirror.penduduk, scope"), "permission denied for schema mirror.*views of schema rule"),
        (_row("target", source="simpul.run, scope"), "permission denied for schema simpul"),
        (_row("set_config('role', 'postgres', true)"), "cannot set parameter.*role"),
        (_row("set_config('transaction_read_only', 'off', true)"), "read-write mode"),
        (_row("pg_read_file('/etc/hostname')"), "permission denied"),
        (_row("(query_to_xml('delete from rule.workdays', true, true, ''))::text"), "does not exist|read-only"),
        (
            _row("(query_to_xml('create table rule.x ()', true, true, ''))::text"),
            "not allowed|permission denied|may only read",
        ),
        (_row("pg_sleep(30)::text"), "ran longer than 0.2 s and was stopped"),
        (_row("n::text", source="scope, generate_series(1, 2000) as n"), "more than 1000 rows"),
        (_row("(1 / (length(subject_id) - 16))::text"), "division by zero"),
        (f"insert into rule_found (rule) values ('x') {_ROW}", "syntax error"),
        (f"with gone as (delete from scope {_ROW}) select * from gone", "top level"),
    ],
)
def test_sql_that_does_what_no_rule_may(conn: Connection, tmp_path: Path, sql: str, words: str) -> None:
    """Other tables, another role, writing, sleeping, flooding: a clear error, and nothing found or left changed."""
    conn.execute(text("insert into scope (subject_id) values (:nik)"), {"nik": NIK})
    rule = rulefile.parse(write(tmp_path, "uji", sql), FEEDS)
    with pytest.raises(BadConfig, match=words) as refused:
        rulerun.check(conn, rule)
        rulerun.find(conn, rule, timedelta(seconds=0.2), most=1000)
    assert str(rule.file) in str(refused.value)
    left = "select (select count(*) from rule_found), (select count(*) from scope), current_user <> 'simpul_rule'"
    assert tuple(conn.execute(text(left)).one()) == (0, 1, True)
    settings = "select current_setting('transaction_read_only'), current_setting('statement_timeout')"
    assert tuple(conn.execute(text(settings)).one()) == ("off", "0")


def test_a_number_in_a_message_is_masked(conn: Connection, tmp_path: Path) -> None:
    """What PostgreSQL says about a value of a person is told with the value masked."""
    conn.execute(text("insert into scope (subject_id) values (:nik)"), {"nik": NIK})
    rule = rulefile.parse(write(tmp_path, "uji", _row("('x' || subject_id)::integer::text")), FEEDS)
    with pytest.raises(BadConfig, match="invalid input syntax") as refused:
        rulerun.find(conn, rule, timedelta(seconds=5))
    assert NIK not in str(refused.value)


def test_a_broken_rule_takes_no_other_with_it(engine: Engine, tmp_path: Path) -> None:
    """Beside rules that cannot be read, checked or run, a good one finds what it finds; each is named."""
    world = Ruled.on(engine, tmp_path)
    write(tmp_path, "a_header", GOOD, owner="XX")
    write(tmp_path, "b_sql", "selct 1")
    write(tmp_path, "c_fails", GOOD.replace("p.key", "(1 / (length(p.key) - 16))::text as key"))
    write(tmp_path, "d_good", GOOD)
    world.pull("siak.penduduk", {"key": NIK, "nik": NIK, "nama_lengkap": "SITI", "status_hidup": "mati"})
    result = compare(world.engine, world.city, rules=tmp_path)
    assert [name for name, _ in result.rules_failed] == ["a_header", "b_sql", "c_fails"]
    assert set(world.open()) == {("d_good", NIK, NIK)}
    assert {row["target"] for row in world.rows("select target from simpul.notice where kind = 'rule'")} == {
        *("a_header", "b_sql", "c_fails")
    }


def test_a_rule_that_failed_later_looks_at_everything_when_it_works(engine: Engine, tmp_path: Path) -> None:
    """A rule that fails on what changed rests, loses nothing, and is not tried at every comparison meanwhile."""
    world = Ruled.on(engine, tmp_path)
    write(tmp_path, "rapuh", GOOD.replace("p.key", "(p.key::bigint / (length(p.nama_lengkap) - 4))::text as key"))
    world.compare()
    other = "1271091010909002"
    world.pull("siak.penduduk", {"key": NIK, "nik": NIK, "nama_lengkap": "SITI", "status_hidup": "mati"})
    world.pull("siak.penduduk", {"key": other, "nik": other, "nama_lengkap": "BUDIMAN", "status_hidup": "mati"})
    first, second = (compare(world.engine, world.city, rules=tmp_path).rules_failed for _ in range(2))
    assert [name for name, _ in first] == ["rapuh"] and second == ()
    assert world.open() == {}
    world.pull("siak.penduduk", {"key": NIK, "nik": NIK, "nama_lengkap": "SITI A", "status_hidup": "mati"})
    world.do("update simpul.rule_due set next_at = clock_timestamp() where subject_key like '*%'")
    world.compare()
    assert len(world.open()) == 2
    assert world.open() == world.full()


def test_every_kind_of_subject_can_have_rules() -> None:
    """The kinds a rule may be about are those the mirror marks as changed."""
    assert set(rulefile.KINDS) == set(SUBJECTS.values())
