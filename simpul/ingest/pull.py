"""Pull a feed: read pages, map them, merge them; pages, rows, quarantine, cursor, totals and audit commit together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from simpul.config import log as logs
from simpul.config import settings
from simpul.config.settings import City
from simpul.core.errors import BrakeHeld, LeftBehind, Park, Stop
from simpul.core.killpoints import killpoint
from simpul.core.model import Feed, Order, Page, Progress, ReadRequest, RunTotals, ShowProgress
from simpul.core.ports import Adapter, LetsGo
from simpul.ingest import drift, merge, samples
from simpul.ingest import progress as live
from simpul.ingest.prefetch import PAGES_AHEAD, BrokenPage, FetchTimeout, Group, Prefetcher, groups
from simpul.ingest.reconcile import rollback
from simpul.links import adapters, change_limit, pauses
from simpul.links import guard as link
from simpul.mapping import mapping, notes
from simpul.mapping.notes import Note
from simpul.store import audit, lease, runs
from simpul.store.lease import Lease
from simpul.store.runs import Place
from simpul.values import mask

log = logs.get(__name__)


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """A run that reached its end. ``reason``: what it saw that somebody should look at, empty if nothing."""

    run_id: int
    state: str
    totals: RunTotals
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Pass:
    """What one pass over a feed asks for and where it stands."""

    request: ReadRequest
    #: Nothing to ask: a feed with a parent none of whose rows changed.
    empty: bool
    #: Whether its end makes the feed complete, and whether it was before.
    full: bool
    known: bool
    #: No brake: the first pass, or a named person let this one through.
    free: bool
    last_success_at: datetime | None
    newest: str | None
    #: Newest version of the pass before, in the mirror's own form; None: none, or not asked by version.
    since: str | None
    started_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a pull."""

    engine: Engine
    connection: Connection
    city: City
    feed: Feed
    place: Place
    lease: Lease
    id: int
    revision: str
    caller: str
    progress: ShowProgress | None


def pull(
    engine: Engine,
    city: City,
    feed: Feed,
    *,
    adapter: Adapter | None = None,
    caller: str = "",
    progress: ShowProgress | None = None,
) -> RunResult:
    """Bring the mirror of ``feed`` up to date with its source.

    Raises:
        AlreadyRunning: another worker pulls it; nothing was done.
        Paused: a person asked to leave it alone; nothing was done, or the run ended after what it had committed.
        Stop, Park, Retry: as the link or the contract said; the run is recorded as stopped (or held), parked, failed.
            What was committed before stays, and the next run reads on from there.
    """
    place = Place(feed=feed.name)
    with engine.connect() as connection:
        pauses.require_open(connection, feed)
    with lease.held(engine, feed.name, place.partition) as held, engine.connect() as connection:
        revision = mapping.revision(feed)
        with connection.begin():
            run_id = runs.start_run(connection, place, token=held.token, revision=revision, caller=caller)
            live.start(connection, feed, run_id, revision)
        run = Run(
            engine=engine, connection=connection, city=city, feed=feed, place=place, lease=held,
            id=run_id, revision=revision, caller=caller, progress=progress,
        )  # fmt: skip
        with logs.work(log, "pull", run=run_id, feed=feed.name, system=feed.system) as ended:
            try:
                result = _work(run, adapter)
            except Exception as error:
                _fail(run, error)
                raise
            ended |= {"outcome": result.state, "rows": result.totals.read}
            return result


def _work(run: Run, given: Adapter | None) -> RunResult:
    settings.require_access(run.feed)
    ahead = _plan(run)
    totals, seen = RunTotals(), frozenset[Note]()
    if not ahead.empty:
        adapter = given or _adapter(run)
        try:
            totals, seen = _read(run, ahead, adapter)
        except LeftBehind:
            _end_whole(run, ahead)
            raise
        finally:
            if given is None:
                adapter.close()
    killpoint("pull.before_finish")
    done = RunResult(run_id=run.id, state="done", totals=totals, reason=notes.told(seen))
    _finish(run, ahead, done, seen)
    return done


def _adapter(run: Run) -> Adapter:
    system = run.city.systems[run.feed.system]
    return adapters.adapter(system, guard=link.guard(run.engine, system))


def _plan(run: Run) -> Pass:
    """Begin a pass, or go on with the one that was cut short."""
    with run.connection.begin():
        lease.check(run.connection, run.lease)
        verdict = change_limit.state(run.connection, run.feed.name)
        if verdict == "held":
            raise change_limit.held(run.feed.name, "Menunggu keputusan petugas.")
        at = runs.read_cursor(run.connection, run.place)
        if at.cursor is None:
            runs.begin_pass(run.connection, run.place, _parents_until(run))
            at = runs.read_cursor(run.connection, run.place)
        parents = parents_of(run.connection, run.city, run.feed, at.pass_since, at.pass_newest)
        parent = run.feed.parent
        return Pass(
            request=request_for(run.feed, at.cursor, at.pass_since, parents),
            empty=bool(parent) and not parents,
            full=(bool(parent) or at.pass_since is None) and (not parent or runs.complete(run.connection, parent)),
            known=at.full_pass_at is not None,
            free=at.full_pass_at is None or verdict == "released",
            last_success_at=at.last_success_at,
            newest=at.pass_newest,
            since=None if parent or not run.feed.order.source else at.pass_since,
            started_at=at.pass_started_at,
        )


