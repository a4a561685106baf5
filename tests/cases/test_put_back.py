"""What a decision sent, seen again by who wants it back: one town, one person for each situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from simpul.cases import cases
from simpul.cases.cases import Consequences, Evidence
from simpul.core.errors import NotPossible
from simpul.store import audit
from simpul.store import engine as db
from simpul.testing.town import COPY, SOURCE, Town, applicant, person, town

OLD, THEIRS = "JL. SEI MATI 1", "JL. BARU 2"
FAMILY, OTHER_FAMILY = "1271090101909001", "1271090101909002"
PAPER = Evidence(kind="kartu_keluarga", number="12/KK/2026", date=date(2026, 1, 5))

#: Who stands for what.
PLAIN, FAMILIES, BLANK, PROPOSED, PARTED, STATES, CHANGED, TOLD, KEPT = range(1, 10)
#: What became of a sending → why nothing can be put back; empty: it can.
ANSWERS = {
    "verified": "",
    "draft": "Belum terkirim",
    "ready": "Belum terkirim",
    "sent": "Tunggu",
    "unknown": "Tunggu",
    "accepted": "Tunggu",
    "failed": "Tidak ada yang terkirim",
    "overtaken": "Tidak ada yang terkirim",
    "manual": "Tidak ada yang terkirim",
    "superseded": "Tidak ada yang terkirim",
    "cancelled": "Tidak ada yang terkirim",
}


def _nik(number: int) -> str:
    return f"127109501090{9100 + number}"


def _key(number: int) -> str:
    return f"127109000000{9100 + number}"


class _Street:
    """People whose data the one-door service changed and officers put right."""

    def __init__(self, here: Town) -> None:
        self.here = here
        self.case: dict[int, int] = {}

    def copy(self, number: int, **changes: Any) -> None:
        """The one-door service says this of somebody now."""
        self.here.pull(COPY, applicant(_key(number), _nik(number), **changes))

    def seen(self, number: int) -> Consequences:
        """What putting back would mean."""
        return cases.consequences(self.here.engine, self.here.city, self.case[number])

    def propose(self, number: int, **more: Any) -> cases.Decided:
        """Ask for it as Ani."""
        wanted = {"actor": "ani", "reason": "alamat baru yang benar", **more}
        return cases.compensate(self.here.engine, self.here.city, self.case[number], **wanted)

    def why_not(self, number: int, **more: Any) -> str:
        """What is answered where nothing can be put back."""
        with pytest.raises(NotPossible) as refused:
            self.propose(number, **more)
        return refused.value.words.id

    def decisions(self, number: int) -> list[Any]:
        """What was decided and asked about somebody, oldest first."""
        return self.here.rows("select * from simpul.decision where case_id = :id order by id", id=self.case[number])

    def state(self, number: int) -> str:
        """How the case stands."""
        (row,) = self.here.rows("select state from simpul.cases where id = :id", id=self.case[number])
        return str(row["state"])

    def run(self, statement: str, **values: Any) -> None:
        """One statement."""
        with self.here.engine.begin() as conn:
            conn.execute(text(statement), values)


@pytest.fixture(scope="module")
def street(database_url: str) -> _Street:
    """Nine people put right, and seen to be; one of them parted from her NIK. Each test acts on people of its own."""
    made = _Street(Town.settled(db.engine(database_url)))
    here, people = made.here, range(PLAIN, KEPT + 1)
    known = {FAMILIES: {"no_kk": FAMILY}}
    theirs: dict[int, dict[str, Any]] = dict.fromkeys(people, {"alamat": THEIRS})
    theirs |= {FAMILIES: {"no_kk": OTHER_FAMILY}, BLANK: {"alamat": None}}
    here.pull(SOURCE, *(person(_nik(one), **known.get(one, {})) for one in people))
    here.pull(COPY, *(applicant(_key(one), _nik(one), **known.get(one, {})) for one in people))
    here.compare()
    here.pull(COPY, *(applicant(_key(one), _nik(one), **theirs[one]) for one in people))
    here.compare()
    rows = here.rows("select id, right(record_key, 4)::int - 9100 as who from simpul.cases where closed_at is null")
    made.case = {row["who"]: row["id"] for row in rows}
    made.run("update simpul.cases set proposed_value = :v, proposed_by = 'uji' where id = :c", v=OLD, c=made.case[4])
    choices: dict[int, cases.Choice] = {PROPOSED: "proposed", PARTED: "apart", KEPT: "follower"}
    for one in people:
        cases.decide(
            here.engine, here.city, made.case[one], choice=choices.get(one, "authority"), reason="sesuai KK",
            actor="ani", evidence=PAPER,
        )  # fmt: skip
    for waiting in cases.proposals(here.engine, actor="budi"):
        cases.approve(here.engine, here.city, waiting.case_id, actor="budi")
    here.target.records = {
        _key(one): {"alamat": theirs[one].get("alamat", OLD), "no_kk": theirs[one].get("no_kk")} for one in people
    }
    here.deliver()
    right = [one for one in people if one not in (PARTED, KEPT)]
    here.pull(COPY, *(applicant(_key(one), _nik(one), **known.get(one, {})) for one in right))
    here.compare()
    return made


def test_each_end_of_a_sending_has_its_answer(street: _Street) -> None:
    """Not sent: undo. Not proven: wait. Never arrived or taken back: nothing to put back. Proven: another person."""
    told = {}
    for state in ANSWERS:
        street.run("update simpul.effect set state = :state where record_key = :key", state=state, key=_key(STATES))
        found = street.seen(STATES).hindrance
        told[state] = found.id if found else ""
        if found:
            assert street.why_not(STATES) == found.id
    assert {state for state, part in ANSWERS.items() if part not in told[state]} == set()
    assert told["verified"] == ""


def test_what_would_return_is_told_before_it_is_asked(street: _Street) -> None:
    """Where, which field, what stands there, what would return, what the owner says, whether somebody changed more."""
    found = street.seen(PLAIN)
    (decision,) = street.decisions(PLAIN)
    (effect,) = street.here.rows("select id, sent_at from simpul.effect where record_key = :key", key=_key(PLAIN))
    assert (found.case_id, found.decision_id, found.choice) == (street.case[PLAIN], decision["id"], "authority")
    assert (found.effect_id, found.sent_at) == (effect["id"], effect["sent_at"])
    assert (found.system, found.feed, found.field) == (street.here.city.systems["apsp"].title, COPY, "alamat")
    assert (found.now, found.returns, found.authority_value) == (OLD, THEIRS, OLD)
    assert found.record_key == "127109••••••9101"
    assert (found.changed, found.told, found.draft, found.hindrance) == ((), (), None, None)
    assert "alamat" in found.words.id and found.system in found.words.id


def test_family_numbers_are_masked_and_what_two_decided_counts_from_the_second(street: _Street) -> None:
    """Nowhere in full: not what is there, what returns, what the owner says, nor what else changed."""
    found = street.seen(FAMILIES)
    assert (found.now, found.returns, found.authority_value) == (
        "127109••••••9001",
        "127109••••••9002",
        "127109••••••9001",
    )
    assert found.hindrance is None
    street.copy(PLAIN, no_kk=FAMILY)
    street.copy(PLAIN, no_kk=OTHER_FAMILY, rt="009")
    changed = {one.field: (one.before, one.now) for one in street.seen(PLAIN).changed}
    street.copy(PLAIN)
    assert changed["rt"] == ("001", "009")
    assert "127109••••••9002" in changed.get("no_kk", ())
    assert FAMILY not in repr(changed) and OTHER_FAMILY not in repr(changed)


def test_a_proposal_writes_who_asks_and_moves_nothing(street: _Street) -> None:
    """The case keeps its state; the decision holds the former value and what it puts back; the chain says so."""
    before = street.state(PLAIN)
    assert "Alasan" in street.why_not(PLAIN, reason=" ")
    assert "Nama" in street.why_not(PLAIN, actor=" ")
    done = street.propose(PLAIN, actor=" ani ", reason=" alamat baru yang benar ")
    asked = street.decisions(PLAIN)[-1]
    assert (done.decision_id, done.not_before) == (asked["id"], asked["not_before"])
    assert done.awaits and not done.sends and "orang lain" in done.words.id
    told = ("choice", "field", "value", "reason", "actor", "bulk_size", "job_id", "case_version", "approved_by")
    assert [asked[name] for name in told] == [
        *("compensate", "alamat", THEIRS, "alamat baru yang benar", "ani", 1, None, None, None)
    ]
    assert [asked[f"evidence_{name}"] for name in ("kind", "number", "date")] == ["", "", None]
    (effect,) = street.here.rows("select id from simpul.effect where record_key = :key", key=_key(PLAIN))
    assert asked["compensates"] == effect["id"]
    plan = asked["plan"]
    assert (plan["decision"], plan["values"], plan["expected"]) == (
        street.decisions(PLAIN)[0]["id"],
        {"alamat": THEIRS},
        OLD,
    )
    (line,) = street.here.rows(
        "select act, detail from simpul.audit where chain = :chain order by seq desc limit 1",
        chain=audit.chain_of_actor("ani"),
    )
    detail = {"case": street.case[PLAIN], "decision": asked["id"], "choice": "compensate", "field": "alamat"}
    assert (line["act"], line["detail"]) == ("propose", detail)
    assert street.state(PLAIN) == before
    assert street.why_not(PLAIN).startswith("Sudah ada usul")
    done = cases.approve(street.here.engine, street.here.city, street.case[PLAIN], actor="budi")
    assert done.sends and "Nilai sebelumnya" in done.words.id
    rows = "select values, expected, state from simpul.effect where record_key = :key order by id desc limit 1"
    (waits,) = street.here.rows(rows, key=_key(PLAIN))
    assert (waits["values"], waits["expected"]["alamat"], waits["state"]) == ({"alamat": THEIRS}, OLD, "ready")
    assert street.why_not(PLAIN).startswith("Tidak ada yang terkirim")


def test_a_field_that_was_empty_is_never_emptied_again(street: _Street) -> None:
    """The registry's value filled it; nobody blanks it."""
    assert (street.seen(BLANK).now, street.seen(BLANK).returns) == (OLD, None)
    assert "kosong" in street.why_not(BLANK)


