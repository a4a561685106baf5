"""Pengaturan: people, units, roles, and where each link is set up. Alert routes have their own page."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms, link_facts
from monitoring.console.access import needs
from monitoring.console.forms import Wrong
from monitoring.console.request import Visit
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.offices import OFFICES
from simpul.people import accounts, changes, invitations, leaving
from simpul.people.accounts import Account
from simpul.people.rights import RIGHTS, ROLES
from simpul.people.units import put

router = APIRouter()
SAMPLES = ("/pengaturan", "/pengaturan/orang-baru", "/pengaturan/unit", "/pengaturan/peran", "/pengaturan/koneksi")
Admin = Annotated[Visit, Depends(needs("administer"))]
#: People on one page.
PAGE = 50


class NewPerson(BaseModel):
    """Somebody to add."""

    username: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    unit: Annotated[str, StringConstraints(max_length=40)]
    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] = ""


class Moving(BaseModel):
    """Where to."""

    unit: Annotated[str, StringConstraints(max_length=40)]


class Mail(BaseModel):
    """An address, or none."""

    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] = ""


class UnitForm(BaseModel):
    """A unit; ``kecamatan``: codes with blanks or commas between them."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    office: Annotated[str, StringConstraints(max_length=10)]
    kecamatan: Annotated[str, StringConstraints(max_length=500)] = ""


class Leaving(BaseModel):
    """Why, and who takes over."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    successor: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""


@router.get("/pengaturan")
def people(
    visit: Admin,
    cari: Annotated[str, Query(max_length=100)] = "",
    keluar: Annotated[str, Query(max_length=5)] = "",
    mulai: Annotated[int, Query(ge=0, le=accounts.MOST)] = 0,
) -> HTMLResponse:
    """Who may sign in."""
    found = accounts.search(visit.console.engine, cari, ended=bool(keluar), after=mulai, limit=PAGE + 1)
    newer = visit.here(mulai=max(mulai - PAGE, 0) or None) if mulai else ""
    older = visit.here(mulai=mulai + PAGE) if len(found) > PAGE else ""
    return visit.page(
        "settings/people.html",
        people=found[:PAGE],
        asked=cari,
        ended=bool(keluar),
        newer=newer,
        older=older,
        roles=ROLES,
    )


@router.get("/pengaturan/orang-baru")
def new(visit: Admin) -> HTMLResponse:
    """The form for somebody new."""
    return _new(visit)


@router.post("/pengaturan/orang-baru")
def add(visit: Admin) -> Response:
    """Add somebody."""
    try:
        asked = forms.read(NewPerson, visit.form)
        person = accounts.add(
            visit.console.engine, username=asked.username, name=asked.name, unit=asked.unit, email=asked.email,
            roles=visit.forms("roles"), actor=visit.actor,
        )  # fmt: skip
    except (forms.Invalid, NotPossible) as error:
        return _new(visit, forms.wrong(error, visit.form))
    return visit.go(f"/pengaturan/orang/{person.username}")


@router.get("/pengaturan/orang/{username}")
def person(username: str, visit: Admin) -> HTMLResponse:
    """One account and what can be done about it."""
    return _person(visit, username)


@router.post("/pengaturan/orang/{username}/peran")
def roles(username: str, visit: Admin) -> Response:
    """Give exactly these roles."""
    try:
        said = accounts.change_roles(visit.console.engine, username, visit.forms("roles"), actor=visit.actor)
    except NotPossible as error:
        return _person(visit, username, forms.wrong(error, {}))
    return visit.go(f"/pengaturan/orang/{username}", said)


@router.post("/pengaturan/orang/{username}/unit")
def move(username: str, visit: Admin) -> Response:
    """Move to another unit."""
    try:
        said = accounts.move(visit.console.engine, username, forms.read(Moving, visit.form).unit, actor=visit.actor)
    except (forms.Invalid, NotPossible) as error:
        return _person(visit, username, forms.wrong(error, visit.form))
    return visit.go(f"/pengaturan/orang/{username}", said)


@router.post("/pengaturan/orang/{username}/surel")
def email(username: str, visit: Admin) -> Response:
    """Keep the address the city's identity provider knows them by."""
    try:
        said = accounts.change_email(
            visit.console.engine, username, forms.read(Mail, visit.form).email, actor=visit.actor
        )
    except (forms.Invalid, NotPossible) as error:
        return _person(visit, username, forms.wrong(error, visit.form))
    return visit.go(f"/pengaturan/orang/{username}", said)


