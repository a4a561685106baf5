"""The status page, its metrics and its probes. Reads through :mod:`simpul`; changes nothing."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, ProgrammingError

from monitoring import metrics, page
from monitoring.headers import SecurityHeaders
from simpul import ready
from simpul.config import City
from simpul.status import Status, status

#: Many viewers cost one look at the database in this many seconds.
KEEP_SECONDS = 3.0
UNAVAILABLE = 503


class Snapshot:
    """The status, at most ``seconds`` old, read by one thread at a time."""

    def __init__(self, engine: Engine, city: City, *, seconds: float = KEEP_SECONDS) -> None:
        self._engine = engine
        self._city = city
        self._seconds = seconds
        self._lock = threading.Lock()
        self._kept: Status | None = None
        self._until = 0.0

    def read(self) -> Status:
        """A database error goes to the caller and is not kept."""
        with self._lock:
            if self._kept is None or time.monotonic() >= self._until:
                self._kept = None
                self._kept = status(self._engine, self._city)
                self._until = time.monotonic() + self._seconds
            return self._kept


def make_app(*, engine: Engine, city: City, keep_seconds: float = KEEP_SECONDS) -> FastAPI:
    """The application over one database and one set of mappings."""
    app = FastAPI(title="Simpul", docs_url=None, redoc_url=None, openapi_url=None)
    snapshot = Snapshot(engine, city, seconds=keep_seconds)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")

    @app.get("/")
    def home(bahasa: str = Query("id", max_length=5), segar: str = Query("ya", max_length=5)) -> HTMLResponse:
        return _home(snapshot, bahasa, segar)

    @app.get("/metrics")
    def numbers() -> Response:
        return _numbers(snapshot)

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        return JSONResponse({"ok": True})

    @app.get("/readyz")
    def readyz() -> JSONResponse:
        found = ready.check(engine)
        return JSONResponse(found.as_dict(), status_code=200 if found.ready else UNAVAILABLE)

    return app


def _home(snapshot: Snapshot, bahasa: str, segar: str) -> HTMLResponse:
    view = page.View("en" if bahasa == "en" else "id", datetime.now(UTC), refresh=segar != "tidak")
    try:
        found = snapshot.read()
    except ProgrammingError:
        return _trouble("unready", view)
    except DBAPIError:
        return _trouble("down", view)
    # The page speaks of the moment the status was read, not of the one it was asked for.
    view.now = found.at
    return HTMLResponse(page.status_page(found, view))


def _trouble(kind: str, view: page.View) -> HTMLResponse:
    headers = {"Retry-After": str(page.REFRESH_SECONDS)}
    return HTMLResponse(page.trouble_page(kind, view), status_code=UNAVAILABLE, headers=headers)


def _numbers(snapshot: Snapshot) -> Response:
    try:
        found: Status | None = snapshot.read()
    except DBAPIError:
        # Answered all the same: "the database is down" is itself a number to alert on.
        found = None
    return Response(metrics.render(found), media_type=metrics.CONTENT_TYPE)
