"""Files from a folder: CSV lists of the counters in, receipts and rejections out.

A file is taken in name order once it is complete (its trailer says how many rows it has), cut into pages of whole rows,
and moved to the done folder once its last page is stored, which whoever stores it says. A crash in between means the
same file is read once more, which changes nothing. Nothing is ever overwritten, and nothing deleted but lists in the
done folder whose retention has passed.
"""

from __future__ import annotations

import csv
import errno
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from adapters import folders
from adapters.folders import Identity
from adapters.lists import BOM, NAME, Content, Options, content, whole_rows
from simpul.core import clock
from simpul.core.errors import BadConfig, BrokenContract, LeftBehind, Rejected, Retry, Stop
from simpul.core.i18n import Words
from simpul.core.model import Check, Effect, Feed, Page, ReadRequest, Receipt, System, Write
from simpul.core.ports import Guard, Secrets

__all__ = ["ADAPTER", "STILL", "Files", "whole_rows"]

#: Seconds a file without its trailer must lie still before it is taken for truncated, not for being written.
STILL = 30.0
#: Troubles of the share, not of one entry in it: worth another try.
_SHARE = {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.ENOTCONN, errno.EHOSTDOWN, errno.ECONNRESET, errno.EINTR}
#: Entries that cannot be used which are named; the others are counted.
_TOLD = 5
_USUAL = {"inbox": "masuk", "done": "selesai", "outbox": "keluar"}


@dataclass(frozen=True, kw_only=True)
class _Read:
    """A file of this pass and the number of its last page."""

    name: str
    known: Identity
    last: int


class _Refused(BrokenContract):
    """One entry of the inbox cannot be used. ``rows``: it may hold some."""

    def __init__(self, message: str, *, rows: bool) -> None:
        super().__init__(message)
        self.rows = rows


