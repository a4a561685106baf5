"""A small city through everything the hub does: a move of code changes nothing of what it leaves."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.journeys import commands, golden
from tests.journeys.clock import BEGIN, REPO, Clock, environment

pytestmark = pytest.mark.timeout(1800)
PARTS = ("journey", "mirror", "kept", "targets", "commands", "pages", "reports", "contents")
#: Part of the contents → (different ones, all together) there are at least.
LEAST = {
    "cases by kind": (4, 80),
    "cases by state": (6, 80),
    "rules that found something": (26, 32),
    "effects by kind": (5, 100),
    "decisions by choice": (7, 40),
    "quarantine by rule": (9, 40),
    "links by state": (6, 100),
    "audit by act": (30, 220),
}


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the town left, as text: a folder a part. Kept as pytest keeps its folders, so that two can be compared."""
    kept = tmp_path_factory.mktemp("golden") / "parts"
    # In a folder that the database's own account can reach.
    with tempfile.TemporaryDirectory(prefix="golden-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        clock = Clock(file=folder / "clock")
        clock.set(BEGIN)
        words = [sys.executable, "-m", "tests.journeys.town", str(folder)]
        done = subprocess.run(
            words, env=environment(clock.file), cwd=REPO, capture_output=True, text=True, check=False, timeout=1750
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return Path(shutil.copytree(folder / "parts", kept))


@pytest.mark.parametrize("part", PARTS)
def test_the_town_leaves_what_it_left_before(left: Path, part: str, request: pytest.FixtureRequest) -> None:
    """Tables, words, files, pages and answers of commands are those that are stored, piece by piece."""
    found = golden.digests(left / part)
    assert found, f"{part}: nothing there"
    if request.config.getoption("--golden-write", default=False):
        golden.write(part, found)
    different = golden.changed(part, found)
    assert not different, "\n".join([f"{part}:", *different[:40], golden.HOW.format(now=left / part)])


@pytest.mark.parametrize("title", LEAST)
def test_the_town_is_full_of_trouble(left: Path, title: str) -> None:
    """It holds enough of every sort to notice a change."""
    text = (left / "contents" / "town.txt").read_text(encoding="utf-8")
    sys.stdout.write(text)
    heading = re.search(rf"^{re.escape(title)}: (\d+) \((\d+)\)", text, re.MULTILINE)
    assert heading, text
    assert (int(heading[1]), int(heading[2])) >= LEAST[title], text
    assert int(heading[2]) >= LEAST[title][1], text


def test_the_pages_are_seen(left: Path) -> None:
    """Most routes of the console have a page in the town."""
    lines = (left / "contents" / "pages.txt").read_text(encoding="utf-8").splitlines()
    seen = [line for line in lines if not line.endswith(": none")]
    assert len(seen) >= 64, "\n".join(lines)


def test_the_commands_answer(left: Path) -> None:
    """Every command that only reads says something, and ends well."""
    said = {file.stem: file.read_text(encoding="utf-8") for file in (left / "commands").glob("*.txt")}
    assert len(said) >= 50, sorted(said)
    ended = {name: re.findall(r"^\[exit (\d+)\]", text, re.MULTILINE) for name, text in said.items() if name != "all"}
    assert {name: codes for name, codes in ended.items() if set(codes) != {"0"}} == {}


def test_every_command_is_typed_or_said_why_not() -> None:
    """Each command is typed, acts for a person, or is named with the reason; and no name is left of one that went."""
    named = {*commands.PLAIN, *commands.ASKED, *commands.PERSONAL, *commands.ON_THE_WAY, *commands.NOT_TYPED}
    every = set(commands.every())
    assert every - named - commands.acting() == set()
    assert named - every == set()
