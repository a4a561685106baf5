"""Sinkronisasi: every feed at a glance, one feed with its way and its time line, one run, one errand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.core.errors import NotPossible
from simpul.core.i18n import WIB, Words
from simpul.core.model import Feed
from simpul.ingest import mapping_history
from simpul.links import pauses
from simpul.operations import change_limit_decisions, daily_status, feed_timeline, run_progress, runs
from simpul.operations import next_run as schedule
from simpul.operations.daily_status import Day
from simpul.operations.feed_timeline import TABS, Tab
from simpul.operations.jobs import request
from simpul.operations.jobs.request import JobRequest
from simpul.operations.link_status import LinkStatus, State
from simpul.operations.next_run import Schedule
from simpul.operations.status_model import FeedStatus

router = APIRouter()
SAMPLES = (
    *("/sinkron", "/sinkron/siak.penduduk", "/sinkron/siak.penduduk?tab=settings", "/sinkron/jeda/siak.penduduk"),
    *("/sinkron/kembalikan/baru", "/sinkron/jeda/siak"),
)
#: Seconds between two looks at a run at work.
RENEW = 3
#: Tab → how it is written in the address.
_SEE, _OPERATE = Depends(needs("see")), Depends(needs("operate"))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One feed of the list."""

    feed: FeedStatus
    state: State
    word: Words
    days: tuple[Day, ...]
    schedule: Schedule
    asked: JobRequest | None


@dataclass(frozen=True, kw_only=True)
class Group:
    """A system with its feeds."""

    link: LinkStatus
    days: tuple[Day, ...]
    lines: tuple[Line, ...]