class Files:
    """A way to one agency's drop folder."""

    def __init__(self, system: System, *, guard: Guard, secrets: Secrets) -> None:
        self._system = system
        self._guard = guard
        #: Files read by the last pass and not yet let go, in the order of their pages.
        self._read: list[_Read] = []

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        """Pages of whole rows with the header repeated. Cursor: ``<file>|<row>``, for people; every pass reads the
        whole inbox, because a file may arrive under a name before the cursor, and a repeat changes nothing.

        An entry that cannot be used (no file, not readable, a broken trailer or header) is left where it is; the others
        are read, then BrokenContract names it: LeftBehind, if no such entry can hold rows.
        """
        self._read.clear()
        options = Options.of(feed)
        held: Page | None = None
        refused: list[BrokenContract] = []
        number = 0
        for name in self._guard(lambda _: self._names(options)):
            try:
                found = self._guard(partial(self._content, name, options))
            except BrokenContract as error:
                refused.append(error)
                continue
            if found is None:
                continue
            whole, known = found
            for page in whole.pages(options):
                if held:
                    yield held
                number += 1
                held = replace(page, number=number)
            self._read.append(_Read(name=name, known=known, last=number))
        if held:
            # The last page ends the pass, unless entries were refused: then the error that follows does.
            yield held if refused else replace(held, cursor=None)
        if refused:
            rows = any(not isinstance(error, _Refused) or error.rows for error in refused)
            raise (BrokenContract if rows else LeftBehind)(_told(refused))

    def stored(self, number: int) -> tuple[str, ...]:
        """Move the files whose last page is stored to their end; names of those that could not be moved."""
        over = [file for file in self._read if file.last <= number]
        self._read = [file for file in self._read if file.last > number]
        return tuple(file.name for file in over if not self._moved(file))

    def forget(self, feeds: Sequence[Feed], now: datetime) -> int:
        """Remove lists from the done folder that lie there longer than their feed's pages are kept; how many."""
        kept = [(Options.of(feed), feed.retention.total_seconds()) for feed in feeds]
        return self._guard(lambda _: self._forgotten(kept, now.timestamp()))

    def fetch(self, feed: Feed, key: str) -> Page | None:
        """None: a drop folder cannot be asked for one record."""
        return None

    def write(self, write: Write, effect: Effect) -> Receipt:
        """Put a CSV into the out folder: complete at once (temporary file, then link), never over another one."""
        return self._guard(lambda _: self._put(_target(write, effect), _csv(effect)))

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        """Whether exactly this file lies in the out folder."""
        return self._guard(lambda _: self._lying(_target(write, effect), _csv(effect)))

    def check(self) -> list[Check]:
        """Whether the folders are there, and whether what is done with files in them can be done."""
        return [
            self._check("inbox", folders.try_writing),
            self._check("done", self._try_moving),
            self._check("outbox", folders.try_placing),
        ]

    def close(self) -> None:
        """Forget what was read: what nobody said is stored stays where it is."""
        self._read.clear()

    def _names(self, options: Options) -> list[str]:
        try:
            with self._folder("inbox") as folder:
                return sorted(name for name in os.listdir(folder) if options.wants(name))  # noqa: PTH208
        except OSError as error:
            raise self._trouble(error, f"folder {self._name('inbox')}") from None

    def _content(self, name: str, options: Options, seconds: float) -> tuple[Content, Identity] | None:
        """A complete file; None while it is being written. Raises BrokenContract for one that cannot be used."""
        most = self._system.limits.max_bytes
        try:
            with self._folder("inbox") as folder:
                found = folders.content(folder, name, most)
        except FileNotFoundError:
            return None
        except folders.NoFile as error:
            raise _Refused(self._strange(name, error.kind), rows=error.rows) from None
        except folders.TooLarge:
            raise BrokenContract(f"file {name} is larger than {most} bytes; left where it is") from None
        except OSError as error:
            if error.errno in _SHARE:
                raise self._trouble(error, f"file {name}") from None
            raise _Refused(_unreadable(name), rows=True) from None
        if found is None:
            return None
        body, known = found
        whole = content(name, body, options, still=clock.now().timestamp() - known.written / 1e9 > STILL)
        return (whole, known) if whole else None

    def _strange(self, name: str, kind: Words) -> str:
        inbox = self._name("inbox")
        return (
            f"{name}: {kind.id}, bukan berkas. Pindahkan dari folder {inbox}."
            f" / {name} is {kind.en}, no plain file. Move it out of folder {inbox}."
        )

    def _folder(self, which: str, *, make: bool = False) -> AbstractContextManager[int]:
        """One of our folders, opened without following a link."""
        name = self._name(which)
        if not self._system.address:
            raise BadConfig(f"{self._system.name} has no folder", file=self._system.file)
        return folders.opened(self._system.address, name, make=make)

    def _name(self, which: str) -> str:
        name = str(self._system.options.get(which, _USUAL[which]))
        if not NAME.fullmatch(name):
            raise BadConfig(f"{self._system.name}: folder name {name!r} may not leave the drop folder")
        return name

    def _moved(self, file: _Read) -> bool:
        try:
            with self._folder("inbox") as inbox, self._folder("done", make=True) as done:
                folders.move(inbox, file.name, file.known, done)
        except OSError:
            return False
        return True

    def _forgotten(self, kept: Sequence[tuple[Options, float]], now: float) -> int:
        def seconds(name: str) -> float | None:
            # A list that several feeds may have read is kept for the longest of them.
            return max((keep for options, keep in kept if options.wants(folders.plain(name))), default=None)

        return self._removed("done", seconds, now) + sum(
            self._removed(which, folders.half_made, now) for which in _USUAL
        )

    def _removed(self, which: str, keep: Callable[[str], float | None], now: float) -> int:
        try:
            with self._folder(which) as folder:
                return folders.forget(folder, keep, now)
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise self._trouble(error, f"folder {self._name(which)}") from None

    def _put(self, name: str, body: bytes) -> Receipt:
        found = self._lying(name, body)
        if found:
            return found
        try:
            with self._folder("outbox", make=True) as folder:
                return Receipt(outcome="accepted", reference=folders.place(folder, name, body))
        except OSError as error:
            raise self._trouble(error, f"file {name}") from None

    def _lying(self, name: str, body: bytes) -> Receipt | None:
        """The receipt of an equal file that lies there already, under this name or one with a number."""
        try:
            with self._folder("outbox") as folder:
                found = folders.holding(folder, name, body)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._trouble(error, f"folder {self._name('outbox')}") from None
        return Receipt(outcome="duplicate", reference=found) if found else None

    def _trouble(self, error: OSError, what: str) -> Stop | Retry | BrokenContract:
        name = self._system.name
        if isinstance(error, PermissionError):
            return Stop(f"{name}: {what} may not be used → give the hub's account the right to it")
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            return BrokenContract(f"{name}: {what} is a link or no folder; links are not followed; left where it is")
        return Retry(f"{name}: {what} cannot be read ({error.strerror}); is the share there?")

    def _try_moving(self, done: int) -> None:
        with ExitStack() as stack:
            try:
                inbox = stack.enter_context(self._folder("inbox"))
            except OSError:
                # The line of the inbox says what is wrong with it.
                return
            folders.try_moving(inbox, done)

    def _check(self, which: str, attempt: Callable[[int], None]) -> Check:
        name = self._name(which)
        try:
            with self._folder(which) as folder:
                attempt(folder)
        except FileNotFoundError:
            return self._missing(which, name)
        except OSError as error:
            return _unusable(which, name, link=error.errno in (errno.ELOOP, errno.ENOTDIR))
        usable = Words(id=f"Folder {name} dapat dipakai.", en=f"Folder {name} can be used.")
        return Check(name=which, ok=True, detail=usable)

    def _missing(self, which: str, name: str) -> Check:
        root = self._system.address
        if which != "inbox" and os.path.isdir(root) and os.access(root, os.W_OK):  # noqa: PTH112
            detail = Words(
                id=f"Folder {name} belum ada. Hub akan membuatnya.",
                en=f"Folder {name} is not there yet. The hub will make it.",
            )
            return Check(name=which, ok=True, detail=detail)
        detail = Words(id=f"Folder {name} tidak ada.", en=f"Folder {name} is not there.")
        address = self._system.address_env
        advice = Words(
            id=f"Pastikan folder bersama sudah terpasang. Periksa letaknya di {address}.",
            en=f"Make sure the share is mounted. Check where it is in {address}.",
        )
        return Check(name=which, ok=False, detail=detail, advice=advice)


