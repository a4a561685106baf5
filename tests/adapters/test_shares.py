"""Folders others can write to: what lies there may hang, mislead or overwrite nobody."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.files import Files
from simpul.core.errors import BrokenContract, SimpulError
from simpul.core.model import Effect, Page, ReadRequest
from simpul.core.ports import unguarded
from tests.adapters import counters, shares, subjects

BODY = {"columns": ["NOMOR"], "rows": [["B-001"]]}
NAME = "berkas_a.tanda_terima.csv"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A drop folder that every account of the machine can reach."""
    made = Path(tempfile.mkdtemp(prefix="simpul-uji-"))
    made.chmod(0o777)
    for part in ("masuk", "keluar", "selesai"):
        (made / part).mkdir()
        (made / part).chmod(0o777)
    yield made
    shutil.rmtree(made)


def adapter(folder: Path) -> Files:
    return Files(counters.system(folder), guard=unguarded, secrets=subjects.shown)


def receipt() -> Effect:
    return subjects.effect("tanda", "berkas_a.csv", BODY)


def written(folder: Path) -> str:
    """Where a receipt went."""
    return adapter(folder).write(counters.system(folder).writes["tanda"], receipt()).reference


def read(folder: Path) -> tuple[list[str], str]:
    """Numbers of the rows a pass brings, and the words it ends with."""
    got: list[Page] = []
    try:
        for page in adapter(folder).read(counters.feed(), ReadRequest()):
            got.append(page)
    except BrokenContract as error:
        return [number for page in got for number in counters.numbers(page)], str(error)
    return [number for page in got for number in counters.numbers(page)], ""


@pytest.mark.parametrize("kind", shares.KINDS)
def test_an_entry_that_is_no_file_keeps_nobody_from_being_read(folder: Path, kind: str) -> None:
    """Whatever lies in the inbox under a list's name is named with what to do; every other list is read."""
    shares.strange(kind, folder / "masuk" / "berkas_a.csv")
    counters.put(folder, "berkas_b.csv", 2, first=20)
    numbers, told = shares.aside(lambda: read(folder))
    assert numbers == ["20", "21"]
    assert "berkas_a.csv" in told
    assert "Pindahkan" in told
    assert "Move it" in told


def test_a_file_that_may_not_be_read_keeps_nobody_from_being_read(folder: Path) -> None:
    """A list the hub's account has no right to is named with what to do; every other list is read."""
    locked = counters.put(folder, "berkas_a.csv", 2)
    counters.put(folder, "berkas_b.csv", 2, first=20).chmod(0o644)
    with shares.unreadable(locked):
        numbers, told = shares.as_nobody(lambda: read(folder))
    assert numbers == ["20", "21"]
    assert "berkas_a.csv" in told
    assert "hak membaca" in told


@pytest.mark.parametrize("kind", shares.KINDS)
def test_a_receipt_goes_beside_whatever_has_its_name(folder: Path, kind: str) -> None:
    """A pipe, folder, link or device under the receipt's name neither holds the hub up nor is written through."""
    shares.strange(kind, folder / "keluar" / NAME)
    assert shares.aside(lambda: written(folder)) == "berkas_a-2.tanda_terima.csv"
    probed = shares.aside(lambda: adapter(folder).probe(counters.system(folder).writes["tanda"], receipt()))
    assert probed is not None
    assert probed.reference == "berkas_a-2.tanda_terima.csv"


@pytest.mark.parametrize("kind", ["hard link", "pipe", "link"])
def test_no_file_prepared_by_another_is_written_into(folder: Path, kind: str) -> None:
    """Names the hub may use on its way are made anew: a victim's file under one of them keeps its bytes."""
    victim = folder / "surat.txt"
    victim.write_text("milik orang lain")
    prepared = folder / "keluar" / f".{NAME}.part"
    if kind == "hard link":
        os.link(victim, prepared)
    elif kind == "link":
        prepared.symlink_to(victim)
    else:
        shares.strange(kind, prepared)
    assert shares.aside(lambda: written(folder)) == NAME
    assert victim.read_text() == "milik orang lain"
    assert os.path.lexists(prepared)


def test_a_large_file_under_the_name_of_a_receipt_is_not_read(folder: Path) -> None:
    """Its size alone says that it is another file."""
    with (folder / "keluar" / NAME).open("wb") as large:
        large.truncate(400 * 1024 * 1024)
    tracemalloc.start()
    try:
        assert written(folder) == "berkas_a-2.tanda_terima.csv"
        assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("which", ["masuk", "keluar", "selesai"])
