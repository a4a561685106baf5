"""SQL views of an agency, read only: keyset chunks by (time, key), handed on as Arrow bytes with text columns.

The connection itself is read-only with a statement time-out, names come from the mapping and are checked, values are
bound. Late committers are caught by the feed's overlap, which the pull takes off its watermark.
"""

from __future__ import annotations

import io
import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import ipc
from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from adapters import checks
from adapters.auth import reveal
from adapters.sockets import allow_address, allow_plain, beside
from simpul.errors import BadConfig, BadCredentials, BrokenContract, Rejected, Retry, SimpulError, Stop
from simpul.model import Check, Effect, Feed, Page, ReadRequest, Receipt, System, Write
from simpul.ports import Guard, Secrets

#: Seconds the server has to say itself that a statement took too long, before the wire is cut.
_LATER = 0.3
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]{0,62}")
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
    """A way to the SQL views of one system (PostgreSQL). Reads only."""

    def __init__(self, system: System, *, guard: Guard, secrets: Secrets) -> None:
        self._system = system
        self._guard = guard
        self._secrets = secrets
        self._engine: Engine | None = None
        self._connection: Connection | None = None

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        """Chunks in (time, key) order. Cursor: ``<time>|<key>|…`` of the last row."""
        view = _View(feed)
        cursor, number = request.cursor, 1
        while True:
            page = self._guard(self._chunk(view, cursor, request.since_time, number))
            yield page
            if page.cursor is None:
                return
            cursor, number = page.cursor, number + 1

    def fetch(self, feed: Feed, key: str) -> Page | None:
        """One record as it is now."""
        view = _View(feed)

        def ask(seconds: float) -> Page | None:
            began = datetime.now(UTC)
            rows = self._rows(view.one(), view.bound(key.split("|")), seconds)
            return view.page(rows, began, 1, None) if rows else None

        return self._guard(ask)

    def write(self, write: Write, effect: Effect) -> Receipt:
        """Refused: the views are read only."""
        raise Rejected(f"{self._system.name} is read only; {write.kind} cannot be sent to it")

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        """None: nothing is ever written here."""
        return None

    def check(self) -> list[Check]:
        """Name, port, encryption, login and clock."""
        try:
            found = self._check_socket() or checks.network(self._system, default_port=5432)
        except SimpulError as error:
            return [checks.failed("address", error)]
        if not all(line.ok for line in found[:2]):
            return found
        try:
            theirs = self._guard(lambda seconds: self._rows("select clock_timestamp()", {}, seconds)[0][0])
        except SimpulError as error:
            return [*found[:2], checks.failed("login", error)]
        login = Check(name="login", ok=True, detail="the database accepts our login, read-only")
        return [*found[:2], self._encryption(), login, checks.clock(theirs)]

    def close(self) -> None:
        connection, self._connection = self._connection, None
        engine, self._engine = self._engine, None
        if connection is not None:
            connection.invalidate()
            connection.close()
        if engine is not None:
            engine.dispose()

    def _chunk(self, view: _View, cursor: str | None, since: datetime | None, number: int) -> Any:
        def ask(seconds: float) -> Page:
            began = datetime.now(UTC)
            statement, values = view.chunk(cursor, since)
            rows = self._rows(statement, values, seconds)
            full = len(rows) == view.size
            return view.page(rows, began, number, view.after(rows[-1]) if full else None)

        return ask

    def _rows(self, statement: str, values: dict[str, Any], seconds: float) -> Sequence[Any]:
        try:
            connection = self._connected(seconds)
            # One statement, one read-only transaction; the server's own time-out comes a little before our cut.
            with deadline(connection, seconds + _LATER), connection.begin():
                connection.execute(text(f"set local statement_timeout = {max(int(seconds * 1000), 1)}"))
                return connection.execute(text(statement), values).all()
        except DBAPIError as error:
            self.close()
            raise self._meaning(error) from None
        except OSError as error:
            self.close()
            raise Retry(f"{self._system.name}: the connection was cut ({type(error).__name__})") from None

    def _connected(self, seconds: float) -> Connection:
        if self._connection is None:
            options = f"-c default_transaction_read_only=on -c statement_timeout={int(seconds * 1000)} -c timezone=UTC"
            arguments = {
                "connect_timeout": max(int(seconds), 2),
                "options": options,
                "application_name": "simpul",
                **self._tls(),
            }
            # Values of rows never enter an error message.
            self._engine = create_engine(self._url(), poolclass=NullPool, connect_args=arguments, hide_parameters=True)
            self._connection = self._engine.connect()
        return self._connection

    def _url(self) -> URL:
        system = self._system
        try:
            url = make_url(system.address)
        except ArgumentError:
            raise BadConfig(f"{system.name}: {system.address_env} is no SQLAlchemy address", file=system.file) from None
        if url.get_backend_name() != "postgresql":
            raise BadConfig(f"{system.name}: only PostgreSQL views can be read, not {url.drivername}", file=system.file)
        if system.auth.get("kind") == "basic":
            user = reveal(system.auth.get("user"), self._secrets)
            url = url.set(username=user, password=reveal(system.auth.get("password"), self._secrets))
        return url.set(drivername="postgresql+psycopg")

    def _tls(self) -> dict[str, str]:
        system = self._system
        if not system.plain_http:
            ca = system.options.get("ca")
            return {"sslmode": "verify-full", "sslrootcert": str(beside(system, ca)) if ca else "system"}
        allow_plain(system)
        host = self._url().host or "127.0.0.1"
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError:
            raise Retry(f"{system.name}: its name cannot be found (DNS)") from None
        allow_address(system, [str(entry[4][0]) for entry in found])
        return {"sslmode": "prefer"}

    def _check_socket(self) -> list[Check]:
        """One line for a server that is reached by a Unix socket of this machine; none for others."""
        folder = str(self._url().query.get("host", ""))
        if not folder.startswith("/"):
            return []
        ok = Path(folder).is_dir()
        advice = "" if ok else "is the database server running?"
        return [Check(name="port", ok=ok, detail=f"a socket of this machine, {folder}", advice=advice)]

    def _encryption(self) -> Check:
        if not self._system.plain_http:
            return Check(name="TLS", ok=True, detail="encrypted; the certificate is checked at every connection")
        return checks.encryption(self._system, [])

    def _meaning(self, error: DBAPIError) -> Stop | Retry:
        original = error.orig
        state = str(getattr(original, "sqlstate", None) or "")
        words = str(original)
        if not state and "authentication failed" in words:
            state = "28P01"
        for length in (5, 2):
            if state[:length] in _MEANING:
                kind, meaning = _MEANING[state[:length]]
                return kind(f"{self._system.name}: {meaning} (SQLSTATE {state})")
        if state == "57014":
            return Retry(f"{self._system.name}: the query took longer than its deadline")
        reason = "connection refused: nothing listens there" if "refused" in words.lower() else "the connection failed"
        return Retry(f"{self._system.name}: {reason}{f' (SQLSTATE {state})' if state else ''}")


