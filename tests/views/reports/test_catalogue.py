"""What is written about the reports, and which of their numbers are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from simpul.store.queries import query
from simpul.views import reports
from simpul.views.reports import small_counts


def test_the_how_to_names_every_report(repo: Path) -> None:
    """With the address and the question it answers."""
    told = (repo / "docs" / "how-to" / "laporan-bulanan.md").read_text("utf-8")
    for name, one in reports.REPORTS.items():
        assert name == "ringkasan" or (f"`/laporan/{name}`" in told and one.answers.id in told)


def test_every_kept_count_has_its_query() -> None:
    """Named after the report it is for."""
    kept = {name for one in reports.REPORTS.values() for name in one.kept}
    assert all(query(f"report_count_{name}") for name in kept)


def test_every_figure_says_what_it_means(repo: Path) -> None:
    """In both languages, and each report answers a question."""
    assert all(one.answers.id.endswith("?") and one.answers.en.endswith("?") for one in reports.REPORTS.values())


@pytest.mark.parametrize(
    ("grid", "across", "down", "hidden"),
    [
        # Nothing small, nothing hidden; zero is told.
        ([[9, 0]], False, False, set()),
        # A small one, told nowhere else.
        ([[9, 4]], False, False, {(0, 1)}),
        # Under a total the next smallest goes with it.
        ([[9], [3], [7], [19]], False, True, {(1, 0), (2, 0)}),
        # Two small ones hide each other.
        ([[2], [3], [7], [12]], False, True, {(0, 0), (1, 0)}),
        # Beside the sum of its row.
        ([[12, 2, 10, 0]], True, False, {(0, 1), (0, 2)}),
        # A total as small as its only part goes with it.
        ([[3], [3]], False, True, {(0, 0), (1, 0)}),
        # Rows and columns at once: the companion of one line needs one in the other.
        ([[12, 2, 10], [18, 9, 9], [30, 11, 19]], True, True, {(0, 1), (0, 2), (1, 1), (1, 2)}),
    ],
)
def test_small_counts_cannot_be_worked_out(
    grid: list[list[int]], across: bool, down: bool, hidden: set[tuple[int, int]]
) -> None:
    """No line that adds up keeps a single count to itself."""
    assert small_counts.hidden(grid, across=across, down=down) == hidden
