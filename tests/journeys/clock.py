"""A clock that stands still until it is moved on, for every process of the town, its database included.

So what the town leaves does not depend on the day, the hour or the speed of the machine it is made on.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent
#: Debian's libfaketime: installed, or unpacked by ``./run``. Of its two libraries the one that lets one thread look at
#: a time: of the other's looks a few in a million, those that meet another's, get the machine's own time (measured).
LIBRARY = "libfaketimeMT.so.1"
PLACES = (Path("/usr/lib"), REPO / ".venv" / "tools" / "usr" / "lib")

#: A Thursday, 10.00 in Medan.
BEGIN = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
#: What would move or change the clock a second time, or the town with it.
_NOT_OURS = ("LD_PRELOAD", "FAKE", "NO_FAKE", "SIMPUL_", "AIRFLOW", "PG", "PYTHONPATH", "COLUMNS", "LINES")


class NoClock(Exception):
    """The library that holds the clock is not there."""


@dataclass(kw_only=True)
class Clock:
    """The file every process reads the moment from."""

    file: Path
    now: datetime = BEGIN

    def set(self, moment: datetime) -> None:
        """Every process sees ``moment`` from its next look on."""
        self.now = moment
        half = self.file.with_suffix(".new")
        half.write_text(f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}\n")
        half.chmod(0o644)
        half.rename(self.file)

    def forward(self, **by: float) -> None:
        """Move on, e.g. ``minutes=1``."""
        self.set(self.now + timedelta(**by))


def library() -> Path:
    """The library that holds the clock; NoClock says how to get it."""
    for place in PLACES:
        for found in sorted(place.glob(f"*/faketime/{LIBRARY}")):
            return found
    raise NoClock("libfaketime is missing → ./run test, or sudo apt-get install --no-install-recommends libfaketime")


def environment(clock: Path, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of a process that lives by ``clock``, with nothing in it that depends on who starts it."""
    # Beside the clock, where the database's own account can read it.
    held = shutil.copy(library(), clock.parent)
    return dict(_plain(given)) | {
        "LD_PRELOAD": str(held),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        # Read at every look: a moment that is moved on is seen at once.
        "FAKETIME_NO_CACHE": "1",
        # Time-outs and waits are measured by the machine's own clock.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # Else a wait for another thread lasts a hundred times as long (measured).
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        "PYTHONPATH": os.pathsep.join((str(HERE / "still"), str(REPO))),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        **dict.fromkeys(("USER", "LOGNAME", "LNAME", "USERNAME"), "golden"),
    }


def _plain(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((name, value) for name, value in given.items() if not name.startswith(_NOT_OURS))