class _View:
    """The statements of one feed. Names are checked before they are quoted."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._order = str(feed.read.get("order", ""))
        self._keys = [str(name) for name in feed.read.get("key", [])]
        self.size = int(feed.read.get("size", 20000))
        if not self._order or not self._keys:
            raise BadConfig(f"{feed.name}: read.order and read.key are needed to read in chunks", file=feed.file)
        self._table = ".".join(self._quoted(part) for part in str(feed.read.get("table", "")).split("."))
        wanted = dict.fromkeys([*feed.columns, *self._keys, *([feed.order.source] if feed.order.source else [])])
        self.columns = [name for name in wanted if name not in feed.protected]

    def chunk(self, cursor: str | None, since: datetime | None) -> tuple[str, dict[str, Any]]:
        """The statement of the next chunk and its values."""
        order = [self._quoted(name) for name in (self._order, *self._keys)]
        where, values = "true", dict[str, Any](size=self.size)
        if cursor is not None:
            moment, *keys = cursor.split("|")
            values |= {"moment": datetime.fromisoformat(moment), **self.bound(keys)}
            where = f"({', '.join(order)}) > (:moment, {', '.join(f':key{i}' for i in range(len(keys)))})"
        elif since is not None:
            values["since"] = since
            where = f"{order[0]} >= :since"
        select = f"select {self._list()}, {order[0]} from {self._table}"  # noqa: S608
        return f"{select} where {where} order by {', '.join(order)} limit :size", values

    def one(self) -> str:
        """The statement of one record."""
        where = " and ".join(f"{self._quoted(name)} = :key{i}" for i, name in enumerate(self._keys))
        columns = f"{self._list()}, {self._quoted(self._order)}"
        return f"select {columns} from {self._table} where {where} limit 1"  # noqa: S608

    def bound(self, keys: list[str]) -> dict[str, str]:
        """Key parts as bound values."""
        if len(keys) != len(self._keys):
            raise BadConfig(f"{self._feed.name}: a key has {len(self._keys)} parts, {len(keys)} were given")
        return {f"key{i}": part for i, part in enumerate(keys)}

    def after(self, row: Any) -> str:
        """The cursor after a row; the time carries its offset and all its digits."""
        if row[-1] is None:
            raise BrokenContract(f"{self._feed.name}: {self._order} is empty in a row, so no chunk can end there")
        return "|".join([row[-1].isoformat(), *(str(row[self.columns.index(name)]) for name in self._keys)])

    def page(self, rows: Sequence[Any], began: datetime, number: int, cursor: str | None) -> Page:
        """Rows as one page of Arrow bytes, all columns text."""
        columns = list(zip(*rows, strict=True)) or [()] * (len(self.columns) + 1)
        arrays = [pa.array(column, pa.large_string()) for column in columns[:-1]]
        table = pa.Table.from_arrays(arrays, names=self.columns)
        sink = io.BytesIO()
        with ipc.new_file(sink, table.schema, options=ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_table(table)
        origin = f"{self._feed.name}: {self._feed.read.get('table')}"
        return Page(
            number=number, body=sink.getvalue(), requested_at=began, cursor=cursor, media="arrow", origin=origin
        )

    def _list(self) -> str:
        return ", ".join(f"{self._quoted(name)}::text" for name in self.columns)

    def _quoted(self, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise BadConfig(f"{self._feed.name}: {name!r} is no name of a table or column", file=self._feed.file)
        return f'"{name}"'


@contextmanager
def deadline(connection: Connection, seconds: float) -> Iterator[None]:
    """Cut the connection's socket when the time is over: libpq itself waits for ever on a slow drip."""
    number = connection.connection.dbapi_connection.pgconn.socket  # type: ignore[union-attr]
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