def _parents_until(run: Run) -> str | None:
    parent = run.feed.parent
    return f"{runs.parents_until(run.connection, parent):020d}" if parent else None


def parents_of(
    connection: Connection, city: City, feed: Feed, since: str | None, until: str | None
) -> tuple[dict[str, str | None], ...]:
    """Parent rows written since the last pass of this feed began."""
    if not feed.parent:
        return ()
    return runs.parents(connection, city.feeds[feed.parent], int(since or 0), int(until or 0))


def request_for(
    feed: Feed, cursor: str | None, since: str | None, parents: tuple[dict[str, str | None], ...]
) -> ReadRequest:
    """What is asked of the source, from where a feed stands."""
    if feed.parent or since is None or not feed.order.source:
        return ReadRequest(cursor=cursor, parents=parents)
    moment = _moment(feed.order, since)
    if moment is None:
        return ReadRequest(cursor=cursor, since=str(int(since)))
    moment -= feed.order.overlap
    return ReadRequest(cursor=cursor, since=_written(feed.order, moment), since_time=moment)


def _moment(order: Order, version: str) -> datetime | None:
    """A version as a time; None when versions are numbers."""
    return None if order.format == "number" else datetime.fromisoformat(version).astimezone(UTC)


def _written(order: Order, moment: datetime) -> str:
    local = moment.astimezone(ZoneInfo(order.clock))
    return local.isoformat() if order.format == "iso" else local.strftime(order.format)


def _read(run: Run, ahead: Pass, adapter: Adapter) -> tuple[RunTotals, frozenset[Note]]:
    """Commit group after group; the database works while the next groups are fetched and mapped."""
    pages: Prefetcher[Page] = Prefetcher(adapter.read(run.feed, ahead.request), PAGES_AHEAD)
    ready: Prefetcher[Group] = Prefetcher(groups(run.feed, pages, open_parents(ahead.request)), 1)
    totals, disturbed, seen = RunTotals(), 0, frozenset[Note]()
    try:
        while True:
            group = _take(run, ready)
            if group is None:
                return totals, seen
            if totals.read:
                _still_open(run)
            added, changed = _commit(run, ahead, group, disturbed)
            totals, disturbed, seen = totals + added, disturbed + changed, seen | group.mapped.notes
            seen |= _let_go(adapter, group)
            _show(run, totals, group)
    finally:
        # Pages first: the mapper waits for them.
        pages.close()
        ready.close()


def _let_go(adapter: Adapter, group: Group) -> frozenset[Note]:
    """Tell the source's door what is committed; notes on what it could not let go."""
    left = adapter.stored(group.pages[-1].page.number) if isinstance(adapter, LetsGo) else ()
    return frozenset(Note("berkas_tertinggal", name) for name in left)


def _still_open(run: Run) -> None:
    """Somebody may have paused the feed since the last commit; the next run reads on from there."""
    with run.connection.begin():
        pauses.require_open(run.connection, run.feed)


def open_parents(request: ReadRequest) -> frozenset[str]:
    """Keys of the parent complaints that are neither secret nor anonymous: only their follow-ups keep their text."""
    return frozenset(
        str(row["id_pengaduan"]) for row in request.parents if row.get("rahasia") == "false" == row.get("anonim")
    )


def _take(run: Run, ready: Prefetcher[Group]) -> Group | None:
    """The next group; None at the end. While a slow source keeps us waiting, the lease is renewed."""
    while True:
        try:
            return ready.take(lease.SECONDS / 3)
        except FetchTimeout:
            lease.renew(run.engine, run.lease)
        except StopIteration:
            return None


def _commit(run: Run, ahead: Pass, group: Group, disturbed: int) -> tuple[RunTotals, int]:
    """One transaction; returns the group's totals and how many rows of the mirror it changed or removed."""
    with run.connection.begin():
        lease.check(run.connection, run.lease)
        taken = merge.take(run.connection, run.feed, run.id, run.revision, group, known=ahead.known)
        changed = disturbed + taken.disturbed
        if not ahead.free:
            _refuse_drop(run, group)
        if not ahead.free and change_limit.trips(run.connection, run.feed, run.id, ahead.last_success_at, changed):
            raise change_limit.held(
                run.feed.name,
                f"Proses {run.id} akan mengubah {changed} data, lebih dari {run.feed.brake_share:.0%} isi cermin; "
                "bagian ini tidak disimpan.",
                samples.changes(run.connection, run.feed, run.id).told,
            )
        last = group.pages[-1].page
        runs.move_cursor(run.connection, run.place, last.cursor, None if run.feed.parent else taken.newest)
        if last.cursor is None:
            _end_pass(run, ahead)
        runs.add_totals(run.connection, run.id, taken.totals)
        live.move(run.connection, run.id, len(group.pages), None if ahead.request.cursor else _announced(group))
        _note(run, "pull", taken.totals, pages=len(group.pages))
        killpoint("pull.before_commit")
    killpoint("pull.after_commit")
    log.info("pull.group", pages=len(group.pages), rows=taken.totals.read)
    return taken.totals, taken.disturbed


