"""What needs two persons gets two: not the same one twice, not a stand-in, however long the chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from simpul.cases import approvals, bulk, cases, revert, unlink
from simpul.cases.cases import Evidence
from simpul.cases.decide import today
from simpul.core import four_eyes
from simpul.core.errors import NotPossible
from simpul.delivery import data_balikan
from simpul.ingest import quarantine
from simpul.people import accounts, changes, delegation, leaving
from simpul.testing.town import COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person, town

PAPER = Evidence(kind="kartu_keluarga", number="12/KK/2026", date=date(2026, 1, 5))
TODAY, DAY = today(), timedelta(days=1)
#: Who proposes, who stands in, who stands in for the stand-in, the proposer's other account.
ANI, BUDI, CITRA, ANI_TOO = "ani", "budi", "citra", "ani.dua"
NEVER = (ANI, " ANI ", BUDI, CITRA, ANI_TOO)


@dataclass(frozen=True)
class Act:
    """How one act that needs two is proposed and approved."""

    #: Table of the proposals, column of the approver.
    table: str
    approver: str
    #: Proposes as somebody; what it is called then.
    propose: Callable[[Town, str], str]
    approve: Callable[[Town, str, str], object]


def _case(here: Town) -> int:
    (line,) = cases.listing(here.engine)
    return line.id


def _decide(here: Town, actor: str) -> str:
    case = _case(here)
    cases.decide(here.engine, here.city, case, choice="authority", reason="KK", actor=actor, evidence=PAPER)
    return str(case)


def _bulk(here: Town, actor: str) -> str:
    (group,) = cases.groups(here.engine)
    made = bulk.preview(here.engine, group.cause, choice="authority", reason="KK", actor=actor, evidence=PAPER)
    assert bulk.submit(here.engine, made.job.id, actor=actor).state == "awaiting"
    return str(made.job.id)


def _revert(here: Town, actor: str) -> str:
    run = here.pull(SOURCE, person(SITI, alamat="JL. KELIRU 9"))
    return str(revert.plan(here.engine, here.city, str(run), actor=actor, reason="berkas keliru").plan_id)


def _unlink(here: Town, actor: str) -> str:
    made = (
        "insert into simpul.match (left_feed, left_key, right_feed, right_key, how, score, state)"
        " values ('sp4.pengaduan', '771', 'apsp.permohonan', 'A-1', 'number', 1, 'sure') returning id"
    )
    with here.engine.begin() as conn:
        link = int(conn.execute(text(made)).scalar_one())
    unlink.propose(here.engine, link, actor=actor, reason="bukan orangnya")
    return str(link)


def _balikan(here: Town, actor: str) -> str:
    month = "2026-09"
    data_balikan.open_month(here.engine, here.city, month, actor=actor)
    return data_balikan.freeze(here.engine, here.city, month, actor=actor).month


def _discard(here: Town, actor: str) -> str:
    with here.engine.begin() as conn:
        conn.execute(
            text(
                "insert into simpul.quarantine (feed, rule, field, run_id, page_id, row_no, record_key, masked)"
                " select feed, 'tanggal_rusak', 'tanggal_lahir', run_id, id, 1, '1', '•' from simpul.page"
                " where feed = 'siak.penduduk' order by id limit 1"
            )
        )
    made = quarantine.discard(here.engine, "siak.penduduk", "tanggal_rusak", reason="data uji", actor=actor)
    return str(made.settlement_id)


def _access(here: Town, actor: str) -> str:
    accounts.change_roles(here.engine, "wati", ["case_officer", "approver"], actor=actor)
    (waiting,) = changes.waiting(here.engine)
    return str(waiting.id)


ACTS = {
    "case": Act("decision", "approved_by", _decide, lambda t, n, by: cases.approve(t.engine, t.city, int(n), actor=by)),
    "bulk": Act("job", "approved_by", _bulk, lambda t, n, by: bulk.approve(t.engine, int(n), actor=by)),
    "revert": Act(
        "revert", "approved_by", _revert, lambda t, n, by: revert.approve(t.engine, t.city, int(n), actor=by)
    ),
    "link": Act(
        "match", "unlink_approved_by", _unlink, lambda t, n, by: unlink.approve(t.engine, t.city, int(n), actor=by)
    ),
    "balikan": Act("balikan", "approved_by", _balikan, lambda t, n, by: data_balikan.approve(t.engine, t.city, n, actor=by)),
    "quarantine": Act(
        "quarantine_settlement", "approved_by", _discard,
        lambda t, n, by: quarantine.approve(t.engine, t.city, int(n), actor=by),
    ),
    "account": Act(
        "account_change", "approved_by", _access, lambda t, n, by: changes.approve(t.engine, int(n), actor=by)
    ),
}  # fmt: skip


@pytest.fixture
def here(own_engine: Engine) -> Town:
    """A case about a name; Budi stands in for Ani, Citra for Budi; Ani has two accounts with one mailbox."""
    made = Town.settled(own_engine, city=town(window=timedelta(minutes=10)))
    made.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="SITI AMINA"))
    made.compare()
    for username, email in ((ANI, "ani@contoh.go.id"), (ANI_TOO, "Ani+dua@contoh.go.id")):
        accounts.add(
            own_engine, username=username, name="Ani", unit="WD", roles=("viewer",), email=email, actor="kepala"
        )
    for username, role in ((CITRA, "approver"), (BUDI, "approver"), ("dewi", "approver"), ("wati", "viewer")):
        accounts.add(own_engine, username=username, name=username, unit="WD", roles=(role,), actor="kepala")
    for absent, stand_in in ((ANI, BUDI), (BUDI, CITRA)):
        _away(made, absent, stand_in)
    return made


def _away(here: Town, absent: str, stand_in: str, days: int = 7) -> cases.Delegation:
    span = {"starts": TODAY, "ends": TODAY + days * DAY}
    return cases.delegate(here.engine, absent=absent, stand_in=stand_in, reason="cuti", actor="kepala", **span)


def test_every_act_that_needs_two_has_a_case_here(engine: Engine) -> None:
    """What waits for a second person, and each table whose approver must be another, is tried below."""
    asked = (
        "select c.relname from pg_constraint as k inner join pg_class as c on c.oid = k.conrelid"
        " where k.conname = 'approver_is_another'"
    )
    with engine.connect() as conn:
        guarded = set(conn.execute(text(asked)).scalars())
    assert guarded == {act.table for act in ACTS.values()}
    assert set(approvals.KINDS) == set(ACTS)
    assert {one.name: (one.table, one.approver) for one in four_eyes.ACTS} == {
        name: (act.table, act.approver) for name, act in ACTS.items()
    }


def test_the_database_checks_every_act_of_the_list(engine: Engine) -> None:
    """Each table of the list carries the one trigger, on the columns the list names, and no other table does."""
    asked = (
        "select c.relname as name, encode(t.tgargs, 'escape') as columns from pg_trigger as t"
        " inner join pg_class as c on c.oid = t.tgrelid where t.tgname = 'by_another' and t.tgenabled = 'O'"
    )
    with engine.connect() as conn:
        found = {row.name: tuple(row.columns.split("\\000")[:3]) for row in conn.execute(text(asked))}
    assert found == {one.table: (one.proposer, one.approver, one.since) for one in four_eyes.ACTS}


@pytest.mark.parametrize("name", ACTS)
def test_who_is_the_proposer_in_other_clothes_never_approves(here: Town, name: str) -> None:
    """Himself, his stand-in, the stand-in's stand-in, his second account: refused in words; a third person may."""
    act = ACTS[name]
    number = act.propose(here, ANI)
    for who in NEVER:
        with pytest.raises(NotPossible):
            act.approve(here, number, who)
    act.approve(here, number, "dewi")
    assert here.rows(f"select {act.approver} as who from simpul.{act.table}") == [{"who": "dewi"}]


