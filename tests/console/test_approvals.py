"""What waits for a second person: one list, each on a page that says what will happen, settled by somebody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text

from simpul.cases import approvals, cases, revert, unlink
from simpul.cases.cases import Evidence
from simpul.cases.decide import today
from simpul.delivery import data_balikan
from simpul.matching import review
from simpul.testing.town import (
    APPLICATIONS,
    BUDI,
    COMPLAINTS,
    COPY,
    SITI,
    SITI_COPY,
    SOURCE,
    Town,
    applicant,
    person,
    town,
)  # fmt: skip
from tests.console.browser import Browser, Page
from tests.console.conftest import Served

PAPER = Evidence(kind="kartu_keluarga", number="12/KK/2026", date=date(2026, 1, 5))


@pytest.fixture
def here(own_engine: Engine) -> Town:
    """Siti's name at the one-door service was changed: a case only two persons settle."""
    made = Town.settled(own_engine, city=town(window=timedelta(minutes=10)))
    made.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="SITI AMINA"))
    made.compare()
    return made


def proposed(here: Town, actor: str = "rina") -> int:
    """A proposal about the name; the case's number."""
    (line,) = cases.listing(here.engine)
    cases.decide(here.engine, here.city, line.id, choice="authority", reason="sesuai KK", actor=actor, evidence=PAPER)
    return line.id


def planned(here: Town, actor: str = "rina") -> int:
    """A plan to take the last run of the registry back."""
    run = here.pull(SOURCE, person(SITI, alamat="JL. KELIRU 9"), person(BUDI))
    return revert.plan(here.engine, here.city, str(run), actor=actor, reason="berkas keliru").plan_id


def linked(here: Town) -> int:
    """A complaint that quotes Siti's application."""
    here.pull(APPLICATIONS, {"key": "A-1", "nomor_permohonan": "A-1", "nik": SITI, "id_pemohon": SITI_COPY})
    here.pull(
        COMPLAINTS,
        {
            "key": "771", "nomor_tiket": "771", "judul": "KTP", "isi": "Permohonan A-1 belum selesai", "rahasia": False,
            "anonim": False, "nama_pelapor": "SITI AMINAH",
        },
    )  # fmt: skip
    with here.engine.begin() as conn:
        return int(
            conn.execute(
                text(
                    "insert into simpul.match (left_feed, left_key, right_feed, right_key, how, score, state)"
                    " values ('sp4.pengaduan', '771', 'apsp.permohonan', 'A-1', 'number', 1, 'sure') returning id"
                )
            ).scalar_one()
        )


def page_of(browser: Browser, heading: str) -> list[str]:
    """Links of one part of the list."""
    tree = browser.get("/persetujuan").tree
    return [str(one) for one in tree.xpath(f"//section[@aria-labelledby='{heading}']//tbody//a/@href")]


def send(browser: Browser, path: str, act: str, **fields: object) -> Page:
    return browser.send(browser.get(path), f"{path}/{act}", **fields)


def test_one_list_holds_everything_that_waits(here: Town, served: Served) -> None:
    """Decisions, reverts, unlinkings, data balikan and quarantine, the oldest first, each with where it is settled."""
    case = proposed(here)
    plan = planned(here)
    link = linked(here)
    unlink.propose(here.engine, link, actor="rina", reason="bukan orangnya")
    data_balikan.open_month(here.engine, here.city, "2026-09", actor="rina")
    data_balikan.freeze(here.engine, here.city, "2026-09", actor="rina")
    joni = served.sign_in("approver", username="joni")
    assert page_of(joni, "anda") == [
        f"/ketidaksesuaian/{case}",
        f"/persetujuan/pengembalian/{plan}",
        f"/persetujuan/tautan/{link}",
        "/laporan/balikan/2026-09",
    ]
    for path in page_of(joni, "anda"):
        assert joni.get(path).status == 200, path
    shown = joni.get("/persetujuan").main
    assert "lalu ke" in shown and "rina" in shown
    rina = served.sign_in("approver", username="rina")
    assert page_of(rina, "anda") == [] and len(page_of(rina, "usul")) == 4


def test_a_viewer_is_told_that_approving_is_not_theirs(here: Town, served: Served) -> None:
    """The list is there, without anything to press."""
    proposed(here)
    viewer = served.sign_in("viewer")
    page = viewer.get("/persetujuan")
    assert "tidak memuat hak menyetujui" in page.main and page_of(viewer, "lain")


def test_what_waited_too_long_says_so(here: Town, served: Served) -> None:
    """Past its limit, and the office it went to."""
    proposed(here)
    with here.engine.begin() as conn:
        conn.execute(
            text(
                "update simpul.decision set decided_at = decided_at - interval '9 days',"
                " escalated_at = clock_timestamp(), escalated_to = 'WD'"
            )
        )
    page = served.sign_in("approver").get("/persetujuan")
    assert "lewat batas" in page.main and "sudah diteruskan ke Walidata" in page.main and "9 hari" in page.main


def test_a_revert_is_shown_and_done_by_another(here: Town, served: Served) -> None:
    """Counts in words; its maker is refused in words, the second person carries it out."""
    plan = planned(here)
    path = f"/persetujuan/pengembalian/{plan}"
    rina, joni = served.sign_in("approver", username="rina"), served.sign_in("approver", username="joni")
    page = joni.get(path)
    assert "1 baris mendapat nilainya yang dulu" in page.main and "berkas keliru" in page.main
    refused = rina.post(f"{path}/setujui")
    assert refused.status == 422 and "orang lain" in refused.main
    assert "dikembalikan" in send(joni, path, "setujui").main
    assert revert.show(here.engine, plan).state == "done"
    assert joni.get("/persetujuan/pengembalian/999").status == 404


