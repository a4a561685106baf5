"""What each kind of trouble says, in one line, and what the command exits with."""

from __future__ import annotations

import errno
import os
import sys

from simpul.core import errors
from simpul.values import mask

#: Kind of trouble → (exit code, what it means in Indonesian, in English); the first match counts.
TROUBLE: tuple[tuple[type[errors.SimpulError], int, str, str], ...] = (
    (errors.BadConfig, 3, "Pengaturan salah", "Wrong setting"),
    (errors.BadCredentials, 3, "Instansi menolak nama masuk atau kata sandi", "The agency refused our login"),
    (errors.AccessExpired, 3, "Perjanjian akses sudah berakhir", "The access agreement has ended"),
    (errors.BrokenContract, 3, "Bentuk data sumber berubah", "The source no longer looks as its mapping says"),
    (errors.BrakeHeld, 3, "Ditahan: terlalu banyak yang akan berubah", "Held: too much would change"),
    (errors.Stop, 3, "Perlu tindakan orang", "A person must act"),
    (errors.Rejected, 3, "Sistem tujuan menolak", "The receiving system refused"),
    (errors.Park, 4, "Koneksi ditutup sampai waktu tertentu", "The link is closed until a known time"),
    (errors.Retry, 4, "Koneksi terganggu, coba lagi nanti", "The link is disturbed, try again later"),
    (errors.LeaseLost, 4, "Pekerjaan diambil alih proses lain", "Another worker took the work over"),
    (errors.AlreadyRunning, 5, "Sedang dikerjakan proses lain", "Another worker is doing this already"),
    (errors.NotPossible, 3, "Tidak dapat dilakukan", "It cannot be done"),
    (errors.SimpulError, 1, "Tidak berhasil", "It did not work"),
)

#: What an operating system says where a disk, a quota or a limit of a file is full, or a disk may not be written.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def told(error: Exception) -> int | None:
    """Say a trouble we know on standard error; what to exit with. None: nothing was said, it is none we know."""
    known = explain(error)
    if known is None:
        return None
    code, words = known
    print(f"simpul: {words}", file=sys.stderr)
    return code


def unknown(error: Exception) -> int:
    """Write down where a trouble we do not know came from; Python would show its words, which may be about somebody."""
    from simpul.config import log

    log.get("simpul.command").error("command", exc_info=error)
    return 1


def explain(error: Exception) -> tuple[int, str] | None:
    """Exit code and sentence of a trouble we know; None for one that we do not."""
    if isinstance(error, errors.SimpulError):
        return _ours(error)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return 3, f"Disk penuh / the disk is full: {error.filename or error.strerror} → df -h"
    if type(error).__module__.startswith("sandbox."):
        return 1, f"Sistem tiruan tidak dapat dijalankan / the simulated systems cannot start: {error}"
    return _database(error)


def _ours(error: errors.SimpulError) -> tuple[int, str]:
    code, indonesian, english = next(entry[1:] for entry in TROUBLE if isinstance(error, entry[0]))
    head = english if os.environ.get("SIMPUL_LANG", "").startswith("en") else f"{indonesian} / {english}"
    said = f"{error} / {error.words.en}" if isinstance(error, errors.NotPossible) else str(error)
    return code, f"{head}: {mask.scrub(said)}"


def _database(error: Exception) -> tuple[int, str] | None:
    """The database being away, empty, full or slow is daily life, not a traceback."""
    from simpul.store import trouble

    found = trouble.of(error)
    if found is None:
        return None
    reason = (mask.scrub(trouble.cause(error)).strip().splitlines() or [""])[0]
    advice = found.advice.id if found.advice.id == found.advice.en else f"{found.advice.id} / {found.advice.en}"
    return 4 if found.passes else 3, f"{found.means.id} / {found.means.en}: {reason} → {advice}"
