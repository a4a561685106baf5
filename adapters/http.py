"""Requests over one hardened session: deadline, byte caps, no redirects, TLS always verified.

A plain ``requests`` call follows redirects, waits for ever on a slow drip and inflates bombs. Here the deadline covers
the whole exchange (name, connect, handshake, every byte), because the sockets themselves look at the clock.
One session belongs to one adapter and one thread.
"""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, NameResolutionError

from adapters.addresses import glued, host
from adapters.sockets import Clock, allow_plain, session
from simpul.core import clock
from simpul.core.errors import BadConfig, BadCredentials, BrokenContract, Retry, Stop
from simpul.core.model import System

#: Seconds before the byte rate is looked at, and the least bytes per second after that.
GRACE = 5.0
LEAST_RATE = 100.0
#: Inflated bytes below which no ratio is looked at, and the largest ratio above: a bomb is 1000, text at most 50.
RATIO_FLOOR = 4 * 1024 * 1024
LARGEST_RATIO = 100
#: Longest Retry-After that is believed, in seconds.
LONGEST_WAIT = 3600.0
_PIECE = 256 * 1024
_SLICE = 16 * 1024
#: Bytes by which an answer may be larger packed than it is unpacked.
_WRAPPING = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One whole answer, inflated."""

    status: int
    #: Names in lower case.
    headers: Mapping[str, str]
    body: bytes
    #: When the request started, aware.
    requested_at: datetime

    @property
    def date(self) -> datetime | None:
        """The source's clock, from its Date header."""
        return _http_date(self.headers.get("date", ""))


class Http:
    """One session to the address of ``system``. ``sent`` tells whether bytes of the last request had left."""

    def __init__(self, system: System) -> None:
        parts = urlsplit(system.address)
        if not system.address:
            raise BadConfig(f"{system.name} has no address", file=system.file, hint=f"set {system.address_env}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadConfig(f"{system.name}: the address must begin with https:// or http://", file=system.file)
        if parts.scheme == "http":
            allow_plain(system)
        self._system = system
        self._base = system.address.rstrip("/")
        self._clock = Clock()
        self._session = session(system, self._clock)

    @property
    def sent(self) -> bool:
        return self._clock.sent

    def fresh(self) -> None:
        """Forget idle connections, so that a stale one is not mistaken for a lost answer."""
        for adapter in self._session.adapters.values():
            adapter.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        seconds: float,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """One exchange. Raises :class:`Retry` for what may pass, :class:`Stop` for what will not; judges no status."""
        requested_at, address = clock.now(), glued(self._base, path)
        self._clock.start(seconds)
        began = time.monotonic()
        try:
            response = self._session.request(
                method,
                address,
                params=dict(params or {}),
                headers=dict(headers or {}),
                data=body,
                stream=True,
                allow_redirects=False,
                timeout=seconds,
            )
            with response:
                content = self._content(response, began)
        except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
            # Raised anew without its cause: an error of whoever makes a header holds the secret in it.
            raise self._transient(error, time.monotonic() - began) from None
        lower = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=response.status_code, headers=lower, body=content, requested_at=requested_at)

    def close(self) -> None:
        self._session.close()

    def _content(self, response: requests.Response, began: float) -> bytes:
        inflate = _inflater(response.headers.get("Content-Encoding", ""), self._system)
        pieces: list[bytes] = []
        received = size = 0
        while piece := response.raw.read1(_PIECE, decode_content=False):
            received += len(piece)
            self._cap(size, received)
            for part in inflate.feed(piece):
                pieces.append(part)
                size += len(part)
                self._cap(size, received)
            elapsed = time.monotonic() - began
            if elapsed > GRACE and received / elapsed < LEAST_RATE:
                raise Retry(f"{self._system.name} sends too slowly: {received} bytes in {elapsed:.0f} s")
        if not inflate.ended:
            raise Retry(f"{self._system.name}: the compressed answer was cut off after {received} bytes")
        return b"".join(pieces)

    def _cap(self, size: int, received: int) -> None:
        name, cap = self._system.name, self._system.limits.max_bytes
        if size > cap or received > cap + _WRAPPING:
            raise BrokenContract(f"{name}: the answer is larger than {cap} bytes → ask smaller pages, or raise limits")
        if size > RATIO_FLOOR and size > received * LARGEST_RATIO:
            raise BrokenContract(
                f"{name}: the answer inflates more than {LARGEST_RATIO} times, as a bomb does; refused"
            )

    def _transient(self, error: Exception, seconds: float) -> Stop | Retry:
        name = self._system.name
        if isinstance(error, UnicodeError | requests.exceptions.InvalidHeader) and not self._clock.sent:
            return Stop(f"{name}: a request header cannot be made → correct the secrets of this link: plain characters")
        text = " ".join(str(part) for part in _causes(error))
        if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE" in text.upper():
            reason = re.search(r"certificate verify failed: ([^(\"']+)", text)
            detail = reason[1].strip() if reason else "not trusted"
            return Stop(f"{name}: its TLS certificate is refused: {detail} → the agency must renew or correct it")
        return Retry(f"{name}: {_plain(error, text, seconds)}")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds a source asks us to wait, between 0 and an hour; None if it does not say."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        moment = _http_date(text)
        if moment is None:
            return None
        seconds = (moment - clock.now()).total_seconds()
    # NaN fails every comparison, so it ends as 0.
    return min(seconds, LONGEST_WAIT) if seconds > 0 else 0.0


