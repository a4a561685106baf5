"""What a trouble of the database server is, by its SQLSTATE: whichever way it reached us, it is told the same."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from simpul.core.i18n import Words


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One kind of trouble, what it means and what to do."""

    means: Words
    advice: Words
    #: Whether it may be gone in a moment; else a person must act.
    passes: bool = False


_ROOM = Trouble(
    means=Words(id="Basis data kehabisan ruang", en="the database ran out of room"),
    advice=Words(id="kosongkan disk basis data: df -h", en="make room on the disk of the database: df -h"),
)
_MEMORY = Trouble(
    means=Words(id="Basis data kehabisan memori", en="the database ran out of memory"),
    advice=Words(id="tambah memori atau kecilkan work_mem", en="add memory or lower work_mem"),
)
_CONNECTIONS = Trouble(
    means=Words(id="Terlalu banyak koneksi ke basis data", en="there are too many connections to the database"),
    advice=Words(id="coba lagi nanti, atau naikkan max_connections", en="try again later, or raise max_connections"),
    passes=True,
)
_STOPPING = Trouble(
    means=Words(id="Basis data sedang dihentikan atau dinyalakan", en="the database is being stopped or started"),
    advice=Words(id="coba lagi sebentar lagi", en="try again in a moment"),
    passes=True,
)
_LIMIT = Trouble(
    means=Words(id="Basis data terlalu lama dan dihentikan", en="the database took too long and was stopped"),
    advice=Words(id="coba lagi nanti, atau naikkan batas waktunya", en="try again later, or raise its time limit"),
    passes=True,
)
_COLLISION = Trouble(
    means=Words(id="Proses lain mengubah data yang sama", en="another process changed the same data"),
    advice=Words(id="coba lagi", en="try again"),
    passes=True,
)
_REFUSED = Trouble(
    means=Words(id="Basis data menolak nama masuk atau kata sandi kami", en="the database refused our login"),
    advice=Words(id="periksa SIMPUL_DATABASE_URL", en="check SIMPUL_DATABASE_URL"),
)
_RIGHT = Trouble(
    means=Words(id="Akun basis data kurang hak", en="the account of the database lacks a right"),
    advice=Words(id="pakai akun pemilik basis data hub", en="use the account that owns the hub's database"),
)
_READ_ONLY = Trouble(
    means=Words(id="Basis data ini hanya boleh dibaca", en="this database may only be read"),
    advice=Words(id="arahkan SIMPUL_DATABASE_URL ke server utama", en="point SIMPUL_DATABASE_URL at the main server"),
)
_DISK = Trouble(
    means=Words(id="Disk basis data bermasalah", en="the disk of the database is in trouble"),
    advice=Words(id="periksa disk dan log server basis data", en="check the disk and the log of the database server"),
)
_DAMAGED = Trouble(
    means=Words(id="Data basis data rusak", en="the data of the database is damaged"),
    advice=Words(id="hentikan hub dan pulihkan dari cadangan", en="stop the hub and restore from a backup"),
)
_UNREADY = Trouble(
    means=Words(id="Basis data hub belum dibuat", en="the hub's database is not made yet"),
    advice=Words(id="./run db migrate", en="./run db migrate"),
)
_AWAY = Trouble(
    means=Words(id="Basis data tidak dapat dihubungi", en="the database cannot be reached"),
    advice=Words(
        id="periksa SIMPUL_DATABASE_URL dan server basis data", en="check the address and the database server"
    ),
    passes=True,
)

#: SQLSTATE, or the class that its first two characters are → what it is; the whole state counts first.
STATES = {
    "53200": _MEMORY, "53300": _CONNECTIONS, "53": _ROOM,
    "57014": _LIMIT, "55P03": _LIMIT, "25P03": _LIMIT, "25P04": _LIMIT, "25006": _READ_ONLY,
    "57P": _STOPPING, "40": _COLLISION, "08": _AWAY, "28": _REFUSED, "42501": _RIGHT,
    "58": _DISK, "XX001": _DAMAGED, "XX002": _DAMAGED,
    "3D": _UNREADY, "3F": _UNREADY, "42P01": _UNREADY, "42703": _UNREADY,
}  # fmt: skip
#: What a server says that has no state of its own for it, or while it refuses a connection, where no state arrives.
_SIGNS = (
    (("No space left on device", "Disk quota exceeded", "File too large", "could not extend file"), _ROOM),
    (("too many clients", "remaining connection slots", "too many connections"), _CONNECTIONS),
    (("is starting up", "is shutting down", "recovery mode", "not yet accepting connections"), _STOPPING),
    (("password authentication failed", "no pg_hba.conf entry", "authentication failed"), _REFUSED),
    (("could not write", "could not fsync"), _DISK),
)


def of(error: BaseException) -> Trouble | None:
    """What kind of trouble of the server an error is; None: it is none, or a mistake of ours."""
    driver = cause(error)
    if driver is None:
        return None
    state, said = driver.sqlstate or "", str(driver)
    for signs, trouble in _SIGNS:
        if any(sign in said for sign in signs):
            return trouble
    if not state and "does not exist" in said and "database" in said:
        return _UNREADY
    found = STATES.get(state) or STATES.get(state[:3]) or STATES.get(state[:2])
    return found or (_AWAY if _lost(error) and not state else None)


def cause(error: BaseException) -> psycopg.Error | None:
    """The driver's own error, straight (as COPY raises it) or inside SQLAlchemy's."""
    inner = error.orig if isinstance(error, DBAPIError) else error
    return inner if isinstance(inner, psycopg.Error) else None


def _lost(error: BaseException) -> bool:
    return isinstance(error, OperationalError | InterfaceError | psycopg.OperationalError | psycopg.InterfaceError)
