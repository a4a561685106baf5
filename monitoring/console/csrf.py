"""Form tokens: proof that a form came from a page this session was shown."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_NONCE = 16


def make(session: str) -> str:
    """A fresh token of a session."""
    nonce = secrets.token_hex(_NONCE)
    return nonce + _proof(session, nonce)


def genuine(session: str, token: str) -> bool:
    """Whether :func:`make` made the token for this session."""
    nonce, proof = token[: 2 * _NONCE], token[2 * _NONCE :]
    return bool(session) and hmac.compare_digest(_proof(session, nonce).encode(), proof.encode())


def _proof(session: str, nonce: str) -> str:
    return hmac.new(session.encode(), f"form {nonce}".encode(), hashlib.sha256).hexdigest()
