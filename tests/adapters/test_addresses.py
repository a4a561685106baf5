"""Addresses a source gives: they lead to the source itself, or nowhere."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from socketserver import BaseRequestHandler

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.rest import Rest
from simpul.core.errors import BrokenContract, SimpulError
from simpul.core.model import Page, ReadRequest, SecretRef
from simpul.core.ports import unguarded
from tests.adapters import subjects
from tests.adapters.sources import Reply, Request, said, serving

KEY = "kunci-rahasia-9001"
PAGING = {"kind": "link", "next": "next"}


@dataclass
class Agency:
    """A listing whose first page names any next page a test likes; every later page is the last."""

    following: str = ""
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        query = "&".join(f"{name}={value}" for name, value in request.query.items())
        self.asked.append(f"{request.path}?{query}" if query else request.path)
        rows = [{"id": str(len(self.asked))}]
        return said({"data": rows, "next": self.following if len(self.asked) == 1 else None})


@contextmanager
def stranger(met: list[bytes]) -> Iterator[int]:
    """Another host: remembers the bytes of whoever connects."""

    class Listening(BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(1)
            with suppress(OSError):
                met.append(self.request.recv(65536))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)  # type: ignore[arg-type]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def read(port: int, base: str = "", path: str = "/warga") -> list[Page]:
    """Everything the listing gives, asked with our key."""
    auth = {"kind": "headers", "headers": {"X-Kunci": {"secret": SecretRef(env=KEY)}}}
    system = subjects.served("lapor", port, path=base, adapter="rest", auth=auth)
    feed = subjects.feed("lapor", "warga", {"path": path, "paging": PAGING}, rows="data")
    made = Rest(system, guard=unguarded, secrets=subjects.shown)
    try:
        return list(made.read(feed, ReadRequest()))
    finally:
        made.close()


@dataclass(frozen=True)
class Town:
    """An agency of ours and a stranger beside it, both real servers."""

    agency: Agency
    own: int
    strange: int
    met: list[bytes]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    agency, met = Agency(), list[bytes]()
    with serving(agency) as own, stranger(met) as strange:
        yield Town(agency=agency, own=own, strange=strange, met=met)


#: What an address may be made of; OWN and STRANGE become hosts with their ports.
PIECES = st.sampled_from([
    "@", ":", "/", "//", "\\", "\\\\", "?", "#", "%40", "%2f", ".", "..", "/../", "\t", "\n", " ", "[", "]", "[::1]",
    "http:", "http://", "HTTP://", "https://", "OWN", "STRANGE", "STRANGE", "user:pw@", "warga", "?page=2", "0", "é",
])  # fmt: skip
FORMS = st.sampled_from([
    "@STRANGE/x", ":pw@STRANGE/x", "//STRANGE/x", "///STRANGE/x", "http://STRANGE/x", "http:\\\\STRANGE\\x",
    "\\\\STRANGE/x",
    "http://OWN@STRANGE/x", "http://OWN\\@STRANGE/x", "http://OWN#@STRANGE/x", "http://OWN?@STRANGE/x", "/\t/STRANGE/x",
    "http://STRANGE#@OWN/x", "ht\ntp://STRANGE/x", " http://STRANGE/x", "https://OWN/x", "http://[", "http://OWN:x/",
])  # fmt: skip
ADDRESSES = st.one_of(FORMS, st.lists(PIECES, min_size=1, max_size=8).map("".join), st.text(max_size=20))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(address="@STRANGE/x")
@given(address=ADDRESSES)
def test_no_address_a_source_gives_takes_our_key_elsewhere(town: Town, address: str) -> None:
    """Whatever address a source names as its next page, no other host ever sees a request of ours."""
    given_ = address.replace("OWN", f"127.0.0.1:{town.own}").replace("STRANGE", f"127.0.0.1:{town.strange}")
    town.agency.asked.clear()
    town.agency.following = given_
    with suppress(SimpulError):
        read(town.own)
    assert town.met == [], json.dumps(given_)
    assert town.agency.asked[0] == "/warga"


@pytest.mark.parametrize(
    ("base", "path", "following", "asked"),
    [
        ("", "/warga", "?page=2", "/warga?page=2"),
        ("/api/v1", "/warga", "?page=2", "/api/v1/warga?page=2"),
        ("/api/v1", "/warga", "warga?page=2", "/api/v1/warga?page=2"),
        ("/api/v1", "/warga/daftar", "../warga/daftar?page=2", "/api/v1/warga/daftar?page=2"),
        ("/api/v1/", "/warga", "/api/v1/warga?page=2", "/api/v1/warga?page=2"),
        ("/api/v1", "/warga", "/api/v2/warga?page=2", "/api/v2/warga?page=2"),
        ("/api", "/warga", "/apilama/warga?page=2", "/apilama/warga?page=2"),
        ("/api", "/warga", "http://127.0.0.1:OWN/api/warga?page=2", "/api/warga?page=2"),
        ("/api", "/warga", "HTTP://127.0.0.1:OWN/api/warga?page=2", "/api/warga?page=2"),
        ("/api", "/warga", "//127.0.0.1:OWN/api/warga?page=2", "/api/warga?page=2"),
    ],
)
def test_a_next_page_is_found_as_a_browser_would(base: str, path: str, following: str, asked: str) -> None:
    """A relative address is resolved against the page that named it."""
    agency = Agency()
    with serving(agency) as port:
        agency.following = following.replace("OWN", str(port))
        pages = read(port, base, path)
    assert (agency.asked[1], len(pages)) == (asked, 2)


def test_a_next_page_relative_to_a_next_page() -> None:
    """The third page is found from the second one's address, not from the first one's."""
    asked: list[str] = []

    def answer(request: Request) -> Reply:
        asked.append(request.path)
        following = {"/warga": "lama/dua", "/lama/dua": "tiga"}.get(request.path)
        return said({"data": [{"id": "1"}], "next": following})

    with serving(answer) as port:
        read(port)
    assert asked == ["/warga", "/lama/dua", "/lama/tiga"]


@pytest.mark.parametrize(
    "form", ["http://siapa:rahasia@127.0.0.1:OWN/warga?page=2", "http://127.0.0.1:OWN\\@lain.example/"]
)
def test_a_login_inside_an_address_is_refused(form: str) -> None:
    """An address with user information is refused, although it leads to the source, and its secret is not repeated."""
    agency = Agency()
    with serving(agency) as port:
        agency.following = form.replace("OWN", str(port))
        with pytest.raises(BrokenContract) as caught:
            read(port)
    assert len(agency.asked) == 1
    assert "rahasia" not in str(caught.value)


@pytest.mark.parametrize("path", ["@127.0.0.1:STRANGE/x", "0/x", ":1/x", ".lain.example/x"])
def test_a_path_of_a_mapping_cannot_change_the_host(town: Town, path: str) -> None:
    """What a mapping gives as a path is a path: glued behind the address it never makes another host or port."""
    town.agency.asked.clear()
    with pytest.raises(SimpulError, match="begin with /"):
        read(town.own, path=path.replace("STRANGE", str(town.strange)))
    assert (town.met, town.agency.asked) == ([], [])


@pytest.mark.parametrize("location", ["http://[", "http://lain.example:x/", "//", "\\\\lain.example"])
def test_a_redirect_of_any_form_is_refused_with_words(location: str) -> None:
    """A redirect is refused as a broken contract even when its address is no address."""
    with (
        serving(lambda request: Reply(status=302, headers={"Location": location})) as port,
        pytest.raises(BrokenContract, match="redirects are not followed"),
    ):
        read(port)
