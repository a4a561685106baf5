"""The watcher as a process, without its database, and towards an outside monitor."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Engine

from simpul.operations.alerts import heartbeat, watch
from simpul.operations.alerts.cycle import turn
from simpul.operations.alerts.model import Route
from simpul.operations.alerts.watch import Watcher
from simpul.store import engine as db
from tests.operations.alerts.conftest import Inbox
from tests.operations.status.facts import Facts, a_city


def test_a_dead_database_is_told_from_memory(facts: Facts, route: Route, web: Inbox) -> None:
    """After three blind turns every known route hears it, once, and hears when it is back."""
    said: list[str] = []
    watcher = Watcher(engine=facts.engine, city=a_city(), say=said.append)
    assert watcher.once() is not None
    watcher.engine = db.engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    for _ in range(4):
        assert watcher.once() is None
    assert [body["title"] for _, body in web.got] == ["[KRITIS] Simpul"]
    assert "Basis data Simpul tidak terjangkau" in web.texts[0]
    assert len(said) == 4
    watcher.engine = facts.engine
    assert watcher.once() is not None
    assert "terjangkau lagi" in web.texts[1]


def test_the_watcher_goes_on_until_it_is_stopped(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn after turn, and it ends when it is asked to."""
    turns = threading.Semaphore(0)
    monkeypatch.setattr(Watcher, "once", lambda self: turns.release())
    watcher = Watcher(engine=facts.engine, city=a_city(), every=0.01)
    thread = threading.Thread(target=watcher.watch)
    thread.start()
    assert turns.acquire(timeout=20)
    assert turns.acquire(timeout=20)
    watcher.stop.set()
    thread.join(20)
    assert not thread.is_alive()


def test_the_outside_monitor_hears_of_good_turns_only(
    facts: Facts, web: Inbox, monkeypatch: pytest.MonkeyPatch, own_engine: Engine
) -> None:
    """Silence itself is an alarm: without a good turn nothing is sent, and whether it was heard is kept."""
    monkeypatch.setenv(heartbeat.ENV, f"http://127.0.0.1:{web.port}/jantung")
    assert turn(own_engine, a_city()).outside_ok is True
    assert [(path, body["text"]) for path, body in web.got] == [("/jantung", "watchdog ok")]
    Watcher(engine=db.engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing"), city=a_city(), say=print).once()
    assert len(web.got) == 1
    web.status = 500
    assert turn(own_engine, a_city()).outside_ok is False
    monkeypatch.setenv(heartbeat.ENV, "http://127.0.0.1:1/jantung")
    assert turn(own_engine, a_city()).outside_ok is False


def test_a_route_that_cannot_be_reached_is_no_end(facts: Facts, route: Route, web: Inbox) -> None:
    """Not even without a database does a refused message stop the watcher."""
    web.status = 500
    said: list[str] = []
    watcher = Watcher(engine=facts.engine, city=a_city(), say=said.append)
    watcher.once()
    watcher.engine = db.engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    for _ in range(watch.BLIND):
        watcher.once()
    assert said[-1] == "hook: HTTP 500"
