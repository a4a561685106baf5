"""What the settings tell of a link: host, limits and where its secrets live, never what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from simpul.config.settings import City
from simpul.core.model import SecretRef, System


@dataclass(frozen=True, kw_only=True)
class LinkFacts:
    """A link as its mapping says."""

    system: System
    #: Host and port; empty for a folder or an unset address.
    host: str
    folder: bool
    auth: str
    #: Secret's name → (``env`` or ``file``, its name).
    secrets: Mapping[str, tuple[str, str]]


def links(city: City) -> list[LinkFacts]:
    """Every link in the order of the pages."""
    return [_facts(system) for system in sorted(city.systems.values(), key=lambda one: (one.rank, one.name))]


def _facts(system: System) -> LinkFacts:
    return LinkFacts(
        system=system,
        host=_host(system.address),
        folder=bool(system.address) and "://" not in system.address,
        auth=str(system.auth.get("kind", "none")),
        secrets=dict(_secrets("", system.auth)),
    )


def _host(address: str) -> str:
    """No path, query or password: those may hold what nobody should read here."""
    if "://" not in address:
        return ""
    try:
        parts = urlsplit(address)
        return f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return ""


def _secrets(name: str, value: Any) -> Iterator[tuple[str, tuple[str, str]]]:
    if isinstance(value, SecretRef):
        yield name, ("file", value.file) if value.file else ("env", value.env)
    elif isinstance(value, Mapping):
        for part, inner in value.items():
            yield from _secrets(part, inner)
