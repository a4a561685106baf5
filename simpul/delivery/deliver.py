"""Send what is to be sent to one system: committed as sent before the call, settled after it, probed when in doubt."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.config import log as logs
from simpul.config.settings import City
from simpul.core.errors import BadConfig, Overtaken, Park, Rejected, Retry, SimpulError, Stop, Unknown
from simpul.core.killpoints import killpoint
from simpul.core.model import Effect, Progress, Receipt, ShowProgress, System, Write
from simpul.core.ports import Adapter
from simpul.delivery.effects import granted
from simpul.links import adapters, pauses
from simpul.links import guard as link
from simpul.store import audit, lease
from simpul.store.identifiers import shaped
from simpul.store.lease import Lease
from simpul.store.queries import query
from simpul.values import mask

log = logs.get(__name__)
#: Calls of one effect that may fail before a person must look.
ATTEMPTS = 8
#: Hiccups with no answer between them after which the link is left alone until the next turn.
MOST_TRANSIENT = 3
#: How long an accepted event is given before it is looked for in the target.
PATIENCE = timedelta(minutes=1)
NEEDS_PERSON = "perlu orang"


@dataclass(frozen=True, kw_only=True)
class DeliverResult:
    """What one turn did."""

    run_id: int
    #: done, parked (closed until a known time) or failed (transient errors; the next turn goes on).
    state: str = "done"
    reason: str = ""
    #: Calls made, and how they ended.
    sent: int = 0
    accepted: int = 0
    unknown: int = 0
    overtaken: int = 0
    failed: int = 0
    retried: int = 0
    #: Unknown effects settled by asking: arrived, and certainly not arrived.
    arrived: int = 0
    not_arrived: int = 0
    #: Accepted events found in the target.
    verified: int = 0
    #: Left for a person: the write can neither be repeated safely nor looked up.
    manual: int = 0


class _Pause(Exception):
    """Stop this turn; nothing is wrong with what was done."""

    def __init__(self, state: str, reason: str) -> None:
        super().__init__(reason)
        self.state, self.reason = state, reason


def deliver(
    engine: Engine,
    city: City,
    system_name: str,
    *,
    adapter: Adapter | None = None,
    caller: str = "",
    progress: ShowProgress | None = None,
) -> DeliverResult:
    """Settle what is unknown, then send what is ready. AlreadyRunning if another worker delivers to this system.

    Raises:
        Stop: a person must act (credentials, configuration); the effect at hand is ready again.
        Paused: a person asked to leave the system alone; nothing was sent.
    """
    system = city.systems[system_name]
    with engine.connect() as conn:
        pauses.require_system_open(conn, system_name)
    with lease.held(engine, f"deliver:{system_name}") as ours, engine.connect() as conn:
        with conn.begin():
            values = {"system": system_name, "token": ours.token, "caller": caller}
            run = int(conn.execute(text(query("deliver_start")), values).scalar_one())
        with logs.work(log, "deliver", run=run, system=system_name) as ended:
            try:
                with _adapter(engine, system, adapter) as way:
                    result = _Turn(conn, city, system, way, ours, progress).all(run)
            except BaseException as error:
                state = "stopped" if isinstance(error, Stop) else "failed"
                _finish(conn, system, DeliverResult(run_id=run, state=state, reason=_plain(error)))
                raise
            _finish(conn, system, result)
            ended |= {"outcome": result.state, "sent": result.sent}
            return result


@contextmanager
def _adapter(engine: Engine, system: System, given: Adapter | None) -> Iterator[Adapter]:
    if given is not None:
        yield given
        return
    with closing(adapters.adapter(system, guard=link.guard(engine, system))) as made:
        yield made


def _plain(error: BaseException) -> str:
    return mask.scrub(error) if isinstance(error, SimpulError) else type(error).__name__


def _finish(conn: Connection, system: System, result: DeliverResult) -> None:
    if conn.in_transaction():
        conn.rollback()
    with conn.begin():
        open_now = {
            row.state: row.total for row in conn.execute(text(query("deliver_counts")), {"system": system.name})
        }
        numbers = {
            "read": result.sent,
            "applied": result.accepted,
            "failed": result.failed,
            "pending": result.sent - result.accepted - result.failed,
        }
        values = {"run": result.run_id, "state": result.state, "reason": result.reason, **numbers}
        conn.execute(text(query("deliver_finish")), values)
        counted = {name: value for name, value in vars(result).items() if isinstance(value, int) and value}
        detail = {**counted, "state": result.state, "open": {name: int(total) for name, total in open_now.items()}}
        audit.write(conn, audit.chain_of_feed(f"deliver:{system.name}"), "simpul", "deliver", detail)


class _Turn:
    """One turn on one connection; a transaction is never open during a call."""

    def __init__(
        self, conn: Connection, city: City, system: System, adapter: Adapter, ours: Lease, progress: ShowProgress | None
    ) -> None:
        self._conn, self._city, self._system, self._adapter = conn, city, system, adapter
        self._ours, self._progress = ours, progress
        self._transients = 0
        self._counts: Counter[str] = Counter()
        kinds = system.writes
        self._grants = json.dumps({kind: sorted(granted(city, system.name, kind)) for kind in kinds})
        #: Feeds of the state effects, and the entity that mirrors each.
        refreshed = {feed for subject in city.policy.subjects.values() for feed in subject.refresh}
        self._feeds = {name: city.feeds[name].entity for name in refreshed if city.feeds[name].system == system.name}

    def all(self, run: int) -> DeliverResult:
        """Everything that can be done now."""
        state, reason = "done", ""
        try:
            self._settle_unknown()
            self._prove()
            if self._system.sending != "off":
                self._send()
        except _Pause as pause:
            state, reason = pause.state, pause.reason
        return DeliverResult(run_id=run, state=state, reason=reason, **self._counts)

    # What nobody knows yet

    def _settle_unknown(self) -> None:
        with self._commit():
            self._conn.execute(text(query("deliver_recover")), {"system": self._system.name})
        with self._conn.begin():
            rows = self._conn.execute(text(query("deliver_unknown")), {"system": self._system.name}).all()
        for row in rows:
            self._settle_one(row)

    def _settle_one(self, row: Row[Any]) -> None:
        write = self._write(row.kind)
        if not can_settle(write):
            reason = f"{NEEDS_PERSON}: balasan hilang dan sistem tujuan tidak dapat ditanya"
            self._count("manual", self._settle(row, "manual", reason, "unknown"))
        elif not can_probe(write):
            # The same key and body again: the target itself knows whether it has them.
            self._count("not_arrived", self._settle(row, "ready", "", "unknown"))
        else:
            with self._transient():
                receipt = self._adapter.probe(write, _effect(row))
                self._settle_probed(row, receipt)

    def _settle_probed(self, row: Row[Any], receipt: Receipt | None) -> None:
        if receipt is None:
            self._count("not_arrived", self._settle(row, "ready", "", "unknown"))
        else:
            self._count("arrived", self._settle(row, "accepted", "", "unknown", receipt=receipt))

    def _prove(self) -> None:
        """Ask for accepted events that no mirror shows; found is verified, not found did not stick."""
        kinds = [
            write.kind
            for write in self._system.writes.values()
            if write.mode == "event" and can_probe(write) and not mirrored(self._city, write)
        ]
        with self._conn.begin():
            newest = self._conn.execute(text(query("deliver_newest")), {"system": self._system.name}).scalar_one()
            asked = {"system": self._system.name, "kinds": kinds, "patience": PATIENCE, "newest": newest}
            rows = self._conn.execute(text(query("deliver_unproven")), asked).all()
        for row in rows:
            with self._transient():
                found = self._adapter.probe(self._write(row.kind), _effect(row))
                if found is None:
                    self._count("failed", self._refused(row, "tidak menempel", "accepted"))
                else:
                    self._count("verified", self._settle(row, "verified", "", "accepted"))

    # What may leave

    def _send(self) -> None:
        names = {"system": self._system.name, "grants": self._grants}
        with self._commit():
            self._conn.execute(text(query("deliver_ungranted")), names)
            for feed, entity in self._feeds.items():
                statement = shaped("deliver_outdated", {"entity": entity})
                self._conn.execute(text(statement), {"system": self._system.name, "feed": feed})
        claims = [query("deliver_claim_event")]
        claims += [shaped("deliver_claim_state", {"entity": entity}) for entity in self._feeds.values()]
        for claim, feed in zip(claims, ["", *self._feeds], strict=True):
            self._send_each(claim, {**names, "feed": feed, "everything": self._system.sending == "on"})

    def _send_each(self, claim: str, names: dict[str, Any]) -> None:
        after = 0
        while True:
            with self._commit():
                self._leave_if_paused()
                row = self._conn.execute(text(claim), {**names, "after": after}).one_or_none()
            if row is None:
                return
            after = row.id
            killpoint("deliver.after_sent")
            self._call(row)
            if self._progress:
                self._progress(Progress(stage="deliver", rows=self._counts["sent"]))

    def _leave_if_paused(self) -> None:
        """Before anything more is marked as sent: a person may have paused the system since the last call."""
        try:
            pauses.require_system_open(self._conn, self._system.name)
        except pauses.Paused as error:
            raise _Pause("parked", _plain(error)) from error

    def _call(self, row: Row[Any]) -> None:
        """One call and its outcome. The effect is *sent* already; whatever happens here, somebody will know."""
        write = self._write(row.kind)
        if not can_settle(write):
            reason = f"{NEEDS_PERSON}: penulisan ini tidak dapat diulang maupun diperiksa, jadi tidak dikirim otomatis"
            self._count("manual", self._settle(row, "manual", reason, "sent"))
            return
        self._counts["sent"] += 1
        with self._transient():
            try:
                receipt = self._adapter.write(write, _effect(row))
            except SimpulError as error:
                killpoint("deliver.after_call")
                self._ended_badly(row, error)
            else:
                killpoint("deliver.after_call")
                self._count("accepted", self._settle(row, "accepted", "", "sent", receipt=receipt))

    def _ended_badly(self, row: Row[Any], error: SimpulError) -> None:
        reason = _plain(error)
        if isinstance(error, Unknown):
            self._count("unknown", self._settle(row, "unknown", reason, "sent", outcome="unknown"))
            raise error
        if isinstance(error, Overtaken):
            marked = f"awaits:{row.feed}"
            settled = self._settle(row, "overtaken", reason, "sent", outcome="overtaken", mark=marked)
            self._count("overtaken", settled)
        elif isinstance(error, Rejected):
            self._count("failed", self._refused(row, reason, "sent"))
        elif isinstance(error, Retry):
            self._again(row, reason)
            raise error
        else:
            # Nothing left: link closed, credentials, configuration. The turn ends, the attempt does not count.
            self._settle(row, "ready", reason, "sent", uncounted=1)
            raise error

    def _again(self, row: Row[Any], reason: str) -> None:
        if row.attempt >= ATTEMPTS:
            told = f"{NEEDS_PERSON} setelah {row.attempt} kali dicoba: {reason}"
            self._count("failed", self._refused(row, told, "sent"))
            return
        self._count("retried", self._settle(row, "ready", reason, "sent", outcome="retry"))

    @contextmanager
    def _transient(self) -> Iterator[None]:
        """A closed link ends the turn; one transient error after another does too. Any answer begins the count anew."""
        try:
            yield
        except Park as error:
            raise _Pause("parked", _plain(error)) from error
        except Retry as error:
            self._transients += 1
            if self._transients >= MOST_TRANSIENT:
                raise _Pause("failed", _plain(error)) from error
        except Unknown:
            # No answer came, and nothing says that the link is at fault: neither counted nor an end of a row.
            return
        else:
            self._transients = 0

    # Writing down

    def _refused(self, row: Row[Any], reason: str, before: str) -> bool:
        outcome = "rejected" if before == "sent" else ""
        with self._commit():
            settled = self._move(row, "failed", reason, before, 0)
            if settled and outcome:
                self._receipt(row, outcome, detail=reason)
            if settled:
                self._mark(row, "failed")
                self._conn.execute(text(query("deliver_refused_case")), {"id": row.id, "reason": reason})
        return settled and _logged(row, "failed")

    def _settle(
        self, row: Row[Any], state: str, reason: str, before: str, *,
        receipt: Receipt | None = None, outcome: str = "", mark: str = "", uncounted: int = 0,
    ) -> bool:  # fmt: skip
        """Receipt and new state in one transaction; False if somebody settled it meanwhile."""
        killpoint("deliver.before_receipt")
        with self._commit():
            settled = self._move(row, state, reason, before, uncounted)
            if settled and receipt is not None:
                self._receipt(row, receipt.outcome, receipt.reference, receipt.detail)
            elif settled and outcome:
                self._receipt(row, outcome, detail=reason)
            if settled and mark:
                self._mark(row, mark)
        return settled and _logged(row, state)

    def _move(self, row: Row[Any], state: str, reason: str, before: str, uncounted: int) -> bool:
        values = {"id": row.id, "state": state, "reason": reason, "from_states": [before], "uncounted": uncounted}
        return self._conn.execute(text(query("deliver_settle")), values).one_or_none() is not None

    def _receipt(self, row: Row[Any], outcome: str, reference: str = "", detail: str = "") -> None:
        values = {"id": row.id, "attempt": row.attempt, "outcome": outcome, "reference": reference}
        self._conn.execute(text(query("deliver_receipt")), {**values, "detail": mask.scrub(detail)})

    def _mark(self, row: Row[Any], reason: str) -> None:
        if row.subject_key:
            marked = {"subject_kind": row.subject_kind, "subject_key": row.subject_key, "reason": reason, "run": None}
            self._conn.execute(text(query("dirty_add")), marked)

    def _count(self, name: str, happened: bool) -> None:
        self._counts[name] += int(happened)

    def _write(self, kind: str) -> Write:
        try:
            return self._system.writes[kind]
        except KeyError:
            raise BadConfig(
                f"writes: has no '{kind}' any more, but effects of it wait", file=self._system.file
            ) from None

    @contextmanager
    def _commit(self) -> Iterator[None]:
        with self._conn.begin():
            yield
            lease.check(self._conn, self._ours)


def _logged(row: Row[Any], outcome: str) -> bool:
    log.info("effect", effect=row.id, kind=row.kind, attempt=row.attempt, outcome=outcome)
    return True


def can_probe(write: Write) -> bool:
    """The target can be asked whether a write arrived; a file by its name."""
    return bool(write.options.get("probe") or write.options.get("name"))


def mirrored(city: City, write: Write) -> bool:
    """Whether the write's own feed shows it as a row of its own."""
    return bool(write.feed) and city.feeds[write.feed].entity == "tindak_lanjut"


def can_settle(write: Write) -> bool:
    """A lost answer can be settled: by asking, or by saying the same again under the same key."""
    return can_probe(write) or bool(write.options.get("idempotency"))


def _effect(row: Row[Any]) -> Effect:
    same = ("id", "kind", "mode", "system", "feed", "record_key", "idem_key", "body", "precondition", "attempt")
    return Effect(values=row.send, **{name: getattr(row, name) for name in same})
