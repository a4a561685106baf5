"""A town with two live cases, the console over it, and an officer signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from simpul.testing.town import COPY, SITI, SITI_COPY, Town, applicant, town
from tests.console.browser import Browser
from tests.console.conftest import Served

Serve = Callable[..., Served]


@pytest.fixture
def here(own_engine: Engine) -> Town:
    """Siti's address and name at the one-door service were changed by somebody: two live cases."""
    made = Town.settled(own_engine, city=town(window=timedelta(minutes=10)))
    made.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2", nama_lengkap="SITI AMINA"))
    made.compare()
    return made


@pytest.fixture
def served(here: Town, serve: Serve) -> Served:
    """The console over that town."""
    return serve(here.engine, here.city)


@pytest.fixture
def ani(served: Served) -> Browser:
    """A case officer of the whole city."""
    return served.sign_in("case_officer", username="ani")
