"""Addresses a source gives (next pages, redirects): resolved first, then compared, then asked for at our own address.

Only path and query of such an address are ever used; scheme, host and port are those the system was configured with.
"""

from __future__ import annotations

from urllib.parse import SplitResult, quote, urljoin, urlsplit

from adapters.documents import plain
from simpul.core.errors import BadConfig, BrokenContract

_PORTS = {"http": 80, "https": 443}
#: What may stand in an address as it is; everything else, a backslash among it, is escaped before anybody reads it.
_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~"
#: Characters of an address that are believed; longer ones are no place in a listing.
LONGEST = 8192


def glued(base: str, path: str) -> str:
    """The address of a path below ``base``, or at its host. BadConfig for what could make it another host or port."""
    if path[:1] in ("", "/", "?"):
        return base + path
    if path.startswith(_origin(base) + "/"):
        return path
    raise BadConfig("a path must begin with /", hint="correct the path in the mapping")


def followed(base: str, page: str, address: str, what: str) -> str:
    """Where an address leads that stood in the answer of ``page``: a path as :func:`glued` takes it.

    Raises:
        BrokenContract: another scheme, host or port, a login inside it, or no address.
    """
    found = _split(_joined(glued(base, page), address, what))
    if found is None or found.netloc.rpartition("@")[1]:
        raise BrokenContract(f"{what}: the address of the next page cannot be used; not followed")
    ours = urlsplit(base)
    if _place(found) != _place(ours):
        host = plain(found.hostname or "none")[:80]
        raise BrokenContract(f"{what}: the next page lies on another host, {host}; not followed")
    path = found.path or "/"
    below = ours.path.rstrip("/") + "/"
    here = path[len(below) - 1 :] if path.startswith(below) else f"{_origin(base)}/{path.removeprefix('/')}"
    return f"{here}?{found.query}" if found.query else here


def _joined(page: str, address: str, what: str) -> str:
    """``address`` resolved as a browser does, once it is escaped. BrokenContract: too long, or control characters."""
    if len(address) > LONGEST or not address.isprintable():
        raise BrokenContract(f"{what}: the address of the next page cannot be used; not followed")
    try:
        return urljoin(page, quote(address, safe=_AS_IT_IS, errors="replace"))
    except ValueError:
        raise BrokenContract(f"{what}: the address of the next page cannot be used; not followed") from None


def host(address: str) -> str:
    """The host an address names, for a message; empty if it names none."""
    found = _split(address)
    return plain(found.hostname or "")[:80] if found else ""


def _split(address: str) -> SplitResult | None:
    try:
        found = urlsplit(address)
        # A port that is no number shows only when it is asked for.
        return found if found.port is None or found.port else None
    except ValueError:
        return None


def _place(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme)


def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"
