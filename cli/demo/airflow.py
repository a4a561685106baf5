"""Airflow for the demo: its components one by one, on 127.0.0.1 only, with its own database and secrets."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import make_url

from cli.demo.children import Child, start, stop
from simpul.core.errors import Stop

ROOT = Path(__file__).resolve().parents[2]
USER = "admin"
#: What ``airflow api-server`` serves. We serve it ourselves: that command binds its port only after it was told.
PAGE = "airflow.api_fastapi.main:app"
#: Component → arguments. The log servers are left out: they would listen on every interface.
COMPONENTS = {
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}


READER = "dag-processor"


@dataclass(frozen=True, kw_only=True)
class Airflow:
    """Where our Airflow is and how to sign in."""

    home: Path
    #: Listens already; closed here once the web server has it.
    door: socket.socket
    port: int
    password: str
    env: Mapping[str, str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def with_environment(airflow: Airflow, base: Mapping[str, str]) -> Airflow:
    """The same Airflow, seeing ``base`` too."""
    return replace(airflow, env={**base, **airflow.env})


def prepare(home: Path, database_url: str, door: socket.socket, base: Mapping[str, str]) -> Airflow:
    """Folders, password file (mode 600) and environment of an Airflow that answers at ``door``."""
    home.mkdir(parents=True, exist_ok=True)
    password, port = _password(home / "passwords.json"), int(door.getsockname()[1])
    env = {**base, **_settings(home, database_url, port)}
    return Airflow(home=home, door=door, port=port, password=password, env=env)


def _password(file: Path) -> str:
    if file.exists():
        return str(json.loads(file.read_text())[USER])
    password = secrets.token_urlsafe(12)
    file.touch(mode=0o600)
    file.write_text(json.dumps({USER: password}))
    return password


def _settings(home: Path, database_url: str, port: int) -> dict[str, str]:
    connection = make_url(database_url).set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(home / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Jakarta",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__FERNET_KEY": "",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": secrets.token_hex(32),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(64),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": connection,
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "60",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_STORAGE_PATH": str(home / "bundles"),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def _run(airflow: Airflow, name: str, arguments: Sequence[str]) -> Child:
    command = [sys.executable, "-m", "airflow", *arguments]
    return start(f"airflow {name}", command, env=airflow.env, log=airflow.home / "logs" / f"{name}.log")


def migrate(airflow: Airflow) -> Child:
    """Start the preparation of the metadata database; the caller waits with :func:`finish`."""
    return _run(airflow, "db-migrate", ("db", "migrate"))


def start_web(airflow: Airflow) -> list[Child]:
    """Start what runs no tasks: it may come up while the rest is still being prepared."""
    return [start_page(airflow), _run(airflow, READER, COMPONENTS[READER])]


def start_page(airflow: Airflow) -> Child:
    """Start the web server on the socket that was bound for it."""
    command = [sys.executable, "-m", "cli.demo.serve", str(airflow.door.fileno()), PAGE]
    log = airflow.home / "logs" / "api-server.log"
    return start("airflow api-server", command, env=airflow.env, log=log, door=airflow.door)


def run_out(airflow: Airflow, running: list[Child]) -> None:
    """Let the schedules run out: what has begun ends in order, nothing begins after it.

    Pausing would cut runs short: a paused DAG gets no further task. So the DAGs are read again, with pauses of a year.
    """
    quiet = airflow.home / "quiet"
    quiet.mkdir(exist_ok=True)
    (quiet / "policy.yaml").write_text("timing: {every: 365d, compare: 365d, deliver: 365d, errands: 365d}\n")
    reader = next(child for child in running if child.name == f"airflow {READER}")
    running.remove(reader)
    stop([reader])
    mappings = f"{airflow.env['SIMPUL_MAPPINGS']}{os.pathsep}{quiet}"
    later = replace(airflow, env={**airflow.env, "SIMPUL_MAPPINGS": mappings})
    running.append(_run(later, READER, COMPONENTS[READER]))


def start_work(airflow: Airflow) -> Child:
    """Start what hands out tasks; its environment holds the addresses of the agencies."""
    return _run(airflow, "scheduler", COMPONENTS["scheduler"])


def start_rest(airflow: Airflow) -> Child:
    """Start what no first cycle waits for."""
    return _run(airflow, "triggerer", COMPONENTS["triggerer"])


def healthy(airflow: Airflow) -> bool:
    """Whether the web server answers and reaches its database."""
    try:
        answer = requests.get(f"{airflow.address}/api/v2/monitor/health", timeout=2)
        return bool(answer.json()["metadatabase"]["status"] == "healthy")
    except (requests.RequestException, ValueError, KeyError):
        return False


class Client:
    """The few calls of Airflow's REST interface that the demo makes."""

    def __init__(self, airflow: Airflow) -> None:
        self.base = f"{airflow.address}/api/v2"
        self.session = requests.Session()
        self.session.trust_env = False
        answer = self.session.post(
            f"{airflow.address}/auth/token", json={"username": USER, "password": airflow.password}, timeout=20
        )
        if answer.status_code != 201:
            raise Stop(f"Airflow menolak kata sandi demo / refused the demo's password (HTTP {answer.status_code})")
        self.session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def pool(self, name: str, slots: int) -> None:
        """Make a pool, or set the size of the one that is there."""
        body = {"name": name, "slots": slots, "description": "simpul", "include_deferred": False}
        answer = self.session.post(f"{self.base}/pools", json=body, timeout=20)
        if answer.status_code == 409:
            # Every field, as when it is made: Airflow checks the whole pool even where one field is to change.
            wanted = {"pool": name, **{field: value for field, value in body.items() if field != "name"}}
            answer = self.session.patch(f"{self.base}/pools/{name}", json=wanted, timeout=20)
        answer.raise_for_status()

    def busy(self) -> bool:
        """Whether any run is under way or about to begin."""
        return any(
            self._get("dags/~/dagRuns", state=state, limit="1")["total_entries"] for state in ("running", "queued")
        )

    def runs(self) -> list[dict[str, Any]]:
        """Every run of every DAG that has begun, oldest first, at most 1,000."""
        rows: list[dict[str, Any]] = []
        while len(rows) < 1000:
            page = self._get("dags/~/dagRuns", limit="100", offset=str(len(rows)), order_by="run_after")
            rows += page["dag_runs"]
            if not page["dag_runs"] or len(rows) >= page["total_entries"]:
                break
        return [row for row in rows if row["state"] != "queued"]

    def import_errors(self) -> list[str]:
        """What Airflow could not read in ``dags/``."""
        return [f"{row['filename']}: {row['stack_trace']}" for row in self._get("importErrors")["import_errors"]]

    def _get(self, path: str, **parameters: str) -> dict[str, Any]:
        answer = self.session.get(f"{self.base}/{path}", params=parameters, timeout=20)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
