"""Mutants: change one comparison, constant, ``not`` or clause at a time, and see whether a test notices.

``./run test --mutants 100 [--seed S] [--minutes 40] [--only simpul/cases/decide.py]``. Which tests cover which line is
taken from ``.coverage/`` (made by ``./run test --coverage``). A mutant is killed when a test of the files that ran its
line fails with it and passes without it; it survives when all of them pass. Nothing in the tree is touched: each
process works in a copy of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tools.mutations import Mutation, mutations

ROOT = Path(__file__).parent.parent
COVERED = ROOT / ".coverage" / "covered.json"
#: What must be right first of all: finding, settling, sending and taking in.
WHERE = (
    *("simpul/compare", "simpul/cases", "simpul/ingest/quarantine", "simpul/ingest/reconcile"),
    *("simpul/delivery/deliver.py", "simpul/ingest/pull.py"),
)
#: Texts are read by people; a test that repeats them proves nothing.
TEXTS = {"words.py", "texts.py"}
#: Test files that take longer than this, in seconds, are asked only where no quicker one runs the line.
SLOW = 45.0
PROCESSES = 2
#: How pytest names a test that failed, or a file that could not be read, in its last lines.
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Covered:
    """Which test files ran which line, and how long each test file took, in seconds."""

    lines: dict[str, dict[str, list[str]]]
    seconds: dict[str, float]

    def tests(self, file: str, first: int, last: int) -> list[str]:
        """The test files that ran a line of ``first`` to ``last``, the quickest first; those of the whole file if none
        is known by line (what runs at import, or in a process of its own)."""
        lines = self.lines.get(file, {})
        found = {test for line in range(first, last + 1) for test in lines.get(str(line), ())}
        found = found or {test for tests in lines.values() for test in tests}
        quick = {test for test in found if self.seconds.get(test, SLOW) < SLOW}
        return sorted(quick or found, key=lambda test: self.seconds.get(test, SLOW))


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant."""

    mutation: Mutation
    killed: bool
    how: str
    seconds: float
    #: The test that failed, if one did.
    test: str = ""


def main() -> int:
    """Draw, run, print; 0 if at least the asked share was killed."""
    asked = _arguments()
    if not COVERED.exists():
        print("mutants: run ./run test --coverage first: it tells which tests run which line.", file=sys.stderr)
        return 2
    raw = json.loads(COVERED.read_text("utf-8"))
    covered = Covered(raw["lines"], raw["seconds"])
    drawn = _draw(asked.only or WHERE, asked.number, asked.seed)
    print(f"mutants: {len(drawn)} drawn with seed {asked.seed}, at most {asked.minutes} minutes", flush=True)
    with tempfile.TemporaryDirectory(prefix="mutants-", dir="/var/tmp") as folder:
        copies = [_copy(Path(folder) / str(number)) for number in range(PROCESSES)]
        ran = list(_run(drawn, covered, copies, time.monotonic() + 60 * asked.minutes))
        outcomes = _without_false_kills(ran, copies[0])
    return _report(outcomes, len(drawn), asked.least)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run test --mutants")
    parser.add_argument("number", type=int, help="how many to draw")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--least", type=float, default=0.85, help="share that must be killed")
    parser.add_argument("--only", action="append", help="a file or folder, instead of those that matter most")
    return parser.parse_args()


def _draw(where: tuple[str, ...] | list[str], number: int, seed: int) -> list[Mutation]:
    """As many of each kind as there are kinds to share by, so that constants do not crowd out the rest."""
    kinds: dict[str, list[Mutation]] = {}
    for path in _files(where):
        for one in mutations(str(path.relative_to(ROOT)), path.read_text("utf-8")):
            kinds.setdefault(one.kind, []).append(one)
    draw = random.Random(seed)
    for found in kinds.values():
        draw.shuffle(found)
    drawn: list[Mutation] = []
    while len(drawn) < number and any(kinds.values()):
        drawn += [kinds[kind].pop() for kind in sorted(kinds) if kinds[kind]]
    return drawn[:number]


def _files(where: tuple[str, ...] | list[str]) -> Iterator[Path]:
    for name in where:
        place = ROOT / name
        found = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        yield from (path for path in found if path.name not in TEXTS)


