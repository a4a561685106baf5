"""Whom a trace is about: from a number somebody holds to every subject that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

from simpul.config.settings import City
from simpul.store.queries import query

#: Kind of subject → the canonical field that names it, and what :class:`Subjects` calls its keys.
KINDS = {
    "penduduk": ("nik", "niks"),
    "permohonan": ("nomor_permohonan", "applications"),
    "pengaduan": ("id_pengaduan", "complaints"),
}
#: What a trace is opened by: a kind of subject, or a number somebody was given.
OpenedBy = Literal["penduduk", "permohonan", "pengaduan", "tanda_terima"]
#: Steps from one subject to the next: complaint → application → NIK → the person's other applications.
_STEPS = 3


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """The subjects a trace is about."""

    niks: frozenset[str] = frozenset()
    applications: frozenset[str] = frozenset()
    complaints: frozenset[str] = frozenset()

    @property
    def lists(self) -> dict[str, list[str]]:
        return {name: sorted(getattr(self, name)) for name in self.__dataclass_fields__}

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(kind, key) of each, citizens first."""
        return [(kind, key) for kind, (_, name) in KINDS.items() for key in sorted(getattr(self, name))]


def find(conn: Connection, city: City, opened_by: OpenedBy, value: str) -> Subjects:
    """Everything that belongs to one number."""
    return _follow(conn, city, _start(conn, city, opened_by, value))


def _start(conn: Connection, city: City, opened_by: OpenedBy, value: str) -> Subjects:
    if opened_by in KINDS:
        return Subjects(**{KINDS[opened_by][1]: frozenset({value})})
    systems = sorted({feed.system for feed in city.feeds.values()})
    values = {"reference": value, "code": value.upper().removeprefix("SMP-"), "systems": systems}
    named: dict[str, set[str]] = {}
    for row in conn.execute(text(query("trace_receipt")), values):
        if row.subject_kind in KINDS and row.subject_key:
            named.setdefault(KINDS[row.subject_kind][1], set()).add(row.subject_key)
    return Subjects(**{name: frozenset(keys) for name, keys in named.items()})


def _follow(conn: Connection, city: City, found: Subjects) -> Subjects:
    for _ in range(_STEPS):
        quotes = conn.execute(text(query("trace_quotes")), found.lists).all()
        meant = _matched(conn, city, found)
        widened = Subjects(
            niks=found.niks | meant.niks,
            applications=found.applications | {row.application_key for row in quotes} | meant.applications,
            complaints=found.complaints | {row.complaint_key for row in quotes} | meant.complaints,
        )
        rows = conn.execute(text(query("trace_applications")), widened.lists).all()
        reached = Subjects(
            niks=widened.niks | {row.nik for row in rows if row.nik},
            applications=widened.applications | {row.nomor_permohonan for row in rows},
            complaints=widened.complaints,
        )
        if reached == found:
            break
        found = reached
    return found


def _matched(conn: Connection, city: City, found: Subjects) -> Subjects:
    """Who else is meant, by matches that are sure or that somebody confirmed."""
    feeds = feeds_by_name(city)
    rows = conn.execute(text(query("trace_matches")), {**found.lists, **feeds, "states": ["sure", "confirmed"]})
    names = {feed: name for name, listed in feeds.items() for feed in listed}
    sides = [(names.get(feed), key) for row in rows for feed, key in
             ((row.left_feed, row.left_key), (row.right_feed, row.right_key))]  # fmt: skip
    return Subjects(
        niks=frozenset(key for name, key in sides if name == "person_feeds"),
        applications=frozenset(key for name, key in sides if name == "application_feeds"),
        complaints=frozenset(key for name, key in sides if name == "complaint_feeds"),
    )


def feeds_by_name(city: City) -> dict[str, list[str]]:
    """Feeds whose keys name a citizen, an application or a complaint."""
    person = city.policy.subjects.get("penduduk")
    return {
        "person_feeds": [person.authority] if person else [],
        "application_feeds": [feed.name for feed in city.feeds.values() if feed.entity == "permohonan"],
        "complaint_feeds": [feed.name for feed in city.feeds.values() if feed.entity == "pengaduan"],
    }
