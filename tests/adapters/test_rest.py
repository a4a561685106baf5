"""REST systems: tokens, envelopes, single records, preconditions, probes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters import checks
from adapters.rest import Rest
from simpul.core.errors import (
    BadConfig,
    BadCredentials,
    BrokenContract,
    Overtaken,
    Park,
    Rejected,
    Retry,
    SimpulError,
    Unknown,
)
from simpul.core.model import Page, ReadRequest, Write
from simpul.core.ports import unguarded
from simpul.testing.faultserver import Fault, Wire, http
from tests.adapters import subjects
from tests.adapters.sources import Complaints, OneDoor, Reply, serving

REFRESH = Write(
    kind="segarkan",
    mode="state",
    options={
        "method": "PATCH",
        "path": "/pemohon/{key}",
        "precondition": "etag",
        "idempotency": "Idempotency-Key",
        "probe": {"kind": "record", "path": "/pemohon/{key}"},
    },
)


@contextmanager
def onedoor(source: OneDoor) -> Iterator[Rest]:
    with serving(source) as port:
        adapter = Rest(subjects.onedoor_system(port), guard=unguarded, secrets=subjects.shown)
        yield adapter
        adapter.close()


@contextmanager
def complaints(source: Complaints) -> Iterator[Rest]:
    with serving(source) as port:
        adapter = Rest(subjects.complaints_system(port), guard=unguarded, secrets=subjects.shown)
        yield adapter
        adapter.close()


def ids(pages: list[Page]) -> list[str]:
    return [row["id"] for page in pages for row in json.loads(page.body)["data"]]


def test_a_token_is_kept_and_renewed_when_refused() -> None:
    """One token serves a pass; one that expired meanwhile is renewed once, without anybody noticing."""
    source = OneDoor()

    def expire(offset: int) -> None:
        source.expired = 1 if offset > 5 else source.expired

    with onedoor(source) as adapter:
        list(adapter.read(subjects.onedoor_feed(), ReadRequest()))
        assert source.tokens == 1
        source.before_list = expire
        assert len(set(ids(list(adapter.read(subjects.onedoor_feed(), ReadRequest()))))) == 23
    assert source.tokens == 2


def test_a_token_that_stays_refused_stops() -> None:
    """A fresh token that is refused too is no matter of time."""
    source = OneDoor()
    source.expired = 10**9
    with onedoor(source) as adapter, pytest.raises(BadCredentials):
        list(adapter.read(subjects.onedoor_feed(), ReadRequest()))
    assert source.tokens == 2


def test_a_wrong_client_secret_stops() -> None:
    """The token endpoint's refusal names no secret."""
    with serving(OneDoor()) as port:
        adapter = Rest(subjects.onedoor_system(port), guard=unguarded, secrets=lambda ref: "salah-sekali")
        with pytest.raises(BadCredentials, match="client id and secret") as caught:
            list(adapter.read(subjects.onedoor_feed(), ReadRequest()))
        adapter.close()
    assert "salah-sekali" not in str(caught.value)


def test_rows_removed_while_reading_hide_no_other() -> None:
    """A listing that shrinks under a pass over real sockets loses nothing that rests."""
    source = OneDoor(40)

    def shrink(offset: int) -> None:
        if offset == 7 and len(source.rows) == 40:
            del source.rows[:12]

    source.before_list = shrink
    with onedoor(source) as adapter:
        seen = ids(list(adapter.read(subjects.onedoor_feed(), ReadRequest())))
    assert {str(row["id"]) for row in source.rows} <= set(seen)


def test_only_what_is_newer_is_read() -> None:
    """With a watermark the pass ends at the first older page."""
    since = datetime.fromisoformat("2026-05-01T08:20:00+07:00")
    with onedoor(OneDoor()) as adapter:
        pages = list(adapter.read(subjects.onedoor_feed(), ReadRequest(since_time=since)))
    assert len(pages) == 1
    assert pages[0].cursor is None


def test_one_record_comes_as_a_page_of_one_row() -> None:
    """A bare object is put where the listing has its rows; an unknown key is None."""
    with onedoor(OneDoor()) as adapter:
        page = adapter.fetch(subjects.onedoor_feed(), "P-0003")
        assert page is not None
        assert [row["nama"] for row in json.loads(page.body)["data"]] == ["WARGA 3"]
        assert "P-0003" not in page.origin
        assert adapter.fetch(subjects.onedoor_feed(), "P-9999") is None


