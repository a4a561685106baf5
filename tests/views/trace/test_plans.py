"""A trace stays fast however many residents there are: every look-up goes through an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event

from simpul.store import typed_tables
from simpul.store.access_log import Looking
from simpul.testing.town import SITI, SOURCE, Town, person
from simpul.views import audit, trace
from simpul.views.audit import Filters

WHY = Looking(actor="ani", reason="uji")
#: What grows with the city.
GROWING = ("mirror", "history", "cases", "effect", "receipt", "audit", "quarantine", "match", "decision", "access")


@contextmanager
def _selects(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The reading statements sent meanwhile, with their values."""
    found: list[tuple[str, Any]] = []

    def note(conn: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        if statement.lstrip().lower().startswith(("select", "with", "--")):
            found.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def _scanned(engine: Engine, statement: str, values: Any) -> list[str]:
    """Growing tables a statement reads from end to end though it was told not to."""
    with engine.connect() as conn:
        conn.exec_driver_sql("set local enable_seqscan = off")
        plan = [row[0] for row in conn.exec_driver_sql("explain (verbose) " + statement, values)]
    reads = [line.strip() for line in plan if "Seq Scan on " in line]
    return [line for line in reads if any(f" {name}" in line or f".{name}" in line for name in GROWING)]


@pytest.fixture
def here(engine: Engine) -> Town:
    """A town whose rules ran once: they make the indexes on birth dates and family cards."""
    made = Town.settled(engine)
    made.pull(SOURCE, person(SITI, tanggal_lahir=date(1990, 10, 10), no_kk="1271090101100001"))
    with engine.begin() as conn:
        typed_tables.look_up(conn)
    return made


def test_every_way_into_a_trace_uses_indexes(here: Town) -> None:
    """By NIK, application, complaint, receipt, family card, name; and everything the trace then reads."""
    with _selects(here.engine) as sent:
        for by in ("penduduk", "permohonan", "pengaduan", "tanda_terima"):
            trace.look(here.engine, here.city, WHY, by=by, number=SITI)  # type: ignore[arg-type]
        trace.search(here.engine, here.city, WHY, name="SITI AMINAH", born=date(1990, 10, 10))
        trace.search(here.engine, here.city, WHY, kk="1271090101100001")
    assert len(sent) > 50
    scanned = {statement: found for statement, values in sent if (found := _scanned(here.engine, statement, values))}
    assert not scanned, "\n".join(f"{found}\n{statement}" for statement, found in scanned.items())


def test_the_audit_is_read_through_indexes(here: Town) -> None:
    """The newest lines, by person and by act; who looked, and at whom."""
    with _selects(here.engine) as sent:
        for filters in (Filters(), Filters(actor="ani"), Filters(act="trace"), Filters(chain="orang/ani")):
            audit.lines(here.engine, filters)
            audit.accesses(here.engine, filters)
        audit.accesses(here.engine, Filters(), subject="WRG-X")
        audit.chains(here.engine)
    scanned = [statement for statement, values in sent if _scanned(here.engine, statement, values)]
    assert not scanned, "\n".join(scanned)
