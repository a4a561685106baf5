"""How connections to databases are made."""

from __future__ import annotations

import ast
from pathlib import Path

#: What is shipped or run beside it; a test's own engine logs nothing but made-up values.
FOLDERS = ("simpul", "adapters", "cli", "monitoring", "dags", "docker", "benchmarks", "sandbox", "tools")
MAKERS = ("create_engine", "create_async_engine", "engine_from_config")


def test_no_engine_shows_what_was_bound_to_a_statement(repo: Path) -> None:
    """Every SQLAlchemy engine hides its parameters: a message of the database ends in a log."""
    files = [path for folder in FOLDERS for path in sorted((repo / folder).rglob("*.py"))]
    made = [
        (f"{path.relative_to(repo)}:{node.lineno}", {word.arg: ast.unparse(word.value) for word in node.keywords})
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in MAKERS
    ]
    assert len(made) >= 4, "the search finds none"
    assert [place for place, words in made if words.get("hide_parameters") != "True"] == []
