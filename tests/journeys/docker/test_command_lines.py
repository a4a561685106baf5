"""No secret stands on a command line, where every account of the machine can read it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.demo.stage import Stage, Wanted

#: Writes its own arguments and what it is given on standard input; stands for Python and for the Redis server.
STAND_IN = '#!/bin/sh\nfor word in "$@"; do printf "%s\\n" "$word" >> "$SEEN/words"; done\n'
STAND_IN += 'case "$*" in *"- "*) cat >> "$SEEN/given" ;; esac\nexit 0\n'
NAMES = ("postgres_password", "redis_password", "airflow_admin_password", "airflow_jwt_secret", "simpul_key")


@pytest.fixture
def secrets(repo: Path, tmp_path: Path) -> Path:
    """Freshly made secrets, and programs that only tell how they were called."""
    subprocess.run([repo / "docker/make-secrets.sh", tmp_path / "secrets"], check=True, capture_output=True)
    (tmp_path / "bin").mkdir()
    for name in ("python", "redis-server"):
        (tmp_path / "bin" / name).write_text(STAND_IN)
        (tmp_path / "bin" / name).chmod(0o755)
    return tmp_path / "secrets"


def called(secrets: Path, command: list[str], **env: str) -> tuple[str, str]:
    """The arguments of every program that a command started, and what they were given otherwise."""
    at = secrets.parent
    own = {"PATH": f"{at / 'bin'}:{os.environ['PATH']}", "SEEN": str(at), "SIMPUL_SECRETS_DIR": str(secrets), **env}
    subprocess.run(command, env=own, capture_output=True, text=True, timeout=60, cwd=at)
    files = (at / "words", at / "given")
    words, given = (file.read_text() if file.exists() else "" for file in files)
    return words, given


def values(secrets: Path) -> list[str]:
    return [(secrets / name).read_text().strip() for name in NAMES]


def test_the_queue_gets_its_password_without_telling_it(repo: Path, secrets: Path) -> None:
    """The Redis server reads its password from a place only it can read."""
    composed: dict[str, Any] = yaml.safe_load((repo / "docker-compose.yml").read_text("utf-8"))
    command = [word.replace("$$", "$") for word in composed["services"]["redis"]["command"]]
    command = [word.replace("/run/secrets", str(secrets)) for word in command]
    words, given = called(secrets, command)
    assert "--appendonly\nyes" in words
    assert [value for value in values(secrets) if value in words] == []
    assert f"requirepass {(secrets / 'redis_password').read_text().strip()}" in given


@pytest.mark.parametrize("profile", ["core", "sandbox"])
@pytest.mark.parametrize(
    "word",
    [
        *("migrate", "api-server", "scheduler", "dag-processor", "triggerer", "worker", "celery-ping", "console"),
        *("watch", "watch-beat", "sandbox", "simpul status"),
    ],
)
def test_no_container_tells_a_secret_by_its_arguments(repo: Path, secrets: Path, word: str, profile: str) -> None:
    """Whatever the entry script starts, it gets its secrets by the environment or a file."""
    env = {"SIMPUL_ROOT": str(repo), "SIMPUL_PROFILE": profile, "AIRFLOW_HOME": str(secrets.parent / "airflow")}
    env |= {"SIMPUL_SANDBOX_DIR": str(secrets.parent)}
    (secrets.parent / "sandbox.env").write_text("")
    words, _ = called(secrets, [str(repo / "docker/entry.sh"), *word.split()], **env)
    assert words or (word, profile) == ("sandbox", "core")
    assert [value for value in values(secrets) if value in words] == []


def test_the_demo_tells_no_password_by_its_arguments(tmp_path: Path) -> None:
    """The tools of the simulated agencies find their database by the environment."""
    url = "postgresql+psycopg://hub:rahasia-sekali@localhost/sandbox"
    wanted = Wanted(residents=2000, seed=1, faults="clean", once=True, report=None)
    stage = Stage(wanted=wanted, home=tmp_path, env={"SIMPUL_SANDBOX_URL": url})
    assert "rahasia-sekali" not in " ".join(stage.place)
