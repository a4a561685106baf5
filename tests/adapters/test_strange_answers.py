"""What a source can put into an answer besides rows: cursors, tokens, times, keys and depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.rest import Rest
from adapters.soap import Soap
from simpul.core.errors import BrokenContract, Rejected, Retry, SimpulError, Stop
from simpul.core.model import Order, Page, ReadRequest, SecretRef, Write
from simpul.core.ports import unguarded
from tests.adapters import subjects
from tests.adapters.sources import Registry, Reply, Request, said, serving

CURSOR = {"kind": "cursor", "next": "next", "cursor": "dari"}
KEYSET = {"kind": "keyset", "size": 2, "key": "id"}
OAUTH = {"kind": "oauth2", "client_id": "simpul", "client_secret": SecretRef(env="rahasia-klien")}
JSON = {"Content-Type": "application/json"}
Given = TypeVar("Given")


def used(
    answer: Callable[[Request], Reply], act: Callable[[Rest], Given], *, auth: dict[str, Any] | None = None
) -> Given:
    """What an act over a source gives."""
    with serving(answer) as port:
        system = subjects.served("lapor", port, adapter="rest", auth=auth or {"kind": "none"})
        made = Rest(system, guard=unguarded, secrets=subjects.shown)
        try:
            return act(made)
        finally:
            made.close()


def listing(paging: dict[str, Any], **more: Any) -> Callable[[Rest], list[Page]]:
    feed = subjects.feed("lapor", "warga", {"path": "/warga", "paging": paging}, rows="data", **more)
    return lambda made: list(made.read(feed, ReadRequest()))


def once(first: Any) -> Callable[[Request], Reply]:
    """A listing whose first page says this as its next place and whose second page is empty."""
    asked: list[str] = []

    def answer(request: Request) -> Reply:
        asked.append(request.path)
        return said({"data": [{"id": "1"}], "next": first} if len(asked) == 1 else {"data": [], "next": None})

    return answer


#: Anything JSON can hold where a cursor is due.
PLACES = st.one_of(st.text(st.characters(exclude_categories=())), st.booleans(), st.integers(), st.floats())


@settings(max_examples=60, deadline=None)
@example("\ud800")
@example("a\0b")
@example("\x01")
@given(PLACES)
def test_a_cursor_can_be_kept_and_asked_for_or_is_refused(place: Any) -> None:
    """Whatever a source names as its next place is kept as text any database holds, or refused with words."""
    try:
        pages = used(once(place), listing(CURSOR))
    except BrokenContract:
        return
    for page in pages:
        assert "\0" not in (page.cursor or "")
        (page.cursor or "").encode()


@pytest.mark.parametrize("place", [{"a": 1}, [1], [], True])
def test_a_cursor_that_is_no_text_is_refused(place: Any) -> None:
    """A list, an object or a yes where a cursor is due is no place to read on from."""
    with pytest.raises(BrokenContract):
        used(once(place), listing(CURSOR))


@pytest.mark.parametrize("place", [False, None, ""])
def test_no_cursor_ends_the_pass(place: Any) -> None:
    """False means what null means: there is nothing more."""
    assert len(used(once(place), listing(CURSOR))) == 1


@pytest.mark.parametrize("token", ["tok\u2603en", "a\nb", "a\0b", "\ud800", "", None, {"a": 1}, True])
def test_a_token_that_fits_no_header_is_refused_and_not_shown(token: Any) -> None:
    """A token that cannot stand in a request is told with words that do not hold it, and never sent."""
    proofs: list[str] = []

    def answer(request: Request) -> Reply:
        if request.path == "/oauth/token":
            return said({"access_token": token, "expires_in": 300})
        proofs.append(request.headers.get("authorization", ""))
        return said({"data": []})

    with pytest.raises(SimpulError) as caught:
        used(answer, listing(CURSOR), auth=OAUTH)
    assert proofs == []
    assert "tok" not in str(caught.value).replace("token", "")


@pytest.mark.parametrize("key", ["kun\u2603ci-9001", "kunci\n-9001", "kunci\x00-9001\u2603", "\ud800-9001"])
def test_a_secret_that_fits_no_header_is_told_without_it(key: str) -> None:
    """A key of ours with characters no header holds is a person's matter and stays out of the error."""
    asked: list[str] = []

    def answer(request: Request) -> Reply:
        asked.append(request.path)
        return said({"data": []})

    auth = {"kind": "headers", "headers": {"X-Kunci": {"secret": SecretRef(env=key)}}}
    with pytest.raises(Stop) as caught:
        used(answer, listing(CURSOR), auth=auth)
    assert asked == []
    assert "9001" not in str(caught.value)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_at_the_edge_of_time_is_refused_with_words(moment: str) -> None:
    """A filler date from which nobody can step back is no place in a listing, and no Python error."""
    rows = [{"id": "1", "diubah": "2026-01-01T00:00:00Z"}, {"id": "2", "diubah": moment}]
    with pytest.raises(BrokenContract, match="no readable diubah"):
        used(lambda _: said({"data": rows}), listing(KEYSET, order=Order(source="diubah")))


