"""How the golden town is asked to write its digests anew."""

from __future__ import annotations

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``./run test tests/journeys --golden-write`` writes the digests of what the town leaves now."""
    parser.addoption("--golden-write", action="store_true", help="write the golden town's digests (not under CI)")


def pytest_configure(config: pytest.Config) -> None:
    """Digests are written by whoever changed something, knowing what; never by the checks."""
    if config.getoption("--golden-write", default=False) and os.environ.get("CI", "") == "true":
        raise pytest.UsageError(
            "--golden-write is refused under CI: write the digests with the change, and commit them"
        )
