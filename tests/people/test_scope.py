"""Row security: whose rows a person's connection sees, and that every use case works through it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from simpul.cases import assignment, bulk, cases, revert
from simpul.cases.cases import Evidence
from simpul.core import clock
from simpul.core.errors import NotPossible
from simpul.people import delegation
from simpul.people.model import Person, Unit
from simpul.store import row_policies, scope
from simpul.testing.town import BUDI, COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person
from simpul.views import trace

HERE, THERE = "127109", "127104"
PAPER = Evidence(kind="kartu_keluarga", number="12/KK/2026", date=date(2026, 1, 5))


def _person(unit: str = "WD", office: str = "WD", kecamatan: tuple[str, ...] = (), username: str = "ani") -> Person:
    place = Unit(code=unit, name=unit, office=office, kecamatan=kecamatan)
    return Person(id=1, username=username, name="Ani", unit=place, roles=frozenset({"case_officer"}))


CITY = _person()
HERE_OFFICE = _person("KC-127109", "KC", (HERE,))
THERE_OFFICE = _person("KC-127104", "KC", (THERE,))
PERMITS = _person("PT", "PT")
REGISTRY = _person("DK", "DK")


def _as(engine: Engine, who: Person) -> Engine:
    return scope.scoped(engine, who.scope)


@pytest.fixture
def town(own_engine: Engine) -> Town:
    """Siti lives here and her address differs: one case of this kecamatan, owned by its office."""
    made = Town.settled(own_engine)
    made.pull(SOURCE, person(SITI, kode_kelurahan="1271091001"), person(BUDI, kode_kelurahan="1271041001"))
    made.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2", kode_kelurahan="1271091001"))
    made.compare()
    made.target.records[SITI_COPY] = {"alamat": "JL. BARU 2", "nama": "SITI AMINAH"}
    with own_engine.begin() as conn:
        conn.execute(text("delete from simpul.cases where field <> 'alamat'"))
        conn.execute(text(f"update simpul.cases set kecamatan = '{HERE}', owner = 'KC'"))
    return made


def _case(town: Town) -> int:
    (line,) = cases.listing(town.engine)
    return line.id


@pytest.mark.parametrize(
    ("who", "sees"),
    [(CITY, 1), (HERE_OFFICE, 1), (THERE_OFFICE, 0), (REGISTRY, 1), (PERMITS, 0)],
    ids=["city", "here", "another kecamatan", "office above", "another office"],
)
def test_a_case_is_seen_in_its_kecamatan_and_its_office(town: Town, who: Person, sees: int) -> None:
    """By the offices it belongs to and those above, in its kecamatan and by the whole city's people; else by nobody."""
    engine = _as(town.engine, who)
    assert len(cases.listing(engine)) == sees
    assert sum(group.open for group in cases.groups(engine)) == sees


def test_a_case_without_a_kecamatan_is_the_citys(town: Town) -> None:
    """Where a case belongs nowhere, no kecamatan sees it."""
    town.rows("update simpul.cases set kecamatan = null returning id")
    with town.engine.begin() as conn:
        conn.execute(text("update simpul.cases set kecamatan = null"))
    assert not cases.listing(_as(town.engine, HERE_OFFICE))
    assert cases.listing(_as(town.engine, CITY))


def test_who_a_case_is_given_to_sees_it_whatever_the_office(town: Town) -> None:
    """An officer of another office sees what was assigned to them, however the name was typed."""
    assignment.assign(town.engine, _case(town), to="Ani", actor="kepala")
    assert cases.listing(_as(town.engine, PERMITS))
    assert not cases.listing(_as(town.engine, _person("PT", "PT", username="lain")))


def test_another_kecamatans_case_cannot_be_reached(town: Town) -> None:
    """Neither shown nor decided, commented, assigned, put into a bulk decision nor found by tracing."""
    case, engine = _case(town), _as(town.engine, THERE_OFFICE)
    (line,) = cases.listing(town.engine)
    for attempt in (
        lambda: cases.show(engine, town.city, case),
        lambda: cases.decide(engine, town.city, case, choice="authority", reason="x", actor="ani"),
        lambda: assignment.comment(engine, case, "halo", actor="ani"),
        lambda: assignment.assign(engine, case, to="ani", actor="ani"),
        lambda: bulk.preview(engine, line.cause, choice="authority", reason="x", actor="ani"),
    ):
        with pytest.raises(NotPossible):
            attempt()
    assert not trace.trace(engine, town.city, nik=SITI, actor="ani", purpose="uji")
    assert trace.trace(_as(town.engine, HERE_OFFICE), town.city, nik=SITI, actor="ani", purpose="uji")