def test_a_record_behind_an_envelope_comes_as_received() -> None:
    """An object where rows are due is one row; "not found" under HTTP 200 is None."""
    with complaints(Complaints()) as adapter:
        page = adapter.fetch(subjects.complaints_feed(), "1003")
        assert page is not None
        assert json.loads(page.body)["results"]["data"]["complaint_id"] == 1003
        assert adapter.fetch(subjects.complaints_feed(), "7") is None


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Token tidak valid", BadCredentials),
        ("Server SIBUK, coba lagi", Retry),
        ("Parameter 1271091004900001 salah", BrokenContract),
    ],
)
def test_success_without_data_is_an_error(message: str, kind: type[SimpulError]) -> None:
    """success:true means nothing; what is missing and the message do. Long numbers are taken out of it."""
    source = Complaints()
    source.message = message
    with complaints(source) as adapter, pytest.raises(kind) as caught:
        list(adapter.read(subjects.complaints_feed(), ReadRequest()))
    assert "1271091004900001" not in str(caught.value)


def test_what_was_read_before_an_error_is_handed_on() -> None:
    """A fan-out that is parked midway keeps what it has, with a cursor to go on from."""
    calls = 0

    def guard(request: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 4:
            raise Park("kuota habis", until=datetime.fromisoformat("2026-05-02T00:00:00+07:00"))
        return request(5.0)

    parents = tuple({"id_pengaduan": str(1000 + n)} for n in (0, 1, 4, 5, 8, 9))
    got: list[Page] = []
    with serving(Complaints()) as port:
        adapter = Rest(subjects.complaints_system(port), guard=guard, secrets=subjects.shown)
        with pytest.raises(Park):
            for page in adapter.read(subjects.followups_feed(), ReadRequest(parents=parents)):
                got.append(page)
        calls = -100
        rest = adapter.read(subjects.followups_feed(), ReadRequest(parents=parents, cursor=got[-1].cursor))
        got += list(rest)
        adapter.close()
    rows = [row["followup_id"] for page in got for row in json.loads(page.body)["results"]["data"]]
    assert rows == [100100, 100500, 100900]
    assert got[2].cursor == "3/6:"


def test_a_record_changes_under_its_tag() -> None:
    """Without a precondition the tag is fetched, what was expected is compared, and our own value is no obstacle."""
    source = OneDoor()
    with onedoor(source) as adapter:
        change = subjects.effect("segarkan", "P-0003", {"nama": "BARU", "_expected": {"nama": "WARGA 3"}}, mode="state")
        assert adapter.probe(REFRESH, change) is None
        assert adapter.write(REFRESH, change).reference == '"2"'
        # Lost and sent again with the same key: the record shows our value, which is not "overtaken".
        assert adapter.write(REFRESH, change).reference == '"2"'
        found = adapter.probe(REFRESH, change)
        assert found is not None
        assert found.outcome == "accepted"
    assert source.log == ["kunci-1"]
    assert "_expected" not in source.rows[-4]


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        # somebody else changed it since
        ({"body": {"nama": "X", "_expected": {"nama": "LAMA"}}}, Overtaken, r"\(nama\)"),
        ({"body": {"nama": "X"}, "precondition": "7"}, Overtaken, "412"),
        # refused for good; the reason names the field, not its value
        ({"body": {"nik": "1271091004900001"}}, Rejected, "Isian tidak sah: nik"),
        ({"body": {"nama": "X"}, "record_key": "P-9999"}, Rejected, "not there"),
    ],
    ids=["value moved", "tag moved", "refused", "gone"],
)
def test_writes_that_may_not_happen(change: dict[str, Any], kind: type[SimpulError], words: str) -> None:
    """Each refusal says what the hub does next, and nothing arrives."""
    source = OneDoor()
    effect = replace(subjects.effect("segarkan", "P-0003", {}, mode="state"), **change)
    with onedoor(source) as adapter, pytest.raises(kind, match=words) as caught:
        adapter.write(REFRESH, effect)
    assert source.log == []
    assert "1271091004900001" not in str(caught.value)


