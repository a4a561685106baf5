"""``python -m monitoring`` as a process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from monitoring.__main__ import main


def start(repo: Path, database_url: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "SIMPUL_DATABASE_URL": database_url, "PYTHONPATH": str(repo)}
    command = [sys.executable, "-m", "monitoring", *arguments]
    return subprocess.Popen(
        command, cwd=repo, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_port_zero_prints_the_address_it_found(repo: Path, database_url: str) -> None:
    """Whoever starts it learns the address from its first line, and SIGTERM ends it cleanly."""
    process = start(repo, database_url, "--port", "0")
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    answer = requests.get(f"{address}publik", timeout=120)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=120)
    assert answer.status_code == 200
    assert "Dukcapil" in answer.text
    assert (process.returncode, said) in {(0, ""), (-signal.SIGTERM, "")}


def test_a_taken_port_is_said_plainly(repo: Path, database_url: str) -> None:
    """The message names the port and what to do; no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        _, said = (process := start(repo, database_url, "--port", str(port))).communicate(timeout=120)
    assert process.returncode == 2
    assert said.startswith(f"simpul: cannot listen on 127.0.0.1:{port}")
    assert "Traceback" not in said


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "konsol.medan.go.id"])
def test_passwords_do_not_travel_in_the_clear(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Without TLS it listens to this machine only, unless a proxy with TLS is said to stand in front."""
    assert main(["--host", host, "--port", "0"]) == 2
    assert "--behind-proxy" in capsys.readouterr().err


def test_what_people_name_themselves_links_no_account(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A user name can be edited at many a provider: the console does not start where it would link accounts."""
    for name, value in (("ISSUER", "https://id.example"), ("CLIENT_ID", "simpul"), ("LINK", "username")):
        monkeypatch.setenv(f"SIMPUL_OIDC_{name}", value)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["--port", str(taken.getsockname()[1])]) == 2
    assert "SIMPUL_OIDC_LINK" in capsys.readouterr().err
