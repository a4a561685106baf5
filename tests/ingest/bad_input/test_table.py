"""The table of bad input names tests that exist."""

from __future__ import annotations

import re

from tests.ingest.bad_input.conftest import REPO

TABLE = REPO / "docs" / "reference" / "bad-input.md"


def test_every_line_of_the_table_is_proven() -> None:
    """Each line ends with a test, and that test is there."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if re.match(r"\| (?!input )", line)]
    assert len(lines) > 30
    for line in lines:
        named = re.search(r"`(tests/[\w/]+\.py)::(\w+)` \|$", line)
        assert named, line
        assert f"def {named[2]}(" in (REPO / named[1]).read_text("utf-8"), line


def test_every_test_of_bad_input_is_in_the_table() -> None:
    """Nothing that is proven here is left out of the table, but what only refines a line."""
    page = TABLE.read_text("utf-8")
    refining = {
        "test_a_new_column_named_after_a_person_is_masked",
        "test_complaints_where_the_flag_and_reporter_are_not_sent",
    }
    files = [
        path for path in (REPO / "tests" / "ingest" / "bad_input").glob("test_*.py") if path.name != "test_table.py"
    ]
    names = {name for path in files for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)}
    assert {name for name in names - refining if name not in page} == set()
