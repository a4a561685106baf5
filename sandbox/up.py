"""Starts the simulated agencies: one process per server, one more for the fault layer in front of them all.

``python -m sandbox.up --url … --folder … --faults flaky`` stays until SIGTERM or Ctrl-C. Programs call :func:`up` from
their main thread (Linux ends the servers when the thread that started them ends) and :func:`stop` at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict

from sandbox import serving
from sandbox.faults import PROFILES

HERE = Path(__file__).resolve().parent
AGENCIES = ("siak", "apsp", "sp4", "dukcapil")
#: Secrets a server needs, and how each looks; kept in the folder, mode 600, from one start to the next.
SECRETS = {
    "SIMPUL_SIAK_USER": "simpul",
    "SIMPUL_SIAK_PASSWORD": "{}",
    "SIMPUL_APSP_CLIENT_ID": "simpul",
    "SIMPUL_APSP_CLIENT_SECRET": "{}",
    "SIMPUL_SP4_AUTH": "Bearer {}",
    "SIMPUL_SP4_TOKEN": "{{{}}}",
    "SIMPUL_DUKCAPIL_USER": "simpul",
    "SIMPUL_DUKCAPIL_PASSWORD": "{}",
    "SIMPUL_DUKCAPIL_TOKEN": "{}",
    "SIAK_BACA_PASSWORD": "{}",
}
PATHS = {"siak": "/siak/ws"}
START_SECONDS = 30.0


class CannotStart(Exception):
    """A server of the sandbox did not come up."""


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """A running sandbox."""

    folder: Path
    #: What the hub needs to reach it: addresses and secrets.
    environment: Mapping[str, str] = field(repr=False)
    #: ``host:port`` of each server behind its fault layer.
    servers: Mapping[str, str]
    processes: Mapping[str, subprocess.Popen[bytes]] = field(repr=False)

    @property
    def pids(self) -> dict[str, int]:
        return {name: process.pid for name, process in self.processes.items()}

    def alive(self) -> bool:
        """Whether every process still runs."""
        return all(process.poll() is None for process in self.processes.values())


def prepare(url: str, reader_password: str) -> None:
    """Create what the servers need in the sandbox database: tables, views and the registry's read-only role."""
    with psycopg.connect(serving.libpq(url), autocommit=True) as connection:
        connection.execute((HERE / "schema.sql").read_bytes())
        connection.execute((HERE / "views.sql").read_bytes())
        for statement in _reader(reader_password):
            _patiently(connection, statement)


def _reader(password: str) -> Iterator[sql.Composed | sql.SQL]:
    """Statements that give siak_baca its password and nothing but the three views."""
    yield sql.SQL("do $$ begin create role siak_baca login; exception when duplicate_object then null; end $$")
    yield sql.SQL("alter role siak_baca login connection limit 20 password {}").format(sql.Literal(password))
    yield sql.SQL("grant usage on schema siak to siak_baca")
    yield sql.SQL("grant select on siak.v_penduduk, siak.v_keluarga, siak.v_peristiwa to siak_baca")


def _patiently(connection: psycopg.Connection[tuple[object, ...]], statement: sql.Composed | sql.SQL) -> None:
    """Run a statement on a role, again if another sandbox on this server was changing it at the same moment."""
    for _ in range(20):
        try:
            connection.execute(statement)
            return
        except (errors.InternalError_, errors.UniqueViolation):
            time.sleep(0.05)
    connection.execute(statement)