@router.get("/sinkron")
def feeds(visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """Every feed by system."""
    return visit.page("sync/feeds.html", groups=_groups(visit))


def _groups(visit: Visit) -> list[Group]:
    status, strips = visit.status(), daily_status.strips(visit.engine, visit.city)
    with visit.engine.connect() as connection:
        schedules = schedule.of_all(connection, visit.city, visit.now)
    asked = {one.target: one for one in request.listing(visit.engine, only_open=True, limit=100)}
    found: dict[str, list[Line]] = {link.system: [] for link in status.links}
    for feed in status.feeds:
        state, word = run_progress.standing(feed, status)
        line = Line(
            feed=feed, state=state, word=word, days=strips[feed.name], schedule=schedules[feed.name],
            asked=asked.get(feed.name),
        )  # fmt: skip
        found[feed.system].append(line)
    return [
        Group(link=link, days=strips[link.system], lines=tuple(found[link.system])) for link in status.links
    ]  # fmt: skip


@router.get("/sinkron/{name}")
def feed(
    name: str,
    visit: Annotated[Visit, _SEE],
    tab: Tab = "all",
    sesudah: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:
    """One feed with its way, its numbers and what happened to it."""
    return _page(visit, known(visit, name), tab=tab, after=sesudah)


@router.get("/sinkron/{name}/langsung")
def live(name: str, visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """The way of the last run alone, for a page that renews itself."""
    return visit.fragment("sync/live.html", **_live(visit, known(visit, name)))


@router.post("/sinkron/{name}/jalankan")
def run_now(name: str, visit: Annotated[Visit, _OPERATE]) -> Response:
    """Ask for a pull now."""
    return _ask(visit, known(visit, name), "pull")


@router.post("/sinkron/{name}/uji-coba")
def dry_run(name: str, visit: Annotated[Visit, _OPERATE]) -> Response:
    """Ask for a look at what a pull would do."""
    return _ask(visit, known(visit, name), "dry_run")


@router.get("/sinkron/proses/{run_id}")
def run(run_id: int, visit: Annotated[Visit, _SEE], sesudah: Annotated[int, Query(ge=0, le=2**62)] = 0) -> HTMLResponse:
    """One run."""
    return _run_page(visit, run_id, after=sesudah)


@router.post("/sinkron/proses/{run_id}/coba-lagi")
def retry(run_id: int, visit: Annotated[Visit, _OPERATE]) -> Response:
    """Ask for a run that failed to be tried again."""
    try:
        made = runs.retry(visit.engine, visit.city, run_id, actor=visit.actor)
    except NotPossible as error:
        return _run_page(visit, run_id, wrong=forms.wrong(error, visit.form))
    return visit.go(f"/sinkron/permintaan/{made.id}", texts()["sync.asked"])


@router.get("/sinkron/permintaan/{errand_id}")
def errand(errand_id: int, visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """What somebody asked for and what came of it."""
    return visit.page("sync/errand.html", e=_errand(visit, errand_id), renews=RENEW)


@router.get("/sinkron/permintaan/{errand_id}/langsung")
def errand_part(errand_id: int, visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """The same without its frame."""
    return visit.fragment("sync/errandpart.html", e=_errand(visit, errand_id), renews=RENEW)


@router.post("/sinkron/permintaan/{errand_id}/batal")
def cancel(errand_id: int, visit: Annotated[Visit, _OPERATE]) -> Response:
    """Take back what no worker has begun."""
    try:
        request.cancel(visit.engine, errand_id, actor=visit.actor)
    except NotPossible as error:
        wrong = forms.wrong(error, visit.form)
        return visit.page("sync/errand.html", e=_errand(visit, errand_id), renews=RENEW, wrong=wrong)
    return visit.go(f"/sinkron/permintaan/{errand_id}", texts()["sync.cancelled"])


@router.get("/sinkron/pemetaan/{version_id}")
def mapping(version_id: int, visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """A version of a feed's mapping: what changed, and its text."""
    found = mapping_history.one(visit.engine, version_id)
    if found is None:
        raise forms.Missing
    return visit.page("sync/mapping.html", m=found)


def known(visit: Visit, name: str) -> Feed:
    """The feed of that name; Missing if there is none, or it is switched off."""
    found = visit.city.feeds.get(name)
    if found is None or not found.enabled:
        raise forms.Missing(texts()["sync.no_feed"])
    return found


def _ask(visit: Visit, feed: Feed, kind: request.Kind) -> Response:
    try:
        made = request.ask(visit.engine, visit.city, kind, feed.name, actor=visit.actor)
    except NotPossible as error:
        return _page(visit, feed, wrong=forms.wrong(error, visit.form))
    return visit.go(f"/sinkron/permintaan/{made.id}", texts()["sync.asked"])


def _page(
    visit: Visit, feed: Feed, *, tab: Tab = "all", after: str = "", wrong: forms.Wrong | None = None
) -> HTMLResponse:
    status = visit.status()
    state = next(one for one in status.feeds if one.name == feed.name)
    word = run_progress.standing(state, status)
    with visit.engine.connect() as connection:
        planned = schedule.of(connection, visit.city, feed, visit.now)
        pause = pauses.over(connection, feed)
        days = daily_status.of_feed(connection, feed.name)
    return visit.page(
        "sync/feed.html",
        wrong=wrong,
        feed=feed,
        f=state,
        state=word,
        link=next(one for one in status.links if one.system == feed.system),
        days=days,
        schedule=planned,
        pause=pause,
        hold=change_limit_decisions.of_target(visit.engine, feed.name),
        version=mapping_history.newest(visit.engine, feed.name),
        line=feed_timeline.timeline(visit.engine, feed, tab=tab, after=after),
        tab=tab,
        tabs=TABS,
        after=after,
        began=_began,
        **_live(visit, feed),
    )


def _began(event: feed_timeline.Event) -> Words:
    """Who began a run of the time line; a person is named as they are."""
    return runs.began(event.actor, ())


def _live(visit: Visit, feed: Feed) -> Mapping[str, Any]:
    found = run_progress.live(visit.engine, feed.name)
    asked = request.listing(visit.engine, target=feed.name, only_open=True, limit=10)
    moves = bool(asked) or (found is not None and found.alive)
    return {"live": found, "asked": asked, "renews": RENEW if moves else 0, "path": f"/sinkron/{feed.name}/langsung"}


def _run_page(visit: Visit, run_id: int, *, after: int = 0, wrong: forms.Wrong | None = None) -> HTMLResponse:
    found = runs.show(visit.engine, run_id, after=after)
    if found is None:
        raise forms.Missing(texts()["sync.no_run"])
    hold = change_limit_decisions.of_target(visit.engine, found.target)
    return visit.page(
        "sync/run.html",
        wrong=wrong,
        r=found,
        live=found.live,
        title=runs.title(found.kind, found.target),
        feed=visit.city.feeds.get(found.target),
        hold=hold if hold is not None and hold.run_id == run_id else None,
    )


def _errand(visit: Visit, errand_id: int) -> JobRequest:
    found = request.one(visit.engine, errand_id)
    if found is None:
        raise forms.Missing(texts()["sync.no_errand"])
    return found


def local(moment: datetime) -> str:
    """A moment as a browser's field for date and time wants it, in Medan's clock."""
    return f"{moment.astimezone(WIB):%Y-%m-%dT%H:%M}"


def next_morning(now: datetime) -> datetime:
    """Tomorrow at 07.00 WIB, when the offices open."""
    return (now.astimezone(WIB) + timedelta(days=1)).replace(hour=7, minute=0, second=0, microsecond=0)
