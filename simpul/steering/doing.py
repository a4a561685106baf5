"""One call for each kind of errand: what it does, and what of it is kept for whoever asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, text

from simpul import comparing, linkhealth, quarantine, sweep
from simpul import deliver as delivery
from simpul import pull as pulling
from simpul.cases import bulk as bulks
from simpul.config import City
from simpul.errors import NotPossible
from simpul.steering import dryrun
from simpul.steering.errands import Errand
from simpul.store.queries import query
from simpul.wording import Words


@dataclass(frozen=True, kw_only=True)
class Done:
    """What an errand came to: ids, counts and masked values."""

    outcome: Mapping[str, Any]
    run_id: int | None = None


def caller(errand: Errand) -> str:
    """What the run of an errand is started by."""
    return f"errand:{errand.id}"


def do(engine: Engine, city: City, errand: Errand) -> Done:
    """Do it, with the use case of its kind; every error goes to the caller."""
    return _KINDS[errand.kind](engine, city, errand)


def _pull(engine: Engine, city: City, errand: Errand) -> Done:
    result = pulling.pull(engine, city, city.feeds[errand.target], caller=caller(errand))
    return Done(outcome={**asdict(result.totals), "reason": result.reason}, run_id=result.run_id)


def _dry_run(engine: Engine, city: City, errand: Errand) -> Done:
    return Done(outcome=asdict(dryrun.dry_run(engine, city, city.feeds[errand.target])))


def _replay(engine: Engine, city: City, errand: Errand) -> Done:
    found = quarantine.replay(engine, city, city.feeds[errand.target], actor=errand.actor, caller=caller(errand))
    return Done(outcome=asdict(found), run_id=found.run_id or None)


def _sweep(engine: Engine, city: City, errand: Errand) -> Done:
    found = sweep.sweep(engine, city, city.feeds[errand.target], caller=caller(errand))
    return Done(outcome=_counts(found), run_id=found.run_id)


def _bulk(engine: Engine, city: City, errand: Errand) -> Done:
    job = bulks.run(engine, city, int(errand.target))
    return Done(outcome={"done": job.done, "skipped": job.skipped, "waiting": job.waiting, "job_state": job.state})


def _retry(engine: Engine, city: City, errand: Errand) -> Done:
    """The use case of the run that failed, from where its last commit stands."""
    with engine.connect() as connection:
        row = connection.execute(text(query("steer_run")), {"id": errand.options["run"]}).one_or_none()
    again = _AGAIN.get(row.kind) if row else None
    if again is None:
        raise NotPossible(Words(id="Proses itu tidak dapat dicoba lagi.", en="That run cannot be tried again."))
    return again(engine, city, errand)


def _deliver(engine: Engine, city: City, errand: Errand) -> Done:
    found = delivery.deliver(engine, city, errand.target, caller=caller(errand))
    return Done(outcome={**_counts(found), "reason": found.reason}, run_id=found.run_id)


def _compare(engine: Engine, city: City, errand: Errand) -> Done:
    found = comparing.compare(engine, city, caller=caller(errand))
    return Done(outcome=_counts(found))


def _link_test(engine: Engine, city: City, errand: Errand) -> Done:
    checks = linkhealth.test(engine, city, errand.target, actor=errand.actor)
    return Done(outcome={"ok": all(one.ok for one in checks), "checks": len(checks)})


def _counts(result: object) -> dict[str, int]:
    return {name: value for name, value in vars(result).items() if isinstance(value, int)}


_KINDS: dict[str, Callable[[Engine, City, Errand], Done]] = {
    "pull": _pull,
    "dry_run": _dry_run,
    "retry": _retry,
    "replay": _replay,
    "sweep": _sweep,
    "bulk": _bulk,
    "link_test": _link_test,
}
_AGAIN: dict[str, Callable[[Engine, City, Errand], Done]] = {
    "pull": _pull,
    "sweep": _sweep,
    "deliver": _deliver,
    "compare": _compare,
}
