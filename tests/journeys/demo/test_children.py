"""What the demo starts ends with it, and nothing else does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from cli.demo import attach as demo_attach
from cli.demo import children
from simpul.core import errors

ROOT = Path(__file__).resolve().parents[3]
SLEEP = ["-c", "import time; time.sleep(60)"]
#: A process with a child of its own, whose id it prints.
FAMILY = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)\n"
    "print(child.pid, flush=True)\n"
    "time.sleep(60)"
)


def begin(tmp_path: Path, *words: str) -> children.Child:
    """A real process with its log."""
    return children.start("kid", [sys.executable, *words], env=dict(os.environ), log=tmp_path / "kid.log")


def gone(pid: int, seconds: float = 5) -> bool:
    """Whether a process ends soon; a zombie has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def wait_for(file: Path) -> str:
    """The first line of a file that is being written."""
    for _ in range(200):
        if file.exists() and "\n" in file.read_text():
            return file.read_text().splitlines()[0]
        time.sleep(0.05)
    raise AssertionError(f"{file} stayed empty")


def test_stop_ends_the_whole_family(tmp_path: Path) -> None:
    """Stopping a process also ends what it started, even in another session, and leaves a stranger alone."""
    stranger = subprocess.Popen([sys.executable, *SLEEP])
    child = begin(tmp_path, "-c", FAMILY)
    grandchild = int(wait_for(child.log))
    children.stop([child])
    assert gone(child.process.pid) and gone(grandchild)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_children_die_with_a_killed_parent(tmp_path: Path) -> None:
    """A demo that is killed with -9 leaves no child behind."""
    script = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from cli.demo import children\n"
        f"child = children.start('kid', [sys.executable, '-c', 'import time; time.sleep(60)'],"
        f" env=dict(os.environ), log=Path({str(tmp_path / 'kid.log')!r}))\n"
        "print(child.process.pid, flush=True)\n"
        "time.sleep(60)"
    )
    out = tmp_path / "out"
    with out.open("w") as sink:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        parent = subprocess.Popen([sys.executable, "-c", script], stdout=sink, env=env)
    child = int(wait_for(out))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert gone(child)


def test_a_reader_that_has_gone_keeps_nothing_running(tmp_path: Path) -> None:
    """A demo whose output nobody reads any more still ends what it started."""
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from cli.demo import demo\n"
        "from cli.demo.stage import Stage, Wanted\n"
        f"home = Path({str(tmp_path)!r})\n"
        "wanted = Wanted(residents=2000, seed=1, faults='clean', once=True, report=None)\n"
        "stage = Stage(wanted=wanted, home=home, env=dict(os.environ))\n"
        "child = stage.start('kid', 'http.server', '0', '--bind', '127.0.0.1')\n"
        "(home / 'pid').write_text(f'{child.process.pid}\\n')\n"
        "sys.stdin.readline()\n"
        "demo._end(stage)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    demo = subprocess.Popen(
        [sys.executable, "-c", script], env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert demo.stdin is not None and demo.stdout is not None
    child = int(wait_for(tmp_path / "pid"))
    demo.stdout.close()
    demo.stdin.write("go\n")
    demo.stdin.close()
    demo.wait()
    assert gone(child)


def test_a_child_that_ends_is_reported_with_its_last_words(tmp_path: Path) -> None:
    """When something that must stay up ends, the message names it, its code and the end of its log."""
    child = begin(tmp_path, "-c", "print('port 8080 is taken'); raise SystemExit(7)")
    child.process.wait()
    with pytest.raises(errors.Stop, match=r"(?s)kid.*kode 7.*port 8080 is taken"):
        children.check_alive([child])


def test_finish_waits_and_refuses_failure(tmp_path: Path) -> None:
    """A step that ends well is waited for; one that fails stops the demo."""
    children.finish(begin(tmp_path, "-c", "pass"), seconds=20)
    with pytest.raises(errors.Stop, match="kode 1"):
        children.finish(begin(tmp_path, "-c", "raise SystemExit(1)"), seconds=20)


def test_a_taken_port_is_passed_over() -> None:
    """A port somebody listens on is not chosen; a free one is."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert children.free_port(port) not in (0, port)
    assert children.free_port(port) == port


def test_one_demo_per_home(tmp_path: Path) -> None:
    """A second demo on the same home is told which process holds it."""
    held = pytest.raises(errors.AlreadyRunning, match=str(os.getpid()))
    with demo_attach.alone(tmp_path), held, demo_attach.alone(tmp_path):
        pass
    with demo_attach.alone(tmp_path):
        pass


def test_second_terminal_finds_the_running_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the demo runs its addresses are taken over, what the user set stays; afterwards nothing is."""
    monkeypatch.setenv("SIMPUL_SIAK_URL", "http://127.0.0.1:1/mine")
    monkeypatch.delenv("SIMPUL_APSP_URL", raising=False)
    env = {"SIMPUL_SIAK_URL": "http://127.0.0.1:2/", "SIMPUL_APSP_URL": "http://127.0.0.1:3/", "OTHER": "x"}
    with demo_attach.alone(tmp_path):
        demo_attach.offer(tmp_path, env)
        assert (tmp_path / demo_attach.OFFER).stat().st_mode & 0o777 == 0o600
        assert demo_attach.attach(tmp_path)
        assert os.environ["SIMPUL_SIAK_URL"].endswith("/mine")
        assert os.environ["SIMPUL_APSP_URL"].endswith(":3/")
    monkeypatch.delenv("SIMPUL_APSP_URL")
    assert not demo_attach.attach(tmp_path)
    assert "SIMPUL_APSP_URL" not in os.environ
