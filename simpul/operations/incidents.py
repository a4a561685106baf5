"""Disruptions as people at a counter need them: since when, what is touched, what to do meanwhile, what to tell others.

Those of links are read from what the hub itself recorded and need nobody to announce them; others are announced by a
named person and end when one says so. Nothing here holds personal data.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.config.settings import City
from simpul.core import acting, i18n
from simpul.core.i18n import Words
from simpul.core.opening_hours import in_maintenance
from simpul.core.refusals import refusal
from simpul.core.texts import services as servicewords
from simpul.operations import conditions
from simpul.operations.link_status import LinkStatus
from simpul.operations.status_model import Status
from simpul.store import audit
from simpul.store.queries import query
from simpul.values import mask
from simpul.values.codes import rows as code_list

#: What is over sooner is the hub's own business: it healed itself before anybody had to be told.
SHORTEST = timedelta(minutes=15)
#: How far back failed runs are looked at for what is going on now, and for the history.
BACK = timedelta(days=90)
_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Spell:
    """A time in which a link could not do its work."""

    system: str
    began: datetime
    #: None: it goes on.
    ended: datetime | None
    #: Whether it needed a person.
    stopped: bool
    #: What the last failed run said; masked, technical.
    reason: str

    def lasted(self, now: datetime) -> timedelta:
        return (self.ended or now) - self.began


@dataclass(frozen=True, kw_only=True)
class Disruption:
    """One disruption as it is shown. ``id`` 0: known from the link itself."""

    id: int
    system: str
    title: Words
    since: datetime
    services: Words
    #: Names of kecamatan; empty: the whole city.
    kecamatan: tuple[str, ...]
    steps: Words
    #: Ready to be sent to anybody.
    text: Words
    #: When it is expected to end; None: not known.
    resumes_at: datetime | None
    announced_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What somebody announces."""

    title: str
    services: str
    #: For the public, in both languages.
    text_id: str
    text_en: str = ""
    steps: str = ""
    #: Name of a system; empty: of none.
    system: str = ""
    #: Codes; empty: the whole city.
    kecamatan: tuple[str, ...] = ()
    #: None: now.
    starts_at: datetime | None = None
    expected_end_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Past:
    """A disruption that is over."""

    title: Words
    began: datetime
    ended: datetime
    #: Empty for those of links.
    announced_by: str
    ended_by: str
    cause: str


def kecamatan() -> dict[str, str]:
    """Code → name of every kecamatan of the city."""
    return {line["kode"]: line["judul"] for line in code_list("kecamatan")}


def spells(conn: Connection, *, since: datetime) -> tuple[Spell, ...]:
    """Failing times of every link that began after ``since``, newest first; feeds that failed together are one."""
    found = [
        Spell(
            system=row.target.partition(".")[0], began=row.began, ended=row.ended, stopped=row.stopped,
            reason=mask.scrub(row.reason)[:300],
        )
        for row in conn.execute(text(query("home_spells")), {"since": since})
    ]  # fmt: skip
    return tuple(sorted(_joined(found), key=lambda spell: spell.began, reverse=True))


def _joined(found: Iterable[Spell]) -> Iterable[Spell]:
    open_now: dict[str, Spell] = {}
    for spell in sorted(found, key=lambda one: one.began):
        last = open_now.get(spell.system)
        if last is None or (last.ended is not None and last.ended < spell.began):
            if last is not None:
                yield last
            open_now[spell.system] = spell
        else:
            open_now[spell.system] = _both(last, spell)
    yield from open_now.values()


def _both(one: Spell, other: Spell) -> Spell:
    ended = None if one.ended is None or other.ended is None else max(one.ended, other.ended)
    stopped, reason = one.stopped or other.stopped, other.reason or one.reason
    return Spell(system=one.system, began=one.began, ended=ended, stopped=stopped, reason=reason)


