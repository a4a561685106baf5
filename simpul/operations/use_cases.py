"""Everything the hub does as a whole, one call each: schedule, command line and what people ask for use these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Engine, text

from simpul.config.settings import City
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.model import Check, ShowProgress
from simpul.operations.jobs.request import JobRequest
from simpul.store.queries import query

if TYPE_CHECKING:
    from simpul.cases.bulk.jobs import Job
    from simpul.compare.comparison import CompareResult
    from simpul.delivery.deliver import DeliverResult
    from simpul.ingest.dry_run import DryRun
    from simpul.ingest.pull import RunResult
    from simpul.ingest.quarantine import Replay, Trial
    from simpul.ingest.reconcile import SweepResult
    from simpul.operations.jobs.worker import Worked
    from simpul.operations.maintenance import Daily

# The engine's pieces are imported where they are used: a process that does one of these carries no other.
Result = TypeVar("Result", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Start:
    """What a use case is started by, and who watches."""

    #: The scheduler's run, ``cli``, or the job a person asked for.
    caller: str = ""
    #: Who asked, where the hub writes that down.
    actor: str = ""
    progress: ShowProgress | None = None


@dataclass(frozen=True, kw_only=True)
class Done(Generic[Result]):
    """What a use case came to."""

    result: Result
    #: Counts, ids, reasons and masked values: what is kept for whoever asked.
    outcome: Mapping[str, Any]
    run_id: int | None = None


#: Does it now; its target is a feed, a system, a number, or nothing. Every error goes to the caller.
UseCase = Callable[[Engine, City, str, Start], Done[Any]]


def pull(engine: Engine, city: City, target: str, start: Start) -> Done[RunResult]:
    """Pull a feed."""
    from simpul.ingest import pull as pulling

    found = pulling.pull(engine, city, city.feeds[target], caller=start.caller, progress=start.progress)
    return Done(result=found, outcome={**asdict(found.totals), "reason": found.reason}, run_id=found.run_id)


def compare(engine: Engine, city: City, _target: str, start: Start) -> Done[CompareResult]:
    """Find who is meant, then what disagrees."""
    from simpul.compare import turn

    found = turn.compare(engine, city, caller=start.caller, progress=start.progress)
    return Done(result=found, outcome=_counts(found) | {f"rules_{name}": n for name, n in _counts(found.rules).items()})


def deliver(engine: Engine, city: City, target: str, start: Start) -> Done[DeliverResult]:
    """Send what is ready to a system."""
    from simpul.delivery import deliver as delivery

    found = delivery.deliver(engine, city, target, caller=start.caller, progress=start.progress)
    return Done(result=found, outcome={**_counts(found), "reason": found.reason}, run_id=found.run_id)


def sweep(engine: Engine, city: City, target: str, start: Start, *, sample_only: bool = False) -> Done[SweepResult]:
    """Prove that the mirror of a feed equals its source."""
    from simpul.ingest import reconcile as sweeping

    feed = city.feeds[target]
    found = sweeping.sweep(engine, city, feed, sample_only=sample_only, caller=start.caller, progress=start.progress)
    return Done(result=found, outcome=_counts(found), run_id=found.run_id)


def sweep_system(engine: Engine, city: City, target: str, start: Start) -> Done[Mapping[str, int]]:
    """Sweep every feed of a system that can be swept."""
    from simpul.ingest import reconcile as sweeping

    found = sweeping.sweep_system(engine, city, target, caller=start.caller)
    return Done(result=found, outcome=found)


def upkeep(engine: Engine, city: City, _target: str, _start: Start) -> Done[Daily]:
    """Keep the hub itself in order."""
    from simpul.operations import maintenance

    found = maintenance.daily(engine, city)
    return Done(result=found, outcome=_counts(found))


def errands(engine: Engine, city: City, _target: str, _start: Start) -> Done[Worked]:
    """Do what people asked for, until nothing waits."""
    found = work(engine, city)
    return Done(result=found, outcome=_counts(found))


def dry_run(engine: Engine, city: City, target: str, _start: Start) -> Done[DryRun]:
    """Pull a feed and keep nothing."""
    from simpul.ingest import dry_run as dryrun

    found = dryrun.dry_run(engine, city, city.feeds[target])
    return Done(result=found, outcome=asdict(found))


def replay(engine: Engine, city: City, target: str, start: Start, *, trial: Trial | None = None) -> Done[Replay]:
    """Try the quarantined values of a feed again, all or those of a trial."""
    from simpul.ingest import quarantine as quarantined

    who = {"actor": start.actor, "caller": start.caller}
    found = quarantined.replay(
        engine, city, city.feeds[target], **who, progress=start.progress, trial=trial or quarantined.Trial()
    )
    return Done(result=found, outcome=asdict(found), run_id=found.run_id or None)


def bulk(engine: Engine, city: City, target: str, start: Start) -> Done[Job]:
    """Work a bulk decision off, by its number."""
    from simpul.cases import bulk as bulks

    job = bulks.run(engine, city, int(target), progress=start.progress)
    outcome = {"done": job.done, "skipped": job.skipped, "waiting": job.waiting, "job_state": job.state}
    return Done(result=job, outcome=outcome)


def link_test(engine: Engine, city: City, target: str, start: Start) -> Done[list[Check]]:
    """Look at the link to a system, step by step."""
    from simpul.operations import link_diagnostics

    checks = link_diagnostics.test(engine, city, target, actor=start.actor)
    return Done(result=checks, outcome={"ok": all(one.ok for one in checks), "checks": len(checks)})


#: Use case → what does it.
USE_CASES: Mapping[str, UseCase] = {
    "pull": pull,
    "compare": compare,
    "deliver": deliver,
    "sweep": sweep,
    "sweep_system": sweep_system,
    "upkeep": upkeep,
    "errands": errands,
    "dry_run": dry_run,
    "replay": replay,
    "bulk": bulk,
    "link_test": link_test,
}
#: Kinds of a failed run that can be tried again, from where its last commit stands.
_REPEATABLE = ("pull", "sweep", "deliver", "compare")


def asked(engine: Engine, city: City, errand: JobRequest) -> Done[Any]:
    """Do what a person asked for. Every error goes to the caller."""
    from simpul.operations.jobs import worker

    kind = errand.kind if errand.kind != "retry" else _kind_of_run(engine, errand.options["run"])
    return USE_CASES[kind](engine, city, errand.target, Start(caller=worker.caller(errand), actor=errand.actor))


def work(engine: Engine, city: City) -> Worked:
    """Do what people asked for, until nothing waits."""
    from simpul.operations.jobs import worker

    return worker.work(engine, city, do=asked)


def _kind_of_run(engine: Engine, run: int) -> str:
    with engine.connect() as connection:
        row = connection.execute(text(query("steer_run")), {"id": run}).one_or_none()
    if row is None or row.kind not in _REPEATABLE:
        raise NotPossible(Words(id="Proses itu tidak dapat dicoba lagi.", en="That run cannot be tried again."))
    return str(row.kind)


def _counts(result: object) -> dict[str, int]:
    return {name: value for name, value in vars(result).items() if isinstance(value, int)}
