"""Lists that somebody keeps under a name."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from simpul.cases import saved_views
from simpul.core.errors import NotPossible


def test_a_view_is_forgotten_by_its_owner_and_by_nobody_else(own_engine: Engine) -> None:
    """Its owner is told which one went; another person is told that there is none, and it stays."""
    saved_views.save(own_engine, name="Yang gawat", address="parah=critical", actor="ani")
    (kept,) = saved_views.saved(own_engine, actor="ani")
    with pytest.raises(NotPossible):
        saved_views.remove(own_engine, kept.id, actor="budi")
    assert saved_views.saved(own_engine, actor="ani") == (kept,)
    assert "Yang gawat" in saved_views.remove(own_engine, kept.id, actor="ani").id
    assert saved_views.saved(own_engine, actor="ani") == ()
