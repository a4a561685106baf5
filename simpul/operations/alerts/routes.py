"""Routes: which people are told by which way. Kept is where an address is found on the server, never the address."""

from __future__ import annotations

import re
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, Row, text

from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.operations.alerts import address_files
from simpul.operations.alerts.kinds import KINDS
from simpul.operations.alerts.model import Message, Route
from simpul.store import audit
from simpul.store.queries import query

#: Only variables of this name: nobody can have another secret of the server read as an address.
PREFIX = "SIMPUL_ALERT_"
MOST = 20
TITLE = "Simpul: uji / test"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ENV = re.compile(PREFIX + r"[A-Z0-9_]{1,60}")


def listing(engine: Engine) -> tuple[Route, ...]:
    """Every route with how its last messages fared."""
    with engine.connect() as conn:
        return tuple(_route(row) for row in conn.execute(text(query("routes_list"))))


def switched_on(conn: Connection) -> tuple[Route, ...]:
    """The routes that are told."""
    return tuple(_route(row) for row in conn.execute(text(query("routes_list"))) if row.state == "on")


def messages(engine: Engine, most: int = 20) -> tuple[Message, ...]:
    """The last messages, newest first."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("messages_list")), {"most": most})
        return tuple(Message(**row._mapping) for row in rows)


def _route(row: Row[Any]) -> Route:
    values = {name: getattr(row, name) for name in Route.__dataclass_fields__}
    return Route(**{**values, "kinds": tuple(row.kinds)})


def add(engine: Engine, route: Route, *, actor: str) -> Words:
    """Add a route.

    Raises:
        NotPossible: a name is taken or malformed, the reference is not one, a time or kind is not known.
    """
    actor = acting.person(actor)
    _check(route)
    values = {name: getattr(route, name) for name in ("name", "env", "file", "severity", "digest", "language")}
    values |= {"quiet_from": route.quiet_from, "quiet_until": route.quiet_until, "repeat_hours": route.repeat_hours}
    with engine.begin() as conn:
        if _one(conn, route.name) is not None:
            raise _no(f"Nama {route.name} sudah dipakai. Pilih nama lain.", f"{route.name} is taken. Choose another.")
        if conn.execute(text(query("routes_count"))).scalar_one() >= MOST:
            raise _no(f"Paling banyak {MOST} jalur. Hapus satu dulu.", f"At most {MOST} routes. Remove one first.")
        kinds = orjson.dumps(list(route.kinds)).decode()
        conn.execute(text(query("routes_add")), {**values, "kinds": kinds, "actor": actor})
        _note(conn, actor, "alert_route_add", route.name)
    return Words(
        id=f"Jalur {route.name} ditambahkan. Kirim pesan uji untuk memastikan sampai.",
        en=f"Route {route.name} was added. Send a test message to see that it arrives.",
    )


def switch(engine: Engine, name: str, state: str, *, actor: str) -> Words:
    """Switch a route ``on`` or ``off``, or have it ``removed``; what waits for it will not leave."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        found = _there(conn, name)
        conn.execute(text(query("routes_state")), {"id": found.id, "state": state})
        if state != "on":
            conn.execute(text(query("alerts_forget")), {"route": found.id})
        _note(conn, actor, f"alert_route_{state}", name)
    words = _DONE[state]
    return Words(id=f"Jalur {name} {words[0]}.", en=f"Route {name} is {words[1]}.")


_DONE = {"on": ("dinyalakan", "on"), "off": ("dimatikan", "off"), "removed": ("dihapus", "removed")}


