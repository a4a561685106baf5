"""Leave a feed, or a whole system, alone until a moment. It goes on by itself; nothing that was due is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.config.settings import City
from simpul.core import acting, i18n
from simpul.core.errors import NotPossible, Park
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.core.refusals import refusal
from simpul.store import audit
from simpul.store.queries import query
from simpul.values import mask

#: A pause is for a while; what is to be left alone for good is switched off in its mapping.
LONGEST = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A feed or system that is, or was, left alone."""

    id: int
    target: str
    reason: str
    actor: str
    made_at: datetime
    until: datetime
    #: When it ended before its time, or was seen to have ended; None: not yet.
    resumed_at: datetime | None = None
    resumed_by: str = ""

    def words(self, now: datetime) -> Words:
        """What an officer reads beside a paused feed."""
        why = mask.scrub(self.reason)
        return Words(
            id=f"Dijeda sampai {i18n.until(self.until, now)} oleh {self.actor}, alasan: {why}",
            en=f"Paused until {i18n.until(self.until, now, 'en')} by {self.actor}, reason: {why}",
        )


class Paused(Park):
    """A person asked to leave this alone until a moment; the schedule goes on by itself then."""

    def __init__(self, pause: Pause, now: datetime) -> None:
        words = pause.words(now)
        super().__init__(f"{pause.target}: {words.id} / {words.en}", until=pause.until)
        self.pause = pause


def pause(engine: Engine, city: City, target: str, *, until: datetime, reason: str, actor: str) -> Pause:
    """Leave ``target`` (a feed or a system) alone until ``until``. A pause that is in force is replaced by this one.

    A run at work ends after the part it is committing, and the next one reads on from there.

    Raises:
        NotPossible: no such feed or system, nobody named, no reason, or a moment that is past or too far away.
    """
    actor, reason = acting.named(actor, reason)
    if target not in city.feeds and target not in city.systems:
        raise NotPossible(Words(id=f"Umpan '{target}' tidak dikenal.", en=f"There is no feed '{target}'."))
    with engine.begin() as connection:
        now = connection.execute(text(query("pause_now"))).scalar_one()
        if not now < until <= now + LONGEST:
            raise _WRONG_MOMENT
        connection.execute(text(query("pause_close")), {"target": target, "actor": actor})
        values = {"target": target, "until": until, "reason": reason, "actor": actor}
        made = _pause(connection.execute(text(query("pause_make")), values).one())
        detail = {"pause": made.id, "target": target, "until": until.isoformat(), "reason": mask.scrub(reason)}
        audit.write(connection, audit.chain_of_actor(actor), actor, "pause", detail)
    return made


def resume(engine: Engine, target: str, *, actor: str) -> Pause:
    """End a pause before its time. NotPossible if nobody is named or nothing is paused under this very name."""
    actor = acting.person(actor)
    with engine.begin() as connection:
        row = connection.execute(text(query("pause_resume")), {"target": target, "actor": actor}).one_or_none()
        if row is None:
            raise NotPossible(
                Words(
                    id=f"'{target}' tidak sedang dijeda. Muat ulang halaman untuk melihat keadaannya.",
                    en=f"'{target}' is not paused. Load the page again to see how it is.",
                )
            )
        detail = {"pause": row.id, "target": target}
        audit.write(connection, audit.chain_of_actor(actor), actor, "resume", detail)
    return _pause(row)


def active(connection: Connection, targets: Sequence[str] | None = None) -> dict[str, Pause]:
    """Target → its pause in force, of ``targets`` or of everything."""
    values = {"targets": list(targets) if targets is not None else None}
    return {row.target: _pause(row) for row in connection.execute(text(query("pause_active")), values)}


def over(connection: Connection, feed: Feed) -> Pause | None:
    """The pause a feed is under: its own or its system's, whichever lasts longer."""
    found = active(connection, (feed.name, feed.system)).values()
    return max(found, key=lambda one: one.until, default=None)


def require_open(connection: Connection, feed: Feed) -> None:
    """Raises :class:`Paused` while the feed or its system is paused."""
    found = over(connection, feed)
    if found is not None:
        raise Paused(found, _now(connection))


def require_system_open(connection: Connection, system: str) -> None:
    """Raises :class:`Paused` while the whole system is paused."""
    found = active(connection, (system,)).get(system)
    if found is not None:
        raise Paused(found, _now(connection))


def _now(connection: Connection) -> datetime:
    now: datetime = connection.execute(text(query("pause_now"))).scalar_one()
    return now


def _pause(row: Row[Any]) -> Pause:
    return Pause(**{name: getattr(row, name) for name in Pause.__dataclass_fields__})


_WRONG_MOMENT = refusal(
    Words(
        id=f"Pilih waktu yang akan datang, paling lama {LONGEST.days} hari dari sekarang.",
        en=f"Choose a moment to come, at most {LONGEST.days} days from now.",
    )
)
