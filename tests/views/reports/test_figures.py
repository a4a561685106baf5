"""Each figure against facts planted by hand: what is counted, as of when, and what is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from simpul.core import clock
from simpul.core.i18n import WIB, Words
from simpul.testing.mirrors import empty
from simpul.testing.town import Town
from simpul.views import reports
from simpul.views.reports import HIDDEN, Asked, Report, labels, leadership
from tests.operations.status.facts import Facts

MARCH = reports.month_of("2026-03")


@pytest.fixture
def here(own_engine: Engine) -> Town:
    """An empty town."""
    with own_engine.begin() as conn:
        empty(conn)
    return Town(engine=own_engine)


def _at(day: int, hour: int = 9, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=WIB)


def _made(here: Town, name: str, **limits: Any) -> Report:
    return reports.make(here.engine, name, Asked(city=here.city, period=MARCH, **limits))


def _told(report: Report) -> dict[str, tuple[object, ...]]:
    """First cell → the others."""
    return {row[0].id if isinstance(row[0], Words) else str(row[0]): row[1:] for row in report.lines}


def _case(here: Town, number: int, **values: Any) -> None:
    usual: dict[str, Any] = {
        "kind": "different", "subject_kind": "penduduk", "subject_key": str(number), "feed": "apsp.pemohon",
        "record_key": str(number), "authority_feed": "siak.penduduk", "owner": "DK", "opened_at": _at(10),
        "updated_at": _at(10), "kecamatan": "127101", **values,
    }  # fmt: skip
    names = ", ".join(usual)
    binds = ", ".join(f":{name}" for name in usual)
    Facts(here.engine).sql(f"insert into simpul.cases ({names}) values ({binds})", **usual)


def test_disagreements_as_the_month_ended(here: Town) -> None:
    """Open, overdue and aged as of the month's end; found, settled and reopened within it; no baseline."""
    _case(here, 1, due_at=_at(20))
    _case(here, 2, opened_at=_at(28), due_at=_at(5, month=4))
    _case(here, 3, opened_at=_at(1, month=1), closed_at=_at(15), state="closed")
    _case(here, 4, opened_at=_at(1, month=1), closed_at=_at(2, month=4), state="closed")
    _case(here, 5, opened_at=_at(1, month=2), updated_at=_at(12), reopened=1, state="reopened", owner="PT")
    _case(here, 6, observing=True)
    _case(here, 7, opened_at=_at(1, month=4))
    found = _told(_made(here, "ketidaksesuaian"))
    registry, counter, total = found.values()
    assert registry == (3, 1, 1, 1, 1, 0, 2, 1, 0)
    assert counter == (1, 0, 0, 0, 1, 0, 0, 0, 1)
    assert total == (4, 1, 1, 1, 2, 0, 2, 1, 1)


def test_disagreements_of_one_kecamatan_hide_small_counts(here: Town) -> None:
    """There one case could be one known family; city-wide it could not."""
    for number in range(7):
        _case(here, number, kecamatan="127102" if number < 2 else "127101")
    assert _told(_made(here, "ketidaksesuaian", kecamatan="127102"))["Jumlah"][0] is HIDDEN
    assert _told(_made(here, "ketidaksesuaian"))["Jumlah"][0] == 7


def test_blank_cards_and_days_left(here: Town) -> None:
    """The newest list of the month counts; days left are what is left by the average of seven lists."""
    rows = [
        {"key": f"S{day}", "tanggal": f"2026-03-{day:02}", "lokasi": "KECAMATAN MEDAN KOTA", "jenis": "KTP_EL",
         "terpakai": 20 if day > 13 else 100, "rusak": 1, "stok_akhir": 1000 - day}
        for day in range(1, 21)
    ]  # fmt: skip
    here.pull("loket.stok_blangko", *rows, {**rows[0], "key": "S-april", "tanggal": "2026-04-01", "stok_akhir": 5})
    (row,) = _made(here, "blangko").rows
    assert row[1:] == ("KTP_EL", _at(20).date(), 980, 20.0, 49.0, 13 * 100 + 7 * 20, 20)
    assert _made(here, "blangko", kecamatan="127102").rows == ()


def test_cards_wait_by_working_days(here: Town) -> None:
    """A card that was printed later waited then; holidays do not count; a kecamatan of few is not told."""
    rows = [
        {"key": f"A{number}", "nomor_antrean": f"A{number}", "nomor_berkas": f"BM-01-{number}", "status": "DICETAK",
         "masuk_pada": _at(17).isoformat(), "dicetak_pada": _at(10, month=4).isoformat()}
        for number in range(6)
    ]  # fmt: skip
    few = [{**row, "key": f"B{row['key']}", "nomor_berkas": "BM-02-1"} for row in rows[:2]]
    here.pull("loket.antrean_cetak", *rows, *few)
    found = _told(_made(here, "antrean-cetak"))
    # 18 and 19 are holidays, so are 20 to 24: five working days to the 31st.
    assert found["Medan Kota"] == (HIDDEN, 0, HIDDEN, 0, 0, HIDDEN, 0)
    assert found["Medan Sunggal"][0] is HIDDEN
    assert found["Jumlah"][0] == 8


