"""An installation without a single rule: refused at the start of everything that works with rules."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.journeys.docker import image


@pytest.fixture(scope="module", params=["no folder", "an empty folder"])
def bare(request: pytest.FixtureRequest, repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation as an image without the folder of rules has it, or with nothing in that folder."""
    folder = image.assemble(repo, tmp_path_factory.mktemp("bare"))
    for file in (folder / "rules").iterdir():
        file.unlink()
    if request.param == "no folder":
        (folder / "rules").rmdir()
    return folder


def run(bare: Path, database_url: str, words: str) -> subprocess.CompletedProcess[str]:
    """Python with these words in that installation."""
    env = {**os.environ, "PYTHONPATH": str(bare), "SIMPUL_DATABASE_URL": database_url}
    env |= {"SIMPUL_HOME": str(bare.parent / "home"), "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database_url}
    return subprocess.run(
        [sys.executable, *words.split()], env=env, cwd=bare, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    "words",
    [
        *("-m cli compare", "-m cli rules list", "-m cli rules check", "-m cli rules run nik_data_ganda"),
        *("-m cli rules run nik_data_ganda --dry-run", "-m cli demo --once", "-m cli console --port 0"),
        *("-m monitoring --port 0", "docker/prepare.py all"),
    ],
)
def test_no_rules_at_all_is_an_error_at_start(bare: Path, database_url: str, words: str) -> None:
    """Whatever would compare, show or start the hub says that the rules are missing, in words, and exits with 3."""
    done = run(bare, database_url, words)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "tidak ada satu pun aturan" in done.stderr and "there are no rules at all" in done.stderr
    assert "rules" in done.stderr.split("→")[1]
    assert "Traceback" not in done.stderr


def test_a_comparison_without_rules_forgets_no_case(bare: Path, database_url: str, engine: Engine) -> None:
    """A folder that went missing does not look like rules that were taken back: no comparison even begins."""
    assert run(bare, database_url, "-m cli compare").returncode == 3
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from simpul.run where kind = 'compare'")).scalar_one() == 0
