"""The values that travel through the hub. All frozen: a change is a new value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from simpul.core.i18n import Words


class Nothing(Mapping[str, Any]):
    """The empty mapping as a default: hashable, so that dataclasses of every Python since 3.11 accept it."""

    def __getitem__(self, key: str) -> Any:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0


NOTHING: Mapping[str, Any] = Nothing()
#: Where nothing needs to be said.
SILENCE = Words(id="", en="")

Sending = Literal["off", "propose", "on"]
Mode = Literal["state", "event"]
#: Kinds of write by which who hands in files is answered: what was taken, and what was refused.
RECEIPT, REFUSAL = "tanda_terima", "tolak"
Outcome = Literal["accepted", "duplicate"]


@dataclass(frozen=True, kw_only=True)
class SecretRef:
    """Where a secret lives; its value is read at the moment of use and never stored or printed."""

    env: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the agency tolerates and what we are willing to read."""

    #: Parallel calls the agency tolerates; the size of its Airflow pool.
    parallel: int = 2
    #: Seconds for one request in all, connect to last byte.
    deadline: float = 30.0
    #: Bytes of one answer after inflating.
    max_bytes: int = 64 * 1024 * 1024
    #: Attempts of one request, the first included.
    attempts: int = 5
    #: Consecutive counted failures that open the breaker, and the seconds it stays open.
    breaker_after: int = 5
    breaker_seconds: float = 60.0
    #: Calls a day; 0 = no quota known.
    quota: int = 0


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When a link may be used, in Asia/Jakarta time."""

    #: Opening hours "07:30-16:00"; empty = always.
    hours: str = ""
    #: ISO weekdays it is open, 1 = Monday.
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    #: Announced maintenance windows, (start, end), both aware.
    maintenance: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Write:
    """How one kind of effect is written to a system (``writes:`` in system.yaml)."""

    kind: str
    mode: Mode
    #: Feed whose next pull verifies it; also names the mapping used for ``body: mapping``.
    feed: str = ""
    #: Adapter options: method, path, body, headers, idempotency, precondition, probe.
    options: Mapping[str, Any] = NOTHING


@dataclass(frozen=True, kw_only=True)
class System:
    """An outside system (``mappings/<system>/system.yaml``)."""

    name: str
    #: Officer's name of it, Indonesian.
    title: str
    #: Adapter: rest, soap, sql, files, or a module of ``adapters`` with quirks.
    adapter: str
    #: Base URL, SQLAlchemy URL or folder; resolved from its reference when loaded, empty if unset.
    address: str
    #: Name of the environment variable the address came from, for messages.
    address_env: str = ""
    #: ``kind`` (none, basic, headers, oauth2, wsse) and its parts; secrets as SecretRef.
    auth: Mapping[str, Any] = NOTHING
    #: Reason, approver and end date that allow plain HTTP to a private address.
    plain_http: Mapping[str, Any] = NOTHING
    limits: Limits = field(default_factory=Limits)
    calendar: Calendar = field(default_factory=Calendar)
    writes: Mapping[str, Write] = NOTHING
    sending: Sending = "off"
    #: Adapter options that hold for the whole system.
    options: Mapping[str, Any] = NOTHING
    #: Order inside the chain of DAGs and on pages.
    rank: int = 100
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class AccessBasis:
    """The agreement a feed rests on."""

    agreement: str
    purpose: str
    legal_basis: str
    valid_until: date
    elements: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Order:
    """Which source field orders the versions of a record."""

    #: Source field; empty: ordered by observation.
    source: str = ""
    #: strptime format, ``iso`` or ``number``.
    format: str = "iso"
    clock: str = "Asia/Jakarta"
    #: How far an incremental pull reads back behind its watermark, for late committers.
    overlap: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One entity of one system (``mappings/<system>/<file>.yaml``)."""

    #: ``siak.penduduk``
    name: str
    system: str
    #: Canonical entity: names the schema class and the mirror table.
    entity: str
    #: Adapter options: path or operation, paging, rows, fetch.
    read: Mapping[str, Any]
    #: Bytes of an answer: json, xml, csv or arrow.
    media: str
    charset: str = "utf-8"
    #: Where the rows are in an answer: dotted path (JSON), element name (XML).
    rows: str = ""
    order: Order = field(default_factory=Order)
    #: Source fields the mapping reads and, per field, what JSON type it must have ("string" unless said).
    columns: Mapping[str, str] = NOTHING
    #: Source fields that are never asked for and are cut if sent (UU 24/2013 art. 84).
    protected: tuple[str, ...] = ()
    #: Feed whose mirrored rows this one is asked for, one by one (follow-ups of a complaint).
    parent: str = ""
    #: ``all`` or ``known``.
    scope: str = "all"
    access: AccessBasis | None = None
    #: Age of the last success past which the feed's values are *unavailable*.
    freshness: timedelta = timedelta(hours=24)
    #: Pause between two pulls.
    every: timedelta = timedelta(minutes=15)
    retention: timedelta = timedelta(days=30)
    #: Largest share of the mirror one run may change or remove before the brake holds it.
    brake_share: float = 0.3
    enabled: bool = True
    #: The parsed ``fields:`` section; only simpul.mapping looks inside.
    mapping: Any = None
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadRequest:
    """What one pull asks an adapter for."""

    #: Where the last committed page ended in this pass; None = start of a pass.
    cursor: str | None = None
    #: Source order value to read from (overlap already taken off), in the source's own format; None = everything.
    since: str | None = None
    #: The same watermark as an aware time, for adapters that must look at rows themselves.
    since_time: datetime | None = None
    #: Parent rows (canonical field → text) when the feed has a parent.
    parents: tuple[Mapping[str, str | None], ...] = ()
    partition: str = "all"


