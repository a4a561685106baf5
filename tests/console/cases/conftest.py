"""A town with two live cases, the console over it, and an officer signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from simpul.testing.town import COPY, SITI, SITI_COPY, Town, applicant, town


@pytest.fixture
def here(own_engine: Engine) -> Town:
    """Siti's address and name at the one-door service were changed by somebody: two live cases."""
    made = Town.settled(own_engine, city=town(window=timedelta(minutes=10)))
    made.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2", nama_lengkap="SITI AMINA"))
    made.compare()
    return made
