"""What is worth telling, from the facts alone. Pure; every sentence is counts, times and names of the configuration.

Nothing a source or a person wrote (reasons, errors, titles of records) reaches a sentence: no name and no NIK can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from simpul.config.settings import City
from simpul.core import i18n
from simpul.core.i18n import Words, number
from simpul.operations import conditions, link_diagnostics
from simpul.operations.alerts.kinds import Level
from simpul.operations.alerts.model import Alert
from simpul.operations.attention import TOO_LONG
from simpul.operations.measures import Ending, Measures
from simpul.operations.status_model import STUCK, Status

#: A breaker open longer than this is told although it heals itself.
DOWN = timedelta(minutes=30)
#: Ages from which what waits for a person is told.
PROPOSAL = timedelta(days=3)
QUARANTINE = timedelta(days=7)
COMPARE = timedelta(hours=2)
#: How long before its end something becomes critical.
ENDS_NOW = timedelta(days=3)
QUOTA = 0.9
#: What is held or scheduled beside feeds and systems.
_OURS = {"airflow", "compare", "rules", "match", "upkeep", "mapping", "stop", "batch"}


def judge(status: Status, measures: Measures, city: City) -> tuple[Alert, ...]:
    """Every alert there should be now, at most one per (kind, target)."""
    found = [alert for look in _LOOKS for alert in look(status, measures, city)]
    return tuple({(alert.kind, alert.target): alert for alert in reversed(found)}.values())


def name(target: str, city: City) -> str:
    """The target if the configuration knows it; anything else could be somebody's words and is left out."""
    known = target in city.systems or target in city.feeds or target in _OURS
    kind, _, system = target.partition("_")
    scheduled = kind in ("pull", "deliver", "sweep") and system in city.systems
    return target if known or scheduled else ""


def _gaps(status: Status, _: Measures, city: City) -> Iterator[Alert]:
    for feed in status.feeds:
        if feed.gap:
            yield _alert(
                "gap",
                feed.name,
                "critical",
                f"Jumlah baris {feed.name} hari ini tidak cocok, selisih {number(abs(feed.gap))}.",
                f"Today's rows of {feed.name} do not add up, {number(abs(feed.gap), 'en')} off.",
            )


def _schedule(status: Status, _: Measures, city: City) -> Iterator[Alert]:
    newest = status.newest_run_at
    # A hub that never began has nobody on duty yet.
    if newest is None or not conditions.stands_still(status, city):
        return
    yield _alert(
        "schedule",
        "",
        "critical",
        f"Tidak ada proses baru sejak {i18n.as_of(newest, status.at)}; semua data berhenti diperbarui.",
        f"No run since {i18n.as_of(newest, status.at, 'en')}; no data is renewed.",
    )


def _brakes(status: Status, _: Measures, city: City) -> Iterator[Alert]:
    for brake in status.brakes:
        what = name(brake.target, city)
        yield _alert(
            "brake",
            what,
            "warning",
            f"Proses {what or 'Simpul'} ditahan sejak {i18n.as_of(brake.held_at, status.at)}.",
            f"The run of {what or 'Simpul'} is held since {i18n.as_of(brake.held_at, status.at, 'en')}.",
        )


def _links(status: Status, _: Measures, city: City) -> Iterator[Alert]:
    broken = {link.system for link in conditions.broken(status)}
    for link in status.links:
        if link.system in broken:
            yield _alert(
                "link",
                link.system,
                "warning",
                f"Koneksi {link.system} berhenti dan tidak pulih sendiri.",
                f"The link {link.system} stopped and does not heal itself.",
            )
        # One that never answered has been silent since the hub began.
        down = status.at - (link.last_ok_at or status.first_run_at or status.at)
        if link.breaker != "closed" and down > DOWN:
            yield _alert(
                "down",
                link.system,
                "warning",
                f"Koneksi {link.system} tidak menjawab sejak {i18n.as_of(status.at - down, status.at)}.",
                f"The link {link.system} has not answered since {i18n.as_of(status.at - down, status.at, 'en')}.",
            )
        if link.quota and link.used_today >= link.quota * QUOTA:
            yield _alert(
                "quota",
                link.system,
                "info",
                f"{number(link.used_today)} dari {number(link.quota)} permintaan {link.system} hari ini terpakai.",
                f"{number(link.used_today, 'en')} of {number(link.quota, 'en')} requests of {link.system} used today.",
            )


def _late(status: Status, _: Measures, city: City) -> Iterator[Alert]:
    for feed in conditions.too_late(status):
        age = conditions.waited(status, feed)
        late = age - feed.freshness
        yield _alert(
            "late",
            feed.name,
            "critical" if age > feed.freshness * 4 else "warning",
            f"Data {feed.name} terlambat {i18n.duration(late)}.",
            f"Data of {feed.name} is {i18n.duration(late, 'en')} late.",
        )


def _deadlines(status: Status, _: Measures, city: City) -> Iterator[Alert]:
    for dag, moment in status.missed:
        what = name(dag, city)
        yield _alert(
            "deadline",
            what,
            "info",
            f"Jadwal {what or 'Simpul'} melewati batas waktunya {i18n.as_of(moment, status.at)}.",
            f"Schedule {what or 'Simpul'} ran past its deadline {i18n.as_of(moment, status.at, 'en')}.",
        )


