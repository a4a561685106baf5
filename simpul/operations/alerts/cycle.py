"""One turn of the watcher: judge, remember, work out who is told what, hand it over, leave a heartbeat."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, Row, text

from simpul.config import log as logs
from simpul.config.settings import City
from simpul.core import i18n
from simpul.core.i18n import Language, Words
from simpul.operations import conditions, measures
from simpul.operations.alerts import format as say
from simpul.operations.alerts import heartbeat, plan, routes
from simpul.operations.alerts import send as post
from simpul.operations.alerts.judge import judge
from simpul.operations.alerts.model import Alert, Route, Standing
from simpul.operations.alerts.plan import Told
from simpul.operations.status import status
from simpul.operations.status_model import Status
from simpul.store.queries import query

log = logs.get(__name__)

#: Messages handed over in one turn, and attempts until one is given up: the last some eight hours after the first.
MOST = 50
ATTEMPTS = 14
Send = Callable[[str, str, str], None]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What one turn did."""

    #: Alerts there are now.
    standing: int
    queued: int
    sent: int
    not_sent: int
    #: Whether the outside monitor was reached; None: none is set up.
    outside_ok: bool | None = None
    #: Another watcher is at work on the same database.
    already: bool = False


def turn(engine: Engine, city: City, *, send: Send = post.send, now: datetime | None = None) -> Turn:
    """One turn. ``now`` stands in for the database's clock. A database error goes to the caller."""
    with logs.work(log, "alerts") as ended:
        done = _turn(engine, city, send, now)
        counts = {"standing": done.standing, "queued": done.queued, "sent": done.sent, "not_sent": done.not_sent}
        ended |= {"outcome": "busy"} if done.already else counts
        return done


def _turn(engine: Engine, city: City, send: Send, now: datetime | None) -> Turn:
    began = time.monotonic()
    seen = status(engine, city)
    found = judge(seen, measures.measure(engine, city), city)
    with engine.begin() as conn:
        if not conn.execute(text(query("alerts_turn_lock"))).scalar_one():
            return Turn(standing=0, queued=0, sent=0, not_sent=0, already=True)
        moment = now or conn.execute(text(query("alerts_now"))).scalar_one()
        standing = remember(conn, found, moment)
        queued = _tell(conn, standing, moment) + _digests(conn, seen, standing, moment)
        conn.execute(text(query("alerts_prune")))
    sent, not_sent = deliver(engine, send)
    reached = heartbeat.ping()
    with engine.begin() as conn:
        beat = {"name": measures.WATCHER, "seconds": time.monotonic() - began, "outside_ok": reached}
        conn.execute(text(query("heartbeat_beat")), beat)
    return Turn(standing=len(standing), queued=queued, sent=sent, not_sent=not_sent, outside_ok=reached)


def remember(conn: Connection, found: Sequence[Alert], now: datetime) -> tuple[Standing, ...]:
    """Note what is there and close what has stayed away; what stands now."""
    rows = [
        {
            "kind": alert.kind,
            "target": alert.target,
            "severity": alert.severity,
            "words_id": alert.words.id,
            "words_en": alert.words.en,
        }
        for alert in found
    ]
    if rows:
        conn.execute(text(query("alerts_see")), {"found": orjson.dumps(rows).decode(), "now": now})
    conn.execute(text(query("alerts_close")), {"now": now, "away": plan.AWAY})
    return tuple(standing_row(row) for row in conn.execute(text(query("alerts_standing")), {"now": now}))


def standing_row(row: Row[Any]) -> Standing:
    """A row of the table as a value."""
    return Standing(
        id=row.id,
        kind=row.kind,
        target=row.target,
        severity=row.severity,
        words=Words(id=row.words_id, en=row.words_en),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        silenced=row.silenced,
        present=row.present,
    )


def _tell(conn: Connection, standing: Sequence[Standing], now: datetime) -> int:
    """One message per route at most; what it says is noted as told in the same transaction."""
    told: dict[int, dict[int, Told]] = defaultdict(dict)
    for row in conn.execute(text(query("alerts_told"))):
        told[row.route_id][row.alert_id] = Told(at=row.told_at, severity=row.severity)
    over: dict[int, list[Standing]] = defaultdict(list)
    for row in conn.execute(text(query("alerts_over"))):
        over[row.route_id].append(standing_row(row))
    queued = 0
    for route in routes.switched_on(conn):
        wanted = plan.plan(route, standing, told[route.id], over[route.id], now)
        if wanted:
            _queue_alert(conn, route, wanted, now)
            queued += 1
    return queued


