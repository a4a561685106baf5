"""Signing in and out, and the invitation that sets a password."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms, unsent
from monitoring.console import sso as singlesignon
from monitoring.console.access import anybody, cookie_name, needs
from monitoring.console.forms import Wrong
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from monitoring.console.unsent import Unsent
from simpul.core.errors import NotPossible
from simpul.people import invitations, oidc, passwords, sessions, signing

router = APIRouter()
SAMPLES = ("/masuk",)
log = logging.getLogger(__name__)
#: Cookie of a sign-in under way, by whether the page came over TLS: no other host can set that one.
_HANDSHAKE = {True: "__Host-simpul-kota", False: "simpul-kota"}
Anybody = Annotated[Visit, Depends(anybody)]


class SignIn(BaseModel):
    """What the door asks for."""

    username: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=passwords.LONGEST)]


class NewPassword(BaseModel):
    """A password, typed twice."""

    password: Annotated[str, StringConstraints(min_length=1, max_length=passwords.LONGEST)]
    again: Annotated[str, StringConstraints(min_length=1, max_length=passwords.LONGEST)]


@router.get("/masuk")
def door(visit: Anybody) -> Response:
    """The form; who is signed in already goes on."""
    if visit.person is not None:
        return visit.go(inside(visit.asked.query.get("lanjut", "")))
    return _door(visit)


@router.post("/masuk")
def enter(visit: Anybody, request: Request) -> Response:
    """Begin a session; a form that was sent after the last one ended is then there again."""
    form = unsent.carried(request, visit)
    try:
        asked = forms.read(SignIn, visit.form)
        token = signing.sign_in(
            visit.console.engine, asked.username, asked.password, address=visit.asked.address, agent=visit.asked.agent
        )
    except (forms.Invalid, NotPossible) as error:
        wrong = forms.wrong(error, _without_passwords(visit))
        return unsent.ended(visit, form, wrong) if form else _door(visit, wrong)
    if form:
        return _form_again(visit, token, form)
    return signed_in(visit, token, inside(visit.form.get("lanjut", "")))


@router.get("/masuk/kota")
def to_the_city(visit: Anybody) -> Response:
    """On to the city's identity provider."""
    known = singlesignon.settings()
    if known is None:
        raise forms.Missing
    handshake = singlesignon.Handshake.fresh()
    try:
        address = singlesignon.away(known, _return(visit), handshake)
    except singlesignon.Failed as error:
        return _sso_failed(visit, error)
    answer = RedirectResponse(address, status_code=303)
    _keep(visit, answer, f"{handshake.kept()}.{visit.asked.query.get('lanjut', '')}", 600)
    return answer


@router.get("/masuk/kota/kembali")
def from_the_city(visit: Anybody, request: Request) -> Response:
    """Back from it: who it was, if they were added here."""
    known = singlesignon.settings()
    if known is None:
        raise forms.Missing
    kept, _, onward = _kept(visit)
    try:
        claims = singlesignon.back(known, _return(visit), singlesignon.Handshake.back(kept), request.query_params)
        person = oidc.identify(visit.console.engine, claims, link=known.link)
        token = signing.begin(visit.console.engine, person, how="oidc", agent=visit.asked.agent)
    except (singlesignon.Failed, NotPossible) as error:
        answer = _sso_failed(visit, error)
    else:
        answer = signed_in(visit, token, inside(onward))
    _keep(visit, answer, "", 0)
    return answer


@router.post("/keluar")
def leave(visit: Annotated[Visit, Depends(needs("see"))]) -> Response:
    """End this session."""
    sessions.end(visit.console.engine, visit.token)
    answer = visit.go("/masuk", texts()["signin.out"])
    answer.delete_cookie(cookie_name(secure=visit.asked.secure), path="/", secure=visit.asked.secure, httponly=True)
    return answer


@router.get("/undangan/{token}")
def invited(token: str, visit: Anybody) -> HTMLResponse:
    """Who the link is for, and the form."""
    return _invited(visit, token)


@router.post("/undangan/{token}")
def accept(token: str, visit: Anybody) -> Response:
    """Set the password; the link is spent."""
    try:
        password = twice(visit)
        invitations.accept(visit.console.engine, token, password)
    except (forms.Invalid, NotPossible) as error:
        return _invited(visit, token, forms.wrong(error, {}))
    return visit.go("/masuk", texts()["signin.set"])


def signed_in(visit: Visit, token: str, to: str) -> Response:
    """On to a page, with the session's cookie."""
    answer = visit.go(to)
    give(visit, answer, token)
    return answer


def _form_again(visit: Visit, token: str, form: Unsent) -> Response:
    person = sessions.find(visit.console.engine, token)
    answer = unsent.again(Visit(visit.console, visit.asked, person, token=token), form)
    give(visit, answer, token)
    return answer


def give(visit: Visit, answer: Response, token: str) -> None:
    """Hand the browser a session. It lasts as long as the browser is open; the server ends it sooner."""
    secure = visit.asked.secure
    answer.set_cookie(cookie_name(secure=secure), token, path="/", httponly=True, samesite="lax", secure=secure)


def twice(visit: Visit) -> str:
    """The password of a form that asks for it twice. Invalid if the two differ."""
    asked = forms.read(NewPassword, visit.form)
    if asked.password != asked.again:
        raise forms.Invalid({"again": texts()["signin.differ"]})
    return asked.password


def inside(path: str) -> str:
    """A path of this console, else Beranda: a link to the door cannot lead elsewhere."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if plain and len(path) < 500 and not path.startswith(("/masuk", "/keluar")) else "/"


def _door(visit: Visit, wrong: Wrong | None = None) -> HTMLResponse:
    onward = visit.form.get("lanjut") or visit.asked.query.get("lanjut", "")
    return visit.page("signin/door.html", wrong=wrong, onward=inside(onward), sso=singlesignon.settings() is not None)


def _invited(visit: Visit, token: str, wrong: Wrong | None = None) -> HTMLResponse:
    invitation = invitations.find(visit.console.engine, token)
    if invitation is None:
        return visit.page("signin/spent.html", status=404)
    return visit.page("signin/invited.html", wrong=wrong, invitation=invitation, token=token)


def _sso_failed(visit: Visit, error: Exception) -> Response:
    log.warning("single sign-on failed: %s", error)
    words = error.words if isinstance(error, NotPossible) else texts()["signin.sso_failed"]
    return _door(visit, Wrong(errors={"": words}))


def _return(visit: Visit) -> str:
    """Where the provider sends the browser back to; as it was registered there."""
    return f"{visit.asked.origin}/masuk/kota/kembali"


def _keep(visit: Visit, answer: Response, value: str, seconds: int) -> None:
    secure = visit.asked.secure
    answer.set_cookie(
        _HANDSHAKE[secure], value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=secure
    )


def _kept(visit: Visit) -> tuple[str, str, str]:
    """The handshake and where to go on to."""
    state, _, rest = visit.asked.cookies.get(_HANDSHAKE[visit.asked.secure], "").partition(".")
    nonce, _, rest = rest.partition(".")
    verifier, dot, onward = rest.partition(".")
    return f"{state}.{nonce}.{verifier}", dot, onward


def _without_passwords(visit: Visit) -> dict[str, str]:
    return {"username": visit.form.get("username", "")}