def test_unanswered_complaints(here: Town) -> None:
    """Answered ones are out; secret ones are one row without an office; time runs from the disposition."""

    def complaint(number: int, **changes: Any) -> dict[str, Any]:
        return {
            "key": f"{number}", "id_pengaduan": f"{number}", "status": "Proses", "anonim": False, "rahasia": False,
            "instansi": "DINAS A", "dibuat_pada": _at(2).isoformat(), "disposisi_pada": _at(3).isoformat(), **changes,
        }  # fmt: skip

    late = [complaint(number) for number in range(6)]
    fresh = [complaint(number, disposisi_pada=_at(30).isoformat()) for number in range(10, 15)]
    secret = [complaint(number, rahasia=True, instansi=None) for number in range(20, 25)]
    done = [complaint(number, status="Selesai", diubah_pada=_at(20).isoformat()) for number in range(30, 33)]
    here.pull("sp4.pengaduan", *late, *fresh, *secret, *done)
    answer = {
        "key": "T1",
        "id_tindak_lanjut": "T1",
        "id_pengaduan": "0",
        "jenis": "tindak_lanjut",
        "instansi": "DINAS A",
    }
    ours = {**answer, "key": "T2", "id_tindak_lanjut": "T2", "id_pengaduan": "1", "instansi": "Simpul"}
    here.pull("sp4.tindak_lanjut", *({**one, "waktu": _at(5).isoformat()} for one in (answer, ours)))
    found = _told(_made(here, "pengaduan"))
    assert found["DINAS A"][:3] == (14, 10, 5)
    assert found["(rahasia atau anonim)"][:3] == (5, 5, 5)
    assert found["Jumlah"] == (19, 15, 10, None)


def test_control_totals_add_up_and_a_gap_shows(here: Town) -> None:
    """Days of Medan; what was read and is nowhere is the gap."""
    facts = Facts(here.engine)
    facts.allow_gaps()
    begins = MARCH.begins - timedelta(seconds=1)
    for at, read in ((MARCH.begins, 10), (_at(1, 23), 10), (begins, 99)):
        facts.sql(
            "insert into simpul.run (kind, target, state, started_at, read, applied, unchanged)"
            " values ('pull', 'siak.penduduk', 'done', :at, :read, 4, 5)", at=at, read=read,
        )  # fmt: skip
    (row,) = _made(here, "angka-kontrol").rows
    assert row == (_at(1).date(), "siak.penduduk", 2, 20, 8, 10, 0, 0, 0, 2)


def _runs(here: Town, *told: tuple[str, str, datetime]) -> None:
    for feed, state, at in told:
        Facts(here.engine).sql(
            "insert into simpul.run (kind, target, state, started_at, ended_at)"
            " values ('pull', :feed, :state, :at, :at)", feed=feed, state=state, at=at,
        )  # fmt: skip


def test_disruptions_by_cause(here: Town) -> None:
    """From the first bad run to the next good one, once per system, clipped to the month, with its first cause."""
    _runs(
        here,
        ("siak.penduduk", "done", _at(1, 8)), ("siak.penduduk", "failed", _at(1, 9)),
        ("siak.penduduk", "parked", _at(1, 10)), ("siak.penduduk", "done", _at(1, 12)),
        ("siak.keluarga", "failed", _at(1, 10)), ("siak.keluarga", "done", _at(1, 13)),
        ("sp4.pengaduan", "stopped", _at(27, 0, month=2)), ("sp4.pengaduan", "done", _at(1, 6)),
        ("apsp.pemohon", "failed", _at(31, 20)),
    )  # fmt: skip
    found = _made(here, "gangguan")
    assert [(row[0], row[2:5]) for row in found.rows] == [
        (here.city.systems["apsp"].title, (1, 4.0, 4.0)),
        (here.city.systems["siak"].title, (1, 4.0, 4.0)),
        (here.city.systems["sp4"].title, (1, 6.0, 6.0)),
    ]
    assert [row[5].id for row in found.rows] == ["Ya", "Tidak", "Tidak"]  # type: ignore[union-attr]


def test_letters_by_office(here: Town) -> None:
    """A letter answered later waited at the month's end."""
    _case(here, 1)
    Facts(here.engine).sql(
        "insert into simpul.correction (case_id, office, made_by, made_at, sent_at, answered_at, state)"
        " select id, 'DK', 'rina', :made, :sent, :said, 'done' from simpul.cases",
        made=_at(2), sent=_at(11), said=_at(4, month=4),
    )  # fmt: skip
    (row,) = _made(here, "surat-perbaikan").rows
    assert row[1:] == (1, 0, 1, 0, 0, 0, 20)


