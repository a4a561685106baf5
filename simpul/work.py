"""What a scheduler needs of the hub: what there is to do, and one call for each piece of it. Light to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from simpul.errors import AlreadyRunning, Park, SimpulError

if TYPE_CHECKING:
    from simpul.config import City
    from simpul.model import Feed


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


def run(use_case: str, target: str = "", *, caller: str = "") -> dict[str, int]:
    """Run ``pull FEED``, ``compare``, ``deliver SYSTEM``, ``sweep SYSTEM``, ``errands`` or ``upkeep``.

    Returns ids and counts. A worker that finds the work already taken, or left alone because a person said so, leaves
    quietly; every other error goes to the caller.
    """
    from simpul.core import log

    # The scheduler's own handlers write our lines and those of libraries; they shall be as discreet as ours.
    log.join()
    try:
        return _known(use_case, target, caller)
    except AlreadyRunning:
        return {"already_running": 1}
    except Park as error:
        from simpul.steering.pauses import Paused

        if not isinstance(error, Paused):
            raise
        return {"paused": 1}


def _known(use_case: str, target: str, caller: str) -> dict[str, int]:
    """The scheduler writes an error down with its words and all that stands behind it: those may be about people."""
    from simpul.core import log

    try:
        return _USE_CASES[use_case](target, caller)
    except SimpulError as error:
        raise error from None
    except Exception as error:
        log.get(__name__).error("task", kind=use_case, target=target, exc_info=error)
        raise log.plain(error) from None


# The engine is imported where it is used: a scheduler reads this module every time it looks at its schedules.


def _pull(target: str, caller: str) -> dict[str, int]:
    from simpul import config, pull
    from simpul.store import db

    city = config.load()
    result = pull.pull(db.engine(), city, city.feeds[target], caller=caller)
    return {"run_id": result.run_id, **asdict(result.totals)}


def _compare(_target: str, caller: str) -> dict[str, int]:
    from simpul import comparing, config
    from simpul.store import db

    result = comparing.compare(db.engine(), config.load(), caller=caller)
    return {**_counts(result), **{f"rules_{name}": count for name, count in _counts(result.rules).items()}}


def _deliver(target: str, caller: str) -> dict[str, int]:
    from simpul import config, deliver
    from simpul.store import db

    return _counts(deliver.deliver(db.engine(), config.load(), target, caller=caller))


def _sweep(target: str, caller: str) -> dict[str, int]:
    from simpul import config, sweep
    from simpul.store import db

    return sweep.sweep_system(db.engine(), config.load(), target, caller=caller)


def _errands(_target: str, _caller: str) -> dict[str, int]:
    from simpul import config
    from simpul.steering import worker
    from simpul.store import db

    return _counts(worker.work(db.engine(), config.load()))


def _upkeep(_target: str, _caller: str) -> dict[str, int]:
    from simpul import config, upkeep
    from simpul.store import db

    return _counts(upkeep.daily(db.engine(), config.load()))


def _counts(result: object) -> dict[str, int]:
    return {name: value for name, value in vars(result).items() if isinstance(value, int)}


_USE_CASES: dict[str, Callable[[str, str], dict[str, int]]] = {
    "pull": _pull,
    "compare": _compare,
    "deliver": _deliver,
    "sweep": _sweep,
    "errands": _errands,
    "upkeep": _upkeep,
}


def deadline_missed(*, dag: str, minutes: int, **_context: object) -> None:
    """A scheduled run took too long: one line in the audit chain of its schedule, where the console finds it."""
    from simpul import audit
    from simpul.store import db

    with db.engine().begin() as connection:
        audit.write(connection, f"dag/{dag}", "airflow", "deadline_missed", {"dag": dag, "minutes": minutes})
