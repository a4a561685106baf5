"""How complete and how old what we hold of each feed is, and in words why it cannot be relied on now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from simpul.config.settings import City
from simpul.core import i18n
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.store.queries import query


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How complete and how old a feed is."""

    complete: bool
    last_success_at: datetime | None
    now: datetime

    def stale(self, freshness: timedelta) -> bool:
        """Older than it may be."""
        return self.last_success_at is None or self.now - self.last_success_at > freshness


def standings(conn: Connection, city: City) -> Mapping[str, Standing]:
    """Feed → standing, for every feed that has ever been pulled."""
    rows = conn.execute(text(query("compare_feeds")), {"feeds": list(city.feeds)})
    return {row.feed: Standing(complete=row.complete, last_success_at=row.last_success_at, now=row.now) for row in rows}


def held(city: City, feeds: tuple[Feed, ...], known: Mapping[str, Standing]) -> Words | None:
    """Why these feeds cannot be compared now, in words; None if they can."""
    for feed in feeds:
        standing = known.get(feed.name)
        title = city.systems[feed.system].title
        if standing is None or not standing.complete:
            return Words(
                id=f"ditahan: {title} belum selesai dibaca pertama kali",
                en=f"held: {title} has not finished its first full reading",
            )
        if standing.stale(feed.freshness):
            return as_of(title, standing)
    return None


def as_of(title: str, standing: Standing) -> Words:
    """``ditahan: SIAK per Senin 06.10 WIB``."""
    if standing.last_success_at is None:
        return Words(id=f"ditahan: {title} belum pernah diterima", en=f"held: {title} was never received")
    moment, now = standing.last_success_at, standing.now
    return Words(
        id=f"ditahan: {title} per {i18n.as_of(moment, now, 'id')}",
        en=f"held: {title} as of {i18n.as_of(moment, now, 'en')}",
    )
