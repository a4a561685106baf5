"""A counter's file through the real folder: pulled, answered, and its refused rows given back in its own order."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from simpul.compare.comparison import compare
from simpul.config import settings
from simpul.config.settings import City
from simpul.delivery import outbox
from simpul.delivery.deliver import DeliverResult, deliver
from simpul.ingest.pull import pull

FEED = "loket.berkas_masuk"
NAME = "berkas_masuk_127109_20261122_1"
HEADER = (
    "NO_URUT;NOMOR_BERKAS;NIK;NO_KK;NAMA;TGL_LAHIR;JENIS_KELAMIN;RT;RW;KODE_KELURAHAN;NO_HP;LAYANAN;TGL_TERIMA;PETUGAS"
)
GOOD_NIK = "1271095010909001"
BAD_NIK = "1271093210909004"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The drop folder of the counters."""
    (tmp_path / "loket" / "masuk").mkdir(parents=True)
    monkeypatch.setenv("SIMPUL_HOME", str(tmp_path))
    monkeypatch.setenv("SIMPUL_LOKET_DIR", str(tmp_path / "loket"))
    return tmp_path / "loket"


def _city() -> City:
    """The shipped city as the sandbox lays it over; files cut into pages of two rows."""
    city = settings.load([settings.SHIPPED, settings.SHIPPED.parent / "sandbox" / "mappings"])
    feed = replace(city.feeds[FEED], read={**city.feeds[FEED].read, "size": 2})
    return City(systems=city.systems, feeds={**city.feeds, FEED: feed}, policy=city.policy)


def _row(number: int, nik: str = GOOD_NIK, born: str = "10/10/1990") -> str:
    return (
        f"{number};B-{number};{nik};1271090101100001;SITI AMINAH;{born};P;001;002;12.71.09.1004;081234567890;"
        f"KTP_EL_BARU;22/11/2026 08:15;ANI"
    )


def _put(folder: Path, name: str, *rows: str) -> None:
    body = "\r\n".join([HEADER, *rows, f"#TOTAL;{len(rows)}", ""])
    (folder / "masuk" / f"{name}.csv").write_bytes(b"\xef\xbb\xbf" + body.encode())


def _round(engine: Engine, city: City) -> DeliverResult:
    pull(engine, city, city.feeds[FEED])
    compare(engine, city, rules=None)
    return deliver(engine, city, "loket")


def _read(folder: Path, name: str) -> list[list[str]]:
    text = (folder / "keluar" / name).read_bytes().decode("utf-8-sig")
    assert text.splitlines()[-1].startswith("#TOTAL;")
    return list(csv.reader(io.StringIO(text), delimiter=";"))[:-1]


def test_a_file_with_bad_rows_gets_a_receipt_and_its_refused_rows_back(own_engine: Engine, folder: Path) -> None:
    """Receipt and refusal lie in the folder: counts add up, reasons in words, the file's row numbers, no NIK."""
    _put(folder, NAME, _row(1), _row(2, born="31/02/1990"), _row(3), _row(4, nik=BAD_NIK), _row(5).replace("B-5", ""))
    assert _round(own_engine, _city()).accepted == 2
    assert sorted(path.name for path in (folder / "keluar").iterdir()) == [
        f"{NAME}.ditolak.csv",
        f"{NAME}.tanda_terima.csv",
    ]
    head, receipt = _read(folder, f"{NAME}.tanda_terima.csv")
    counts = dict(zip(head, receipt, strict=True))
    assert (counts["BERKAS"], counts["DIBACA"], counts["DITOLAK"], counts["NILAI_DITAHAN"]) == (
        f"{NAME}.csv",
        "5",
        "1",
        "2",
    )
    assert sum(int(counts[name]) for name in ("DITERIMA", "TIDAK_BERUBAH", "TERLAMPAUI", "DITOLAK")) == 5
    head, *refused = _read(folder, f"{NAME}.ditolak.csv")
    assert head == ["BARIS", "NOMOR", "KOLOM", "NILAI", "ALASAN"]
    assert [row[:3] for row in refused] == [["2", "B-2", "tanggal_lahir"], ["4", "B-4", "nik"], ["5", "", ""]]
    assert refused[1][3] == "127109••••••9004"
    assert all(" " in row[4] and row[4].endswith(".") for row in refused)
    assert not any(BAD_NIK in path.read_text("utf-8") for path in (folder / "keluar").iterdir())


def test_a_good_file_gets_a_receipt_only_and_everything_is_said_once(own_engine: Engine, folder: Path) -> None:
    """No refusal without anything refused; another round says nothing again; the receipt is proved to lie there."""
    city = _city()
    _put(folder, NAME, _row(1))
    _round(own_engine, city)
    assert _round(own_engine, city).sent == 0
    assert [path.name for path in (folder / "keluar").iterdir()] == [f"{NAME}.tanda_terima.csv"]
    assert [path.name for path in (folder / "selesai").iterdir()] == [f"{NAME}.csv"]
    (line,) = outbox.listing(own_engine, state="accepted")
    assert line.kind == "tanda_terima"
    assert "terbukti" in outbox.show(own_engine, city, line.id).words.id