def up(
    url: str,
    folder: Path,
    *,
    faults: str = "flaky",
    seed: int = 1,
    options: Mapping[str, Sequence[str]] | None = None,
) -> Sandbox:
    """Start every server on the sandbox database ``url``; state, logs and secrets live in ``folder``.

    ``options`` adds command line options per agency (``{"dukcapil": ["--quota", "10"]}``).
    Raises CannotStart, with nothing left running, if one does not come up.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = _secrets(folder / "secrets.json")
    prepare(url, kept["SIAK_BACA_PASSWORD"])
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name in AGENCIES:
            more = list((options or {}).get(name, ()))
            processes[name] = _start(name, folder, more, kept | {"SIMPUL_SANDBOX_URL": url})
        ports = {name: int(_announced(name, folder, processes[name])) for name in AGENCIES}
        targets = [f"--target={name}=127.0.0.1:{port}" for name, port in ports.items()]
        processes["faults"] = _start("faults", folder, [f"--profile={faults}", f"--seed={seed}", *targets], {})
        fronts = json.loads(_announced("faults", folder, processes["faults"]))
    except BaseException:
        _end(processes.values())
        raise
    sandbox = _describe(url, folder, kept, fronts, processes)
    _write_private(folder / "sandbox.json", json.dumps(_public(sandbox, ports, faults, seed), indent=1))
    _write_private(folder / "sandbox.env", "".join(f"{k}={shlex.quote(v)}\n" for k, v in sandbox.environment.items()))
    return sandbox


def stop(sandbox: Sandbox) -> None:
    """End exactly what :func:`up` started."""
    _end(sandbox.processes.values())
    (sandbox.folder / "sandbox.json").unlink(missing_ok=True)


def _end(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    started = list(processes)
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _secrets(file: Path) -> dict[str, str]:
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    made = {name: form.format(secrets.token_urlsafe(24)) for name, form in SECRETS.items()}
    both = made | kept
    _write_private(file, json.dumps(both, indent=1))
    return both


def _write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
        handle.write(text)
    part.rename(file)


def _start(name: str, folder: Path, arguments: list[str], extra: Mapping[str, str]) -> subprocess.Popen[bytes]:
    (folder / f"{name}.port").unlink(missing_ok=True)
    command = [sys.executable, "-m", f"sandbox.{name}", f"--announce={folder / f'{name}.port'}", *arguments]
    path = os.pathsep.join(filter(None, (str(HERE.parent), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, **extra, "PYTHONPATH": path, "SIMPUL_SANDBOX_PARENT": str(os.getpid())}
    with (folder / f"{name}.log").open("ab") as log:
        # A session of its own: Ctrl-C reaches the starter alone, which then ends its servers in order.
        return subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def _announced(name: str, folder: Path, process: subprocess.Popen[bytes]) -> str:
    """What the process announced, once it did."""
    file, deadline = folder / f"{name}.port", time.monotonic() + START_SECONDS
    while not file.exists():
        if process.poll() is not None:
            raise CannotStart(f"{name} ended while starting → read {folder / f'{name}.log'}")
        if time.monotonic() > deadline:
            raise CannotStart(f"{name} did not listen within {START_SECONDS:.0f} s → read {folder / f'{name}.log'}")
        time.sleep(0.01)
    return file.read_text(encoding="utf-8")


def _describe(
    url: str,
    folder: Path,
    kept: Mapping[str, str],
    fronts: Mapping[str, int],
    processes: Mapping[str, subprocess.Popen[bytes]],
) -> Sandbox:
    servers = {name: f"127.0.0.1:{fronts[name]}" for name in AGENCIES}
    counter = folder / "loket"
    for part in ("masuk", "selesai", "keluar"):
        (counter / part).mkdir(parents=True, exist_ok=True)
    addresses = {f"SIMPUL_{name.upper()}_URL": f"http://{at}{PATHS.get(name, '')}" for name, at in servers.items()}
    environment = {name: value for name, value in kept.items() if name.startswith("SIMPUL_")}
    environment |= addresses | {
        "SIMPUL_SIAK_SQL_URL": reader_url(url, kept["SIAK_BACA_PASSWORD"]),
        "SIMPUL_LOKET_DIR": str(counter),
        "SIMPUL_SANDBOX_URL": url,
    }
    return Sandbox(folder=folder, environment=environment, servers=servers, processes=processes)


def reader_url(url: str, password: str) -> str:
    """SQLAlchemy URL of the sandbox database for the role that may only read the registry's views."""
    parts = conninfo_to_dict(serving.libpq(url))
    host, port = str(parts.get("host") or "127.0.0.1"), parts.get("port") or 5432
    base = f"postgresql+psycopg://siak_baca:{quote(password, safe='')}@"
    if host.startswith("/"):
        return f"{base}/{parts.get('dbname')}?host={quote(host, safe='')}&port={port}"
    return f"{base}{host}:{port}/{parts.get('dbname')}"


def _public(sandbox: Sandbox, ports: Mapping[str, int], faults: str, seed: int) -> dict[str, object]:
    """What sandbox.json tells: addresses and process ids, no secrets."""
    return {
        "faults": faults,
        "seed": seed,
        "servers": {name: f"http://{at}{PATHS.get(name, '')}" for name, at in sandbox.servers.items()},
        "behind": {name: f"http://127.0.0.1:{port}{PATHS.get(name, '')}" for name, port in ports.items()},
        "loket": sandbox.environment["SIMPUL_LOKET_DIR"],
        "pids": sandbox.pids,
    }


def main() -> None:
    """Stay up until SIGTERM or Ctrl-C, or until one of the servers ends."""
    parser = argparse.ArgumentParser(description="Start the simulated agencies")
    parser.add_argument("--url", default=os.environ.get("SIMPUL_SANDBOX_URL"), help="sandbox database")
    parser.add_argument("--folder", type=Path, required=True, help="state, logs and secrets")
    parser.add_argument("--faults", choices=PROFILES, default="flaky")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sandbox = up(options.url, options.folder.resolve(), faults=options.faults, seed=options.seed)
    sys.stdout.write(f"sandbox: {options.folder / 'sandbox.json'}\n")
    sys.stdout.flush()
    try:
        while sandbox.alive():
            time.sleep(0.5)
        raise SystemExit("one of the servers ended → read its log in the folder")
    except KeyboardInterrupt:
        pass
    finally:
        stop(sandbox)


if __name__ == "__main__":
    main()
