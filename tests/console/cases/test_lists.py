"""Groups, saved views, the baseline, own figures and long lists, as a browser without scripts gets them."""

from __future__ import annotations

import re

from sqlalchemy import event, text

from monitoring.console.texts import texts
from simpul.testing.town import COPY, SITI, SITI_COPY, Town, applicant
from tests.console.browser import Browser
from tests.console.cases.acts import act, decide, number
from tests.console.conftest import Served


def test_groups_say_how_many_since_when_and_how_large(here: Town, ani: Browser) -> None:
    """By cause, with the trend in words, the size in officer-days, the severity and the office."""
    page = ani.get("/ketidaksesuaian")
    assert page.status == 200
    assert {"Alamat", "Nama lengkap"} <= {label for label in ("Alamat", "Nama lengkap") if label in page.main}
    assert "bertambah" in page.main and "hari kerja petugas" in page.main and "Kantor kecamatan" in page.main
    (first, *_) = [link for link in page.links() if "/kelompok/" in link]
    group = ani.get(first)
    listed = [name for name in ("alamat", "nama_lengkap") if f"#{number(here, name)}" in group.main]
    assert group.status == 200 and len(listed) == 1
    assert any(link.endswith("/massal") for link in group.links())


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
