"""What people see when a page cannot be shown: what happened, and what to do."""

from __future__ import annotations

import logging

import psycopg
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from monitoring.console import access, unsent
from monitoring.console.forms import Missing
from monitoring.console.request import Asked, Visit
from monitoring.console.shared import Busy
from monitoring.console.state import Console
from monitoring.console.texts import texts
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.store import trouble

#: Seconds after which a page that could not be shown is asked for again.
AGAIN = 15
#: What PostgreSQL says where a table, a column or a schema is missing.
_NOT_THERE = ("42P01", "42703", "3F000")
log = logging.getLogger("simpul.console")


def install(app: FastAPI) -> None:
    """Answer every kind of trouble with a page."""
    app.add_exception_handler(access.Refused, _refused)
    app.add_exception_handler(Missing, _missing)
    app.add_exception_handler(NotPossible, _not_possible)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(Busy, _busy)
    # Bulk transfers raise the driver's own errors.
    app.add_exception_handler(psycopg.Error, _database)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broken)


def page(visit: Visit, kind: str, *, status: int, why: Words | None = None) -> Response:
    """The page of one kind of trouble (``trouble.<kind>`` in the texts)."""
    known = texts()
    return visit.page(
        "trouble.html",
        status=status,
        title=known[f"trouble.{kind}"],
        why=why or known[f"trouble.{kind}_why"],
        again=AGAIN if kind in ("down", "unready") else 0,
    )


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, access.Refused)
    visit = error.visit or _somebody(request)
    if error.kind == "sign_in" and access.renews(request):
        # Signed out while the page was open: all of it goes to the sign-in page, not the part that renews.
        return Response(status_code=401, headers={"HX-Redirect": "/masuk"})
    form = unsent.of(request) if unsent.ours(request) and request.url.path != "/keluar" else None
    if error.kind == "sign_in" and form is not None:
        return unsent.ended(visit, form)
    if error.kind == "stale" and error.visit is not None and form is not None:
        return unsent.stale(visit, form)
    if error.kind == "sign_in":
        later = request.url.path if request.method == "GET" else ""
        return RedirectResponse(visit.url("/masuk", lanjut="" if later == "/" else later), status_code=303)
    if error.kind == "right":
        return page(visit, "refused", status=403)
    if error.kind == "unreadable":
        return unreadable(request)
    return page(visit, "stale", status=403)


def unreadable(request: Request) -> Response:
    """What was asked for holds characters no keyboard sends."""
    return page(_somebody(request), "refused_act", status=400, why=texts()["common.unreadable"])


def too_large(request: Request) -> Response:
    """More was sent than the largest form has."""
    return page(_somebody(request), "stale", status=413)


def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, Missing)
    return page(_somebody(request), "missing", status=404, why=error.words)


def _not_possible(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotPossible)
    return page(_somebody(request), "refused_act", status=422, why=error.words)


def _database(request: Request, error: Exception) -> Response:
    kind = _kind(error)
    if kind != "down":
        # Its words may hold the values it was asked with; the statement and the kind tell us enough.
        log.error(
            "%s: %s (SQLSTATE %s): %s",
            _route(request),
            type(trouble.cause(error)).__name__,
            _sqlstate(error),
            _asked(error),
        )
    if kind == "broken":
        return _failed(request, kind, status=500)
    return _away(request, kind)


def _busy(request: Request, _error: Exception) -> Response:
    return _away(request, "down")


def _away(request: Request, kind: str) -> Response:
    answer = _failed(request, kind, status=503)
    if request.method != "POST":
        answer.headers["Retry-After"] = str(AGAIN)
    return answer


def _route(request: Request) -> str:
    """The page without what stands in its address: a token may."""
    return str(getattr(request.scope.get("route"), "path", "?"))


def _asked(error: Exception) -> str:
    """The statement in one line, without what was bound to it."""
    return " ".join((getattr(error, "statement", None) or "").split())[:300]


def _sqlstate(error: Exception) -> str | None:
    found: str | None = getattr(trouble.cause(error), "sqlstate", None)
    return found


def _kind(error: Exception) -> str:
    """Not set up yet, not answering, or our own mistake."""
    if _sqlstate(error) in _NOT_THERE:
        return "unready"
    return "down" if trouble.of(error) else "broken"


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return page(_somebody(request), "missing", status=404)
    return page(_somebody(request), "refused_act", status=error.status_code, why=texts()["common.unreadable"])


def _broken(request: Request, error: Exception) -> Response:
    return _failed(request, "broken", status=500)


def _failed(request: Request, kind: str, *, status: int) -> Response:
    """Why it failed; a form comes back whole and is never asked for with GET."""
    form = unsent.of(request)
    visit = _somebody(request)
    return unsent.failed(visit, form, kind, status=status) if form else page(visit, kind, status=status)


def _somebody(request: Request) -> Visit:
    """A visit without its person: the frame of a trouble page needs nobody's rights."""
    console: Console = request.app.state.console
    asked = Asked(
        path=request.url.path,
        query={name: value for name, value in request.query_params.items() if name in ("bahasa", "tema")},
        cookies=request.cookies,
        form={},
        secure=request.url.scheme == "https",
    )
    return Visit(console, asked, None)
