"""The page about the house says what the imports say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import rooms

FOUND = rooms.rooms()


def test_the_picture_and_the_table_are_those_of_the_imports(repo: Path) -> None:
    """Drawn anew, both are what is stored: ``python -m tools.rooms`` after a change."""
    page = (repo / "docs" / "architecture.md").read_text("utf-8")
    assert rooms.table(FOUND) == page.partition(rooms.BEGIN)[2].partition(rooms.END)[0].strip()
    assert rooms.picture(FOUND) == (repo / "docs" / "architecture.svg").read_text("utf-8")


def test_two_rooms_that_import_each_other_are_refused() -> None:
    """A circle has no floors."""
    with pytest.raises(ValueError, match="a circle of rooms: a, b"):
        rooms.floors({"a": frozenset({"b"}), "b": frozenset({"a"}), "c": frozenset()})


def test_every_room_says_what_is_in_it() -> None:
    """The line of the table is a sentence."""
    assert {room: said for room in FOUND if not (said := rooms.purpose(room)).endswith(".")} == {}


def _paths(text: str) -> set[str]:
    return set(
        re.findall(r"`((?:simpul|cli|monitoring|adapters|schemas|rules|mappings|tests|tools|sandbox)/[\w/.*-]*)`", text)
    )


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_place_named_is_there(repo: Path, page: str) -> None:
    """A file or folder that a page sends to exists."""
    named = _paths((repo / page).read_text("utf-8"))
    assert len(named) > 8
    assert {path for path in named if not list(repo.glob(path.rstrip("/")))} == set()


def test_what_is_changed_lies_in_one_room(repo: Path) -> None:
    """Each line of "to change … go to …" leads to places of one room, or of one folder beside the engine."""
    table = (repo / "CONTRIBUTING.md").read_text("utf-8").partition("## To change")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ") and "`" in line]
    assert len(lines) >= 10
    for line in lines:
        rooms_named = {"/".join(path.split("/")[: 2 if path.startswith("simpul/") else 1]) for path in _paths(line)}
        assert len(rooms_named) == 1, line
