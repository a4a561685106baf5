"""Bad answers over real sockets, through the real adapters and the link."""

from __future__ import annotations

import gzip
import json
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from simpul.core.errors import BadCredentials, BrokenContract, Retry, SimpulError
from tests.adapters.sources import Registry, Reply, serving
from tests.ingest.bad_input.conftest import Hub
from tests.mapping.pages import complaint, csv_file, intake

MB = 1024 * 1024


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logins of the simulated agencies."""
    for name in ("SP4_AUTH", "SP4_TOKEN", "SIAK_USER", "SIAK_PASSWORD"):
        monkeypatch.setenv(f"SIMPUL_{name}", "rahasia-uji")


def _sp4() -> Reply:
    page = {"success": True, "results": {"data": [complaint()], "current_page": 1, "next_page_url": None}}
    return Reply(body=json.dumps(page).encode(), headers={"Content-Type": "application/json"})


def _bomb(size: int) -> bytes:
    """``size`` bytes of blanks inside a JSON answer, packed."""
    return gzip.compress(b'{"success": true, "x": "' + b" " * size + b'"}', compresslevel=1)


def _refused(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, reply: Reply, kind: type[SimpulError], ends: str = "stopped"
) -> str:
    """Words of the run that met ``reply``; afterwards the agency behaves and everything it has arrives."""
    feed = "sp4.pengaduan"
    answers: list[Callable[[], Reply]] = [lambda: reply]
    with serving(lambda request: answers[0]()) as port:
        monkeypatch.setenv("SIMPUL_SP4_URL", f"http://127.0.0.1:{port}")
        with pytest.raises(kind):
            hub.over_the_wire(feed)
        state, reason = hub.last_run
        assert state == ends
        assert hub.rows("select count(*) from mirror.pengaduan") == [0]
        answers[0] = _sp4
        hub.rested()
        assert hub.over_the_wire(feed).totals.applied == 1
    assert "rahasia-uji" not in reason
    return reason


def test_a_bomb_of_200_megabytes(hub: Hub, monkeypatch: pytest.MonkeyPatch, secrets: None) -> None:
    """A small answer that unfolds to 200 MB is refused at the limit, without ever standing in memory whole."""
    packed = _bomb(200 * MB)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reply = Reply(body=packed, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})
    reason = _refused(hub, monkeypatch, reply, BrokenContract)
    assert "inflates more than 100 times, as a bomb does; refused" in reason
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < 150 * MB


def test_a_login_page_with_200(hub: Hub, monkeypatch: pytest.MonkeyPatch, secrets: None) -> None:
    """An HTML page where data is due is called what it is; a login may be back soon, so the next run tries again."""
    page = b"<!DOCTYPE html><html><body>Silakan masuk</body></html>"
    reason = _refused(hub, monkeypatch, Reply(body=page, headers={"Content-Type": "text/html"}), Retry, "failed")
    assert "got a web page, not data (session or SSO expired?" in reason


def test_wrong_credentials(hub: Hub, monkeypatch: pytest.MonkeyPatch, secrets: None) -> None:
    """A refused login stops the feed, says which system, and never shows the secret."""
    body = json.dumps({"success": True, "message": "Token tidak valid"}).encode()
    reason = _refused(hub, monkeypatch, Reply(body=body, headers={"Content-Type": "application/json"}), BadCredentials)
    assert "sp4" in reason


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><z>&b;</z>',
        '<?xml version="1.0"?><!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]><z>&x;</z>',
    ],
    ids=["XML bomb", "external entity"],
)
def test_xml_with_entities(hub: Hub, monkeypatch: pytest.MonkeyPatch, secrets: None, head: str) -> None:
    """SOAP answers that declare entities stop the feed; nothing is expanded, fetched or stored."""
    source = Registry()
    source.always = Reply(body=head.encode(), headers={"Content-Type": "text/xml"})
    with serving(source) as port:
        monkeypatch.setenv("SIMPUL_SIAK_URL", f"http://127.0.0.1:{port}/siak/ws")
        with pytest.raises(BrokenContract):
            hub.over_the_wire("siak.penduduk")
    state, reason = hub.last_run
    assert state == "stopped" and "DTD" in reason and "root:" not in reason
    assert hub.rows("select count(*) from mirror.penduduk") == [0]


def test_a_truncated_list(hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A cut list stays where it is and is named; lists beside it are read; sent whole, it arrives."""
    inbox = tmp_path / "loket" / "masuk"
    inbox.mkdir(parents=True)
    monkeypatch.setenv("SIMPUL_LOKET_DIR", str(inbox.parent))
    cut = inbox / "berkas_masuk_127109_20261122_1.csv"
    whole = csv_file([intake(1), intake(2), intake(3)], trailer="#TOTAL;3")
    # One row is gone from the middle: whoever copied it lost a block.
    cut.write_bytes(csv_file([intake(1), intake(3)], trailer="#TOTAL;3"))
    (inbox / "berkas_masuk_127109_20261122_2.csv").write_bytes(csv_file([intake(4)], trailer="#TOTAL;1"))
    with pytest.raises(BrokenContract):
        hub.over_the_wire("loket.berkas_masuk")
    assert cut.name in hub.last_run[1] and "announces 3 rows, it has 2" in hub.last_run[1]
    assert hub.rows("select key from mirror.berkas_masuk") == ["B-4"]
    assert cut.exists()
    cut.write_bytes(whole)
    hub.over_the_wire("loket.berkas_masuk")
    assert hub.rows("select key from mirror.berkas_masuk order by key") == ["B-1", "B-2", "B-3", "B-4"]