def _run(drawn: list[Mutation], covered: Covered, places: list[Path], until: float) -> Iterator[Outcome]:
    copies: SimpleQueue[Path] = SimpleQueue()
    for place in places:
        copies.put(place)

    def one(mutation: Mutation) -> Outcome | None:
        if time.monotonic() > until:
            return None
        copy = copies.get()
        try:
            return _try(mutation, copy, covered)
        finally:
            copies.put(copy)

    with ThreadPoolExecutor(len(places)) as pool:
        for done in as_completed([pool.submit(one, mutation) for mutation in drawn]):
            outcome = done.result()
            if outcome is not None:
                word = "killed  " if outcome.killed else "SURVIVED"
                print(f"{word} {outcome.seconds:5.0f} s  {outcome.mutation}  ({outcome.how})", flush=True)
                yield outcome


def _without_false_kills(outcomes: list[Outcome], copy: Path) -> list[Outcome]:
    """A test that fails without a mutant proves nothing: what it killed is left out, and said."""
    killers = sorted({one.test for one in outcomes if one.test})
    failing: set[str] = set()
    if killers:
        _, said = _pytest(copy, killers, limit=3600, stop_at_first=False)
        failing = set(FAILED.findall(said))
    for test in sorted(failing):
        print(f"fails without any mutant, what it killed is not counted: {test}")
    return [one for one in outcomes if one.test not in failing]


def _copy(place: Path) -> Path:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    # Some tests ask git what the tree holds.
    subprocess.run(["git", "init", "-q"], cwd=place, check=True)
    subprocess.run(["git", "add", "-A"], cwd=place, check=True)
    return place


def _try(mutation: Mutation, copy: Path, covered: Covered) -> Outcome:
    """The mutant in ``copy``: its tests until one fails; then the file as it was."""
    tests = covered.tests(mutation.file, mutation.first, mutation.last)
    began = time.monotonic()
    if not tests:
        return Outcome(mutation, False, "no test runs this file", 0.0)
    target = copy / mutation.file
    whole = target.read_text("utf-8")
    try:
        _write(target, mutation.applied(whole))
        code, said = _pytest(copy, tests, limit=60 + 4 * sum(covered.seconds.get(test, SLOW) for test in tests))
    finally:
        _write(target, whole)
    failed = FAILED.search(said)
    how = {None: "time-out", 0: f"{len(tests)} test files passed"}.get(code, failed.group(1) if failed else "no start")
    return Outcome(mutation, code != 0, how, time.monotonic() - began, failed.group(1) if failed else "")


def _write(target: Path, source: str) -> None:
    target.write_text(source, "utf-8")
    # Compiled files are told apart by whole seconds and size, which a mutant may share with what it came from.
    for stale in (target.parent / "__pycache__").glob(f"{target.stem}.*.pyc"):
        stale.unlink()


def _pytest(copy: Path, tests: list[str], *, limit: float, stop_at_first: bool = True) -> tuple[int | None, str]:
    """Exit code of the run, None if it had to be ended, and what it printed."""
    words = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=no", "-rfE", "-p", "no:cacheprovider", *tests]
    words += ["-x"] if stop_at_first else []
    env = {**os.environ, "PYTHONPATH": str(copy), "SIMPUL_HOME": str(copy / ".simpul"), "COLUMNS": "400"}
    with subprocess.Popen(
        words, cwd=copy, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None, ""
        return process.returncode, said


def _report(outcomes: list[Outcome], drawn: int, least: float) -> int:
    survived = [one.mutation for one in outcomes if not one.killed]
    share = 1 - len(survived) / len(outcomes) if outcomes else 0.0
    print(f"\nmutants: {len(outcomes)} of {drawn} ran, {len(outcomes) - len(survived)} killed ({share:.1%})")
    for kind, ran in sorted(Counter(one.mutation.kind for one in outcomes).items()):
        print(f"  {kind}: {ran} ran, {sum(one.kind == kind for one in survived)} survived")
    for file, number in sorted(Counter(one.file for one in survived).items()):
        print(f"{file}: {number} survived")
        for one in sorted((one for one in survived if one.file == file), key=lambda one: one.first):
            print(f"  {one}")
    return 0 if share >= least else 1


if __name__ == "__main__":
    sys.exit(main())
