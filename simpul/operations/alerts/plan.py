"""Who is told what now. Pure: the same facts give the same plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from simpul.core.i18n import WIB
from simpul.operations.alerts.kinds import LEVELS, Level
from simpul.operations.alerts.model import Route, Standing

#: What is not critical must have stood this long before anybody is told.
PATIENCE = timedelta(minutes=2)
#: What has not been seen for this long is over.
AWAY = timedelta(minutes=3)
#: When the daily digest leaves, in WIB.
DIGEST = time(7, 30)


@dataclass(frozen=True, kw_only=True)
class Told:
    """That a route was told of an alert: when last, and how bad it was then."""

    at: datetime
    severity: Level


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What one route is told in one message."""

    new: tuple[Standing, ...] = ()
    again: tuple[Standing, ...] = ()
    over: tuple[Standing, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.again or self.over)


def plan(
    route: Route, standing: Sequence[Standing], told: Mapping[int, Told], over: Sequence[Standing], now: datetime
) -> Plan:
    """New or worse, still there after the route's pause, over. Quiet hours and silences hold back, nothing is lost."""
    hush = quiet(route, now)
    wanted = [alert for alert in standing if _wanted(route, alert, hush)]
    return Plan(
        new=tuple(alert for alert in wanted if _new(alert, told.get(alert.id), now)),
        again=tuple(
            alert
            for alert in wanted
            if alert.id in told and not _worse(alert, told[alert.id]) and told[alert.id].at <= now - route.repeat
        ),
        over=tuple(alert for alert in over if alert.severity == "critical" or not hush),
    )


def quiet(route: Route, now: datetime) -> bool:
    """Whether these are the route's quiet hours; they may span midnight."""
    if not route.quiet_from:
        return False
    start, end = time.fromisoformat(route.quiet_from), time.fromisoformat(route.quiet_until)
    clock = now.astimezone(WIB).time()
    return start <= clock < end if start <= end else clock >= start or clock < end


def digest_due(route: Route, now: datetime) -> date | None:
    """The day whose digest is due: once a day, and never for a morning before the route was made."""
    local = now.astimezone(WIB)
    morning = datetime.combine(local.date(), DIGEST, WIB)
    if not route.digest or now < morning or (route.made_at or now) > morning or route.digest_on == local.date():
        return None
    return local.date()


def _wanted(route: Route, alert: Standing, hush: bool) -> bool:
    if alert.silenced or not alert.present or LEVELS.index(alert.severity) < LEVELS.index(route.severity):
        return False
    if route.kinds and alert.kind not in route.kinds:
        return False
    return alert.severity == "critical" or not hush


def _new(alert: Standing, told: Told | None, now: datetime) -> bool:
    if told is not None:
        return _worse(alert, told)
    return alert.severity == "critical" or alert.opened_at <= now - PATIENCE


def _worse(alert: Standing, told: Told) -> bool:
    return LEVELS.index(alert.severity) > LEVELS.index(told.severity)
