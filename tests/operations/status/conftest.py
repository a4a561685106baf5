"""Fixtures of a small city whose database a test fills."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.operations.status.facts import Facts


@pytest.fixture
def facts(own_engine: Engine) -> Facts:
    """Facts of a database of the test's own."""
    return Facts(own_engine)