def judge(answer: Answer, what: str) -> None:
    """Raise what the status of an answer to a read means; ``what`` names the request without personal data."""
    status = answer.status
    if status < 300:
        return
    passing(answer, what)
    if status in (401, 403):
        raise BadCredentials(
            f"{what}: HTTP {status}, login refused → renew the credentials or ask the agency for access"
        )
    raise BrokenContract(f"{what}: HTTP {status} → has the address or the interface changed?")


def passing(answer: Answer, what: str) -> None:
    """Raise for statuses that mean the same for reads and writes: redirects and "not now"."""
    status = answer.status
    if 300 <= status < 400:
        where = host(answer.headers.get("location", "")) or "another path"
        raise BrokenContract(f"{what}: HTTP {status} sends us to {where}; redirects are not followed")
    if status == 429:
        raise Retry(f"{what}: HTTP 429, too many requests", after=retry_after(answer.headers), counts=False)
    if status in (408, 425) or status >= 500:
        raise Retry(f"{what}: HTTP {status}", after=retry_after(answer.headers))


def refuse_web_page(answer: Answer, what: str) -> None:
    """A login or error page where data is due. It may be a proxy in passing, so it is tried again."""
    if is_web_page(answer.body):
        raise Retry(f"{what}: got a web page, not data (session or SSO expired? a proxy in between?)")
    if not answer.body or answer.body.isspace():
        raise Retry(f"{what}: the answer is empty")


def is_web_page(body: bytes) -> bool:
    """Whether an answer begins as HTML does."""
    return body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html"))


class _Inflate(Protocol):
    @property
    def ended(self) -> bool: ...

    def feed(self, piece: bytes) -> Iterator[bytes]: ...


class _AsItIs:
    ended = True

    def feed(self, piece: bytes) -> Iterator[bytes]:
        yield piece


class _Gzip:
    """Inflates members one after the other, a megabyte at a time, so that the caps are met before the memory is used.

    Input goes in by small slices: what is left of a slice behind a member is copied, and members may be tiny.
    """

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None
        self._begun = False

    @property
    def ended(self) -> bool:
        return self._stream is None

    def feed(self, piece: bytes) -> Iterator[bytes]:
        for start in range(0, len(piece), _SLICE):
            yield from self._inflated(piece[start : start + _SLICE])

    def _inflated(self, left: bytes) -> Iterator[bytes]:
        try:
            while left := self._member(left):
                assert self._stream is not None
                yield self._stream.decompress(left, 4 * _PIECE)
                left = self._stream.unconsumed_tail or self._stream.unused_data
                if self._stream.eof:
                    self._stream = None
        except zlib.error:
            raise Retry("the compressed answer is damaged") from None

    def _member(self, left: bytes) -> bytes:
        """What is left to inflate, with a stream to do it; zeros behind a member are padding."""
        if self._stream is None:
            left = left.lstrip(b"\0") if self._begun else left
            self._stream = zlib.decompressobj(47) if left else None
            self._begun = True
        return left


def _inflater(encoding: str, system: System) -> _Inflate:
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return _AsItIs()
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _Gzip()
    raise BrokenContract(f"{system.name}: the answer is packed as {encoding[:20]!r}, which was not asked for")


def _plain(error: Exception, text: str, seconds: float) -> str:
    if "NameResolutionError" in text or isinstance(error, NameResolutionError):
        return "its name cannot be found (DNS) → check the address and the network"
    if "refused" in text.lower():
        return "connection refused: nothing listens there"
    if isinstance(error, requests.Timeout | TimeoutError) or "timed out" in text or "deadline" in text:
        return f"no whole answer within the deadline ({seconds:.1f} s)"
    if "IncompleteRead" in text:
        return "the answer was cut off before its end"
    if "reset" in text.lower() or "aborted" in text.lower():
        return "the connection was cut (reset)"
    return f"the exchange failed ({type(error).__name__})"


def _causes(error: BaseException) -> list[BaseException | str]:
    found: list[BaseException | str] = []
    seen: BaseException | None = error
    while seen is not None and len(found) < 12:
        found += [type(seen).__name__, seen]
        seen = seen.__cause__ or seen.__context__
    return found


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
