"""people: who may sign in, with which roles, in which unit."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.acting import Actor, Reason, os_user, who
from cli.output import AsJson, json_out, language, line, say, table

app = typer.Typer(no_args_is_help=True, help="Orang dan hak / people and what they may do.")
Username = Annotated[str, typer.Argument(help="Nama pengguna / username.")]
Roles = Annotated[
    list[str],
    typer.Option("--role", help="viewer, operator, case_officer, approver, auditor, dpo, admin; boleh berulang"),
]
UnitCode = Annotated[str, typer.Option("--unit", help="Kode unit / unit code: WD, DK, PT, SP, IN, KC-127101, …")]
OsUser = Annotated[
    str, typer.Option("--os-user", help="Pengguna sistem operasi; kosong: Anda / operating-system user; none: you.")
]
Console = Annotated[
    str, typer.Option("--console", envvar="SIMPUL_CONSOLE_URL", help="Alamat konsol / the console's address.")
]


@app.command("first-admin")
def first_admin(
    username: Username = "admin",
    name: Annotated[str, typer.Option(help="Nama lengkap / full name.")] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Walau administrator sudah ada / though there is an administrator.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="Alasan, wajib dengan --again / required with --again.")] = "",
    console: Console = "http://127.0.0.1:8081",
    as_json: AsJson = False,
) -> None:
    """Buat administrator pertama; cetak tautan sekali pakai / make the first administrator; print a one-time link."""
    from simpul.people import founding
    from simpul.store import engine as db

    me = os_user()
    made = founding.first_admin(
        db.engine(), username=username, name=name, actor=me, again=again, reason=reason, os_user=me
    )
    _link(console, made.path, made.username, as_json)


@app.command("add")
def add(
    username: Username,
    name: Annotated[str, typer.Option(prompt="Nama / name", help="Nama lengkap / full name.")],
    unit: UnitCode,
    roles: Roles,
    email: Annotated[str, typer.Option(help="Surel dinas, untuk masuk lewat SSO / work e-mail, for sign-on.")] = "",
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Tambahkan orang; setelah itu kirim undangan / add somebody; then invite them."""
    from simpul.core.texts import people as words
    from simpul.people import accounts
    from simpul.store import engine as db

    person = accounts.add(
        db.engine(), username=username, name=name, unit=unit, roles=roles, email=email, actor=who(actor)
    )
    if as_json:
        json_out({"username": person.username, "unit": person.unit.code, "roles": sorted(person.roles)})
        return
    line(say(f"{person.username} ditambahkan.", f"{person.username} added."))
    if person.roles != frozenset(roles):
        line(words.AWAITS.say(language()))
    line(f"./run people invite {person.username}")


@app.command("list")
def listing(
    ended: Annotated[bool, typer.Option("--ended", help="Juga yang sudah keluar / also who left.")] = False,
    as_json: AsJson = False,
) -> None:
    """Siapa yang boleh masuk / who may sign in."""
    from simpul.people import accounts
    from simpul.store import engine as db

    found = accounts.everyone(db.engine(), ended=ended)
    rows = [
        (one.person.username, one.person.name, one.person.unit.code, ", ".join(sorted(one.person.roles)),
         one.last_seen_at, one.locked_until, one.ended_at)
        for one in found
    ]  # fmt: skip
    if as_json:
        names = ("username", "name", "unit", "roles", "last_seen_at", "locked_until", "ended_at")
        json_out([dict(zip(names, row, strict=True)) for row in rows])
        return
    columns = (say("Nama pengguna", "Username"), say("Nama", "Name"), "Unit", say("Peran", "Roles"),
               say("Terakhir masuk", "Last seen"), say("Terkunci", "Locked"), say("Keluar", "Left"))  # fmt: skip
    table(say("Orang", "People"), columns, rows)


@app.command("units")
def units(as_json: AsJson = False) -> None:
    """Unit dan kecamatan yang menjadi tugasnya / units and the kecamatan they answer for."""
    from simpul.people import accounts
    from simpul.store import engine as db

    found = accounts.units(db.engine())
    if as_json:
        json_out(found)
        return
    columns = (say("Kode", "Code"), say("Nama", "Name"), say("Kantor", "Office"), "Kecamatan")
    rows = [
        (one.code, one.name, one.office, ", ".join(one.kecamatan) or say("seluruh kota", "whole city")) for one in found
    ]
    table("Unit", columns, rows)


@app.command("unit")
def unit(
    code: Annotated[str, typer.Argument(help="KC-127122, …")],
    name: Annotated[str, typer.Option(prompt="Nama / name", help="Nama unit / the unit's name.")],
    office: Annotated[str, typer.Option(help="WD, DK, PT, SP, IN, KC")],
    kecamatan: Annotated[
        list[str] | None, typer.Option(help="Enam angka, boleh berulang; kosong: seluruh kota / none: the whole city.")
    ] = None,
    actor: Actor = "",
) -> None:
    """Tambah atau ubah unit / add or change a unit."""
    from simpul.people import units
    from simpul.store import engine as db

    made = units.put(db.engine(), code=code, name=name, office=office, kecamatan=kecamatan or (), actor=who(actor))
    line(f"{made.code}: {made.name}")


@app.command("roles")
def roles(username: Username, roles: Roles, actor: Actor = "") -> None:
    """Ganti peran seseorang / change somebody's roles."""
    from simpul.people import accounts
    from simpul.store import engine as db

    line(accounts.change_roles(db.engine(), username, roles, actor=who(actor)).say(language()))


