"""The menu: what a person may open."""

from __future__ import annotations

from dataclasses import dataclass

from simpul.people.model import Person
from simpul.people.rights import Right


@dataclass(frozen=True)
class Entry:
    """One line of the menu; ``text`` is a key of the texts."""

    path: str
    text: str
    right: Right


ENTRIES = (
    Entry("/", "nav.home", "see"),
    Entry("/sinkron", "nav.sync", "see"),
    Entry("/ketidaksesuaian", "nav.cases", "see"),
    Entry("/persetujuan", "nav.approvals", "see"),
    Entry("/karantina", "nav.quarantine", "see"),
    Entry("/telusur", "nav.trace", "trace"),
    Entry("/koneksi", "nav.links", "see"),
    Entry("/gangguan", "nav.disruption", "see"),
    Entry("/laporan", "nav.reports", "see"),
    Entry("/ringkasan", "nav.leadership", "see"),
    Entry("/latihan", "nav.practice", "see"),
    Entry("/audit", "nav.audit", "audit"),
    Entry("/pengaturan", "nav.settings", "administer"),
)


def entries(person: Person | None) -> tuple[Entry, ...]:
    """What this person may open; nobody signed in: nothing."""
    return tuple(entry for entry in ENTRIES if person is not None and person.may(entry.right))
