"""Ketidaksesuaian as a browser without scripts gets it: groups, one case, deciding, two persons, going back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from monitoring.texts import texts
from simpul import cases
from simpul.cases.deciding import today
from simpul.testing.town import BUDI, COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person, town
from tests.console.browser import Browser, Page
from tests.console.conftest import Served

Serve = Callable[..., Served]
PAPER = {"evidence_kind": "kartu_keluarga", "evidence_number": "12/KK/2026", "evidence_date": "2026-01-05"}
LONG = '<script>alert(1)</script>=HYPERLINK("x")&' + "A" * 470


@pytest.fixture
def here(own_engine: Engine) -> Town:
    """Siti's address and name at the one-door service were changed by somebody: two live cases."""
    made = Town.settled(own_engine, city=town(window=timedelta(minutes=10)))
    made.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2", nama_lengkap="SITI AMINA"))
    made.compare()
    return made


@pytest.fixture
def served(here: Town, serve: Serve) -> Served:
    """The console over that town."""
    return serve(here.engine, here.city)


@pytest.fixture
def ani(served: Served) -> Browser:
    """A case officer of the whole city."""
    return served.sign_in("case_officer", username="ani")


def number(here: Town, field: str = "alamat") -> int:
    """The case about a field."""
    return next(line.id for line in cases.listing(here.engine, field=field))


def act(browser: Browser, case: int, form: str, **fields: object) -> Page:
    """Fill in a form of the case's page and send it, as it stands."""
    page = browser.get(f"/ketidaksesuaian/{case}")
    action = next(one.get("action") for one in page.tree.forms if f"/{case}/{form}" in str(one.get("action")))
    return browser.send(page, str(action), **fields)


def decide(browser: Browser, case: int, **fields: object) -> Page:
    return act(browser, case, "putuskan", **{"choice": "authority", "standard": "q", "go": "stay", **fields})


def sneak(browser: Browser, path: str, **fields: object) -> Page:
    """Send a form no page offers, with a genuine token."""
    token = browser.get("/ketidaksesuaian").tree.xpath("//input[@name='csrf']/@value")[0]
    return Page(browser.session.post(browser.address + path, data={"csrf": token, **fields}, timeout=60))


def actions(page: Page) -> str:
    return " ".join(str(form.get("action")) for form in page.tree.forms)


def test_groups_say_how_many_since_when_and_how_large(here: Town, ani: Browser) -> None:
    """By cause, with the trend in words, the size in officer-days, the severity and the office."""
    page = ani.get("/ketidaksesuaian")
    assert page.status == 200
    assert {"Alamat", "Nama lengkap"} <= {label for label in ("Alamat", "Nama lengkap") if label in page.main}
    assert "bertambah" in page.main and "hari kerja petugas" in page.main and "Kantor kecamatan" in page.main
    (first, *_) = [link for link in page.links() if "/kelompok/" in link]
    group = ani.get(first)
    assert group.status == 200 and f"#{number(here)}" in group.main or f"#{number(here, 'nama_lengkap')}" in group.main
    assert any(link.endswith("/massal") for link in group.links())


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
        ({"value": "a\x00b", "choice": "other"}, "tidak dapat dibaca"),
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
    """Neither a number nobody has nor something that is no number."""
    assert ani.get("/ketidaksesuaian/999999").status == 404
    assert ani.get("/ketidaksesuaian/abc").status in (404, 422)
    assert ani.get("/ketidaksesuaian/kelompok/tidak%20ada").status == 404
    assert ani.get(f"/ketidaksesuaian/{10**30}").status == 404
    assert ani.get("/ketidaksesuaian/kelompok/%00").status == 404
    assert ani.get("/ketidaksesuaian?tampilan=sebab&sebab=%00").status == 200


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


def test_a_view_is_kept_without_personal_data(here: Town, ani: Browser, served: Served) -> None:
    """Under a name, for its owner alone; a number of a person in it is refused; it can be removed."""
    page = ani.get("/ketidaksesuaian?tampilan=semua&tingkat=low")
    saved = ani.send(page, "/ketidaksesuaian/tampilan", name="Ringan dulu")
    assert saved.path == "/ketidaksesuaian?tampilan=semua&tingkat=low"
    assert "/ketidaksesuaian?tampilan=semua&tingkat=low" in saved.links() and "Ringan dulu" in saved.main
    assert ani.send(page, "/ketidaksesuaian/tampilan", name=f"punya {SITI}").status == 422
    assert "Ringan dulu" not in served.sign_in("case_officer").get("/ketidaksesuaian").main
    (action,) = {str(form.get("action")) for form in saved.tree.forms if "/hapus" in str(form.get("action"))}
    assert "Ringan dulu" not in ani.send(saved, action).tree.xpath("string(//nav[contains(@aria-label, 'Tampilan')])")