def _unusable(which: str, name: str, *, link: bool) -> Check:
    if link:
        detail = Words(id=f"{name} adalah tautan, bukan folder.", en=f"{name} is a link, no folder.")
        advice = Words(
            id=f"Hapus tautan itu. Buat folder {name} yang sebenarnya.",
            en=f"Remove the link. Make a real folder {name}.",
        )
        return Check(name=which, ok=False, detail=detail, advice=advice)
    if which == "done":
        detail = Words(
            id=f"Berkas tidak dapat dipindahkan ke folder {name}.", en=f"Files cannot be moved to folder {name}."
        )
    else:
        detail = Words(id=f"Folder {name} tidak boleh dipakai.", en=f"Folder {name} may not be used.")
    advice = Words(
        id="Beri akun hub hak membaca dan menulis di folder itu. Pastikan semua folder ada di satu media penyimpanan.",
        en="Give the hub's account the right to read and write there. Keep all folders on one file system.",
    )
    return Check(name=which, ok=False, detail=detail, advice=advice)


def _told(refused: Sequence[BrokenContract]) -> str:
    """The first few refusals, and how many there are."""
    words = "; ".join(map(str, refused[:_TOLD]))
    if len(refused) <= _TOLD:
        return words
    return f"{words}; … {len(refused)} berkas semuanya / {len(refused)} entries in all"


def _unreadable(name: str) -> str:
    return (
        f"{name}: tidak dapat dibaca hub. Beri akun hub hak membaca berkas itu."
        f" / {name} cannot be read. Give the hub's account the right to read it."
    )


def _target(write: Write, effect: Effect) -> str:
    name = str(write.options.get("name", "{key}.csv")).replace("{key}", effect.record_key.removesuffix(".csv"))
    if not NAME.fullmatch(name):
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
    return BOM + out.getvalue().encode()


def _harmless(value: str) -> str:
    """A text that a spreadsheet would run as a formula gets a quote in front, on export only."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


ADAPTER = Files