def test_a_folder_that_is_a_link_is_not_followed(folder: Path, which: str) -> None:
    """A link in the place of one of our folders is refused with words, by the check too; nothing lands behind it."""
    elsewhere = folder / "tempat_lain"
    elsewhere.mkdir()
    shutil.rmtree(folder / which)
    (folder / which).symlink_to(elsewhere)
    if which == "keluar":
        with pytest.raises(BrokenContract, match="is a link"):
            written(folder)
        with pytest.raises(BrokenContract, match="is a link"):
            adapter(folder).probe(counters.system(folder).writes["tanda"], receipt())
    elif which == "masuk":
        assert "is a link" in read(folder)[1]
    bad = [line for line in adapter(folder).check() if not line.ok]
    assert len(bad) == 1
    assert "tautan" in bad[0].detail.id
    assert all(line.advice.id and line.advice.en for line in bad)
    assert list(elsewhere.iterdir()) == []


def test_a_share_without_hard_links_takes_receipts(folder: Path) -> None:
    """Where the file system knows no hard links a receipt is whole too, and never over another file."""
    (folder / "keluar" / NAME).write_text("lama")
    assert shares.refused(lambda: written(folder), shares.LINKS) == "berkas_a-2.tanda_terima.csv"
    assert (folder / "keluar" / NAME).read_text() == "lama"
    assert (folder / "keluar" / "berkas_a-2.tanda_terima.csv").read_bytes().endswith(b"B-001\r\n#TOTAL;1\r\n")
    assert len(list((folder / "keluar").iterdir())) == 2
    assert [line.ok for line in shares.refused(adapter(folder).check, shares.LINKS)] == [True] * 3


def test_a_share_that_moves_nothing_fails_its_check(folder: Path) -> None:
    """Where files can neither be linked nor renamed the check says so, names the folder and leaves nothing behind."""
    found = shares.refused(adapter(folder).check, shares.LINKS, shares.RENAMES)
    bad = [line for line in found if not line.ok]
    assert [line.name for line in bad] == ["done", "outbox"]
    assert all(line.advice.id and line.advice.en for line in bad)
    assert [list((folder / part).iterdir()) for part in ("masuk", "selesai", "keluar")] == [[], [], []]
    with pytest.raises(SimpulError):
        shares.refused(lambda: written(folder), shares.LINKS, shares.RENAMES)
    assert list((folder / "keluar").iterdir()) == []


def test_what_a_crash_left_half_made_is_removed(folder: Path) -> None:
    """Files the hub was making when it died are taken away after a day; nobody else's are, and no fresh ones."""
    # Files keep the machine's time, whatever moment the tests are given.
    made, now = adapter(folder), datetime.fromtimestamp(folder.stat().st_ctime, UTC)
    for part in ("masuk", "keluar", "selesai"):
        (folder / part / ".simpul-0123456789abcdef01234567.part").write_text("x")
        (folder / part / ".simpul-catatan").write_text("x")
        (folder / part / "kiriman.csv").write_text("x")
    assert made.forget([counters.feed()], now) == 0
    assert made.forget([counters.feed()], now + timedelta(days=2)) == 3
    left = {path.name for part in ("masuk", "keluar", "selesai") for path in (folder / part).iterdir()}
    assert left == {".simpul-catatan", "kiriman.csv"}


def test_many_entries_that_cannot_be_used_are_counted_in_few_words(folder: Path) -> None:
    """A thousand strange entries are told by the first few and their number, in words a person can read."""
    for number in range(1000):
        (folder / "masuk" / f"berkas_{number:04}.csv").mkdir()
    counters.put(folder, "berkas_a.csv", 1)
    numbers, words = read(folder)
    assert numbers == ["0"]
    assert "berkas_0000.csv" in words
    assert "1000" in words
    assert len(words) < 1500


#: Puts a new list, over and over, under the name of a list.
SWAPPING = """
import os, sys
number = 0
while True:
    number += 1
    file = os.open(".baru", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.write(file, b"\\xef\\xbb\\xbfNO;NOMOR\\r\\n%d;x\\r\\n#TOTAL;1\\r\\n" % number)
    os.close(file)
    os.rename(".baru", "berkas_a.csv")
"""


def test_only_what_was_read_is_moved_while_others_swap_it(folder: Path) -> None:
    """What takes a list's name between the reading and the moving stays in the inbox, for the next pass to read."""
    other = subprocess.Popen([sys.executable, "-c", SWAPPING], cwd=folder / "masuk")
    try:
        unread = [name for _ in range(4000) for name in _moved_unread(folder, folder / "selesai")]
    finally:
        other.kill()
        other.wait()
    assert unread == []


def _moved_unread(folder: Path, done: Path) -> list[str]:
    """What one pass moved to the done folder without having read it; the folder is empty afterwards."""
    made, bodies = adapter(folder), list[bytes]()
    with suppress(BrokenContract):
        bodies += [page.body for page in made.read(counters.feed(), ReadRequest())]
    made.stored(len(bodies))
    unread: list[str] = []
    for path in done.iterdir():
        rows = path.read_bytes().partition(b"#TOTAL")[0] if path.is_file() else b""
        unread += [] if rows in bodies else [path.name]
        path.unlink()
    return unread
