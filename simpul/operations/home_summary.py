"""What waits for one person, and what changed since they were last here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, text

from simpul.config.settings import City
from simpul.operations import incidents
from simpul.store.queries import query

#: Who was away longer is told about these days only.
LONGEST = timedelta(days=30)
#: Counting stops here: the page says "more than".
MOST = 9_999


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits for one person."""

    #: What others proposed and wants a second person: decisions, bulk, reverts, links, data balikan, quarantine.
    approvals: int
    #: Cases that are theirs to settle.
    mine: int
    #: Links offered to whoever settles; ``MOST + 1`` means "more than MOST".
    meant: int


@dataclass(frozen=True, kw_only=True)
class Since:
    """What changed since a moment; a count of ``MOST + 1`` means "more than MOST"."""

    at: datetime
    opened: int
    closed: int
    reopened: int
    #: Values and rows set aside since then and still so.
    quarantined: int
    #: Runs held because they would change too much.
    held: int
    #: Titles of systems whose link fell, and of those that recovered.
    fallen: tuple[str, ...]
    recovered: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        return not any(
            (self.opened, self.closed, self.reopened, self.quarantined, self.held, self.fallen, self.recovered)
        )


def waiting(engine: Engine, username: str) -> Waiting:
    """What waits for ``username``, among what they may see."""
    with engine.connect() as conn:
        row = conn.execute(text(query("home_waiting")), {"me": username, "most": MOST}).one()
    return Waiting(approvals=row.proposals + row.others, mine=row.mine, meant=row.meant)


def since(engine: Engine, city: City, moment: datetime, *, now: datetime) -> Since:
    """What changed between ``moment`` and now, among what they may see."""
    start = max(moment, now - LONGEST)
    with engine.connect() as conn:
        counts = conn.execute(text(query("home_since")), {"since": start, "most": MOST}).one()
        spells = incidents.spells(conn, since=start - incidents.SHORTEST)
    lasting = [spell for spell in spells if spell.lasted(now) >= incidents.SHORTEST]
    fallen = {spell.system for spell in lasting if spell.ended is None}
    recovered = {spell.system for spell in lasting if spell.ended is not None and spell.ended >= start} - fallen
    return Since(
        at=start,
        opened=counts.opened,
        closed=counts.closed,
        reopened=counts.reopened,
        quarantined=counts.quarantined,
        held=counts.held,
        fallen=_titles(city, fallen),
        recovered=_titles(city, recovered),
    )


def _titles(city: City, systems: set[str]) -> tuple[str, ...]:
    return tuple(sorted(city.systems[name].title for name in systems if name in city.systems))
