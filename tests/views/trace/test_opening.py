"""Opening a citizen's trace: for a purpose, recorded without a NIK, within limits, by handles that tell nothing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, text

from simpul.core.errors import NotPossible
from simpul.people.rights import Right
from simpul.store import access_log
from simpul.store.access_log import Looking
from simpul.testing.town import BUDI, COMPLAINTS, COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person
from simpul.views import trace

WHY = Looking(actor="ani", reason="antrean 12", purpose="layanan")
BOTH: frozenset[Right] = frozenset({"unmask", "bodies"})


@pytest.fixture
def here(engine: Engine) -> Town:
    """Siti in two systems that disagree, and somebody of her name born on another day."""
    made = Town.settled(engine)
    made.pull(
        SOURCE, person(SITI, tanggal_lahir=date(1990, 10, 10), no_kk="1271090101100001", kode_kelurahan="1271011001")
    )
    made.pull(SOURCE, person(BUDI, tanggal_lahir=date(1991, 10, 10)))
    made.pull(COPY, applicant(SITI_COPY, SITI, tanggal_lahir=date(1990, 10, 10), alamat="JL. BARU 2"))
    made.pull(COMPLAINTS, {
        "key": "77", "id_pengaduan": "77", "isi": "lampu padam sejak kemarin", "rahasia": False, "anonim": False,
    })  # fmt: skip
    return made


def _look(here: Town, looking: Looking = WHY, number: str = SITI) -> trace.Trace:
    return trace.look(here.engine, here.city, looking, by="penduduk", number=number)


def test_systems_stand_side_by_side_masked_and_differences_are_said(here: Town) -> None:
    """Each system's record with its main fields; what differs says so; nothing in full."""
    found = _look(here)
    assert [record.feed for record in found.now] == ["apsp.pemohon", "siak.penduduk"]
    differing = {cell.field for record in found.now for cell in record.cells if cell.differs}
    assert differing == {"alamat"}
    assert SITI not in repr(found) and "SITI AMINAH" not in repr(found) and "JL. BARU 2" not in repr(found)


@pytest.mark.parametrize("looking", [Looking(actor="ani", reason=" "), Looking(actor="", reason="x"),
                                     Looking(actor="ani", reason="x", purpose="iseng")])  # fmt: skip
def test_nothing_opens_without_person_and_purpose(here: Town, looking: Looking) -> None:
    """Neither a trace nor a search; and a refused look leaves no record."""
    with pytest.raises(NotPossible):
        _look(here, looking)
    with pytest.raises(NotPossible):
        trace.search(here.engine, here.city, looking, name="Siti Aminah", born=date(1990, 10, 10))
    assert here.rows("select id from simpul.access") == []


def test_who_looked_is_recorded_by_pseudonym(here: Town) -> None:
    """Who, when and what for, in the records and in the person's chain; a NIK nowhere, not even in the reason."""
    _look(here, Looking(actor="ani", reason=f"NIK {SITI}"))
    row = here.rows("select actor, act, purpose, reason, subjects from simpul.access")[0]
    assert (row["actor"], row["act"], row["subjects"]) == ("ani", "trace", [access_log.pseudonym(SITI)])
    kept = str(here.rows("select * from simpul.access")) + str(here.rows("select * from simpul.audit"))
    assert SITI not in kept and access_log.pseudonym(SITI) in kept


def test_a_name_and_birth_date_lead_to_a_list_without_numbers(here: Town) -> None:
    """Only exactly this name and day; case and marks do not matter; masked NIK, kelurahan, age."""
    found = trace.search(here.engine, here.city, WHY, name="  siti   AMINAH. ", born=date(1990, 10, 10))
    assert [(one.nik, one.kelurahan) for one in found] == [("127109••••••9001", "Pasar Baru")]
    assert found[0].age and SITI not in repr(found)
    assert trace.search(here.engine, here.city, WHY, name="SITI", born=date(1990, 10, 10)) == ()
    with pytest.raises(NotPossible):
        trace.search(here.engine, here.city, WHY, name="SITI AMINAH")


def test_a_family_card_leads_to_its_members(here: Town) -> None:
    """By the number of the card."""
    assert [one.nik for one in trace.search(here.engine, here.city, WHY, kk="1271090101100001")] == ["127109••••••9001"]


