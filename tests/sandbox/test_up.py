"""The sandbox starts fast, keeps its secrets to itself, and ends exactly what it started."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import requests

from sandbox import up
from tests.sandbox.tiny_city import NIK, City, field


def gone(pids: list[int], seconds: float = 5.0) -> bool:
    """Whether all these processes end within the time."""
    _, alive = psutil.wait_procs([psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)], timeout=seconds)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def started(url: str, folder: Path) -> subprocess.Popen[bytes]:
    """``python -m sandbox.up`` in a process of its own, its servers listening."""
    command = [sys.executable, "-m", "sandbox.up", "--folder", str(folder), "--faults", "flaky"]
    environment = os.environ | {"SIMPUL_SANDBOX_URL": url, "PYTHONPATH": str(Path(up.__file__).parent.parent)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while not (folder / "sandbox.json").exists():
        assert process.poll() is None
        time.sleep(0.02)
    return process


def test_files_keep_their_secrets(running: City) -> None:
    """Only the owner can read the secrets, and sandbox.json holds none."""
    folder = running.sandbox.folder
    for name in ("secrets.json", "sandbox.env", "sandbox.json"):
        assert (folder / name).stat().st_mode & 0o077 == 0
    secrets = [value for value in json.loads((folder / "secrets.json").read_text()).values() if value != "simpul"]
    public = (folder / "sandbox.json").read_text() + repr(running.sandbox)
    logs = "".join(file.read_text() for file in folder.glob("*.log"))
    arguments = "".join(" ".join(psutil.Process(pid).cmdline()) for pid in running.sandbox.pids.values())
    assert not [secret for secret in secrets if secret in public + logs + arguments]


def test_second_sandbox_keeps_out_of_the_firsts_way(running: City, own_database_url: str, tmp_path: Path) -> None:
    """Two at once do not meet; stopping one leaves the other; secrets stay from one start to the next."""
    first = up.up(own_database_url, tmp_path, faults="clean")
    assert set(first.servers.values()).isdisjoint(running.sandbox.servers.values())
    up.stop(first)
    assert gone(list(first.pids.values()), 0)
    assert running.sandbox.alive()
    again = up.up(own_database_url, tmp_path, faults="clean")
    up.stop(again)
    assert again.environment["SIMPUL_SP4_TOKEN"] == first.environment["SIMPUL_SP4_TOKEN"]


def test_agencies_out_of_order_say_so_in_their_own_way(own_database_url: str, tmp_path: Path) -> None:
    """Without its database each agency answers an error of its own kind; outside its hours Dukcapil says code 06."""
    lost = ["--url", "postgresql://127.0.0.1:1/tidak_ada"]
    options = {"siak": lost, "apsp": lost, "sp4": lost, "dukcapil": ["--hours", "00:00-00:00"]}
    sandbox = up.up(own_database_url, tmp_path, faults="clean", options=options)
    try:
        city = City(sandbox=sandbox, url=own_database_url)
        registry = city.soap("DaftarPenduduk")
        assert (registry.status_code, field(registry, "faultcode")) == (500, ["soap:Server"])
        assert city.apsp("GET", "pemohon").status_code == 503
        assert city.sp4("GET", "/complaints").status_code == 500
        assert city.verify(NIK[0])["content"][0]["RESPONSE_CODE"] == "06"
    finally:
        up.stop(sandbox)


def test_environment_names_every_way_in(running: City) -> None:
    """Everything the hub needs is in the environment, and the counters' folders exist."""
    names = {
        *("SIAK_URL", "SIAK_USER", "SIAK_PASSWORD", "SIAK_SQL_URL", "APSP_URL", "APSP_CLIENT_ID", "APSP_CLIENT_SECRET"),
        *("SP4_URL", "SP4_AUTH", "SP4_TOKEN", "DUKCAPIL_URL", "DUKCAPIL_USER", "DUKCAPIL_PASSWORD", "DUKCAPIL_TOKEN"),
        *("LOKET_DIR", "SANDBOX_URL"),
    }
    assert set(running.sandbox.environment) == {f"SIMPUL_{name}" for name in names}
    assert (Path(running.env("LOKET_DIR")) / "masuk").is_dir()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_servers_end_with_the_one_who_started_them(own_database_url: str, tmp_path: Path, how: signal.Signals) -> None:
    """SIGTERM, Ctrl-C or kill -9 of the starter: no server is left behind."""
    starter = started(own_database_url, tmp_path)
    told = json.loads((tmp_path / "sandbox.json").read_text())
    assert requests.get(told["servers"]["apsp"] + "/__faults", timeout=5).json()["requests"] == 0
    starter.send_signal(how)
    starter.wait(10)
    assert gone(list(told["pids"].values()))


def test_port_taken_is_said(own_database_url: str, tmp_path: Path) -> None:
    """A server that cannot start is named with its log, and nothing is left running."""
    before = set(psutil.Process().children(recursive=True))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(up.CannotStart, match="apsp ended while starting"):
            up.up(own_database_url, tmp_path, options={"apsp": ["--port", port]})
    assert set(psutil.Process().children(recursive=True)) <= before
