"""The ``simpul`` command in processes of its own, as a user runs it."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli import errors as trouble
from cli.errors import TROUBLE
from simpul.core import errors

ROOT = Path(__file__).resolve().parents[2]


def simpul(*words: str, home: Path, typed: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """``simpul words`` with an empty home."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), "SIMPUL_HOME": str(home), **env},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def kinds(kind: type[errors.SimpulError]) -> list[type[errors.SimpulError]]:
    """The error and everything below it."""
    return [kind, *(below for child in kind.__subclasses__() for below in kinds(child))]


def test_help_is_light() -> None:
    """Help draws in neither the engine's heavy libraries nor the demo."""
    script = (
        "import sys, cli.app\n"
        "heavy = {'polars', 'sqlalchemy', 'requests', 'zeep', 'airflow', 'psycopg', 'rich.live', 'cli.demo.demo'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_word_explains_itself(tmp_path: Path) -> None:
    """Every command of the issue is there and has help in both languages."""
    done = simpul("--help", home=tmp_path)
    first = ["status", "feeds", "pull", "compare", "deliver", "upkeep", "trace", "demo"]
    words = [*first, "bench", "db", "cases", "effects", "brake", "quarantine", "link", "mapping", "sandbox"]
    lines = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    assert done.returncode == 0
    assert all(word in lines for word in words)
    assert all("/" in lines[word] or lines[word].endswith("...") for word in words)


@pytest.mark.parametrize("kind", kinds(errors.SimpulError))
def test_every_trouble_has_an_exit_code(kind: type[errors.SimpulError]) -> None:
    """Each error of the tree exits as its branch says: a person must act 3, later 4, already running 5."""
    code = next(entry[1] for entry in TROUBLE if issubclass(kind, entry[0]))
    wanted = {errors.Stop: 3, errors.Park: 4, errors.Retry: 4, errors.AlreadyRunning: 5}
    assert code == next((value for branch, value in wanted.items() if issubclass(kind, branch)), code)
    assert code in (1, 3, 4, 5)


def test_feeds_as_json(tmp_path: Path) -> None:
    """A read prints JSON a program can use."""
    done = simpul("feeds", "--json", home=tmp_path)
    feeds = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert {"siak.penduduk", "apsp.pemohon", "sp4.pengaduan"} <= {feed["feed"] for feed in feeds}


def test_unknown_feed_names_the_near_one(tmp_path: Path) -> None:
    """A feed that is not there is refused with the one that was probably meant, before any database is touched."""
    done = simpul("pull", "siak.pendudk", home=tmp_path)
    assert done.returncode == 3
    assert "siak.penduduk" in done.stderr
    assert not list(tmp_path.iterdir())


def test_unreachable_database_is_one_clear_line(tmp_path: Path) -> None:
    """With the database down a read says so in one line and exits 4: try again later."""
    url = "postgresql+psycopg://nobody@127.0.0.1:9/simpul"
    done = simpul("status", home=tmp_path, SIMPUL_DATABASE_URL=url)
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1
    assert "Basis data tidak dapat dihubungi" in done.stderr


def test_misspelt_setting_is_named(tmp_path: Path) -> None:
    """A setting with a letter wrong is refused, not ignored."""
    done = simpul("feeds", home=tmp_path, SIMPUL_MAPPING=str(tmp_path))
    assert done.returncode == 3
    assert "SIMPUL_MAPPINGS" in done.stderr


def test_wrong_words_exit_2(tmp_path: Path) -> None:
    """A word that does not exist is a usage error."""
    assert simpul("puul", home=tmp_path).returncode == 2


def test_full_disk_is_named() -> None:
    """A full disk is said in words with the command that shows it, not as a traceback."""
    code, words = trouble.explain(OSError(errno.ENOSPC, "No space left on device", "/data/x")) or (0, "")
    assert code == 3
    assert "Disk penuh" in words and "/data/x" in words


def test_a_nik_in_a_message_is_masked() -> None:
    """Whatever an error carries, the line on the screen shows no full NIK."""
    code, words = trouble.explain(errors.Rejected("NIK 1271095010909001 ditolak")) or (0, "")
    assert code == 3
    assert "127109••••••9001" in words and "1271095010909001" not in words


def test_an_unknown_error_keeps_its_traceback() -> None:
    """What we did not foresee is not dressed up."""
    assert trouble.explain(ZeroDivisionError()) is None


def test_a_nik_is_never_an_argument(tmp_path: Path) -> None:
    """A NIK on the command line, where every process can read it, is refused; and a wrong one is not echoed."""
    assert simpul("trace", "1271095010909001", home=tmp_path).returncode == 2
    wrong = simpul("trace", home=tmp_path, typed="12710950109090019\n")
    assert wrong.returncode == 3
    assert "16 angka" in wrong.stderr and "12710950" not in wrong.stderr


def test_pools_are_what_airflow_imports(tmp_path: Path) -> None:
    """``link pools`` prints one pool per link, as ``airflow pools import`` reads it."""
    pools = json.loads(simpul("link", "pools", home=tmp_path).stdout)
    assert pools["link_siak"] == {"slots": 2, "description": "simpul", "include_deferred": False}
