"""The hardened session: encryption, plain HTTP by approval only, caps, and nothing taken from the environment."""

from __future__ import annotations

import datetime as dt
import gzip
import ssl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import http as hardened
from adapters.http import Http
from adapters.sockets import allow_address, allow_plain
from simpul.core.errors import BadConfig, BrokenContract, Retry, SimpulError, Stop
from simpul.core.model import Limits, System
from simpul.testing.faultserver import Fault, Wire, http
from tests.adapters.sources import Reply, Request, said, serving
from tests.adapters.subjects import PLAIN


def system(port: int = 1, **more: Any) -> System:
    values: dict[str, Any] = {"address": f"http://127.0.0.1:{port}", "plain_http": PLAIN} | more
    return System(name="apsp", title="APSP", adapter="rest", **values)


@contextmanager
def session(given: System) -> Iterator[Http]:
    made = Http(given)
    yield made
    made.close()


@contextmanager
def secured(authority: trustme.CA, host: str = "localhost", **certificate: Any) -> Iterator[int]:
    """A TLS server that answers 200 and twenty thousand bytes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host, **certificate).configure_cert(context)
    with serving(lambda request: Reply(body=b"x" * 20_000), context) as port:
        yield port


def trusted(folder: Path, authority: trustme.CA, port: int, host: str = "localhost") -> System:
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    return system(
        address=f"https://{host}:{port}", plain_http={}, options={"ca": "ca.pem"}, file=str(folder / "system.yaml")
    )


def refusal(given: System) -> SimpulError:
    with session(given) as made, pytest.raises(SimpulError) as caught:
        made.send("GET", "/", seconds=2)
    return caught.value


def test_a_certificate_of_the_given_authority_is_trusted(tmp_path: Path) -> None:
    """An agency's own certificate authority, named beside system.yaml, is enough."""
    authority = trustme.CA()
    with secured(authority) as port, session(trusted(tmp_path, authority, port)) as made:
        assert made.send("GET", "/", seconds=2).status == 200


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        ({"host": "other.example"}, "Hostname mismatch"),
        ({"not_after": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "expired"),
    ],
    ids=["wrong host", "expired"],
)
def test_a_wrong_certificate_stops(tmp_path: Path, certificate: dict[str, Any], words: str) -> None:
    """A certificate of another host, or past its end, needs a person; it is never waved through."""
    authority = trustme.CA()
    with secured(authority, **certificate) as port:
        error = refusal(trusted(tmp_path, authority, port))
    assert isinstance(error, Stop)
    assert words in str(error)


def test_a_foreign_authority_stops(tmp_path: Path) -> None:
    """A certificate nobody we trust has signed is refused."""
    with secured(trustme.CA()) as port:
        error = refusal(trusted(tmp_path, trustme.CA(), port))
    assert isinstance(error, Stop)
    assert "certificate is refused" in str(error)


def test_a_drip_under_tls_ends_at_the_deadline(tmp_path: Path) -> None:
    """The deadline holds inside encryption too."""
    authority = trustme.CA()
    with secured(authority) as port, Wire(("127.0.0.1", port)) as wire:
        wire.set(Fault(kind="drip", after=8000))
        began = time.monotonic()
        with session(trusted(tmp_path, authority, wire.port)) as made, pytest.raises(Retry):
            made.send("GET", "/", seconds=0.5)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({}, "lacks reason, approver, until"),
        ({"reason": "r", "approver": "a"}, "lacks until"),
        ({"reason": "r", "approver": "a", "until": dt.date(2020, 1, 1)}, "ended on 2020-01-01"),
    ],
)
def test_plain_http_needs_somebody_who_answers_for_it(plain: dict[str, Any], words: str) -> None:
    """No encryption without a reason, an approver and an end that lies ahead."""
    with pytest.raises(BadConfig, match=words):
        Http(system(plain_http=plain))


