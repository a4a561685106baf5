"""A mapping in both directions: text rows to canonical rows, canonical values to the source's own members."""

from __future__ import annotations

from simpul.mapping.apply import Mapped, apply, digest_columns
from simpul.mapping.write import revision, write

__all__ = ["Mapped", "apply", "digest_columns", "revision", "write"]
