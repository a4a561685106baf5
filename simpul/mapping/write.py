"""The write side: canonical values as the members the source expects."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simpul.config import schemas
from simpul.core.errors import Rejected
from simpul.core.model import NOTHING, Feed
from simpul.mapping import compiled
from simpul.mapping.compiled import Field

#: Changes when the engine reads the same mapping differently.
_ENGINE = b"1"


def write(
    feed: Feed, values: Mapping[str, str | None], *, beside: Mapping[str, str | None] = NOTHING
) -> dict[str, Any]:
    """Members of the source's record that show ``values`` (canonical field → canonical text), and no others.

    A source value joined from several fields (``002/005``) needs all of them: those not in ``values`` are taken from
    ``beside``, what the record holds now.

    Raises:
        Rejected: a field the mapping does not have, a value the source has no way to write, a part that is missing.
    """
    ready = {field.spec.name: field for field in compiled.fields(feed)}
    written: dict[str, Any] = {}
    for name, value in values.items():
        field = ready.get(name)
        if field is None or field.spec.const is not None:
            raise Rejected(f"{feed.file}: {feed.name} has no member to write '{name}' to → take it out of the grant")
        for source, text in _members(field, value, ready, values, beside).items():
            _put(written, source, _as_json(text, field.spec.json))
    return written


def _members(
    field: Field,
    value: str | None,
    ready: Mapping[str, Field],
    values: Mapping[str, str | None],
    beside: Mapping[str, str | None],
) -> dict[str, str | None]:
    if field.spec.parts:
        return {field.spec.source: _joined(field, ready, {**beside, **values})}
    text = None if value is None else field.write(value)
    if len(field.spec.sources) == 1:
        return {field.spec.sources[0]: text}
    pieces = text.split("|") if text is not None else [None] * len(field.spec.sources)
    return dict(zip(field.spec.sources, pieces, strict=True))


def _joined(field: Field, ready: Mapping[str, Field], known: Mapping[str, str | None]) -> str | None:
    """All parts of a joined source value, in their order."""
    siblings = [one for one in ready.values() if one.spec.parts and one.spec.source == field.spec.source]
    siblings.sort(key=lambda one: one.spec.parts.index if one.spec.parts else 0)
    found = [known.get(one.spec.name) for one in siblings]
    if all(value is None for value in found):
        return None
    for one, value in zip(siblings, found, strict=True):
        if value is None:
            raise Rejected(f"'{one.spec.source}' needs '{one.spec.name}' as well → give it beside the changed value")
    parts = [(one, one.spec.parts, one.write(value or "")) for one, value in zip(siblings, found, strict=True)]
    separator = parts[0][1].separator if parts[0][1] else ""
    return separator.join(text + (part.ends if part else "") for _, part, text in parts)


def _as_json(text: str | None, kind: str) -> Any:
    if text is None or kind == "string":
        return text
    return text == "true" if kind == "boolean" else int(text)


def _put(target: dict[str, Any], source: str, value: Any) -> None:
    *path, last = source.split(".")
    for step in path:
        target = target.setdefault(step, {})
    target[last] = value


def revision(feed: Feed) -> str:
    """Twelve hex digits that change with the mapping file, its code lists or the engine's reading of them."""
    found = hashlib.sha256(_ENGINE)
    found.update(Path(feed.file).read_bytes())
    lists = {spec.code.split("/")[0] for spec in feed.mapping.fields if spec.code}
    lists |= {"kecamatan", "kelurahan"} if any(spec.region for spec in feed.mapping.fields) else set()
    for name in sorted(lists):
        found.update((schemas.schema_folder() / "kode" / f"{name}.csv").read_bytes())
    return found.hexdigest()[:12]
