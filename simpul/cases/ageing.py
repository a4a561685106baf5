"""What the clock does to cases: wakes them, lets proposals lapse, escalates, ends known differences."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, text

from simpul.config.settings import City
from simpul.core import offices
from simpul.store.queries import query


@dataclass(frozen=True, kw_only=True)
class Waited:
    """How many cases one turn touched."""

    #: Snoozed cases whose day has come or whose group has grown.
    woken: int
    #: Proposals whose case changed: they can never be approved.
    lapsed: int
    #: Proposals that waited too long and went to the office above.
    escalated: int
    #: Known differences whose day has passed; they are compared again.
    expired: int


def look_after(conn: Connection, city: City) -> Waited:
    """One turn in the caller's transaction; run twice it finds less to do."""
    late = {"age": city.policy.settling.approval_age, "parents": json.dumps(offices.PARENTS)}
    return Waited(
        woken=wake(conn),
        lapsed=conn.execute(text(query("cases_lapse")), {"id": None}).rowcount,
        escalated=conn.execute(text(query("cases_escalate")), late).rowcount,
        expired=conn.execute(text(query("cases_expire"))).rowcount,
    )


def wake(conn: Connection) -> int:
    """Take up snoozed cases whose time has come; how many."""
    return conn.execute(text(query("cases_wake"))).rowcount