def test(engine: Engine, name: str, *, actor: str) -> Words:
    """Hand a test message over now and say what became of it; nothing is repeated."""
    from simpul.operations.alerts import format as say
    from simpul.operations.alerts import send as post

    actor = acting.person(actor)
    with engine.begin() as conn:
        found = _there(conn, name)
        _note(conn, actor, "alert_route_test", name)
    said = Words(
        id=f"Pesan uji jalur {name}. Bila Anda membaca ini, peringatan akan sampai.",
        en=f"Test message of route {name}. If you read this, alerts will arrive.",
    ).say(found.language)
    body, error = f"{said}\n{say.link('/pengaturan/peringatan')}", None
    try:
        post.send(post.resolve(found.env, found.file), TITLE, body)
    except post.Undelivered as why:
        error = say.scrub(str(why))
    _keep_test(engine, found.id, body, error)
    if error:
        raise _no(
            f"Pesan uji tidak terkirim: {error}. Periksa isi {found.env or found.file} di peladen.",
            f"The test message did not leave: {error}. Check {found.env or found.file} on the server.",
        )
    return Words(id=f"Pesan uji diterima jalur {name}.", en=f"Route {name} accepted the test message.")


def _keep_test(engine: Engine, route: int, body: str, error: str | None) -> None:
    """Written down after it was handed over: nobody sends it a second time."""
    with engine.begin() as conn:
        message = {"route": route, "kind": "test", "title": TITLE, "body": body}
        made = conn.execute(text(query("alerts_queue")), message).scalar_one()
        if error:
            conn.execute(text(query("alerts_not_sent")), {"id": made, "error": error[:200], "attempts": 0})
        else:
            conn.execute(text(query("alerts_sent")), {"id": made})


def _check(route: Route) -> None:
    if not _NAME.fullmatch(route.name):
        raise _no(
            "Nama jalur: huruf kecil, angka, - dan _, paling panjang 40.",
            "A route's name: lower-case letters, digits, - and _, at most 40.",
        )
    if bool(route.env) == bool(route.file):
        raise _no("Isi salah satu: variabel atau berkas.", "Give one of the two: variable or file.")
    if route.env and not _ENV.fullmatch(route.env):
        raise _no(
            f"Nama variabel harus diawali {PREFIX} (huruf besar). Alamatnya sendiri jangan ditulis di sini.",
            f"The variable's name must begin with {PREFIX} (capitals). Do not write the address itself here.",
        )
    if route.file and not address_files.allowed(route.file):
        raise _no(
            f"Berkas harus ada di {address_files.folder()} dan namanya diawali peringatan atau alert, misalnya"
            f" {address_files.folder()}/peringatan. Alamatnya sendiri jangan ditulis di sini.",
            f"The file must lie in {address_files.folder()} and its name begin with peringatan or alert, such as"
            f" {address_files.folder()}/alerts. Do not write the address itself here.",
        )
    if unknown := set(route.kinds) - set(KINDS):
        known = ", ".join(KINDS)
        raise _no(
            f"Jenis tidak dikenal: {min(unknown)}. Pilih: {known}.", f"No such kind: {min(unknown)}. Use: {known}."
        )
    _check_hours(route)


def _check_hours(route: Route) -> None:
    for given in (route.quiet_from, route.quiet_until):
        if given and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", given):
            raise _no("Jam tenang ditulis seperti 22:00.", "Quiet hours are written like 22:00.")
    if bool(route.quiet_from) != bool(route.quiet_until) or (
        route.quiet_from and route.quiet_from == route.quiet_until
    ):
        raise _no("Isi jam mulai dan jam selesai yang berbeda.", "Give a start and another end of the quiet hours.")
    if not 1 <= route.repeat_hours <= 168:
        raise _no("Ulangi tiap 1 sampai 168 jam.", "Repeat every 1 to 168 hours.")


def _one(conn: Connection, name: str) -> Row[Any] | None:
    return conn.execute(text(query("routes_one")), {"name": name}).one_or_none()


def _there(conn: Connection, name: str) -> Row[Any]:
    found = _one(conn, name)
    if found is None:
        raise _no(
            f"Tidak ada jalur bernama {name[:40]}. Lihat daftarnya.", f"No route is named {name[:40]}. See the list."
        )
    return found


def _note(conn: Connection, actor: str, act: str, name: str) -> None:
    audit.write(conn, audit.chain_of_actor(actor), actor, act, {"route": name})


def _no(indonesian: str, english: str) -> NotPossible:
    return NotPossible(Words(id=indonesian, en=english))
