"""Files from a folder: CSV lists of the counters in, receipts and rejections out.

A file is taken in name order once it is complete (its trailer says how many rows it has), cut into pages of whole rows,
and moved to the done folder only after its pages are stored. A crash in between means the same file is read once
more, which changes nothing. Nothing is ever deleted or overwritten.
"""

from __future__ import annotations

import csv
import fnmatch
import io
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from simpul import clock
from simpul.errors import BadConfig, BrokenContract, Rejected, Retry, Stop
from simpul.model import Check, Effect, Feed, Page, ReadRequest, Receipt, System, Write
from simpul.ports import Guard, Secrets
from simpul.wording import Words

#: Seconds a file without its trailer must lie still before it is taken for truncated, not for being written.
STILL = 30.0
_BOM = b"\xef\xbb\xbf"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")


class Files:
    """A way to one agency's drop folder."""

    def __init__(self, system: System, *, guard: Guard, secrets: Secrets) -> None:
        self._system = system
        self._guard = guard
        self._read: list[tuple[str, int]] = []
        self._finished = False

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        """Pages of whole rows with the header repeated. Cursor: ``<file>|<row>``, for people; every pass reads the
        whole inbox, because a file may arrive under a name before the cursor, and a repeat changes nothing.

        A file that breaks its own promise (trailer, header) is left where it is; the others are read, then
        BrokenContract names it.
        """
        self._finished = False
        self._read.clear()
        options = _Options.of(feed)
        held: Page | None = None
        refused: list[str] = []
        number = 0
        for name in self._guard(lambda _: self._names(options)):
            try:
                content = self._guard(partial(self._content, name, options))
            except BrokenContract as error:
                refused.append(str(error))
                continue
            if content is None:
                continue
            for page in content.pages(options):
                if held:
                    yield held
                number += 1
                held = replace(page, number=number)
            self._read.append((name, content.inode))
        yield from self._last(held, refused)
        self._finished = True
        if refused:
            raise BrokenContract("; ".join(refused))

    def _last(self, held: Page | None, refused: list[str]) -> Iterator[Page]:
        """The last page ends the pass, unless files were refused: then the error that follows does."""
        if held:
            yield held if refused else replace(held, cursor=None)

    def fetch(self, feed: Feed, key: str) -> Page | None:
        """None: a drop folder cannot be asked for one record."""
        return None

    def write(self, write: Write, effect: Effect) -> Receipt:
        """Put a CSV into the out folder: complete at once (temporary file, then link), never over another one."""
        return self._guard(lambda _: self._put(write, effect))

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        """Whether exactly this file lies in the out folder."""
        return self._guard(lambda _: self._lying(_target(write, effect), _csv(effect)))

    def check(self) -> list[Check]:
        """Whether the folders are there and may be used."""
        return [
            self._check_folder("inbox", os.R_OK | os.W_OK | os.X_OK),
            self._check_folder("done", os.W_OK | os.X_OK),
            self._check_folder("outbox", os.R_OK | os.W_OK | os.X_OK),
        ]

    def close(self) -> None:
        """Move what was read to its end, unless something went wrong after reading it."""
        # Whoever stores the pages closes us in a finally: an exception under way means they may not be stored.
        read, self._read = self._read, []
        if not self._finished or sys.exc_info()[0] is not None:
            return
        for name, inode in read:
            self._move(name, inode)

    def _names(self, options: _Options) -> list[str]:
        try:
            with self._folder("inbox") as folder:
                return sorted(name for name in os.listdir(folder) if options.wants(name))  # noqa: PTH208
        except OSError as error:
            raise self._trouble(error, "the inbox") from None

    def _content(self, name: str, options: _Options, seconds: float) -> _Content | None:
        """A complete file; None while it is being written. Raises BrokenContract for one that cannot be used."""
        try:
            with self._folder("inbox") as folder:
                opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
                with os.fdopen(opened, "rb") as file:
                    status = os.fstat(file.fileno())
                    self._acceptable(name, status)
                    body = file.read(self._system.limits.max_bytes + 1)
                    grown = os.fstat(file.fileno()).st_size != len(body)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._trouble(error, f"file {name}") from None
        still = clock.now().timestamp() - status.st_mtime > STILL
        if grown:
            return None
        return _content(name, body, options, status.st_ino, still)

    def _acceptable(self, name: str, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            raise BrokenContract(f"file {name} is no plain file; left where it is")
        if status.st_size > self._system.limits.max_bytes:
            raise BrokenContract(f"file {name} is larger than {self._system.limits.max_bytes} bytes; left where it is")

    @contextmanager
    def _folder(self, which: str) -> Iterator[int]:
        """One of our folders, opened without following a link."""
        path = self._path(which)
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            yield folder
        finally:
            os.close(folder)

    def _path(self, which: str) -> Path:
        if not self._system.address:
            raise BadConfig(f"{self._system.name} has no folder", file=self._system.file)
        usual = {"inbox": "masuk", "done": "selesai", "outbox": "keluar"}[which]
        name = str(self._system.options.get(which, usual))
        if not _NAME.fullmatch(name):
            raise BadConfig(f"{self._system.name}: folder name {name!r} may not leave the drop folder")
        return Path(self._system.address) / name

    def _move(self, name: str, inode: int) -> None:
        self._path("done").mkdir(exist_ok=True)
        # If it cannot be moved it stays, is read again, and changes nothing; check() tells why.
        with self._folder("inbox") as inbox, self._folder("done") as done, suppress(OSError):
            # Another file may have come under the same name after we read ours.
            if os.stat(name, dir_fd=inbox, follow_symlinks=False).st_ino == inode:
                _link(inbox, name, done, name)
                os.unlink(name, dir_fd=inbox)

    def _put(self, write: Write, effect: Effect) -> Receipt:
        body, name = _csv(effect), _target(write, effect)
        found = self._lying(name, body)
        if found:
            return found
        try:
            self._path("outbox").mkdir(exist_ok=True)
            with self._folder("outbox") as folder:
                return Receipt(outcome="accepted", reference=_place(folder, name, body))
        except OSError as error:
            raise self._trouble(error, f"file {name}") from None

    def _lying(self, name: str, body: bytes) -> Receipt | None:
        """The receipt of an equal file that lies there already, under this name or one with a number."""
        if not self._path("outbox").is_dir():
            return None
        with self._folder("outbox") as folder:
            for candidate in _free_names(name):
                found = self._bytes_of(folder, candidate)
                if found is None:
                    return None
                if found == body:
                    return Receipt(outcome="duplicate", reference=candidate)
        return None

    def _bytes_of(self, folder: int, name: str) -> bytes | None:
        """What a file holds; None if there is none of that name."""
        try:
            with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._trouble(error, f"file {name}") from None

    def _trouble(self, error: OSError, what: str) -> Stop | Retry | BrokenContract:
        name = self._system.name
        if isinstance(error, PermissionError):
            return Stop(f"{name}: {what} may not be used → give the hub's account the right to it")
        if error.errno in (40, 20):  # ELOOP, ENOTDIR: a link where a plain file or folder is due
            return BrokenContract(f"{name}: {what} is a link; links are not followed; left where it is")
        return Retry(f"{name}: {what} cannot be read ({error.strerror}); is the share there?")

    def _check_folder(self, which: str, rights: int) -> Check:
        path = self._path(which)
        if not path.is_dir():
            return self._check_missing(which, path)
        if not os.access(path, rights):
            detail = Words(id=f"Folder {path.name} tidak boleh dipakai.", en=f"Folder {path.name} may not be used.")
            advice = Words(
                id="Beri akun hub hak membaca dan menulis di folder itu.",
                en="Give the hub's account the right to read and write there.",
            )
            return Check(name=which, ok=False, detail=detail, advice=advice)
        usable = Words(id=f"Folder {path.name} dapat dipakai.", en=f"Folder {path.name} can be used.")
        return Check(name=which, ok=True, detail=usable)

    def _check_missing(self, which: str, path: Path) -> Check:
        if which != "inbox" and path.parent.is_dir() and os.access(path.parent, os.W_OK):
            detail = Words(
                id=f"Folder {path.name} belum ada. Hub akan membuatnya.",
                en=f"Folder {path.name} is not there yet. The hub will make it.",
            )
            return Check(name=which, ok=True, detail=detail)
        detail = Words(id=f"Folder {path.name} tidak ada.", en=f"Folder {path.name} is not there.")
        address = self._system.address_env
        advice = Words(
            id=f"Pastikan folder bersama sudah terpasang. Periksa letaknya di {address}.",
            en=f"Make sure the share is mounted. Check where it is in {address}.",
        )
        return Check(name=which, ok=False, detail=detail, advice=advice)


@dataclass(frozen=True, kw_only=True)
class _Options:
    """What ``read:`` of a feed says about its files."""

    pattern: str
    trailer: bytes
    size: int

    @classmethod
    def of(cls, feed: Feed) -> _Options:
        read: Mapping[str, object] = feed.read
        if not read.get("files"):
            raise BadConfig(f"{feed.name} lacks read.files, the pattern of its file names", file=feed.file)
        return cls(
            pattern=str(read["files"]),
            trailer=str(read.get("trailer", "")).encode(),
            size=int(str(read.get("size", 5000))),
        )

    def wants(self, name: str) -> bool:
        return bool(_NAME.fullmatch(name)) and fnmatch.fnmatchcase(name, self.pattern)


@dataclass(frozen=True, kw_only=True)
class _Content:
    """One complete file: its header and its whole rows, line ends kept."""

    name: str
    inode: int
    header: bytes
    rows: tuple[bytes, ...]
    read_at: datetime

    def pages(self, options: _Options) -> Iterator[Page]:
        """Pages of rows; a file without rows is one page of its header."""
        for start in range(0, len(self.rows) or 1, options.size):
            end = min(start + options.size, len(self.rows))
            yield Page(
                number=0,
                body=self.header + b"".join(self.rows[start:end]),
                requested_at=self.read_at,
                cursor=f"{self.name}|{end}",
                origin=self.name,
                announced=len(self.rows),
            )


def _content(name: str, body: bytes, options: _Options, inode: int, still: bool) -> _Content | None:
    records = whole_rows(body)
    announced: int | None = None
    if options.trailer:
        last = records[-1].strip().strip(b'"') if records else b""
        if not last.startswith(options.trailer):
            if not still:
                return None
            raise BrokenContract(
                f"file {name} has no last line {options.trailer.decode()}<rows>: cut off? Left in place"
            )
        text = last.removeprefix(options.trailer).strip()
        announced = int(text) if text.isdigit() else -1
        records = records[:-1]
    header, rows = (records[0], tuple(records[1:])) if records else (b"", ())
    if announced is not None and announced != len(rows):
        raise BrokenContract(
            f"file {name}: its last line announces {announced} rows, it has {len(rows)}; left in place → send it again"
        )
    if any(row.strip() == header.removeprefix(_BOM).strip() for row in rows):
        raise BrokenContract(f"file {name}: its header stands twice (two files joined?); left in place → send it again")
    return _Content(name=name, inode=inode, header=header, rows=rows, read_at=clock.now())


def whole_rows(body: bytes) -> list[bytes]:
    """Lines put together where a quoted value runs over several; empty lines are left out."""
    rows: list[bytes] = []
    open_row = b""
    for line in body.splitlines(keepends=True) if b"\r\n" not in body else _crlf_lines(body):
        open_row += line
        if open_row.count(b'"') % 2 == 0:
            if open_row.strip():
                rows.append(open_row)
            open_row = b""
    return [*rows, open_row] if open_row.strip() else rows


def _crlf_lines(body: bytes) -> list[bytes]:
    lines = body.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _free_names(name: str) -> Iterator[str]:
    """The name, then the name with numbers."""
    stem, dot, ending = name.partition(".")
    yield name
    for number in range(2, 10_000):
        yield f"{stem}-{number}{dot}{ending}"


def _target(write: Write, effect: Effect) -> str:
    name = str(write.options.get("name", "{key}.csv")).replace("{key}", effect.record_key.removesuffix(".csv"))
    if not _NAME.fullmatch(name):
        raise Rejected(f"{write.kind}: the file name may hold only letters, digits, dots, dashes and underscores")
    return name


def _csv(effect: Effect) -> bytes:
    """``columns`` and ``rows`` of the body as CSV, as the counters' own files look, trailer included."""
    columns, rows = list(effect.body.get("columns", [])), list(effect.body.get("rows", []))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if value is None else _harmless(str(value)) for value in row])
    out.write(f"#TOTAL;{len(rows)}\r\n")
    return _BOM + out.getvalue().encode()


def _harmless(value: str) -> str:
    """A text that a spreadsheet would run as a formula gets a quote in front, on export only."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _place(folder: int, name: str, body: bytes) -> str:
    """Write a temporary file, flush it, link it under a free name; a reader never sees half of it."""
    part = f".{name}.part"
    opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o640, dir_fd=folder)
    with os.fdopen(opened, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    try:
        return _link(folder, part, folder, name)
    finally:
        os.unlink(part, dir_fd=folder)


def _link(source: int, name: str, folder: int, wanted: str) -> str:
    """Give a file a second name in ``folder``: the wanted one, or the first free one with a number."""
    for target in _free_names(wanted):
        try:
            os.link(name, target, src_dir_fd=source, dst_dir_fd=folder, follow_symlinks=False)
        except FileExistsError:
            continue
        return target
    raise OSError("no free name left")


ADAPTER = Files
