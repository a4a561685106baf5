"""The complaints system: REST with two secret headers.

Its ugliness is on purpose: success:true with HTTP 200 on errors, an id that is a JSON number beside a ticket of the
same shape, no idempotency, a secrecy flag that is sometimes missing, a reporter that sometimes slips through.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

import orjson
import psycopg
from psycopg.rows import dict_row
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import serving

WIB = timezone(timedelta(hours=7))
LARGEST, USUAL, FOLLOWUPS = 100, 20, 20
#: One flagged complaint in this many is sent with its reporter all the same: somebody forgot to hide it.
SLIPS_EVERY = 7

COMPLAINT = """select complaint_id, ticket, title, content, classification, category, status, is_anonymous, is_secret,
    reporter_name, reporter_phone, reporter_email, institution_id, institution_name, disposed_at, closed_by, created_at,
    updated_at from sp4.complaint"""
PAGE = (
    COMPLAINT
    + " where %s::timestamptz is null or updated_at >= %s order by updated_at, complaint_id limit %s offset %s"
)
FOLLOWUP_PAGE = """select followup_id, complaint_id, content, institution, kind, created_at from sp4.followup
    where complaint_id = %s order by followup_id limit %s offset %s"""


class Refused(Exception):
    """An answer that says success and holds none: with a ``message`` or ``errors``."""

    def __init__(self, **parts: object) -> None:
        super().__init__()
        self.parts = parts


class Service:
    """Answers the endpoints."""

    def __init__(self, pool: serving.Pool, bearer: str, token: str) -> None:
        self._pool = pool
        self._headers = {"auth": f"Bearer {bearer.removeprefix('Bearer ')}", "token": f"{{{token.strip('{}')}}}"}

    def guarded(self, handler: serving.Handler) -> serving.Handler:
        """The handler behind the header check; every refusal is HTTP 200 with success:true."""

        def answer(request: Request, body: bytes) -> Response:
            try:
                self._check(request)
                return handler(request, body)
            except Refused as refused:
                return serving.json_response({"success": True} | refused.parts)
            except psycopg.Error:
                return serving.json_response({"success": False, "message": "Galat basis data"}, 500)

        return answer

    def _check(self, request: Request) -> None:
        given = [(request.headers.get(name, ""), right) for name, right in self._headers.items()]
        if not all([hmac.compare_digest(one.encode(), right.encode()) for one, right in given]):
            raise Refused(message="Token tidak valid")

    def list(self, request: Request, body: bytes) -> Response:
        """GET complaints by last change, oldest first."""
        page = _number(request, "page", 1, 10**6)
        size = _number(request, "page_size", USUAL, LARGEST)
        since = _since(request)
        with self._pool.connection() as connection:
            cursor = connection.cursor(row_factory=dict_row)
            rows = cursor.execute(PAGE, [since, since, size + 1, (page - 1) * size]).fetchall()
        data = [_complaint(row) for row in rows[:size]]
        return _results(data=data, current_page=page, next_page_url=_next(request, page, len(rows) > size))

    def one(self, request: Request, body: bytes) -> Response:
        """GET one complaint."""
        with self._pool.connection() as connection:
            row = _find(connection, request.path_params["id"])
        return _results(data=_complaint(row))

    def followups(self, request: Request, body: bytes) -> Response:
        """GET the follow-ups of a complaint, twenty a page."""
        page, number = _number(request, "page", 1, 10**6), request.path_params["id"]
        with self._pool.connection() as connection:
            _find(connection, number)
            cursor = connection.cursor(row_factory=dict_row)
            rows = cursor.execute(FOLLOWUP_PAGE, [number, FOLLOWUPS + 1, (page - 1) * FOLLOWUPS]).fetchall()
        data = [row | {"created_at": _iso(row["created_at"])} for row in rows[:FOLLOWUPS]]
        return _results(data=data, current_page=page, next_page_url=_next(request, page, len(rows) > FOLLOWUPS))

    def follow_up(self, request: Request, body: bytes) -> Response:
        """POST a follow-up: the same one twice is stored twice."""
        content, number = _followup(body), request.path_params["id"]
        with self._pool.connection() as connection:
            _find(connection, number)
            row = connection.execute(
                "insert into sp4.followup (complaint_id, content, institution, kind, created_at) "
                "values (%s, %s, %s, 'tindak_lanjut', clock_timestamp()) returning followup_id",
                [number, content["content"], content["institution"]],
            ).fetchone()
            connection.execute(
                "update sp4.complaint set updated_at = clock_timestamp() where complaint_id = %s", [number]
            )
        return _results(followup_id=row[0] if row else None)


def _find(connection: serving.Connection, number: int) -> dict[str, Any]:
    cursor = connection.cursor(row_factory=dict_row)
    row = cursor.execute(COMPLAINT + " where complaint_id = %s", [number]).fetchone()
    if row is None:
        raise Refused(message="Data tidak ditemukan")
    return row


def _complaint(row: dict[str, Any]) -> dict[str, Any]:
    """A complaint as sent: a null secrecy flag leaves the key out, a flagged one loses its reporter (mostly)."""
    plain = ("complaint_id", "ticket", "title", "content", "classification", "category", "status", "is_anonymous")
    sent = {name: row[name] for name in plain}
    if row["is_secret"] is not None:
        sent["is_secret"] = row["is_secret"]
    times = {name: _iso(row[name]) for name in ("created_at", "updated_at")}
    parts = {"reporter": _reporter(row), "disposition": _disposition(row), "closed_by": row["closed_by"]}
    return sent | parts | times


def _reporter(row: dict[str, Any]) -> dict[str, str | None] | None:
    hidden = (row["is_anonymous"] or row["is_secret"]) and row["complaint_id"] % SLIPS_EVERY
    if hidden or row["reporter_name"] is None:
        return None
    return {"name": row["reporter_name"], "phone": row["reporter_phone"], "email": row["reporter_email"]}


def _disposition(row: dict[str, Any]) -> dict[str, str | None] | None:
    if row["institution_id"] is None:
        return None
    sent = {name: row[name] for name in ("institution_id", "institution_name")}
    return sent | {"disposed_at": row["disposed_at"] and _iso(row["disposed_at"])}


def _iso(moment: datetime) -> str:
    return moment.astimezone(WIB).isoformat(timespec="microseconds")


def _since(request: Request) -> datetime | None:
    text = request.query_params.get("updated_since")
    if not text:
        return None
    try:
        # A bare + in a query means a blank; this system forgives it, as many do.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        raise Refused(errors={"updated_since": ["format tanggal tidak sah"]}) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=WIB)


def _number(request: Request, name: str, usual: int, largest: int) -> int:
    text = request.query_params.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= largest):
        raise Refused(errors={name: [f"harus angka 1 sampai {largest}"]})
    return int(text)


def _followup(body: bytes) -> dict[str, str]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        content = None
    content = content if isinstance(content, dict) else {}
    errors = {
        name: [f"{name} wajib diisi"]
        for name in ("content", "institution")
        if not isinstance(content.get(name), str) or not content[name].strip()
    }
    if errors:
        raise Refused(errors=errors)
    return content


def _next(request: Request, page: int, more: bool) -> str | None:
    if not more:
        return None
    query = urlencode(dict(request.query_params) | {"page": str(page + 1)})
    return f"http://{request.headers.get('host', '127.0.0.1')}{request.url.path}?{query}"


def _results(**results: object) -> Response:
    return serving.json_response({"success": True, "results": results})


def application(pool: serving.Pool, bearer: str, token: str) -> Starlette:
    """The system's HTTP side."""
    service = Service(pool, bearer, token)

    def route(path: str, handler: serving.Handler, method: str) -> Route:
        return Route(path, serving.threaded(service.guarded(handler)), methods=[method])

    return Starlette(
        routes=[
            route("/complaints", service.list, "GET"),
            route("/complaints/{id:int}", service.one, "GET"),
            route("/complaints/{id:int}/followups", service.followups, "GET"),
            route("/complaints/{id:int}/followups", service.follow_up, "POST"),
        ]
    )


def main() -> None:
    """Run the system until SIGTERM."""
    options = serving.arguments("The simulated complaints system (REST)").parse_args()
    bearer, token = serving.secret("SIMPUL_SP4_AUTH"), serving.secret("SIMPUL_SP4_TOKEN")
    serving.serve(application(serving.Pool(options.url), bearer, token), options)


if __name__ == "__main__":
    main()