@pytest.mark.parametrize("body", [b'{"data":' + b"[" * 200_000, b'{"a":' * 100_000, b"[" * 100_000 + b"]" * 100_000])
def test_an_answer_nested_without_end_is_refused_with_words(body: bytes) -> None:
    """Depth alone never becomes a Python error, whether the answer is whole or not."""
    with pytest.raises((BrokenContract, Retry)):
        used(lambda _: Reply(body=body, headers=JSON), listing(CURSOR))


WARGA = subjects.feed("lapor", "warga", {"path": "/warga", "fetch": {"path": "/warga/{key}"}}, rows="data")
NOTE = Write(kind="catatan", mode="event", options={"path": "/warga/{key}/catatan", "idempotency": "Kunci"})


@pytest.mark.parametrize("key", [".", ".."])
def test_a_key_never_leads_to_another_record(key: str) -> None:
    """A record whose key means "up" is neither asked for nor written: the address would be another record's."""
    asked: list[str] = []

    def answer(request: Request) -> Reply:
        asked.append(f"{request.method} {request.path}")
        return said({"data": [{"id": "1"}]})

    with pytest.raises(Rejected):
        used(answer, lambda made: made.fetch(WARGA, key))
    with pytest.raises(Rejected):
        used(answer, lambda made: made.write(NOTE, subjects.effect("catatan", key, {"isi": "x"})))
    assert asked == []


def test_a_parent_that_cannot_be_asked_for_keeps_no_other_from_being_read() -> None:
    """The listings of all other parents are read, and the one that cannot be is named in the end."""
    asked: list[str] = []

    def answer(request: Request) -> Reply:
        asked.append(request.path)
        return said({"data": [{"id": "1"}]})

    feed = subjects.feed("lapor", "catatan", {"path": "/warga/{id}/catatan"}, rows="data", parent="lapor.warga")
    parents = ({"id": "1"}, {"id": ".."}, {"id": "3"})
    pages: list[Page] = []

    def read(made: Rest) -> None:
        pages.extend(made.read(feed, ReadRequest(parents=parents)))

    with pytest.raises(BrokenContract, match="1 of 3"):
        used(answer, read)
    assert asked == ["/warga/1/catatan", "/warga/3/catatan"]
    assert len(pages) == 2


@pytest.mark.parametrize(
    "wsdl",
    [b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', b"\0\xff", b""],
)
def test_a_wsdl_of_any_form_ends_a_check_with_words(wsdl: bytes) -> None:
    """What a service gives as its WSDL makes one line of the check fail, never the check."""
    source = Registry()
    source.wsdl = wsdl
    with serving(source) as port:
        made = Soap(subjects.registry_system(port, subjects.MAPPINGS / "siak"), guard=unguarded, secrets=subjects.shown)
        try:
            found = {line.name: line.ok for line in made.check()}
        finally:
            made.close()
    assert found["WSDL"] is False
