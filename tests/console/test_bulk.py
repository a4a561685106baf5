"""Deciding a whole group from a browser without scripts: form, preview, approval, job, undo of all of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, text

from simpul.cases import bulk
from simpul.operations import use_cases
from simpul.testing.town import COPY, SOURCE, Town, applicant, person, town
from tests.console.browser import Browser, Page
from tests.console.conftest import Served

Serve = Callable[..., Served]
FEW, MANY = 30, 60
REASON = "sesuai kartu keluarga"


def _nik(place: int) -> str:
    return f"127109010190{9001 + place}"


def disagreeing(engine: Engine, count: int) -> Town:
    """``count`` applicants whose address at the one-door service was changed, all for one cause."""
    here = Town.settled(engine, city=town(window=timedelta(hours=1)))
    people = [_nik(place) for place in range(count)]
    usual = {"alamat": "JL. SATU 1", "tempat_lahir": "MEDAN"}
    here.pull(SOURCE, *(person(nik, **usual) for nik in people))
    here.pull(COPY, *(applicant(f"P-{nik}", nik, **usual) for nik in people))
    here.compare()
    here.pull(COPY, *(applicant(f"P-{nik}", nik, **{**usual, "alamat": "JL. DUA 2"}) for nik in people))
    here.compare()
    return here


@pytest.fixture
def few(own_engine: Engine) -> Town:
    """Thirty of one cause."""
    return disagreeing(own_engine, FEW)


@pytest.fixture
def many(own_engine: Engine) -> Town:
    """Sixty of one cause: more than one person may settle."""
    return disagreeing(own_engine, MANY)


def group(here: Town) -> str:
    (row,) = here.rows("select distinct cause from simpul.cases where closed_at is null")
    return f"/ketidaksesuaian/kelompok/{quote(row['cause'], safe='')}/massal"


def previewed(browser: Browser, here: Town, **fields: object) -> Page:
    """Fill in the form and look at the preview."""
    page = browser.get(group(here))
    assert page.status == 200, page.text
    return browser.send(page, page.tree.forms[-1].get("action"), **{"choice": "authority", "reason": REASON, **fields})


def number(page: Page) -> int:
    return int(page.path.rsplit("/", 1)[1])


def states(here: Town) -> dict[str, int]:
    return {row["state"]: row["n"] for row in here.rows("select state, count(*) as n from simpul.cases group by 1")}


def submitted(browser: Browser, page: Page) -> Page:
    return browser.send(page, f"/massal/{number(page)}/ajukan")


def test_a_preview_tells_what_will_happen_and_decides_nothing(few: Town, serve: Serve) -> None:
    """Counts by severity, office and kecamatan, twenty at random, five most unlike, four eyes or not, in words."""
    browser = serve(few.engine, few.city).sign_in("case_officer")
    page = previewed(browser, few)
    assert page.status == 200
    for told in ("30 ketidaksesuaian", "Dikirim ke", "1 jam", "Menurut tingkat", "Menurut kantor", "Menurut kecamatan"):
        assert told in page.main, told
    assert "Tidak perlu persetujuan orang lain" in page.main
    assert len(page.tree.xpath("//section[@aria-labelledby='acak']//tbody/tr")) == 20
    assert len(page.tree.xpath("//section[@aria-labelledby='beda']//tbody/tr")) == 5
    assert states(few) == {"new": FEW}
    assert not [nik for nik in map(_nik, range(FEW)) if nik in page.answer.text]


def test_bad_input_keeps_what_was_typed(few: Town, serve: Serve) -> None:
    """No reason, an unknown choice, numbers that are none: 422, a summary, and markup comes back as text."""
    browser = serve(few.engine, few.city).sign_in("case_officer")
    bad = previewed(browser, few, reason=" ", choice="other", leave_out="<b>7</b>")
    assert bad.status == 422 and "Isi dulu" in bad.main
    kept = previewed(browser, few, leave_out="<b>7</b>", reason="<i>x</i>")
    assert kept.status == 422 and not kept.tree.xpath("//main//i")
    assert previewed(browser, few, evidence_kind="ktp_el").status == 422
    assert previewed(browser, few, choice="apart").status == 422
    assert browser.get("/ketidaksesuaian/kelompok/tidak%20ada/massal").status == 404
    assert browser.get("/massal/999").status == 404


def test_nothing_to_leave_out_is_dropped(few: Town, serve: Serve) -> None:
    """More numbers than a form can take are refused: a number dropped in silence would be decided."""
    browser = serve(few.engine, few.city).sign_in("case_officer")
    many = previewed(browser, few, leave_out=" ".join(str(n) for n in range(1, 502)))
    assert many.status == 422 and "500" in many.main


def test_what_is_ticked_is_left_out(few: Town, serve: Serve) -> None:
    """A new preview without them, which lists them; nothing ticked is said so."""
    browser = serve(few.engine, few.city).sign_in("case_officer")
    page = previewed(browser, few)
    out = page.tree.xpath("//input[@name='out']/@value")[0]
    assert browser.send(page, f"/massal/{number(page)}/kecualikan").status == 422
    again = browser.send(page, f"/massal/{number(page)}/kecualikan", out=out)
    assert number(again) != number(page)
    assert (
        "29 ketidaksesuaian" in again.main and f"#{out}" in again.main and "Dikeluarkan dari daftar (1)" in again.main
    )
    assert bulk.look(few.engine, number(page)).job.state == "cancelled"


def test_a_job_waits_for_a_worker_and_says_since_when(few: Town, serve: Serve) -> None:
    """Without a worker it never pretends to run; with one every case is decided, and the page says so."""
    browser = serve(few.engine, few.city).sign_in("case_officer")
    page = submitted(browser, previewed(browser, few))
    job = number(page)
    assert "Menunggu pekerja sejak" in page.main
    assert page.tree.xpath("//*[@id='kemajuan']/@hx-get") == [f"/massal/{job}/kemajuan"]
    assert page.tree.xpath("//noscript/meta[@http-equiv='refresh']")
    use_cases.work(few.engine, few.city)
    part = browser.get(f"/massal/{job}/kemajuan")
    assert "Selesai" in part.text and "30" in part.text and not part.tree.xpath("//@hx-get")
    assert states(few) == {"decided": FEW}


def test_a_worker_that_never_came_is_asked_again(few: Town, serve: Serve) -> None:
    """A lapsed errand leaves a button, not a job that hangs for ever."""
    browser = serve(few.engine, few.city).sign_in("case_officer")
    page = submitted(browser, previewed(browser, few))
    job = number(page)
    with few.engine.begin() as conn:
        conn.execute(text("update simpul.errand set state = 'lapsed', ended_at = clock_timestamp()"))
    page = browser.get(f"/massal/{job}")
    assert "Belum ada pekerja" in page.main
    again = browser.send(page, f"/massal/{job}/minta")
    assert "Menunggu pekerja sejak" in again.main
    use_cases.work(few.engine, few.city)
    assert bulk.look(few.engine, job).job.state == "done"


def test_changed_cases_are_skipped_and_listed(few: Town, serve: Serve) -> None:
    """What changed after the preview is not decided; the page names it and why."""
    browser = serve(few.engine, few.city).sign_in("case_officer")
    page = previewed(browser, few)
    few.pull(COPY, applicant(f"P-{_nik(3)}", _nik(3), alamat="JL. TIGA 3", tempat_lahir="MEDAN"))
    few.compare()
    submitted(browser, page)
    use_cases.work(few.engine, few.city)
    ended = browser.get(f"/massal/{number(page)}")
    assert "Yang dilewati, dan mengapa (1)" in ended.main and "berubah" in ended.main


def test_many_need_another_person(many: Town, serve: Serve) -> None:
    """Its maker is not offered to approve and is refused when trying; another person lets it run."""
    console = serve(many.engine, many.city)
    rina = console.sign_in("case_officer", "approver", username="rina")
    page = submitted(rina, previewed(rina, many))
    job = number(page)
    assert "Menunggu persetujuan" in page.main
    assert f"/massal/{job}/setujui" not in [form.get("action") for form in page.tree.forms]
    assert rina.post(f"/massal/{job}/setujui").status == 422
    joni = console.sign_in("approver", username="joni")
    seen = joni.get("/persetujuan")
    assert f"/massal/{job}" in seen.links() and "60 ketidaksesuaian" in seen.main
    done = joni.send(joni.get(f"/massal/{job}"), f"/massal/{job}/setujui")
    assert "Disetujui" in done.main
    use_cases.work(many.engine, many.city)
    assert states(many) == {"decided": MANY}
    assert many.rows("select distinct approved_by from simpul.decision") == [{"approved_by": "joni"}]


def test_a_refusal_needs_its_reason(many: Town, serve: Serve) -> None:
    """Without one 422; with one the cases stay as they are and the page says who and why."""
    console = serve(many.engine, many.city)
    rina, joni = console.sign_in("case_officer"), console.sign_in("approver")
    job = number(submitted(rina, previewed(rina, many)))
    page = joni.get(f"/massal/{job}")
    assert joni.send(page, f"/massal/{job}/tolak", reason=" ").status == 422
    joni.send(page, f"/massal/{job}/tolak", reason="tiga di antaranya lain jalan")
    assert "tiga di antaranya" in rina.get(f"/massal/{job}").main
    assert states(many) == {"new": MANY}


def test_one_act_undoes_the_whole_job(few: Town, serve: Serve) -> None:
    """Everything not sent comes back; what was sent is listed with a way to compensate it."""
    browser = serve(few.engine, few.city).sign_in("case_officer")
    job = number(submitted(browser, previewed(browser, few)))
    use_cases.work(few.engine, few.city)
    with few.engine.begin() as conn:
        conn.execute(text("update simpul.effect set state = 'sent' where id = (select min(id) from simpul.effect)"))
    page = browser.send(browser.get(f"/massal/{job}"), f"/massal/{job}/batalkan")
    assert "29 keputusan dikembalikan, 1 tidak dapat" in page.main
    assert states(few) == {"new": FEW - 1, "decided": 1}
    (kept,) = bulk.kept(few.engine, job)
    assert f"/ketidaksesuaian/{kept.case_id}/kompensasi" in page.links()
    assert browser.post(f"/massal/{job}/batalkan").status == 422


def test_a_large_job_is_undone_by_a_worker(few: Town, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for in one act all the same; the page says that it is being taken back."""
    monkeypatch.setattr("monitoring.console.pages.bulk.AT_ONCE", 5)
    browser = serve(few.engine, few.city).sign_in("case_officer")
    job = number(submitted(browser, previewed(browser, few)))
    use_cases.work(few.engine, few.city)
    page = browser.send(browser.get(f"/massal/{job}"), f"/massal/{job}/batalkan")
    assert "Sedang dikembalikan" in page.main and "Menunggu pekerja sejak" in page.main
    use_cases.work(few.engine, few.city)
    assert states(few) == {"new": FEW}


