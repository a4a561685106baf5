"""Beranda: is all well, and if not what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from monitoring.console.access import needs
from monitoring.console.cache import Kept
from monitoring.console.request import Visit
from simpul.core.texts import states
from simpul.operations import daily_status, home_summary, incidents
from simpul.operations.link_status import LinkStatus, State
from simpul.operations.status import Status
from simpul.people import changes

router = APIRouter()
SAMPLES = ("/", "/?segar=tidak")
#: Seconds between two looks of a page left open.
RENEW = 15
_SEE = Depends(needs("see"))
#: What a link's state asks of people, most pressing first.
_GROUPS: tuple[tuple[str, tuple[State, ...]], ...] = (
    ("home.needs_you", ("action", "late")),
    ("home.heals", ("healing", "paused")),
    ("home.well", ("running", "healthy")),
)


@dataclass(frozen=True, kw_only=True)
class Card:
    """A link with the data that came over it."""

    link: LinkStatus
    #: When its oldest feed last arrived; None: one never did.
    received_at: datetime | None
    #: Newest change any of its sources has shown.
    newest_at: datetime | None


@router.get("/")
def home(visit: Annotated[Visit, _SEE], segar: Annotated[str, Query(max_length=5)] = "ya") -> HTMLResponse:
    """The verdict and what needs somebody."""
    return visit.page("home/home.html", renews=RENEW if segar != "tidak" else 0, **_values(visit))


@router.get("/beranda/isi")
def part(visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """The same without its frame, for a page that renews itself."""
    return visit.fragment("home/part.html", renews=RENEW, **_values(visit))


def _values(visit: Visit) -> dict[str, Any]:
    status, person = visit.status(), visit.person
    assert person is not None
    seen_at = person.previous_visit_at
    return {
        "s": status,
        "states": states.LINK,
        "groups": _grouped(_cards(status)),
        "disruptions": incidents.present(visit.engine, visit.city, status),
        "strips": _STRIPS.read(visit.console),
        "told": changes.about(visit.console.engine, person.username),
        "waiting": home_summary.waiting(visit.engine, person.username),
        "since": home_summary.since(visit.engine, visit.city, seen_at, now=visit.now) if seen_at else None,
        "drafts": [count for count in status.effects if count.detail == "draft"],
        "open_cases": sum(count.count for count in status.cases),
        "quarantined": sum(count.count for count in status.quarantine),
        "most": home_summary.MOST,
    }


def _cards(status: Status) -> list[Card]:
    cards = []
    for link in status.links:
        feeds = [feed for feed in status.feeds if feed.system == link.system]
        received = [feed.last_success_at for feed in feeds]
        newest = [feed.newest_source_at for feed in feeds if feed.newest_source_at]
        cards.append(
            Card(
                link=link,
                received_at=min(moment for moment in received if moment) if received and all(received) else None,
                newest_at=max(newest, default=None),
            )
        )
    return cards


def _grouped(cards: list[Card]) -> list[tuple[str, list[Card]]]:
    """Key of the words → links, for the groups that have any: what heals itself is kept apart from what needs you."""
    found = [(words, [card for card in cards if card.link.state in known]) for words, known in _GROUPS]
    return [(words, members) for words, members in found if members]


#: Days change slowly; a page left open asks every 15 seconds.
_STRIPS = Kept(lambda console: daily_status.strips(console.engine, console.city), seconds=60)
