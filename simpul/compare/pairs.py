"""Pairs of feeds whose records are compared: which there are, whether they can be compared now, and since when."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, text

from simpul.config import schemas
from simpul.config.settings import City, SubjectPolicy
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.links import freshness
from simpul.mapping import mapping
from simpul.store.identifiers import shaped
from simpul.store.queries import query


@dataclass(frozen=True, kw_only=True)
class Field:
    """A canonical field both sides of a pair hold."""

    name: str
    comparator: str
    #: text, date, timestamptz, boolean or bigint
    sql_type: str


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A follower feed and the feed that is right."""

    kind: str
    #: Canonical field that names the subject.
    key: str
    follower: Feed
    authority: Feed
    fields: tuple[Field, ...]
    #: Kind of write that refreshes the follower; empty: nothing can.
    refresh: str
    revision: str
    #: What is found is a baseline: no due dates, no effects.
    observing: bool = True
    #: Why it cannot be compared now; None: it can.
    held: Words | None = None

    @property
    def baseline(self) -> str:
        """Reason of the dirty rows of the first full comparison."""
        return f"baseline:{self.follower.name}"

    @property
    def waiting(self) -> str:
        """Reason of the dirty rows that wait until the pair can be compared again."""
        return f"held:{self.follower.name}"


def pairs_of(city: City, kind: str) -> tuple[Pair, ...]:
    """The (follower, authority) pairs of a kind of subject; feeds that are switched off take no part."""
    policy = city.policy.subjects.get(kind)
    if policy is None or not city.feeds[policy.authority].enabled:
        return ()
    followers = [city.feeds[name] for name in policy.records if name != policy.authority and city.feeds[name].enabled]
    return tuple(pair for feed in followers if (pair := _pair(city, policy, feed)).fields)


def _pair(city: City, policy: SubjectPolicy, follower: Feed) -> Pair:
    authority = city.feeds[policy.authority]
    theirs = {spec.name for spec in follower.mapping.fields}
    columns = {column.name: column for column in schemas.columns(follower.entity)}
    fields = tuple(
        Field(name=name, comparator=columns[name].comparator, sql_type=columns[name].sql_type)
        for name in policy.fields
        if name in theirs and name in columns
    )
    described = [mapping.revision(follower), mapping.revision(authority), *map(repr, fields)]
    return Pair(
        kind=policy.kind,
        key=policy.key,
        follower=follower,
        authority=authority,
        fields=fields,
        refresh=policy.refresh.get(follower.name, ""),
        revision=hashlib.sha256("\n".join(described).encode()).hexdigest()[:16],
    )


def ready(conn: Connection, city: City, kind: str, run: int) -> tuple[Pair, ...]:
    """The pairs of a kind with their hold and whether they observe; a pair seen first begins observing here."""
    known = freshness.standings(conn, city)
    seen = {(row.feed, row.authority_feed): row for row in conn.execute(text(query("compare_pairings")))}
    found = [
        replace(pair, held=freshness.held(city, (pair.authority, pair.follower), known))
        for pair in pairs_of(city, kind)
    ]
    met = any((pair.follower.name, pair.authority.name) in seen for pair in found)
    if not met and any(not pair.held for pair in found):
        # Nothing of this kind was ever compared: the marks of the first pulls are covered by those made below, and
        # those of pairs that still wait by the ones they make when they begin.
        conn.execute(text(query("compare_forget")), {"kind": kind})
    return tuple(_begun(conn, pair, seen, run) for pair in found)


def _begun(conn: Connection, pair: Pair, seen: Mapping[tuple[str, str], Row[Any]], run: int) -> Pair:
    if pair.held:
        return pair
    row = seen.get((pair.follower.name, pair.authority.name))
    if row is None or row.revision != pair.revision:
        begin(conn, pair.follower, pair.authority.name, pair.revision)
        mark(conn, pair.follower, kind=pair.kind, key=pair.key, reason=pair.baseline, run=run)
        return pair
    return replace(pair, observing=row.baseline_done_at is None)


def begin(conn: Connection, follower: Feed, authority: str, revision: str) -> None:
    """Write down that a pair observes from now on."""
    values = {"feed": follower.name, "authority": authority, "revision": revision}
    conn.execute(text(query("compare_begin_pairing")), values)


def mark(conn: Connection, feed: Feed, *, kind: str, key: str, reason: str, run: int) -> None:
    """Mark every subject a feed's records are about, so that nothing claimed earlier was lost."""
    statement = shaped("compare_mark_baseline", {"entity": feed.entity, "key": key})
    conn.execute(text(statement), {"kind": kind, "reason": reason, "run": run, "system": feed.system})


def finish(conn: Connection, *, feed: str, authority: str, kind: str, reason: str) -> bool:
    """End the baseline of a pair once its first full comparison is drained; True if it ended now."""
    values = {"feed": feed, "authority": authority, "kind": kind, "reason": reason}
    return bool(conn.execute(text(query("compare_finish_pairing")), values).rowcount)
