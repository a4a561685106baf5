"""What is refused before any page sees it: foreign names, unreadable characters, bodies too large or too slow."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import unquote_plus

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitoring.console.proxy import Frontage

#: Bytes of the largest body anybody may send, and seconds it may take to come.
MOST_BYTES, BODY_SECONDS = 262_144, 15.0
#: The sign-in page carries a form for later in one field: each of its letters may take twice the bytes there.
CARRYING, CARRIED_BYTES = "/masuk", 2 * MOST_BYTES + 65_536
#: Bytes of a path with its query.
LONGEST = 8_000
#: Asked by machines that know the console by another name; they tell no page and no link.
PROBES = ("/healthz", "/readyz", "/metrics")
#: Control characters but tab and new line, halves of characters: no keyboard sends them, no database takes them all.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_FOREIGN = "Alamat ini bukan alamat konsol Simpul. / This is not an address of the Simpul console.\n"
_SLOW = "Kiriman tidak selesai pada waktunya. Coba lagi. / What was sent did not end in time. Try again.\n"
Answer = Callable[[Request], Response]


def readable(text: str) -> bool:
    """Whether it is text as people send it."""
    return _UNREADABLE.search(text) is None


def most(path: str) -> int:
    """Bytes of the largest body that is taken at an address."""
    return CARRIED_BYTES if path == CARRYING else MOST_BYTES


def handed_back(raw: str) -> Any:
    """JSON that a browser kept for us, each text in it readable; None for what we never gave it."""
    try:
        found = json.loads(raw)
        return found if all(readable(text) for text in _texts(found)) else None
    except (ValueError, RecursionError):
        return None


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    for part in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from _texts(part)


class Door:
    """ASGI middleware. ``unreadable`` and ``too_large`` make the pages that say so."""

    def __init__(self, app: ASGIApp, *, frontage: Frontage, unreadable: Answer, too_large: Answer) -> None:
        self._app = app
        self._frontage = frontage
        self._unreadable = unreadable
        self._too_large = too_large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused is not None:
            await refused(scope, receive, send)
            return
        self._place(scope)
        try:
            body = await asyncio.wait_for(_body(receive, most(scope["path"])), BODY_SECONDS)
        except _Gone:
            return
        except TimeoutError:
            await _last(PlainTextResponse(_SLOW, status_code=408))(scope, receive, send)
            return
        if body is None:
            await _last(self._too_large(Request(scope)))(scope, receive, send)
            return
        await self._app(scope, _again(body, receive), send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if scope["path"] not in PROBES and (len(hosts) != 1 or not self._frontage.knows(hosts[0])):
            return _last(PlainTextResponse(_FOREIGN, status_code=421))
        raw = scope.get("query_string", b"")
        query = unquote_plus(raw.decode("latin-1"))
        if len(scope["path"]) + len(raw) > LONGEST or not readable(scope["path"] + query):
            return _last(self._unreadable(Request(scope)))
        length = headers.get("content-length", "0")
        if len(length) > 9 or int(length) > most(scope["path"]):
            return _last(self._too_large(Request(scope)))
        return None

    def _place(self, scope: Scope) -> None:
        """Who asks and over which scheme, as the proxies we trust say."""
        peer, port = scope.get("client") or ("", 0)
        client = self._frontage.client(peer, Headers(scope=scope).getlist("x-forwarded-for"))
        scope["client"] = (client, port)
        scope["scheme"] = "https" if self._frontage.secure(scope["scheme"]) else "http"


class _Gone(Exception):
    """Whoever sent it closed the connection before it was whole: half a form is no form."""


async def _body(receive: Receive, most_bytes: int) -> bytes | None:
    """All of it; None: more than anybody may send."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most_bytes:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    """The body that was read already, then whatever comes after it."""
    left = [body]

    async def reading() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return reading


def _last(answer: Response) -> Response:
    """Nothing more is read from this connection."""
    answer.headers["Connection"] = "close"
    return answer
