"""Which counts are left out of a table so that none that is small can be read from it or worked out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from simpul.views.reports.shape import SMALL

Place = tuple[int, int]


def hidden(grid: Sequence[Sequence[int]], *, across: bool, down: bool) -> set[Place]:
    """Places of small counts, and of those that would give them away.

    ``across``: the first of a row is the sum of the others; ``down``: the last of a column is. A single hidden count of
    a line that adds up is the difference of the rest, so another one goes with it.
    """
    found = {(row, place) for row, counts in enumerate(grid) for place, count in enumerate(counts) if 0 < count < SMALL}
    lines = _lines(grid, across=across, down=down)
    while more := {extra for line in lines if (extra := _companion(grid, line, found)) is not None}:
        found |= more
    return found


def _lines(grid: Sequence[Sequence[int]], *, across: bool, down: bool) -> list[list[Place]]:
    width = len(grid[0]) if grid else 0
    rows = [[(row, place) for place in range(width)] for row in range(len(grid))] if across else []
    columns = [[(row, place) for row in range(len(grid))] for place in range(width)] if down else []
    return list(chain(rows, columns))


def _companion(grid: Sequence[Sequence[int]], line: Sequence[Place], found: set[Place]) -> Place | None:
    """The smallest other count of a line in which only one is hidden; zeros hide nothing."""
    if len(found.intersection(line)) != 1:
        return None
    others = [(grid[row][place], (row, place)) for row, place in line if (row, place) not in found]
    others = [one for one in others if one[0] > 0]
    return min(others)[1] if others else None
