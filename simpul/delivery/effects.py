"""Making effects: what is to be sent, to whom, under which grant."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, text

from simpul.config.settings import City
from simpul.core import clock
from simpul.core.model import NOTHING, Feed, Mode
from simpul.mapping import mapping
from simpul.store.identifiers import shaped
from simpul.store.queries import query

#: Member of a body with the values it was based on, in the target's own words; compared before sending, never sent.
EXPECTED = "_expected"
#: Officer's word for an effect that another one has made needless.
NEWER = "diganti kiriman yang lebih baru"
NEEDLESS = "tidak diperlukan lagi"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An effect to be made."""

    kind: str
    mode: Mode
    system: str
    feed: str
    record_key: str
    subject_kind: str
    subject_key: str
    #: What makes it this effect and no other; the same cause never makes a second one.
    cause: str
    values: Mapping[str, str | None]
    body: Mapping[str, Any]
    #: Follower's values it was based on; re-checked when it is claimed.
    expected: Mapping[str, str | None] = NOTHING
    draft: bool = False
    reason: str = ""
    case_id: int | None = None
    case_version: int | None = None
    decision_id: int | None = None
    not_before: datetime | None = None
    run_id: int | None = None


def idem_key(kind: str, feed: str, record_key: str, cause: str) -> str:
    """Key of an effect: the same on every retry, nobody else's; says nothing about its record."""
    return hashlib.sha256("|".join((kind, feed, record_key, cause)).encode()).hexdigest()[:32]


def reference(key: str) -> str:
    """Short code of an effect, in texts that people read and probes look for."""
    return f"SMP-{key[:10].upper()}"


def granted(city: City, system: str, kind: str, today: date | None = None) -> frozenset[str]:
    """Canonical fields that may be sent to a system in this kind of write today; none once a grant has ended."""
    day = today or clock.today()
    grants = [grant for grant in city.policy.grants if grant.to == system and grant.kind == kind]
    return frozenset(name for grant in grants if grant.valid_until >= day for name in grant.fields)


def insert(conn: Connection, wanted: Wanted) -> bool:
    """Store an effect as ready or draft; False if the same cause has made it before."""
    plain = ("values", "expected", "body", "cause", "draft")
    values = {name: getattr(wanted, name) for name in wanted.__dataclass_fields__ if name not in plain}
    values |= {
        "idem_key": idem_key(wanted.kind, wanted.feed, wanted.record_key, wanted.cause),
        "values": _json(wanted.values),
        "expected": _json(wanted.expected),
        "body": _json(wanted.body),
        "state": "draft" if wanted.draft else "ready",
    }
    return bool(conn.execute(text(query("effect_insert")), values).rowcount)


def replace_unsent(conn: Connection, feed: str, record_key: str, reason: Literal["", "newer"] = "") -> None:
    """Take back the record's state effect that has not left yet, if there is one."""
    words = NEWER if reason else NEEDLESS
    values = {"feed": feed, "record_key": record_key, "reason": words}
    conn.execute(text(query("effect_supersede")), values)


def refresh(
    conn: Connection,
    city: City,
    *,
    feed: str,
    kind: str,
    record_key: str,
    subject: tuple[str, str],
    values: Mapping[str, str | None],
    expected: Mapping[str, str | None],
    draft: bool,
    carried: Mapping[str, Any] = NOTHING,
    run_id: int | None = None,
) -> bool:
    """The one unsent state effect of a record, made anew: takes the place of an older unsent one.

    ``carried``: case_id, case_version, decision_id and not_before when a person's decision is among the values.
    """
    replace_unsent(conn, feed, record_key, "newer")
    ordinal = conn.execute(text(query("effect_ordinal")), {"feed": feed, "record_key": record_key}).scalar_one()
    target = city.feeds[feed]
    beside = _beside(conn, target, record_key, frozenset(values))
    based_on = {**beside, **expected}
    body = {**mapping.write(target, {**beside, **values}), EXPECTED: mapping.write(target, based_on)}
    return insert(
        conn,
        Wanted(
            kind=kind,
            mode="state",
            system=target.system,
            feed=feed,
            record_key=record_key,
            subject_kind=subject[0],
            subject_key=subject[1],
            cause=f"{ordinal}",
            values=dict(values),
            expected=based_on,
            body=body,
            draft=draft,
            run_id=run_id,
            **carried,
        ),
    )


def _beside(conn: Connection, feed: Feed, record_key: str, names: frozenset[str]) -> dict[str, str | None]:
    """The record's own values of fields that share a source column with ``names`` (RT beside RW in ``002/005``)."""
    columns = {source for spec in feed.mapping.fields if spec.name in names for source in spec.sources}
    others = [
        spec.name for spec in feed.mapping.fields if spec.name not in names and columns.intersection(spec.sources)
    ]
    if not others:
        return {}
    statement = shaped("effect_record", {"entity": feed.entity})
    row = conn.execute(text(statement), {"system": feed.system, "record_key": record_key}).scalar_one()
    return {name: row[name] for name in others}


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)
