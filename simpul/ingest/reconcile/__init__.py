"""Sweep a feed: prove that its mirror equals the live system, and find what vanished, returned or changed unseen.

Signs: ``-`` only in the mirror, ``+`` only at the source, ``!`` different. What moved during the sweep is no finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

from simpul.config import settings
from simpul.config.schedule import sweepable, swept
from simpul.config.settings import City
from simpul.core import acting
from simpul.core.errors import AlreadyRunning, BadConfig, BrakeHeld, Park, SimpulError, Stop
from simpul.core.i18n import Words
from simpul.core.model import Feed, ShowProgress
from simpul.core.ports import Adapter, Digests
from simpul.core.texts import reconcile
from simpul.ingest.reconcile import apply, evidence
from simpul.ingest.reconcile.digests import by_digest
from simpul.ingest.reconcile.evidence import Compared, Range, Sweep
from simpul.ingest.reconcile.listing import by_listing
from simpul.links import adapters, change_limit, pauses
from simpul.links import guard as link
from simpul.links.change_limit import RolledBack
from simpul.mapping import mapping
from simpul.store import audit, lease, mirror, runs
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import mask

#: Entities whose raw rows are cut before their digest is made: a source cannot make the same one.
_SECRET = ("pengaduan", "tindak_lanjut")


@dataclass(frozen=True, kw_only=True)
class SweepResult:
    """What a sweep found and did."""

    run_id: int
    feed: str
    #: ``digest`` or ``listing``.
    way: str
    #: Whether absence from what was compared proves that a row is gone.
    verified: bool
    why: Words | None
    #: Rows at the source.
    rows: int
    vanished: int = 0
    added: int = 0
    changed: int = 0
    #: Differences that were none: they moved while the sweep was at work, or were only not pulled yet.
    moved: int = 0
    #: Rows the source shows in an older version than ours; left as they are.
    older: int = 0
    #: Rows that a listing did not show, which proves nothing.
    unproven: int = 0
    #: Rows of the mirror that were changed, and cases opened.
    taken: int = 0
    cases: int = 0
    #: The next pull reads everything: too much differs, or records cannot be asked for one by one.
    left_to_pull: bool = False


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A sweep as it is shown again, keys masked."""

    run_id: int
    feed: str
    state: str
    reason: str
    started_at: datetime
    ended_at: datetime | None
    rows: int
    taken: int
    ranges: tuple[Range, ...]
    #: (sign, key).
    differences: tuple[tuple[str, str], ...]


def sweep(
    engine: Engine,
    city: City,
    feed: Feed,
    *,
    adapter: Adapter | None = None,
    caller: str = "",
    sample_only: bool = False,
    progress: ShowProgress | None = None,
) -> SweepResult:
    """Compare the mirror of ``feed`` with its source, row by row, and see to what differs.

    Raises:
        AlreadyRunning: the feed is being swept, or pulled without end.
        BrakeHeld: the feed is held, or was found rolled back: then nothing was changed.
        Stop, Park, Retry: as the link said; nothing was changed.
    """
    _refuse(feed)
    settings.require_access(feed)
    with engine.connect() as connection:
        pauses.require_open(connection, feed)
    with lease.held(engine, f"sweep {feed.name}") as held, engine.connect() as connection:
        at = _begin(connection, feed, held.token, caller)
        try:
            return _with(engine, city, at, adapter, sample_only, progress)
        except BaseException as error:
            _fail(engine, at, error)
            raise


def sweep_system(engine: Engine, city: City, system: str, *, caller: str = "") -> dict[str, int]:
    """Sweep every feed of a system that was read whole before; how many rows were compared, found and taken in.

    A feed that is held, swept or pulled by somebody else does not keep the others from their turn; what a source
    refused is raised at the end.
    """
    counts = dict.fromkeys(("feeds", "rows", "vanished", "added", "changed", "taken", "waiting"), 0)
    trouble: SimpulError | None = None
    for feed in swept(city)[system]:
        with engine.connect() as connection:
            known = runs.complete(connection, feed.name)
        try:
            found = vars(sweep(engine, city, feed, caller=caller)) if known else {}
        except (AlreadyRunning, pauses.Paused):
            found = {}
        except SimpulError as error:
            found, trouble = {}, error
        done = {"feeds": int(bool(found)), "waiting": int(not found)}
        counts = {name: total + int(found.get(name, done.get(name, 0))) for name, total in counts.items()}
    if trouble is not None:
        raise trouble
    return counts


def findings(engine: Engine, run_id: int) -> Iterator[tuple[str, str]]:
    """(sign, key) of every row a sweep found, as a stream; keys are whole, for whoever acts on them."""
    with engine.connect() as connection:
        rows = connection.execution_options(yield_per=10_000).execute(text(query("sweep_rows")), {"run_id": run_id})
        yield from ((row.sign, row.key) for row in rows)