def test_a_reused_key_is_rejected() -> None:
    """The same key with another body is refused by the target, and said to be."""
    source = OneDoor()
    with onedoor(source) as adapter:
        adapter.write(REFRESH, subjects.effect("segarkan", "P-0003", {"nama": "A"}))
        with pytest.raises(Rejected, match="409"):
            adapter.write(REFRESH, subjects.effect("segarkan", "P-0003", {"nama": "B"}))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        # a gateway may have lost the answer of a server that did it
        (http("502 Bad Gateway"), Unknown),
        (http("500 Oops"), Unknown),
        (http("200 OK", body=b"<html>masuk</html>"), Unknown),
        (http("200 OK", body=b'{"id": "1'), Unknown),
        (b"HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{", Unknown),
        # certainly not done
        (http("503 Unavailable", "Retry-After: 5"), Retry),
        (http("429 Too Many"), Retry),
        (http("302 Found", "Location: http://evil.example/"), BrokenContract),
        (http("403 Forbidden"), BadCredentials),
        (http("400 Bad Request", body=b'{"title": "salah"}'), Rejected),
        (http("422 Oops", body=b"not json"), Rejected),
    ],
    ids=["502", "500", "web page", "half json", "cut", "503", "429", "302", "403", "400", "422"],
)
def test_answers_to_a_write(answer: bytes, kind: type[SimpulError]) -> None:
    """What may have been done is unknown; only what was certainly not done is retried."""
    note = subjects.complaints_system(1).writes["ikut"]
    with Wire() as wire:
        wire.set(Fault(kind="say", payload=answer))
        adapter = Rest(subjects.complaints_system(wire.port), guard=unguarded, secrets=subjects.shown)
        with pytest.raises(kind):
            adapter.write(note, subjects.effect("ikut", "1003", {"content": "x [ref A1]"}))
        adapter.close()


def test_a_refused_follow_up_names_the_field() -> None:
    """Validation errors under HTTP 200 and success:true are a refusal."""
    with complaints(Complaints()) as adapter:
        follow = subjects.complaints_system(1).writes["ikut"]
        with pytest.raises(Rejected, match="fields refused: content"):
            adapter.write(follow, subjects.effect("ikut", "1003", {"content": ""}))


def test_a_write_without_key_and_probe_is_reported() -> None:
    """``check`` names a write that could never be settled; its probe does not guess."""
    blind = Write(kind="buta", mode="event", options={"path": "/x"})
    with serving(OneDoor()) as port:
        system = replace(subjects.onedoor_system(port), writes={"buta": blind})
        adapter = Rest(system, guard=unguarded, secrets=subjects.shown)
        bad = [line for line in adapter.check() if not line.ok]
        assert [line.name for line in bad] == ["write buta"]
        with pytest.raises(Unknown, match="a person must look"):
            adapter.probe(blind, subjects.effect("buta", "1", {}))
        adapter.close()


def test_a_wrong_clock_is_told() -> None:
    """A source whose clock is a day off is shown with advice; one that tells no time is no fault."""
    ours = datetime.fromisoformat("2026-05-01T08:00:00+07:00")
    wrong = checks.clock(ours - timedelta(days=1), ours)
    assert (wrong.ok, wrong.detail.en) == (False, "The system's clock is 86400 s behind ours.")
    assert "86400 detik terlambat" in wrong.detail.id
    assert "NTP" in wrong.advice.id
    assert checks.clock(ours + timedelta(seconds=2), ours).ok
    assert checks.clock(None).ok


def test_a_feed_without_fetch_says_so() -> None:
    """One record can only be asked for where the mapping says how."""
    feed = subjects.feed("apsp", "tahapan", {"path": "/tahapan"})
    with onedoor(OneDoor()) as adapter, pytest.raises(BadConfig, match=r"has no read\.fetch"):
        adapter.fetch(feed, "1")


@pytest.mark.parametrize("kind", ["single", "offset"])
@pytest.mark.parametrize("told", ["²", "٣", "9" * 5000, 10**4000, "", -1, 1.5], ids=lambda told: str(told)[:5])
def test_a_total_that_is_no_number_is_no_total(kind: str, told: object) -> None:
    """Whatever a source says in place of its total, the rows are read; no Python error reaches anybody."""
    body = (
        json.dumps({"data": [{"id": "1"}], "total": told}).encode()
        if told != 10**4000
        else (b'{"data": [{"id": "1"}], "total": 1%s}' % (b"0" * 4000))
    )
    reply = Reply(body=body, headers={"Content-Type": "application/json"})
    paging = {"kind": kind, "total": "total", "size": 10, "limit": "limit", "offset": "offset"}
    feed = subjects.feed("apsp", "warga", {"path": "/warga", "paging": paging}, rows="data")
    with serving(lambda request: reply) as port:
        made = Rest(subjects.served("apsp", port, adapter="rest"), guard=unguarded, secrets=subjects.shown)
        (page,) = made.read(feed, ReadRequest())
        made.close()
    assert (page.announced, page.cursor) == (None, None)
