"""What the command says when the database has no room, no place, no time or is going away: words, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from cli import errors
from simpul.store import engine as db

ROOT = Path(__file__).resolve().parents[2]
#: SQLSTATE → exit code and what is said in English.
STATES = {
    "53000": (3, "ran out of room"), "53100": (3, "ran out of room"), "53200": (3, "ran out of memory"),
    "53300": (4, "too many connections"), "53400": (3, "ran out of room"), "57014": (4, "took too long"),
    "55P03": (4, "took too long"), "25P03": (4, "took too long"), "25P04": (4, "took too long"),
    "40001": (4, "another process"), "40P01": (4, "another process"), "57P01": (4, "is being stopped"),
    "57P02": (4, "is being stopped"), "57P03": (4, "is being stopped"), "57P05": (4, "is being stopped"),
    "08006": (4, "cannot be reached"), "28P01": (3, "refused our login"), "28000": (3, "refused our login"),
    "42501": (3, "lacks a right"), "25006": (3, "may only be read"), "58030": (3, "disk of the database"),
    "58P01": (3, "disk of the database"), "XX001": (3, "is damaged"), "XX002": (3, "is damaged"),
    "3D000": (3, "not made yet"), "42P01": (3, "not made yet"), "42703": (3, "not made yet"),
    "3F000": (3, "not made yet"),
}  # fmt: skip


@pytest.mark.parametrize("way", ["a query", "a bulk transfer"])
@pytest.mark.parametrize("state", STATES)
def test_every_trouble_of_the_server_is_told_for_what_it_is(database_url: str, state: str, way: str) -> None:
    """Through SQLAlchemy or straight from the driver, as in COPY, the words and the code are the same."""
    raising = f"do $$ begin raise exception 'NIK 1271095010909001 gagal' using errcode = '{state}'; end $$"
    error: Exception | None = None
    with db.engine(database_url).connect() as connection:
        try:
            if way == "a query":
                connection.execute(text(raising))
            else:
                driver = connection.connection.driver_connection
                assert isinstance(driver, psycopg.Connection)
                driver.execute(raising.encode())
        except (DBAPIError, psycopg.Error) as raised:
            error = raised
        connection.invalidate()
    assert error is not None
    code, words = errors.explain(error) or (0, "")
    assert (code, STATES[state][1] in words) == (STATES[state][0], True), words
    assert "→" in words and "\n" not in words and "1271095010909001" not in words


def test_a_mistake_of_ours_keeps_its_traceback(database_url: str) -> None:
    """A broken query is no trouble of the server's and is not dressed up as one."""
    with db.engine(database_url).connect() as connection:
        for statement in ("select 1 / 0", "select cast('x' as int)"):
            with pytest.raises(DBAPIError) as raised:
                connection.execute(text(statement))
            assert errors.explain(raised.value) is None
            connection.rollback()