@dataclass(frozen=True, kw_only=True)
class Page:
    """The bytes of one answer, kept as received."""

    number: int
    body: bytes
    #: When the original request started, aware: the observation time of its rows.
    requested_at: datetime
    #: Opaque; reading on from here never skips a row. None on the last page of a pass.
    cursor: str | None
    #: Media of this page if it differs from the feed's.
    media: str = ""
    #: File or request it came from, without personal data.
    origin: str = ""
    #: Rows the source says the whole answer holds, if it says so.
    announced: int | None = None
    #: Rows the source says this page holds, if it says so.
    holds: int | None = None


@dataclass(frozen=True, kw_only=True)
class Span:
    """Keys from ``low`` on and before ``high``, in the order of whoever is asked; None: no bound."""

    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, kw_only=True)
class KeyGroup:
    """What a system says about its rows whose keys begin alike."""

    prefix: str
    rows: int
    #: Sum of the first 60 bits of their digests.
    total: int


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One thing to send to one system."""

    id: int
    kind: str
    mode: Mode
    system: str
    #: Feed and key of the target record.
    feed: str
    record_key: str
    #: Same on every retry.
    idem_key: str
    #: Canonical field → text value; what the target must show once it is done.
    values: Mapping[str, str | None]
    #: Canonical body as sent, fixed at creation.
    body: Mapping[str, Any]
    #: Target's version (ETag) we based it on, if it has one.
    precondition: str | None = None
    attempt: int = 1


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a system answered to an effect."""

    outcome: Outcome
    reference: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of ``simpul link test``: name, port, TLS, login, clock."""

    name: str
    ok: bool
    detail: Words
    #: What to do; ``SILENCE`` where there is nothing to do.
    advice: Words = SILENCE
    #: When what was looked at ends: the certificate of a TLS line.
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RunTotals:
    """``read = applied + unchanged + superseded + quarantined + pending``, in rows."""

    read: int = 0
    applied: int = 0
    unchanged: int = 0
    superseded: int = 0
    quarantined: int = 0
    pending: int = 0
    #: Counted apart: values emptied while their row was kept.
    quarantined_values: int = 0

    def __add__(self, other: RunTotals) -> RunTotals:
        return RunTotals(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})

    @property
    def adds_up(self) -> bool:
        return self.read == self.applied + self.unchanged + self.superseded + self.quarantined + self.pending


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a long piece of work is, for whoever shows it."""

    #: What is being done: ``pull``, ``compare``, ``deliver``, ``replay``.
    stage: str
    #: Rows done so far.
    rows: int
    #: Rows in all, if known.
    total: int | None = None


#: Told now and then; must return quickly.
ShowProgress = Callable[[Progress], None]
