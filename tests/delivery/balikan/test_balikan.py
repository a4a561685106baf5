"""The monthly data balikan as a guided run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from simpul.cases.cases import NotPossible
from simpul.delivery import data_balikan
from simpul.testing.town import APPLICATIONS, BUDI, SITI, WATI, Town

RINA, JONI = "rina", "joni"
MONTH = "2026-10"


@pytest.fixture
def here(engine: Engine) -> Town:
    """Siti is verified and her application ended in October; Budi was never verified, Wati's NIK did not match."""
    made = Town.settled(engine)
    made.pull(
        "dukcapil.verifikasi",
        {"key": SITI, "nik": SITI, "hasil_nik": "sesuai"},
        {"key": WATI, "nik": WATI, "hasil_nik": "tidak_sesuai"},
    )
    made.pull(APPLICATIONS, *(_application(f"A-{place}", nik) for place, nik in enumerate((SITI, BUDI, WATI))))
    return made


def _application(number: str, nik: str, **changes: Any) -> dict[str, Any]:
    usual = {
        "jenis_layanan": "KTP_EL_BARU", "tahap": "DISERAHKAN", "selesai_pada": datetime(2026, 10, 14, 3, tzinfo=UTC),
    }  # fmt: skip
    return {"key": number, "nomor_permohonan": number, "nik": nik, **usual, **changes}


def _frozen(here: Town, month: str = MONTH) -> data_balikan.Month:
    data_balikan.open_month(here.engine, here.city, month, actor=RINA)
    return data_balikan.freeze(here.engine, here.city, month, actor=RINA)


def test_the_checklist_says_what_is_missing(here: Town) -> None:
    """Ended applications that cannot be told are counted by their reason."""
    found = data_balikan.open_month(here.engine, here.city, MONTH, actor=RINA)
    assert (found.state, dict(found.missing)) == ("open", {"belum_diverifikasi": 1, "tidak_sesuai": 1})
    assert set(found.missing) <= set(data_balikan.MISSING)


def test_what_is_told_is_granted_and_receipted(here: Town) -> None:
    """Approved by another person it is sent, granted fields only, and its receipts are counted until it is done."""
    assert _frozen(here).rows == 1
    data_balikan.approve(here.engine, here.city, MONTH, actor=JONI)
    assert here.rows("select body from simpul.effect") == [
        {"body": {"NIK": SITI, "NOMOR_PERMOHONAN": "A-0", "JENIS_LAYANAN": "KTP_EL_BARU", "TAHAP": "DISERAHKAN"}}
    ]
    assert data_balikan.show(here.engine, MONTH).waiting == 1
    here.deliver("dukcapil")
    found = data_balikan.show(here.engine, MONTH)
    assert (found.state, found.accepted) == ("done", 1)


def test_a_frozen_report_no_longer_moves(here: Town) -> None:
    """What ends or is corrected after freezing waits for the next month, and nothing is told twice."""
    _frozen(here)
    here.pull(APPLICATIONS, _application("A-9", SITI))
    data_balikan.approve(here.engine, here.city, MONTH, actor=JONI)
    assert data_balikan.show(here.engine, MONTH).rows == 1
    with here.engine.connect() as conn:
        owed = data_balikan._ended(conn, here.city, MONTH)
    assert owed.filter(owed["why"] == "")["application_key"].to_list() == ["A-9"]


def test_the_maker_cannot_approve(here: Town) -> None:
    """Neither by the command nor by writing to the table, and unapproved nothing is sent."""
    _frozen(here)
    for same in (RINA, "Rina "):
        with pytest.raises(NotPossible, match="orang lain"):
            data_balikan.approve(here.engine, here.city, MONTH, actor=same)
    for statement in ("set state = 'approved'", "set state = 'approved', approved_by = made_by"):
        with pytest.raises(IntegrityError), here.engine.begin() as conn:
            conn.execute(text(f"update simpul.balikan {statement}"))
    assert here.effects() == []


def test_a_month_without_anything_is_a_nil_report(here: Town) -> None:
    """It is frozen and approved like any other and ends as nil."""
    assert _frozen(here, "2026-09").rows == 0
    assert data_balikan.approve(here.engine, here.city, "2026-09", actor=JONI).state == "nil"


@pytest.mark.parametrize(
    ("month", "answer"), [("2026-13", "bukan bulan"), ("oktober", "bukan bulan"), ("2999-01", "belum berakhir")]
)
def test_a_month_that_cannot_be_opened_is_said_so(here: Town, month: str, answer: str) -> None:
    """Not a month, or not over yet."""
    with pytest.raises(NotPossible, match=answer):
        data_balikan.open_month(here.engine, here.city, month, actor=RINA)


def test_steps_out_of_order_are_refused(here: Town) -> None:
    """Approving what is not frozen, freezing what was never opened, freezing twice."""
    with pytest.raises(NotPossible, match="belum dibuka"):
        data_balikan.freeze(here.engine, here.city, MONTH, actor=RINA)
    data_balikan.open_month(here.engine, here.city, MONTH, actor=RINA)
    with pytest.raises(NotPossible, match="tahap 'open'"):
        data_balikan.approve(here.engine, here.city, MONTH, actor=JONI)
    data_balikan.freeze(here.engine, here.city, MONTH, actor=RINA)
    with pytest.raises(NotPossible, match="tahap 'frozen'"):
        data_balikan.freeze(here.engine, here.city, MONTH, actor=RINA)
