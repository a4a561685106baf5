"""The laws every adapter keeps, as functions over a :class:`Subject`: an adapter, its source, and a hostile wire.

A test module makes one Subject per adapter and runs ``laws(subject traits)`` over it::

    @pytest.mark.parametrize("law", contract.laws("wire", "http"), ids=contract.name)
    def test_rest_keeps(law, rest): law(rest)
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import Literal

from simpul.core import clock
from simpul.core.errors import BadCredentials, BrokenContract, Retry, SimpulError, SourceLoops, Stop, Unknown
from simpul.core.model import Effect, Page, Write
from simpul.core.ports import Adapter, Guard
from simpul.testing.faultserver import Fault, Kind, Wire, http
from simpul.testing.subject import SECONDS, Patient, Subject

Trait = Literal["wire", "http", "write", "idempotent", "probe", "loop"]
#: Seconds added to a deadline for a machine under load.
SLACK = 2.5
LOGIN_PAGE = b"<!DOCTYPE html><html><body>Silakan masuk</body></html>"


Law = Callable[[Subject], None]
_LAWS: list[tuple[frozenset[str], Law]] = []


def laws(*traits: Trait) -> list[Law]:
    """The laws that apply to a subject with these traits."""
    return [law for needed, law in _LAWS if needed <= set(traits)]


def name(law: Law) -> str:
    """A law's name, for test ids."""
    return law.__name__


def _law(*needed: Trait) -> Callable[[Law], Law]:
    def register(law: Law) -> Law:
        _LAWS.append((frozenset(needed), law))
        return law

    return register


@contextmanager
def opened(subject: Subject, guard: Guard | None = None) -> Iterator[Adapter]:
    """The subject's adapter, closed at the end."""
    adapter = subject.make(guard or Patient())
    try:
        yield adapter
    finally:
        adapter.close()


def read(subject: Subject, adapter: Adapter, cursor: str | None = None) -> list[Page]:
    """All pages from ``cursor`` on."""
    return list(adapter.read(subject.feed, replace(subject.request, cursor=cursor)))


def keys(subject: Subject, pages: Sequence[Page]) -> set[str]:
    return {key for page in pages for key in subject.keys(page)}


def failing(subject: Subject, fault: Fault) -> SimpulError:
    """The error a read ends with while ``fault`` holds; also checks that no secret stands in it."""
    with opened(subject) as adapter, _wire(subject).broken(fault):
        try:
            read(subject, adapter)
        except SimpulError as error:
            _no_secret(subject, error)
            return error
    raise AssertionError(f"reading went through although the wire was {fault.kind}")


def _wire(subject: Subject) -> Wire:
    assert subject.wire is not None
    return subject.wire


def _no_secret(subject: Subject, error: BaseException | None) -> None:
    while error is not None:
        for secret in subject.secrets:
            assert secret not in f"{error} {error!r}", f"a secret stands in the message of {type(error).__name__}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _retries(subject: Subject, kind: Kind, after: int = 0) -> None:
    error = failing(subject, Fault(kind=kind, after=after))
    assert isinstance(error, Retry), f"{kind} after {after} bytes: {error!r}"


@_law()
def every_row_is_read(subject: Subject) -> None:
    """A pass brings every row; pages count from 1, know when they were asked for, and the last has no cursor."""
    before = clock.now()
    with opened(subject) as adapter:
        pages = read(subject, adapter)
    assert keys(subject, pages) == subject.expected
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert len(pages) > 1, "the source must be larger than a page to prove anything"
    assert all(before <= page.requested_at <= clock.now() for page in pages)
    assert [page.cursor is None for page in pages] == [False] * (len(pages) - 1) + [True]


@_law()
def every_cursor_resumes(subject: Subject) -> None:
    """From every page's cursor, a new process reads on without skipping a row, and no two cursors are equal."""
    with opened(subject) as adapter:
        pages = read(subject, adapter)
    cursors = [page.cursor for page in pages[:-1]]
    assert len(set(cursors)) == len(cursors)
    for count, cursor in enumerate(cursors, start=1):
        with opened(subject) as another:
            rest = read(subject, another, cursor)
        assert keys(subject, pages[:count]) | keys(subject, rest) == subject.expected


@_law()
def reading_twice_gives_the_same_bytes(subject: Subject) -> None:
    """The same source gives the same pages, so a repeat is recognised by its digest."""
    with opened(subject) as adapter:
        first = [page.body for page in read(subject, adapter)]
    if subject.name == "dukcapil":
        # The time of asking is part of the page.
        return
    with opened(subject) as adapter:
        assert [page.body for page in read(subject, adapter)] == first


