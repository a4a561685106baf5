"""When a feed is pulled, in words, and when next: from the mappings and our own tables, whatever the scheduler says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from simpul.config.schedule import chains, pause
from simpul.config.settings import City
from simpul.core import i18n
from simpul.core.i18n import Words
from simpul.core.model import Calendar, Feed
from simpul.core.opening_hours import closed_until
from simpul.links import pauses
from simpul.store.queries import query

_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
#: A schedule that missed this many of its turns is not at work: nobody knows when it comes next.
MISSED = 4


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """How often a feed is pulled and when next."""

    words: Words
    every: timedelta
    #: None: not known, the scheduler is silent or has never begun.
    next_at: datetime | None
    #: Why then, or why not known.
    why: Words


def of(connection: Connection, city: City, feed: Feed, now: datetime) -> Schedule:
    """The schedule of one feed."""
    return of_all(connection, city, now)[feed.name]


def of_all(connection: Connection, city: City, now: datetime) -> Mapping[str, Schedule]:
    """Feed → its schedule. The feeds of a system are pulled one after another, begun by the first."""
    every = {name: pause(city, feeds) for name, feeds in chains(city).items()}
    first = {name: feeds[0].name for name, feeds in chains(city).items()}
    rows = connection.execute(text(query("steer_scheduled")), {"targets": list(first.values())})
    began = {row.target: row.started_at for row in rows}
    ends = {name: found.until for name, found in pauses.active(connection).items()}
    return {
        feed.name: _one(city, feed, every[name], began.get(first[name]), _end(ends, feed), now)
        for name, feeds in chains(city).items()
        for feed in feeds
    }


def _end(ends: Mapping[str, datetime], feed: Feed) -> datetime | None:
    """When the longer one of a feed's own pause and its system's ends."""
    return max((ends[name] for name in (feed.name, feed.system) if name in ends), default=None)


def _one(
    city: City, feed: Feed, every: timedelta, began: datetime | None, paused: datetime | None, now: datetime
) -> Schedule:
    calendar = city.systems[feed.system].calendar
    words = said(every, calendar)
    if began is None:
        return Schedule(words=words, every=every, next_at=None, why=_NEVER)
    due = began + every
    if now - due > every * MISSED:
        return Schedule(words=words, every=every, next_at=None, why=_SILENT)
    due, why = max(due, now), Words(id="sesuai jadwal", en="on schedule")
    if paused is not None and paused > due:
        due, why = paused, Words(id="setelah jeda berakhir", en="after the pause")
    opens = closed_until(calendar, due)
    if opens is not None:
        due, why = opens, Words(id="saat sistem sumber buka", en="when the source opens")
    return Schedule(words=words, every=every, next_at=due, why=why)


def said(every: timedelta, calendar: Calendar) -> Words:
    """``setiap 15 menit, pukul 07.30–16.00 WIB, Senin–Jumat``."""
    parts_id, parts_en = [f"setiap {_span(every, 'id')}"], [f"every {_span(every, 'en')}"]
    if calendar.hours:
        low, _, high = calendar.hours.partition("-")
        parts_id.append(f"pukul {low.replace(':', '.')}–{high.replace(':', '.')} WIB")
        parts_en.append(f"{low}–{high} WIB")
    if len(calendar.days) < 7:
        parts_id.append(_week(calendar.days, "id"))
        parts_en.append(_week(calendar.days, "en"))
    return Words(id=", ".join(parts_id), en=", ".join(parts_en))


def _span(every: timedelta, language: i18n.Language) -> str:
    """A whole unit alone: ``15 menit``, ``hour``."""
    told = i18n.duration(every, language)
    return told.removeprefix("1 ") if language == "en" and told.count(" ") == 1 else told


def _week(days: tuple[int, ...], language: i18n.Language) -> str:
    names = [_DAYS[language][number - 1] for number in sorted(days)]
    inner = sorted(days)
    if len(inner) > 2 and inner == list(range(inner[0], inner[-1] + 1)):
        return f"{names[0]}–{names[-1]}"
    return ", ".join(names)


_NEVER = Words(id="belum pernah dijadwalkan", en="never scheduled yet")
_SILENT = Words(id="penjadwal tidak bekerja; lihat Beranda", en="the scheduler is silent; see Home")
