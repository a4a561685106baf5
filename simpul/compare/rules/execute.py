"""One statement of a rule, run as a role that sees only schema ``rule``: a single one, read-only, within its time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import errors as driver_errors
from psycopg.pq import DiagnosticField, ExecStatus
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from simpul.compare.rules.file import RuleFile
from simpul.core.errors import BadConfig
from simpul.store.queries import query
from simpul.values import mask

#: The longest a rule may run over the whole city, and over what changed.
FULL = timedelta(seconds=60)
CHANGED = timedelta(seconds=20)
#: The most rows a rule may return, findings and appointments together.
MOST = 1_000_000

COLUMNS = ("subject_id", "key", "evidence", "next_at")
WOKEN = ("subject_id",)


def tables(conn: Connection) -> None:
    """Make the temporary tables of a session: what rules see and what they found."""
    _driver(conn).execute(query("rules_tables").encode())


def check(conn: Connection, rule: RuleFile) -> None:
    """Let PostgreSQL read the rule without running it.

    Raises:
        BadConfig: with file and line: it is not one statement, not SQL, or does not return the columns it must.
    """
    _described(conn, rule, rule.sql, 0, COLUMNS)
    if rule.wakes:
        _described(conn, rule, rule.wakes_sql, rule.wakes_line, WOKEN)


def find(conn: Connection, rule: RuleFile, limit: timedelta, most: int = MOST) -> int:
    """Run the rule over ``scope`` into ``rule_found``; how many rows. BadConfig when it cannot be run to its end."""
    with _guarded(conn, rule, rule.sql, 0, limit):
        rows = conn.execute(text(query("rules_run")), {"rule": rule.name, "sql": rule.sql, "most": most + 1}).rowcount
        if rows > most:
            raise BadConfig(
                f"the rule returns more than {most} rows",
                file=rule.file,
                hint="it describes what is usual, not a fault",
            )
    return rows


def wake(conn: Connection, rule: RuleFile, limit: timedelta, most: int = MOST) -> int:
    """Run the wakes statement over ``changed`` into ``rule_woken``; how many subjects. BadConfig as :func:`find`."""
    with _guarded(conn, rule, rule.wakes_sql, rule.wakes_line, limit):
        values = {"rule": rule.name, "sql": rule.wakes_sql, "most": most + 1}
        rows = conn.execute(text(query("rules_wake")), values).rowcount
        if rows > most:
            raise BadConfig(
                f"the wakes statement returns more than {most} subjects", file=rule.file, line=rule.wakes_line
            )
    return rows


@contextmanager
def _guarded(conn: Connection, rule: RuleFile, sql: str, above: int, limit: timedelta) -> Iterator[None]:
    """A savepoint that may not write, with a time limit; what goes wrong is told with file and line, and undone."""
    try:
        with conn.begin_nested():
            # Ends with the savepoint: PostgreSQL lets nobody make a transaction writable again from inside.
            conn.execute(text("set local transaction_read_only = on"))
            conn.execute(text(f"set local statement_timeout = {round(limit.total_seconds() * 1000)}"))
            yield
            conn.execute(text("set local statement_timeout to default"))
    except DBAPIError as error:
        if not isinstance(error.orig, psycopg.Error) or error.connection_invalidated:
            raise
        raise _told(rule, sql, above, error.orig, limit) from None


def _told(rule: RuleFile, sql: str, above: int, error: psycopg.Error, limit: timedelta) -> BadConfig:
    line = 0
    at, inside = error.diag.internal_position, error.diag.internal_query
    if at and inside and sql in inside:
        line = _line(sql, int(at) - inside.index(sql), above)
    if isinstance(error, driver_errors.QueryCanceled):
        seconds = round(limit.total_seconds(), 3)
        hint = "begin at scope and join by indexed columns"
        return BadConfig(f"the rule ran longer than {seconds:g} s and was stopped", file=rule.file, hint=hint)
    if isinstance(error, driver_errors.InsufficientPrivilege):
        hint = "a rule may use scope, changed and the views of schema rule"
        return BadConfig(_message(error), file=rule.file, line=line, hint=hint)
    if isinstance(error, driver_errors.ReadOnlySqlTransaction):
        return BadConfig(f"a rule may only read: {_message(error)}", file=rule.file, line=line)
    return BadConfig(_message(error), file=rule.file, line=line)


def _message(error: psycopg.Error) -> str:
    return mask.scrub(error.diag.message_primary or type(error).__name__)


def _line(sql: str, position: int, above: int) -> int:
    """Line of the file for a position (from 1) in a statement that has ``above`` lines of the file before it."""
    return above + 1 + sql[: max(0, position - 1)].count("\n")


def _described(conn: Connection, rule: RuleFile, sql: str, above: int, columns: tuple[str, ...]) -> None:
    """Ask the server what a statement would return. One that holds two is refused by the protocol itself."""
    server = _driver(conn).pgconn
    with conn.begin_nested() as savepoint:
        answer = server.prepare(b"", sql.encode())
        if answer.status == ExecStatus.COMMAND_OK:
            answer = server.describe_prepared(b"")
        failed = answer.status != ExecStatus.COMMAND_OK
        if failed:
            savepoint.rollback()
    if failed:
        raise _refused(rule, sql, above, answer)
    names = sorted((answer.fname(place) or b"").decode() for place in range(answer.nfields))
    if names != sorted(columns):
        what = "is not a SELECT" if not names else f"returns {', '.join(names)}"
        raise BadConfig(f"the statement {what}; it must return {', '.join(columns)}", file=rule.file, line=above + 1)


def _refused(rule: RuleFile, sql: str, above: int, answer: Any) -> BadConfig:
    at = answer.error_field(DiagnosticField.STATEMENT_POSITION)
    told = (answer.error_field(DiagnosticField.MESSAGE_PRIMARY) or b"").decode()
    if "multiple commands" in told:
        hint = f"one SELECT, and one more below '-- name: wakes' if {rule.name} is woken"
        return BadConfig("there are two statements", file=rule.file, line=above + 1, hint=hint)
    return BadConfig(mask.scrub(told), file=rule.file, line=_line(sql, int(at), above) if at else above + 1)


def _driver(conn: Connection) -> psycopg.Connection[Any]:
    driver = conn.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver
