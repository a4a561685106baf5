"""Which list of disagreements a page speaks of: read from its address, and put into the addresses it links to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from monitoring.console.request import Visit
from simpul.cases import labels, sentences
from simpul.cases.listing import CaseLine
from simpul.cases.queue import View, Wanted
from simpul.core import offices
from simpul.core.i18n import WIB
from simpul.core.texts import states

#: Word in the address → view of the engine. The first two show groups, the others cases.
VIEWS: Mapping[str, View] = {
    "tugas": "mine",
    "tanpa-petugas": "unassigned",
    "persetujuan": "awaiting",
    "ditunda": "snoozed",
    "dibuka-kembali": "reopened",
    "semua": "all",
    "sebab": "group",
}
GROUPS = ("kelompok", "tunggakan")
#: Tabs in order; counted ones say how many.
TABS = (*GROUPS[:1], *(slug for slug in VIEWS if slug != "sebab"), GROUPS[1])
#: Parameter of the address → part of :class:`simpul.cases.queue.Wanted`.
FILTERS = {"tingkat": "severity", "kantor": "owner", "kecamatan": "kecamatan", "jenis": "kind", "keadaan": "state"}
_LONGEST_CAUSE = 300


def known(name: str) -> Mapping[str, Any]:
    """Values a filter may have, with their words."""
    lists: dict[str, Mapping[str, Any]] = {
        "tingkat": states.SEVERITY,
        "kantor": {code: office.words for code, office in offices.OFFICES.items()},
        "kecamatan": labels.kecamatan(),
        "jenis": states.CASE_KIND,
        "keadaan": {state: told for state, told in states.CASE.items() if state != "closed"},
    }
    return lists[name]


@dataclass(frozen=True, kw_only=True)
class Look:
    """One list as its address says it."""

    slug: str = "kelompok"
    cause: str = ""
    filters: Mapping[str, str]

    @property
    def grouped(self) -> bool:
        return self.slug in GROUPS

    @property
    def wanted(self) -> Wanted:
        """What to ask the engine for."""
        parts = {FILTERS[name]: value for name, value in self.filters.items()}
        return Wanted(view=VIEWS.get(self.slug, "all"), cause=self.cause or None, **parts)

    @property
    def query(self) -> dict[str, str]:
        """The parameters of its address; nothing personal is among them."""
        view = {} if self.slug == "kelompok" else {"tampilan": self.slug}
        return view | ({"sebab": self.cause} if self.cause else {}) | dict(self.filters)

    def home(self, visit: Visit) -> str:
        """Address of the list itself."""
        return (
            group_path(self.cause)
            if self.slug == "sebab" and self.cause
            else visit.url("/ketidaksesuaian", **self.query)
        )


def look(asked: Mapping[str, str], *, slug: str = "kelompok", cause: str = "") -> Look:
    """The list an address names; what it does not know it leaves out."""
    named = asked.get("tampilan", slug)
    view = named if named in (*GROUPS, *VIEWS) else slug
    told = (asked.get("sebab", cause) if view == "sebab" else "").replace("\x00", "")[:_LONGEST_CAUSE]
    filters = {name: asked[name] for name in FILTERS if asked.get(name) in known(name)}
    return Look(slug=view, cause=told, filters=filters)


def name_of(visit: Visit, case: CaseLine) -> str:
    """What a case is about, in a few words: its rule, its field, or the kind of it."""
    if case.rule:
        return visit.say(sentences.title(case))
    return visit.say(labels.label("penduduk", case.field) if case.field else case.words)


def day_of(visit: Visit, moment: datetime) -> str:
    """The day a moment falls on in the city."""
    return visit.day(moment.astimezone(WIB).date())


def group_path(cause: str) -> str:
    """Address of a group's page."""
    return f"/ketidaksesuaian/kelompok/{quote(cause, safe='')}"
