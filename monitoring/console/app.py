"""The console: its pages, metrics and probes. Everything it shows and does goes through :mod:`simpul`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from monitoring import metrics
from monitoring.console import errors, pages
from monitoring.console import state as console
from monitoring.console.entrance import Door
from monitoring.console.headers import SecurityHeaders
from monitoring.console.proxy import Frontage
from monitoring.console.render import STATIC
from simpul.config.settings import City
from simpul.operations import readiness

UNAVAILABLE = 503


def make_app(
    *,
    engine: Engine,
    city: City,
    keep_seconds: float = console.KEEP_SECONDS,
    now: Callable[[], datetime] | None = None,
    frontage: Frontage | None = None,
) -> FastAPI:
    """The application over one database and one set of mappings."""
    app = FastAPI(title="Simpul", docs_url=None, redoc_url=None, openapi_url=None)
    snapshot = console.Snapshot(engine, city, seconds=keep_seconds)
    given = {"now": now} if now else {}
    known = frontage or Frontage()
    app.state.console = console.Console(engine=engine, city=city, snapshot=snapshot, frontage=known, **given)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Door, frontage=known, unreadable=errors.unreadable, too_large=errors.too_large)
    app.add_middleware(SecurityHeaders, secure=known.secure)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in pages.routers():
        app.include_router(router)
    errors.install(app)
    app.add_exception_handler(RequestValidationError, _unreadable)
    _probes(app, engine, metrics.Source(engine, city, snapshot, seconds=keep_seconds))
    return app


def _probes(app: FastAPI, engine: Engine, source: metrics.Source) -> None:
    @app.get("/metrics")
    def numbers() -> Response:
        return Response(source.text(), media_type=metrics.CONTENT_TYPE)

    # Needs no thread: it answers while every one of them waits for a database that hangs.
    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        return JSONResponse({"ok": True})

    @app.get("/readyz")
    def readyz() -> JSONResponse:
        found = readiness.check(engine)
        return JSONResponse(found.as_dict(), status_code=200 if found.ready else UNAVAILABLE)


def _unreadable(_request: object, _error: Exception) -> Response:
    raise HTTPException(404)
