"""``python -m cli.demo.serve NUMBER APPLICATION``: serve an application on a socket that listens already."""

from __future__ import annotations

import socket
import sys

import uvicorn


def main(number: str, application: str) -> None:
    """Serve until told to stop; ``number``: the file descriptor the parent handed down."""
    # Logging is the application's own, and so is what it writes about each request.
    settings = uvicorn.Config(application, log_config=None, access_log=False, timeout_graceful_shutdown=5)
    uvicorn.Server(settings).run(sockets=[socket.socket(fileno=int(number))])


if __name__ == "__main__":
    main(*sys.argv[1:])
