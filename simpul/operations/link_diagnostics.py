"""How healthy the way to each system is beyond its state: speed, errors, quota, what will expire, what changed form.

Certificates and secrets are looked at where the hub connects, by a test of the link; what that saw is remembered, so
that a page which can reach no agency still knows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, Engine, Row, text

from simpul.config import schedule
from simpul.config.settings import City
from simpul.core import acting, ports
from simpul.core.errors import NotPossible, SimpulError
from simpul.core.i18n import WIB, Words
from simpul.core.model import Check, Feed, SecretRef, System
from simpul.core.opening_hours import closed_until
from simpul.ingest import drift
from simpul.ingest.drift import Drift
from simpul.links import adapters
from simpul.store import audit
from simpul.store.queries import query
from simpul.values import mask

#: Ahead of its end something is worth a word; that late it needs somebody.
SOON, PRESSING = timedelta(days=30), timedelta(days=7)
#: The same for what takes letters and signatures of two offices to renew.
SOON_SIGNED, PRESSING_SIGNED = timedelta(days=90), timedelta(days=30)
#: Runs of a feed that are looked at for the share that failed.
_WEEK_RUNS = 700
Kind = Literal["certificate", "credentials", "access", "plain_http", "grant"]
WORDS: dict[Kind, Words] = {
    "certificate": Words(id="Sertifikat", en="Certificate"),
    "credentials": Words(id="Sandi atau kunci layanan", en="Service credentials"),
    "access": Words(id="Dasar akses", en="Access basis"),
    "plain_http": Words(id="Izin tanpa enkripsi", en="Leave to go without encryption"),
    "grant": Words(id="Izin kirim", en="Leave to send"),
}
_SIGNED = ("access", "grant")


def soon(kind: Kind) -> timedelta:
    """How long before its end something is worth a word."""
    return SOON_SIGNED if kind in _SIGNED else SOON


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """Something that ends on a day."""

    kind: Kind
    until: datetime
    #: Agreement or kind of write it belongs to; empty: the link itself.
    of: str = ""
    #: Files its day stands in; none: it stands at the system.
    files: tuple[str, ...] = ()

    def left(self, now: datetime) -> timedelta:
        """Time until its end; negative once it is past."""
        return self.until - now

    def state(self, now: datetime) -> Literal["healthy", "late", "action"]:
        """How pressing it is, as one of the six words."""
        left = self.left(now)
        pressing = PRESSING_SIGNED if self.kind in _SIGNED else PRESSING
        return "action" if left <= pressing else "late" if left <= soon(self.kind) else "healthy"


@dataclass(frozen=True, kw_only=True)
class Tested:
    """What the last test of a link saw."""

    at: datetime
    actor: str
    lines: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return all(line.ok for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class LinkHealth:
    """One link. Counts are those since the hub first called it, unless they say otherwise."""

    system: str
    title: str
    #: Seconds of a request, smoothed.
    latency: float = 0.0
    calls: int = 0
    errors: int = 0
    #: Pulls and deliveries of the last seven days, and how many of them failed.
    runs_week: int = 0
    failed_week: int = 0
    used_today: int = 0
    quota: int = 0
    breaker: str = "closed"
    failures: int = 0
    open_until: datetime | None = None
    parked_until: datetime | None = None
    last_ok_at: datetime | None = None
    last_error: str = ""
    last_error_at: datetime | None = None
    #: When the oldest secret for it was last written; None: it cannot be told.
    credentials_at: datetime | None = None
    #: Soonest first.
    expiries: tuple[Expiry, ...] = ()
    drift: tuple[Drift, ...] = ()
    tested: Tested | None = None

    @property
    def error_share(self) -> float:
        return self.errors / self.calls if self.calls else 0.0

    @property
    def quota_share(self) -> float:
        return self.used_today / self.quota if self.quota else 0.0

    def expiry(self, kind: Kind) -> Expiry | None:
        """The first of its kind to end."""
        return next((one for one in self.expiries if one.kind == kind), None)


def health(engine: Engine, city: City) -> tuple[LinkHealth, ...]:
    """Every link that is read or written, in the order of the pages."""
    with engine.connect() as conn:
        states = {row.system: row for row in conn.execute(text(query("link_states")))}
        checks = {row.system: row for row in conn.execute(text(query("link_checks")))}
        weeks = _weeks(conn, city)
        changed = drift.found(conn, city)
    return tuple(
        _one(city, city.systems[name], states.get(name), checks.get(name), weeks.get(name, (0, 0)), changed)
        for name in schedule.chains(city)
    )


def test(engine: Engine, city: City, name: str, *, actor: str) -> list[Check]:
    """Test name, port, TLS, login and clock of a link now, and remember what was seen.

    Raises:
        NotPossible: no such system.
        BadConfig: it has no address here.
    """
    actor = acting.person(actor)
    if name not in city.systems:
        raise NotPossible(Words(id=f"Sistem {name} tidak dikenal.", en=f"There is no system {name}."))
    system = city.systems[name]
    found = look(system)
    with engine.begin() as conn:
        remember(conn, system, found, actor=actor)
    return found


def look(system: System) -> list[Check]:
    """The test itself: calls the system, keeps nothing."""
    adapter = adapters.adapter(system, guard=ports.unguarded)
    try:
        return adapter.check()
    finally:
        adapter.close()


def remember(conn: Connection, system: System, found: Sequence[Check], *, actor: str) -> None:
    """Keep what a test saw, in the caller's transaction."""
    lines = [asdict(replace(line, detail=mask.words(line.detail), advice=mask.words(line.advice))) for line in found]
    values = {
        "system": system.name,
        "actor": actor,
        "lines": orjson.dumps(lines).decode(),
        "certificate_until": min((line.until for line in found if line.until), default=None),
        "credentials_at": _written_at(system),
    }
    conn.execute(text(query("link_check_keep")), values)
    failed = sum(not line.ok for line in found)
    audit.write(conn, audit.chain_of_actor(actor), actor, "link_test", {"system": system.name, "failed": failed})