def test_records_are_seen_where_people_live(town: Town) -> None:
    """Of the mirror and its history a kecamatan sees its own residents; the whole city's people see all."""
    for who, niks in ((HERE_OFFICE, {SITI}), (THERE_OFFICE, {BUDI}), (CITY, {SITI, BUDI})):
        with _as(town.engine, who).connect() as conn:
            for schema in ("mirror", "history"):
                found = set(conn.execute(text(f"select nik from {schema}.penduduk")).scalars())
                assert found <= niks
            assert set(conn.execute(text("select nik from mirror.penduduk")).scalars()) == niks


def test_the_record_of_a_visible_case_is_seen_wherever_it_lies(town: Town) -> None:
    """Whoever settles a case sees its subject's records, also where a system has them in another kecamatan."""
    town.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2", kode_kelurahan="1271041001"))
    with _as(town.engine, HERE_OFFICE).connect() as conn:
        assert conn.execute(text("select count(*) from mirror.penduduk where system = 'apsp'")).scalar_one() == 1
    assert cases.show(_as(town.engine, HERE_OFFICE), town.city, _case(town))


def test_the_whole_flow_works_through_a_persons_own_eyes(town: Town) -> None:
    """Assign, put off, comment, decide, undo, decide again, send: with the rights of one office."""
    engine, case = _as(town.engine, HERE_OFFICE), _case(town)
    assignment.assign(engine, case, to="ani", actor="ani")
    assignment.snooze(engine, case, until=clock.today() + timedelta(days=9), actor="ani")
    assignment.wake(engine, case, actor="ani")
    assignment.comment(engine, case, "dicek ke KK", actor="ani")
    assert cases.decide(engine, town.city, case, choice="authority", reason="sesuai KK", actor="ani").sends
    cases.undo(engine, town.city, case, actor="ani")
    cases.decide(engine, town.city, case, choice="authority", reason="sesuai KK", actor="ani")
    view = cases.show(engine, town.city, case)
    assert len(view.decisions) == 2 and view.effects
    assert town.deliver().sent == 1


def test_what_rules_remark_is_shown_to_an_office_too(town: Town) -> None:
    """Findings beside a case are the same through an officer's eyes as through the hub's."""
    case = _case(town)
    town.pull(SOURCE, person(SITI, kode_kelurahan="1271011001"))
    seen = cases.show(_as(town.engine, HERE_OFFICE), town.city, case).annotations
    assert seen == cases.show(town.engine, town.city, case).annotations != ()


def test_an_office_may_hand_a_case_on(town: Town) -> None:
    """A case given to somebody of another office can be given on, though the giver then no longer sees it."""
    assignment.assign(town.engine, _case(town), to="ani", actor="kepala")
    assignment.assign(_as(town.engine, PERMITS), _case(town), to="budi", actor="ani")
    assert not cases.listing(_as(town.engine, PERMITS))


def test_four_eyes_work_through_two_peoples_own_eyes(town: Town) -> None:
    """One proposes, a person of the office above approves; each through their own connection."""
    case = _case(town)
    with town.engine.begin() as conn:
        conn.execute(text("update simpul.cases set field = 'nama_lengkap', authority_value = 'SITI AMINAH'"))
        conn.execute(text("update simpul.cases set follower_value = 'SITI AMINAH'"))
    asked = {"choice": "authority", "reason": "sesuai KK", "evidence": PAPER}
    assert cases.decide(_as(town.engine, HERE_OFFICE), town.city, case, actor="ani", **asked).awaits  # type: ignore[arg-type]
    above = _as(town.engine, _person("DK", "DK", username="budi"))
    (waits,) = cases.proposals(above, actor="budi")
    assert cases.approve(above, town.city, waits.case_id, actor="budi").decision_id == waits.decision_id


def test_a_table_nobody_knows_the_place_of_is_closed(town: Town) -> None:
    """A table of records that says neither where nor about whom is not read by an office; it fails closed."""
    with town.engine.begin() as conn:
        for schema in ("mirror", "history"):
            conn.execute(text(f"create table {schema}.tanpa_tempat as select 'JL. RAHASIA' as alamat"))
        conn.execute(text("comment on schema simpul is 'an older version'"))
        row_policies.settle(conn)
    for who in (HERE_OFFICE, PERMITS):
        for schema in ("mirror", "history"):
            with pytest.raises(ProgrammingError) as refused, _as(town.engine, who).connect() as conn:
                conn.execute(text(f"select * from {schema}.tanpa_tempat")).all()
            assert isinstance(refused.value.orig, InsufficientPrivilege)


