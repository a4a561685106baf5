"""Figures anybody may see: no person, no record, and no count so small that it could point at one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, text

from simpul.config.settings import City
from simpul.core import offices
from simpul.core.i18n import WIB, Words
from simpul.operations import conditions
from simpul.operations.link_status import LinkStatus
from simpul.operations.status_model import Status
from simpul.store.queries import query
from simpul.views import reports

#: Counts below this are shown as "fewer than".
SMALLEST = 5


@dataclass(frozen=True, kw_only=True)
class Office:
    """What one office found and settled this month; None: fewer than :data:`SMALLEST`."""

    name: Words
    found: int | None
    settled: int | None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The whole public page."""

    at: datetime
    #: First moment of the month that is counted.
    month: datetime
    links: tuple[LinkStatus, ...]
    #: The oldest of what every link last brought; None: something was never received.
    fresh_since: datetime | None
    found: int | None
    settled: int | None
    offices: tuple[Office, ...]
    #: Documents finished this month, and per cent of them on time, as the report "layanan" counts them.
    documents: int | None
    on_time: float | None

    @property
    def working(self) -> int:
        return conditions.working(self.links)


def figures(engine: Engine, city: City, status: Status) -> Figures:
    """The figures as of ``status``. ``engine``: one that sees everything, for these are sums of all."""
    month = status.at.astimezone(WIB).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    with engine.connect() as conn:
        rows = conn.execute(text(query("public_month")), {"month": month}).all()
    documents, on_time = _documents(engine, city, status.at)
    received = [feed.last_success_at for feed in status.feeds]
    return Figures(
        at=status.at,
        month=month,
        links=status.links,
        fresh_since=min(moment for moment in received if moment) if received and all(received) else None,
        found=_shown(sum(row.found for row in rows)),
        settled=_shown(sum(row.settled for row in rows)),
        offices=_offices([(row.owner, row.found, row.settled) for row in rows]),
        documents=documents,
        on_time=on_time,
    )


def _documents(engine: Engine, city: City, at: datetime) -> tuple[int | None, float | None]:
    """Documents and their share on time; nothing of either where there were few."""
    report = reports.make(engine, "layanan", reports.Asked(city=city, period=reports.month_at(at)))
    told = dict(zip((column.name for column in report.columns), report.total or (), strict=False))
    documents, on_time = told.get("documents"), told.get("on_time")
    if not isinstance(documents, int) or documents < SMALLEST:
        return None, None
    return documents, on_time if isinstance(on_time, float) else None


def _offices(rows: list[tuple[str, int, int]]) -> tuple[Office, ...]:
    """By office; where only one cell is hidden it could be told from the sum, so the next smallest is hidden too."""
    found = _hidden([row[1] for row in rows])
    settled = _hidden([row[2] for row in rows])
    return tuple(
        Office(name=offices.named(row[0]), found=one, settled=two)
        for row, one, two in zip(rows, found, settled, strict=True)
    )


def _hidden(counts: list[int]) -> list[int | None]:
    small = [index for index, count in enumerate(counts) if count < SMALLEST]
    if len(small) == 1 and len(counts) > 1:
        small.append(min((index for index in range(len(counts)) if index not in small), key=counts.__getitem__))
    return [None if index in small else count for index, count in enumerate(counts)]


def _shown(count: int) -> int | None:
    return count if count >= SMALLEST else None
