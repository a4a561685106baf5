"""One system.yaml and one feed file as checked values."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from simpul.config import field_specs, schemas
from simpul.config.field_specs import FeedMapping, Tombstone
from simpul.config.yaml_nodes import Node, read
from simpul.core.clock import WIB
from simpul.core.errors import BadConfig
from simpul.core.model import NOTHING, AccessBasis, Calendar, Feed, Limits, Order, System, Write

_SYSTEM = ("title", "adapter", "address", "auth", "plain_http", "limits", "calendar", "writes", "options", "rank")
_FEED = (
    "entity", "read", "media", "charset", "rows", "key", "order", "tombstone", "protected", "ignored", "parent",
    "scope", "freshness", "every", "retention", "brake", "enabled", "access", "fields",
)  # fmt: skip
_PLAIN_HTTP = ("reason", "approver", "until")


def system(path: Path) -> System:
    """``mappings/<system>/system.yaml``; the folder names the system."""
    if not path.exists():
        raise BadConfig(
            "a system folder needs a system.yaml", file=str(path), line=1, hint="see docs: connect a system"
        )
    root = read(path).only(_SYSTEM)
    address, variable = _address(root.need("address"))
    return System(
        name=path.parent.name,
        title=root.need("title").text(),
        adapter=root.need("adapter").text(),
        address=address,
        address_env=variable,
        auth=_auth(root),
        plain_http=_plain(root, "plain_http", _PLAIN_HTTP),
        limits=_limits(root.get("limits")),
        calendar=_calendar(root.get("calendar")),
        writes=_writes(root.get("writes")),
        options=_plain(root, "options"),
        rank=_of(root, "rank", Node.integer, 100),
        file=str(path),
    )


def feed(path: Path) -> Feed:
    """``mappings/<system>/<name>.yaml``.

    Raises:
        BadConfig: with file and line: unknown key, entity, field or operation, wrong value.
    """
    root = read(path).only(_FEED)
    entity = root.need("entity")
    mapping = _mapping(root, _entity_fields(entity), entity.text())
    order = _order(root.get("order"))
    _refuse_protected(root, mapping)
    return Feed(
        name=f"{path.parent.name}.{path.stem}",
        system=path.parent.name,
        entity=entity.text(),
        read=_plain(root, "read"),
        media=root.need("media").choice(("json", "xml", "csv", "arrow")),
        charset=_of(root, "charset", Node.text, "utf-8"),
        rows=_of(root, "rows", Node.text, ""),
        order=order,
        columns=_columns(mapping, order),
        protected=_of(root, "protected", Node.texts, ()),
        parent=_of(root, "parent", Node.text, ""),
        scope=_of(root, "scope", lambda node: node.choice(("all", "known")), "all"),
        access=_access(root.get("access")),
        brake_share=_of(root, "brake", Node.number, 0.3),
        enabled=_of(root, "enabled", Node.boolean, True),
        mapping=mapping,
        file=str(path),
        **{name: root.need(name).duration() for name in ("freshness", "every", "retention") if root.get(name)},
    )


def _refuse_protected(root: Node, mapping: FeedMapping) -> None:
    protected = root.get("protected")
    for item in protected.items() if protected else ():
        for spec in mapping.fields:
            if item.text() in spec.sources:
                raise BadConfig(
                    f"field '{spec.name}' reads '{item.value}', which is protected",
                    file=spec.file,
                    line=spec.line,
                    hint="take the field out, or the column off the protected list",
                )


def _of(root: Node, key: str, reader: Callable[[Node], Any], default: Any) -> Any:
    found = root.get(key)
    return default if found is None else reader(found)


def _plain(root: Node, key: str, known: tuple[str, ...] = ()) -> Mapping[str, Any]:
    found = root.get(key)
    if found is None:
        return NOTHING
    plain: Mapping[str, Any] = (found.only(known) if known else found.only(found.section())).plain()
    return plain


def _auth(root: Node) -> Mapping[str, Any]:
    """How to sign in; ``expires`` says on which day that ends, for whoever must renew it."""
    found = root.get("auth")
    if found is not None and (expires := found.get("expires")) is not None:
        expires.day()
    return _plain(root, "auth")


def _address(node: Node) -> tuple[str, str]:
    if isinstance(node.value, str):
        return node.value, ""
    node.only(("env",))
    variable = node.need("env").text()
    return os.environ.get(variable, ""), variable


def _limits(node: Node | None) -> Limits:
    if node is None:
        return Limits()
    node.only(Limits.__dataclass_fields__)
    numbers = {key: value.number() for key, value in node.section().items()}
    whole = {key: value if key in ("deadline", "breaker_seconds") else int(value) for key, value in numbers.items()}
    return Limits(**whole)  # type: ignore[arg-type]


def _calendar(node: Node | None) -> Calendar:
    if node is None:
        return Calendar()
    node.only(("hours", "days", "maintenance"))
    return Calendar(
        hours=_of(node, "hours", Node.text, ""),
        days=_of(node, "days", lambda found: tuple(item.integer() for item in found.items()), (1, 2, 3, 4, 5, 6, 7)),
        maintenance=_of(node, "maintenance", lambda found: tuple(map(_window, found.items())), ()),
    )


def _window(node: Node) -> tuple[datetime, datetime]:
    start, end = (_moment(node.only(("from", "to")).need(key)) for key in ("from", "to"))
    return start, end


def _moment(node: Node) -> datetime:
    try:
        found = datetime.fromisoformat(str(node.value))
    except ValueError as error:
        raise node.fail(f"expected a time like '2026-03-17 18:00', found {node.shown()}") from error
    return found if found.tzinfo else found.replace(tzinfo=WIB)


def _writes(node: Node | None) -> Mapping[str, Write]:
    if node is None:
        return NOTHING
    return {kind: _write(kind, value) for kind, value in node.section().items()}


def _write(kind: str, node: Node) -> Write:
    mode = node.need("mode").choice(("state", "event"))
    options = {key: value.plain() for key, value in node.section().items() if key not in ("mode", "feed")}
    feed_name = _of(node, "feed", Node.text, "")
    return Write(kind=kind, mode="state" if mode == "state" else "event", feed=feed_name, options=options)


def _entity_fields(node: Node) -> tuple[str, ...]:

    try:
        return schemas.field_names(node.text())
    except BadConfig as error:
        raise node.fail(str(error)) from error


def _mapping(root: Node, known: tuple[str, ...], entity: str) -> FeedMapping:
    tombstone = root.get("tombstone")
    return FeedMapping(
        key=root.need("key").texts(),
        fields=field_specs.parse(root.need("fields"), known, entity),
        tombstone=_tombstone(tombstone) if tombstone else None,
        ignored=_of(root, "ignored", Node.texts, ()),
        lines=tuple((key, node.line) for key, node in root.section().items()),
    )


def _tombstone(node: Node) -> Tombstone:
    node.only(("from", "when"))
    return Tombstone(source=node.need("from").text(), when=node.need("when").texts())


def _order(node: Node | None) -> Order:
    if node is None:
        return Order()
    node.only(("from", "format", "clock", "overlap"))
    clock = node.get("clock")
    try:
        zone = ZoneInfo(clock.text()).key if clock else "Asia/Jakarta"
    except (ZoneInfoNotFoundError, ValueError) as error:
        assert clock is not None
        raise clock.fail(f"unknown clock {clock.shown()}", "a name like Asia/Jakarta") from error
    return Order(
        source=node.need("from").text(),
        format=_of(node, "format", Node.text, "iso"),
        clock=zone,
        **({"overlap": node.need("overlap").duration()} if node.get("overlap") else {}),
    )


def _access(node: Node | None) -> AccessBasis | None:
    if node is None:
        return None
    node.only(("agreement", "purpose", "legal_basis", "valid_until", "elements"))
    return AccessBasis(
        agreement=node.need("agreement").text(),
        purpose=node.need("purpose").text(),
        legal_basis=node.need("legal_basis").text(),
        valid_until=node.need("valid_until").day(),
        elements=_of(node, "elements", Node.texts, ()),
    )


def _columns(mapping: FeedMapping, order: Order) -> dict[str, str]:
    """Every source column that is read and the JSON type it must have, key and order first."""
    types = {source: spec.json for spec in mapping.fields for source in spec.sources}
    order_type = "number" if order.format == "number" else "string"
    wanted = dict.fromkeys(mapping.key, "string")
    if order.source:
        wanted[order.source] = order_type
    if mapping.tombstone:
        wanted[mapping.tombstone.source] = "string"
    return {**wanted, **types}