def test_every_record_an_office_may_read_is_limited(town: Town) -> None:
    """What is granted of mirror and history has a policy; apart from it stands only what speaks of no person."""
    open_ = town.rows(
        "select distinct c.relname as name from pg_class as c"
        " where c.relnamespace in (to_regnamespace('mirror'), to_regnamespace('history')) and c.relkind in ('r', 'v')"
        " and has_table_privilege('simpul_officer', c.oid, 'select') and not c.relrowsecurity"
    )
    assert [row["name"] for row in open_] == ["stok_blangko"]


def test_reverts_are_for_the_whole_city(town: Town) -> None:
    """Taking back half a run because one sees half of it would be wrong: refused."""
    with pytest.raises(NotPossible) as refused:
        revert.plan(_as(town.engine, HERE_OFFICE), town.city, "1", actor="ani", reason="x")
    assert isinstance(refused.value, scope.ONLY_CITY)
    (run,) = town.rows("select max(id) as id from simpul.run where target = :feed", feed=COPY)
    assert revert.plan(_as(town.engine, CITY), town.city, str(run["id"]), actor="ani", reason="x").counts.restored


@pytest.mark.parametrize(
    "statement",
    [
        "select password from simpul.person",
        "select * from simpul.session",
        "select * from simpul.invitation",
        "update simpul.person set roles = '{admin}'",
        "update simpul.audit set actor = 'lain'",
        "delete from simpul.audit",
        "delete from simpul.decision",
        "delete from mirror.penduduk",
        "select * from rule.penduduk",
        "select * from rule.jalankan('select 1', 1)",
        "alter table simpul.cases disable row level security",
        "create table simpul.mine (a int)",
    ],
)
def test_what_a_scoped_connection_may_never_do(own_engine: Engine, statement: str) -> None:
    """No password hashes, no sessions, no rewriting of the audit, no way around row security."""
    for who in (CITY, PERMITS, HERE_OFFICE):
        with pytest.raises(ProgrammingError) as refused, _as(own_engine, who).begin() as conn:
            conn.execute(text(statement))
        assert isinstance(refused.value.orig, InsufficientPrivilege)


def test_a_connection_that_names_nobody_sees_nothing(town: Town) -> None:
    """A limited role alone, without its limits set, lets nothing through."""
    with town.engine.begin() as conn:
        conn.execute(text("set local role simpul_officer"))
        for table in ("simpul.cases", "mirror.penduduk", "simpul.quarantine"):
            assert conn.execute(text(f"select count(*) from {table}")).scalar_one() == 0
        conn.execute(text("set local role simpul_city"))
        assert conn.execute(text("select count(*) from simpul.cases")).scalar_one() == 0


def test_limits_last_one_transaction(town: Town) -> None:
    """Each transaction of a scoped engine is limited anew, the hub's own engine never."""
    engine = _as(town.engine, THERE_OFFICE)
    with engine.connect() as conn:
        for _ in range(2):
            assert conn.execute(text("select count(*) from simpul.cases")).scalar_one() == 0
            conn.commit()
    with town.engine.connect() as conn:
        assert conn.execute(text("select current_user not like 'simpul\\_%'")).scalar_one()


def test_a_scoped_transaction_may_choose_its_isolation(town: Town) -> None:
    """Pages that read several things as of one moment do so through a person's eyes too."""
    with _as(town.engine, HERE_OFFICE).connect() as conn:
        conn.execute(text("set transaction isolation level repeatable read read only"))
        assert conn.execute(text("select count(*) from simpul.cases")).scalar_one() == 1


def test_a_name_with_a_quote_stays_a_name(own_engine: Engine) -> None:
    """What limits a transaction is written as literals."""
    engine = scope.scoped(own_engine, scope.Scope(person="o'ni; reset role", offices=("KC",), kecamatan=(HERE,)))
    with engine.connect() as conn:
        row = conn.execute(text("select current_user as role, current_setting('simpul.person') as person")).one()
    assert (row.role, row.person) == ("simpul_officer", "o'ni; reset role")


def test_settling_rights_twice_changes_nothing(own_engine: Engine) -> None:
    """Rights are made anew only when what they rest on changed; a new table is such a change."""
    with own_engine.begin() as conn:
        assert row_policies.settle(conn) == []
        conn.execute(text("create table simpul.another (id bigint)"))
        assert len(row_policies.settle(conn)) == 1


def test_delegations_work_through_a_scoped_connection(own_engine: Engine) -> None:
    """An officer arranges a stand-in for the days away."""
    engine = _as(own_engine, HERE_OFFICE)
    days = {"starts": clock.today(), "ends": clock.today() + timedelta(days=3)}
    made = delegation.delegate(engine, absent="ani", stand_in="budi", reason="cuti", actor="ani", **days)
    delegation.undelegate(engine, made.id, actor="ani")
    assert not delegation.delegations(engine)
