"""Leases."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from simpul.core.errors import AlreadyRunning, LeaseLost
from simpul.store import lease


def _expire(engine: Engine, target: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("update simpul.lease set expires_at = '-infinity' where target = :t"), {"t": target})


def test_one_holder(engine: Engine) -> None:
    """While one worker holds it, another is told so; after the release it goes on at once."""
    first = lease.acquire(engine, "a.b")
    with pytest.raises(AlreadyRunning, match="being worked on"):
        lease.acquire(engine, "a.b")
    other = lease.acquire(engine, "a.b", "12.71.09")
    lease.release(first)
    second = lease.acquire(engine, "a.b")
    assert second.token == first.token + 1
    lease.release(second)
    lease.release(other)


def test_zombie_is_fenced(engine: Engine) -> None:
    """A worker that slept past its lease wakes to find that it may not commit, renew or release."""
    zombie = lease.acquire(engine, "c.d")
    _expire(engine, "c.d")
    owner = lease.acquire(engine, "c.d")
    with pytest.raises(LeaseLost), engine.begin() as connection:
        lease.check(connection, zombie)
    with pytest.raises(LeaseLost):
        lease.renew(engine, zombie)
    lease.release(zombie)
    lease.renew(engine, owner)
    lease.release(owner)


def test_a_dead_holder_is_followed_at_once(engine: Engine) -> None:
    """When the holder's connection is gone nobody waits for the lease to end by itself."""
    dead = lease.acquire(engine, "e.f")
    dead.sign_of_life.close()
    with lease.held(engine, "e.f") as living, engine.begin() as connection:
        assert living.token == dead.token + 1
        lease.check(connection, living)


def test_a_commit_in_progress_is_not_waited_for(engine: Engine) -> None:
    """A second worker answers at once, even while the first is in the middle of a commit."""
    with lease.held(engine, "g.h") as ours, engine.begin() as connection:
        lease.check(connection, ours)
        with pytest.raises(AlreadyRunning):
            lease.acquire(engine, "g.h")
