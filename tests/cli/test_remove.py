"""``./run remove``: all of a hub goes, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli.app import app
from simpul.core.errors import Stop
from simpul.store import embedded

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = Path("/var/lib")
#: What a hub leaves in its home, with something in each.
LEFT = {
    "airflow/logs/scheduler.log": "mulai",
    "city/loket/masuk/m.csv": "nama",
    "contoh_nik.txt": "1271019001",
    "demo-accounts.txt": "demo",
    "demo.env.json": "{}",
    "demo.json": json.dumps({"residents": 3000, "seed": 1}),
    "demo.lock": "12",
    "keys/0001.key": "00" * 32,
    "logs/generate.log": "selesai",
}
drawn = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def remove(home: Path, *words: str, typed: str = "", **env: str) -> Result:
    """``remove words`` on ``home``."""
    given_env = {"SIMPUL_HOME": str(home), "SIMPUL_DATABASE_URL": None, **env}
    return CliRunner().invoke(app, ["remove", *words], env=given_env, input=typed)


def refused(done: Result) -> str:
    """Why it was refused: a person must act (exit code 3)."""
    assert isinstance(done.exception, Stop), (done.exception, done.output)
    return str(done.exception)


def fill(home: Path, files: dict[str, str]) -> None:
    """Write ``files`` into ``home``."""
    home.mkdir(parents=True, exist_ok=True)
    for name, words in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(words)


def shown(folder: Path) -> dict[str, str]:
    """Everything below ``folder``: kind, and a file's content or a link's target."""
    # Not rglob, which walks into links to folders.
    found = [Path(at) / name for at, folders, files in os.walk(folder) for name in (*folders, *files)]
    return {str(path.relative_to(folder)): _kind(path) for path in found}


def _kind(path: Path) -> str:
    if path.is_symlink():
        return f"link {os.readlink(path)}"
    return "folder" if path.is_dir() else f"file {path.read_bytes()!r}"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home with a database that has run, beside something that is not the hub's."""
    (tmp_path / "tetangga").mkdir()
    (tmp_path / "tetangga" / "surat.txt").write_text("milik orang lain")
    folder = tmp_path / "simpul"
    with embedded.running(folder):
        pass
    fill(folder, LEFT)
    (folder / "truth.jsonl").symlink_to(tmp_path / "tetangga" / "surat.txt")
    place = embedded.place_of(folder)
    yield folder
    if place.exists():
        shutil.rmtree(place)


def test_it_takes_everything_and_nothing_else(home: Path) -> None:
    """After it neither home nor database is on the disk, a neighbour is as before; a second time has nothing to do."""
    place, before = embedded.place_of(home), set(OUTSIDE.iterdir())
    neighbour = shown(home.parent / "tetangga")
    done = remove(home, "--yes", SIMPUL_LANG="en")
    assert done.exit_code == 0, done.exception
    assert str(home) in done.output and str(place) in done.output
    assert not home.exists() and not place.exists()
    assert set(OUTSIDE.iterdir()) == before - {place}
    assert shown(home.parent) == {
        "tetangga": "folder",
        **{f"tetangga/{name}": kind for name, kind in neighbour.items()},
    }
    again = remove(home, "--yes", SIMPUL_LANG="en")
    assert again.exit_code == 0 and "nothing" in again.output
    assert not home.exists()


@pytest.mark.parametrize(
    ("typed", "gone"), [("ya\n", True), ("yes\n", True), ("tidak\n", False), ("\n", False), ("", False)]
)
def test_it_asks_first(tmp_path: Path, typed: str, gone: bool) -> None:
    """Only a yes removes; no answer at all is a no, and says so."""
    home = tmp_path / "simpul"
    fill(home, LEFT)
    done = remove(home, typed=typed)
    assert str(home) in done.output
    assert home.exists() is not gone
    assert done.exit_code == 0 if gone else "--yes" in refused(done)


def test_it_waits_for_what_runs(home: Path) -> None:
    """While the database, or a program of this home, runs, nothing is removed and the process is named."""
    before = shown(home)
    with embedded.running(home):
        server = embedded.start(home).pid
        assert str(server) in refused(remove(home, "--yes"))
    code = "import sys, time; print('ready', flush=True); time.sleep(60)"
    env = {**os.environ, "SIMPUL_HOME": str(home)}
    with subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None and program.stdout.readline()
        said = refused(remove(home, "--yes"))
        program.terminate()
    assert str(program.pid) in said
    assert shown(home).keys() == before.keys()
    assert (embedded.place_of(home) / "data" / "PG_VERSION").exists()


def test_a_home_that_lost_its_database_goes(home: Path) -> None:
    """A database folder that somebody removed already is no reason to keep the rest."""
    place = embedded.place_of(home)
    shutil.rmtree(place)
    assert remove(home, "--yes").exit_code == 0
    assert not home.exists()


def test_a_database_that_lost_its_home_goes(home: Path) -> None:
    """A home that somebody removed by hand left its database behind: that goes too."""
    place = embedded.place_of(home)
    shutil.rmtree(home)
    assert remove(home, "--yes").exit_code == 0
    assert not place.exists() and not home.exists()


def test_a_copied_home_does_not_take_the_first_ones_database(home: Path, tmp_path: Path) -> None:
    """A copy of a home names the database of the first one; removing the copy is refused while the first one stands."""
    if embedded.place_of(home).parent == home:
        pytest.skip("the database lies inside this home")
    copy = tmp_path / "salinan"
    shutil.copytree(home, copy, symlinks=True)
    assert str(home) in refused(remove(copy, "--yes"))
    assert (embedded.place_of(home) / "data" / "PG_VERSION").exists() and copy.exists()