def show(connection: Connection, run_id: int, *, limit: int = 100) -> Shown:
    """A sweep with what it compared and what it found, keys masked. BadConfig if there is none of that number."""
    row = _row(connection, run_id)
    ranges = connection.execute(text(query("sweep_ranges")), {"run_id": run_id})
    rows = connection.execute(text(query("sweep_rows")), {"run_id": run_id}).fetchmany(limit)
    return Shown(
        run_id=run_id, feed=row.target, state=row.state, reason=row.reason, started_at=row.started_at,
        ended_at=row.ended_at, rows=row.read, taken=row.applied,
        ranges=tuple(_masked(one) for one in ranges),
        differences=tuple((one.sign, mask.value(one.key)) for one in rows),
    )  # fmt: skip


def _masked(one: Any) -> Range:
    return Range(**{**one._mapping, "low": mask.scrub(one.low), "high": mask.scrub(one.high)})


def tombstone(engine: Engine, city: City, run_id: int, *, actor: str, reason: str) -> int:
    """Bury what a verified full sweep found vanished, as a person decided; how many rows.

    Rows that were seen again since stay. Too many of them need the brake's release first.

    Raises:
        NotPossible: no name, no reason.
        BadConfig: not the newest sweep of its feed, or not a verified one.
        BrakeHeld: that many rows are not buried before a second look.
    """
    actor, reason = acting.named(actor, reason)
    with engine.connect() as connection, connection.begin():
        row = _row(connection, run_id)
    feed = city.feeds[row.target]
    with apply.turn(engine, feed) as held, engine.connect() as connection, connection.begin():
        lease.check(connection, held)
        _refuse_burial(connection, row, feed)
        at = Sweep(connection=connection, feed=feed, run_id=run_id, started=row.started_at)
        _refuse_many(engine, at)
        connection.execute(text(mirror.statement("sweep_bury_keep", feed.entity)), at.names)
        buried = int(connection.execute(text(mirror.statement("sweep_bury", feed.entity)), at.names).scalar_one())
        change_limit.use(connection, _burial(feed))
        detail = {"run": run_id, "feed": feed.name, "rows": buried, "reason": mask.scrub(reason)}
        audit.write(connection, audit.chain_of_actor(actor), actor, "tombstone", detail)
        audit.write(connection, audit.chain_of_feed(feed.name), actor, "tombstone", detail)
    return buried


def _refuse(feed: Feed) -> None:
    if not sweepable(feed):
        raise BadConfig(
            f"{feed.name} tidak dapat disapu: sumbernya tidak memberi daftar utuh / its source lists nothing whole",
            file=feed.file,
        )


def _begin(connection: Connection, feed: Feed, token: int, caller: str) -> Sweep:
    with connection.begin():
        if change_limit.state(connection, feed.name) == "held":
            raise change_limit.held(feed.name, "Menunggu keputusan petugas.")
        if not runs.complete(connection, feed.name):
            raise BadConfig(
                f"{feed.name}: belum pernah terbaca lengkap / was never read whole", hint=f"pull {feed.name}"
            )
        evidence.begin(connection)
        connection.execute(text(query("run_order")))
        connection.execute(text(query("sweep_interrupted")), {"feed": feed.name})
        values = {"feed": feed.name, "token": token, "revision": mapping.revision(feed), "caller": caller}
        row = connection.execute(text(query("sweep_start")), values).one()
    return Sweep(connection=connection, feed=feed, run_id=row.id, started=row.started_at)


def _with(
    engine: Engine, city: City, at: Sweep, given: Adapter | None, sample_only: bool, progress: ShowProgress | None
) -> SweepResult:
    if given is not None:
        return _work(engine, at, given, sample_only, progress)
    system = city.systems[at.feed.system]
    adapter = adapters.adapter(system, guard=link.guard(engine, system))
    try:
        return _work(engine, at, adapter, sample_only, progress)
    finally:
        adapter.close()


def _work(engine: Engine, at: Sweep, adapter: Adapter, sample_only: bool, progress: ShowProgress | None) -> SweepResult:
    digest = isinstance(adapter, Digests) and at.feed.entity not in _SECRET and _same_key(at.feed)
    if digest and isinstance(adapter, Digests):
        compared = by_digest(engine, at, adapter, sample_only=sample_only)
    else:
        compared = by_listing(at, adapter, progress)
    way = "digest" if digest else "listing"
    with at.connection.begin():
        released = change_limit.state(at.connection, at.feed.name) == "released"
    found, all_asked = apply.again(at, adapter, released=released, proven=compared.unverified is None)
    taken = apply.take(engine, at, found, released=released)
    if not all_asked:
        apply.leave_to_pull(engine, at)
    return _finish(at, way, compared, taken, left=not all_asked)


def _same_key(feed: Feed) -> bool:
    """Whether the view is asked by the columns that make the mirror's key."""
    return list(feed.mapping.key) == [str(name) for name in feed.read.get("key", [])]


