"""Mistakes in mappings and settings, met as a user meets them: by the command, in one sentence, with a way out."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.ingest.bad_input.conftest import REPO, simpul

WRONG_SETTING = 3
UJI = REPO / "tests" / "ingest" / "pull" / "mappings" / "uji"


@pytest.fixture
def more(tmp_path: Path) -> Path:
    """A folder of mappings beside the shipped ones, holding one system that a test may spoil."""
    shutil.copytree(UJI, tmp_path / "lain" / "uji")
    return tmp_path / "lain"


def _spoil(more: Path, old: str, new: str) -> int:
    """Change the feed's file; the line that changed."""
    path = more / "uji" / "warga.yaml"
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new), "utf-8")
    return before[: before.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("nama_lengkap: {from", "nama_lengkp: {from", ["has no field 'nama_lengkp'", "did you mean 'nama_lengkap'"]),
        ("{from: alamat}", "{form: alamat}", ["unknown operation 'form'", "did you mean 'from'"]),
    ],
    ids=["wrong field", "unknown operation"],
)
@pytest.mark.parametrize("command", ["mapping check", "pull uji.warga"])
def test_a_mistake_in_a_mapping(more: Path, tmp_path: Path, command: str, old: str, new: str, words: list[str]) -> None:
    """Every command names file and line, what is wrong and what was probably meant; no database is touched."""
    line = _spoil(more, old, new)
    done = simpul(*command.split(), home=tmp_path / "home", env={"SIMPUL_MAPPINGS": str(more)})
    said = done.stdout + done.stderr
    assert done.returncode == WRONG_SETTING
    assert [word for word in [*words, f"warga.yaml:{line}"] if word not in said] == []
    assert "Traceback" not in said
    assert not (tmp_path / "home").exists()


def test_a_system_described_twice(more: Path, tmp_path: Path) -> None:
    """Two folders of one name are refused, naming both."""
    shutil.move(more / "uji", more / "apsp")
    done = simpul("mapping", "check", home=tmp_path / "home", env={"SIMPUL_MAPPINGS": str(more)})
    assert done.returncode == WRONG_SETTING
    said = done.stdout + done.stderr
    assert "'apsp' stands twice" in said and str(more / "apsp") in said


def test_an_expired_access_basis(more: Path, tmp_path: Path, own_engine: Engine, own_database_url: str) -> None:
    """The feed is not read, the sentence names the agreement and its last day, and the run is on record."""
    _spoil(more, "2099-12-31", "2020-01-31")
    env = {
        "SIMPUL_MAPPINGS": str(more),
        "SIMPUL_DATABASE_URL": own_database_url,
        "SIMPUL_UJI_URL": "http://127.0.0.1:9",
    }
    done = simpul("pull", "uji.warga", home=tmp_path / "home", env=env)
    assert done.returncode == WRONG_SETTING
    assert "Perjanjian akses sudah berakhir" in done.stderr
    assert "Uji 1/2026" in done.stderr and "2020-01-31" in done.stderr
    with own_engine.connect() as connection:
        assert connection.execute(text("select state from simpul.run")).scalars().all() == ["stopped"]


def test_a_missing_environment_variable(more: Path, tmp_path: Path, own_database_url: str) -> None:
    """The variable that is not set is named."""
    env = {"SIMPUL_MAPPINGS": str(more), "SIMPUL_DATABASE_URL": own_database_url}
    done = simpul("pull", "uji.warga", home=tmp_path / "home", env=env, without="SIMPUL_UJI_URL")
    assert done.returncode == WRONG_SETTING
    assert "SIMPUL_UJI_URL is not set" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["status", "pull siak.penduduk", "cases list"])
def test_the_database_is_down(tmp_path: Path, command: str) -> None:
    """One line says so, where to look, and to try again (exit code 4)."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"postgresql+psycopg://nobody@127.0.0.1:{port}/simpul"
    done = simpul(*command.split(), home=tmp_path, env={"SIMPUL_DATABASE_URL": url})
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1
    assert "Basis data tidak dapat dihubungi" in done.stderr and "SIMPUL_DATABASE_URL" in done.stderr