def test_who_may_not_settle_decides_nothing(few: Town, serve: Serve) -> None:
    """A viewer sees the job without values; form and acts are closed to others."""
    console = serve(few.engine, few.city)
    officer, viewer = console.sign_in("case_officer"), console.sign_in("viewer")
    job = number(previewed(officer, few))
    seen = viewer.get(f"/massal/{job}")
    assert seen.status == 200 and "JL. DUA 2" not in seen.answer.text
    assert viewer.get(group(few)).status == 403
    for act in ("ajukan", "batalkan", "hentikan", "setujui", "tolak", "minta", "kecualikan"):
        assert viewer.post(f"/massal/{job}/{act}").status == 403, act


def test_who_sees_only_a_part_undoes_nothing(few: Town, serve: Serve) -> None:
    """A kecamatan that none of the cases belong to has no such page at all."""
    console = serve(few.engine, few.city)
    officer = console.sign_in("case_officer")
    job = number(submitted(officer, previewed(officer, few)))
    use_cases.work(few.engine, few.city)
    with few.engine.begin() as conn:
        conn.execute(text("update simpul.cases set kecamatan = '127109', owner = 'KC'"))
        conn.execute(text("update simpul.cases set kecamatan = '127101' where id = (select min(id) from simpul.cases)"))
    other = console.sign_in("case_officer", unit="KC-127101")
    assert "di luar wilayah" in other.post(f"/massal/{job}/batalkan").main
    assert states(few) == {"decided": FEW}