def test_quietly(engine: Engine, city: City, *, older_than: timedelta = timedelta(hours=20)) -> int:
    """Test every open link not tested lately, for a worker in the background; how many were. A link's trouble is kept,
    not raised."""
    with engine.connect() as conn:
        now = conn.execute(text(query("link_now"))).scalar_one()
        known = {row.system: row.at for row in conn.execute(text(query("link_checks")))}
    done = 0
    for name in schedule.chains(city):
        system = city.systems[name]
        closed = closed_until(system.calendar, now) is not None
        if (name in known and now - known[name] < older_than) or closed or not system.address:
            continue
        try:
            test(engine, city, name, actor="simpul")
        except SimpulError:
            continue
        done += 1
    return done


def _weeks(conn: Connection, city: City) -> dict[str, tuple[int, int]]:
    """System → runs and failed runs of seven days."""
    feeds = [feed.name for feed in city.feeds.values() if feed.enabled]
    values = {"targets": [*feeds, *schedule.receivers(city)], "most": _WEEK_RUNS}
    counted: dict[str, tuple[int, int]] = {}
    for row in conn.execute(text(query("link_week")), values):
        name = row.target.partition(".")[0]
        runs, failed = counted.get(name, (0, 0))
        counted[name] = (runs + row.runs, failed + row.failed)
    return counted


def _one(
    city: City,
    system: System,
    state: Row[Any] | None,
    check: Row[Any] | None,
    week: tuple[int, int],
    changed: Iterable[Drift],
) -> LinkHealth:
    seen = check.certificate_until if check is not None else None
    expiries = [*ends(city, system), *([Expiry(kind="certificate", until=seen)] if seen else [])]
    return LinkHealth(
        system=system.name,
        title=system.title,
        runs_week=week[0],
        failed_week=week[1],
        quota=system.limits.quota,
        credentials_at=_written_at(system) or (check.credentials_at if check else None),
        expiries=tuple(sorted(expiries, key=lambda one: one.until)),
        drift=tuple(one for one in changed if one.feed.partition(".")[0] == system.name),
        tested=_tested(check) if check else None,
        **(_numbers(state) if state else {}),
    )


def _numbers(row: Row[Any]) -> dict[str, Any]:
    same = ("latency", "calls", "errors", "breaker", "failures", "open_until", "parked_until", "last_ok_at")
    numbers = {name: getattr(row, name) for name in (*same, "last_error_at")}
    return {**numbers, "used_today": row.used, "last_error": mask.scrub(row.last_error)}


def _tested(row: Row[Any]) -> Tested:
    return Tested(at=row.at, actor=row.actor, lines=tuple(_line(kept) for kept in row.lines))


def _line(kept: Mapping[str, Any]) -> Check:
    detail, advice = _kept_words(kept["detail"]), _kept_words(kept["advice"])
    return Check(name=kept["name"], ok=kept["ok"], detail=detail, advice=advice)


def _kept_words(kept: Mapping[str, str] | str) -> Words:
    """Lines kept before they had two languages are said alike in both, until the link is tested again."""
    return Words(id=kept, en=kept) if isinstance(kept, str) else Words(**kept)


def ends(city: City, system: System) -> Iterator[Expiry]:
    """What the mappings say will end at a system; a certificate's end is seen only by a test of the link."""
    yield from _of_system(system)
    yield from _of_feeds(city.feeds_of(system.name))
    for grant in city.policy.grants:
        if grant.to == system.name:
            yield Expiry(kind="grant", until=_end_of(grant.valid_until), of=grant.kind, files=("policy.yaml",))


def _of_system(system: System) -> Iterator[Expiry]:
    if (expires := _day(system.auth.get("expires"))) is not None:
        yield Expiry(kind="credentials", until=_end_of(expires), files=(_short(system.file),))
    plain = _day(system.plain_http.get("until"))
    if plain is not None and system.address.startswith("http:"):
        yield Expiry(kind="plain_http", until=_end_of(plain), files=(_short(system.file),))


def _of_feeds(feeds: Iterable[Feed]) -> Iterator[Expiry]:
    """One per agreement and day: feeds that rest on the same one end together."""
    files: dict[tuple[str, date], list[str]] = {}
    for feed in feeds:
        if feed.access:
            files.setdefault((feed.access.agreement, feed.access.valid_until), []).append(_short(feed.file))
    for (agreement, until), found in files.items():
        yield Expiry(kind="access", until=_end_of(until), of=agreement, files=tuple(found))


def _short(file: str) -> str:
    """A mapping file below its folder, such as ``siak/penduduk.yaml``: where the folder lies is the server's own."""
    return "/".join(Path(file).parts[-2:])


def _day(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None


def _end_of(day: date) -> datetime:
    """The last moment of a day, in WIB."""
    return datetime.combine(day + timedelta(days=1), time(), WIB)


def _written_at(system: System) -> datetime | None:
    """When the oldest secret file of a system was written; variables of the environment do not tell."""
    times = []
    for file in _files(system.auth):
        try:
            times.append(datetime.fromtimestamp(Path(file).stat().st_mtime, UTC))
        except OSError:
            continue
    return min(times, default=None)


def _files(value: Any) -> Iterable[str]:
    if isinstance(value, SecretRef):
        return [value.file] if value.file else []
    if isinstance(value, Mapping):
        return [file for part in value.values() for file in _files(part)]
    return []