def present(engine: Engine, city: City, status: Status) -> tuple[Disruption, ...]:
    """What is disrupted now: announced ones first, then links."""
    with engine.connect() as conn:
        announced = [_announced(row) for row in conn.execute(text(query("disruption_open")))]
        failing = {spell.system: spell for spell in spells(conn, since=status.at - BACK) if spell.ended is None}
    known = {one.system for one in announced if one.system}
    links = [_of_link(link, status, city, failing.get(link.system)) for link in status.links]
    return (*announced, *(one for one in links if one is not None and one.system not in known))


def _of_link(link: LinkStatus, status: Status, city: City, spell: Spell | None) -> Disruption | None:
    since = _since(link, status, city, spell)
    if since is None:
        return None
    service = servicewords.of(link.system, link.title)
    resumes = link.until if link.state in ("paused", "healing") else None
    return Disruption(
        id=0,
        system=link.system,
        title=Words(id=f"{link.title}: {link.word.id.lower()}", en=f"{link.title}: {link.word.en.lower()}"),
        since=since,
        services=service.services,
        kecamatan=(),
        steps=service.steps,
        text=_ready(service.services, since, resumes, status.at),
        resumes_at=resumes,
    )


def _since(link: LinkStatus, status: Status, city: City, spell: Spell | None) -> datetime | None:
    """Since when people feel it; None: they do not. A held run waits for a decision, the link itself works."""
    if conditions.held(status, link.system):
        return None
    late = [feed for feed in status.feeds if feed.system == link.system and conditions.late(status, feed)]
    old = min((feed.last_success_at + feed.freshness for feed in late if feed.last_success_at), default=None)
    if link.state == "action":
        return spell.began if spell else old or link.last_error_at or status.at
    if link.state == "late":
        return old or (spell.began if spell else status.at)
    if link.state == "healing" and spell is not None and status.at - spell.began >= SHORTEST:
        return spell.began
    if link.state == "paused" and _unplanned(link, status, city):
        return link.last_ok_at or status.at
    return None


def _unplanned(link: LinkStatus, status: Status, city: City) -> bool:
    """Maintenance and a used-up quota are felt; closing hours are every day's."""
    return bool(link.quota and link.used_today >= link.quota) or in_maintenance(
        city.systems[link.system].calendar, status.at
    )


def _ready(services: Words, since: datetime, resumes: datetime | None, now: datetime) -> Words:
    """Text anybody may be sent."""
    known_id = f" Diperkirakan pulih {i18n.until(resumes, now, 'id')}." if resumes else ""
    known_en = f" Expected to be back {i18n.until(resumes, now, 'en')}." if resumes else ""
    return Words(
        id=(
            f"Pemberitahuan: {services.id} sedang terganggu sejak {i18n.full(since, 'id')}.{known_id}"
            " Permohonan Anda tetap diterima dan tidak hilang. Mohon maaf atas ketidaknyamanan ini."
        ),
        en=(
            f"Notice: {services.en} have been disrupted since {i18n.full(since, 'en')}.{known_en}"
            " Your application is still accepted and will not be lost. We apologise for the inconvenience."
        ),
    )


def announce(engine: Engine, asked: Announcement, *, actor: str) -> int:
    """Announce a disruption; its number.

    Raises:
        NotPossible: something is missing, an unknown kecamatan, an end before the start, a population number in it.
    """
    actor = acting.person(actor)
    told = {name: getattr(asked, name).strip() for name in ("title", "services", "text_id", "text_en", "steps")}
    _refuse(told, asked)
    values = {
        **told, "system": asked.system, "kecamatan": json.dumps(sorted(set(asked.kecamatan))),
        "starts_at": asked.starts_at, "expected_end_at": asked.expected_end_at, "actor": actor,
    }  # fmt: skip
    with engine.begin() as conn:
        number = int(conn.execute(text(query("disruption_add")), values).scalar_one())
        detail = {"id": number, "title": told["title"]}
        audit.write(conn, audit.chain_of_actor(actor), actor, "disruption_announced", detail)
    return number


