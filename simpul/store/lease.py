"""Who may commit for a (target, partition): a lease with a fencing token, on the database's clock.

The token is the safety: every commit compares it. The rest is courtesy: a lease ends by itself after ``SECONDS``, and
earlier when its holder's own connection is gone, which the database knows because it holds a session lock there.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, text

from simpul.core.errors import AlreadyRunning, LeaseLost
from simpul.store.queries import query

SECONDS = 120.0


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The right to commit for ``(target, partition)`` while ``token`` is the current one."""

    target: str
    partition: str
    token: int
    #: Open as long as we live; its end tells others that we are gone.
    sign_of_life: Connection = field(repr=False, compare=False)

    @property
    def names(self) -> dict[str, object]:
        """Parameters of the lease queries."""
        return {"target": self.target, "partition": self.partition, "token": self.token, "seconds": SECONDS}


def acquire(engine: Engine, target: str, partition: str = "all") -> Lease:
    """Take the lease. AlreadyRunning if a living worker holds it; names that worker."""
    connection = engine.connect()
    try:
        with connection.begin():
            token = _take(connection, target, partition)
    except BaseException:
        connection.close()
        raise
    return Lease(target=target, partition=partition, token=token, sign_of_life=connection)


def _take(connection: Connection, target: str, partition: str) -> int:
    names = {"target": target, "partition": partition}
    connection.execute(text(query("lease_make")), names)
    found = connection.execute(text(query("lease_look")), names).first()
    if found is None:
        # Its row is locked: a living worker is committing or taking it at this moment.
        raise AlreadyRunning(f"{target} ({partition}) is being worked on by another worker")
    if found.valid and not connection.execute(text(query("lease_alone")), {**names, "token": found.token}).scalar():
        raise AlreadyRunning(f"{target} ({partition}) is being worked on by {found.holder}")
    values = {**names, "holder": f"{socket.gethostname()}:{os.getpid()}", "seconds": SECONDS}
    token = int(connection.execute(text(query("lease_take")), values).scalar_one())
    connection.execute(text(query("lease_live")), {**names, "token": token})
    return token


def check(connection: Connection, lease: Lease) -> None:
    """Compare the token inside a transaction that is about to commit, and renew. LeaseLost if it is not ours.

    The row stays locked until the transaction ends, so nobody can take the lease between this check and the commit.
    """
    if connection.execute(text(query("lease_check")), lease.names).first() is None:
        raise LeaseLost(
            f"the lease of {lease.target} ({lease.partition}) went to another worker; nothing was committed"
        )


def renew(engine: Engine, lease: Lease) -> None:
    """Push the end of the lease out, between commits. LeaseLost if it is not ours any more."""
    with engine.begin() as connection:
        check(connection, lease)


def release(lease: Lease) -> None:
    """Give the lease back, if it is still ours; the next worker need not wait for its end."""
    try:
        with lease.sign_of_life.begin():
            lease.sign_of_life.execute(text(query("lease_release")), lease.names)
    finally:
        lease.sign_of_life.close()


@contextmanager
def held(engine: Engine, target: str, partition: str = "all") -> Iterator[Lease]:
    """The lease for the length of a ``with``."""
    lease = acquire(engine, target, partition)
    try:
        yield lease
    finally:
        release(lease)