@router.post("/pengaturan/orang/{username}/undangan")
def invite(username: str, visit: Admin) -> Response:
    """Make a link and show it, this once; with a reason only ask a second person for it."""
    reason = acting.given(visit.form.get("reason", ""))
    try:
        if reason:
            said = invitations.ask(visit.console.engine, username, actor=visit.actor, reason=reason)
            return visit.go(f"/pengaturan/orang/{username}", said)
        made = invitations.invite(visit.console.engine, username, actor=visit.actor)
    except NotPossible as error:
        return _person(visit, username, forms.wrong(error, visit.form))
    address = visit.asked.origin + made.path
    return visit.page("settings/invited.html", made=made, address=address)


@router.post("/pengaturan/orang/{username}/kunci")
def unlock(username: str, visit: Admin) -> Response:
    """Let them try again at once."""
    said = accounts.unlock(visit.console.engine, username, actor=visit.actor)
    return visit.go(f"/pengaturan/orang/{username}", said)


@router.get("/pengaturan/orang/{username}/tutup")
def check_leaving(username: str, visit: Admin) -> HTMLResponse:
    """What ending the account would do."""
    return _leaving(visit, username)


@router.post("/pengaturan/orang/{username}/tutup")
def leave(username: str, visit: Admin) -> Response:
    """End the account and all that is open of it."""
    try:
        asked = forms.read(Leaving, visit.form)
        done = leaving.leave(
            visit.console.engine, username, actor=visit.actor, reason=asked.reason, successor=asked.successor or None
        )
    except (forms.Invalid, NotPossible) as error:
        return _leaving(visit, username, forms.wrong(error, visit.form))
    return visit.go("/pengaturan", leaving.told(done))


@router.get("/pengaturan/unit")
def units(visit: Admin, ubah: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
    """Units, their kecamatan and how many people each has; the form to add one, or to change the one named."""
    return _unit_page(visit, change=ubah)


@router.post("/pengaturan/unit")
def put_unit(visit: Admin) -> Response:
    """Add a unit, or change the one with this code."""
    try:
        asked = forms.read(UnitForm, visit.form)
        made = put(
            visit.console.engine, code=asked.code, name=asked.name, office=asked.office,
            kecamatan=asked.kecamatan.replace(",", " ").split(), actor=visit.actor,
        )  # fmt: skip
    except (forms.Invalid, NotPossible) as error:
        return _unit_page(visit, change="", wrong=forms.wrong(error, visit.form))
    return visit.go("/pengaturan/unit", Words(id=f"Unit {made.code} disimpan.", en=f"Unit {made.code} is saved."))


def _unit_page(visit: Visit, *, change: str, wrong: Wrong | None = None) -> HTMLResponse:
    known = accounts.units(visit.console.engine)
    return visit.page(
        "settings/units.html",
        wrong=wrong,
        units=known,
        members=Counter(one.person.unit.code for one in accounts.everyone(visit.console.engine)),
        offices=OFFICES,
        changed=next((unit for unit in known if unit.code == change), None),
    )


@router.get("/pengaturan/peran")
def roles_and_rights(visit: Admin) -> HTMLResponse:
    """What each role may do."""
    return visit.page("settings/roles.html", roles=ROLES, rights=RIGHTS)


@router.get("/pengaturan/koneksi")
def links(visit: Admin) -> HTMLResponse:
    """How each link is set up; where its secrets live."""
    return visit.page("settings/links.html", links=link_facts.links(visit.city))


def _new(visit: Visit, wrong: Wrong | None = None) -> HTMLResponse:
    return visit.page(
        "settings/new.html", wrong=wrong, units=_units(visit), roles=ROLES, chosen=set(visit.forms("roles"))
    )


def _person(visit: Visit, username: str, wrong: Wrong | None = None) -> HTMLResponse:
    account = _account(visit, username)
    own = account.person.username == visit.actor
    return visit.page(
        "settings/person.html", wrong=wrong, a=account, own=own, units=_units(visit), roles=ROLES,
        changes=[one for one in changes.waiting(visit.console.engine) if one.username == account.person.username],
    )  # fmt: skip


def _leaving(visit: Visit, username: str, wrong: Wrong | None = None) -> HTMLResponse:
    account = _account(visit, username)
    if account.ended_at is not None:
        raise forms.Missing
    would = leaving.preview(visit.console.engine, username)
    return visit.page("settings/leaving.html", wrong=wrong, a=account, would=would)


def _account(visit: Visit, username: str) -> Account:
    try:
        return accounts.account(visit.console.engine, username)
    except NotPossible as error:
        raise forms.Missing(error.words) from error


def _units(visit: Visit) -> list[tuple[str, str]]:
    return [(unit.code, unit.name) for unit in accounts.units(visit.console.engine)]
