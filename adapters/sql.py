"""SQL views of an agency, read only: keyset chunks by (time, key), handed on as Arrow bytes with text columns.

PostgreSQL and MariaDB. The connection itself is read-only with a statement time-out, names come from the mapping and
are checked, values are bound. Late committers are caught by the feed's overlap, which the pull takes off its watermark.
"""

from __future__ import annotations

import csv
import io
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from adapters import checks
from adapters.auth import reveal
from adapters.sockets import allow_address, allow_plain, beside
from adapters.sql_dialects import DIALECTS, LATER, Dialect
from adapters.sql_view import View
from simpul.core import clock
from simpul.core.errors import BadConfig, BadCredentials, BrokenContract, Rejected, Retry, SimpulError, Stop
from simpul.core.i18n import Words
from simpul.core.model import Check, Effect, Feed, KeyGroup, Page, ReadRequest, Receipt, Span, System, Write
from simpul.core.ports import Guard, Secrets

Answer = TypeVar("Answer")
#: Records asked for by their keys in one statement.
_KEYS = 1000
#: SQLSTATE classes and codes → what they mean for the hub; the longest that fits counts.
_MEANING: dict[str, tuple[type[Stop] | type[Retry], str]] = {
    "28": (BadCredentials, "login refused → renew the credentials with the agency"),
    "42501": (BadCredentials, "our login may not read this → ask the agency for select on the view"),
    "42P01": (BrokenContract, "the view is not there → has it been renamed?"),
    "42703": (BrokenContract, "a column of the mapping is not there → has it been renamed?"),
    "42": (BrokenContract, "the query does not fit the view → compare the mapping with it"),
    "3D000": (BrokenContract, "the database is not there"),
    "22": (BrokenContract, "a value could not be read as the mapping says"),
}


