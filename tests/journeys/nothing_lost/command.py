"""The real ``simpul`` command in real processes, with small portions.

Small pages and small commit groups make a small city need as many commits as a big one; nothing else differs from
``./run``. Processes are forked from one that has imported everything already, so that starting one takes no time.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

#: What a process imports before it is forked: everything a command would import on its way.
PRELOAD = [
    *("adapters.dukcapil", "adapters.files", "adapters.rest", "adapters.soap", "cli.app"),
    *(
        "simpul.compare.comparison",
        "simpul.delivery.deliver",
        "simpul.ingest.pull",
        "tests.journeys.nothing_lost.command",
    ),
]
GROUP_ROWS, CHUNK = 60, 250
LONGEST = 120.0
_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a process ended: its exit code (negative: the signal), the codes of its commands, what it said."""

    code: int
    codes: tuple[int, ...]
    out: str
    err: str


@dataclass(frozen=True, kw_only=True)
class Running:
    """A process of the hub, under way."""

    process: ForkServerProcess
    said: Path = field(repr=False)

    def kill(self) -> None:
        """-9."""
        pid = self.process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    def alive(self) -> bool:
        return self.process.is_alive()

    def ended(self) -> Ended:
        """Wait for its end."""
        self.process.join(LONGEST)
        code = self.process.exitcode
        assert code is not None, f"still running after {LONGEST:.0f} s: {self.said.with_suffix('.err').read_text()}"
        out = self.said.with_suffix(".out").read_text(encoding="utf-8")
        err = self.said.with_suffix(".err").read_text(encoding="utf-8")
        last = out.strip().splitlines()[-1:] if code >= 0 else []
        codes = tuple(json.loads(last[0])) if last and last[0].startswith("[") else ()
        return Ended(code=code, codes=codes, out=out, err=err)


@contextmanager
def ready_to_fork(repo: Path) -> Iterator[None]:
    """The process from which the others are forked."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(repo))
        from multiprocessing import forkserver

        forkserver.ensure_running()
    yield


def start(commands: Sequence[str], environment: Mapping[str, str], folder: Path) -> Running:
    """Start one process that runs ``commands``, one after another."""
    said = folder / f"process{next(_numbers)}"
    words = [command.split() for command in commands]
    process = multiprocessing.get_context("forkserver").Process(target=run, args=(words, dict(environment), str(said)))
    process.start()
    return Running(process=process, said=said)


def run(commands: list[list[str]], environment: dict[str, str], said: str) -> None:
    """In the new process: run the commands; exits with the code of the last that did not end with 0."""
    os.environ.clear()
    os.environ.update(environment)
    for number, suffix in ((1, ".out"), (2, ".err")):
        os.dup2(os.open(said + suffix, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    _small_portions(Path(environment["NOTHING_LOST_MAPPINGS"]))
    codes = [_one(words) for words in commands]
    sys.stdout.write(f"{json.dumps(codes)}\n")
    sys.stdout.flush()
    sys.exit(next((code for code in reversed(codes) if code), 0))


def _small_portions(mappings: Path) -> None:
    from simpul.compare import comparison as compare
    from simpul.config import settings as config
    from simpul.ingest import prefetch as reading

    config.SHIPPED = mappings
    reading.GROUP_ROWS = GROUP_ROWS
    (compare.compare.__kwdefaults__ or {})["chunk"] = CHUNK


def _one(words: list[str]) -> int:
    from cli import app

    sys.argv = ["simpul", *words]
    try:
        app.main()
    except SystemExit as end:
        return int(end.code or 0)
    except Exception:
        traceback.print_exc()
        return 1
    return 0


def until(happened: Callable[[], object], *, seconds: float = 60.0) -> None:
    """Wait until ``happened()`` is true."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
