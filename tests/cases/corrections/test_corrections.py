"""Where the authority is wrong its office is asked, by letter; nothing is written there."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from simpul.cases import corrections
from simpul.cases.cases import NotPossible, decide, undo
from simpul.testing.town import COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person

RINA = "rina"


@pytest.fixture
def here(engine: Engine) -> Town:
    """The one-door service has another address for Siti than the registry."""
    made = Town.settled(engine)
    made.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BENAR 5"))
    made.compare()
    return made


def _requested(here: Town) -> int:
    case = here.rows("select id from simpul.cases where closed_at is null")[0]["id"]
    decide(here.engine, here.city, case, choice="follower", reason="warga menunjukkan surat", actor=RINA)
    found = corrections.listing(here.engine)
    assert [(one.office, one.state) for one in found] == [("DK", "draft")]
    return found[0].id


def test_a_decision_against_the_authority_makes_one_request(here: Town) -> None:
    """Made in the decision's own transaction; undone, a letter that has not left is not needed any more."""
    number = _requested(here)
    case = here.rows("select case_id from simpul.correction where id = :id", id=number)[0]["case_id"]
    undo(here.engine, here.city, case, actor=RINA)
    assert corrections.listing(here.engine) == ()


def test_the_letter_names_record_values_and_evidence(here: Town, tmp_path: Path) -> None:
    """The office gets the full number and both values; the file is its owner's only and is never overwritten."""
    file = tmp_path / "surat.txt"
    number = _requested(here)
    corrections.letter(here.engine, here.city, number, file, actor=RINA)
    words = file.read_text("utf-8")
    assert all(part in words for part in (SITI, "JL. SEI MATI 1", "JL. BENAR 5", "halaman", "Dinas Kependudukan"))
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(NotPossible, match="sudah ada"):
        corrections.letter(here.engine, here.city, number, file, actor=RINA)


def test_its_status_follows_the_office(here: Town) -> None:
    """Sent under a number, received, done; the subject is compared again, and what a pull shows closes the case."""
    number = _requested(here)
    assert corrections.sent(here.engine, number, number="470/1/2026", actor=RINA).state == "sent"
    assert corrections.answered(here.engine, number, "received", words="", actor=RINA).state == "received"
    assert corrections.answered(here.engine, number, "done", words="selesai", actor=RINA).state == "done"
    here.compare()
    assert len(here.cases()) == 1
    here.pull(SOURCE, person(SITI, alamat="JL. BENAR 5"))
    here.compare()
    assert here.cases() == []


def test_steps_out_of_order_are_refused(here: Town) -> None:
    """No answer before the letter left, no letter without a number, no refusal without words, nothing after the end."""
    number = _requested(here)
    with pytest.raises(NotPossible, match="belum dikirim"):
        corrections.answered(here.engine, number, "done", words="", actor=RINA)
    with pytest.raises(NotPossible, match="Nomor surat"):
        corrections.sent(here.engine, number, number=" ", actor=RINA)
    corrections.sent(here.engine, number, number="470/1/2026", actor=RINA)
    with pytest.raises(NotPossible, match="Alasan penolakan"):
        corrections.answered(here.engine, number, "refused", words="", actor=RINA)
    corrections.answered(here.engine, number, "refused", words="data sudah benar", actor=RINA)
    with pytest.raises(NotPossible, match="Ditolak kantor"):
        corrections.answered(here.engine, number, "done", words="", actor=RINA)


def test_nothing_is_ever_sent_to_the_authority(here: Town) -> None:
    """A correction is a letter: no effect is made for the registry."""
    corrections.sent(here.engine, _requested(here), number="470/1/2026", actor=RINA)
    assert here.rows("select * from simpul.effect where system = 'siak'") == []


def test_an_unknown_request_is_said_so(here: Town) -> None:
    """A number that is not there."""
    with pytest.raises(NotPossible, match="tidak ada"):
        corrections.sent(here.engine, 999, number="1", actor=RINA)