def test_plain_http_goes_to_private_addresses_only() -> None:
    """An approved plain link still may not leave the private network."""
    allow_plain(system())
    allow_address(system(), ["127.0.0.1", "10.1.2.3", "::1", "fe80::1%eth0"])
    with pytest.raises(BadConfig, match=r"8\.8\.8\.8 is public"):
        allow_address(system(), ["10.0.0.1", "8.8.8.8"])


@pytest.mark.parametrize("address", ["", "ftp://127.0.0.1/", "https:///path"])
def test_a_broken_address_is_named(address: str) -> None:
    """An address without scheme or host is a mistake in the settings."""
    with pytest.raises(BadConfig):
        Http(system(address=address))


def test_a_name_that_does_not_resolve_is_retried() -> None:
    """DNS hiccups; the message says that the name was not found."""
    error = refusal(system(address="https://tidak-ada.invalid", plain_http={}))
    assert isinstance(error, Retry)
    assert "name cannot be found" in str(error)


def test_nothing_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies and netrc of whoever started us do not change where requests go."""
    with Wire() as proxy, serving(lambda request: said({})) as port:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        with session(system(port)) as made:
            assert made.send("GET", "/", seconds=2).status == 200
        assert proxy.connections == 0


def test_the_bytes_are_handed_on_as_they_came() -> None:
    """No charset is guessed from headers: the contract says it."""
    body = "JOSÉ".encode()
    reply = Reply(body=body, headers={"Content-Type": "text/plain"})
    with serving(lambda request: reply) as port, session(system(port)) as made:
        assert made.send("GET", "/", seconds=2).body == body


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_compressed_answers_are_inflated(encoding: str) -> None:
    """What was asked for compressed arrives whole."""
    body = b'{"nama": "SITI"}' * 5000
    packed = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
    reply = Reply(body=packed, headers={"Content-Encoding": encoding})
    with serving(lambda request: reply) as port, session(system(port)) as made:
        assert made.send("GET", "/", seconds=2).body == body


@pytest.mark.parametrize(
    ("headers", "body", "kind", "words"),
    [
        # cut inside the compressed stream
        ({"Content-Encoding": "gzip"}, gzip.compress(bytes(range(256)) * 50)[:-20], Retry, "cut off"),
        ({"Content-Encoding": "gzip"}, b"this is not gzip", Retry, "damaged"),
        ({"Content-Encoding": "br"}, b"x", BrokenContract, "not asked for"),
        ({}, b"x" * 70_000, BrokenContract, "larger than 65536 bytes"),
        ({"Content-Encoding": "gzip"}, gzip.compress(b"0123456789" * 7000), BrokenContract, "larger than 65536"),
    ],
    ids=["cut gzip", "damaged gzip", "unasked encoding", "too large", "too large inflated"],
)
def test_answers_that_cannot_be_used(headers: dict[str, str], body: bytes, kind: type[SimpulError], words: str) -> None:
    """Each broken or oversized answer has its own words."""
    with serving(lambda request: Reply(body=body, headers=headers)) as port:
        error = refusal(system(port, limits=Limits(max_bytes=65536)))
    assert isinstance(error, kind)
    assert words in str(error)


def test_a_trickle_is_too_slow_before_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long deadline is no licence to drip: after a while a least rate is due."""
    monkeypatch.setattr(hardened, "GRACE", 0.2)
    drip = Fault(kind="drip", after=0, pause=0.015)
    with serving(lambda request: Reply(body=b"x" * 500)) as port, Wire(("127.0.0.1", port)) as wire:
        wire.set(drip)
        with session(system(wire.port)) as made, pytest.raises(Retry, match="too slowly"):
            made.send("GET", "/", seconds=20)


def test_cookies_are_not_kept() -> None:
    """A server cannot make us carry state from one request to the next."""
    seen: list[str | None] = []

    def answer(request: Request) -> Reply:
        seen.append(request.headers.get("cookie"))
        return said({}, **{"Set-Cookie": "jejak=1"})

    with serving(answer) as port, session(system(port)) as made:
        made.send("GET", "/", seconds=2)
        made.send("GET", "/", seconds=2)
    assert seen == [None, None]


