"""What one comparison leaves behind: one small town in which every person stands for one situation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from simpul.cases import cases
from simpul.compare.comparison import CompareResult
from simpul.testing.town import COPY, SOURCE, Town, applicant, person, town

OLD, NEW, OTHER = "JL. SEI MATI 1", "JL. DUA 2", "JL. LAIN 4"
SUNGGAL, BARU = "1271021001", "1271101002"


_OURS = "record_key like 'P-92%'"
_CASE = "authority_value, follower_value, base_value, kecamatan"


def _nik(number: int) -> str:
    return f"127109501090{9200 + number}"


def _key(number: int) -> str:
    return f"P-{9200 + number}"


class _People:
    """People by number: what the registry and the one-door service say of each, changed step by step."""

    def __init__(self, here: Town) -> None:
        self.here = here
        self._source: dict[int, dict[str, Any]] = {}
        self._copy: dict[int, dict[str, Any]] = {}

    def registry(self, *numbers: int, **changes: Any) -> None:
        """The registry says this of them."""
        for number in numbers:
            self._source[number] = {**self._source.get(number, person(_nik(number))), **changes}

    def service(self, *numbers: int, **changes: Any) -> None:
        """The one-door service says this of them."""
        for number in numbers:
            self._copy[number] = {**self._copy.get(number, applicant(_key(number), _nik(number))), **changes}

    def compare(self) -> CompareResult:
        """Both are pulled, then compared."""
        self.here.pull(SOURCE, *self._source.values())
        self.here.pull(COPY, *self._copy.values())
        return self.here.compare()

    def open(self) -> dict[int, set[tuple[str, str]]]:
        """Number → (field, kind) of the open cases."""
        found: dict[int, set[tuple[str, str]]] = {}
        for row in self.here.rows(
            f"select record_key, field, kind from simpul.cases where closed_at is null and {_OURS}"
        ):
            found.setdefault(int(row["record_key"][-4:]) - 9200, set()).add((row["field"], row["kind"]))
        return found

    def unsent(self) -> dict[int, Mapping[str, Any]]:
        """Number → values that are to be sent."""
        rows = self.here.rows(
            f"select record_key, values from simpul.effect where state in ('ready', 'draft') and {_OURS}"
        )
        return {int(row["record_key"][-4:]) - 9200: row["values"] for row in rows}

    def base(self) -> dict[int, Mapping[str, Any]]:
        """Number → values last seen equal."""
        rows = self.here.rows(f'select record_key, "values" as known from simpul.base where {_OURS}')
        return {int(row["record_key"][-4:]) - 9200: row["known"] for row in rows}


@pytest.fixture
def people(engine: Engine) -> _People:
    """Sixteen people about whom both agree; the baseline is over."""
    return _settled(engine)


def _settled(engine: Engine, **options: Any) -> _People:
    made = _People(Town.settled(engine, **options))
    made.registry(*range(1, 17))
    made.service(*range(1, 17))
    made.compare()
    return made


def test_every_situation_ends_as_it_must(people: _People) -> None:
    """Authority moved: sent. Follower or both moved: a case. Nobody can say: nothing. Never a blank."""
    people.registry(2, 7, 8, 16, alamat=NEW)
    people.service(3, 5, 10, 12, alamat=OTHER, kode_kelurahan=SUNGGAL)
    people.registry(4, alamat=NEW, kode_kelurahan=BARU)
    people.service(4, alamat=OTHER, kode_kelurahan=BARU)
    people.registry(5, alamat=OTHER, kode_kelurahan=SUNGGAL)
    people.registry(6, alamat=None)
    people.registry(7, held=["alamat"], alamat=None, nama_lengkap="SITI AMINAH BR GINTING")
    people.service(8, unsent=["alamat"], alamat=None)
    people.registry(9, deleted=True)
    people.service(10, deleted=True)
    people.registry(11, nama_lengkap="Siti Aminah, S.Pd")
    people.registry(12, kode_kelurahan=BARU)
    people.registry(16, rt="007", tempat_lahir="BINJAI")
    people.service(17)
    people.registry(18, 19, 20, tanggal_lahir="1990-10-10")
    people.service(18, alamat=OTHER, tanggal_lahir="1990-10-10")
    people.registry(19, alamat=OTHER)
    people.compare()
    people.registry(19, alamat=OLD)
    people.registry(20, alamat=None)
    people.service(19, alamat=OTHER, tanggal_lahir="1990-10-11")
    people.service(20, tanggal_lahir="1990-10-10")
    people.compare()
    assert people.open() == {
        3: {("alamat", "follower_changed"), ("kode_kelurahan", "follower_changed")},
        4: {("alamat", "both_changed")},
        6: {("alamat", "different")},
        9: {("", "tombstoned")},
        12: {("alamat", "follower_changed"), ("kode_kelurahan", "both_changed")},
        17: {("", "absent")},
        18: {("alamat", "different")},
        19: {("alamat", "stale"), ("tanggal_lahir", "different")},
    }
    assert people.unsent() == {
        2: {"alamat": NEW},
        7: {"nama_lengkap": "SITI AMINAH BR GINTING"},
        11: {"nama_lengkap": "Siti Aminah, S.Pd"},
        16: {"alamat": NEW, "rt": "007", "tempat_lahir": "BINJAI"},
    }
    base = people.base()
    assert {5, 20} < set(base) and 17 not in base
    assert (base[5]["alamat"], base[5]["kode_kelurahan"], base[2]["alamat"]) == (OTHER, SUNGGAL, OLD)
    assert "alamat" not in base[18] and base[18]["tanggal_lahir"] == "1990-10-10"


def test_a_case_carries_what_each_says_where_it_belongs_and_until_when(people: _People) -> None:
    """Both values and the one last equal, the authority's kecamatan or else the follower's, and three days."""
    people.service(3, alamat=OTHER, kode_kelurahan=SUNGGAL)
    people.registry(4, kode_kelurahan=BARU)
    people.service(4, tanggal_lahir="1990-10-11", kode_kelurahan=SUNGGAL)
    people.service(5, alamat="jl. sei mati 1")
    done = people.compare()
    found = people.here.rows(f"select field, {_CASE}, due_at - opened_at as due from simpul.cases order by id")  # noqa: S608
    assert [tuple(row.values())[:-1] for row in found] == [
        ("alamat", OLD, OTHER, OLD, "127102"),
        ("kode_kelurahan", None, SUNGGAL, None, "127102"),
        ("kode_kelurahan", BARU, SUNGGAL, None, "127110"),
        ("tanggal_lahir", None, "1990-10-11", None, "127110"),
    ]
    assert all(abs(row["due"] - timedelta(hours=72)) < timedelta(seconds=1) for row in found)
    # Fifteen people's worth of fields is not told again: only what moved was looked at.
    assert (done.records, done.opened, done.written, done.effects, done.subjects) == (3, 4, 1, 0, 3)
    again = people.compare()
    assert (again.records, again.opened, again.agreed) == (0, 0, 0)


def test_one_unsent_sending_holds_what_still_has_to_leave(people: _People) -> None:
    """A newer value takes the older one's place; what cannot be judged now stays in; what is needless is taken back."""
    people.registry(*range(1, 8), alamat=NEW)
    people.registry(4, nama_lengkap="SITI A")
    people.compare()
    people.registry(1, alamat=OTHER)
    people.registry(2, alamat=OLD)
    people.registry(3, alamat=None, held=["alamat"], nama_lengkap="SITI B")
    people.registry(4, nama_lengkap="SITI AMINAH")
    people.registry(5, alamat=None, held=["alamat"])
    people.service(6, alamat=NEW)
    people.registry(7, deleted=True)
    done = people.compare()
    assert people.unsent() == {
        1: {"alamat": OTHER},
        3: {"alamat": NEW, "nama_lengkap": "SITI B"},
        4: {"alamat": NEW},
        5: {"alamat": NEW},
    }
    taken = people.here.rows(
        "select record_key, reason from simpul.effect where state = 'superseded' order by record_key"
    )
    needless, newer = "tidak diperlukan lagi", "diganti kiriman yang lebih baru"
    assert [row["reason"] for row in taken] == [newer, needless, newer, newer, needless, needless]
    # Two fields cannot be judged now: one person's alone, the other's beside a name.
    assert (done.effects, done.waiting) == (3, 2)
    assert people.open() == {7: {("", "tombstoned")}}
    subjects = people.here.rows(
        "select subject_kind, subject_key, feed, kind, run_id from simpul.effect where state = 'ready'"
    )
    assert {row["subject_key"] for row in subjects} == {_nik(number) for number in (1, 3, 4, 5)}
    assert {(row["subject_kind"], row["feed"], row["kind"]) for row in subjects} == {
        ("penduduk", COPY, "segarkan_identitas")
    }


