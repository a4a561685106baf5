"""Sinkronisasi as a browser without scripts gets it: the list, one feed, and everything that can be asked of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from monitoring.console.pages import sync
from simpul.config import settings
from simpul.core.errors import BrakeHeld
from simpul.links import pauses
from simpul.operations import use_cases
from simpul.operations.jobs import worker
from tests.console.browser import Browser, Page
from tests.console.conftest import Served
from tests.ingest.pull.conftest import Hub, Source, page, warga
from tests.operations.steering.conftest import does

Serve = Callable[..., Served]
FEED = "uji.warga"
HERE = f"/sinkron/{FEED}"
NIK = re.compile(r"(?<![\w-])\d{16}(?![\w-])")


@pytest.fixture
def hub(own_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The hub of the pull tests, over this test's database."""
    monkeypatch.setenv("SIMPUL_HOME", str(tmp_path))
    monkeypatch.setenv("SIMPUL_UJI_URL", "http://127.0.0.1:9")
    folder = Path(__file__).parents[1] / "ingest" / "pull" / "mappings"
    return Hub(engine=own_engine, city=settings.load([folder]))


@pytest.fixture
def served(hub: Hub, serve: Serve) -> Served:
    """The console over the hub."""
    return serve(hub.engine, hub.city)


@pytest.fixture
def operator(served: Served) -> Browser:
    """An operator."""
    return served.sign_in("operator", username="rina")


def _wait(hub: Hub, **outcome: Any) -> None:
    """A worker comes by."""
    worker.work(hub.engine, hub.city, do=lambda *_: does(**outcome))


def _held(hub: Hub) -> int:
    hub.pull("warga", page(*(warga(n) for n in range(1, 201))))
    with pytest.raises(BrakeHeld):
        hub.pull("warga", page(*(warga(n, day=2, alamat="JALAN BARU 17") for n in range(1, 201))))
    found: int = hub.rows("select id from simpul.brake")[0]
    return found


def test_every_feed_by_system(hub: Hub, operator: Browser) -> None:
    """The list says of each feed how it is, how old, its last run, and thirty days in words."""
    hub.pull("warga", page(warga(1)))
    found = operator.get("/sinkron")
    assert found.status == 200
    assert "Sistem uji" in found.main and "Menunggu proses pertama" in found.main
    row = next(one for one in found.tree.xpath("//tbody/tr") if FEED in one.text_content())
    assert "Sehat" in row.text_content() and "sehat, 1 proses" in row.text_content()
    assert len(row.xpath(".//ol[@class='strip']/li")) == 30


def test_one_feed(hub: Hub, operator: Browser) -> None:
    """One feed shows its stages, numbers, schedule in words, mapping and time line, with a link to each run."""
    hub.pull("warga", page(warga(1)))
    found = operator.get(HERE)
    for said in ("Ambil: selesai", "Bandingkan: menunggu", "setiap", "Catatan di hub", "Penarikan: selesai, 1 dibaca"):
        assert said in found.main, said
    assert "/sinkron/proses/1" in found.links()
    assert "/sinkron/pemetaan/1" in found.links()
    assert operator.get("/sinkron/uji.hantu").status == 404


def test_run_now(hub: Hub, operator: Browser) -> None:
    """Asked for, waited for, done: the page says each in turn and the worker's run is linked."""
    asked = operator.send(operator.get(HERE), f"{HERE}/jalankan")
    assert asked.path == "/sinkron/permintaan/1"
    assert "Menunggu pekerja" in asked.main and "Permintaan dicatat" in asked.main
    assert asked.tree.xpath("//section[@id='hasil']/@hx-trigger") == ["every 3s"]
    again = operator.send(operator.get(HERE), f"{HERE}/jalankan")
    assert (again.status, "sudah diminta oleh rina" in again.main) == (422, True)
    assert "Menunggu pekerja" in operator.get(HERE).main
    _wait(hub, read=7, applied=3)
    done = operator.get("/sinkron/permintaan/1")
    assert [one.text_content() for one in done.tree.xpath("//dl[@class='facts']//dd")] == ["7", "3"]
    assert not done.tree.xpath("//section[@id='hasil']/@hx-trigger")


def test_an_errand_is_cancelled(hub: Hub, operator: Browser) -> None:
    """What nobody has begun can be taken back; afterwards it cannot."""
    asked = operator.send(operator.get(HERE), f"{HERE}/jalankan")
    gone = operator.send(asked, "/sinkron/permintaan/1/batal")
    assert "Dibatalkan" in gone.main
    assert operator.post("/sinkron/permintaan/1/batal").status == 422