def test_a_revert_is_refused_with_a_reason_or_withdrawn(here: Town, served: Served) -> None:
    """A refusal without reason keeps the page; only its maker withdraws."""
    path = f"/persetujuan/pengembalian/{planned(here)}"
    rina, joni = served.sign_in("operator", username="rina"), served.sign_in("approver", username="joni")
    assert send(joni, path, "tolak", reason=" ").status == 422
    assert joni.post(f"{path}/tarik").status == 404
    assert "ditarik" in send(rina, path, "tarik").main
    assert "Rencana" in joni.post(f"{path}/tolak", reason="x").main


def test_unlinking_shows_its_consequences_first(here: Town, served: Served) -> None:
    """What rests on it and whether somebody may have read somebody else's data, before any button; two persons."""
    path = f"/persetujuan/tautan/{linked(here)}"
    ani, joni = served.sign_in("case_officer", "approver", username="ani"), served.sign_in("approver", username="joni")
    page = ani.get(path)
    assert page.answer.text.index("Akibatnya") < page.answer.text.index("Usulkan melepas")
    assert SITI not in page.answer.text and "SITI AMINAH" in page.main
    assert "S••• A•••••" in served.sign_in("viewer").get(path).main
    assert send(ani, path, "usulkan", reason="").status == 422
    assert "Menunggu persetujuan" in send(ani, path, "usulkan", reason="pelapor orang lain").main
    refused = ani.post(f"{path}/setujui")
    assert refused.status == 422 and "orang lain" in refused.main
    assert "Dilepas" in send(joni, path, "setujui").main
    assert joni.get("/persetujuan/tautan/999").status == 404


def test_an_unlinking_is_refused_or_withdrawn(here: Town, served: Served) -> None:
    """The link stays either way; a viewer can do neither."""
    link = linked(here)
    path = f"/persetujuan/tautan/{link}"
    ani, joni = served.sign_in("case_officer", username="ani"), served.sign_in("approver", username="joni")
    for browser in (joni, ani):
        send(ani, path, "usulkan", reason="pelapor orang lain")
        assert served.sign_in("viewer").post(f"{path}/tolak", reason="x").status == 404
        assert "Tautan tetap" in send(browser, path, "tolak", reason="nomornya benar").main
    assert [one.state for one in review.listing(here.engine)] == ["sure"]


def test_stand_ins_are_dated_and_ones_own(here: Town, served: Served) -> None:
    """Anybody arranges their own absence, an approver anybody's; who does not exist, or days that passed: 422."""
    ani = served.sign_in("case_officer", username="ani")
    served.sign_in("case_officer", username="budi")
    day, later = today().isoformat(), (today() + timedelta(days=5)).isoformat()
    asked = {"absent": "ani", "stand_in": "budi", "starts": day, "ends": later, "reason": "cuti"}
    path = "/persetujuan/penggantian"
    for wrong, told in (
        ({"absent": "budi", "stand_in": "ani"}, "diri sendiri"), ({"stand_in": "entah"}, "Tidak ada petugas"),
        ({"stand_in": "ani"}, "dua orang"), ({"ends": "2020-01-01"}, "belum lewat"),
        ({"starts": "besok"}, "tahun-bulan"),
    ):  # fmt: skip
        page = ani.send(ani.get(path), path, **{**asked, **wrong})
        assert page.status == 422 and told in page.main, told
    assert "disimpan" in ani.send(ani.get(path), path, **asked).main
    (made,) = cases.delegations(here.engine)
    assert (made.actor, made.stand_in) == ("ani", "budi")
    assert served.sign_in("viewer").post(f"{path}/{made.id}/akhiri").status == 404
    assert "diakhiri" in ani.send(ani.get(path), f"{path}/{made.id}/akhiri").main


def test_who_stands_in_for_the_proposer_reads_why_not(here: Town, served: Served) -> None:
    """The list says that a third person must approve."""
    proposed(here, actor="ani")
    served.sign_in("case_officer", username="ani")
    budi = served.sign_in("approver", username="budi")
    now = today()
    cases.delegate(here.engine, absent="ani", stand_in="budi", starts=now, ends=now, reason="cuti", actor="kepala")
    assert page_of(budi, "anda") == [] and "Minta orang ketiga" in budi.get("/persetujuan").main


def test_an_approver_of_one_kecamatan_sees_no_other(here: Town, served: Served) -> None:
    """Row security holds for the list too."""
    case = proposed(here)
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.cases set owner = 'KC', kecamatan = '127109'"))
    ours, other = (served.sign_in("approver", unit=unit) for unit in ("KC-127109", "KC-127101"))
    assert page_of(ours, "anda") == [f"/ketidaksesuaian/{case}"]
    assert page_of(other, "anda") == []


def test_the_list_is_bounded(here: Town) -> None:
    """However much waits, a page holds what it can show."""
    with here.engine.begin() as conn:
        conn.execute(
            text(
                "insert into simpul.revert (target, reason, actor, counts) select 'f' || g, 'x', 'rina',"
                ' \'{"restored": 1, "removed": 0}\' from generate_series(1, 300) as g'
            )
        )
    found = approvals.waiting(here.engine, here.city, actor="joni", limit=50)
    assert len(found) == 50 and found[0].title.id == "f1, 1 baris"