def test_the_summary_stands_beside_its_baseline(here: Town) -> None:
    """Each figure of both months is the one of that month's own report."""
    _case(here, 1)
    for number in (2, 3):
        _case(here, number, opened_at=_at(2, month=2), updated_at=_at(2, month=2))
    asked = leadership.compared(Asked(city=here.city, period=MARCH), reports.month_of("2026-02"))
    found = reports.make(here.engine, "ringkasan", asked)
    told = {row[0].id: row[2:4] for row in found.rows if isinstance(row[0], Words)}
    assert told["Ketidaksesuaian ditemukan"] == (1, 2)
    assert told["Dokumen diserahkan"] == (0, 0)
    assert ("Bulan pembanding", "Februari 2026") in [(label.id, value.id) for label, value in found.limits]


def test_the_summary_fits_one_page(here: Town) -> None:
    """Also when every section is full."""
    from simpul.views.reports.pdf import pdf_bytes

    begun = datetime(2026, 3, 2, 3, tzinfo=UTC)
    services = ("KTP_EL_BARU", "KTP_EL_GANTI", "KK_BARU", "KK_UBAH", "AKTA_LAHIR", "AKTA_KEMATIAN", "PINDAH_KELUAR")
    applications = [
        {"key": f"{service}{number}", "nomor_permohonan": f"{service}{number}", "jenis_layanan": service,
         "tahap": "DISERAHKAN", "diajukan_pada": begun.isoformat(),
         "selesai_pada": (begun + timedelta(days=2)).isoformat()}
        for service in services for number in range(6)
    ]  # fmt: skip
    here.pull("apsp.permohonan", *applications)
    complaints = [
        {"key": f"{office}-{number}", "id_pengaduan": f"{office}-{number}", "status": "Proses", "anonim": False,
         "rahasia": False, "instansi": f"DINAS PEKERJAAN UMUM DAN PENATAAN RUANG {office}",
         "dibuat_pada": _at(2).isoformat()}
        for office in range(12) for number in range(6)
    ]  # fmt: skip
    here.pull("sp4.pengaduan", *complaints)
    asked = leadership.compared(Asked(city=here.city, period=MARCH), reports.month_of("2026-02"))
    report = reports.make(here.engine, "ringkasan", asked)
    drawn = pdf_bytes(report, "id", compress=False)
    assert drawn.count(b"/Type /Page\n") == 1


def test_the_summary_leaves_no_service_out(here: Town) -> None:
    """Every service and office stands in the summary, the worst first, in table and documents alike."""
    from simpul.views.reports.documents import csv_bytes

    begun = datetime(2026, 3, 2, 3, tzinfo=UTC)
    services = set(labels.listed("jenis_layanan"))
    here.pull("apsp.permohonan", *(
        {"key": f"{service}{number}", "nomor_permohonan": f"{service}{number}", "jenis_layanan": service,
         "tahap": "DISERAHKAN", "diajukan_pada": begun.isoformat(),
         "selesai_pada": (begun + timedelta(days=1 + place)).isoformat()}
        for place, service in enumerate(sorted(services)) for number in range(9 + len(services) - place)
    ))  # fmt: skip
    offices = [f"DINAS {letter}" for letter in "ABCDEFGHIJ"]
    here.pull("sp4.pengaduan", *(
        {"key": f"{office}-{number}", "id_pengaduan": f"{office}-{number}", "status": "Proses", "anonim": False,
         "rahasia": False, "instansi": office, "dibuat_pada": _at(2).isoformat()}
        for place, office in enumerate(offices) for number in range(6 + place)
    ))  # fmt: skip
    asked = leadership.compared(Asked(city=here.city, period=MARCH), None)
    found = reports.make(here.engine, "ringkasan", asked)
    medians = [row[2] for row in found.rows if row[0] == leadership.SECTIONS["median"].title]
    assert len(medians) == len(services) > 7 and medians == sorted(medians, reverse=True)
    waiting = [row[1].id for row in found.rows if row[0] == leadership.SECTIONS["unanswered"].title]
    assert waiting[1:] == list(reversed(offices))
    written = csv_bytes(found, "id").decode("utf-8-sig")
    assert all(office in written for office in offices)


def test_months_known_begin_with_the_first_run(here: Town) -> None:
    """A month counts as full when the hub ran from its first day."""
    now = reports.month_at(clock.now())
    with here.engine.begin() as conn:
        conn.execute(
            text("insert into simpul.run (kind, target, started_at) values ('pull', 'x', :at)"),
            {"at": now.moved(-2).begins + timedelta(days=3)},
        )
        assert reports.months_known(conn) == (now, now.moved(-1), now.moved(-2))
        assert reports.full_months(conn) == (now.moved(-1),)