def test_the_baseline_is_opened_on_purpose(here: Town, ani: Browser) -> None:
    """It has a tab of its own; opening one cause asks for a reason and makes its cases due."""
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.cases set observing = true, due_at = null"))
    assert not [link for link in ani.get("/ketidaksesuaian").links() if "/kelompok/" in link]
    links = [link for link in ani.get("/ketidaksesuaian?tampilan=tunggakan").links() if "/kelompok/" in link]
    assert len(links) == 2
    group = ani.get(links[0])
    assert ani.send(group, f"{links[0]}/buka", reason=" ").status == 422
    assert "1 ketidaksesuaian dibuka" in ani.send(group, f"{links[0]}/buka", reason="rapat Senin").main
    assert here.rows("select count(*) as n from simpul.cases where observing") == [{"n": 1}]


def test_own_figures_are_ones_own(here: Town, ani: Browser, served: Served) -> None:
    """What waits for me, the oldest, what I settled, what came back; nobody else's name or figures."""
    case = number(here)
    act(ani, case, "ambil")
    assert "Tugas saya1," in ani.get("/ketidaksesuaian").main
    decide(ani, case)
    main = ani.get("/ketidaksesuaian").main
    assert "Selesai bulan ini1, 1 diputuskan hari ini" in main and "0,0 %" in main
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. LAIN 9", nama_lengkap="SITI AMINA"))
    here.compare()
    assert "100,0 %" in ani.get("/ketidaksesuaian").main
    other = served.sign_in("case_officer", username="dewi").get("/ketidaksesuaian").main
    assert "Selesai bulan ini0," in other and "ani" not in re.findall(r"\b\w+\b", other)


def test_lists_go_on_by_pages(here: Town, ani: Browser) -> None:
    """Fifty a page, forward and back, each case once."""
    with here.engine.begin() as conn:
        conn.execute(
            text(
                "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, field, authority_feed,"
                " cause) select 'different', 'penduduk', 'x' || n, 'apsp.pemohon', 'P' || n, 'rt', 'siak.penduduk',"
                " 'banyak' from generate_series(1, 120) as n"
            )
        )
    seen: list[str] = []
    page = ani.get("/ketidaksesuaian/kelompok/banyak")
    while True:
        seen += page.tree.xpath("//a[@data-row]/@href")
        following = page.tree.xpath("//a[@rel='next']/@href")
        if not following:
            break
        page = ani.get(str(following[0]))
    assert (len(seen), len(set(seen))) == (120, 120)
    back = ani.get(str(page.tree.xpath("//a[@rel='prev']/@href")[0]))
    assert back.tree.xpath("//a[@data-row]/@href") == seen[50:100]


def asked(here: Town, browser: Browser, path: str) -> int:
    """Statements a page costs."""
    statements: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(here.engine, "before_cursor_execute", count)
    assert browser.get(path).status == 200
    event.remove(here.engine, "before_cursor_execute", count)
    return len(statements)


def test_a_page_asks_no_question_per_row(here: Town, ani: Browser) -> None:
    """A list of fifty and a list of two cost the same number of statements, and so do groups."""
    few = asked(here, ani, "/ketidaksesuaian?tampilan=semua")
    with here.engine.begin() as conn:
        conn.execute(
            text(
                "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, field, authority_feed,"
                " cause) select 'different', 'penduduk', 'x' || n, 'apsp.pemohon', 'P' || n, 'rt', 'siak.penduduk',"
                " 'sebab ' || (n % 9) from generate_series(1, 60) as n"
            )
        )
    assert asked(here, ani, "/ketidaksesuaian?tampilan=semua") == few < 40
    assert asked(here, ani, "/ketidaksesuaian") <= few + 5
    assert asked(here, ani, f"/ketidaksesuaian/{number(here)}") < 80


def test_english_is_complete(here: Town, ani: Browser) -> None:
    """``?bahasa=en`` leaves no Indonesian words of these pages."""
    texts_ = {key: said for key, said in texts().items() if key.startswith("cases.") and said.id != said.en}
    case = number(here)
    for path in ("/ketidaksesuaian?bahasa=en", f"/ketidaksesuaian/{case}?bahasa=en"):
        main = ani.get(path).main
        left = [key for key, said in texts_.items() if len(said.id) > 12 and said.id in main]
        assert left == [], path


def test_every_key_of_the_flow_is_on_the_page(here: Town, ani: Browser) -> None:
    """A choice, a reason and saving each cost one key; taking, snoozing, commenting, undoing have theirs."""
    page = ani.get(f"/ketidaksesuaian/{number(here)}")
    keys = page.tree.xpath("//main//@data-key")
    assert {"1", "2", "q", "w", "r", "t", "p", "a", "s", "c"} <= set(keys) and len(keys) == len(set(keys))
    after = decide(ani, number(here))
    assert "u" in after.tree.xpath("//main//@data-key")
