"""What differs between SQL servers: how they connect, write a value as text, compute the mirror's digest, and fail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

#: Seconds the wire gets after the server itself should have given up.
LATER = 0.3


class Dialect(Protocol):
    """One kind of server."""

    driver: str
    port: int
    #: Statement that asks for the server's clock.
    now: str

    def arguments(self, seconds: float) -> dict[str, Any]:
        """Arguments of a read-only connection whose texts are UTF-8."""

    def tls(self, ca: str | None) -> dict[str, Any]:
        """Arguments of a connection that checks the server's certificate; ``ca``: a file, or the system's list."""

    def limit(self, seconds: float) -> str:
        """Statement that sets the time-out of the statements after it."""

    def quoted(self, name: str) -> str:
        """A checked name, quoted."""

    def text(self, column: str) -> str:
        """A quoted column as text."""

    def joined(self, columns: Sequence[str], separator: str) -> str:
        """Quoted columns as one text."""

    def md5(self, columns: Sequence[str]) -> str:
        """32 hexadecimal digits: md5 of the columns' texts, null as ``\\N``, joined by 0x1f, in UTF-8."""

    def part(self, digest: str) -> str:
        """The first 60 bits of a digest as a whole number."""

    def marked(self, digest: str) -> str:
        """A digest with ``\\x`` before it."""

    def moment(self, moment: datetime, clock: str) -> datetime:
        """A moment as the server compares it with its time columns."""

    def wire(self, connection: Connection) -> int:
        """File number of the connection's socket."""

    def state(self, error: DBAPIError) -> str:
        """SQLSTATE of an error, empty if the server was not reached."""


class PostgreSQL:
    """PostgreSQL 12 or newer."""

    driver = "postgresql+psycopg"
    port = 5432
    now = "select clock_timestamp()"

    def arguments(self, seconds: float) -> dict[str, Any]:
        # Compiling a statement takes longer than most of ours run.
        session = {"default_transaction_read_only": "on", "timezone": "UTC", "jit": "off"}
        session["statement_timeout"] = str(int(seconds * 1000))
        options = " ".join(f"-c {name}={value}" for name, value in session.items())
        return {"connect_timeout": max(int(seconds), 2), "options": options, "application_name": "simpul"}

    def tls(self, ca: str | None) -> dict[str, Any]:
        return {"sslmode": "verify-full", "sslrootcert": ca or "system"}

    def limit(self, seconds: float) -> str:
        return f"set local statement_timeout = {max(int(seconds * 1000), 1)}"

    def quoted(self, name: str) -> str:
        return f'"{name}"'

    def text(self, column: str) -> str:
        return f"{column}::text"

    def joined(self, columns: Sequence[str], separator: str) -> str:
        return f"concat_ws('{separator}', {', '.join(self.text(column) for column in columns)})"

    def md5(self, columns: Sequence[str]) -> str:
        texts = ", ".join(f"coalesce({self.text(column)}, E'\\\\N')" for column in columns)
        return f"md5(convert_to(concat_ws(chr(31), {texts}), 'UTF8'))"

    def part(self, digest: str) -> str:
        return f"cast(cast('x' || left({digest}, 15) as bit(60)) as bigint)"

    def marked(self, digest: str) -> str:
        return f"E'\\\\x' || {digest}"

    def moment(self, moment: datetime, clock: str) -> datetime:
        return moment

    def wire(self, connection: Connection) -> int:
        return int(connection.connection.dbapi_connection.pgconn.socket)  # type: ignore[union-attr]

    def state(self, error: DBAPIError) -> str:
        state = str(getattr(error.orig, "sqlstate", None) or "")
        return "28P01" if not state and "authentication failed" in str(error.orig) else state


class MariaDB:
    """MariaDB 10.6 or newer. Its time columns carry no zone: they are of the feed's clock, and so is the session."""

    driver = "mariadb+pymysql"
    port = 3306
    now = "select utc_timestamp(6)"

    def arguments(self, seconds: float) -> dict[str, Any]:
        session = f"set session tx_read_only = 1, time_zone = '+07:00', max_statement_time = {seconds:.3f}"
        return {"connect_timeout": max(int(seconds), 2), "charset": "utf8mb4", "init_command": session}

    def tls(self, ca: str | None) -> dict[str, Any]:
        return {"ssl_verify_cert": True, "ssl_verify_identity": True, "ssl": {"ca": ca} if ca else {"check": True}}

    def limit(self, seconds: float) -> str:
        return f"set session max_statement_time = {max(seconds, 0.001):.3f}"

    def quoted(self, name: str) -> str:
        return f"`{name}`"

    def text(self, column: str) -> str:
        return f"cast({column} as char)"

    def joined(self, columns: Sequence[str], separator: str) -> str:
        return f"concat_ws('{separator}', {', '.join(self.text(column) for column in columns)})"

    def md5(self, columns: Sequence[str]) -> str:
        texts = ", ".join(f"coalesce({self.text(column)}, _utf8mb4 x'5C4E')" for column in columns)
        return f"md5(concat_ws(_utf8mb4 x'1F', {texts}))"

    def part(self, digest: str) -> str:
        return f"cast(conv(left({digest}, 15), 16, 10) as unsigned)"

    def marked(self, digest: str) -> str:
        return f"concat(_utf8mb4 x'5C78', {digest})"

    def moment(self, moment: datetime, clock: str) -> datetime:
        return moment if moment.tzinfo is None else moment.astimezone(ZoneInfo(clock)).replace(tzinfo=None)

    def wire(self, connection: Connection) -> int:
        return int(connection.connection.dbapi_connection._sock.fileno())  # type: ignore[union-attr]

    def state(self, error: DBAPIError) -> str:
        arguments = getattr(error.orig, "args", ()) or (0,)
        return _STATES.get(arguments[0], "") if isinstance(arguments[0], int) else ""


#: MariaDB's error numbers → the SQLSTATE that PostgreSQL has for the same.
_STATES = {
    1044: "42501", 1045: "28000", 1142: "42501", 1143: "42501", 1698: "28000", 1049: "3D000", 1146: "42P01",
    1054: "42703", 1064: "42601", 1969: "57014",
}  # fmt: skip

DIALECTS: dict[str, Dialect] = {"postgresql": PostgreSQL(), "mariadb": MariaDB(), "mysql": MariaDB()}