def test_a_choice_opens_once_and_only_for_who_searched(here: Town) -> None:
    """The second use, another person's use and a changed handle are refused."""
    found = trace.search(here.engine, here.city, WHY, name="SITI AMINAH", born=date(1990, 10, 10))[0]
    for actor, handle in (("budi", found.handle), ("ani", found.handle[:-4] + "AAAA"), ("ani", "x")):
        with pytest.raises(NotPossible):
            trace.choose(here.engine, here.city, Looking(actor=actor, reason="x"), handle)
    assert trace.choose(here.engine, here.city, WHY, found.handle).now
    with pytest.raises(NotPossible):
        trace.choose(here.engine, here.city, WHY, found.handle)


def test_one_field_is_shown_with_right_and_reason_and_recorded(here: Town) -> None:
    """Without the right or reason nothing is shown or recorded; with them the one field, and a record of it."""
    opened = _look(here)
    record = next(one for one in opened.now if one.feed == SOURCE)
    ask = {"ref": record.ref, "field": "nik"}
    with pytest.raises(NotPossible):
        trace.reveal(here.engine, here.city, WHY, opened.handle, rights=frozenset(), **ask)
    with pytest.raises(NotPossible):
        trace.reveal(here.engine, here.city, Looking(actor="ani", reason=""), opened.handle, rights=BOTH, **ask)
    assert here.rows("select id from simpul.access where act = 'reveal'") == []
    shown = trace.reveal(here.engine, here.city, WHY, opened.handle, rights=BOTH, **ask)
    assert (shown.value, shown.left) == (SITI, access_log.PER_HOUR["reveal"] - 1)
    row = here.rows("select feed, field, opening_id from simpul.access where act = 'reveal'")[0]
    assert (row["feed"], row["field"], row["opening_id"]) == (SOURCE, "nik", opened.opening_id)


def test_what_a_citizen_wrote_is_a_right_of_its_own(here: Town) -> None:
    """Unmasking does not show the text of a complaint; the right to read bodies does."""
    opened = trace.look(here.engine, here.city, WHY, by="pengaduan", number="77")
    record = next(one for one in opened.now if one.feed == COMPLAINTS)
    ask = {"ref": record.ref, "field": "isi"}
    with pytest.raises(NotPossible):
        trace.reveal(here.engine, here.city, WHY, opened.handle, rights=frozenset({"unmask"}), **ask)
    shown = trace.reveal(here.engine, here.city, WHY, opened.handle, rights=frozenset({"bodies"}), **ask)
    assert shown.value == "lampu padam sejak kemarin"
    assert len(here.rows("select id from simpul.access where act = 'body'")) == 1


def test_looks_are_limited_each_hour_and_by_person(here: Town) -> None:
    """The one past the limit is refused and not recorded; another person and the next hour are not touched."""
    opened = _look(here)
    record = next(one for one in opened.now if one.feed == SOURCE)
    ask = {"ref": record.ref, "field": "nik", "rights": BOTH}
    for _ in range(access_log.PER_HOUR["reveal"]):
        trace.reveal(here.engine, here.city, WHY, opened.handle, **ask)
    with pytest.raises(NotPossible):
        trace.reveal(here.engine, here.city, WHY, opened.handle, **ask)
    assert len(here.rows("select id from simpul.access where act = 'reveal'")) == access_log.PER_HOUR["reveal"]
    other = Looking(actor="budi", reason="x")
    assert trace.reveal(here.engine, here.city, other, _look(here, other).handle, **ask).value == SITI
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.access set at = at - interval '1 hour'"))
    assert trace.reveal(here.engine, here.city, WHY, opened.handle, **ask).value == SITI


def test_a_trace_is_gone_after_half_an_hour(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page left open shows nothing more."""
    opened = _look(here)
    monkeypatch.setattr(access_log, "VALID", access_log.VALID * 0)
    with pytest.raises(NotPossible):
        trace.again(here.engine, here.city, "ani", opened.handle)


def test_looking_again_at_an_open_trace_is_not_another_opening(here: Town) -> None:
    """Paging through it records nothing new."""
    opened = _look(here)
    assert trace.again(here.engine, here.city, "ani", opened.handle).entries == opened.entries
    assert len(here.rows("select id from simpul.access")) == 1
