"""Cases by their cause: how many, whether it grows, how long it would take to settle them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.cases import sentences
from simpul.cases.listing import CaseLine, line
from simpul.cases.queue import only_kecamatan
from simpul.compare.rules import file
from simpul.compare.write import DUE
from simpul.config.settings import City
from simpul.core import acting, offices
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.store import audit
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import mask

#: Minutes an officer needs for one case: to read it, look at the document, decide and write the reason.
MINUTES: Mapping[str, int] = {"critical": 30, "high": 20, "medium": 10, "low": 4}
#: Minutes on top, where somebody else must be asked first.
EXTRA: Mapping[str, int] = {"rule": 10, "absent": 10, "tombstoned": 5, "refused": 10, "vanished": 10}
#: Minutes of a working day that go into cases: six hours.
DAY = 6 * 60


_SIZES = {"minutes": json.dumps(dict(MINUTES)), "extra": json.dumps(dict(EXTRA))}


@dataclass(frozen=True, kw_only=True)
class Group:
    """Open cases of one cause."""

    cause: str
    #: What they have in common, in one sentence.
    words: Words
    open: int
    #: Of those, the baseline nobody has opened.
    observing: int
    #: Opened in the last seven days, and in the seven before.
    this_week: int
    week_before: int
    #: ``up``, ``down`` or ``same``.
    trend: str
    first_seen: datetime
    last_seen: datetime
    severity: str
    owner: str
    office: Words
    #: What settling all of them would take one officer; days of six hours.
    officer_days: float
    samples: tuple[CaseLine, ...]


@dataclass(frozen=True, kw_only=True)
class GroupView:
    """One group for a page of its own."""

    group: Group
    #: What disagrees, said once for all of them.
    sentence: Words
    advice: Words | None
    #: Cases by the day they were opened, oldest first.
    days: tuple[int, ...]


def group(engine: Engine, city: City, cause: str, *, today: date, days: int = 30) -> GroupView | None:
    """One group; None: no open case of this cause for who asks."""
    found = groups(engine, cause=cause, limit=1)
    if not found:
        return None
    with engine.connect() as conn:
        row = next(iter(_samples(conn, [found[0].samples[0].id]).values()))
        opened = conn.execute(text(query("casepages_trend")), {"cause": cause, "today": today, "days": days})
        return GroupView(
            group=found[0],
            sentence=sentences.title(row) if row.rule else sentences.sentence(city, row),
            advice=sentences.advice(row),
            days=tuple(opened.scalars()),
        )


def groups(
    engine: Engine,
    *,
    cause: str | None = None,
    owner: str | None = None,
    kecamatan: str | None = None,
    severity: str | None = None,
    kind: str | None = None,
    observing: bool | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[Group, ...]:
    """Groups, the gravest first, then the largest; ``observing``: of the baseline only, or without it."""
    about = {"cause": cause, "owner": owner, "kecamatan": kecamatan or only_kecamatan(engine), "severity": severity}
    asked = {**about, "kind": kind, "observing": observing, "limit": limit, "offset": offset, **_SIZES}
    with engine.connect() as conn:
        rows = conn.execute(text(_counting()), asked).all()
        samples = _samples(conn, [number for row in rows for number in row.samples])
    return tuple(_group(row, [samples[number] for number in row.samples]) for row in rows)


def _counting() -> str:
    """The query, its one condition said of each of the tables it looks at."""
    parts = {"open": "c", "ended": "o", "samples": "s"}
    return shaped("cases_groups", {part: shaped("cases_group_of", {"c": name}) for part, name in parts.items()})


def _group(row: Row[Any], samples: list[Row[Any]]) -> Group:
    """Cases of one cause are of one kind, field, shape and office: the first of them speaks for all."""
    same = ("cause", "open", "observing", "this_week", "week_before", "first_seen", "last_seen")
    return Group(
        words=sentences.title(samples[0]),
        trend=_trend(row.this_week, row.week_before),
        severity=tuple(MINUTES)[row.rank - 1],
        owner=samples[0].owner,
        office=offices.named(samples[0].owner),
        officer_days=round(row.minutes / DAY, 1),
        samples=tuple(line(sample) for sample in samples),
        **{name: row._mapping[name] for name in same},
    )


def open_group(engine: Engine, cause: str, *, actor: str, reason: str) -> int:
    """Take the baseline of one cause up: from now on its cases are due. How many; NotPossible if there are none."""
    actor, reason = acting.named(actor, reason, words.NO_REASON)
    with engine.begin() as conn:
        rule = file.shipped().get(conn.execute(text(query("cases_group_rule")), {"cause": cause}).scalar() or "")
        due = {"due": DUE, "workdays": rule.due if rule else None}
        asked = {"cause": cause, **due, "actor": actor, "reason": mask.scrub(reason)}
        opened: int = conn.execute(text(query("cases_open_group")), asked).scalar_one()
        if not opened:
            raise words.NOTHING_OBSERVED
        audit.write(conn, audit.chain_of_actor(actor), actor, "open_group", {"cause": cause, "cases": opened})
        return opened


def _trend(now: int, before: int) -> str:
    return "same" if now == before else "up" if now > before else "down"


def _samples(conn: Connection, numbers: list[int]) -> dict[int, Row[Any]]:
    return {row.id: row for row in conn.execute(text(query("cases_samples")), {"ids": numbers})}
