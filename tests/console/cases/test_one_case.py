"""One case as a browser without scripts gets it: deciding, two persons, going back, what it shows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from simpul.cases import cases
from simpul.cases.decide import today
from simpul.testing.town import BUDI, COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person, town
from tests.console.browser import Browser
from tests.console.cases.acts import act, actions, decide, number, sneak
from tests.console.conftest import Served

PAPER = {"evidence_kind": "kartu_keluarga", "evidence_number": "12/KK/2026", "evidence_date": "2026-01-05"}
LONG = '<script>alert(1)</script>=HYPERLINK("x")&' + "A" * 470


def test_a_case_is_decided_without_scripts(here: Town, ani: Browser) -> None:
    """Choice and standard reason are enough; what was said is what the engine keeps; the page says what follows."""
    case = number(here)
    page = decide(ani, case)
    assert page.status == 200 and "Diputuskan. Dikirim setelah masa pembatalan" in page.main
    (row,) = here.rows("select choice, reason, actor, value from simpul.decision")
    assert row == {"choice": "authority", "reason": "sesuai data SIAK", "actor": "ani", "value": "JL. SEI MATI 1"}


def test_saving_goes_on_to_the_next_of_the_list(here: Town, ani: Browser) -> None:
    """From a group to its next case that waits; after the last one, to the list."""
    here.pull(SOURCE, person(BUDI))
    here.pull(COPY, applicant("P-2", BUDI))
    here.compare()
    here.pull(COPY, applicant("P-2", BUDI, alamat="JL. LAIN 7"))
    here.compare()
    first, second = (line.id for line in cases.listing(here.engine, field="alamat"))
    cause = cases.listing(here.engine, field="alamat")[0].cause
    assert "1 dari 2" in ani.get(f"/ketidaksesuaian/{first}").main
    page = decide(ani, first, go="next")
    assert page.path.startswith(f"/ketidaksesuaian/{second}?") and f"#{first}: Diputuskan" in page.main
    page = decide(ani, second, go="next")
    assert page.path.startswith("/ketidaksesuaian/kelompok/") and cause.split()[0] in page.path


def test_two_people_settle_who_somebody_is(here: Town, served: Served, ani: Browser) -> None:
    """The proposer is offered no approval and refused if they ask; another sees difference and reason, and approves."""
    case = number(here, "nama_lengkap")
    page = decide(ani, case, **PAPER)
    assert "Diusulkan" in page.main and "/setujui" not in actions(page)
    both = served.sign_in("case_officer", "approver", username="budi")
    decide(both, number(here))
    ani_too = both.get(f"/ketidaksesuaian/{case}")
    assert "/setujui" in actions(ani_too)
    assert "SITI AMINA" in ani_too.main and "sesuai data SIAK" in ani_too.main and "12/KK/2026" in ani_too.main
    done = act(both, case, "setujui")
    assert done.status == 200
    assert here.rows("select approved_by from simpul.decision where field = 'nama_lengkap'") == [
        {"approved_by": "budi"}
    ]


def test_nobody_approves_their_own_proposal(here: Town, served: Served) -> None:
    """Even with both roles: no button, and the request itself is refused."""
    both = served.sign_in("case_officer", "approver", username="wati")
    case = number(here, "nama_lengkap")
    page = decide(both, case, **PAPER)
    assert "/setujui" not in actions(page) and "/tarik" in actions(page)
    (row,) = here.rows("select id from simpul.decision")
    refused = sneak(both, f"/ketidaksesuaian/{case}/setujui", decision_id=row["id"])
    assert refused.status == 422 and "Harus disetujui orang lain" in refused.main
    assert act(both, case, "tarik").status == 200
    assert here.rows("select state from simpul.cases where field = 'nama_lengkap'") == [{"state": "new"}]


def test_an_approver_may_refuse_with_a_reason(here: Town, served: Served, ani: Browser) -> None:
    """Without one the page comes back with what is missing; with one the case is open again."""
    case = number(here, "nama_lengkap")
    decide(ani, case, **PAPER)
    boss = served.sign_in("approver", username="rudi")
    assert "/putuskan" not in actions(boss.get(f"/ketidaksesuaian/{case}"))
    assert act(boss, case, "tolak", refusal=" ").status == 422
    assert act(boss, case, "tolak", refusal="dokumen belum cocok").status == 200
    assert "dokumen belum cocok" in ani.get(f"/ketidaksesuaian/{case}").main


def test_a_changed_case_keeps_what_was_typed(here: Town, ani: Browser) -> None:
    """422 with the reason, the fresh values and the fresh version; sent again it is taken."""
    case = number(here)
    page = ani.get(f"/ketidaksesuaian/{case}")
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. TERBARU 5", nama_lengkap="SITI AMINA"))
    here.compare()
    action = next(str(form.get("action")) for form in page.tree.forms if "/putuskan" in str(form.get("action")))
    again = ani.send(page, action, choice="authority", reason="warga membawa KK asli", go="stay")
    assert again.status == 422
    assert "Data berubah sejak ditampilkan" in again.main and "TERBARU" in again.main
    fields = again.form(action)
    assert (fields["reason"].strip(), fields["choice"]) == ("warga membawa KK asli", "authority")
    assert ani.send(again, action, go="stay").status == 200
    assert here.rows("select reason from simpul.decision") == [{"reason": "warga membawa KK asli"}]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"standard": "", "reason": " "}, "Alasan keputusan wajib diisi"),
        ({"choice": "nonsense"}, "Pilih salah satu"),
        ({"choice": "accept"}, "Sampai kapan perbedaan ini diterima"),
        ({"choice": "other", "value": ""}, "Tidak ada nilai untuk dipakai"),
        ({"choice": "apart"}, "perlu bukti"),
        ({"until": "kapan-kapan", "choice": "accept"}, "Tulis tanggal sebagai"),
        ({"version": "x"}, "angka"),
    ],
)
def test_what_cannot_be_decided_is_said_and_nothing_written(
    here: Town, ani: Browser, fields: dict[str, Any], said: str
) -> None:
    """422 with a summary; what was typed is still there."""
    page = decide(ani, number(here), **{"reason": "alasan saya", **fields})
    assert page.status == 422 and said in page.main
    assert here.rows("select id from simpul.decision") == []
    if fields.get("reason") != " ":
        assert "alasan saya" in page.main


def test_what_no_keyboard_sends_is_refused_at_the_door(here: Town, ani: Browser) -> None:
    """Before any page sees it: said in words, and nothing is written."""
    page = decide(ani, number(here), reason="alasan saya", choice="other", value="a\x00b")
    assert page.status == 400 and "tidak dapat dibaca" in page.main
    assert here.rows("select id from simpul.decision") == []


def test_a_decision_is_undone_while_nothing_left(here: Town, ani: Browser) -> None:
    """With the time that is left; afterwards it can be decided again."""
    case = number(here)
    page = decide(ani, case)
    assert re.search(r"Dapat dibatalkan sampai \d\d\.\d\d WIB \(tersisa", page.main)
    page = act(ani, case, "batalkan")
    assert page.status == 200 and "/putuskan" in actions(page)
    assert here.rows("select undone_by from simpul.decision") == [{"undone_by": "ani"}]


def test_what_was_sent_is_put_back_with_its_consequences_first(here: Town, served: Served) -> None:
    """The page says what would return; proposing it awaits another person."""
    quick = Town(engine=here.engine, city=town())
    case = number(here)
    cases.decide(here.engine, quick.city, case, choice="authority", reason="sesuai", actor="ani")
    quick.target.records[SITI_COPY] = {"alamat": "JL. BARU 2", "nama": "SITI AMINA"}
    quick.deliver()
    quick.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="SITI AMINA"))
    quick.compare()
    ani = served.sign_in("case_officer", username="ani")
    page = ani.get(f"/ketidaksesuaian/{case}")
    (link,) = [one for one in page.links() if "/kompensasi" in one]
    shown = ani.get(link)
    assert shown.status == 200 and "JL. BARU 2" in shown.main
    done = ani.send(shown, link, reason="ternyata keliru")
    assert done.status == 200 and "Diusulkan" in done.main


def test_a_case_is_put_off_taken_given_and_commented(here: Town, served: Served, ani: Browser) -> None:
    """Until a day or until more; to oneself or a colleague who may settle; a number in a comment is masked."""
    case = number(here)
    assert act(ani, case, "tunda").status == 422
    assert act(ani, case, "tunda", snooze_until=str(today()), more="2").status == 422
    assert act(ani, case, "tunda", snooze_until=str(today() + timedelta(days=3))).status == 200
    assert "Ditunda" in ani.get("/ketidaksesuaian?tampilan=ditunda").main
    assert act(ani, case, "bangunkan").status == 200
    assert act(ani, case, "ambil").status == 200
    served.sign_in("viewer", username="tamu")
    served.sign_in("case_officer", username="dewi")
    assert act(ani, case, "tugaskan", to="tamu").status == 422
    assert act(ani, case, "tugaskan", to="dewi").status == 200
    page = act(ani, case, "catat", body=f"sudah ditelepon, NIK {SITI}")
    assert page.status == 200 and "sudah ditelepon" in page.main and SITI not in page.answer.text
    assert here.rows("select assignee from simpul.cases where field = 'alamat'") == [{"assignee": "dewi"}]


def test_who_only_looks_reads_no_value_and_may_do_nothing(here: Town, served: Served) -> None:
    """A viewer sees that there is a case, not whose; every act is refused."""
    viewer = served.sign_in("viewer")
    case = number(here, "nama_lengkap")
    page = viewer.get(f"/ketidaksesuaian/{case}")
    assert page.status == 200 and "SITI" not in page.main and "MATI" not in page.main and "S•••" in page.main
    assert f"/{case}/" not in actions(page)
    for form in ("putuskan", "ambil", "tunda", "catat", "batalkan", "setujui", "tolak", "tarik", "kompensasi"):
        assert sneak(viewer, f"/ketidaksesuaian/{case}/{form}").status == 403, form
    assert "SITI" not in viewer.get("/ketidaksesuaian?tampilan=semua").main


def test_a_case_of_another_district_is_not_there(here: Town, served: Served) -> None:
    """404 to look and to act; nothing of it in the lists."""
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.cases set kecamatan = '127109', owner = 'KC', assignee = null"))
    case = number(here)
    near = served.sign_in("case_officer", unit="KC-127109")
    shown = near.get(f"/ketidaksesuaian/{case}")
    assert shown.status == 200 and f"#{case}" in near.get("/ketidaksesuaian?tampilan=semua").main
    far = served.sign_in("case_officer", unit="KC-127101")
    assert far.get(f"/ketidaksesuaian/{case}").status == 404
    assert sneak(far, f"/ketidaksesuaian/{case}/ambil").status == 404
    assert f"#{case}" not in far.get("/ketidaksesuaian?tampilan=semua").main
    assert far.get("/ketidaksesuaian").main.count("Alamat") == 0


def test_an_officer_of_a_district_settles_what_is_theirs(here: Town, served: Served) -> None:
    """Reads both sides and decides; the case goes on being theirs, undone again it waits for them."""
    home = {"kode_kelurahan": "1271091001", "nama_lengkap": "SITI AMINAH"}
    here.pull(SOURCE, person(SITI, **home))
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2", **home))
    here.compare()
    case = number(here)
    assert here.rows("select kecamatan, owner from simpul.cases where id = :id", id=case) == [
        {"kecamatan": "127109", "owner": "KC"}
    ]
    near = served.sign_in("case_officer", username="dina", unit="KC-127109")
    page = near.get(f"/ketidaksesuaian/{case}")
    assert "JL. SEI MATI 1" in page.main and "JL. BARU 2" in page.main
    assert decide(near, case).status == 200
    assert act(near, case, "batalkan").status == 200
    assert "/putuskan" in actions(near.get(f"/ketidaksesuaian/{case}"))


def test_no_case_is_404(ani: Browser, here: Town) -> None:
    """Neither a number nobody has nor something that is no number; what no keyboard sends is refused at the door."""
    assert ani.get("/ketidaksesuaian/999999").status == 404
    assert ani.get("/ketidaksesuaian/abc").status in (404, 422)
    assert ani.get("/ketidaksesuaian/kelompok/tidak%20ada").status == 404
    assert ani.get(f"/ketidaksesuaian/{10**30}").status == 404
    assert ani.get("/ketidaksesuaian/kelompok/%00").status == 400
    assert ani.get("/ketidaksesuaian?tampilan=sebab&sebab=%00").status == 400


def test_markup_is_shown_as_text_and_equal_fields_are_folded(here: Town, ani: Browser) -> None:
    """Whatever a system sends is text; what agrees lies inside a ``details``."""
    case = number(here)
    with here.engine.begin() as conn:
        conn.execute(
            text("update simpul.cases set follower_value = :value where id = :id"), {"value": LONG, "id": case}
        )
    page = ani.get(f"/ketidaksesuaian/{case}")
    assert "<script>alert" not in page.answer.text
    assert "<script>alert(1)</script>=HYPERLINK" in page.main.replace(" ", "")
    folded = page.tree.xpath("//details[.//table]")[0]
    assert "Tempat lahir" in folded.text_content() and "JL. SEI MATI" not in folded.text_content()
    assert page.tree.xpath("//table//ins | //table//del")


def test_a_case_says_where_each_value_was_read_and_why_it_is_one_person(here: Town, ani: Browser) -> None:
    """Page, row, run and mapping under both values; the same number, what else agrees, and a score."""
    page = ani.get(f"/ketidaksesuaian/{number(here)}")
    assert page.main.count("baris 1 · proses") >= 2
    assert (
        "NIK sama di kedua sistem" in page.main
        and "Tanggal lahir" not in page.main.split("Mengapa")[1].split("0 sampai 1")[0]
    )
    assert "Jenis kelamin: sama" in page.main and re.search(r"Mengapa dianggap orang yang sama > 0,99", page.main)
    assert f"#{number(here, 'nama_lengkap')} Nama lengkap" in page.main


def test_no_number_of_a_person_is_in_a_page_or_an_address(here: Town, served: Served, ani: Browser) -> None:
    """A case about the family card shows two masked numbers and how many digits differ."""
    here.pull(
        COPY, applicant(SITI_COPY, SITI, no_kk="1271010101010002", alamat="JL. BARU 2", nama_lengkap="SITI AMINA")
    )
    here.pull(SOURCE, person(SITI, no_kk="1271010101010001"))
    here.compare()
    paths = ["/ketidaksesuaian", "/ketidaksesuaian?tampilan=semua"]
    paths += [f"/ketidaksesuaian/{line.id}" for line in cases.listing(here.engine)]
    for path in paths:
        page = ani.get(path)
        assert page.status == 200 and not re.search(r"\b\d{16}\b", page.answer.text), path
    kk = ani.get(f"/ketidaksesuaian/{number(here, 'no_kk')}")
    assert "1 angka yang disamarkan berbeda" in kk.main


def test_every_key_of_the_flow_is_on_the_page(here: Town, ani: Browser) -> None:
    """A choice, a reason and saving each cost one key; taking, snoozing, commenting, undoing have theirs."""
    page = ani.get(f"/ketidaksesuaian/{number(here)}")
    keys = page.tree.xpath("//main//@data-key")
    assert {"1", "2", "q", "w", "r", "t", "e", "a", "s", "c"} <= set(keys) and len(keys) == len(set(keys))
    after = decide(ani, number(here))
    assert "u" in after.tree.xpath("//main//@data-key")
