"""The wrapper, run as a newcomer runs it, on stand-ins for Python that answer as a bare machine would."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Put together here so that this file passes the check it tests.
REGISTRY = "https" + "://registry.example/"
OLD = '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n'
NO_VENV = '#!/bin/sh\ncase "$2" in *version_info*) exit 0 ;; esac\nexit 1\n'
ECHO = """#!/bin/sh
echo "args: $*"
echo "path: $PYTHONPATH"
echo "bytecode: ${PYTHONDONTWRITEBYTECODE-unset}"
echo "home: $SIMPUL_HOME"
"""


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A copy of the wrapper and its locks, and a PATH with nothing but the basic tools."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "sh", "dirname", "basename", "cmp", "cp", "git", "cut", "env", "cat", "rm", "mkdir"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    for file in ("run", "requirements.lock", "requirements-dev.lock", "requirements-uv.lock"):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def program(file: Path, text: str) -> None:
    """An executable script."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)


def installed(folder: Path, python: str) -> None:
    """A finished environment whose Python is ``python``."""
    program(folder / ".venv" / "bin" / "python", python)
    for name in ("requirements.lock", "requirements-dev.lock"):
        shutil.copy(folder / name, folder / ".venv" / f"installed-{name}")


def run(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """``./run words`` with that folder's PATH only."""
    return subprocess.run(
        [str(folder / "run"), *words],
        env={"PATH": str(folder / "bin"), "HOME": str(folder), **env},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_old_python_is_named(bare: Path) -> None:
    """A Python that is too old stops with its version and the command to type, in both languages."""
    program(bare / "bin" / "python3", OLD)
    done = run(bare, "demo")
    assert done.returncode == 3
    assert "Python 3.9.2" in done.stderr
    assert "butuh Python 3.11" in done.stderr and "3.11 or newer is needed" in done.stderr
    assert "apt install python3 python3-venv" in done.stderr


def test_missing_venv_module_is_named(bare: Path) -> None:
    """Without the venv module the message says which package to install."""
    program(bare / "bin" / "python3", NO_VENV)
    done = run(bare, "demo")
    assert done.returncode == 3
    assert "apt install python3-venv" in done.stderr
    assert not (bare / ".venv" / "installed-requirements.lock").exists()


def test_installed_environment_starts_at_once(bare: Path) -> None:
    """With the lock's stamp in place nothing is installed: the words go to the command, and modules may be compiled."""
    installed(bare, ECHO)
    done = run(bare, "cases", "list", "--json", PYTHONDONTWRITEBYTECODE="1", SIMPUL_HOME="state")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "args: -m cli cases list --json",
        f"path: {bare}",
        "bytecode: unset",
        f"home: {bare}/state",
    ]
    assert done.stderr == ""


def test_another_lock_installs_again(bare: Path) -> None:
    """A changed lock is noticed: the environment is not taken for up to date."""
    installed(bare, '#!/bin/sh\necho "$*" >> "$HOME/calls"\nexit 1\n')
    (bare / "requirements.lock").write_text("changed==1 --hash=sha256:00\n")
    program(bare / "bin" / "python3", NO_VENV)
    assert run(bare, "status").returncode == 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.lock", f"--index-url {REGISTRY}\n"),
        ("docs/install.md", f"pip install --extra-index-url {REGISTRY} x\n"),
        ("setup.cfg", f"index-url = {REGISTRY}\n"),
    ],
)
def test_registry_addresses_are_found(bare: Path, name: str, text: str) -> None:
    """A package registry's address in any tracked file fails the checks and is shown with its place."""
    (bare / name).parent.mkdir(exist_ok=True)
    with (bare / name).open("a") as file:
        file.write(text)
    installed(bare, "#!/bin/sh\nexit 0\n")
    program(bare / ".venv" / "bin" / "lint-imports", "#!/bin/sh\nexit 0\n")
    git = ["git", "-C", str(bare), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", name, "run"], check=True)
    done = run(bare, "test")
    assert done.returncode == 1
    assert f"{name}:" in done.stdout
    assert "no_addresses" in done.stderr


APT = '#!/bin/sh\necho "apt $*" >> "$HOME/calls"\n[ "$1" = download ] && : > prometheus_2.deb\nexit 0\n'
UNPACK = (
    '#!/bin/sh\nmkdir -p "$3/usr/bin"\nprintf "#!/bin/sh\\n" > "$3/usr/bin/promtool"\nchmod +x "$3/usr/bin/promtool"\n'
)


def _with_clock(bare: Path) -> None:
    """The library that moves the clock is there, as once unpacked."""
    place = bare / ".venv" / "tools" / "usr" / "lib" / "any" / "faketime"
    place.mkdir(parents=True)
    (place / "libfaketimeMT.so.1").touch()


def test_missing_tools_are_unpacked_or_named(bare: Path) -> None:
    """Without root a tool is unpacked once into .venv; what needs installing is said with the command to type."""
    installed(bare, "#!/bin/sh\nexit 0\n")
    program(bare / ".venv" / "bin" / "lint-imports", "#!/bin/sh\nexit 0\n")
    program(bare / "bin" / "apt-get", APT)
    program(bare / "bin" / "dpkg-deb", UNPACK)
    _with_clock(bare)
    program(bare / "bin" / "id", "#!/bin/sh\necho 1000\n")
    (bare / "bin" / "chmod").symlink_to(str(shutil.which("chmod")))
    subprocess.run(["git", "-C", str(bare), "init", "-q"], check=True)
    for _ in range(2):
        done = run(bare, "test")
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == "  need_tool chromium chromium install"
        assert "→ sudo apt-get install --no-install-recommends chromium" in done.stderr
    assert (bare / "calls").read_text().splitlines() == ["apt download -qq -o APT::Sandbox::User=root prometheus"]
    assert sorted(path.name for path in (bare / ".venv" / "tools").iterdir()) == ["usr"]


def test_root_has_the_browser_installed(bare: Path) -> None:
    """As root a browser is installed by the system's own means, and nothing else is."""
    installed(bare, "#!/bin/sh\nexit 0\n")
    program(bare / ".venv" / "bin" / "lint-imports", "#!/bin/sh\nexit 0\n")
    program(bare / "bin" / "promtool", "#!/bin/sh\n")
    _with_clock(bare)
    program(bare / "bin" / "apt-get", APT)
    program(bare / "bin" / "id", "#!/bin/sh\necho 0\n")
    subprocess.run(["git", "-C", str(bare), "init", "-q"], check=True)
    assert run(bare, "test").returncode == 0
    wanted = "apt install -qq -y --no-install-recommends chromium"
    assert (bare / "calls").read_text().splitlines() == [wanted]