def test_whether_bytes_left_is_known() -> None:
    """A refused connection sent nothing; a lost answer comes after something was sent."""
    with Wire(("127.0.0.1", 1)) as wire, session(system(wire.port)) as made:
        for fault, left in ((Fault(kind="refused"), False), (Fault(kind="say", payload=b""), True)):
            wire.set(fault)
            with pytest.raises(Retry):
                made.send("POST", "/", seconds=1, body=b"{}")
            assert made.sent is left


def test_a_whole_http_answer_is_accepted_without_a_length() -> None:
    """HTTP/1.0 that ends by closing is allowed; whether it is whole, the document shows."""
    with Wire() as wire, session(system(wire.port)) as made:
        wire.set(Fault(kind="say", payload=b"HTTP/1.0 200 OK\r\n\r\n[1]"))
        assert made.send("GET", "/", seconds=1).body == b"[1]"
        wire.set(Fault(kind="say", payload=http("204 No Content")))
        assert made.send("GET", "/", seconds=1).status == 204


LARGE = Limits().max_bytes


def answered(body: bytes, *, most: int = LARGE, status: int = 200, encoding: str = "gzip") -> bytes:
    """The body of one answer as the session hands it on."""
    reply = Reply(status=status, body=body, headers={"Content-Encoding": encoding, "Location": "/lain"})
    with (
        serving(lambda request: reply) as port,
        session(system(port, limits=Limits(max_bytes=most))) as made,
    ):
        return made.send("GET", "/", seconds=20).body


@settings(max_examples=40, deadline=None)
@given(
    parts=st.lists(st.binary(max_size=3000), min_size=1, max_size=6),
    padding=st.integers(0, 600),
    cut=st.integers(0, 20_000),
)
def test_a_compressed_body_is_all_its_members(parts: list[bytes], padding: int, cut: int) -> None:
    """Several gzip members are one body, zeros behind the last are padding, and a cut anywhere is no body at all."""
    members = [gzip.compress(part) for part in parts]
    packed = b"".join(members)
    assert answered(packed + bytes(padding)) == b"".join(parts)
    left = packed[: 1 + cut % (len(packed) - 1)] if len(packed) > 1 else packed
    ends = {sum(map(len, members[:count])) for count in range(len(members) + 1)}
    if len(left) not in ends:
        with pytest.raises(Retry, match="cut off"):
            answered(left)


def test_what_stands_behind_a_compressed_body_is_not_dropped() -> None:
    """Bytes behind the last member that are no member are damage, not nothing."""
    with pytest.raises(Retry, match="damaged"):
        answered(gzip.compress(b"[1]") + b"[2]")


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([gzip.compress(b"0123456789" * 700)] * 10, "larger than 65536 bytes"),
        ([gzip.compress(bytes(5_000_000), 9)] * 3, "inflates more than 100 times"),
        # Nothing ever comes out of these: the bytes received count too.
        ([gzip.compress(b"")] * 40_000, "larger than 65536 bytes"),
        ([gzip.compress(b"x"), bytes(900_000)], "larger than 65536 bytes"),
    ],
    ids=["large together", "bomb together", "empty members", "padding"],
)
def test_the_caps_hold_over_all_members(members: list[bytes], words: str) -> None:
    """A body in many members is capped as one body is."""
    with pytest.raises(BrokenContract, match=words):
        answered(b"".join(members), most=LARGE if "times" in words else 65536)


@pytest.mark.parametrize("status", [200, 302, 401, 500])
def test_the_caps_hold_whatever_the_status(status: int) -> None:
    """A redirect or an error may be as large as an answer, and no larger: nobody reads it to see where it leads."""
    with pytest.raises(BrokenContract, match="larger than 65536 bytes"):
        answered(gzip.compress(b"0123456789" * 7000), most=65536, status=status)
