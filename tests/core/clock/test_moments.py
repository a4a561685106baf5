"""The tests at another moment: a moment that is none, and a clock that did not move, are refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "tools" / "moment.sh"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(SCRIPT), *words], capture_output=True, text=True, timeout=60, check=False)


def test_what_is_no_moment_is_refused_with_those_there_are() -> None:
    """A misspelt name ends with 2 and the six names; nothing is run."""
    done = run("/dev/null", "tengah-malam", "echo", "dijalankan")
    assert (done.returncode, done.stdout) == (2, "")
    for name in ("midnight", "month-end", "year-end", "leap-day", "2030", "utc-11"):
        assert name in done.stderr


@pytest.mark.parametrize("moment", ["leap-day", "2040-01-01T00:00:00+07:00"])
def test_a_clock_that_stays_is_refused(moment: str) -> None:
    """Without a library that moves it nothing is run on the machine's own clock under another one's name."""
    done = run("/dev/null", moment, "echo", "dijalankan")
    assert (done.returncode, done.stdout) == (3, "")
    assert "jam tidak dapat dipindahkan" in done.stderr


@pytest.mark.parametrize("moment", ["leap-day", "utc-11"])
def test_nothing_is_left_behind(moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy of the library goes when the command has ended, and also when it was not begun."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert run("/dev/null", moment, "true").returncode == 3
    assert list(tmp_path.iterdir()) == []
