"""What a link is doing, in words an officer reads: one of six words, one sentence, and until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, text

from simpul.core import i18n
from simpul.core.i18n import Words
from simpul.core.model import Feed, System
from simpul.core.opening_hours import closed_until, in_maintenance
from simpul.core.texts import states
from simpul.links import guard, pauses
from simpul.links.pauses import Pause
from simpul.store.queries import query

State = Literal["healthy", "running", "late", "healing", "action", "paused"]


@dataclass(frozen=True, kw_only=True)
class LinkStatus:
    """How the way to one system is."""

    system: str
    title: str
    state: State
    sentence_id: str
    sentence_en: str
    #: When the present state ends by itself, if that is known.
    until: datetime | None = None
    breaker: str = "closed"
    #: Consecutive counted failures.
    failures: int = 0
    last_ok_at: datetime | None = None
    #: Masked; technical, in the language of the error.
    last_error: str = ""
    last_error_at: datetime | None = None
    #: Seconds of a request, smoothed.
    latency: float = 0.0
    calls: int = 0
    errors: int = 0
    used_today: int = 0
    quota: int = 0

    @property
    def word(self) -> Words:
        return states.LINK[self.state]


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """Everything a judgement looks at."""

    system: System
    #: Its enabled feeds, without those a person paused: they are neither late nor in trouble.
    feeds: tuple[Feed, ...]
    #: What a person asked to leave alone: the system itself or some of its feeds.
    pauses: tuple[Pause, ...]
    now: datetime
    row: Row[Any] | None
    runs: tuple[Row[Any], ...]
    #: Feed → last success; a missing feed never had one.
    received: dict[str, datetime | None]
    #: The first run of anything: a feed that never arrived is as old as the hub.
    first_run_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class _Verdict:
    state: State
    words: Words
    until: datetime | None = None


def status(conn: Connection, system: System, feeds: Sequence[Feed] = ()) -> LinkStatus:
    """How the link of ``system`` is now; ``feeds`` (the city's; others' are ignored) let it see lateness and runs."""
    seen = _look(conn, system, feeds)
    verdict = next(found for judge in _JUDGES if (found := judge(seen)) is not None)
    row = seen.row
    return LinkStatus(
        system=system.name,
        title=system.title,
        state=verdict.state,
        sentence_id=verdict.words.id,
        sentence_en=verdict.words.en,
        until=verdict.until,
        quota=system.limits.quota,
        **_numbers(row) if row is not None else {},
    )


def _numbers(row: Row[Any]) -> dict[str, Any]:
    same = ("breaker", "failures", "last_ok_at", "last_error", "last_error_at", "latency", "calls", "errors")
    return {name: getattr(row, name) for name in same} | {"used_today": row.used}


def _look(conn: Connection, system: System, feeds: Sequence[Feed]) -> _Seen:
    all_own = tuple(feed for feed in feeds if feed.system == system.name and feed.enabled)
    paused = pauses.active(conn, [system.name, *(feed.name for feed in all_own)])
    own = tuple(feed for feed in all_own if feed.name not in paused)
    names = [feed.name for feed in own]
    received = conn.execute(text(query("link_freshness")), {"feeds": names})
    return _Seen(
        system=system,
        feeds=own,
        pauses=tuple(sorted(paused.values(), key=lambda one: (one.target != system.name, one.until))),
        now=conn.execute(text(query("link_now"))).scalar_one(),
        row=conn.execute(text(query("link_read")), {"system": system.name}).one_or_none(),
        runs=tuple(conn.execute(text(query("link_runs")), {"targets": [*names, system.name]})),
        received={row.feed: row.last_success_at for row in received},
        first_run_at=conn.execute(text(query("status_clock"))).one().first_run_at,
    )


def _left_alone(seen: _Seen) -> _Verdict | None:
    """The whole system is paused, or every feed of it."""
    whole = next((one for one in seen.pauses if one.target == seen.system.name), None)
    if whole is not None:
        return _Verdict(state="paused", words=whole.words(seen.now), until=whole.until)
    return _partly(seen) if seen.pauses and not seen.feeds else None


def _partly(seen: _Seen) -> _Verdict | None:
    """Some feeds are paused, the others are well."""
    if not seen.pauses:
        return None
    first, more = seen.pauses[0], len(seen.pauses) - 1
    said = first.words(seen.now)
    also_id, also_en = (f" ({more} umpan lain juga)", f" ({more} more feeds too)") if more else ("", "")
    words = Words(id=f"{first.target}: {said.id}{also_id}", en=f"{first.target}: {said.en}{also_en}")
    return _Verdict(state="paused", words=words, until=first.until)


def _held(seen: _Seen) -> _Verdict | None:
    run = next((run for run in seen.runs if run.state == "held"), None)
    if run is None:
        return None
    return _Verdict(
        state="action",
        words=Words(
            id=f"Proses {run.target} ditahan karena akan mengubah terlalu banyak data; menunggu keputusan petugas.",
            en=f"The run of {run.target} is held because it would change too much; it waits for a named person.",
        ),
    )


def _stopped(seen: _Seen) -> _Verdict | None:
    run = next((run for run in seen.runs if run.state == "stopped"), None)
    if run is None:
        return None
    return _Verdict(
        state="action",
        words=Words(
            id=f"Proses {run.target} berhenti dan tidak dapat pulih sendiri: {run.reason}",
            en=f"The run of {run.target} stopped and cannot heal itself: {run.reason}",
        ),
    )


def _closed(seen: _Seen) -> _Verdict | None:
    opens = closed_until(seen.system.calendar, seen.now)
    if opens is None:
        return None
    soon_id, soon_en = _until(opens, seen)
    if in_maintenance(seen.system.calendar, seen.now):
        words = Words(id=f"Pemeliharaan terjadwal sampai {soon_id}.", en=f"Announced maintenance until {soon_en}.")
    else:
        words = Words(id=f"Di luar jam layanan; dibuka lagi {soon_id}.", en=f"Outside its hours; opens {soon_en}.")
    return _Verdict(state="paused", words=words, until=opens)


def _used_up(seen: _Seen) -> _Verdict | None:
    quota = seen.system.limits.quota
    if not quota or seen.row is None or seen.row.used < quota:
        return None
    midnight = seen.now.astimezone(i18n.WIB).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    count_id, count_en = i18n.number(quota, "id"), i18n.number(quota, "en")
    return _Verdict(
        state="paused",
        words=Words(
            id=f"Kuota hari ini ({count_id} permintaan) habis; dilanjutkan otomatis {_until(midnight, seen)[0]}.",
            en=f"Today's quota ({count_en} requests) is used up; goes on by itself {_until(midnight, seen)[1]}.",
        ),
        until=midnight,
    )


def _parked(seen: _Seen) -> _Verdict | None:
    row = seen.row
    if row is None or row.parked_until is None or row.parked_until <= seen.now:
        return None
    soon_id, soon_en = _until(row.parked_until, seen)
    asked = row.parked_reason == guard.ASKED
    words = Words(
        id=f"Sistem sumber {'meminta jeda' if asked else 'sedang tutup'}; dilanjutkan otomatis {soon_id}.",
        en=f"The source {'asked us to wait' if asked else 'is closed'}; goes on by itself {soon_en}.",
    )
    return _Verdict(state="healing" if asked else "paused", words=words, until=row.parked_until)


def _resting(seen: _Seen) -> _Verdict | None:
    row = seen.row
    if row is None or row.breaker == "closed":
        return None
    since = row.opened_at or row.last_error_at or seen.now
    text_id = f"Tidak menjawab sejak {i18n.as_of(since, seen.now, 'id')} ({row.failures} kegagalan beruntun); "
    text_en = f"Not answering since {i18n.as_of(since, seen.now, 'en')} ({row.failures} failures in a row); "
    if row.breaker == "open" and row.open_until and row.open_until > seen.now:
        soon_id, soon_en = _until(row.open_until, seen)
        words = Words(id=text_id + f"dicoba lagi otomatis {soon_id}.", en=text_en + f"tried again by itself {soon_en}.")
        return _Verdict(state="healing", words=words, until=row.open_until)
    words = Words(
        id=text_id + "permintaan berikutnya memastikan apakah sudah pulih.",
        en=text_en + "the next request finds out whether it is back.",
    )
    return _Verdict(state="healing", words=words)


def _transient(seen: _Seen) -> _Verdict | None:
    run = next((run for run in seen.runs if run.state == "failed"), None)
    torn = next((run for run in seen.runs if run.state == "running" and not run.alive), None)
    if run is not None:
        words = Words(
            id=f"Proses {run.target} terakhir gagal; diulang otomatis sesuai jadwal, tidak ada data yang hilang.",
            en=f"The last run of {run.target} failed; it is repeated on schedule by itself, nothing is lost.",
        )
    elif torn is not None:
        words = Words(
            id=f"Proses {torn.target} terputus; diteruskan otomatis sesuai jadwal, tidak ada data yang hilang.",
            en=f"The run of {torn.target} was cut off; it goes on by itself on schedule, nothing is lost.",
        )
    elif seen.row is not None and seen.row.failures:
        words = Words(
            id="Permintaan terakhir gagal; diulang otomatis.", en="The last request failed; it is repeated by itself."
        )
    else:
        return None
    return _Verdict(state="healing", words=words)


def _late(seen: _Seen) -> _Verdict | None:
    """Late at once the freshness limit; while a run is at work only from twice the limit on."""
    patience = 2 if any(run.alive for run in seen.runs) else 1
    late = [feed for feed in seen.feeds if _age(feed, seen) > feed.freshness * patience]
    if not late:
        return None
    worst = max(late, key=lambda feed: _age(feed, seen))
    last = seen.received.get(worst.name)
    if last is None:
        words = Words(id=f"Data {worst.name} belum pernah diterima.", en=f"No data of {worst.name} was received yet.")
    else:
        since_id, since_en = i18n.as_of(last, seen.now, "id"), i18n.as_of(last, seen.now, "en")
        limit_id, limit_en = i18n.duration(worst.freshness, "id"), i18n.duration(worst.freshness, "en")
        words = Words(
            id=f"Data {worst.name} per {since_id}, melewati batas {limit_id}.",
            en=f"Data of {worst.name} as of {since_en}, past its limit of {limit_en}.",
        )
    return _Verdict(state="late", words=words)


def _age(feed: Feed, seen: _Seen) -> timedelta:
    return waited(seen.received.get(feed.name), seen.first_run_at, seen.now)


def waited(received: datetime | None, first_run_at: datetime | None, now: datetime) -> timedelta:
    """Age of data last received then; what never came is as old as the hub, and nothing is before the first run."""
    since = received or first_run_at
    return now - since if since else timedelta(0)


def _running(seen: _Seen) -> _Verdict | None:
    run = next((run for run in seen.runs if run.alive), None)
    if run is None:
        return None
    return _Verdict(
        state="running",
        words=Words(
            id=f"Proses {run.target} berjalan sejak {i18n.clock(run.started_at, 'id')}.",
            en=f"{run.target} has been running since {i18n.clock(run.started_at, 'en')}.",
        ),
    )


def _waiting(seen: _Seen) -> _Verdict | None:
    """Too young to be late."""
    if not seen.feeds or any(seen.received.values()):
        return None
    return _Verdict(state="paused", words=Words(id="Menunggu proses pertama.", en="Waiting for its first run."))


def _healthy(seen: _Seen) -> _Verdict:
    oldest = min((moment for moment in seen.received.values() if moment), default=None)
    if oldest is None:
        return _Verdict(state="healthy", words=Words(id="Tidak ada gangguan.", en="No trouble."))
    return _Verdict(
        state="healthy",
        words=Words(
            id=f"Data terakhir diterima {i18n.as_of(oldest, seen.now, 'id')}.",
            en=f"Data last received {i18n.as_of(oldest, seen.now, 'en')}.",
        ),
    )


#: Asked in this order, the first that answers wins: what needs a person before what heals, both before what is well.
_JUDGES: tuple[Callable[[_Seen], _Verdict | None], ...] = (
    _left_alone,
    _held,
    _stopped,
    _closed,
    _used_up,
    _parked,
    _resting,
    _transient,
    _late,
    _partly,
    _running,
    _waiting,
    _healthy,
)


def _until(moment: datetime, seen: _Seen) -> tuple[str, str]:
    return i18n.until(moment, seen.now, "id"), i18n.until(moment, seen.now, "en")
