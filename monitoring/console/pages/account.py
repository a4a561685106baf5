"""One's own account: how pages look, the password, devices, and who stands in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.forms import Wrong
from monitoring.console.pages import signin
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.core.errors import NotPossible
from simpul.people import accounts, delegation, passwords, sessions, signing
from simpul.people.model import Person
from simpul.people.rights import ROLES

router = APIRouter()
SAMPLES = ("/akun",)
Mine = Annotated[Visit, Depends(needs("see"))]
_YEAR = 31536000


class Looks(BaseModel):
    """How somebody wants to see the pages."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    language: Literal["id", "en"]
    theme: Literal["system", "light", "dark"]
    shortcuts: str = ""


class Current(BaseModel):
    """The password of today."""

    current: Annotated[str, StringConstraints(min_length=1, max_length=passwords.LONGEST)]


class Away(BaseModel):
    """Who stands in, and when."""

    stand_in: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    starts: date
    ends: date
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


@router.get("/akun")
def account(visit: Mine) -> HTMLResponse:
    """Everything of one's own."""
    return _page(visit)


@router.post("/akun")
def looks(visit: Mine) -> Response:
    """Keep how pages look; the cookies of the top bar follow."""
    try:
        asked = forms.read(Looks, visit.form)
        said = accounts.prefer(
            visit.console.engine, _me(visit), name=asked.name, language=asked.language, theme=asked.theme,
            shortcuts=bool(asked.shortcuts),
        )  # fmt: skip
    except (forms.Invalid, NotPossible) as error:
        return _page(visit, forms.wrong(error, visit.form))
    answer = visit.go("/akun", said)
    for name, value in (("bahasa", asked.language), ("tema", asked.theme)):
        answer.set_cookie(name, value, max_age=_YEAR, path="/", samesite="lax", secure=visit.asked.secure)
    return answer


@router.post("/akun/sandi")
def password(visit: Mine) -> Response:
    """Change the password: every session ends, and this browser gets a new one."""
    try:
        current = forms.read(Current, visit.form).current
        signing.change_password(visit.console.engine, _me(visit), current=current, new=signin.twice(visit))
    except (forms.Invalid, NotPossible) as error:
        return _page(visit, forms.wrong(error, _as_kept(visit)))
    token = sessions.start(visit.console.engine, _me(visit).id, agent=visit.asked.agent)
    answer = visit.go("/akun", texts()["account.password_changed"])
    signin.give(visit, answer, token)
    return answer


@router.post("/akun/perangkat/{session}/keluar")
def end_session(session: int, visit: Mine) -> Response:
    """Sign another device out."""
    if session not in {one.id for one in sessions.of(visit.console.engine, _me(visit).id)}:
        raise forms.Missing
    return visit.go("/akun", sessions.end_one(visit.console.engine, _me(visit), session))


@router.post("/akun/pengganti")
def delegate(visit: Mine) -> Response:
    """Appoint who stands in for oneself."""
    try:
        asked = forms.read(Away, visit.form)
        if accounts.by_username(visit.console.engine, asked.stand_in) is None:
            raise forms.Invalid({"stand_in": texts()["account.no_stand_in"]})
        delegation.delegate(
            visit.engine, absent=visit.actor, stand_in=accounts.plain(asked.stand_in), starts=asked.starts,
            ends=asked.ends, reason=asked.reason, actor=visit.actor,
        )  # fmt: skip
    except (forms.Invalid, NotPossible) as error:
        return _page(visit, forms.wrong(error, {**_as_kept(visit), **visit.form}))
    return visit.go("/akun", texts()["account.delegated"])


@router.post("/akun/pengganti/{number}/akhiri")
def undelegate(number: int, visit: Mine) -> Response:
    """End a delegation of one's own."""
    if number not in {one.id for one in delegation.delegations(visit.engine) if _mine(visit, one.actor)}:
        raise forms.Missing
    return visit.go("/akun", delegation.undelegate(visit.engine, number, actor=visit.actor))


def _page(visit: Visit, wrong: Wrong | None = None) -> HTMLResponse:
    me, engine = _me(visit), visit.console.engine
    known = delegation.delegations(visit.engine)
    return visit.page(
        "account/account.html",
        wrong=wrong,
        me=me,
        roles=[words for role, words in ROLES.items() if role in me.roles],
        has_password=accounts.account(engine, me.username).has_password,
        sessions=sessions.of(engine, me.id, visit.token),
        away=[one for one in known if _mine(visit, one.actor)],
        standing_in=[one for one in known if _mine(visit, one.stand_in)],
    )


def _as_kept(visit: Visit) -> dict[str, str]:
    """The other form of this page stays as it is when one is refused."""
    return {"shortcuts": "ya"} if _me(visit).shortcuts else {}


def _me(visit: Visit) -> Person:
    if visit.person is None:
        raise LookupError("nobody is signed in")
    return visit.person


def _mine(visit: Visit, username: str) -> bool:
    return delegation.same(username, visit.actor)