@pytest.mark.parametrize(("mode", "fresh"), [("on", True), ("propose", False)])
def test_what_a_person_decided_stays_in_the_sending(engine: Engine, mode: str, fresh: bool) -> None:
    """The decision travels with the value it settled; what is only proposed waits until that has left."""
    people = _settled(engine, city=town(window=timedelta(hours=1), apsp=mode))
    people.service(1, alamat=OTHER)
    people.compare()
    (line,) = cases.listing(people.here.engine)
    cases.decide(people.here.engine, people.here.city, line.id, choice="authority", reason="sesuai KK", actor="ani")
    before = people.here.rows("select case_id, case_version, decision_id, not_before from simpul.effect")
    people.registry(1, tempat_lahir="BINJAI")
    people.compare()
    decided, also = {"alamat": OLD}, {"tempat_lahir": "BINJAI"}
    assert people.unsent() == {1: {**decided, **also} if fresh else decided}
    people.registry(1, tempat_lahir="MEDAN")
    people.compare()
    assert people.unsent() == {1: decided}
    last = people.here.rows(
        "select case_id, case_version, decision_id, not_before from simpul.effect order by id desc limit 1"
    )
    assert last == before and last[0]["case_id"] == line.id
    assert {
        row["state"] for row in people.here.rows("select state from simpul.effect where state <> 'superseded'")
    } == {"ready"}
    assert people.here.rows("select distinct subject_key from simpul.effect") == [{"subject_key": _nik(1)}]


