"""REST/JSON systems, configured by data: login, paging, envelope, writes and probes come from the mapping files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from adapters import checks, sending
from adapters.documents import MISSING, at, counted, document, filled, matches, text, unveil
from adapters.door import Door
from adapters.http import Answer, judge, refuse_web_page
from adapters.paging import MOST_PAGES, Pager, Repeated, pager
from simpul.core.errors import BadConfig, BrokenContract, Rejected, Retry, SimpulError, SourceLoops
from simpul.core.model import Check, Effect, Feed, Page, ReadRequest, Receipt, System, Write
from simpul.core.ports import Guard, Secrets


class Rest:
    """A way to one REST system."""

    def __init__(self, system: System, *, guard: Guard, secrets: Secrets) -> None:
        self._system = system
        self._guard = guard
        self._door = Door(system, secrets)
        self._envelope: Mapping[str, Any] = system.options.get("envelope", {})

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        """Pages of a listing, or of one listing per parent row."""
        path = str(feed.read.get("path", ""))
        if feed.parent:
            yield from ended(self._of_parents(feed, request, path))
            return
        for number, page in enumerate(self._walk(feed, request, path, request.cursor), start=1):
            yield replace(page, number=number)

    def fetch(self, feed: Feed, key: str) -> Page | None:
        """One record as it is now."""
        options = feed.read.get("fetch")
        if not options:
            raise BadConfig(f"{feed.name} has no read.fetch, one record cannot be asked for", file=feed.file)
        what = f"{feed.name}: GET {options['path']}"
        path = filled(str(options["path"]), {"key": key})
        answer = self._guard(lambda seconds: self._one(path, what, seconds))
        if answer is None:
            return None
        body = _wrapped(answer.body, str(options.get("wrap", "")))
        return Page(number=1, body=body, requested_at=answer.requested_at, cursor=None, origin=what)

    def write(self, write: Write, effect: Effect) -> Receipt:
        """Send an effect once, as ``writes.<kind>`` says."""
        return sending.write(self._system, self._door, self._guard, write, effect)

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        """Look whether an earlier write arrived: compare the record, or find it in a listing."""
        return sending.probe(self._system, self._door, self._guard, write, effect)

    def check(self) -> list[Check]:
        """Name, port, TLS, login, clock, and whether every write can be settled."""
        found = checks.network(self._system)
        if all(line.ok for line in found):
            found += checks.call(self._system, lambda: self._light_call())
        return found + checks.writes(self._system)

    def close(self) -> None:
        self._door.close()

    def _light_call(self) -> Answer:
        path = str(self._system.options.get("check", "/"))

        def call(seconds: float) -> Answer:
            answer = self._door.ask("GET", path, seconds=seconds)
            self._understand(answer, f"{self._system.name}: GET {path}", "utf-8")
            return answer

        return self._guard(call)

    def _walk(self, feed: Feed, request: ReadRequest, path: str, cursor: str | None) -> Iterator[Page]:
        place = pager(self._system, feed, request, cursor, path)
        for number in range(1, MOST_PAGES + 1):
            page = replace(self._page(feed, place, path), number=number)
            yield page
            if page.cursor is None:
                return
        raise SourceLoops(f"{feed.name}: more than {MOST_PAGES} pages in one pass; the listing seems endless")

    def _page(self, feed: Feed, place: Pager, path: str) -> Page:
        repeats: list[Repeated] = []
        what = f"{feed.name}: GET {feed.read.get('path', '')}"
        params = dict(feed.read.get("params", {})) | dict(place.params())

        def request(seconds: float) -> Page:
            repeats.clear()
            target = place.path() or path
            answer = self._door.ask("GET", target, seconds=seconds, params={} if place.path() else params)
            found = self._understand(answer, what, feed.charset)
            try:
                cursor = place.accept(found)
            except Repeated as error:
                repeats.append(error)
                raise
            return Page(
                number=1,
                body=answer.body,
                requested_at=answer.requested_at,
                cursor=cursor,
                origin=f"{what} {' '.join(f'{name}={value}' for name, value in place_words(params))}".strip(),
                announced=_announced(feed, found),
            )

        return looping(self._guard, request, repeats)

    def _of_parents(self, feed: Feed, request: ReadRequest, template: str) -> Iterator[Page]:
        """Each parent's listing in turn. Cursor: ``<position>/<parents>:<cursor of its listing>``."""
        count = len(request.parents)
        position, inner = resumed(request.cursor, count)
        number = 0
        left: list[str] = []
        for index in range(position, count):
            try:
                path = filled(template, request.parents[index])
            except Rejected as error:
                left.append(str(error))
                continue
            try:
                pages = self._walk(feed, request, path, inner)
                for page in pages:
                    number += 1
                    following = f"{index}/{count}:{page.cursor}" if page.cursor else f"{index + 1}/{count}:"
                    yield replace(page, number=number, cursor=following)
            except _Absent:
                # The parent went away at the source; its own feed will say so.
                pass
            inner = None
        if left:
            raise BrokenContract(f"{feed.name}: {len(left)} of {count} parents: {left[0]}")

    def _one(self, path: str, what: str, seconds: float) -> Answer | None:
        answer = self._door.ask("GET", path, seconds=seconds)
        try:
            self._understand(answer, what, "utf-8")
        except _Absent:
            return None
        return answer

    def _understand(self, answer: Answer, what: str, charset: str) -> Any:
        """The parsed answer to a read, once status, web pages and the envelope are dealt with."""
        if answer.status == 404:
            raise _Absent(f"{what}: HTTP 404, not there → has the interface changed?")
        judge(answer, what)
        refuse_web_page(answer, what)
        found = document(answer.body, what, charset)
        if self._envelope and at(found, str(self._envelope.get("data", "data"))) is MISSING:
            if matches(self._envelope, "absent", text(at(found, str(self._envelope.get("message", "message"))))):
                raise _Absent(f"{what}: the source knows no such record")
            try:
                unveil(found, self._envelope, what)
            except Rejected as error:
                raise BrokenContract(str(error)) from None
        return found


