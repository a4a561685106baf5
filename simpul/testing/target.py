"""A system to send to that lives in this process: keeps records, logs every accepted write once, loses replies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from simpul.core.errors import Overtaken, Rejected, Retry, Unknown
from simpul.core.model import Check, Effect, Feed, Page, ReadRequest, Receipt, Write

#: Member of a state effect's body that says what the sender believes the record shows.
EXPECTED = "_expected"


class Killed(BaseException):
    """Stands for kill -9: nothing of ours may catch it."""


@dataclass(kw_only=True)
class Faults:
    """Chance of each fault at a call, between 0 and 1."""

    refused: float = 0.0
    lost_reply: float = 0.0
    killed_before: float = 0.0
    killed_after: float = 0.0
    #: The write is answered with success and quietly dropped.
    dropped: float = 0.0
    rejected: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Written:
    """One accepted write: what stood there before, and what was written."""

    idem_key: str
    record_key: str
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]
    decided: bool = False


@dataclass(kw_only=True)
class Target:
    """Implements the Adapter port over a dictionary of records. ``keys``: it recognises a key it has seen."""

    rng: Random
    faults: Faults = field(default_factory=Faults)
    keys: bool = True
    records: dict[str, dict[str, str | None]] = field(default_factory=dict)
    log: list[Written] = field(default_factory=list)
    #: Called in the middle of a write: other people work while we wait for an answer.
    meanwhile: Callable[[], None] = lambda: None

    def write(self, write: Write, effect: Effect) -> Receipt:
        """Accept once; every fault at its chance."""
        if self._happens(self.faults.killed_before):
            raise Killed
        if self._happens(self.faults.refused):
            raise Retry("connection refused")
        self.meanwhile()
        receipt = self._accept(effect)
        if self._happens(self.faults.killed_after):
            raise Killed
        if self._happens(self.faults.lost_reply):
            raise Unknown("the connection broke before the answer")
        return receipt

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        """Found by its key in our log."""
        if self._happens(self.faults.refused):
            raise Retry("connection refused")
        seen = any(written.idem_key == effect.idem_key for written in self.log)
        return Receipt(outcome="accepted", detail="found") if seen else None

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        """Nothing: tests put rows into the mirror themselves."""
        return iter(())

    def fetch(self, feed: Feed, key: str) -> Page | None:
        """Nothing: see :meth:`read`."""
        return None

    def check(self) -> list[Check]:
        """Always well."""
        return []

    def close(self) -> None:
        """Nothing to give back."""

    def _happens(self, chance: float) -> bool:
        return self.rng.random() < chance

    def _accept(self, effect: Effect) -> Receipt:
        if self.keys and any(written.idem_key == effect.idem_key for written in self.log):
            return Receipt(outcome="duplicate")
        if self._happens(self.faults.rejected):
            raise Rejected("the value is not accepted")
        record = self.records.setdefault(effect.record_key, {})
        expected = effect.body.get(EXPECTED, {})
        if any(record.get(name) != value for name, value in expected.items()):
            raise Overtaken("the record changed since we looked")
        sent = {name: value for name, value in effect.body.items() if name != EXPECTED}
        before = {name: record.get(name) for name in sent}
        self.log.append(Written(idem_key=effect.idem_key, record_key=effect.record_key, before=before, after=sent))
        if not self._happens(self.faults.dropped):
            record.update(sent)
        return Receipt(outcome="accepted", reference=str(len(self.log)))
