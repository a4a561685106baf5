"""The town on the worst of wires, with all written down that anybody would write: none of it is about anybody."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.clock import BEGIN, REPO, Clock, environment

pytestmark = [pytest.mark.timeout(1800), pytest.mark.slow]
#: Kept on purpose, by the agencies or in the database: not written for a reader. And whom we look for.
KEPT = ("city", "home/db", "heard/people")


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written where, and whom it must not name."""

    texts: dict[str, str]
    people: frozenset[str]


@pytest.fixture(scope="module")
def written() -> Iterator[Written]:
    """Every word that the town's hub wrote, by where it stood."""
    with tempfile.TemporaryDirectory(prefix="golden-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        clock = Clock(file=folder / "clock")
        clock.set(BEGIN)
        env = environment(clock.file) | {"SIMPUL_LOG": "json", "SIMPUL_LOG_LEVEL": "all"}
        words = [sys.executable, "-m", "tests.journeys.town", str(folder), "--troubled"]
        done = subprocess.run(words, env=env, cwd=REPO, capture_output=True, text=True, check=False, timeout=1750)
        assert done.returncode == 0, done.stderr[-4000:]
        people = (folder / "heard" / "people").read_text(encoding="utf-8").splitlines()
        texts = {"standard output": done.stdout, "standard error": done.stderr, **dict(_files(folder))}
        yield Written(texts=texts, people=frozenset(people))


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """Whatever lies in the folder of the run, the database's log too."""
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder))
        if file.is_file() and (not name.startswith(KEPT) or file.suffix == ".log" or file.name == "log"):
            yield name, file.read_text(encoding="utf-8", errors="replace")


def test_everything_is_written(written: Written) -> None:
    """What is searched holds every level of ours and of the libraries, and every sort of fault: it is not empty."""
    loud, ours = written.texts["loud.log"], written.texts["standard error"]
    for library in ("sqlalchemy.engine", "urllib3", "zeep"):
        assert f" DEBUG {library}" in loud, library
    for event in ("pull", "pull.group", "sweep", "compare", "deliver", "effect", "upkeep", "alerts"):
        assert f'"event": "{event}"' in ours, event
    had = json.loads(written.texts["heard/faults"])
    assert len(had) >= 6 and sum(had.values()) >= 30, had
    assert len(written.people) >= 500


def test_nobody_is_named(written: Written) -> None:
    """No NIK, KK, telephone or whole name that any agency of the town knows stands in any of it."""
    found = []
    for where, text in written.texts.items():
        upper = text.upper()
        found += [f"{where}: {len(one)} characters" for one in written.people if one.upper() in upper]
    assert not found, "\n".join([f"{len(found)} found", *sorted(set(found))[:20]])