foreign = st.sampled_from(["surat.txt", "foto", "Db", "db.at.txt", "keys.bak", ".git", "demo.json.1", "kota", "simpul"])
where = st.sampled_from(["", "keys/", "db/", "db/s.old/"])


@drawn
@given(
    left=st.sets(st.sampled_from(sorted(LEFT))),
    name=foreign,
    where=where,
    kind=st.sampled_from(["file", "folder", "link"]),
)
def test_a_folder_with_anything_else_is_left_alone(
    tmp_path_factory: pytest.TempPathFactory, left: set[str], name: str, where: str, kind: str
) -> None:
    """Whatever a home holds, one thing in it that no hub makes, and nothing at all is removed."""
    above = tmp_path_factory.mktemp("atas")
    home = above / "simpul"
    fill(home, {file: LEFT[file] for file in left})
    odd = home / (where + name)
    odd.parent.mkdir(parents=True, exist_ok=True)
    if kind == "link":
        odd.symlink_to(above)
    elif kind == "folder":
        odd.mkdir()
    else:
        odd.write_text("bukan milik hub")
    before = shown(above)
    refused(remove(home, "--yes"))
    assert shown(above) == before


@drawn
@given(
    left=st.sets(st.sampled_from(sorted(LEFT)), min_size=1),
    linked=st.sampled_from(["", "logs", "keys", "db", "demo.json"]),
)
def test_only_real_folders_of_a_known_hub_go(
    tmp_path_factory: pytest.TempPathFactory, left: set[str], linked: str
) -> None:
    """A home with some of what a hub makes goes as a whole; with a link among it, or no sign of a hub, it stays."""
    above = tmp_path_factory.mktemp("atas")
    home, elsewhere = above / "simpul", above / "lain"
    fill(elsewhere, {"surat.txt": "milik orang lain"})
    fill(home, {file: LEFT[file] for file in left if not linked or file.partition("/")[0] != linked})
    if linked:
        (home / linked).symlink_to(elsewhere)
    before = shown(above)
    certain = {"keys/0001.key", "demo.json", "demo.lock", "demo-accounts.txt"} & left
    done = remove(home, "--yes")
    if linked or not certain:
        refused(done)
        assert shown(above) == before
    else:
        assert done.exit_code == 0 and not home.exists()
    assert (elsewhere / "surat.txt").exists()


@pytest.mark.parametrize(
    "text", ["/etc", "/var/lib", "/var/lib/simpul-x", "../simpul-000000000000", "/var/lib/simpul-zzzzzzzzzzzz", ""]
)
def test_a_false_note_of_the_database_is_not_followed(tmp_path: Path, text: str) -> None:
    """A ``db.at`` that names a place no hub would choose is refused."""
    home = tmp_path / "simpul"
    fill(home, {**LEFT, "db.at": f"{text}\n"})
    before = shown(home)
    assert "db.at" in refused(remove(home, "--yes"))
    assert shown(home) == before


def test_places_that_are_never_a_home(tmp_path: Path) -> None:
    """The root, a person's own folder, what holds the checkout, a link, and a file are refused before any question."""
    person, link, file = tmp_path / "orang", tmp_path / "tautan", tmp_path / "berkas"
    fill(person, {"demo.lock": "12"})
    link.symlink_to(person)
    file.write_text("")
    for place in (Path("/"), person, ROOT, ROOT.parent, link, file):
        # Nothing is typed and no --yes given, so that a fault here removes nothing either.
        done = remove(place, HOME=str(person))
        assert str(place) in refused(done)
        assert done.output == "", place
    assert shown(person) == {"demo.lock": "file b'12'"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account")
def test_what_belongs_to_another_account_is_left() -> None:
    """An account does not remove the home of another one, even where it could write to it."""
    above = Path(tempfile.mkdtemp(prefix="rumah-", dir="/tmp"))  # noqa: S108
    home = above / "simpul"
    fill(home, LEFT)
    above.chmod(0o777)
    home.chmod(0o777)
    # What is imported late is read now: the other account may not read Python's own folder.
    remove(above / "tiada", "--yes")
    child = os.fork()
    if child == 0:
        os.setgid(1)
        os.setuid(1)
        os._exit(7 if isinstance(remove(home, "--yes").exception, Stop) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert (home / "keys" / "0001.key").exists()
    shutil.rmtree(above)


def test_the_environment_goes_only_when_asked(tmp_path: Path) -> None:
    """``--venv`` also takes the checkout's .venv; without it the checkout is as before."""
    bare = tmp_path / "checkout"
    bare.mkdir()
    shutil.copytree(ROOT / "cli", bare / "cli", ignore=shutil.ignore_patterns("__pycache__"))
    fill(bare, {".venv/pyvenv.cfg": "home = /usr", ".venv/lib/x.py": "", ".venv.lock": "", "surat.txt": "x"})
    env = {**os.environ, "SIMPUL_HOME": str(bare / ".simpul"), "PYTHONPATH": f"{bare}:{ROOT}"}
    for words, left in ((["--yes"], True), (["--yes", "--venv"], False)):
        fill(bare / ".simpul", LEFT)
        command = [sys.executable, "-m", "cli", "remove", *words]
        done = subprocess.run(command, env=env, cwd=bare, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert (bare / ".venv").exists() is left
        assert not (bare / ".simpul").exists()
    assert (bare / "surat.txt").exists() and not (bare / ".venv.lock").exists()