def _refuse(told: Mapping[str, str], asked: Announcement) -> None:
    if not (told["title"] and told["services"] and told["text_id"]):
        raise _SAY_WHAT
    if any(mask.scrub(value) != value for value in told.values()):
        raise _NO_PERSONS
    if set(asked.kecamatan) - set(kecamatan()):
        raise _UNKNOWN_KECAMATAN
    if asked.starts_at and asked.expected_end_at and asked.expected_end_at <= asked.starts_at:
        raise _ENDS_BEFORE


def end(engine: Engine, number: int, *, actor: str) -> Words:
    """Say that an announced disruption is over. NotPossible: there is none, or it ended already."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        title = conn.execute(text(query("disruption_end")), {"id": number, "actor": actor}).scalar()
        if title is None:
            gone = conn.execute(text(query("disruption_exists")), {"id": number}).one_or_none()
            raise _ENDED_ALREADY if gone else _NO_SUCH
        audit.write(conn, audit.chain_of_actor(actor), actor, "disruption_ended", {"id": number})
    return Words(id=f"Gangguan “{title}” dinyatakan selesai.", en=f"The disruption “{title}” is over.")


def history(engine: Engine, city: City, *, now: datetime, limit: int = 25) -> tuple[Past, ...]:
    """What is over, newest first: announced disruptions, and failing times of links that lasted."""
    since = now - BACK
    with engine.connect() as conn:
        past = [_past(row) for row in conn.execute(text(query("disruption_past")), {"since": since})]
        past += [
            _past_link(spell, city)
            for spell in spells(conn, since=since)
            if spell.ended is not None and spell.lasted(now) >= SHORTEST
        ]
    return tuple(sorted(past, key=lambda one: one.began, reverse=True)[: min(limit, _MOST)])


def _announced(row: Row[Any]) -> Disruption:
    names = kecamatan()
    same = Words(id=row.title, en=row.title)
    return Disruption(
        id=row.id,
        system=row.system,
        title=same,
        since=row.starts_at,
        services=Words(id=row.services, en=row.services),
        kecamatan=tuple(names.get(code, code) for code in row.kecamatan),
        steps=Words(id=row.steps, en=row.steps) if row.steps else servicewords.of(row.system, row.title).steps,
        text=Words(id=row.text_id, en=row.text_en or row.text_id),
        resumes_at=row.expected_end_at,
        announced_by=row.announced_by,
    )


def _past(row: Row[Any]) -> Past:
    return Past(
        title=Words(id=row.title, en=row.title),
        began=row.starts_at,
        ended=row.ended_at,
        announced_by=row.announced_by,
        ended_by=row.ended_by,
        cause="",
    )


def _past_link(spell: Spell, city: City) -> Past:
    known = city.systems.get(spell.system)
    title = known.title if known else spell.system
    what = ("perlu tindakan", "needed somebody") if spell.stopped else ("tidak menjawab", "did not answer")
    assert spell.ended is not None
    return Past(
        title=Words(id=f"{title}: {what[0]}", en=f"{title}: {what[1]}"),
        began=spell.began,
        ended=spell.ended,
        announced_by="",
        ended_by="",
        cause=spell.reason,
    )


_SAY_WHAT = refusal(
    Words(id="Judul, layanan, dan teks untuk masyarakat harus diisi.", en="Title, services and the text must be given.")
)
_NO_PERSONS = refusal(
    Words(
        id="Teks memuat nomor 16 angka seperti NIK. Hapus nomor itu.",
        en="The text holds a number of 16 digits, like a NIK. Take it out.",
    )
)
_UNKNOWN_KECAMATAN = refusal(Words(id="Kecamatan tidak dikenal.", en="There is no such kecamatan."))
_ENDS_BEFORE = refusal(
    Words(id="Perkiraan selesai harus setelah mulai.", en="The expected end must be after the start.")
)
_NO_SUCH = refusal(Words(id="Gangguan itu tidak ada.", en="There is no such disruption."))
_ENDED_ALREADY = refusal(Words(id="Gangguan itu sudah selesai.", en="That disruption is over already."))