class Sql:
    """A way to the SQL views of one system. Reads only."""

    def __init__(self, system: System, *, guard: Guard, secrets: Secrets) -> None:
        self._system = system
        self._guard = guard
        self._secrets = secrets
        self._engine: Engine | None = None
        self._connection: Connection | None = None

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        """Chunks in (time, key) order. Cursor: ``<time>|<key>|…`` of the last row."""
        view = self._view(feed)
        cursor, number = request.cursor, 1
        while True:
            page = self._guard(self._chunk(view, cursor, request.since_time, number))
            yield page
            if page.cursor is None:
                return
            cursor, number = page.cursor, number + 1

    def fetch(self, feed: Feed, key: str) -> Page | None:
        """One record as it is now."""
        view = self._view(feed)

        def ask(seconds: float) -> Page | None:
            began = clock.now()
            rows = self._rows(view.one(), view.bound(key.split("|")), seconds)
            return view.page(rows, began, 1, None) if rows else None

        return self._guard(ask)

    def records(self, feed: Feed, keys: Sequence[str]) -> Iterator[Page]:
        """Records as they are now, as pages; keys the view does not know are not in them."""
        view = self._view(feed)
        for first in range(0, len(keys), _KEYS):
            statement, values = view.several(keys[first : first + _KEYS])
            began = clock.now()
            rows = self._guard(lambda seconds: self._rows(statement, values, seconds))  # noqa: B023
            yield view.page(rows, began, first // _KEYS + 1, str(first))

    def digest(self, feed: Feed, columns: Sequence[str], width: int, spans: Sequence[Span] = ()) -> list[KeyGroup]:
        """Count and sum of digests of the rows of every group of keys that begin alike."""
        statement, values = self._view(feed).groups(columns, width, spans)
        rows = self._guard(lambda seconds: self._rows(statement, values, seconds))
        return [KeyGroup(prefix=row[0], rows=int(row[1]), total=int(row[2])) for row in rows if row[0] is not None]

    def digests(self, feed: Feed, columns: Sequence[str], spans: Sequence[Span] = ()) -> bytes:
        """Key and digest of every row in ``spans``, as lines ``key,\\xdigest`` of CSV."""
        statement, values = self._view(feed).digests(columns, spans)
        return self._guard(lambda seconds: self._ask(seconds, lambda open_: _copied(open_, statement, values)))

    def write(self, write: Write, effect: Effect) -> Receipt:
        """Refused: the views are read only."""
        raise Rejected(f"{self._system.name} is read only; {write.kind} cannot be sent to it")

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        """None: nothing is ever written here."""
        return None

    def check(self) -> list[Check]:
        """Name, port, encryption, login and clock."""
        try:
            found = self._check_socket() or checks.network(self._system, default_port=self._dialect.port)
        except SimpulError as error:
            return [checks.failed("address", error)]
        if not all(line.ok for line in found[:2]):
            return found
        try:
            theirs = self._guard(lambda seconds: self._rows(self._dialect.now, {}, seconds)[0][0])
        except SimpulError as error:
            return [*found[:2], checks.failed("login", error)]
        reads = Words(id="Login hub diterima, hanya untuk membaca.", en="The database accepts our login, read-only.")
        login = Check(name="login", ok=True, detail=reads)
        told = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
        return [*found[:2], self._encryption(), login, checks.clock(told)]

    def close(self) -> None:
        connection, self._connection = self._connection, None
        engine, self._engine = self._engine, None
        if connection is not None:
            connection.invalidate()
            connection.close()
        if engine is not None:
            engine.dispose()

    def _chunk(self, view: View, cursor: str | None, since: datetime | None, number: int) -> Any:
        def ask(seconds: float) -> Page:
            began = clock.now()
            statement, values = view.chunk(cursor, since)
            rows = self._rows(statement, values, seconds)
            full = len(rows) == view.size
            return view.page(rows, began, number, view.after(rows[-1]) if full else None)

        return ask

    def _rows(self, statement: str, values: Mapping[str, Any], seconds: float) -> Sequence[Any]:
        return self._ask(seconds, lambda connection: connection.execute(text(statement), dict(values)).all())

    def _ask(self, seconds: float, answer: Callable[[Connection], Answer]) -> Answer:
        """One statement, one read-only transaction; the server's own time-out comes a little before our cut."""
        try:
            connection = self._connected(seconds)
            with deadline(self._dialect.wire(connection), seconds + LATER), connection.begin():
                connection.execute(text(self._dialect.limit(seconds)))
                return answer(connection)
        except DBAPIError as error:
            self.close()
            raise self._meaning(error) from None
        except OSError as error:
            self.close()
            raise Retry(f"{self._system.name}: the connection was cut ({type(error).__name__})") from None

    def _connected(self, seconds: float) -> Connection:
        if self._connection is None:
            url = self._url()
            arguments = {**self._dialect.arguments(seconds), **self._tls(url)}
            # Values of rows never enter an error message.
            self._engine = create_engine(url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
            self._connection = self._engine.connect()
        return self._connection

    @property
    def _dialect(self) -> Dialect:
        return DIALECTS[self._url().get_backend_name()]

    def _view(self, feed: Feed) -> View:
        return View(feed, self._dialect)

    def _url(self) -> URL:
        system = self._system
        try:
            url = make_url(system.address)
        except ArgumentError:
            raise BadConfig(f"{system.name}: {system.address_env} is no SQLAlchemy address", file=system.file) from None
        dialect = DIALECTS.get(url.get_backend_name())
        if dialect is None:
            kinds = "only PostgreSQL and MariaDB views can be read"
            raise BadConfig(f"{system.name}: {kinds}, not {url.drivername}", file=system.file)
        if system.auth.get("kind") == "basic":
            user = reveal(system.auth.get("user"), self._secrets)
            url = url.set(username=user, password=reveal(system.auth.get("password"), self._secrets))
        return url.set(drivername=dialect.driver)

    def _tls(self, url: URL) -> dict[str, Any]:
        system = self._system
        if not system.plain_http:
            ca = system.options.get("ca")
            return self._dialect.tls(str(beside(system, ca)) if ca else None)
        allow_plain(system)
        host = url.host or "127.0.0.1"
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError:
            raise Retry(f"{system.name}: its name cannot be found (DNS)") from None
        allow_address(system, [str(entry[4][0]) for entry in found])
        return {}

    def _check_socket(self) -> list[Check]:
        """One line for a server that is reached by a Unix socket of this machine; none for others."""
        folder = str(self._url().query.get("host", ""))
        if not folder.startswith("/"):
            return []
        detail = Words(
            id=f"Basis data di mesin ini, lewat soket {folder}.",
            en=f"A database of this machine, by its socket {folder}.",
        )
        if Path(folder).is_dir():
            return [Check(name="port", ok=True, detail=detail)]
        advice = Words(id="Pastikan server basis data berjalan.", en="Make sure the database server is running.")
        return [Check(name="port", ok=False, detail=detail, advice=advice)]

    def _encryption(self) -> Check:
        if not self._system.plain_http:
            detail = Words(
                id="Terenkripsi. Sertifikat diperiksa pada setiap sambungan.",
                en="Encrypted. The certificate is checked at every connection.",
            )
            return Check(name="TLS", ok=True, detail=detail)
        return checks.encryption(self._system, [])

    def _meaning(self, error: DBAPIError) -> Stop | Retry:
        state, words = self._dialect.state(error), str(error.orig)
        for length in (5, 2):
            if state[:length] in _MEANING:
                kind, meaning = _MEANING[state[:length]]
                return kind(f"{self._system.name}: {meaning} (SQLSTATE {state})")
        if state == "57014":
            return Retry(f"{self._system.name}: the query took longer than its deadline")
        reason = "connection refused: nothing listens there" if "refused" in words.lower() else "the connection failed"
        return Retry(f"{self._system.name}: {reason}{f' (SQLSTATE {state})' if state else ''}")


def _copied(connection: Connection, statement: str, values: Mapping[str, str]) -> bytes:
    """The answer as CSV; written by the server itself where it can."""
    raw: Any = connection.connection.driver_connection
    try:
        with raw.cursor() as cursor:
            return _lines(cursor, statement, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(None, None, error) from None


def _lines(cursor: Any, statement: str, values: Mapping[str, str]) -> bytes:
    lines = io.BytesIO()
    if hasattr(cursor, "copy"):
        with cursor.copy(f"copy ({statement}) to stdout (format csv)", values) as blocks:
            lines.writelines(blocks)
    else:
        cursor.execute(statement, values)
        written = io.TextIOWrapper(lines, "utf-8", newline="", write_through=True)
        csv.writer(written, lineterminator="\n").writerows(iter(cursor.fetchone, None))
        written.detach()
    return lines.getvalue()


@contextmanager
def deadline(number: int, seconds: float) -> Iterator[None]:
    """Cut the socket of that file number when the time is over: libpq itself waits for ever on a slow drip."""
    wire = socket.socket(fileno=socket.dup(number))

    def cut() -> None:
        with suppress(OSError):
            wire.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        wire.close()


ADAPTER = Sql
