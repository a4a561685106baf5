"""What every simulated agency's server shares: its socket, its database connections, its secrets, its end."""

from __future__ import annotations

import argparse
import ctypes
import os
import queue
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import psycopg
import uvicorn
from psycopg.rows import TupleRow
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

Connection = psycopg.Connection[TupleRow]
#: A handler gets the request and its body, runs in a thread and may use the database.
Handler = Callable[[Request, bytes], Response]

PR_SET_PDEATHSIG = 1


class Pool:
    """Connections to the agency's database, all speaking Asia/Jakarta time."""

    def __init__(self, url: str) -> None:
        self._url = libpq(url)
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """One transaction: committed on leaving, rolled back on an error."""
        connection = self._take()
        try:
            with connection.transaction():
                yield connection
        finally:
            if not connection.closed:
                self._idle.put(connection)

    def _take(self) -> Connection:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return psycopg.connect(self._url, autocommit=True, options="-c timezone=Asia/Jakarta")


def libpq(url: str) -> str:
    """The URL as libpq understands it: without SQLAlchemy's driver name."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def threaded(handler: Handler) -> Callable[[Request], Any]:
    """An endpoint that reads the body, then runs the handler off the event loop."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(handler, request, await request.body())

    return endpoint


def json_response(
    content: object, status: int = 200, headers: Mapping[str, str] | None = None, media: str = "application/json"
) -> Response:
    """JSON bytes as orjson writes them."""
    return Response(orjson.dumps(content), status, headers=dict(headers or {}), media_type=media)


def secret(name: str) -> str:
    """A secret from the variable ``name``, or from the file that ``name_FILE`` points at; exits if neither is set."""
    file = os.environ.get(f"{name}_FILE")
    value = Path(file).read_text(encoding="utf-8").strip() if file else os.environ.get(name, "")
    if not value:
        raise SystemExit(f"{name} is not set → set it, or {name}_FILE, before starting this server")
    return value


def with_database(parser: argparse.ArgumentParser) -> None:
    """Add the option of the sandbox's database; from the environment, since an argument shows its password to all."""
    given = os.environ.get("SIMPUL_SANDBOX_URL")
    parser.add_argument("--url", default=given, required=not given, help="sandbox database (SIMPUL_SANDBOX_URL)")


def arguments(description: str) -> argparse.ArgumentParser:
    """The options every server understands."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--url", default=os.environ.get("SIMPUL_SANDBOX_URL"), help="sandbox database")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 = any free one")
    parser.add_argument("--announce", type=Path, help="file that receives the port once the server listens")
    return parser


def listen(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(512)
    return listener


def announce(file: Path | None, text: str) -> None:
    """Write ``text`` whole or not at all, so that a reader never sees half of it."""
    if file is None:
        return
    part = file.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.rename(file)


def die_with_parent() -> None:
    """Ask Linux to end this process when the one that started it ends, even by -9."""
    parent = os.environ.get("SIMPUL_SANDBOX_PARENT")
    if parent is None:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # The parent may have died before the request was made; then nobody would tell us.
    if os.getppid() != int(parent):
        raise SystemExit("the process that started this server is gone")


def serve(app: Starlette, options: argparse.Namespace) -> None:
    """Announce the port and serve until SIGTERM."""
    die_with_parent()
    listener = listen(options.port)
    announce(options.announce, str(listener.getsockname()[1]))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="off", ws="none", timeout_keep_alive=75
    )
    config.timeout_graceful_shutdown = 1
    uvicorn.Server(config).run(sockets=[listener])