def _refuse_drop(run: Run, group: Group) -> None:
    """A source that suddenly announces far fewer rows than we hold was rolled back, or lost them."""
    told = _announced(group)
    if told is not None and run.feed.read.get("paging", {}).get("total"):
        rollback.dropped(run.connection, run.feed, told)


def _announced(group: Group) -> int | None:
    """Rows the source says its whole answer holds, as its pages said it."""
    told = [stored.page.announced for stored in group.pages if stored.page.announced is not None]
    return max(told, default=None)


def _refuse_backwards(run: Run, ahead: Pass, newest: str | None) -> None:
    """A pass reads a little back behind its watermark; the newest rows of the pass before must come again."""
    moment = _moment(run.feed.order, ahead.since) if ahead.since else None
    if ahead.since is None or ahead.started_at is None or moment is None or ahead.free:
        return
    since = (moment - run.feed.order.overlap).strftime(merge.SORTABLE)
    rollback.backwards(run.connection, run.feed, ahead.started_at, since, ahead.since, newest or "")


def _end_pass(run: Run, ahead: Pass) -> None:
    at = runs.read_cursor(run.connection, run.place)
    _refuse_backwards(run, ahead, at.pass_newest)
    newest_at = None
    if at.pass_newest and run.feed.order.source and not run.feed.parent:
        newest_at = _moment(run.feed.order, at.pass_newest)
    runs.end_pass(run.connection, run.place, full=ahead.full, newest_at=newest_at)


def _end_whole(run: Run, ahead: Pass) -> None:
    """Everything that holds rows was stored: the pass is complete, whatever else the run has to say."""
    with run.connection.begin():
        lease.check(run.connection, run.lease)
        if runs.read_cursor(run.connection, run.place).pass_started_at is not None:
            _end_pass(run, ahead)


def _finish(run: Run, ahead: Pass, done: RunResult, seen: frozenset[Note]) -> None:
    with run.connection.begin():
        lease.check(run.connection, run.lease)
        if runs.read_cursor(run.connection, run.place).pass_started_at is not None:
            # The source ended without a last page: nothing new, or nobody to ask for.
            _end_pass(run, ahead)
        if not runs.pages_agree(run.connection, run.id):
            raise Stop(f"run {run.id}: its totals are not the sum of its pages")
        change_limit.use(run.connection, run.feed.name)
        drift.remember(run.connection, run.feed, seen)
        runs.end_run(run.connection, run.id, done.state, done.reason)
        _note(run, "pull_done", done.totals)
    with run.connection.begin():
        audit.seal_heads(run.connection)


def _fail(run: Run, error: Exception) -> None:
    """Record why the run ended. A database that is gone cannot be told; the next run finds this one interrupted."""
    reason = mask.scrub(error)[:2000]
    run.connection.rollback()
    with run.engine.begin() as connection:
        if isinstance(error, BrokenPage):
            reason = f"{reason} → {_keep_evidence(run, connection, error)}"
        runs.end_run(connection, run.id, _state(error), reason)
        live.fail(connection, run.id, error)
        if isinstance(error, change_limit.RolledBack):
            change_limit.hold_rolled_back(connection, run.id, error)
        elif isinstance(error, BrakeHeld):
            change_limit.hold(connection, run.id, run.feed.name, reason, getattr(error, "sample", ()))
        detail = {"run": run.id, "state": _state(error), "error": type(error).__name__}
        audit.write(connection, audit.chain_of_feed(run.feed.name), run.caller or "mesin", "pull_ended", detail)


def _keep_evidence(run: Run, connection: Connection, error: BrokenPage) -> str:
    """Keep the page that broke the contract, without rows: nothing of it was used. Says where it is."""
    stored = error.stored
    (number,) = runs.page_ids(connection, 1)
    kept = runs.StoredPage(
        id=number, page=stored.page, digest=stored.digest, key_id=stored.key_id, sealed=stored.sealed,
        totals=RunTotals(),
    )  # fmt: skip
    runs.keep_pages(connection, run.id, run.feed, [kept])
    return f"halamannya disimpan (its bytes are kept): ./run mapping explain {run.feed.name} --page {number}"


def _state(error: Exception) -> str:
    if isinstance(error, BrakeHeld):
        return "held"
    if isinstance(error, Stop):
        return "stopped"
    return "parked" if isinstance(error, Park) else "failed"


def _note(run: Run, act: str, totals: RunTotals, **more: int) -> None:
    detail = {"run": run.id, "token": run.lease.token, **{name: value for name, value in vars(totals).items() if value}}
    chain = audit.chain_of_feed(run.feed.name, run.place.partition)
    audit.write(run.connection, chain, run.caller or "mesin", act, detail | more)


def _show(run: Run, totals: RunTotals, group: Group) -> None:
    if run.progress:
        run.progress(Progress(stage="pull", rows=totals.read, total=_announced(group) or None))
