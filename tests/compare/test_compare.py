"""Comparing over real tables: baselines, cases that heal, holds, effects."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from simpul.testing.mirrors import empty
from simpul.testing.town import (
    APPLICATIONS,
    BUDI,
    COMPLAINTS,
    COPY,
    SITI,
    SITI_COPY,
    SOURCE,
    WATI,
    Town,
    applicant,
    person,
    town,
)


@pytest.fixture
def here(engine: Engine) -> Town:
    with engine.begin() as conn:
        empty(conn)
    return Town(engine=engine)


def test_the_first_comparison_is_a_baseline(here: Town) -> None:
    """What a new pair finds is observed: no due date, no effect; the baseline ends when all was looked at."""
    here.pull(SOURCE, person(SITI), person(BUDI))
    here.pull(COPY, applicant("P-1", SITI, alamat="JL. LAMA 9"), applicant("P-2", BUDI), applicant("P-3", WATI))
    here.compare()
    found = here.rows("select field, kind, observing, due_at from simpul.cases order by field")
    assert found == [
        {"field": "", "kind": "absent", "observing": True, "due_at": None},
        {"field": "alamat", "kind": "different", "observing": True, "due_at": None},
    ]
    assert here.effects() == []
    assert all(row["baseline_done_at"] for row in here.rows("select * from simpul.pairing"))


def test_later_changes_are_live(here: Town) -> None:
    """After the baseline a change by the follower is a case with a due date, one by the authority an effect."""
    here.settle()
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"))
    here.pull(SOURCE, person(SITI, nama_lengkap="SITI AMINAH BR GINTING"))
    here.compare()
    assert here.cases() == [("alamat", "follower_changed", "new")]
    assert here.rows("select observing, due_at is null as never from simpul.cases") == [
        {"observing": False, "never": False}
    ]
    assert here.rows('select "values" from simpul.effect') == [{"values": {"nama_lengkap": "SITI AMINAH BR GINTING"}}]


def test_same_but_written_differently_is_no_case(here: Town) -> None:
    """Case and blanks are writing; the base keeps the authority's form."""
    here.pull(SOURCE, person(SITI))
    here.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="Siti  Aminah"))
    here.compare()
    assert here.cases() == []
    assert here.rows("select \"values\" ->> 'nama_lengkap' as name from simpul.base") == [{"name": "SITI AMINAH"}]


def test_an_old_value_of_the_authority_is_stale(here: Town) -> None:
    """Without a base, a follower's value that the authority once had is old, not wrong."""
    here.pull(SOURCE, person(SITI, alamat="JL. LAMA 9"))
    here.pull(SOURCE, person(SITI))
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="Jl. Lama 9"))
    here.compare()
    assert here.cases() == [("alamat", "stale", "new")]


def test_a_case_heals_and_comes_back(here: Town) -> None:
    """Equal again closes a case as healed; different again reopens the same one and counts it."""
    here.settle()
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"))
    here.compare()
    here.pull(COPY, applicant(SITI_COPY, SITI))
    here.compare()
    assert here.rows("select state, closed_because from simpul.cases") == [
        {"state": "closed", "closed_because": "healed"}
    ]
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 3"))
    here.compare()
    assert here.rows("select state, reopened, follower_value from simpul.cases") == [
        {"state": "reopened", "reopened": 1, "follower_value": "JL. BARU 3"}
    ]


def test_two_feeds_wait_for_each_others_first_pass(here: Town) -> None:
    """Nothing is compared before both finished a first pass, and nothing marked before it is lost."""
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"))
    held = dict(here.compare().held)
    assert "belum selesai dibaca" in held[f"{COPY} → {SOURCE}"].id
    assert here.cases() == []
    here.pull(SOURCE, person(SITI))
    here.compare()
    assert here.cases() == [("alamat", "different", "new")]


def test_a_stale_authority_holds_everything_and_says_since_when(here: Town) -> None:
    """Older than its freshness makes neither cases nor effects; the subjects are looked at when it is fresh again."""
    here.settle()
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"))
    _age(here, SOURCE)
    words = dict(here.compare().held)[f"{COPY} → {SOURCE}"]
    assert words.id.startswith("ditahan: SIAK") and " per " in words.id and words.id.endswith("WIB")
    assert here.cases() == []
    here.pull(SOURCE)
    here.compare()
    assert here.cases() == [("alamat", "follower_changed", "new")]


