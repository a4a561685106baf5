"""policy.yaml: who is the authority, what may move to whom, and how fast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from simpul.config.yaml_nodes import Node, read
from simpul.core.model import NOTHING, Feed, System
from simpul.core.suggest import did_you_mean

_SECTIONS = ("subjects", "grants", "sending", "undo_window", "timing", "settling", "agreements_for")


@dataclass(frozen=True, kw_only=True)
class SubjectPolicy:
    """Which systems' records are about one kind of subject, and who is right."""

    kind: str
    #: Canonical field that names the subject.
    key: str
    #: Feed that owns the values.
    authority: str
    #: Feeds whose records are compared, the authority among them.
    records: tuple[str, ...]
    #: Canonical fields compared.
    fields: tuple[str, ...]
    #: Follower feed → kind of write that refreshes it.
    refresh: Mapping[str, str] = NOTHING


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Permission to send some fields to one system."""

    to: str
    kind: str
    fields: tuple[str, ...]
    purpose: str
    legal_basis: str
    valid_until: date


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Pauses between two turns. ``every``: overrides every feed's own; None keeps them."""

    every: timedelta | None = None
    compare: timedelta = timedelta(minutes=1)
    deliver: timedelta = timedelta(minutes=1)
    #: How long who asked for something in the console waits for a worker at most.
    errands: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class SettlingPolicy:
    """How long decisions wait for people."""

    #: Past this a proposal goes to the office above, and after as long again to the next.
    approval_age: timedelta = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The policy of all mapping folders together."""

    subjects: Mapping[str, SubjectPolicy] = NOTHING
    grants: tuple[Grant, ...] = ()
    #: System → off, propose or on; a system not named is off.
    sending: Mapping[str, str] = NOTHING
    undo_window: timedelta = timedelta(minutes=10)
    timing: Timing = Timing()
    settling: SettlingPolicy = SettlingPolicy()
    #: Of a sandbox only: its agreements, grants and leaves begin anew each day and hold so long.
    agreements_for: timedelta | None = None


def load(paths: Sequence[Path], systems: Mapping[str, System], feeds: Mapping[str, Feed]) -> Policy:
    """The policy files merged key by key, later over earlier; lists of grants add up.

    Raises:
        BadConfig: an unknown key, or a system, feed or write that is not there; with file and line.
    """
    subjects: dict[str, SubjectPolicy] = {}
    grants: list[Grant] = []
    sending: dict[str, str] = {}
    timing: dict[str, timedelta] = {}
    loose: dict[str, Any] = {}
    for root in [read(path).only(_SECTIONS) for path in paths]:
        subjects |= {kind: _subject(kind, node, feeds, systems) for kind, node in _section(root, "subjects").items()}
        granted = root.get("grants")
        grants += [_grant(node, systems) for node in granted.items()] if granted else []
        sending |= {name: _sending(name, node, systems) for name, node in _section(root, "sending").items()}
        timing |= _timing(root.get("timing"))
        window = root.get("undo_window")
        loose |= {"undo_window": window.duration()} if window else {}
        fresh = root.get("agreements_for")
        loose |= {"agreements_for": fresh.duration()} if fresh else {}
        settling = root.get("settling")
        loose |= {"settling": _settling(settling)} if settling else {}
    return Policy(subjects=subjects, grants=tuple(grants), sending=sending, timing=Timing(**timing), **loose)


def _section(root: Node, key: str) -> dict[str, Node]:
    found = root.get(key)
    return found.section() if found else {}


def _subject(kind: str, node: Node, feeds: Mapping[str, Feed], systems: Mapping[str, System]) -> SubjectPolicy:
    node.only(("key", "authority", "records", "fields", "refresh"))
    records = tuple(_known(item, feeds, "feed") for item in node.need("records").items())
    authority = _known(node.need("authority"), feeds, "feed")
    if authority not in records:
        raise node.need("authority").fail(f"the authority {authority} is not among the records", "add it to records")
    refresh = _section(node, "refresh")
    return SubjectPolicy(
        kind=kind,
        key=_field(node.need("key"), records, feeds),
        authority=authority,
        records=records,
        fields=tuple(_field(item, (authority,), feeds) for item in (node.get("fields") or _none(node)).items()),
        refresh={feed: _refresh(feed, item, feeds, systems) for feed, item in refresh.items()},
    )


def _none(node: Node) -> Node:
    return Node(value=[], file=node.file, line=node.line)


def _known(node: Node, known: Mapping[str, object], what: str) -> str:
    if node.text() not in known:
        raise node.fail(f"unknown {what} '{node.value}'", did_you_mean(node.value, known))
    return node.text()


def _field(node: Node, records: tuple[str, ...], feeds: Mapping[str, Feed]) -> str:
    """A canonical field that the mapping of every named feed fills."""
    for record in records:
        filled = {spec.name for spec in feeds[record].mapping.fields}
        if node.text() not in filled:
            raise node.fail(f"{record} does not map a field '{node.value}'", did_you_mean(node.value, filled))
    return node.text()


def _refresh(feed: str, node: Node, feeds: Mapping[str, Feed], systems: Mapping[str, System]) -> str:
    if feed not in feeds:
        raise node.fail(f"unknown feed '{feed}'", did_you_mean(feed, feeds))
    return _known(node, systems[feeds[feed].system].writes, "write")


def _grant(node: Node, systems: Mapping[str, System]) -> Grant:
    node.only(Grant.__dataclass_fields__)
    receiver = _known(node.need("to"), systems, "system")
    return Grant(
        to=receiver,
        kind=_known(node.need("kind"), systems[receiver].writes, "write"),
        fields=node.need("fields").texts(),
        purpose=node.need("purpose").text(),
        legal_basis=node.need("legal_basis").text(),
        valid_until=node.need("valid_until").day(),
    )


def _sending(name: str, node: Node, systems: Mapping[str, System]) -> str:
    if name not in systems:
        raise node.fail(f"unknown system '{name}'", did_you_mean(name, systems))
    return node.choice(("off", "propose", "on"))


def _settling(node: Node) -> SettlingPolicy:
    node.only(SettlingPolicy.__dataclass_fields__)
    return SettlingPolicy(**{key: value.duration() for key, value in node.section().items()})


def _timing(node: Node | None) -> dict[str, timedelta]:
    if node is None:
        return {}
    node.only(Timing.__dataclass_fields__)
    return {key: value.duration() for key, value in node.section().items() if value.value is not None}
