"""Database roles that all databases of a server share: made if missing, and ours to act as."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from simpul.core.errors import BadConfig
from simpul.store.identifiers import quoted, shaped
from simpul.store.queries import query

_TRIES = 5


def ensure(connection: Connection, role: str, purpose: str) -> None:
    """Make the role if it is missing, and be allowed to act as it.

    BadConfig when we may do neither: says what the DBA runs.
    """
    for attempt in range(_TRIES):
        found = _look(connection, role)
        if found.there and found.ours:
            return
        wanted = shaped("role_give" if found.there else "role_make", {"role": role, "who": quoted(found.who)})
        try:
            with connection.begin_nested():
                connection.execute(text(wanted))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") == "42501":
                raise BadConfig(
                    f"the database role {role}, {purpose}, is not there or not ours",
                    hint=f"the DBA runs once: create role {role} nologin; grant {role} to {quoted(found.who)};",
                ) from error
            # Another database of this server is making it at this moment.
            time.sleep(0.05 * (attempt + 1))
    if not _look(connection, role).ours:
        raise BadConfig(f"the database role {role} could not be made", hint="run simpul db migrate again")


def _look(connection: Connection, role: str) -> Any:
    act = "set" if (connection.dialect.server_version_info or (15,)) >= (16,) else "member"
    return connection.execute(text(query("role_found")), {"role": role, "act": act}).one()