def _age(here: Town, feed: str) -> None:
    with here.engine.begin() as conn:
        late = "update simpul.cursor set last_success_at = last_success_at - interval '9 days' where feed = :feed"
        conn.execute(text(late), {"feed": feed})


def test_a_value_in_quarantine_is_unavailable(here: Town) -> None:
    """A held value makes neither a case nor an effect, and leaves an open case alone."""
    here.settle()
    here.pull(SOURCE, person(SITI, alamat=None, held=["alamat"]))
    here.compare()
    assert (here.cases(), here.effects()) == ([], [])
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat=None, unsent=["alamat"]))
    here.compare()
    assert (here.cases(), here.effects()) == ([], [])


def test_a_tombstoned_authority_is_a_case_and_never_a_blank(here: Town) -> None:
    """A removed registry record makes one case of its own kind and nothing is sent."""
    here.settle()
    here.pull(SOURCE, person(SITI, deleted=True))
    here.compare()
    assert here.cases() == [("", "tombstoned", "new")]
    assert here.effects() == []


def test_a_changed_nik_leaves_no_case_behind(here: Town) -> None:
    """When a record speaks about somebody else now, the old subject's case closes and the new one is compared."""
    here.pull(SOURCE, person(SITI), person(BUDI, nama_lengkap="BUDI"))
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"))
    here.compare()
    here.pull(COPY, applicant(SITI_COPY, BUDI))
    here.compare()
    assert {field for field, _, _ in here.cases()} == {"nama_lengkap"}
    assert here.rows("select distinct subject_key from simpul.cases where closed_at is null") == [{"subject_key": BUDI}]


def test_a_newer_value_supersedes_the_unsent(here: Town) -> None:
    """At most one unsent state effect per record: the newest, with everything the authority changed."""
    here.settle()
    here.pull(SOURCE, person(SITI, alamat="JL. DUA 2"))
    here.compare()
    here.pull(SOURCE, person(SITI, alamat="JL. TIGA 3", nama_lengkap="SITI A"))
    here.compare()
    kind = "segarkan_identitas"
    assert here.effects() == [(kind, "superseded"), (kind, "ready")]
    assert here.rows("select \"values\" from simpul.effect where state = 'ready'") == [
        {"values": {"alamat": "JL. TIGA 3", "nama_lengkap": "SITI A"}}
    ]


@pytest.mark.parametrize(("mode", "wanted"), [("off", []), ("propose", ["draft"]), ("on", ["ready"])])
def test_sending_decides_what_becomes_of_an_effect(here: Town, mode: str, wanted: list[str]) -> None:
    """Off makes no effect and counts it, propose a draft, on a ready one."""
    here = Town(engine=here.engine, city=town(apsp=mode))
    here.settle()
    here.pull(SOURCE, person(SITI, alamat="JL. DUA 2"))
    result = here.compare()
    assert [state for _, state in here.effects()] == wanted
    assert result.withheld == (1 if mode == "off" else 0)


def test_rt_goes_out_with_its_rw(here: Town) -> None:
    """Fields that share a source column are written together, the untouched one as the target has it."""
    here.settle()
    here.pull(SOURCE, person(SITI, rt="007"))
    here.compare()
    assert here.rows('select "values", body from simpul.effect') == [
        {"values": {"rt": "007"}, "body": {"rt_rw": "007/002", "_expected": {"rt_rw": "001/002"}}}
    ]


APPLICATION = "503/000123/KTP/2026"


def _application(stage: str = "DIAJUKAN") -> dict[str, object]:
    return {
        "key": APPLICATION, "nomor_permohonan": APPLICATION, "id_pemohon": SITI_COPY, "nik": SITI,
        "jenis_layanan": "KTP_EL_BARU", "tahap": stage,
    }  # fmt: skip


def _complaint(**changes: object) -> dict[str, object]:
    usual = {
        "key": "1916449", "id_pengaduan": "1916449", "judul": "KTP belum jadi", "rahasia": False, "anonim": False,
        "isi": f"Saya SITI AMINAH, NIK {SITI}, permohonan {APPLICATION.lower()} belum selesai, hubungi 08126000001",
        "nama_pelapor": "Siti Aminah", "no_hp_pelapor": "+628126000001",
    }  # fmt: skip
    return {**usual, **changes}


def _one_door_open(here: Town) -> None:
    here.settle()
    here.pull(APPLICATIONS, _application())
    here.pull(COMPLAINTS)
    here.compare()


