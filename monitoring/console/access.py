"""Who may ask: signed in, with the right, and with a form that came from our own page."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import get_args

from fastapi import Request
from fastapi.dependencies.models import Dependant
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from monitoring.console import csrf, proxy, unsent
from monitoring.console.entrance import readable
from monitoring.console.forms import Missing
from monitoring.console.request import Asked, Visit
from monitoring.console.state import Console
from simpul.people import sessions
from simpul.people.model import Person
from simpul.people.rights import Right

#: Fields of the largest form anybody may send; its bytes are counted at the door.
MOST_FIELDS = 600
_NUMBER = re.compile(r"[0-9]{1,18}")
Check = Callable[[Request], Awaitable[Visit]]


class Refused(Exception):
    """Answered with a page that says why. ``kind``: ``sign_in``, ``right``, ``stale`` or ``unreadable``."""

    def __init__(self, kind: str, visit: Visit | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.visit = visit


def needs(right: Right) -> Check:
    """A dependency: the visit of somebody who is signed in and has this right."""

    async def check(request: Request) -> Visit:
        visit = await _visit(request)
        if visit.person is None:
            raise Refused("sign_in", visit)
        if request.method == "POST" and not csrf.genuine(visit.token, visit.form.get("csrf", "")):
            raise Refused("stale", visit)
        if not visit.may(right):
            raise Refused("right", visit)
        return visit

    return check


async def anybody(request: Request) -> Visit:
    """A dependency: a visit whether signed in or not. Its forms need not carry a token, only come from our pages."""
    return await _visit(request)


def cookie_name(*, secure: bool) -> str:
    """A name browsers only accept from this very host over TLS, where there is TLS."""
    return "__Host-simpul" if secure else "simpul"


async def _visit(request: Request) -> Visit:
    console: Console = request.app.state.console
    _require_numbers(request)
    secure = request.url.scheme == "https"
    # Read first: without a database a form can still be handed back.
    sent = await _form(request) if request.method == "POST" else {}
    unsent.note(request, sent)
    token = request.cookies.get(cookie_name(secure=secure), "")
    person = await run_in_threadpool(_who, console.engine, token, touch=not renews(request)) if token else None
    asked = Asked(
        path=request.url.path,
        query={name: value[:500] for name, value in request.query_params.items()},
        cookies=request.cookies,
        form=sent,
        secure=secure,
        origin=console.frontage.public or f"{request.url.scheme}://{request.url.netloc}",
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", "")[:200],
    )
    return Visit(console, asked, person, token=token if person else "")


def _require_numbers(request: Request) -> None:
    """Missing unless every parameter that is a number is one the database has: ASCII digits, not too many."""
    wanted: Dependant | None = getattr(request.scope.get("route"), "dependant", None)
    if wanted is None:
        return
    given = ((wanted.path_params, request.path_params), (wanted.query_params, request.query_params))
    for fields, values in given:
        for field in fields:
            value = values.get(field.alias)
            number = int in (field.field_info.annotation, *get_args(field.field_info.annotation))
            if number and value and not _NUMBER.fullmatch(str(value)):
                raise Missing


def renews(request: Request) -> bool:
    """Whether a page asks for a part of itself again: nobody need sit before it, so it keeps no session alive."""
    return request.method == "GET" and request.headers.get("hx-request") == "true"


def _who(engine: Engine, token: str, *, touch: bool) -> Person | None:
    return sessions.find(engine, token, touch=touch)


async def _form(request: Request) -> dict[str, tuple[str, ...]]:
    if not _same_origin(request):
        raise Refused("stale")
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
        found = {name: tuple(str(value) for value in sent.getlist(name)) for name in sent}
    if not all(readable(text) for name, values in found.items() for text in (name, *values)):
        raise Refused("unreadable")
    return found


def _same_origin(request: Request) -> bool:
    """Browsers say where a form comes from; who says nothing at all is no browser and has no cookie to abuse."""
    site = request.headers.get("sec-fetch-site")
    if site not in (None, "same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin in (None, "") or proxy.host_of(origin or "") == request.headers.get("host")
