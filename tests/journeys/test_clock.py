"""The clock of the golden town: what the town leaves can only be equal if every look at it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.journeys.clock import BEGIN, REPO, Clock, environment

#: What threads of a server do beside looking: each looks at the clock inside the library, without Python's lock.
LOOKS = """
import collections, json, os, threading, time
def waits():
    lock = threading.Lock()
    lock.acquire()
    while True:
        lock.acquire(timeout=0.0001)
def stats():
    while True:
        os.stat(os.devnull)
for beside in (waits, waits, waits, stats):
    threading.Thread(target=beside, daemon=True).start()
seen = collections.Counter()
end = time.monotonic() + 6
while time.monotonic() < end:
    for _ in range(1000):
        seen[time.time()] += 1
print(json.dumps(list(seen.items())), flush=True)
os._exit(0)
"""


def test_every_look_of_every_thread_sees_the_moment_that_was_set(tmp_path: Path) -> None:
    """Threads that look at the clock at once all see the moment it stands at, none the machine's own."""
    clock = Clock(file=tmp_path / "clock")
    clock.set(BEGIN)
    words = [sys.executable, "-c", LOOKS]
    done = subprocess.run(
        words, env=environment(clock.file), cwd=REPO, capture_output=True, text=True, check=True, timeout=120
    )
    seen = dict(json.loads(done.stdout))
    assert sum(seen.values()) > 10_000
    assert set(seen) == {BEGIN.timestamp()}, seen