def test_a_complaint_that_quotes_a_number_makes_a_note(here: Town) -> None:
    """Certain when the reporter is the applicant: the note is ready; its text says nothing about anybody."""
    _one_door_open(here)
    here.pull(COMPLAINTS, _complaint())
    assert here.compare().events == 1
    assert here.rows("select certain, reason from simpul.quote") == [{"certain": True, "reason": "same_name"}]
    assert here.effects() == [("catatan_permohonan", "ready")]
    _says_nothing(here)


def test_quoting_somebody_elses_number_is_only_a_draft(here: Town) -> None:
    """Another reporter: uncertain, so the note waits for an officer."""
    _one_door_open(here)
    here.pull(COMPLAINTS, _complaint(nama_pelapor="ROTUA", no_hp_pelapor=None))
    here.compare()
    assert here.effects() == [("catatan_permohonan", "draft")]


@pytest.mark.parametrize("flags", [{"rahasia": True}, {"anonim": True}, {"rahasia": None}])
def test_a_secret_complaint_is_spoken_of_nowhere(here: Town, flags: dict[str, object]) -> None:
    """Secret, anonymous or unflagged complaints make no quote and no effect; what waited is taken back."""
    _one_door_open(here)
    here.pull(COMPLAINTS, _complaint())
    here.compare()
    here.pull(COMPLAINTS, _complaint(**flags))
    here.compare()
    assert here.effects() == [("catatan_permohonan", "cancelled")]
    assert here.rows("select * from simpul.quote") == []


def test_a_quoted_application_that_moves_is_followed_up_once_a_stage(here: Town) -> None:
    """One follow-up per stage, in order; its text carries a reference and nothing about anybody."""
    _one_door_open(here)
    here.pull(COMPLAINTS, _complaint())
    here.compare()
    for stage in ("VERIFIKASI", "VERIFIKASI", "DIPROSES"):
        here.pull(APPLICATIONS, _application(stage))
        here.compare()
        here.compare()
    assert here.effects()[1:] == [("tindak_lanjut", "ready")] * 2
    _says_nothing(here)


def _says_nothing(here: Town) -> None:
    for row in here.rows("select body::text as told from simpul.effect"):
        for personal in (SITI, "SITI", "Siti", "08126", "628126", "MEDAN", APPLICATION, "1916449"):
            assert personal not in row["told"]
        assert "SMP-" in row["told"]


def test_nothing_is_told_from_a_baseline(here: Town) -> None:
    """Quotes found at the first look are known but make no effect."""
    here.settle()
    here.pull(APPLICATIONS, _application())
    here.pull(COMPLAINTS, _complaint())
    here.compare()
    assert len(here.rows("select * from simpul.quote")) == 1
    assert here.effects() == []


def test_a_name_the_registry_spells_anew_is_sent_and_read_back(here: Town) -> None:
    """The same person to the comparison, but documents carry the registry's spelling; verified letter by letter."""
    here.settle()
    here.pull(SOURCE, person(SITI, nama_lengkap="SITTI AMINAH"))
    here.compare()
    assert here.effects() == [("segarkan_identitas", "ready")]
    here.target.records[SITI_COPY] = {"nama": "SITI AMINAH"}
    here.deliver()
    assert here.effects() == [("segarkan_identitas", "accepted")]
    here.pull(COPY, applicant(SITI_COPY, SITI, email="a@b.id"))
    assert (here.compare().failed, here.effects()) == (1, [("segarkan_identitas", "failed")])
    here.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="SITTI AMINAH"))
    here.compare()
    assert here.cases() == []


def test_a_name_the_follower_spells_its_own_way_is_left_alone(here: Town) -> None:
    """Written differently from the start: no case, nothing sent, whatever else the registry changes."""
    here.pull(SOURCE, person(SITI))
    here.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="ST. AMINAH"))
    here.compare()
    here.pull(SOURCE, person(SITI, nama_lengkap="SITTI AMINAH"))
    here.compare()
    assert (here.cases(), here.effects()) == ([], [])


def test_chunks_do_not_change_the_result(here: Town) -> None:
    """Small chunks find what one chunk finds."""
    here.pull(SOURCE, *(person(nik) for nik in (SITI, BUDI, WATI)))
    here.pull(COPY, *(applicant(f"P-{nik}", nik, alamat="JL. BARU 2") for nik in (SITI, BUDI, WATI)))
    here.compare(chunk=1)
    assert [field for field, _, _ in here.cases()] == ["alamat"] * 3
    assert here.rows("select * from simpul.dirty") == []
    assert here.city.policy.undo_window == timedelta(0)
