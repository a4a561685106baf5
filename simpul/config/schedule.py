"""What there is to do in a city, how often, and in which of the scheduler's pools. Light to import: a scheduler reads
it every time it looks at its schedules.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simpul.config.settings import City
    from simpul.core.model import Feed


def chains(city: City) -> dict[str, tuple[Feed, ...]]:
    """System → its enabled feeds in the order they are pulled; systems in the order of their rank.

    A parent comes before the feed that asks for its rows, and what is compared before what is only kept: disagreements
    show as early as they can.
    """
    compared = {feed for subject in city.policy.subjects.values() if subject.fields for feed in subject.records}
    systems = sorted(city.systems.values(), key=lambda system: (system.rank, system.name))
    found = {
        system.name: tuple(
            sorted(city.feeds_of(system.name), key=lambda feed: (bool(feed.parent), feed.name not in compared))
        )
        for system in systems
    }
    return {name: feeds for name, feeds in found.items() if feeds}


def receivers(city: City) -> tuple[str, ...]:
    """Systems something may be sent to."""
    return tuple(name for name, system in city.systems.items() if system.writes and system.sending != "off")


def swept(city: City) -> dict[str, tuple[Feed, ...]]:
    """System → its feeds that can be listed or digested as a whole: not files, nor rows asked for one by one."""
    chained = {name: tuple(feed for feed in feeds if sweepable(feed)) for name, feeds in chains(city).items()}
    return {name: feeds for name, feeds in chained.items() if feeds}


def sweepable(feed: Feed) -> bool:
    """Whether the source of a feed gives out the whole of it."""
    return not feed.parent and ("table" in feed.read or "paging" in feed.read)


#: A sweep reads everything: at 01.15 WIB, when no counter waits for the link (the scheduler's clock is UTC).
NIGHT = "15 18 * * *"


def turns(city: City) -> Iterator[tuple[str, str, timedelta | str]]:
    """Use case, system (or nothing) and pause or crontab of everything that is one task besides pulling."""
    yield "errands", "", city.policy.timing.errands
    yield "compare", "", city.policy.timing.compare
    yield from (("deliver", system, city.policy.timing.deliver) for system in receivers(city))
    yield from (("sweep", system, NIGHT) for system in swept(city))
    yield "upkeep", "", timedelta(days=1)


def pause(city: City, feeds: tuple[Feed, ...]) -> timedelta:
    """Time between two pulls of a system: the policy's, else that of its busiest feed."""
    return city.policy.timing.every or min(feed.every for feed in feeds)


def pool(system: str) -> str:
    """Name of the scheduler's pool that holds a system to the parallel calls it tolerates."""
    return f"link_{system}" if system else "default_pool"


def pools(city: City) -> dict[str, int]:
    """Pool → slots, for every system that is pulled or sent to."""
    return {pool(name): city.systems[name].limits.parallel for name in sorted({*chains(city), *receivers(city)})}
