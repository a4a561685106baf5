"""The hub of the pull tests, with what steering needs beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from simpul.links import pauses
from simpul.links.pauses import Pause
from simpul.operations import use_cases
from simpul.operations.jobs import request
from simpul.operations.jobs.request import JobRequest
from tests.ingest.pull.conftest import Hub, hub

__all__ = ["hub"]


@pytest.fixture
def soon(hub: Hub) -> datetime:
    """An hour from now, by the database's clock."""
    moment: datetime = hub.rows("select clock_timestamp()")[0] + timedelta(hours=1)
    return moment


def leave(hub: Hub, target: str, until: datetime) -> Pause:
    """Pause something."""
    return pauses.pause(hub.engine, hub.city, target, until=until, reason="server dipindahkan", actor="rina")


def ask(hub: Hub, kind: request.Kind = "pull", target: str = "uji.warga", **more: Any) -> JobRequest:
    """Ask for something."""
    return request.ask(hub.engine, hub.city, kind, target, actor="rina", **more)


def pass_by(hub: Hub, table: str, column: str, age: timedelta) -> None:
    """Make a moment lie ``age`` back."""
    with hub.engine.begin() as connection:
        connection.execute(text(f"update simpul.{table} set {column} = {column} - :age"), {"age": age})


def does(run_id: int | None = None, **outcome: Any) -> use_cases.Done[Any]:
    """What an errand came to."""
    return use_cases.Done(result=None, outcome=outcome, run_id=run_id)
