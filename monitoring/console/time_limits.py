"""How long, and how much of, an unfinished request is held: none waits for ever, and they do not pile up."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds for the head of a request; its body has the door's own deadline.
HEAD_SECONDS = 10.0
#: Bytes of a head that is not finished yet.
HEAD_BYTES = 16_384
#: Requests whose head or body has not come whole; one more, and the one that waits longest is let go.
UNFINISHED = 100
#: Connections and requests at once; one more is answered with 503.
AT_ONCE = 500
#: Seconds an answer may wait for its reader to take any of it.
READ_SECONDS = 60.0
#: Seconds between two requests of one connection.
IDLE_SECONDS = 15
#: Seconds running requests get when the console is told to stop.
ENDING_SECONDS = 10


class Patience(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to all waiting."""

    #: Unfinished requests in the order they began; one event loop serves them all.
    _unfinished: dict[Patience, None] = {}  # noqa: RUF012  (shared on purpose)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head: asyncio.TimerHandle | None = None
        self._reader: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin()

    def data_received(self, data: bytes) -> None:
        if self.conn.their_state is h11.IDLE and self._head is None:
            self._begin()
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            _stop(self._head)
            self._head = None
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._unfinished.pop(self, None)

    def connection_lost(self, exc: Exception | None) -> None:
        _stop(self._head)
        _stop(self._reader)
        self._unfinished.pop(self, None)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reader = self.loop.call_later(READ_SECONDS, self._drop)

    def resume_writing(self) -> None:
        _stop(self._reader)
        super().resume_writing()

    def _begin(self) -> None:
        """A request is expected on this connection from now on."""
        self._head = self.loop.call_later(HEAD_SECONDS, self._drop)
        self._unfinished[self] = None
        if len(self._unfinished) > UNFINISHED:
            next(iter(self._unfinished))._drop()

    def _drop(self) -> None:
        self._unfinished.pop(self, None)
        self.transport.abort()


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


def serving(app: FastAPI) -> uvicorn.Config:
    """How the console is served."""
    return uvicorn.Config(
        app,
        http=Patience,
        h11_max_incomplete_event_size=HEAD_BYTES,
        limit_concurrency=AT_ONCE,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=ENDING_SECONDS,
        # The door works out who asks; uvicorn would take a header's word for it.
        proxy_headers=False,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
    )
