"""Random tokens that are handed out once; the hub keeps their digest only."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32
#: A token longer than this was not made here.
_LONGEST = 128


def make() -> str:
    """256 random bits, fit for an address or a cookie."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> bytes:
    """What is kept of a token. Random bits need no slow hash: nobody can guess them."""
    return hashlib.sha256(token[:_LONGEST].encode("utf-8", "replace")).digest()
