"""One officer's own figures. There is no use case that shows two persons side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Engine, text

from simpul.core.i18n import WIB
from simpul.store.queries import query

#: Days a decision is watched for coming back.
WATCHED = 90


@dataclass(frozen=True, kw_only=True)
class Mine:
    """What one officer has to do and has done."""

    #: Cases that wait for this officer, and those of them due before tomorrow.
    waiting: int
    due_today: int
    #: The one open longest.
    oldest_at: datetime | None
    oldest_id: int | None
    decided_today: int
    #: Cases settled since the first of the month.
    settled_this_month: int
    #: Cases settled in the last :data:`WATCHED` days, and those of them that are open again or were settled again.
    settled: int
    reopened: int

    @property
    def reopened_share(self) -> float | None:
        """None: nothing was settled yet."""
        return self.reopened / self.settled if self.settled else None


def mine(engine: Engine, *, actor: str, now: datetime) -> Mine:
    """The figures of the person who asks."""
    today = datetime.combine(now.astimezone(WIB).date(), time(), WIB)
    spans = {
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "month": today.replace(day=1),
        "since": today - timedelta(days=WATCHED),
    }
    with engine.connect() as conn:
        row = conn.execute(text(query("casepages_mine")), {"actor": actor, **spans}).one()
    return Mine(**row._mapping)
