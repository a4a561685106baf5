"""Sockets that look at the clock of their exchange, in a session that follows nothing and believes nobody.

The deadline covers name, connect, handshake, headers and every byte of the body: a drip of one byte in its time
passes every per-read timeout, but not these.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from datetime import date
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.ssl_ import create_urllib3_context

from simpul.core import clock
from simpul.core.errors import BadConfig
from simpul.core.model import System


class Clock:
    """The deadline of the exchange under way, shared with its sockets, and whether bytes of it have left."""

    def __init__(self) -> None:
        self.until = 0.0
        self.sent = False

    def start(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds
        self.sent = False

    def left(self) -> float:
        """Seconds left; raises TimeoutError when there are none, so that no read begins late."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline of the exchange has passed")
        return left


def allow_plain(system: System) -> None:
    """Refuse an unencrypted link unless somebody approved it with a reason and an end date."""
    given = system.plain_http
    missing = [word for word in ("reason", "approver", "until") if not given.get(word)]
    if missing:
        raise BadConfig(
            f"{system.name}: its address is not encrypted and plain_http lacks {', '.join(missing)}",
            file=system.file,
            hint="use TLS, or give plain_http a reason, an approver and an end date",
        )
    until = given["until"]
    last = until if isinstance(until, date) else date.fromisoformat(str(until))
    if clock.today() > last:
        raise BadConfig(f"{system.name}: leave to talk without encryption ended on {last}", file=system.file)


def allow_address(system: System, found: list[str]) -> None:
    """An unencrypted link may only go to private or loopback addresses."""
    public = [text for text in found if not ipaddress.ip_address(text.partition("%")[0]).is_private]
    if public:
        raise BadConfig(f"{system.name}: plain HTTP is only for private addresses, {public[0]} is public")


def beside(system: System, name: str) -> Path:
    """A file named in system.yaml, found beside it."""
    return Path(system.file).parent / name


class _Timed:
    """Looks at the exchange's clock before every read and write of a socket."""

    clock: Clock

    def recv_into(self, *args: Any) -> int:
        self.settimeout(self.clock.left())  # type: ignore[attr-defined]
        received: int = super().recv_into(*args)  # type: ignore[misc]
        return received

    def sendall(self, *args: Any) -> None:
        self.settimeout(self.clock.left())  # type: ignore[attr-defined]
        self.clock.sent = True
        super().sendall(*args)  # type: ignore[misc]


class _Straight(requests.Session):
    """Looks at no Location: a usual session reads a redirect's whole body, without any cap, to see where it leads."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


def session(system: System, of_session: Clock) -> requests.Session:
    """A session whose sockets obey the clock, trust one CA list, and read no proxy or netrc from the environment."""

    class PlainSocket(_Timed, socket.socket):
        clock = of_session

    class TlsSocket(_Timed, ssl.SSLSocket):
        clock = of_session

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, system, PlainSocket, of_session)

    class Tls(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, system, PlainSocket, of_session)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    class Pools(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            context = create_urllib3_context()
            context.sslsocket_class = TlsSocket
            super().init_poolmanager(*args, ssl_context=context, **kwargs)
            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}

    session = _Straight()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update({"User-Agent": "simpul", "Accept-Encoding": "gzip"})
    ca = system.options.get("ca")
    session.verify = str(beside(system, ca)) if ca else True
    session.mount("https://", Pools(max_retries=0))
    session.mount("http://", Pools(max_retries=0))
    return session


def _connect(connection: Any, system: System, kind: type[socket.socket], clock: Clock) -> socket.socket:
    """Resolve once, check what was found, connect to just that."""
    host, port = connection.host.strip("[]"), connection.port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise NameResolutionError(host, connection, error) from error
    if system.address.startswith("http:"):
        allow_address(system, [str(entry[4][0]) for entry in found])
    last: OSError = OSError("no address found")
    for family, socktype, proto, _, address in found:
        sock = kind(family, socktype, proto)
        try:
            sock.settimeout(clock.left())
            sock.connect(address)
        except OSError as error:
            sock.close()
            last = error
        else:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
    if isinstance(last, TimeoutError):
        raise ConnectTimeoutError(connection, "no connection in time") from last
    raise NewConnectionError(connection, str(last)) from last
