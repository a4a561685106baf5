"""Each kind of fault happens on the wire as it is described, and never so that wrong data looks right."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

import pytest
import requests
from requests.exceptions import ChunkedEncodingError, ConnectionError

from sandbox import faults
from simpul.core import clock
from tests.sandbox.tiny_city import NIK, City, envelope, field

NOTE = "/api/v1/permohonan/503%2F000123%2FKTP%2F2026/catatan"


@contextmanager
def wire(address: str, profile: faults.Profile, seed: int = 1) -> Iterator[str]:
    """A fault layer of this profile in front of a server; yields its base address."""
    host, port = address.removeprefix("http://").split("/")[0].split(":")
    loop = asyncio.new_event_loop()
    proxy = faults.Proxy("uji", (host, int(port)), profile, seed)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(proxy.open(), loop).result(5)
        yield f"http://127.0.0.1:{proxy.port}"
    finally:
        asyncio.run_coroutine_threadsafe(finish(proxy), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def finish(proxy: faults.Proxy) -> None:
    """Close the proxy and whatever still runs on its loop."""
    await proxy.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def always(kind: str, **more: float) -> faults.Profile:
    """A profile in which every request meets this fault, as far as it fits."""
    return faults.Profile(rate=1.0, weights={kind: 1.0}, **more)  # type: ignore[arg-type]


def listing(base: str, city: City, offset: int = 0) -> requests.Response:
    """A page of applicants through the wire; the token is asked for behind it, so that it meets no fault."""
    headers = {"Authorization": f"Bearer {city.token()}"}
    url = f"{base}/api/v1/pemohon?limit=2&offset={offset}"
    return requests.get(url, headers=headers, timeout=10)


def counted(base: str) -> dict[str, int]:
    """What the fault layer says it injected."""
    return dict(requests.get(f"{base}/__faults", timeout=10).json()["injected"])


def test_clean_wire_changes_nothing(city: City) -> None:
    """Without faults the answer is the server's own, byte for byte, and connections stay open."""
    with wire(city.sandbox.servers["sp4"], faults.PROFILES["clean"]) as base, requests.Session() as session:
        headers = {"auth": city.env("SP4_AUTH"), "token": city.env("SP4_TOKEN")}
        answers = [session.get(f"{base}/complaints?page_size=7", headers=headers, timeout=10) for _ in range(3)]
        assert {answer.content for answer in answers} == {city.sp4("GET", "/complaints?page_size=7").content}
        assert (answers[0].headers.get("Connection"), counted(base)) == (None, {})


def test_refused(city: City) -> None:
    """The listener is gone for a moment: the call is cut, the next ones are refused, then the same port answers."""
    with wire(city.env("APSP_URL"), always(faults.REFUSED, closed=1.0)) as base:
        with pytest.raises(ConnectionError):
            requests.get(base, timeout=10)
        with pytest.raises(ConnectionError, match="Connection refused"):
            requests.get(base, timeout=10)
        time.sleep(1.2)
        assert counted(base) == {"refused": 1}


def test_reset_mid_body(city: City) -> None:
    """The connection is reset inside the body."""
    broken = pytest.raises((ConnectionError, ChunkedEncodingError))
    with wire(city.env("APSP_URL"), always(faults.RESET)) as base, broken:
        listing(base, city)


def test_truncated(city: City) -> None:
    """The body ends in peace, but before its Content-Length."""
    short = pytest.raises(ChunkedEncodingError, match="IncompleteRead")
    with wire(city.env("APSP_URL"), always(faults.TRUNCATED)) as base, short:
        listing(base, city)


def test_slow_drip(city: City) -> None:
    """The answer is whole and right but takes its time, byte after byte."""
    with wire(city.env("APSP_URL"), always(faults.DRIP, drip=0.5)) as base:
        start = time.monotonic()
        assert len(listing(base, city).json()["data"]) == 2
        assert time.monotonic() - start > 0.4