def test_what_a_rule_proposed_is_put_back_like_what_the_owner_says(street: _Street) -> None:
    """Where the proposed value was sent it can return; where the follower's was kept, nothing was sent."""
    assert (street.seen(PROPOSED).choice, street.seen(PROPOSED).returns) == ("proposed", THEIRS)
    assert street.seen(PROPOSED).hindrance is None
    kept = street.seen(KEPT)
    assert (kept.choice, kept.effect_id, kept.returns, kept.sent_at, kept.changed) == ("follower", None, None, None, ())
    assert kept.now == THEIRS
    assert street.why_not(KEPT).startswith("Tidak ada yang terkirim")


def test_where_nothing_may_be_sent_now_it_is_put_right_by_hand(street: _Street) -> None:
    """Sending switched off since, or changed since at the target: said, and nothing is made."""
    switched_off = _Street(replace(street.here, city=town(apsp="off")))
    switched_off.case = street.case
    assert "langsung" in switched_off.why_not(CHANGED)
    street.copy(CHANGED, alamat="JL. LAIN 4")
    assert "diubah lagi" in street.why_not(CHANGED)
    assert street.seen(CHANGED).now == "JL. LAIN 4"


def test_two_records_parted_are_joined_again_by_another_person(street: _Street) -> None:
    """Nothing was sent, so nothing is put back: the case is open again and the two are compared as one person."""
    found = street.seen(PARTED)
    assert (found.choice, found.effect_id, found.returns, found.hindrance) == ("apart", None, None, None)
    assert "satu orang" in found.words.id
    apart = "select count(*)::int as n from simpul.apart where record_key = :key"
    assert street.here.rows(apart, key=_key(PARTED)) == [{"n": 1}]
    street.propose(PARTED)
    asked = street.decisions(PARTED)[-1]
    assert (asked["value"], asked["compensates"], asked["plan"].get("values")) == (None, None, None)
    done = cases.approve(street.here.engine, street.here.city, street.case[PARTED], actor="budi")
    assert not done.sends and "satu orang" in done.words.id
    assert street.here.rows(apart, key=_key(PARTED)) == [{"n": 0}]
    assert street.state(PARTED) == "reopened"
    street.here.compare()
    assert street.state(PARTED) == "reopened"
    assert street.here.rows(
        "select count(*)::int as n from simpul.dirty where subject_key = :nik", nik=_nik(PARTED)
    ) == [{"n": 0}]


