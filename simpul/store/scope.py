"""Whose rows a connection sees: PostgreSQL row security by kecamatan and office, set for each transaction.

What this guards against: a page or query that forgets to ask whose rows it shows. The connection itself belongs to the
hub, so SQL that somebody smuggles in could change the role back; bound parameters everywhere guard against that.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg.sql import SQL, Literal
from sqlalchemy import Connection, Engine, event, text

from simpul.core.i18n import Words
from simpul.core.refusals import refusal
from simpul.store.queries import query

#: No limit.
EVERYTHING = ("*",)
#: As whom a scoped engine works: may read and write, but only the rows the policies let through. Who is limited by
#: office alone, or by nothing, works as a role of their own: what they are not limited by then costs them nothing.
OFFICER, CITY, WHOLE = "simpul_officer", "simpul_city", "simpul_whole"
_OPTION = "simpul_scope"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The rows one person may see."""

    #: Username: a case assigned to somebody is theirs to see, whatever its office.
    person: str
    #: Codes of offices, or :data:`EVERYTHING`.
    offices: tuple[str, ...]
    #: Kecamatan codes, or :data:`EVERYTHING`.
    kecamatan: tuple[str, ...]

    @property
    def role(self) -> str:
        """The database role this person works as."""
        if self.kecamatan != EVERYTHING:
            return OFFICER
        return WHOLE if self.offices == EVERYTHING else CITY


def scoped(engine: Engine, scope: Scope) -> Engine:
    """The same database seen by one person: every transaction of it begins by giving up all other rows."""
    return engine.execution_options(**{_OPTION: scope})


def scope_of(engine: Engine | Connection) -> Scope | None:
    """Whose eyes an engine or connection looks through; None: the hub's own."""
    found: Scope | None = engine.get_execution_options().get(_OPTION)
    return found


def lift(connection: Connection) -> None:
    """Go on as the hub until this transaction ends: for what must follow from an act whoever does it.

    Called after the one row the act is about was found and locked under the person's own scope. What follows (a sending
    another office's case waits for too, the registry's copy of the record) must be complete to be right.
    """
    if scope_of(connection) is not None:
        connection.execute(text(query("scope_lift")))


def hub(engine: Engine) -> Engine:
    """The engine as the hub itself sees the database: for work that was asked for and approved before."""
    return engine if scope_of(engine) is None else engine.execution_options(**{_OPTION: None})


def whole(engine: Engine) -> Engine:
    """The engine for acts on the whole city's data: runs, months, reverts. NotPossible for who sees only kecamatan."""
    scope = scope_of(engine)
    if scope is not None and scope.kecamatan != EVERYTHING:
        raise ONLY_CITY
    return hub(engine)


def watch(engine: Engine) -> Engine:
    """Make an engine honour scopes; :func:`simpul.store.engine.engine` does it for every engine."""
    event.listen(engine, "begin", _limit)
    return engine


def _limit(connection: Connection) -> None:
    scope = scope_of(connection)
    if scope is None:
        return
    limits = {"offices": ",".join(scope.offices), "kecamatan": ",".join(scope.kecamatan)}
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    # SET, not a query: a transaction that wants another isolation level must still be able to say so afterwards.
    values = {"role": scope.role, "person": scope.person, **limits}
    driver.execute(SQL(query("scope_limit")).format(**{name: Literal(value) for name, value in values.items()}))


ONLY_CITY = refusal(
    Words(
        id="Ini menyangkut data seluruh kota. Mintalah petugas tingkat kota melakukannya.",
        en="This concerns the whole city's data. Ask an officer of the whole city to do it.",
    )
)
