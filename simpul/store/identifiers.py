"""Names in SQL: quoted here, put into named queries here and nowhere else.

A value from outside is never put into a statement but bound to it. What is filled in is a name of ours (an entity, a
field of a schema, a role) or a piece made here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from simpul.store.queries import query


def quoted(name: str) -> str:
    """A name as PostgreSQL takes it whatever it is made of."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def listed(names: Iterable[str], *, of: str = "", kind: str = "") -> str:
    """Quoted names with commas between them; ``of``: the table's alias, ``kind``: a type each is cast to."""
    alias, cast = (f"{of}." if of else ""), (f"::{kind}" if kind else "")
    return ", ".join(f"{alias}{quoted(name)}{cast}" for name in names)


def shaped(name: str, parts: Mapping[str, str]) -> str:
    """The named query with ``{part}`` filled in, one part after the other, so that a part may hold another."""
    return filled(query(name), parts)


def filled(words: str, parts: Mapping[str, str]) -> str:
    """A piece of SQL with ``{part}`` filled in; other braces (``'{}'``, ``[0-9]{2}``) stay as they are."""
    for part, piece in parts.items():
        words = words.replace("{" + part + "}", piece)
    return words


def bare(name: str) -> str:
    """A named query without its comments: it becomes part of a line."""
    return re.sub(r"^--.*\n", "", query(name), flags=re.MULTILINE)