@pytest.mark.parametrize("name", ACTS)
def test_who_stands_in_proposes_what_the_absent_never_approves(here: Town, name: str) -> None:
    """The chain holds in the other direction too, to its end."""
    act = ACTS[name]
    number = act.propose(here, CITRA)
    for who in (CITRA, BUDI, ANI, ANI_TOO):
        with pytest.raises(NotPossible):
            act.approve(here, number, who)


@pytest.mark.parametrize("name", ACTS)
def test_the_database_refuses_them_too(here: Town, name: str) -> None:
    """Whoever writes to the table with the hub's own login is stopped by it."""
    act = ACTS[name]
    act.propose(here, ANI)
    for who in NEVER:
        with pytest.raises(IntegrityError) as refused, here.engine.begin() as conn:
            conn.execute(text(f"update simpul.{act.table} set {act.approver} = :who"), {"who": who})
        assert refused.value.orig.diag.constraint_name == "approver_is_another"  # type: ignore[union-attr]


def test_the_list_says_who_may_not(here: Town) -> None:
    """What waits shows the reason to everybody in the chain, and none to a third person."""
    _decide(here, ANI)
    for who in (BUDI, CITRA, ANI_TOO):
        (waiting,) = approvals.waiting(here.engine, here.city, actor=who)
        assert waiting.hindrance is not None, who
    (waiting,) = approvals.waiting(here.engine, here.city, actor="dewi")
    assert waiting.hindrance is None


