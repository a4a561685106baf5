"""YAML files whose every value knows its file and line, and readers that refuse what they do not expect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from simpul.core.errors import BadConfig
from simpul.core.model import SecretRef
from simpul.core.suggest import did_you_mean

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d+)\s*([smhd])")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML without the traps: ``on``, ``off``, ``yes`` and ``no`` stay words."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True, kw_only=True)
class Node:
    """One YAML value and where it stands; ``value`` is a dict or list of nodes, or a scalar."""

    value: Any
    file: str
    line: int

    def fail(self, message: str, hint: str = "") -> BadConfig:
        """The error to raise about this value."""
        return BadConfig(message, file=self.file, line=self.line, hint=hint)

    def get(self, key: str) -> Node | None:
        """A key of a mapping; None when it is absent or null."""
        found = self.section().get(key)
        return None if found is None or found.value is None else found

    def need(self, key: str) -> Node:
        """A key that must be there."""
        found = self.get(key)
        if found is None:
            raise self.fail(f"missing '{key}'", f"add a line '{key}: …' here")
        return found

    def section(self) -> dict[str, Node]:
        """The keys of a mapping."""
        if not isinstance(self.value, dict):
            raise self.fail(f"expected a mapping, found {self.shown()}")
        return self.value

    def items(self) -> list[Node]:
        """The members of a list; one single value counts as a list of one."""
        if isinstance(self.value, dict):
            raise self.fail("expected a list, found a mapping")
        return self.value if isinstance(self.value, list) else [self]

    def text(self) -> str:
        """A scalar as text."""
        if not isinstance(self.value, str):
            raise self.fail(f"expected text, found {self.shown()}", "put it in quotes")
        return self.value

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def boolean(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.fail(f"expected true or false, found {self.shown()}")
        return self.value

    def integer(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.fail(f"expected a whole number, found {self.shown()}")
        return self.value

    def number(self) -> float:
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            raise self.fail(f"expected a number, found {self.shown()}")
        return float(self.value)

    def day(self) -> date:
        if type(self.value) is not date:
            raise self.fail(f"expected a date like 2027-12-31, found {self.shown()}")
        return self.value

    def duration(self) -> timedelta:
        """``20s``, ``5m``, ``24h``, ``30d``."""
        match = _DURATION.fullmatch(str(self.value))
        if not match:
            raise self.fail(f"expected a duration like 30s, 5m, 24h or 30d, found {self.shown()}")
        return timedelta(seconds=int(match[1]) * _UNITS[match[2]])

    def choice(self, options: Iterable[str]) -> str:
        """One word of a closed list."""
        known = tuple(options)
        if self.value not in known:
            raise self.fail(f"{self.shown()} is not one of {', '.join(known)}", did_you_mean(str(self.value), known))
        return str(self.value)

    def only(self, keys: Iterable[str]) -> Node:
        """This mapping, refused if it holds a key that nobody reads."""
        known = tuple(keys)
        for key, member in self.section().items():
            if key not in known:
                raise member.fail(f"unknown key '{key}'", did_you_mean(key, known))
        return self

    def plain(self) -> Any:
        """The value without marks; ``{env: X}`` and ``{file: X}`` become references to a secret."""
        if isinstance(self.value, list):
            return tuple(item.plain() for item in self.value)
        if not isinstance(self.value, dict):
            return self.value
        if len(self.value) == 1 and set(self.value) <= {"env", "file"}:
            return SecretRef(**{key: member.text() for key, member in self.value.items()})
        return {key: member.plain() for key, member in self.value.items()}

    def shown(self) -> str:
        kind = {dict: "a mapping", list: "a list", type(None): "nothing"}.get(type(self.value))
        return kind or f"'{self.value}'"


def read(path: Path) -> Node:
    """The file as marked values; an empty file is an empty mapping.

    Raises:
        BadConfig: the file is missing, not UTF-8, not YAML, or holds a key twice.
    """
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        found = loader.get_single_node()
        return Node(value={}, file=str(path), line=1) if found is None else _marked(loader, found, str(path))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", "") or str(error)
        raise BadConfig(f"not YAML: {problem}", file=str(path), line=mark.line + 1 if mark else 1) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(f"cannot be read: {error}", file=str(path), line=1) from error


def _marked(loader: Any, node: yaml.Node, file: str) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return Node(value=dict(_members(loader, node, file)), file=file, line=line)
    if isinstance(node, yaml.SequenceNode):
        return Node(value=[_marked(loader, item, file) for item in node.value], file=file, line=line)
    return Node(value=loader.construct_object(node), file=file, line=line)


def _members(loader: Any, node: yaml.MappingNode, file: str) -> Iterator[tuple[str, Node]]:
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in seen:
            raise BadConfig(f"key '{key}' stands twice", file=file, line=line, hint=f"first in line {seen[key]}")
        seen[key] = line
        marked = _marked(loader, value_node, file)
        # A nested value is reported at its key: that is the line an editor must go to.
        yield key, Node(value=marked.value, file=file, line=line)