def test_too_many_requests(city: City) -> None:
    """429 says when to come back, in seconds or as an HTTP date; at most three in a row."""
    with wire(city.env("APSP_URL"), always(faults.TOO_MANY), seed=2) as base:
        answers = [listing(base, city) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [429, 429, 429, 200]
        waits = {answer.headers["Retry-After"] for answer in answers[:3]}
        dates = [parsedate_to_datetime(wait) for wait in waits if wait != "1"]
        assert "1" in waits
        assert dates
        assert all(-60 < date.timestamp() - clock.now().timestamp() < 4 for date in dates)


def test_unavailable_comes_in_bursts(city: City) -> None:
    """One 503 brings more."""
    profile = faults.Profile(rate=0.2, weights={faults.UNAVAILABLE: 1.0}, burst=3)
    with wire(city.env("APSP_URL"), profile, seed=3) as base:
        text = "".join("x" if listing(base, city).status_code == 503 else "." for _ in range(30))
    assert "xxx" in text
    assert "xxxx" not in text


def test_wrong_content_type(city: City) -> None:
    """A login page with HTTP 200 where data was due."""
    with wire(city.env("APSP_URL"), always(faults.LOGIN_PAGE)) as base:
        answer = listing(base, city)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "<form>" in answer.text


def test_duplicate_page(city: City) -> None:
    """The page before comes again, and its offset tells."""
    with wire(city.env("APSP_URL"), always(faults.DUPLICATE)) as base:
        first, second = (listing(base, city, offset) for offset in (0, 2))
        assert second.content == first.content
        assert second.json()["offset"] == 0
        # The same page asked for again is no repetition anybody could tell.
        assert listing(base, city, 0).json()["offset"] == 0
        assert counted(base) == {"duplicate_page": 1}


def test_repeated_soap_token(city: City) -> None:
    """The page before comes again and ends at the very token that was sent; a first page is never repeated."""

    def page(token: str) -> requests.Response:
        login = city.env("SIAK_USER"), city.env("SIAK_PASSWORD")
        call = envelope("DaftarPenduduk", {"Token": token, "Ukuran": "2"}, *login)
        return requests.post(f"{base}/siak/ws", data=call.encode(), timeout=10)

    with wire(city.env("SIAK_URL"), always(faults.CURSOR)) as base:
        token = field(page(""), "Token")[0]
        assert field(page(token), "Token") == [token]
        assert field(page(""), "NIK") == NIK[:2]
        assert counted(base) == {"repeated_cursor": 1}


def test_repeated_next_page_url(city: City) -> None:
    """The page before comes again, and its page number tells; follow-ups, where a probe looks, are never repeated."""
    headers = {"auth": city.env("SP4_AUTH"), "token": city.env("SP4_TOKEN")}
    with wire(city.env("SP4_URL"), always(faults.CURSOR)) as base:
        first = requests.get(f"{base}/complaints?page=1&page_size=3", headers=headers, timeout=10).json()["results"]
        again = requests.get(first["next_page_url"], headers=headers, timeout=10).json()["results"]
        assert (again["current_page"], again["next_page_url"]) == (1, first["next_page_url"])
        url = f"{base}/complaints/1000001/followups?page="
        pages = [requests.get(f"{url}{n}", headers=headers, timeout=10).json()["results"] for n in (1, 2)]
        assert [page["current_page"] for page in pages] == [1, 2]


def test_lost_reply(city: City) -> None:
    """A write arrives, its reply does not; reads do not lose theirs."""
    with wire(city.env("APSP_URL"), always(faults.LOST)) as base:
        headers = {"Authorization": f"Bearer {city.token()}", "Idempotency-Key": "n1"}
        with pytest.raises(ConnectionError):
            requests.post(base + NOTE, headers=headers, json={"isi": "x"}, timeout=10)
        assert city.sql("select kunci from apsp.catatan") == [("n1",)]
        assert listing(base, city).status_code == 200
        assert counted(base) == {"lost_reply": 1}


def test_server_that_is_gone_is_a_broken_connection(city: City) -> None:
    """With nobody behind the wire the call breaks, and the wire lives on."""
    with wire("127.0.0.1:1", faults.PROFILES["clean"]) as base:
        with pytest.raises(ConnectionError):
            requests.get(base, timeout=10)
        assert counted(base) == {}


def thrown(profile: str, seed: int, count: int = 4000) -> list[str | None]:
    """The faults that the same reads and writes meet under a seed."""
    dice = faults.Dice("uji", faults.PROFILES[profile], seed)
    read = faults.Message(head=b"GET /api/v1/pemohon?limit=2&offset=2 HTTP/1.1", body=b"")
    write = faults.Message(head=b"PATCH /api/v1/pemohon/P-0000001 HTTP/1.1", body=b"{}")
    earlier = faults.answer("200 OK", b'{"data":[],"total":7,"limit":2,"offset":0}')
    return [dice.throw(write if n % 4 == 0 else read, earlier)[0] for n in range(count)]


def test_same_seed_same_faults() -> None:
    """Which fault hits which request follows from the seed alone."""
    assert thrown("hostile", 7) == thrown("hostile", 7)
    assert thrown("hostile", 7) != thrown("hostile", 8)


@pytest.mark.parametrize(("profile", "low", "high"), [("clean", 0, 0), ("flaky", 0.02, 0.04), ("hostile", 0.12, 0.18)])
def test_profiles_keep_their_share(profile: str, low: float, high: float) -> None:
    """clean 0, flaky about 3 %, hostile about 15 % of the requests."""
    kinds = [kind for kind in thrown(profile, 1) if kind]
    assert low <= len(kinds) / 4000 <= high


def test_flaky_is_mild_and_hostile_knows_every_kind() -> None:
    """flaky never lies or loses a reply; hostile has all kinds."""
    assert set(faults.PROFILES["hostile"].weights) == set(faults.KINDS)
    assert not set(faults.PROFILES["flaky"].weights) & {faults.LOST, faults.DUPLICATE, faults.CURSOR, faults.LOGIN_PAGE}


def patient(base: str, offset: int, headers: dict[str, str]) -> list[str]:
    """A page of applicants as a client reads it that checks what it gets and tries again, without waiting long."""
    for _ in range(12):
        try:
            answer = requests.get(f"{base}/api/v1/pemohon?limit=1&offset={offset}", headers=headers, timeout=10)
            page = answer.json() if answer.status_code == 200 else {}
        except (ConnectionError, ChunkedEncodingError, requests.exceptions.JSONDecodeError):
            page = {}
        if page.get("offset") == offset:
            return [row["id"] for row in page["data"]]
        time.sleep(0.01)
    raise AssertionError("a patient client did not get through")


def test_patient_client_gets_everything_through_a_hostile_wire(city: City) -> None:
    """Under far more than hostile faults a client that checks and repeats still reads exactly what is there."""
    weights = {kind: 0.0 if kind == faults.REFUSED else 1.0 for kind in faults.KINDS}
    profile = faults.Profile(rate=0.6, weights=weights, drip=0.05, burst=3)
    with wire(city.env("APSP_URL"), profile, seed=5) as base:
        for _ in range(5):
            headers = {"Authorization": f"Bearer {city.token()}"}
            rows = [row for offset in range(7) for row in patient(base, offset, headers)]
            assert rows == [f"P-000000{n}" for n in range(7, 0, -1)]
        assert len(counted(base)) > 5