def _finish(at: Sweep, way: str, compared: Compared, taken: int, *, left: bool) -> SweepResult:
    with at.connection.begin():
        signs, states = at.counts("sweep_signs"), at.counts("sweep_states")
        verified = compared.unverified is None
        root = Range(
            low="", high="", ours=compared.theirs + signs.get("-", 0) - signs.get("+", 0), theirs=compared.theirs,
            equal=not signs, how=f"{way} {'verified' if verified else 'unverified'}",
        )  # fmt: skip
        evidence.keep(at, [root, *compared.ranges])
        at.do("sweep_settle_gone")
        opened = 0 if compared.unverified is reconcile.SAMPLED else apply.open_cases(at)
        differ = sum(signs.values())
        result = SweepResult(
            run_id=at.run_id, feed=at.feed.name, way=way, verified=verified, why=compared.unverified,
            rows=compared.theirs, vanished=signs.get("-", 0), added=signs.get("+", 0), changed=signs.get("!", 0),
            moved=states.get("moved", 0), older=states.get("older", 0), unproven=states.get("unproven", 0), taken=taken,
            cases=opened, left_to_pull=left,
        )  # fmt: skip
        _end(at, "done", compared.unverified.id if compared.unverified else "", result)
        change_limit.use(at.connection, at.feed.name)
        detail = {"run": at.run_id, "verified": verified, "rows": result.rows, "differ": differ, "taken": taken}
        audit.write(at.connection, audit.chain_of_feed(at.feed.name), "mesin", "sweep", detail)
    return result


def _end(at: Sweep, state: str, reason: str, result: SweepResult | None) -> None:
    counts = dict.fromkeys(("read", "applied", "unchanged", "superseded", "pending"), 0)
    if result:
        differ = result.vanished + result.added + result.changed
        counts = {
            "read": result.rows, "applied": result.taken, "unchanged": max(0, result.rows - differ),
            "superseded": result.moved, "pending": result.vanished,
        }  # fmt: skip
    values = {"run_id": at.run_id, "state": state, "reason": reason, **counts}
    at.connection.execute(text(query("sweep_finish")), values)


def _fail(engine: Engine, at: Sweep, error: BaseException) -> None:
    at.connection.rollback()
    state = "held" if isinstance(error, BrakeHeld) else "stopped" if isinstance(error, Stop) else "failed"
    state = "parked" if isinstance(error, Park) else state
    with engine.begin() as connection:
        _end(replace(at, connection=connection), state, mask.scrub(error)[:2000], None)
        if isinstance(error, RolledBack):
            change_limit.hold_rolled_back(connection, at.run_id, error)
        detail = {"run": at.run_id, "state": state, "error": type(error).__name__}
        audit.write(connection, audit.chain_of_feed(at.feed.name), "mesin", "sweep_ended", detail)


def _row(connection: Connection, run_id: int) -> Any:
    row = connection.execute(text(query("sweep_run")), {"run_id": run_id}).one_or_none()
    if row is None:
        raise BadConfig(f"penyapuan {run_id} tidak ada / there is no sweep {run_id}")
    return row


def _refuse_burial(connection: Connection, row: Any, feed: Feed) -> None:
    newest = connection.execute(text(query("sweep_newest")), {"feed": feed.name}).scalar()
    if row.state != "done" or newest != row.id:
        raise BadConfig(
            f"penyapuan {row.id} bukan yang terbaru dan selesai / not the newest finished sweep",
            hint=f"sweep {feed.name}",
        )
    root = connection.execute(text(query("sweep_ranges")), {"run_id": row.id}).first()
    if root is None or not root.how.endswith(" verified"):
        raise BadConfig(
            f"penyapuan {row.id} belum terverifikasi; ketiadaan belum terbukti / absence is not proven: {row.reason}"
        )


def _burial(feed: Feed) -> str:
    return f"tombstone {feed.name}"


def _refuse_many(engine: Engine, at: Sweep) -> None:
    """The brake of a burial has a name of its own: it does not stop the pulls."""
    values = {**at.names}
    gone = int(at.connection.execute(text(shaped("sweep_vanished", {"entity": at.feed.entity})), values).scalar_one())
    held = int(
        at.connection.execute(
            text(shaped("sweep_mirrored", {"entity": at.feed.entity})),
            {**values, "most": max(change_limit.SMALLEST, int(gone / at.feed.brake_share) + 1)},
        ).scalar_one()
    )
    verdict = change_limit.state(at.connection, _burial(at.feed))
    if verdict == "held" or (
        verdict != "released" and held >= change_limit.SMALLEST and gone > held * at.feed.brake_share
    ):
        said = reconcile.too_much(gone, held)
        with engine.begin() as other:
            change_limit.hold(other, at.run_id, _burial(at.feed), f"{said.id} / {said.en}")
        raise change_limit.held(_burial(at.feed), said.id)
