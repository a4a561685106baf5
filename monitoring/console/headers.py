"""Headers that hold for every answer."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    # Nothing from elsewhere, nothing inline, in nobody's frame; forms only to ourselves.
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # "no-referrer" would make browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SECURE = {"Strict-Transport-Security": "max-age=31536000"}
#: Static addresses change with their content.
KEEP, NEVER = "public, max-age=31536000, immutable", "no-store"


class SecurityHeaders:
    """ASGI middleware that adds :data:`HEADERS`, and keeps pages out of caches."""

    def __init__(self, app: ASGIApp, *, secure: Callable[[str], bool]) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if self._secure(scope.get("scheme", "")):
                    headers.update(SECURE)
                static = scope.get("path", "").startswith("/static/") and message["status"] == 200
                headers["Cache-Control"] = KEEP if static else NEVER
            await send(message)

        await self._app(scope, receive, with_headers)
