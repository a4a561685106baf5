"""Drop folders: nothing half is read, nothing is lost, nothing is overwritten."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from adapters.files import STILL, Files, whole_rows
from simpul.core import clock
from simpul.core.errors import BrokenContract, Rejected, Retry
from simpul.core.model import Page, ReadRequest
from simpul.core.ports import unguarded
from tests.adapters import counters, subjects


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "masuk").mkdir()
    return tmp_path


def adapter(folder: Path) -> Files:
    return Files(counters.system(folder), guard=unguarded, secrets=subjects.shown)


def pages(made: Files) -> list[Page]:
    return list(made.read(counters.feed(), ReadRequest()))


def names(folder: Path, which: str) -> list[str]:
    return sorted(path.name for path in (folder / which).glob("*"))


def old(path: Path) -> None:
    """Let a file have lain still for long."""
    moment = clock.now().timestamp() - STILL - 5
    os.utime(path, (moment, moment))


def test_rows_keep_their_bytes_and_their_line_breaks(folder: Path) -> None:
    """A page is the header and whole rows as received; a quoted value may run over lines; the trailer is gone."""
    counters.put(folder, "berkas_a.csv", 5)
    first, second = pages(adapter(folder))
    assert first.body.startswith(b'\xef\xbb\xbfNO;NOMOR\r\n0;"B-000\r\nlanjutan 0"\r\n')
    assert second.body == b'\xef\xbb\xbfNO;NOMOR\r\n4;"B-004\r\nlanjutan 4"\r\n'
    assert (first.origin, first.announced, first.cursor, second.cursor) == ("berkas_a.csv", 5, "berkas_a.csv|4", None)


def test_a_read_file_is_moved_after_its_pages_are_stored(folder: Path) -> None:
    """Saying that its last page is stored moves it; nothing moves before, and no page but the last does."""
    counters.put(folder, "berkas_a.csv", 9)
    made = adapter(folder)
    got = pages(made)
    assert (len(got), made.stored(2)) == (3, ())
    assert names(folder, "masuk") == ["berkas_a.csv"]
    assert made.stored(got[-1].number) == ()
    made.close()
    assert (names(folder, "masuk"), names(folder, "selesai")) == ([], ["berkas_a.csv"])


def test_what_may_not_be_stored_is_not_moved(folder: Path) -> None:
    """Neither a pass cut short nor an error while storing moves a file: it is read once more."""
    counters.put(folder, "berkas_a.csv", 9)
    made = adapter(folder)
    next(made.read(counters.feed(), ReadRequest()))
    made.close()
    assert names(folder, "masuk") == ["berkas_a.csv"]
    with pytest.raises(RuntimeError):
        try:
            pages(made)
            raise RuntimeError("disk full")
        finally:
            made.close()
    assert names(folder, "masuk") == ["berkas_a.csv"]
    assert [page.cursor for page in pages(made)][-1] is None


def test_an_earlier_file_of_the_same_name_is_not_overwritten(folder: Path) -> None:
    """A second file under a name that was used is moved beside the first."""
    for first in (0, 10):
        counters.put(folder, "berkas_a.csv", 2, first=first)
        made = adapter(folder)
        made.stored(len(pages(made)))
        made.close()
    assert names(folder, "selesai") == ["berkas_a-2.csv", "berkas_a.csv"]


def test_a_file_replaced_after_reading_stays(folder: Path) -> None:
    """Only the very file that was read is moved, not another one that took its name meanwhile."""
    path = counters.put(folder, "berkas_a.csv", 2)
    made = adapter(folder)
    got = pages(made)
    path.rename(folder / "kept.csv")
    counters.put(folder, "berkas_a.csv", 3)
    assert made.stored(len(got)) == ()
    made.close()
    assert names(folder, "masuk") == ["berkas_a.csv"]


def test_a_file_that_grew_after_reading_stays(folder: Path) -> None:
    """What a counter adds to a list after it was read is read by the next pass, not moved away unseen."""
    path = counters.put(folder, "berkas_a.csv", 2)
    made = adapter(folder)
    got = pages(made)
    with path.open("ab") as more:
        more.write(b"7;B-007\r\n")
    assert made.stored(len(got)) == ()
    assert (names(folder, "masuk"), names(folder, "selesai")) == (["berkas_a.csv"], [])


def test_closing_moves_nothing(folder: Path) -> None:
    """Whoever reads and only closes (a dry run, a look) has stored nothing: every file stays."""
    counters.put(folder, "berkas_a.csv", 2)
    made = adapter(folder)
    pages(made)
    made.close()
    assert names(folder, "masuk") == ["berkas_a.csv"]


@pytest.mark.parametrize(
    ("trailer", "words"),
    [
        ("#TOTAL;7\r\n", "announces 7 rows, it has 5"),
        ("#TOTAL;banyak\r\n", "announces -1 rows"),
        # cut off: no trailer, and nobody writes any more
        ("", "cut off"),
        ("NO;NOMOR\r\n#TOTAL;6\r\n", "header stands twice"),
    ],
    ids=["too few", "no number", "no trailer", "two headers"],
)
def test_a_broken_file_stays_and_the_others_go_on(folder: Path, trailer: str, words: str) -> None:
    """The file is named, left where it is, none of its rows is read; the next ones are."""
    old(counters.put(folder, "berkas_a.csv", 5, trailer=trailer))
    counters.put(folder, "berkas_b.csv", 2, first=20)
    got: list[Page] = []
    made = adapter(folder)
    with pytest.raises(BrokenContract, match=words) as caught:
        for page in made.read(counters.feed(), ReadRequest()):
            got.append(page)
    assert "berkas_a.csv" in str(caught.value)
    assert [number for page in got for number in counters.numbers(page)] == ["20", "21"]
    assert got[-1].cursor is not None
    assert "berkas_a.csv" in names(folder, "masuk")


def test_a_file_being_written_is_left_for_later(folder: Path) -> None:
    """Without its trailer and just touched, a file is not complete yet, and no mistake either."""
    path = counters.put(folder, "berkas_a.csv", 5, trailer="")
    # Where the clock was moved the kernel still stamps files by its own.
    os.utime(path, (clock.now().timestamp(), clock.now().timestamp()))
    assert pages(adapter(folder)) == []


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_file_cut_anywhere_is_never_read(folder: Path, cut: int) -> None:
    """Whatever its last bytes are, a shortened file yields no row."""
    path = counters.put(folder, "berkas_a.csv", 3)
    path.write_bytes(path.read_bytes()[:-cut])
    old(path)
    if cut == 1:
        # Only the line feed after the trailer is missing: nothing of the content.
        assert len(pages(adapter(folder))) == 1
        return
    try:
        got = pages(adapter(folder))
    except BrokenContract:
        got = []
    assert got == []


def test_links_and_foreign_names_are_not_followed(folder: Path) -> None:
    """A link is refused by name, other names and folders are not looked at."""
    secret = folder / "rahasia.csv"
    secret.write_text("NO;NOMOR\n#TOTAL;0\n")
    (folder / "masuk" / "berkas_link.csv").symlink_to(secret)
    (folder / "masuk" / "berkas .csv").write_text("x")
    (folder / "masuk" / "lain.csv").write_text("x")
    with pytest.raises(BrokenContract, match="is a link"):
        pages(adapter(folder))
    (folder / "masuk" / "berkas_link.csv").unlink()
    assert pages(adapter(folder)) == []


def test_a_missing_share_is_retried_and_shown(folder: Path) -> None:
    """The folder is gone (share not mounted): try again, and check says what to look at."""
    made = adapter(folder / "tidak_ada")
    with pytest.raises(Retry, match="is the share there"):
        pages(made)
    bad = [line for line in made.check() if not line.ok]
    assert bad
    assert all(line.advice.id and line.advice.en for line in bad)


def test_a_receipt_is_written_once_and_never_over_another(folder: Path) -> None:
    """Equal content is recognised; other content gets a name of its own; half a file is never seen."""
    made, write = adapter(folder), counters.system(folder).writes["tanda"]
    body = {"columns": ["NOMOR", "ALASAN"], "rows": [["B-001", None], ["=1+1", "nama; kosong"]]}
    effect = subjects.effect("tanda", "berkas_a.csv", body)
    assert made.probe(write, effect) is None
    assert made.write(write, effect).outcome == "accepted"
    assert made.write(write, effect).outcome == "duplicate"
    assert made.probe(write, effect) is not None
    other = subjects.effect("tanda", "berkas_a.csv", {**body, "rows": []})
    assert made.write(write, other).reference == "berkas_a-2.tanda_terima.csv"
    assert names(folder, "keluar") == ["berkas_a-2.tanda_terima.csv", "berkas_a.tanda_terima.csv"]
    text = (folder / "keluar" / "berkas_a.tanda_terima.csv").read_bytes().decode()
    assert text == '\ufeffNOMOR;ALASAN\r\nB-001;\r\n\'=1+1;"nama; kosong"\r\n#TOTAL;2\r\n'


@pytest.mark.parametrize("key", ["../luar.csv", "/etc/x.csv", "a/b.csv", ".tersembunyi.csv", "a\x00b.csv", "x" * 300])
def test_names_cannot_leave_the_folder(folder: Path, key: str) -> None:
    """A record key that is no plain file name is refused."""
    made, write = adapter(folder), counters.system(folder).writes["tanda"]
    with pytest.raises(Rejected):
        made.write(write, subjects.effect("tanda", key, {"columns": [], "rows": []}))


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (b"a;b\r\n1;2\r\n", [b"a;b\r\n", b"1;2\r\n"]),
        (b'a\r\n"x\r\ny"\r\nz', [b"a\r\n", b'"x\r\ny"\r\n', b"z"]),
        (b"a\n1\n\n", [b"a\n", b"1\n"]),
        (b'a\r\n"x ""q"" y"\r\n', [b"a\r\n", b'"x ""q"" y"\r\n']),
        (b"", []),
        (b'a\r\n"open', [b"a\r\n", b'"open']),
    ],
)
def test_whole_rows(body: bytes, rows: list[bytes]) -> None:
    """Lines are joined inside quotes only; bytes stay as they are; empty lines go."""
    assert whole_rows(body) == rows


def refusal(folder: Path) -> str:
    """The words a pass over the inbox ends with; a second counter's file is read all the same."""
    counters.put(folder, "berkas_b.csv", 2, first=20)
    got: list[Page] = []
    with pytest.raises(BrokenContract) as caught:
        for page in adapter(folder).read(counters.feed(), ReadRequest()):
            got.append(page)
    assert [number for page in got for number in counters.numbers(page)] == ["20", "21"]
    return str(caught.value)