@app.command("move")
def move(username: Username, unit: UnitCode, actor: Actor = "") -> None:
    """Pindahkan ke unit lain / move somebody to another unit."""
    from simpul.people import accounts
    from simpul.store import engine as db

    line(accounts.move(db.engine(), username, unit, actor=who(actor)).say(language()))


@app.command("invite")
def invite(
    username: Username,
    reason: Annotated[
        str, typer.Option("--reason", help="Alasan, bila akun sudah dipakai / the reason, if the account is in use.")
    ] = "",
    console: Console = "http://127.0.0.1:8081",
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Cetak tautan sekali pakai untuk memilih sandi / print a one-time link to choose a password.

    Akun yang sudah dipakai: dengan --reason minta dahulu persetujuan orang kedua, lalu jalankan lagi tanpa --reason.
    """
    from simpul.people import invitations
    from simpul.store import engine as db

    if reason:
        line(invitations.ask(db.engine(), username, actor=who(actor), reason=reason).say(language()))
        return
    made = invitations.invite(db.engine(), username, actor=who(actor))
    _link(console, made.path, made.username, as_json)


@app.command("same")
def same(
    username: Username,
    other: Annotated[str, typer.Argument(help="Akun lain orang itu / the same person's other account.")],
    actor: Actor = "",
) -> None:
    """Dua akun satu orang tidak saling menyetujui / two accounts of one person never approve each other."""
    from simpul.people import accounts
    from simpul.store import engine as db

    line(accounts.say_same(db.engine(), username, other, actor=who(actor)).say(language()))


@app.command("bind")
def bind(username: Username, user: OsUser = "", actor: Actor = "") -> None:
    """Ikat pengguna server dengan sebuah akun / let a user of the server act as an account."""
    from simpul.people import terminal
    from simpul.store import engine as db

    engine, me = db.engine(), os_user()
    said = terminal.bind_first(engine, username, os_user=me) if user in ("", me) and not actor else None
    said = said or terminal.bind(engine, username, os_user=user or me, actor=who(actor))
    line(said.say(language()))


@app.command("unbind")
def unbind(username: Username, user: OsUser = "", actor: Actor = "") -> None:
    """Lepaskan pengguna server dari sebuah akun / a user of the server no longer acts as an account."""
    from simpul.people import terminal
    from simpul.store import engine as db

    line(terminal.unbind(db.engine(), username, os_user=user or os_user(), actor=who(actor)).say(language()))


@app.command("approve")
def approve(
    number: Annotated[int, typer.Argument(help="Nomor permintaan / number of the request.")], actor: Actor = ""
) -> None:
    """Setujui permintaan akses orang lain / agree to somebody else's request for access."""
    from simpul.people import changes
    from simpul.store import engine as db

    line(changes.approve(db.engine(), number, actor=who(actor)).say(language()))


@app.command("requests")
def requests(as_json: AsJson = False) -> None:
    """Permintaan akses yang menunggu orang kedua / requests for access that wait for a second person."""
    from simpul.people import changes
    from simpul.store import engine as db

    found = changes.waiting(db.engine())
    if as_json:
        json_out(found)
        return
    columns = (
        "#",
        say("Akun", "Account"),
        say("Permintaan", "Request"),
        say("Peminta", "Asked by"),
        say("Sejak", "Since"),
    )
    rows = [(one.id, one.username, one.words.say(language()), one.actor, one.made_at) for one in found]
    table(say("Menunggu orang kedua", "Waiting for a second person"), columns, rows)


@app.command("unlock")
def unlock(username: Username, actor: Actor = "") -> None:
    """Buka akun yang terkunci karena salah sandi / unlock an account after wrong passwords."""
    from simpul.people import accounts
    from simpul.store import engine as db

    line(accounts.unlock(db.engine(), username, actor=who(actor)).say(language()))


@app.command("tie")
def tie(
    username: Username,
    subject: Annotated[str, typer.Argument(help="Nomor orang itu di penyedia (sub) / the provider's number of them.")],
    actor: Actor = "",
) -> None:
    """Kaitkan akun dengan akun kota seseorang / tie an account to somebody's account of the city."""
    from simpul.core.errors import BadConfig
    from simpul.people import oidc
    from simpul.store import engine as db

    known = oidc.provider()
    if known is None:
        raise BadConfig("SIMPUL_OIDC_ISSUER is not set", hint="set it as for the console")
    said = oidc.tie(db.engine(), username, issuer=known.issuer, subject=subject, actor=who(actor))
    line(said.say(language()))


@app.command("leave")
def leave(
    username: Username,
    reason: Reason,
    to: Annotated[str, typer.Option("--to", help="Penerus pekerjaannya / who takes over their cases.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tunjukkan akibatnya saja / only show what would end.")
    ] = False,
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Tutup akun: sesi, undangan, usul berakhir; kasusnya dialihkan / end an account and all that is open of it."""
    from simpul.people import leaving
    from simpul.store import engine as db

    if dry_run:
        json_out(leaving.preview(db.engine(), username))
        return
    done = leaving.leave(db.engine(), username, actor=who(actor), reason=reason, successor=to or None)
    if as_json:
        json_out(done)
    else:
        line(leaving.told(done).say(language()))


def _link(console: str, path: str, username: str, as_json: bool) -> None:
    address = console.rstrip("/") + path
    if as_json:
        json_out({"username": username, "link": address, "hours": 24})
        return
    line(say(f"Untuk {username}. Berlaku 24 jam, sekali pakai; jangan disimpan.",
             f"For {username}. Valid for 24 hours, once; do not keep it."))  # fmt: skip
    # Printed as it is: a masked link opens nothing.
    print(address)
