"""How the golden town is asked to write its digests anew."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``./run test tests/journeys --golden-write`` writes the digests of what the town leaves now."""
    parser.addoption("--golden-write", action="store_true", help="write the golden town's digests (not under CI)")