def test_only_what_others_were_told_since_is_listed(street: _Street) -> None:
    """About the person or to the record, after the sending, and truly sent; the note names the last one's system."""
    (since,) = street.here.rows("select sent_at from simpul.effect where record_key = :key", key=_key(TOLD))
    after, hour = since["sent_at"] + timedelta(seconds=1), timedelta(hours=1)
    told = [
        ("sp4", "sp4.pengaduan", "1", _nik(TOLD), "accepted", after),
        ("apsp", COPY, _key(TOLD), "", "sent", after + hour),
        ("lama", "lama.umpan", "2", _nik(TOLD), "unknown", after + hour),
        ("sp4", "sp4.pengaduan", "3", _nik(TOLD), "verified", since["sent_at"] - hour),
        ("sp4", "sp4.pengaduan", "4", _nik(TOLD), "failed", after),
        ("sp4", "sp4.pengaduan", "5", _nik(PLAIN), "accepted", after),
    ]
    for number, (system, feed, key, nik, state, at) in enumerate(told):
        street.run(
            "insert into simpul.effect (kind, mode, system, feed, record_key, subject_kind, subject_key, idem_key,"
            " values, body, state, sent_at) values ('tindak_lanjut', 'event', :system, :feed, :key, 'penduduk', :nik,"
            " :idem, '{}', '{}', :state, :at)",
            system=system, feed=feed, key=key, nik=nik, idem=f"k{number}", state=state, at=at,
        )  # fmt: skip
    found = street.seen(TOLD)
    title = street.here.city.systems
    assert [(one.system, one.state, one.sent_at) for one in found.told] == [
        (title["sp4"].title, "accepted", after),
        (title["apsp"].title, "sent", after + hour),
        ("lama", "unknown", after + hour),
    ]
    assert {one.kind for one in found.told} == {"tindak_lanjut"}
    assert all(one.effect_id > 0 for one in found.told)
    assert found.draft and "kepada lama pada" in found.draft.id and "to lama on" in found.draft.en
    assert found.hindrance is None