@_law()
def checking_never_raises(subject: Subject) -> None:
    """``check`` reports good news in lines, too."""
    with opened(subject) as adapter:
        found = adapter.check()
    assert found
    assert all(line.detail.id and line.detail.en for line in found), found
    assert [line for line in found if not line.ok] == []


@_law("wire")
def refused_is_retried(subject: Subject) -> None:
    """Nothing listens: try again later, and it works as soon as somebody does."""
    _retries(subject, "refused")
    with opened(subject) as adapter:
        assert keys(subject, read(subject, adapter)) == subject.expected


@_law("wire")
def reset_is_retried(subject: Subject) -> None:
    """A connection reset anywhere in an answer loses the page as a whole."""
    for after in subject.cuts:
        _retries(subject, "reset", after)


@_law("wire")
def truncated_is_retried(subject: Subject) -> None:
    """An answer cut short is never taken for a whole one."""
    for after in subject.cuts:
        _retries(subject, "truncated", after)


@_law("wire")
def drip_ends_at_the_deadline(subject: Subject) -> None:
    """A byte in its time does not outlive the deadline of the whole exchange."""
    began = time.monotonic()
    _retries(subject, "drip", subject.cuts[1])
    assert time.monotonic() - began < SECONDS + SLACK


@_law("wire")
def silence_ends_at_the_deadline(subject: Subject) -> None:
    """A server that accepts and never answers does not hold us."""
    began = time.monotonic()
    _retries(subject, "silent")
    assert time.monotonic() - began < SECONDS + SLACK


@_law("wire")
def a_transient_error_costs_nothing(subject: Subject) -> None:
    """With a guard that tries again, broken connections in passing change nothing."""
    with opened(subject, Patient(tries=4)) as adapter, _wire(subject).broken(Fault(kind="reset", after=40, times=3)):
        assert keys(subject, read(subject, adapter)) == subject.expected


@_law("wire")
def closing_gives_sockets_back(subject: Subject) -> None:
    """After ``close`` no connection is left, whether reading ended well or not."""
    with opened(subject) as adapter:
        read(subject, adapter)
    assert _wire(subject).open == 0
    failing(subject, Fault(kind="truncated", after=40))
    assert _wire(subject).open == 0


@_law("wire")
def bad_news_is_a_line(subject: Subject) -> None:
    """``check`` says which step fails and what to do, and does not raise."""
    for kind in ("refused", "silent", "reset"):
        with opened(subject) as adapter, _wire(subject).broken(Fault(kind=kind)):
            bad = [line for line in adapter.check() if not line.ok]
        if kind == "refused" or subject.name != "dukcapil":
            assert bad, kind
        assert all(line.advice.id and line.advice.en for line in bad), bad


@_law("wire", "http")
def redirects_are_not_followed(subject: Subject) -> None:
    """Nobody sends us, and our secrets, to another host."""
    with Wire() as elsewhere:
        target = f"Location: http://127.0.0.1:{elsewhere.port}/"
        for status in ("301 Moved", "302 Found", "307 Temporary Redirect"):
            error = failing(subject, Fault(kind="say", payload=http(status, target)))
            assert isinstance(error, BrokenContract)
            assert "redirect" in str(error)
        assert elsewhere.connections == 0


@_law("wire", "http")
def a_web_page_is_no_data(subject: Subject) -> None:
    """A login page with 200 is named as what it is, and tried again, because proxies do it in passing."""
    page = http("200 OK", "Content-Type: text/html", body=LOGIN_PAGE)
    error = failing(subject, Fault(kind="say", payload=page))
    assert isinstance(error, Retry)
    assert "got a web page, not data" in str(error)


@_law("wire", "http")
def bombs_are_refused(subject: Subject) -> None:
    """Two hundred megabytes in two hundred kilobytes are not unpacked."""
    bomb = gzip.compress(b"\0" * 40_000_000, 1) * 5
    began = time.monotonic()
    error = failing(subject, Fault(kind="say", payload=http("200 OK", "Content-Encoding: gzip", body=bomb)))
    assert isinstance(error, Stop), repr(error)
    assert time.monotonic() - began < SECONDS + SLACK


@_law("wire", "http")
def a_refused_login_stops(subject: Subject) -> None:
    """401 and 403 need a person."""
    for status in ("401 Unauthorized", "403 Forbidden"):
        assert isinstance(failing(subject, Fault(kind="say", payload=http(status))), BadCredentials)