def test_a_draft_follows_the_authority(engine: Engine) -> None:
    """Where sending is only proposed, the one draft of a record holds everything that moved, by nobody's decision."""
    people = _settled(engine, city=town(apsp="propose"))
    people.registry(1, alamat=NEW)
    people.compare()
    people.registry(1, tempat_lahir="BINJAI")
    people.compare()
    assert people.unsent() == {1: {"alamat": NEW, "tempat_lahir": "BINJAI"}}
    states = people.here.rows("select state, decision_id from simpul.effect order by id")
    assert [(row["state"], row["decision_id"]) for row in states] == [("superseded", None), ("draft", None)]


def test_a_pair_that_observes_anew_sends_nothing(people: _People) -> None:
    """When a pair's description changed, an old value in the follower is a case somebody opens, without a due date."""
    with people.here.engine.begin() as conn:
        conn.execute(text("update simpul.pairing set revision = 'older'"))
    people.registry(1, alamat=NEW)
    people.service(2, alamat=OTHER)
    people.compare()
    assert people.open() == {1: {("alamat", "stale")}, 2: {("alamat", "follower_changed")}}
    assert people.unsent() == {}
    found = people.here.rows("select distinct observing, due_at is null as never from simpul.cases")
    assert found == [{"observing": True, "never": True}]
    people.registry(3, alamat=NEW)
    people.compare()
    assert people.unsent() == {3: {"alamat": NEW}}


def test_what_was_refused_is_not_sent_again_until_the_authority_says_otherwise(people: _People) -> None:
    """The same value to the same target is a case; another value is sent; what is on its way is left alone."""
    people.registry(1, 2, 3, alamat=NEW)
    people.compare()
    with people.here.engine.begin() as conn:
        states = {1: "failed", 2: "failed", 3: "sent"}
        for number, state in states.items():
            conn.execute(
                text("update simpul.effect set state = :state, reason = 'ditolak' where record_key = :key"),
                {"state": state, "key": _key(number)},
            )
    people.registry(1, tempat_lahir="BINJAI")
    people.registry(2, alamat=OTHER)
    people.registry(3, alamat=OTHER, tempat_lahir="BINJAI")
    people.compare()
    assert people.open() == {1: {("alamat", "refused")}}
    assert people.unsent() == {1: {"tempat_lahir": "BINJAI"}, 2: {"alamat": OTHER}, 3: {"tempat_lahir": "BINJAI"}}
    assert people.here.rows("select evidence from simpul.cases") == [{"evidence": "ditolak"}]


#: What a source could send: any text that is not blank, quotes, backslashes and other scripts among it.
_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(lambda told: f"JL {told}")


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(_TEXTS, min_size=12, max_size=12))
def test_the_base_remembers_values_letter_for_letter(engine: Engine, told: list[str]) -> None:
    """What both say is remembered exactly, whatever stands in it, and remembered once."""
    people = _People(Town.settled(engine))
    said = dict(enumerate((*told, 'a"b\\c', "d\\u0041,{}:'e", "\u00e9\U0001f3e0"), start=1))
    for number, words in said.items():
        people.registry(number, alamat=words)
        people.service(number, alamat=words)
    people.registry(16, alamat=None)
    people.service(16, alamat=None)
    assert people.compare().agreed > len(said)
    assert {number: known["alamat"] for number, known in people.base().items()} == {**said, 16: None}
    people.registry(16, tempat_lahir="BINJAI")
    people.service(16, tempat_lahir="BINJAI")
    assert people.compare().agreed == 1
