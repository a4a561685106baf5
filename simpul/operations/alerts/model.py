"""The values alerts are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from simpul.core.i18n import Language, Words
from simpul.operations.alerts.kinds import KINDS, Kind, Level


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing worth telling. Its fingerprint is (kind, target)."""

    kind: str
    #: As the configuration names it; empty: of the whole hub.
    target: str = ""
    severity: Level
    #: One sentence of counts, names of the configuration and times; nothing a source sent.
    words: Words

    @property
    def of(self) -> Kind:
        return KINDS[self.kind]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An alert as it stands in the table."""

    id: int
    kind: str
    target: str
    severity: Level
    words: Words
    opened_at: datetime
    closed_at: datetime | None = None
    #: Somebody asked for quiet about it.
    silenced: bool = False
    #: Seen in this turn; else it is on its way out.
    present: bool = True


@dataclass(frozen=True, kw_only=True)
class Route:
    """A way to tell people; never the address itself."""

    id: int = 0
    name: str
    #: Name of the environment variable, or the file, that holds the address.
    env: str = ""
    file: str = ""
    severity: Level = "warning"
    kinds: tuple[str, ...] = ()
    quiet_from: str = ""
    quiet_until: str = ""
    digest: bool = True
    digest_on: date | None = None
    language: Language = "id"
    repeat_hours: int = 4
    state: str = "on"
    made_by: str = ""
    made_at: datetime | None = None
    #: Its last message: when it was accepted, or why not.
    last_sent_at: datetime | None = None
    waiting: int = 0
    failing: int = 0
    last_error: str = ""

    @property
    def repeat(self) -> timedelta:
        return timedelta(hours=self.repeat_hours)

    @property
    def reference(self) -> str:
        return self.env or self.file


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of one route."""

    id: int
    route_id: int
    route: str
    kind: str
    title: str
    body: str
    state: str
    attempt: int
    made_at: datetime
    sent_at: datetime | None
    error: str


@dataclass(frozen=True, kw_only=True)
class Silence:
    """Quiet that somebody asked for."""

    id: int
    kind: str
    target: str
    until: datetime
    reason: str
    actor: str
    made_at: datetime