def _effects(status: Status, _: Measures, city: City) -> Iterator[Alert]:
    for count in status.effects:
        system = name(count.name, city)
        if count.detail in STUCK:
            how = Words(id="gagal", en="failed") if count.detail == "failed" else Words(id="menunggu", en="by hand")
            yield _alert(
                "effect",
                system,
                "warning",
                f"{number(count.count)} kiriman ke {system or 'sistem'} {how.id}.",
                f"{number(count.count, 'en')} effects to {system or 'a system'}: {how.en}.",
            )
        if count.detail == "unknown" and status.at - count.oldest_at > TOO_LONG:
            yield _alert(
                "unknown",
                system,
                "warning",
                f"{number(count.count)} kiriman ke {system or 'sistem'} belum diketahui hasilnya.",
                f"The outcome of {number(count.count, 'en')} effects to {system or 'a system'} is unknown.",
            )


def _compare(status: Status, _: Measures, city: City) -> Iterator[Alert]:
    if status.waiting_since is None or status.at - status.waiting_since <= COMPARE:
        return
    yield _alert(
        "compare",
        "",
        "warning",
        f"{number(status.waiting)} penanda menunggu dibandingkan sejak {_since(status, status.waiting_since).id}.",
        f"{number(status.waiting, 'en')} marks wait to be compared since {_since(status, status.waiting_since).en}.",
    )


def _cases(status: Status, measures: Measures, city: City) -> Iterator[Alert]:
    if measures.overdue:
        critical = any(one.overdue and one.severity == "critical" for one in measures.cases)
        yield _alert(
            "overdue",
            "",
            "warning" if critical else "info",
            f"{number(measures.overdue)} ketidaksesuaian melewati tenggat.",
            f"{number(measures.overdue, 'en')} disagreements are overdue.",
        )
    since = measures.proposals_since
    if since is not None and status.at - since > PROPOSAL:
        oldest = _since(status, since)
        yield _alert(
            "proposal",
            "",
            "info",
            f"{number(measures.proposals)} usulan menunggu persetujuan, tertua sejak {oldest.id}.",
            f"{number(measures.proposals, 'en')} proposals wait for approval, the oldest since {oldest.en}.",
        )


def _quarantine(status: Status, _: Measures, city: City) -> Iterator[Alert]:
    oldest = min((count.oldest_at for count in status.quarantine), default=None)
    if oldest is None or status.at - oldest <= QUARANTINE:
        return
    total = sum(count.count for count in status.quarantine)
    yield _alert(
        "quarantine",
        "",
        "info",
        f"{number(total)} nilai atau baris dikarantina, tertua sejak {_since(status, oldest).id}.",
        f"{number(total, 'en')} values or rows are in quarantine, the oldest since {_since(status, oldest).en}.",
    )


def _endings(status: Status, measures: Measures, city: City) -> Iterator[Alert]:
    """Per system the first that ends."""
    soonest: dict[str, Ending] = {}
    for ending in sorted(measures.endings, key=lambda one: one.at):
        if ending.at - status.at <= link_diagnostics.soon(ending.what):
            soonest.setdefault(ending.system, ending)
    for system, ending in soonest.items():
        left = ending.at - status.at
        # The last moment of a day is said as that day.
        day = (ending.at - timedelta(seconds=1)).astimezone(i18n.WIB).date()
        what, over = link_diagnostics.WORDS[ending.what], left <= timedelta(0)
        yield _alert(
            "expiry",
            system,
            "critical" if left <= ENDS_NOW else "warning",
            f"{what.id} {system} {'sudah berakhir' if over else 'berakhir'} {i18n.day(day)}.",
            f"{what.en} of {system} {'ended' if over else 'ends'} {i18n.day(day, 'en')}.",
        )


def _drift(status: Status, measures: Measures, city: City) -> Iterator[Alert]:
    for feed, fields in measures.drift.items():
        yield _alert(
            "drift",
            feed,
            "info",
            f"Bentuk data {feed} berubah: {number(fields)} kolom baru atau hilang.",
            f"The form of {feed} changed: {number(fields, 'en')} fields new or gone.",
        )


def _routes(status: Status, measures: Measures, city: City) -> Iterator[Alert]:
    failing = sum(1 for waiting in measures.routes.values() if waiting)
    if failing:
        yield _alert(
            "route",
            "",
            "warning",
            f"{failing} jalur peringatan gagal mengirim; dicoba lagi otomatis.",
            f"{failing} alert routes fail to deliver; tried again by themselves.",
        )


def _since(status: Status, moment: datetime) -> Words:
    return Words(id=i18n.as_of(moment, status.at), en=i18n.as_of(moment, status.at, "en"))


def _alert(kind: str, target: str, severity: Level, indonesian: str, english: str) -> Alert:
    return Alert(kind=kind, target=target, severity=severity, words=Words(id=indonesian, en=english))


_LOOKS: tuple[Callable[[Status, Measures, City], Iterator[Alert]], ...] = (
    _gaps,
    _schedule,
    _brakes,
    _links,
    _late,
    _deadlines,
    _effects,
    _compare,
    _cases,
    _quarantine,
    _endings,
    _drift,
    _routes,
)
