"""What each kind of trouble says, in one line, and what the command exits with."""

from __future__ import annotations

import errno
import os
import sys

from simpul import errors, mask

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

#: What PostgreSQL says when a disk, a quota or a limit is full; only the first of them has an error class of its own.
NO_ROOM = ("could not extend file", "could not write", "No space left on device", "Disk quota exceeded")


def told(error: Exception) -> int | None:
    """Say a trouble we know on standard error; what to exit with. None: nothing was said, it is none we know."""
    known = explain(error)
    if known is None:
        return None
    code, words = known
    print(f"simpul: {words}", file=sys.stderr)
    return code


def explain(error: Exception) -> tuple[int, str] | None:
    """Exit code and sentence of a trouble we know; None for one that we do not."""
    if isinstance(error, errors.SimpulError):
        return _ours(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return 3, f"Disk penuh / the disk is full: {error.filename or ''} → df -h"
    if type(error).__module__.startswith("sandbox."):
        return 1, f"Sistem tiruan tidak dapat dijalankan / the simulated systems cannot start: {error}"
    return _database(error)


def _ours(error: errors.SimpulError) -> tuple[int, str]:
    code, indonesian, english = next(entry[1:] for entry in TROUBLE if isinstance(error, entry[0]))
    head = english if os.environ.get("SIMPUL_LANG", "").startswith("en") else f"{indonesian} / {english}"
    said = f"{error} / {error.words.en}" if isinstance(error, errors.NotPossible) else str(error)
    return code, f"{head}: {mask.scrub(said)}"


def _database(error: Exception) -> tuple[int, str] | None:
    """The database being away, empty or full is daily life, not a traceback."""
    from sqlalchemy import exc

    if not isinstance(error, exc.DBAPIError):
        return None
    reason = mask.scrub(error.orig).strip().splitlines()[0]
    if "does not exist" in reason and ("database" in reason or "relation" in reason or "schema" in reason):
        return 3, f"Basis data hub belum dibuat / the hub's database is not made yet: {reason} → ./run db migrate"
    if any(sign in reason for sign in NO_ROOM):
        return 3, f"Basis data kehabisan ruang / the database ran out of room: {reason} → df -h"
    if not isinstance(error, (exc.OperationalError, exc.InterfaceError)):
        return None
    advice = "periksa SIMPUL_DATABASE_URL dan ruang disk / check the address and disk space"
    return (
        4,
        f"Basis data tidak dapat dihubungi / the database cannot be reached: {reason} → {advice}",
    )
