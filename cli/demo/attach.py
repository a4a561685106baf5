"""One demo per home, and how a second terminal finds the demo that runs there."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from simpul.core.errors import AlreadyRunning

LOCK, OFFER = "demo.lock", "demo.env.json"


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the home for ourselves; AlreadyRunning naming the process that holds it."""
    with (home / LOCK).open("a+") as file:
        if not _lock(file.fileno()):
            file.seek(0)
            raise AlreadyRunning(
                f"demo lain memakai {home} (proses {file.read().strip()}) / another demo uses this home"
                " → hentikan dengan Ctrl-C, atau SIMPUL_HOME=/folder/lain ./run demo"
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            (home / OFFER).unlink(missing_ok=True)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def offer(home: Path, env: Mapping[str, str]) -> None:
    """Leave the addresses and secrets of the running demo where only the owner of the home can read them."""
    ours = {name: value for name, value in env.items() if name.startswith("SIMPUL_")}
    file = home / OFFER
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(ours, out)


def attach(home: Path) -> bool:
    """Take over the environment of the demo that runs on ``home``, if one does; what the user set stays."""
    with suppress(OSError, ValueError), (home / LOCK).open() as file:
        if _lock(file.fileno()):
            # Nobody holds it: the demo is gone, and with it what it offered.
            return False
        for name, value in json.loads((home / OFFER).read_text()).items():
            os.environ.setdefault(name, value)
        return True
    return False
