"""Named points at which a test may kill the real process, to prove that nothing is lost there."""

from __future__ import annotations

import os
import signal

_visits: dict[str, int] = {}


def killpoint(name: str) -> None:
    """Die here (SIGKILL) on the n-th visit when ``SIMPUL_KILL=name:n``; otherwise nothing."""
    wanted = os.environ.get("SIMPUL_KILL")
    if not wanted:
        return
    target, _, visit = wanted.partition(":")
    _visits[name] = _visits.get(name, 0) + 1
    if target == name and _visits[name] == int(visit or 1):
        os.kill(os.getpid(), signal.SIGKILL)