def test_an_officer_of_one_kecamatan_settles_a_group_of_theirs(few: Town, serve: Serve) -> None:
    """Row security lets the whole way through: preview, submit, errand, undo; other kecamatan are not in it."""
    with few.engine.begin() as conn:
        conn.execute(text("update simpul.cases set kecamatan = '127109', owner = 'KC'"))
        conn.execute(text("update simpul.cases set kecamatan = '127101' where id = (select min(id) from simpul.cases)"))
    browser = serve(few.engine, few.city).sign_in("case_officer", unit="KC-127109")
    job = number(submitted(browser, previewed(browser, few)))
    use_cases.work(few.engine, few.city)
    assert states(few) == {"decided": FEW - 1, "new": 1}
    assert "29 keputusan dikembalikan" in browser.send(browser.get(f"/massal/{job}"), f"/massal/{job}/batalkan").main


@pytest.mark.parametrize("act", ["minta", "ajukan", "hentikan", "batalkan", "kecualikan"])
def test_an_officer_of_elsewhere_acts_on_no_job_they_cannot_see(few: Town, serve: Serve, act: str) -> None:
    """To another kecamatan's officer the job is not there: no act on it, and no worker is asked for."""
    here = serve(few.engine, few.city)
    previewed(here.sign_in("case_officer"), few, choice="authority", reason=REASON)
    stranger = here.sign_in("case_officer", unit="KC-127101")
    (job,) = few.rows("select id from simpul.job")
    assert stranger.get(f"/massal/{job['id']}").status == 404
    assert stranger.post(f"/massal/{job['id']}/{act}").status in (404, 422)
    assert few.rows("select id from simpul.errand") == []
    assert [row["state"] for row in few.rows("select state from simpul.job")] == ["preview"]
