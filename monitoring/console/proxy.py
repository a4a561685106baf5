"""What stands before the console: the address people know it by, the proxies it believes, who a request is from."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from simpul.core.errors import BadConfig

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
#: Names of this machine for itself; nobody elsewhere can own them.
OWN = frozenset({"localhost", "127.0.0.1", "[::1]"})
LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
#: Entries of ``X-Forwarded-For`` that are looked at, from the right; nobody has more proxies of their own.
_HOPS = 20


@dataclass(frozen=True, kw_only=True)
class Frontage:
    """How the console is reached."""

    #: ``https://simpul.kota.go.id``; empty: only from this machine.
    public: str = ""
    #: People come through an HTTPS proxy of ours, whatever scheme the last hop speaks.
    behind_proxy: bool = False
    trusted: tuple[Network, ...] = ()

    def knows(self, host: str) -> bool:
        """Whether a ``Host`` header names this console."""
        found = _HOST.fullmatch(host.strip().lower())
        return found is not None and found.group(1) in OWN | {_name(self.public)}

    def secure(self, scheme: str) -> bool:
        """Whether the browser's own connection is encrypted."""
        return self.behind_proxy or scheme == "https"

    def client(self, peer: str, forwarded: Iterable[str]) -> str:
        """Who asks: behind trusted proxies the last hop, from the right, that is none of them.

        Only a trusted proxy's own entry counts; what stands further left was written by whoever came to it.
        """
        found = peer
        hops = [one.strip() for line in forwarded for one in line.split(",")]
        for hop in reversed(hops[-_HOPS:]):
            address = _address(hop)
            if not (self.behind_proxy and self._trusts(found)) or address is None:
                break
            found = address
        return found

    def _trusts(self, address: str) -> bool:
        plain = _address(address)
        return plain is not None and any(ipaddress.ip_address(plain) in network for network in self.trusted)


def read(environ: Mapping[str, str], *, behind_proxy: bool, host: str) -> Frontage:
    """The frontage of this installation.

    Raises:
        BadConfig: the public address is none; behind a proxy: it is not HTTPS, or nobody said which proxy.
    """
    public = environ.get("SIMPUL_CONSOLE_URL", "").strip().rstrip("/")
    parts = urlsplit(public)
    if public and (parts.scheme not in ("http", "https") or _HOST.fullmatch(parts.netloc.lower()) is None):
        raise BadConfig("SIMPUL_CONSOLE_URL is not an address of a console", hint="https://simpul.kota.go.id")
    if not behind_proxy:
        return Frontage(public=public)
    if parts.scheme != "https":
        raise BadConfig(
            "--behind-proxy needs SIMPUL_CONSOLE_URL, the https address people type",
            hint="SIMPUL_CONSOLE_URL=https://simpul.kota.go.id",
        )
    named = environ.get("SIMPUL_TRUSTED_PROXIES", "")
    if not named.strip() and not alone(host):
        raise BadConfig(
            f"--behind-proxy on {host} needs SIMPUL_TRUSTED_PROXIES: whose X-Forwarded-For is believed",
            hint="the proxy's address or network, such as 10.0.0.5",
        )
    trusted = tuple(_network(one.strip()) for one in named.split(",") if one.strip())
    return Frontage(public=public, behind_proxy=True, trusted=trusted or LOOPBACK)


def host_of(origin: str) -> str:
    """Host and port an ``Origin`` names; empty for one that names none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        # A header is whatever somebody wrote.
        return ""


def alone(host: str) -> bool:
    """Whether only this machine reaches an address to listen on."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _network(text: str) -> Network:
    try:
        found = ipaddress.ip_network(text)
    except ValueError:
        found = None
    if found is None or found.prefixlen == 0:
        raise BadConfig(
            f"SIMPUL_TRUSTED_PROXIES names '{text}'", hint="addresses or networks of your proxies, with commas between"
        )
    return found


def _address(text: str) -> str | None:
    """An address as it is counted; a proxy may write its port or brackets beside it."""
    bare = text.strip().strip('"')
    bracketed = re.fullmatch(r"\[([^\]]+)\](?::\d+)?|([^:]+):\d+", bare)
    bare = (bracketed.group(1) or bracketed.group(2)) if bracketed else bare
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def _name(public: str) -> str:
    found = _HOST.fullmatch(urlsplit(public).netloc.lower())
    return found.group(1) if found else ""