def test_a_stand_in_ended_after_the_proposal_still_may_not(here: Town) -> None:
    """Ending the absence, even on the day of the proposal, makes no second person of a stand-in."""
    number = _decide(here, ANI)
    for one in cases.delegations(here.engine):
        cases.undelegate(here.engine, one.id, actor="kepala")
    for who in (BUDI, CITRA):
        with pytest.raises(NotPossible):
            cases.approve(here.engine, here.city, int(number), actor=who)


@pytest.mark.parametrize("name", ACTS)
def test_only_an_approver_in_office_approves(here: Town, name: str) -> None:
    """Who may not approve, who left, and a name that is nobody's are no second person, by command or by SQL."""
    accounts.add(here.engine, username="lama", name="Lama", unit="WD", roles=("approver",), actor="kepala")
    leaving.leave(here.engine, "lama", actor="kepala", reason="pindah")
    act = ACTS[name]
    number = act.propose(here, ANI)
    for who in ("lama", "siapa", "dewi\u200b", *(("wati",) if name != "account" else ())):
        with pytest.raises((NotPossible, IntegrityError)):
            act.approve(here, number, who)
        with pytest.raises(IntegrityError), here.engine.begin() as conn:
            conn.execute(text(f"update simpul.{act.table} set {act.approver} = :who"), {"who": who})
    act.approve(here, number, "dewi")


@pytest.mark.parametrize("name", ACTS)
def test_no_statement_gives_a_proposal_another_proposer_or_day(here: Town, name: str) -> None:
    """Approving and rewriting who proposed, or when, at once or one after the other, is refused."""
    act, ends = ACTS[name], "now() + interval '30 days'"
    [known] = [one for one in four_eyes.ACTS if one.name == name]
    act.propose(here, ANI)
    for change in (f"{known.proposer} = 'wati'", f"{known.since} = {ends}"):
        for both in ("", f", {known.approver} = '{BUDI}'"):
            with pytest.raises(IntegrityError), here.engine.begin() as conn:
                conn.execute(text(f"update simpul.{known.table} set {change}{both}"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ani@contoh.go.id", "ani@contoh.go.id."),
        ("ani@contoh.go.id", "\uff41ni@contoh.go.id"),
        ("a.ni@gmail.com", "ani@googlemail.com"),
        ("ani@contoh.go.id", "ANI+a+b@Contoh.Go.Id"),
        ("ani@contoh.go.id", "ani@contoh.go.id\u200b"),
    ],
)
def test_one_mailbox_is_one_person_however_it_is_written(own_engine: Engine, one: str, other: str) -> None:
    """Addresses that reach the same mailbox are one person's, or the second is no address."""
    accounts.add(own_engine, username="x1", name="X", unit="WD", roles=("viewer",), email=one, actor="kepala")
    try:
        accounts.add(own_engine, username="x2", name="X", unit="WD", roles=("approver",), email=other, actor="kepala")
    except NotPossible:
        return
    with own_engine.connect() as conn, pytest.raises(NotPossible):
        delegation.may_approve(conn, proposer="x1", approver="x2", since=None)
