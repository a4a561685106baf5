"""Live progress of the demo: one block that renews itself on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.demo.watch import Seen
from cli.output import language, say
from simpul.config.settings import City
from simpul.core.i18n import number

if TYPE_CHECKING:
    from rich.live import Live

#: Seconds between two plain lines, before and after the first cycle.
OFTEN, SELDOM = 5.0, 60.0


class Screen:
    """Shows what the hub's tables say."""

    def __init__(self, city: City, *, began: float) -> None:
        self._city, self._began = city, began
        self._said, self._every = 0.0, OFTEN
        self._live: Live | None = None

    @contextmanager
    def on(self, *, seldom: bool = False) -> Iterator[None]:
        """Take the terminal for the block, if there is one. ``seldom``: plain lines far apart."""
        self._every = SELDOM if seldom else OFTEN
        if not sys.stdout.isatty():
            yield
            return
        from rich.live import Live

        with Live(refresh_per_second=2, transient=True) as self._live:
            yield
        self._live = None

    def show(self, seen: Seen, waits: Sequence[str]) -> None:
        """Show one look at the hub and what the first cycle still waits for."""
        if self._live is not None:
            self._live.update("\n".join([*self._lines(seen), *(f"… {wait}" for wait in waits)]))
            return
        now = time.monotonic()
        if now - self._said >= self._every:
            self._said = now
            waiting = f" … {'; '.join(waits)}" if waits else ""
            print(f"[{now - self._began:5.0f} s] {self._sentence(seen)}{waiting}", flush=True)

    def _sentence(self, seen: Seen) -> str:
        parts = {
            say("diterapkan", "applied"): seen.applied,
            say("karantina", "quarantined"): sum(row.quarantined_values for row in seen.pulls().values()),
            say("ketidaksesuaian", "cases"): seen.open_cases,
            say("perubahan terbukti sampai", "changes verified"): seen.verified,
        }
        return ", ".join(f"{name} {number(value, language())}" for name, value in parts.items())

    def _lines(self, seen: Seen) -> Iterator[str]:
        yield f"{self._sentence(seen)}   ({time.monotonic() - self._began:.0f} s)"
        pulls = seen.pulls()
        for feed in self._city.feeds.values():
            row = pulls.get(feed.name)
            if not feed.enabled or row is None:
                continue
            mark = "✓" if feed.name in seen.passed else "↻" if row.running else "·"
            yield f" {mark} {feed.name:<22} {number(row.read, language()):>12}  → {number(row.applied, language()):>12}"
