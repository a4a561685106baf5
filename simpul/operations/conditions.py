"""When a feed is late, a link is broken or works, and the schedule stands still: asked by whoever shows or tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from simpul.config.schedule import chains, pause
from simpul.config.settings import City
from simpul.operations import link_status
from simpul.operations.link_status import LinkStatus, State
from simpul.operations.status_model import FeedStatus, Seen

#: States in which data moves or rests as agreed.
_WORKING: tuple[State, ...] = ("healthy", "running", "paused")


def works(link: LinkStatus) -> bool:
    """It does what was agreed: it may rest, it is not in trouble."""
    return link.state in _WORKING


def working(links: Sequence[LinkStatus]) -> int:
    """How many do what was agreed."""
    return sum(works(link) for link in links)


def held(seen: Seen, system: str) -> bool:
    """A run of the system or of one of its feeds waits for a named person."""
    return any(brake.target.partition(".")[0] == system for brake in seen.brakes)


def broken(seen: Seen) -> Iterator[LinkStatus]:
    """Links that a person must mend; one that only waits for a decision on a held run is told as that."""
    return (link for link in seen.links if link.state == "action" and not held(seen, link.system))


def waited(seen: Seen, feed: FeedStatus) -> timedelta:
    """Age of a feed's data; what never came is as old as the hub."""
    return link_status.waited(feed.last_success_at, seen.first_run_at, seen.at)


def late(seen: Seen, feed: FeedStatus) -> bool:
    """Its data is older than agreed, and nobody asked to leave it alone."""
    return feed.paused_until is None and waited(seen, feed) > feed.freshness


def too_late(seen: Seen) -> Iterator[FeedStatus]:
    """Late feeds that need somebody: what heals has until twice the limit; a closed link is nobody's task."""
    states = {link.system: link.state for link in seen.links}
    for feed in seen.feeds:
        link = states.get(feed.system, "healthy")
        long = waited(seen, feed) > feed.freshness * 2
        if late(seen, feed) and (link == "late" or long and link not in ("paused", "action")):
            yield feed


def stands_still(seen: Seen, city: City) -> bool:
    """The scheduler begins nothing any more, or never did, whatever the links say."""
    longest = max((pause(city, feeds) for feeds in chains(city).values()), default=timedelta(hours=1))
    return seen.newest_run_at is None or seen.at - seen.newest_run_at > longest * 4 + timedelta(minutes=1)
