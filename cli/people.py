"""people: who may sign in, with which roles, in which unit."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.acting import Actor, Reason, who
from cli.out import AsJson, json_out, language, line, say, table

app = typer.Typer(no_args_is_help=True, help="Orang dan hak / people and what they may do.")
Username = Annotated[str, typer.Argument(help="Nama pengguna / username.")]
Roles = Annotated[
    list[str],
    typer.Option("--role", help="viewer, operator, case_officer, approver, auditor, dpo, admin; boleh berulang"),
]
UnitCode = Annotated[str, typer.Option("--unit", help="Kode unit / unit code: WD, DK, PT, SP, IN, KC-127101, …")]
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
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Buat administrator pertama; cetak tautan sekali pakai / make the first administrator; print a one-time link."""
    from simpul.people import founding
    from simpul.store import db

    made = founding.first_admin(db.engine(), username=username, name=name, actor=who(actor), again=again, reason=reason)
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
    from simpul.people import accounts
    from simpul.store import db

    person = accounts.add(
        db.engine(), username=username, name=name, unit=unit, roles=roles, email=email, actor=who(actor)
    )
    if as_json:
        json_out({"username": person.username, "unit": person.unit.code, "roles": sorted(person.roles)})
        return
    line(say(f"{person.username} ditambahkan.", f"{person.username} added."))
    line(f"./run people invite {person.username}")


@app.command("list")
def listing(
    ended: Annotated[bool, typer.Option("--ended", help="Juga yang sudah keluar / also who left.")] = False,
    as_json: AsJson = False,
) -> None:
    """Siapa yang boleh masuk / who may sign in."""
    from simpul.people import accounts
    from simpul.store import db

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
    from simpul.store import db

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
    from simpul.store import db

    made = units.put(db.engine(), code=code, name=name, office=office, kecamatan=kecamatan or (), actor=who(actor))
    line(f"{made.code}: {made.name}")


@app.command("roles")
def roles(username: Username, roles: Roles, actor: Actor = "") -> None:
    """Ganti peran seseorang / change somebody's roles."""
    from simpul.people import accounts
    from simpul.store import db

    line(accounts.change_roles(db.engine(), username, roles, actor=who(actor)).say(language()))


@app.command("move")
def move(username: Username, unit: UnitCode, actor: Actor = "") -> None:
    """Pindahkan ke unit lain / move somebody to another unit."""
    from simpul.people import accounts
    from simpul.store import db

    line(accounts.move(db.engine(), username, unit, actor=who(actor)).say(language()))


@app.command("invite")
def invite(
    username: Username, console: Console = "http://127.0.0.1:8081", actor: Actor = "", as_json: AsJson = False
) -> None:
    """Cetak tautan sekali pakai untuk memilih sandi / print a one-time link to choose a password."""
    from simpul.people import invitations
    from simpul.store import db

    made = invitations.invite(db.engine(), username, actor=who(actor))
    _link(console, made.path, made.username, as_json)


@app.command("unlock")
def unlock(username: Username, actor: Actor = "") -> None:
    """Buka akun yang terkunci karena salah sandi / unlock an account after wrong passwords."""
    from simpul.people import accounts
    from simpul.store import db

    line(accounts.unlock(db.engine(), username, actor=who(actor)).say(language()))


@app.command("tie")
def tie(
    username: Username,
    subject: Annotated[str, typer.Argument(help="Nomor orang itu di penyedia (sub) / the provider's number of them.")],
    actor: Actor = "",
) -> None:
    """Kaitkan akun dengan akun kota seseorang / tie an account to somebody's account of the city."""
    from simpul.errors import BadConfig
    from simpul.people import oidc
    from simpul.store import db

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
    from simpul.store import db

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