class _Absent(BrokenContract):
    """The source knows no such record; for a listing that is a broken contract."""


def looping(guard: Guard, request: Callable[[float], Page], repeats: list[Repeated]) -> Page:
    """Run a page's request; a source that still repeats itself after all retries loops."""
    try:
        return guard(request)
    except Retry as error:
        if repeats:
            raise SourceLoops(f"{repeats[-1]} (each time it was asked) → the agency must mend its listing") from error
        raise


def resumed(cursor: str | None, count: int) -> tuple[int, str | None]:
    """Position among the parents and the cursor in that parent's listing; another number of parents starts anew."""
    position, _, inner = (cursor or "0:").partition(":")
    index, _, of = position.partition("/")
    return (int(index), inner or None) if of == str(count) else (0, None)


def ended(pages: Iterator[Page]) -> Iterator[Page]:
    """The same pages, the last one with cursor None; what was read before an error is handed on before it."""
    held: Page | None = None
    while True:
        try:
            following = next(pages, None)
        except SimpulError:
            if held:
                yield held
            raise
        if following is None:
            break
        if held:
            yield held
        held = following
    if held:
        yield replace(held, cursor=None)


def place_words(params: Mapping[str, str]) -> list[tuple[str, str]]:
    """Parameters that may be shown: short numbers. An opaque cursor may well hold somebody's NIK."""
    return [(name, value) for name, value in params.items() if value.isdigit() and len(value) < 10]


def _announced(feed: Feed, found: Any) -> int | None:
    """Rows of the whole listing, where ``paging.total`` says where the answer tells them."""
    name = feed.read.get("paging", {}).get("total")
    return counted(text(at(found, str(name)))) if name else None


def _wrapped(body: bytes, path: str) -> bytes:
    """The bytes received, put where a listing has its rows."""
    if not path:
        return body
    body = b"[" + body + b"]"
    for name in reversed(path.split(".")):
        body = b'{"%s":%s}' % (name.encode(), body)
    return body


ADAPTER = Rest