def _queue_alert(conn: Connection, route: Route, wanted: plan.Plan, now: datetime) -> None:
    parts = (wanted.new, wanted.again, wanted.over)
    queue(conn, route.id, "alert", say.title(*parts, route.language), say.body(*parts, route.language, now))
    named = {"route": route.id, "now": now}
    told = [alert.id for alert in (*wanted.new, *wanted.again)]
    conn.execute(text(query("alerts_tell")), {**named, "alerts": told})
    conn.execute(text(query("alerts_tell_over")), {**named, "alerts": [alert.id for alert in wanted.over]})


def queue(conn: Connection, route: int, kind: str, title: str, body: str) -> int:
    """Put a message in line; it leaves with the next turn."""
    values = {"route": route, "kind": kind, "title": say.scrub(title), "body": body}
    made: int = conn.execute(text(query("alerts_queue")), values).scalar_one()
    return made


def _digests(conn: Connection, seen: Status, standing: Sequence[Standing], now: datetime) -> int:
    queued = 0
    for route in routes.switched_on(conn):
        day = plan.digest_due(route, now)
        if day is None:
            continue
        counts = conn.execute(text(query("alerts_day")), {"now": now}).one()
        title, body = digest(seen, standing, dict(counts._mapping), route.language, now)
        queue(conn, route.id, "digest", title, body)
        conn.execute(text(query("alerts_digest_done")), {"route": route.id, "day": day})
        queued += 1
    return queued


def digest(
    seen: Status, standing: Sequence[Standing], counts: Mapping[str, int], language: Language, now: datetime
) -> tuple[str, str]:
    """The daily message. It also comes when there is nothing: a morning without it is an alarm."""
    well = conditions.working(seen.links)
    day = i18n.day(now.astimezone(i18n.WIB).date(), language)
    title = {"id": f"Simpul: ringkasan {day}", "en": f"Simpul: digest of {day}"}[language]
    head = {
        "id": f"{well} dari {len(seen.links)} koneksi baik. {len(standing)} peringatan terbuka; dalam 24 jam"
        f" {counts['opened']} baru dan {counts['closed']} pulih.",
        "en": f"{well} of {len(seen.links)} links are well. {len(standing)} open alerts; in 24 hours"
        f" {counts['opened']} new and {counts['closed']} recovered.",
    }[language]
    return title, "\n".join([head, *say.lines(standing, language), say.link("/")])


def deliver(engine: Engine, send: Send) -> tuple[int, int]:
    """Hand over what is due; (accepted, not accepted). No transaction is open while a message is on its way."""
    with engine.begin() as conn:
        due = conn.execute(text(query("alerts_claim")), {"most": MOST}).all()
    lines: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in sorted(due, key=lambda row: row.id):
        lines[row.route_id].append(row)
    # Routes beside each other: one that hangs must hold up neither the others nor the heartbeat.
    with ThreadPoolExecutor(max_workers=8) as pool:
        sent = sum(pool.map(lambda line: _hand_over(engine, line, send), lines.values()))
    return sent, len(due) - sent


def _hand_over(engine: Engine, line: Sequence[Row[Any]], send: Send) -> int:
    """The messages of one route in their order; once one is refused the others wait with it. How many were accepted."""
    sent = 0
    for place, row in enumerate(line):
        if not _begin(engine, row):
            continue
        error = _try(row, send)
        _note(engine, row, error)
        if error:
            _wait(engine, line[place + 1 :], row)
            return sent
        sent += 1
    return sent


def _begin(engine: Engine, row: Row[Any]) -> bool:
    """Count the attempt; False where the message left or was given up meanwhile."""
    with engine.begin() as conn:
        return conn.execute(text(query("alerts_try")), {"id": row.id}).one_or_none() is not None


def _wait(engine: Engine, rows: Sequence[Row[Any]], behind: Row[Any]) -> None:
    """What stands behind a refused message has not been tried: it waits with it and has spent no attempt."""
    with engine.begin() as conn:
        conn.execute(text(query("alerts_wait")), {"behind": behind.id, "ids": [row.id for row in rows]})


def _try(row: Row[Any], send: Send) -> str:
    try:
        if row.route_state != "on" and row.kind != "test":
            raise post.Undelivered("jalur dimatikan / the route is off")
        send(post.resolve(row.env, row.file), row.title, row.body)
    except post.Undelivered as why:
        return say.scrub(str(why))[:200]
    return ""


def _note(engine: Engine, row: Row[Any], error: str) -> None:
    with engine.begin() as conn:
        if error:
            conn.execute(text(query("alerts_not_sent")), {"id": row.id, "error": error, "attempts": ATTEMPTS})
        else:
            conn.execute(text(query("alerts_sent")), {"id": row.id})
