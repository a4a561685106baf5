"""``python -m monitoring``: serve the console until told to stop. ``simpul console`` is the same by command."""

from __future__ import annotations

import argparse
import os
import socket
import sys

import uvicorn

from monitoring.console import proxy, time_limits
from monitoring.console.app import make_app
from simpul.compare.rules import file
from simpul.config import log, settings
from simpul.core.errors import BadConfig, SimpulError
from simpul.people import oidc
from simpul.store import engine as db


def main(arguments: list[str] | None = None) -> int:
    """Serve; with a message exit code 2 when host or port will not do, 3 when the installation will not."""
    asked = _asked(arguments)
    try:
        _refuse_open(asked.host, behind_proxy=asked.behind_proxy)
        known = proxy.read(os.environ, behind_proxy=asked.behind_proxy, host=asked.host)
        oidc.provider(os.environ)
        listening = socket.socket(fileno=asked.socket) if asked.socket else _listen(asked.host, asked.port)
    except (SimpulError, OSError) as error:
        return _refused(error, 2)
    try:
        file.installed()
        app = make_app(engine=db.engine(), city=settings.load(), frontage=known)
    except SimpulError as error:
        return _refused(error, 3)
    host, port = listening.getsockname()[:2]
    # With --port 0 only this line tells the address; whoever started us waits for it.
    sys.stdout.write(f"http://{f'[{host}]' if ':' in host else host}:{port}/\n")
    sys.stdout.flush()
    log.configure()
    uvicorn.Server(time_limits.serving(app)).run(sockets=[listening])
    return 0


def _refused(error: Exception, code: int) -> int:
    sys.stderr.write(f"simpul: {error}\n")
    return code


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m monitoring", description="Simpul's console")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8081, help="port; 0 = any free one, printed")
    parser.add_argument("--socket", type=int, help="number of a socket that listens already, instead of a port")
    parser.add_argument(
        "--behind-proxy", action="store_true", help="an HTTPS proxy is the only way here; see SIMPUL_TRUSTED_PROXIES"
    )
    return parser.parse_args(arguments)


def _refuse_open(host: str, *, behind_proxy: bool) -> None:
    """Passwords and cookies do not travel unencrypted over a network."""
    if not behind_proxy and not proxy.alone(host):
        raise BadConfig(
            f"the console speaks no TLS itself and will not listen on {host}",
            hint="put an HTTPS proxy in front and add --behind-proxy, or listen on 127.0.0.1",
        )


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
