"""How the snapshot of the schema is asked to be written anew."""

from __future__ import annotations

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``./run test tests/store/test_schema.py --schema-write`` writes the schema the migrations make now."""
    parser.addoption("--schema-write", action="store_true", help="write the snapshot of the schema (not under CI)")


def pytest_configure(config: pytest.Config) -> None:
    """A schema is written by whoever changed it, knowing what; never by the checks."""
    if config.getoption("--schema-write", default=False) and os.environ.get("CI", "") == "true":
        raise pytest.UsageError("--schema-write is refused under CI: write the schema with the change, and commit it")
