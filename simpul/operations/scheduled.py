"""What a scheduler calls. Light to import: Airflow reads it again and again, and the whole engine comes with a run."""

from __future__ import annotations

#: What goes by one name for a feed, and for a whole system when it is scheduled.
_OF_SYSTEMS = {"sweep": "sweep_system"}


def run(use_case: str, target: str = "", *, caller: str = "") -> dict[str, int]:
    """Do one of the turns of ``schedule``, or ``pull`` of a feed. Returns ids and counts.

    A worker that finds the work already taken, or left alone because a person said so, leaves quietly; every other
    error goes to the caller.
    """
    from simpul.config import settings
    from simpul.core.errors import AlreadyRunning
    from simpul.links.pauses import Paused
    from simpul.operations import use_cases
    from simpul.store import engine as db

    act = use_cases.USE_CASES[_OF_SYSTEMS.get(use_case, use_case)]
    try:
        done = act(db.engine(), settings.load(), target, use_cases.Start(caller=caller))
    except AlreadyRunning:
        return {"already_running": 1}
    except Paused:
        return {"paused": 1}
    counts = {name: value for name, value in done.outcome.items() if isinstance(value, int)}
    return counts if done.run_id is None else {"run_id": done.run_id, **counts}


def deadline_missed(*, dag: str, minutes: int, **_context: object) -> None:
    """A scheduled run took too long: one line in the audit chain of its schedule, where the console finds it."""
    from simpul.store import audit
    from simpul.store import engine as db

    with db.engine().begin() as connection:
        audit.write(connection, f"dag/{dag}", "airflow", "deadline_missed", {"dag": dag, "minutes": minutes})