def test_a_dry_run(hub: Hub, operator: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a pull would do stands on the page, in counts and as a masked sample; nothing is stored."""
    hub.pull("warga", page(warga(1), warga(2)))
    rows = (warga(1, day=2, alamat="JALAN BARU 17"), warga(3), warga(4, lahir="x"))
    monkeypatch.setattr("simpul.links.adapters.adapter", lambda *_, **__: Source([page(*rows)]))
    operator.send(operator.get(HERE), f"{HERE}/uji-coba")
    use_cases.work(hub.engine, hub.city)
    found = operator.get("/sinkron/permintaan/1")
    for said in ("Tidak ada yang disimpan", "Tidak akan ditahan", "Baris baru", "alamat: 1", "JA••••••17"):
        assert said in found.main, said
    assert not NIK.search(found.answer.text)
    assert hub.rows("select count(*) from mirror.penduduk") == [2]


@pytest.mark.parametrize("target", [FEED, "uji"])
def test_pause_and_resume(hub: Hub, operator: Browser, target: str) -> None:
    """Paused until, by whom and why stands on the list and the feed; it can be resumed at once."""
    form = operator.get(f"/sinkron/jeda/{target}")
    said = operator.send(form, f"/sinkron/jeda/{target}", length="4", reason="server <b>dipindahkan</b>")
    assert "oleh rina, alasan: server <b>dipindahkan</b>" in said.main
    assert "Dijeda" in operator.get("/sinkron").main
    shown = operator.get(HERE)
    assert "oleh rina" in shown.main and f"{target} dijeda" in shown.main
    refused = operator.send(shown, f"{HERE}/jalankan")
    assert (refused.status, "sedang dijeda oleh rina" in refused.main) == (422, True)
    back = operator.send(shown, f"/sinkron/lanjut/{target}")
    assert "Dilanjutkan" in back.main
    with hub.engine.connect() as connection:
        assert pauses.active(connection) == {}
    assert "tidak sedang dijeda" in operator.post(f"/sinkron/lanjut/{target}").main


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        # No reason.
        ({"length": "1", "reason": " "}, "Isi dulu kolom ini."),
        # Another time, not given; and given wrongly; and gone by.
        ({"length": "lain", "reason": "ada kerja"}, "Isi dulu kolom ini."),
        ({"length": "lain", "until": "besok", "reason": "ada kerja"}, "Tulis tanggal"),
        ({"length": "lain", "until": "2020-01-01T07:00", "reason": "ada kerja"}, "waktu yang akan datang"),
        ({"length": "selamanya", "reason": "ada kerja"}, "Pilih salah satu."),
        ({"length": "1", "reason": "x" * 501}, "Terlalu panjang."),
    ],
)
def test_a_wrong_pause_keeps_what_was_typed(operator: Browser, typed: dict[str, str], said: str) -> None:
    """A form that cannot be taken comes back with what is wrong beside what was typed."""
    found = operator.post(f"/sinkron/jeda/{FEED}", **typed)
    assert (found.status, said in found.main) == (422, True)
    assert found.tree.xpath("//textarea[@name='reason']")[0].text_content().strip() == typed["reason"].strip()


def test_a_moment_is_medans(hub: Hub, operator: Browser) -> None:
    """A typed moment is meant in WIB."""
    tomorrow = hub.rows("select clock_timestamp()")[0] + timedelta(days=1)
    operator.post(f"/sinkron/jeda/{FEED}", length="lain", until=sync.local(tomorrow), reason="kerja malam")
    (until,) = hub.rows("select until from simpul.pause")
    assert until == tomorrow.replace(second=0, microsecond=0)


@pytest.mark.parametrize(("verdict", "state"), [("release", "released"), ("refuse", "refused")])
def test_a_held_run_is_decided(hub: Hub, operator: Browser, verdict: str, state: str) -> None:
    """Who decides sees a masked sample of what would change, gives a reason, and stands in the time line."""
    number = _held(hub)
    assert f"/sinkron/rem/{number}" in operator.get(HERE).links()
    found = operator.get(f"/sinkron/rem/{number}")
    assert "JA••••••17" in found.main and not NIK.search(found.answer.text)
    empty = operator.send(found, f"/sinkron/rem/{number}", reason="sudah ditanyakan")
    assert (empty.status, "sudah ditanyakan" in empty.main) == (422, True)
    operator.send(found, f"/sinkron/rem/{number}", verdict=verdict, reason="sudah ditanyakan")
    assert hub.rows("select state, settled_by from simpul.brake") == [(state, "rina")]
    late = operator.send(found, f"/sinkron/rem/{number}", verdict="release", reason="x")
    assert (late.status, "sudah diputuskan orang lain" in late.main) == (422, True)
    assert "rina" in operator.get(f"{HERE}?tab=approvals").main


def test_one_run(hub: Hub, operator: Browser) -> None:
    """A run shows totals that add up, its pages, what it set aside and what began it."""
    hub.pull("warga", page(warga(1), cursor="2"), page(warga(2, lahir="x"), number=2))
    found = operator.get("/sinkron/proses/1")
    for said in ("Semua baris yang dibaca ada tempatnya", "Halaman yang diterima (2)", "Mesin", "menunggu"):
        assert said in found.main, said
    assert operator.get("/sinkron/proses/99").status == 404


def test_a_failed_run_is_tried_again(hub: Hub, operator: Browser) -> None:
    """Beside the button stands what will be read again and why that does no harm."""
    with pytest.raises(ValueError, match="rusak"):
        hub.pull("warga", page(warga(1), cursor="2"), ValueError("rusak"))
    found = operator.get("/sinkron/proses/1")
    assert "tidak digandakan" in found.main
    asked = operator.send(found, "/sinkron/proses/1/coba-lagi")
    assert "Coba lagi" in asked.main
    assert hub.rows("select kind, options from simpul.errand") == [("retry", {"run": 1})]


def test_data_is_taken_back_by_two(hub: Hub, served: Served, operator: Browser) -> None:
    """One person sees what it would do and plans it; another one approves; the first cannot."""
    hub.pull("warga", page(warga(1, alamat="LAMA")))
    hub.pull("warga", page(warga(1, day=2, alamat="SALAH")))
    look = operator.get("/sinkron/kembalikan/baru?sasaran=2")
    assert "Baris kembali ke nilai lama" in look.main
    empty = operator.send(look, "/sinkron/kembalikan", reason=" ")
    assert empty.status == 422
    planned = operator.send(look, "/sinkron/kembalikan", reason="berkas salah")
    assert planned.path == "/sinkron/kembalikan/1"
    assert "Menunggu persetujuan orang lain" in planned.main
    assert operator.post("/sinkron/kembalikan/1/setujui").status == 403
    approver = served.sign_in("approver", username="budi")
    done = approver.send(approver.get("/sinkron/kembalikan/1"), "/sinkron/kembalikan/1/setujui")
    assert "Data dikembalikan" in done.main
    assert hub.rows("select alamat from mirror.penduduk") == ["LAMA"]
    assert approver.post("/sinkron/kembalikan/1/batal").status == 422
    assert "tidak ada data" in operator.get("/sinkron/kembalikan/baru?sasaran=99").main.lower()


def test_a_mapping_shows_what_changed(hub: Hub, operator: Browser) -> None:
    """The version a feed is read with, its text, and the lines that changed."""
    hub.pull("warga", page(warga(1)))
    body = hub.rows("select body from simpul.mapping_version")[0].replace("from: hp", "from: telepon")
    hub.run("insert into simpul.mapping_version (feed, revision, body) values (:f, 'abc', :b)", f=FEED, b=body)
    found = operator.get("/sinkron/pemetaan/2")
    assert [one.text_content().strip() for one in found.tree.xpath("//ins")] == ["+   no_hp: {from: telepon}"]
    assert operator.get("/sinkron/pemetaan/9").status == 404


def test_who_may_only_look_is_shown_no_button(hub: Hub, served: Served) -> None:
    """A viewer reads everything and can ask for nothing, by page or by hand."""
    number = _held(hub)
    viewer = served.sign_in("viewer")
    for path in ("/sinkron", HERE, "/sinkron/proses/1", f"/sinkron/rem/{number}"):
        found = viewer.get(path)
        assert found.status == 200
        assert {form.get("action") for form in found.tree.forms} <= {"/keluar"}, path
    for path in (f"{HERE}/jalankan", f"{HERE}/uji-coba", f"/sinkron/jeda/{FEED}", f"/sinkron/rem/{number}"):
        assert viewer.post(path, verdict="release", reason="x").status == 403
    assert hub.rows("select count(*) from simpul.errand") == [0]


def test_the_page_renews_itself_only_while_something_moves(hub: Hub, operator: Browser) -> None:
    """The part that is fetched every three seconds is the same as the page's, and stops asking when all is still."""
    operator.send(operator.get(HERE), f"{HERE}/jalankan")
    part = operator.get(f"{HERE}/langsung")
    assert part.tree.xpath("//section[@id='langsung']/@hx-trigger") == ["every 3s"]
    _wait(hub)
    assert not operator.get(f"{HERE}/langsung").tree.xpath("//@hx-trigger")


def test_pages_of_the_time_line(hub: Hub, operator: Browser) -> None:
    """Older events are a link away, and the address says where."""
    hub.run(
        "insert into simpul.run (kind, target, state) select 'pull', :f, 'done' from generate_series(1, 60)", f=FEED
    )
    first = operator.get(HERE)
    seen = _runs(first)
    older = first.tree.xpath("//nav[@class='pager']/a[@rel='next']/@href")
    second = operator.get(older[0].split("#")[0])
    assert (len(seen), len(_runs(second)), seen & _runs(second)) == (25, 25, set())
    assert operator.get(f"{HERE}?sesudah=x").status in (400, 409, 422)


def _runs(found: Page) -> set[str]:
    return {link for link in found.tree.xpath("//tbody//a/@href") if link.startswith("/sinkron/proses/")}


def test_english_is_complete(hub: Hub, operator: Browser) -> None:
    """Every page speaks English when asked to."""
    number = _held(hub)
    operator.send(operator.get(HERE), f"{HERE}/uji-coba")
    for path in ("/sinkron", HERE, "/sinkron/proses/1", f"/sinkron/rem/{number}", f"/sinkron/jeda/{FEED}"):
        found = operator.get(f"{path}?bahasa=en")
        assert found.status == 200
        assert not re.search(r"\b(Jalankan|Dijeda|sejak|Alasan|Umur|oleh)\b", found.main), path