@pytest.mark.parametrize("after", [10, 2000], ids=["short file", "long file"])
def test_a_stray_quote_names_file_and_row(folder: Path, after: int) -> None:
    """A quote that opens and never closes is said with the file and the row it stands in."""
    rows = b"1;B-1\r\n2;B-2\r\n" + b'3;B"3\r\n' + b"4;xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" * after
    path = folder / "masuk" / "berkas_a.csv"
    path.write_bytes(b"NO;NOMOR\r\n" + rows + b"#TOTAL;%d\r\n" % (after + 3))
    old(path)
    told = refusal(folder)
    assert "berkas_a.csv" in told
    assert "row 3" in told
    assert '"' in told


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"NO;NOMOR\r\n" + b"1;" + b"x" * 70_000 + b"\r\n#TOTAL;1\r\n", "row 1 is longer"),
        (b"NO;" + b"x" * 70_000 + b"\r\n1;2\r\n#TOTAL;1\r\n", "header is longer"),
        (b"NO;NOMOR\n" + b"1\n" * 2_100_000 + b"#TOTAL;2100000\n", "more than 2000000 lines"),
        (b"NO;NOMOR\r\n1;2\r\n#TOTAL;" + b"9" * 6000 + b"\r\n", "announces"),
    ],
    ids=["long row", "long header", "many lines", "long number"],
)
def test_what_no_list_looks_like_is_refused_by_name(folder: Path, body: bytes, words: str) -> None:
    """Rows without measure, lines without number, a total of six thousand digits: one file is refused, not the pass."""
    path = folder / "masuk" / "berkas_a.csv"
    path.write_bytes(body)
    old(path)
    told = refusal(folder)
    assert "berkas_a.csv" in told
    assert words in told


def test_a_workbook_under_the_name_of_a_list_is_never_unpacked(folder: Path) -> None:
    """An Excel workbook or zip archive, a bomb among them, is named as what it is; nothing of it is inflated."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/passwd", "x")
        archive.writestr("xl/sharedStrings.xml", b"0" * 30_000_000)
    path = folder / "masuk" / "berkas_a.csv"
    path.write_bytes(packed.getvalue())
    old(path)
    told = refusal(folder)
    assert "berkas_a.csv" in told
    assert "Excel" in told
    assert not (folder.parent / "etc").exists()
