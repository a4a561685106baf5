"""See check.sh. Takes what to run from docker-compose.yml itself; only paths, hosts and ports are this machine's."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))
import compose
import psutil

from simpul.store import embedded

ROOT = Path(__file__).resolve().parent.parent
#: Seconds until a service must be healthy, or a command that ends must have ended.
PATIENCE = 300.0
PORTS = ("8080", "8081", "8974", "6379")


@dataclass
class Place:
    """A folder that stands for the containers' file systems, and what replaces their names."""

    folder: Path
    ports: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def here(self, text: str) -> str:
        """The text with this machine's paths, hosts and ports."""
        for theirs, ours in (
            ("/opt/simpul", str(ROOT)),
            ("/run/secrets", str(self.folder / "secrets")),
            ("/var/lib/", f"{self.folder}/"),
            ("airflow-api-server:", "127.0.0.1:"),
            ("--dir /data", f"--dir {self.folder}"),
        ):
            text = text.replace(theirs, ours)
        for theirs, ours in self.ports.items():
            text = text.replace(theirs, ours)
        return text

    def environment(self, service: Mapping[str, Any]) -> dict[str, str]:
        given = {name: self.here(str(value)) for name, value in service.get("environment", {}).items()}
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return keep | given | self.overrides


def main() -> int:
    """0 when every command of every service did what it should."""
    results: list[tuple[str, bool, str]] = []
    folder = Path(tempfile.mkdtemp(prefix="simpul-check-"))
    folder.chmod(0o755)
    subprocess.run([ROOT / "docker/make-secrets.sh", folder / "secrets"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    place = Place(folder=folder, ports={port: str(_free()) for port in PORTS})
    try:
        with database(place):
            for name, worked, said in checks(place):
                sys.stdout.write(f"{'ok    ' if worked else 'FAILED'} {name}: {said}\n")
                sys.stdout.flush()
                results.append((name, worked, said))
    finally:
        for process in place.running.values():
            _end(process)
    good = all(worked for _, worked, _ in results)
    sys.stdout.write(
        f"{sum(worked for _, worked, _ in results)} passed, {sum(not worked for _, worked, _ in results)} failed\n"
    )
    if good:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        sys.stdout.write(f"logs: {folder}\n")
    return 0 if good else 1


def checks(place: Place) -> Iterator[tuple[str, bool, str]]:
    """Each check as (name, whether it worked, what it said)."""
    yield from refusals(place)
    composed = compose.load({"COMPOSE_PROFILES": "sandbox"})
    for name in compose.in_order(composed, "sandbox"):
        if name == "proxy":
            # Another image; what it believes and serves is compared with the console's by tests/journeys/docker.
            continue
        yield from start(place, name, composed["services"][name])
    yield journey(place)
    # The core profile differs in its worker alone.
    _end(place.running.pop("airflow-worker-sandbox"))
    core = compose.load({"COMPOSE_PROFILES": "core"})["services"]["airflow-worker"]
    yield from start(place, "airflow-worker", core)


def refusals(place: Place) -> Iterator[tuple[str, bool, str]]:
    for profile, secrets, wanted in (
        ("core", ROOT / "docker/sandbox-secrets", 3),
        ("core", place.folder / "secrets", 0),
    ):
        environment = place.environment({}) | {"SIMPUL_PROFILE": profile, "SIMPUL_SECRETS_DIR": str(secrets)}
        command = [str(ROOT / "docker/entry.sh"), "check-secrets"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
        said = (done.stderr or done.stdout).strip().splitlines()[0]
        yield f"check-secrets, {profile}, {secrets.name}", done.returncode == wanted, said


def start(place: Place, name: str, service: Mapping[str, Any]) -> Iterator[tuple[str, bool, str]]:
    """Start a service as its container would; wait until it ended or its health command answers."""
    began = time.monotonic()
    if name != "postgres":
        place.running[name] = launch(place, name, service)
    process = place.running.get(name)
    health = service.get("healthcheck")
    worked = ended(process) if health is None else healthy(place, service, health, process)
    took = f"{time.monotonic() - began:.1f} s"
    said = f"healthy after {took}" if health else f"done after {took}"
    yield name, worked, said if worked else f"see {place.folder / name}.log"


def launch(place: Place, name: str, service: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    words = [place.here(word) for word in service["command"]]
    command = words if name == "redis" else [str(ROOT / "docker/entry.sh"), *words]
    with (place.folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            command, env=place.environment(service), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=place.folder
        )


def ended(process: subprocess.Popen[bytes] | None) -> bool:
    return process is not None and process.wait(PATIENCE) == 0


def healthy(
    place: Place, service: Mapping[str, Any], health: Mapping[str, Any], process: subprocess.Popen[bytes] | None
) -> bool:
    """Whether the health command answers 0 in time, as Docker would ask it."""
    command = [place.here(word) for word in compose.shell(health["test"])]
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        asked = subprocess.run(command, env=place.environment(service), capture_output=True)  # noqa: S603
        if asked.returncode == 0:
            return True
        time.sleep(1)
    return False


def journey(place: Place) -> tuple[str, bool, str]:
    """A record travels: the scheduler gives a pull to the Celery worker and the console sees its success."""
    began, address = time.monotonic(), f"http://127.0.0.1:{place.ports['8081']}/metrics"
    while time.monotonic() - began < PATIENCE:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
            lines = answer.read().decode().splitlines()
        arrived = [line for line in lines if line.startswith("simpul_feed_last_success_timestamp_seconds{")]
        if arrived:
            return (
                "journey",
                True,
                f"{arrived[0].partition('{')[2].partition('}')[0]} after {time.monotonic() - began:.1f} s",
            )
        time.sleep(1)
    return "journey", False, "no pull reached its end"


@contextmanager
def database(place: Place) -> Iterator[None]:
    """The embedded server in the place of the postgres container."""
    with embedded.running(place.folder / "postgres") as url:
        host = parse_qs(urlsplit(url).query)["host"][0]
        place.overrides = {
            "SIMPUL_ROOT": str(ROOT),
            "SIMPUL_SECRETS_DIR": str(place.folder / "secrets"),
            "SIMPUL_POSTGRES_HOST": host,
            "SIMPUL_POSTGRES_USER": "postgres",
            "SIMPUL_REDIS_HOST": "127.0.0.1",
            "SIMPUL_CONSOLE_HOST": "127.0.0.1",
            "SIMPUL_CONSOLE_PORT": place.ports["8081"],
            "SIMPUL_RESIDENTS": "2000",
            "AIRFLOW__API__HOST": "127.0.0.1",
            "PGHOST": host,
        }
        try:
            yield
        finally:
            for process in reversed(place.running.values()):
                _end(process)
            place.running.clear()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process we started and everything it started."""
    if process.poll() is not None:
        return
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    process.terminate()
    _, alive = psutil.wait_procs(family, timeout=15)
    for one in alive:
        one.kill()
    process.poll()


if __name__ == "__main__":
    sys.exit(main())
