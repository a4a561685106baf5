"""Service clocks: the rules' own clock, medians by hand over a holiday, and counts that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, text

from simpul.testing.mirrors import empty
from simpul.testing.town import APPLICATIONS, Town
from simpul.views import reports
from simpul.views.reports import HIDDEN, Asked, Report, stored

STAGES = "apsp.tahapan"
#: Handed over in March 2026: (from, to); Nyepi and Lebaran lie between the 17th and the 27th.
TOOK = (
    ("2026-03-02", "2026-03-03"),  # one working day
    ("2026-03-02", "2026-03-03"),  # one
    ("2026-03-02", "2026-03-04"),  # two
    ("2026-03-17", "2026-03-27"),  # three: the holidays do not count
    ("2026-03-02", "2026-03-06"),  # four
    ("2026-03-02", "2026-03-13"),  # nine
)


@pytest.fixture
def here(engine: Engine) -> Town:
    """An empty town."""
    with engine.begin() as conn:
        empty(conn)
        conn.execute(text("truncate simpul.report_count, simpul.report_kept"))
    return Town(engine=engine)


def _application(number: int, starts: str, ends: str, **changes: Any) -> dict[str, Any]:
    usual = {
        "jenis_layanan": "KK_BARU", "tahap": "DISERAHKAN", "kode_kecamatan": "127101",
        "diajukan_pada": f"{starts}T03:00+00:00", "selesai_pada": f"{ends}T04:00+00:00",
    }  # fmt: skip
    return {"key": f"A-{number}", "nomor_permohonan": f"A-{number}", **usual, **changes}


def _planted(here: Town, took: Sequence[tuple[str, str]] = TOOK, **changes: Any) -> None:
    here.pull(APPLICATIONS, *(_application(place, *days, **changes) for place, days in enumerate(took)))


def _made(here: Town, name: str = "layanan", month: str = "2026-03", **limits: Any) -> Report:
    return reports.make(here.engine, name, Asked(city=here.city, period=reports.month_of(month), **limits))


def test_figures_by_hand(here: Town) -> None:
    """Six documents of 1, 1, 2, 3, 4 and 9 working days: half within 2, nine tenths within 9, four of six on time."""
    _planted(here)
    found = _made(here)
    assert [(row[0].id, *row[1:]) for row in found.rows] == [("KK baru", 6, 66.7, 2, 9)]  # type: ignore[union-attr]
    assert found.total is not None
    assert found.total[1:] == (6, 66.7, 2, 9)


def test_the_clock_is_the_rules_clock(here: Town) -> None:
    """What stood with the applicant or was handed in again counts as the cross-system rules count it."""
    _planted(here, TOOK[-1:] * 6)
    at = "2026-03-{:02}T03:00+00:00"
    stages = [("DIAJUKAN", 2), ("DIKEMBALIKAN", 3), ("DIPROSES", 9), ("DISERAHKAN", 13)]
    here.pull(
        STAGES,
        *(
            {"key": f"T-{number}", "id_tahapan": f"T-{number}", "nomor_permohonan": "A-0", "tahap": stage,
             "waktu": at.format(day)}
            for number, (stage, day) in enumerate(stages)
        ),
    )  # fmt: skip
    told = here.rows("select terpakai_hk from rule.jam_permohonan where nomor_permohonan = 'A-0'")
    stored.keep(here.engine, "layanan", reports.month_of("2026-03"))
    counted = here.rows("select days, counted from simpul.report_count order by days")
    assert [tuple(row.values()) for row in counted] == [(told[0]["terpakai_hk"], 1), (9, 5)]
    assert told[0]["terpakai_hk"] == 5


@pytest.mark.parametrize("changes", [{"tahap": "DITOLAK"}, {"selesai_pada": None}, {"diajukan_pada": None}])
def test_what_was_not_handed_over_is_no_document(here: Town, changes: dict[str, Any]) -> None:
    """Refused, not finished, or without a beginning."""
    _planted(here, **changes)
    assert _made(here).rows == ()


def test_a_month_is_days_of_medan(here: Town) -> None:
    """Half past eleven at night in Medan on the 31st belongs to March, half past midnight to April."""
    _planted(here, [("2026-03-02", "2026-03-31")] * 6, selesai_pada="2026-03-31T16:30+00:00")
    here.pull(
        APPLICATIONS,
        *(
            _application(number, "2026-03-02", "2026-03-31", selesai_pada="2026-03-31T17:30+00:00")
            for number in range(6, 13)
        ),
    )
    assert [_made(here, month=month).rows[0][1] for month in ("2026-03", "2026-04")] == [6, 7]


def test_a_kecamatan_of_few_documents_is_not_told(here: Town) -> None:
    """Under five documents neither count nor median stand there, nor what would give them away."""
    _planted(here)
    few = [_application(number, *TOOK[5], kode_kecamatan="127102") for number in (20, 21)]
    more = [_application(number, *TOOK[0], kode_kecamatan="127103") for number in range(30, 39)]
    here.pull(APPLICATIONS, *few, *more)
    found = _made(here, "layanan-kecamatan")
    assert [(row[0].id, row[1]) for row in found.rows] == [  # type: ignore[union-attr]
        ("Medan Kota", HIDDEN), ("Medan Sunggal", HIDDEN), ("Medan Helvetia", 9),
    ]  # fmt: skip
    assert set(found.rows[1][1:]) == {HIDDEN}
    assert found.total is not None
    assert found.total[1] == 17
    assert "<5" in found.notes[-1].id


def test_parts_of_kept_counts_are_exact(here: Town) -> None:
    """A kecamatan's median is that of its own documents, whatever the others took."""
    _planted(here)
    here.pull(
        APPLICATIONS, *(_application(number, *TOOK[5], kode_kecamatan="127102") for number in range(40, 46))
    )  # fmt: skip
    assert _made(here, kecamatan="127101").rows[0][1:] == (6, 66.7, 2, 9)
    assert _made(here, kecamatan="127102").rows[0][1:] == (6, 0.0, 9, 9)


def test_counts_are_made_once_and_anew_when_old(here: Town) -> None:
    """A second look costs nothing; after a day the month is counted again."""
    _planted(here)
    first = _made(here)
    here.pull(APPLICATIONS, _application(9, *TOOK[0]))
    assert _made(here).checksum == first.checksum
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.report_kept set made_at = made_at - interval '25 hours'"))
    assert _made(here).rows[0][1] == 7
