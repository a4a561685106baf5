"""Refusals with fixed words, to keep under a name: each raise makes a new error.

An error itself, kept and raised again, would keep every frame it passes and all that was typed in them.
"""

from __future__ import annotations

from simpul.core.errors import NotPossible
from simpul.core.i18n import Words


class Refusal(NotPossible):
    """Base of every refusal with fixed words; the words stand on the class."""

    def __init__(self) -> None:
        super().__init__(self.words)

    def __reduce__(self) -> tuple[type[NotPossible], tuple[Words]]:
        # Made by a call, the class has no importable name to be found again by.
        return NotPossible, (self.words,)


def refusal(words: Words) -> type[Refusal]:
    """A kind of refusal that says ``words``."""
    return type("NotPossible", (Refusal,), {"words": words, "__module__": __name__})