@pytest.fixture(scope="module")
def full(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A migrated database on a small disk of its own, and the folder of that disk."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    # Not below pytest's own folder, which the server's account may not enter.
    disk = Path(f"/tmp/simpul-disk-{uuid.uuid4().hex[:8]}")
    disk.mkdir(mode=0o755)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "none", str(disk)], check=False).returncode:
        disk.rmdir()
        pytest.skip("a small disk cannot be mounted here")
    name = f"simpul_full_{uuid.uuid4().hex[:8]}"
    admin = create_engine(
        db.address(server_url).set(database="postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    try:
        with admin.connect() as connection:
            owner = connection.execute(text("show data_directory")).scalar_one()
            (disk / "space").mkdir(mode=0o700)
            found = Path(owner).stat()
            os.chown(disk / "space", found.st_uid, found.st_gid)
            connection.execute(text(f"create tablespace {name} location '{disk}/space'"))
            connection.execute(text(f'create database {name} template "{template}" tablespace {name}'))
        yield db.address(server_url).set(database=name).render_as_string(hide_password=False), disk
    finally:
        (disk / "filler").unlink(missing_ok=True)
        with admin.connect() as connection:
            connection.execute(text(f"drop database if exists {name} with (force)"))
            connection.execute(text(f"drop tablespace if exists {name}"))
        subprocess.run(["umount", str(disk)], check=True)
        disk.rmdir()


def inbox(folder: Path, count: int) -> Path:
    """A counter's folder with one file of that many applications."""
    head = "NO_URUT;NOMOR_BERKAS;NIK;NO_KK;NAMA;TGL_LAHIR;JENIS_KELAMIN;RT;RW;KODE_KELURAHAN;NO_HP;LAYANAN"
    rows = [
        f"{n};B-{n:06};127109501090{9000 + n % 999:04};1271090101{n:06};WARGA {n};10/10/1990;P;001;002;12.71.09.1001;"
        f"081234567{n % 1000:03};01;20/11/2026 08:00;SARI"
        for n in range(count)
    ]
    for name in ("masuk", "selesai", "keluar"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "masuk" / "berkas_masuk_1.csv").write_text(
        "\n".join([f"{head};TGL_TERIMA;PETUGAS", *rows, f"#TOTAL;{count}", ""])
    )
    return folder


def simpul(url: str, home: Path, *words: str, loket: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command, as a person runs it."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SIMPUL_HOME": str(home), "SIMPUL_DATABASE_URL": url}
    env |= {"SIMPUL_LOKET_DIR": str(loket)} if loket else {}
    return subprocess.run(
        [sys.executable, "-m", "cli", *words], env=env, capture_output=True, text=True, check=False, timeout=200
    )


def fill(disk: Path, leave: int) -> None:
    """Leave so many bytes on the small disk."""
    (disk / "filler").unlink(missing_ok=True)
    free = shutil.disk_usage(disk).free
    with (disk / "filler").open("wb") as file, suppress(OSError):
        file.write(b"\0" * max(0, free - leave))


@pytest.mark.parametrize("leave", [0, 300_000, 1_500_000])
def test_a_full_disk_during_a_pull_is_words_and_a_pull_with_room_goes_on(
    full: tuple[str, Path], tmp_path: Path, leave: int
) -> None:
    """Wherever in the pull the room ends, it says so and exits with 3; with room the same pull takes it all."""
    url, disk = full
    with db.engine(url).begin() as connection:
        connection.execute(text("truncate mirror.berkas_masuk, simpul.run, simpul.cursor cascade"))
    loket = inbox(tmp_path / "loket", 12_000)
    fill(disk, leave)
    done = simpul(url, tmp_path, "pull", "loket.berkas_masuk", loket=loket)
    assert done.returncode == 3, done.stderr[-3000:]
    said = [line for line in done.stderr.splitlines() if line.startswith("simpul: ")]
    assert len(said) == 1 and "ran out of room" in said[0] and "Traceback" not in done.stderr
    (disk / "filler").unlink()
    again = simpul(url, tmp_path, "pull", "loket.berkas_masuk", loket=loket)
    assert again.returncode == 0, again.stderr[-3000:]
    with db.engine(url).connect() as connection:
        assert connection.execute(text("select count(*) from mirror.berkas_masuk")).scalar_one() == 12_000


@pytest.mark.parametrize("words", ["status", "feeds", "compare", "upkeep", "brake list", "cases list", "rules list"])
def test_every_other_command_on_a_full_disk_works_or_says_why(
    full: tuple[str, Path], tmp_path: Path, words: str
) -> None:
    """What only reads goes on; what must write says that there is no room. Nothing ends in a traceback."""
    url, disk = full
    fill(disk, 0)
    done = simpul(url, tmp_path, *words.split())
    (disk / "filler").unlink()
    assert done.returncode in (0, 3), done.stderr[-3000:]
    assert done.returncode == 0 or "ran out of room" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", ["feeds --json", "feeds", "--help"])
def test_an_answer_that_finds_no_room_is_words(tmp_path: Path, words: str) -> None:
    """Written to a file on a full disk, the command says that its answer is lost and exits with 3."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SIMPUL_HOME": str(tmp_path)}
    # As at a terminal, where nothing is written before a buffer is full or the command ends.
    env.pop("PYTHONUNBUFFERED", None)
    with Path("/dev/full").open("w") as out:
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words.split()], env=env, stdout=out, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1), done.stderr
    assert "the disk is full" in done.stderr
