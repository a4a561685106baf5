"""The page "Connect a system", done as it is written."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from simpul.config import settings
from simpul.ingest.pull import pull

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "connect-a-system.md"
PATIENT = {
    "id": "1", "nik": "1271096902049001", "nama": "SITI  AMINAH", "lahir": "29/02/2004", "kelamin": "P",
    "kelurahan": "12.71.09.1004", "diubah": "2026-11-01T08:00:00+07:00",
}  # fmt: skip


class Clinic(BaseHTTPRequestHandler):
    """The small application of the page; it wants its key."""

    def do_GET(self) -> None:
        allowed = self.headers.get("X-Api-Key") == "kunci-uji"
        body = json.dumps({"data": [PATIENT], "berikutnya": None} if allowed else {}).encode()
        self.send_response(200 if allowed else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def clinic() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Clinic)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_page_connects_a_system(
    engine: Engine, clinic: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its YAML, pasted, is a city that loads, pulls and mirrors the patient."""
    for name, block in re.findall(r"```yaml\n# (kota/\S+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(block)
    monkeypatch.setenv("SIMPUL_PUSKESMAS_URL", clinic)
    monkeypatch.setenv("SIMPUL_PUSKESMAS_KEY", "kunci-uji")
    city = settings.load([settings.SHIPPED, tmp_path / "kota"])
    assert "puskesmas.pasien" in city.policy.subjects["penduduk"].records
    assert pull(engine, city, city.feeds["puskesmas.pasien"]).totals.applied == 1
    with engine.connect() as connection:
        asked = "select nik, nama_lengkap, cast(tanggal_lahir as text), kode_kelurahan from mirror.penduduk"
        row = connection.execute(text(f"{asked} where system = 'puskesmas'")).one()
    assert tuple(row) == ("1271096902049001", "SITI AMINAH", "2004-02-29", "1271091004")
