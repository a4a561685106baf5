"""``python -m monitoring [--host 127.0.0.1] [--port 8081]``: serve the status page until told to stop."""

from __future__ import annotations

import argparse
import socket
import sys

import uvicorn

from monitoring.app import make_app
from simpul import config
from simpul.errors import SimpulError
from simpul.store import db


def main(arguments: list[str] | None = None) -> int:
    """Serve; exit code 2 with a message when the configuration is wrong or the port is taken."""
    asked = _asked(arguments)
    try:
        app = make_app(engine=db.engine(), city=config.load())
        listening = _listen(asked.host, asked.port)
    except (SimpulError, OSError) as error:
        sys.stderr.write(f"simpul: {error}\n")
        return 2
    host, port = listening.getsockname()[:2]
    # With --port 0 only this line tells the address; whoever started us waits for it.
    sys.stdout.write(f"http://{host}:{port}/\n")
    sys.stdout.flush()
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="off")
    )
    server.run(sockets=[listening])
    return 0


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m monitoring", description="Simpul's status page")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8081, help="port; 0 = any free one, printed")
    return parser.parse_args(arguments)


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise OSError(f"cannot listen on {host}:{port}: {error.strerror} → choose another --port") from error
    listening.listen(128)
    return listening


if __name__ == "__main__":
    sys.exit(main())