@_law("wire", "http")
def retry_after_is_honoured_and_capped(subject: Subject) -> None:
    """Seconds and dates are understood, nonsense is not believed, and politeness is no failure."""
    soon = format_datetime(clock.now() + timedelta(seconds=100), usegmt=True)
    said = {"7": (7, 7), soon: (90, 100), "315360000": (3600, 3600), "-5": (0, 0), "nan": (0, 0)}
    for text, (least, most) in said.items():
        error = failing(subject, Fault(kind="say", payload=http("429 Too Many", f"Retry-After: {text}")))
        assert isinstance(error, Retry)
        assert not error.counts
        assert error.after is not None
        assert least <= error.after <= most, text


@_law("wire", "http")
def a_busy_server_is_retried(subject: Subject) -> None:
    """5xx passes; what the server says of the time is kept."""
    for status in ("500 Oops", "502 Bad Gateway", "503 Unavailable", "504 Gateway Timeout"):
        error = failing(subject, Fault(kind="say", payload=http(status, "Retry-After: 3")))
        assert isinstance(error, Retry)
        assert (error.counts, error.after) == (True, 3)


@_law("wire", "http")
def half_a_document_is_no_answer(subject: Subject) -> None:
    """A close-delimited answer that ends too early looks whole to HTTP, but not to us."""
    for body in (b"", b'{"data": [{"id": "1"', b"<a><b>"):
        payload = b"HTTP/1.0 200 OK\r\n\r\n" + body
        assert isinstance(failing(subject, Fault(kind="say", payload=payload)), Retry)


@_law("loop")
def a_listing_that_repeats_itself_ends(subject: Subject) -> None:
    """A source that names the same place again and again is stopped, after it was given another chance."""
    assert subject.looping is not None
    guard = Patient(tries=3)
    with opened(subject, guard) as adapter, subject.looping():
        try:
            read(subject, adapter)
        except SourceLoops as error:
            assert guard.calls >= 3
            _no_secret(subject, error)
            return
    raise AssertionError("the listing went on")


def _writing(subject: Subject) -> tuple[Write, Effect]:
    assert subject.write is not None
    assert subject.effect is not None
    return subject.write, subject.effect


@_law("write")
def a_write_arrives_once(subject: Subject) -> None:
    """An accepted write has a receipt and is in the target's log once."""
    before = subject.arrived()
    with opened(subject) as adapter:
        assert adapter.write(*_writing(subject)).outcome == "accepted"
    assert subject.arrived() == before + 1


@_law("write", "idempotent")
def the_same_key_writes_once(subject: Subject) -> None:
    """A write repeated with the same key is answered, not done again."""
    before = subject.arrived()
    with opened(subject) as adapter:
        for _ in range(3):
            adapter.write(*_writing(subject))
    assert subject.arrived() == before + 1


@_law("write", "wire")
def a_write_that_never_left_is_retried(subject: Subject) -> None:
    """Nothing listens: nothing arrived, and we know it."""
    before = subject.arrived()
    with opened(subject) as adapter, _wire(subject).broken(Fault(kind="refused")):
        try:
            adapter.write(*_writing(subject))
        except Retry as error:
            _no_secret(subject, error)
        else:
            raise AssertionError("a write into the void was accepted")
    assert subject.arrived() == before


@_law("write", "wire")
def a_lost_answer_is_unknown(subject: Subject) -> None:
    """The target did it, the answer was lost, cut or swallowed: unknown, never retried by the adapter."""
    with opened(subject) as adapter:
        # The login is had before, so that it is the write whose answer is lost.
        adapter.check()
        _wire(subject).set(Fault(kind="lost"))
        before = subject.arrived()
        try:
            adapter.write(*_writing(subject))
        except Unknown as error:
            _no_secret(subject, error)
        else:
            raise AssertionError("a lost answer was taken for a receipt")
        finally:
            _wire(subject).set(Fault())
        assert subject.arrived() == before + 1


@_law("write", "wire", "probe")
def a_probe_settles_the_unknown(subject: Subject) -> None:
    """The probe finds a write that arrived, and only that one."""
    write, effect = _writing(subject)
    with opened(subject) as adapter:
        assert adapter.probe(write, effect) is None
        adapter.check()
        with _wire(subject).broken(Fault(kind="lost")), suppress(Unknown):
            adapter.write(write, effect)
        found = adapter.probe(write, effect)
    assert found is not None
    assert found.outcome == "accepted"
