"""Whose rows a connection sees: PostgreSQL row security by kecamatan and office, set for each transaction."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, event, text

#: No limit.
EVERYTHING = ("*",)
#: Who works through a scoped engine; may read and write, but only the rows the policies let through.
ROLE = "simpul_officer"
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


def scoped(engine: Engine, scope: Scope) -> Engine:
    """The same database seen by one person: every transaction of it begins by giving up all other rows."""
    return engine.execution_options(**{_OPTION: scope})


def watch(engine: Engine) -> Engine:
    """Make an engine honour scopes; :func:`simpul.store.db.engine` does it for every engine."""
    event.listen(engine, "begin", _limit)
    return engine


def _limit(connection: Connection) -> None:
    scope = connection.get_execution_options().get(_OPTION)
    if scope is None:
        return
    connection.execute(
        text(
            "select set_config('role', :role, true), set_config('simpul.person', :person, true),"
            " set_config('simpul.offices', :offices, true), set_config('simpul.kecamatan', :kecamatan, true)"
        ),
        {
            "role": ROLE,
            "person": scope.person,
            "offices": ",".join(scope.offices),
            "kecamatan": ",".join(scope.kecamatan),
        },
    )
