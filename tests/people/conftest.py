"""People of a town: an administrator, and officers of several offices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from simpul.people import accounts
from simpul.people.model import Person

PASSWORD = "empat kuda makan di sawah"
Add = Callable[..., Person]


@pytest.fixture
def add(own_engine: Engine) -> Add:
    """Add somebody who has the password of these tests."""

    def make(username: str, *roles: str, unit: str = "WD", **more: Any) -> Person:
        person = accounts.add(
            own_engine, username=username, name=f"Nama {username}", unit=unit, roles=roles or ("viewer",), actor="root",
            **more,
        )  # fmt: skip
        accounts.set_password(own_engine, person.id, PASSWORD, actor="root")
        return person

    return make
