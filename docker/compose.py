"""docker-compose.yml as plain values: defaults put in, services in the order they may start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parent.parent / "docker-compose.yml"
_VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?::-([^}]*))?\}")


def load(environment: Mapping[str, str]) -> dict[str, Any]:
    """The file with ``${NAME:-default}`` put in and ``$$`` made ``$``, as Compose does."""
    return _filled(yaml.safe_load(FILE.read_text(encoding="utf-8")), environment)


def _filled(value: Any, environment: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, environment) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, environment) for one in value]
    if not isinstance(value, str):
        return value
    return _VARIABLE.sub(lambda found: "$" if found[0] == "$$" else environment.get(found[1]) or found[2] or "", value)


def in_order(composed: Mapping[str, Any], profile: str) -> list[str]:
    """Services of a profile, each after what it depends on."""
    services = {name: one for name, one in composed["services"].items() if profile in one["profiles"]}
    return list(
        TopologicalSorter({name: list(one.get("depends_on", ())) for name, one in services.items()}).static_order()
    )


def shell(words: list[str]) -> list[str]:
    """A health test as a command to run."""
    return ["sh", "-c", words[1]] if words[0] == "CMD-SHELL" else words[1:]
