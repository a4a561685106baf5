"""A small OpenID Connect provider on a socket, with a key pair of its own; it can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from simpul.core import clock

CLIENT, SECRET = "simpul-konsol", "rahasia bersama"


@dataclass
class Provider:
    """What it says; change a field to make it say something else."""

    address: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "satu"}))
    #: Signs with this one instead of the key it publishes.
    signer: RSAKey | None = None
    claims: dict[str, Any] = field(
        default_factory=lambda: {"sub": "u-1", "email": "ana@medan.go.id", "email_verified": True}
    )
    #: Changes the ID token just before it is signed.
    over: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    #: The header of the ID token, and the key it is signed with, in place of the right ones (see _forged).
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "satu"})
    forged: bytes | None = None
    #: The issuer named beside the code, in place of its own.
    beside: str = ""
    #: Addresses it names in place of its own.
    elsewhere: dict[str, str] = field(default_factory=dict)
    #: Claims left out of the ID token.
    without: tuple[str, ...] = ()
    #: Answer the code with a redirect instead of a token.
    moved: bool = False
    #: code → what the browser asked with.
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    #: What the token endpoint was sent.
    redeemed: list[dict[str, str]] = field(default_factory=list)

    def about(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": self.issuer or self.address,
            **{name: f"{self.address}/{path}" for name, path in names.items()},
            **self.elsewhere,
        }

    def authorize(self, query: dict[str, str]) -> str:
        code = f"code-{len(self.asked)}"
        self.asked[code] = query
        answer = {"code": code, "state": query["state"], "iss": self.beside or self.address}
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    def redeem(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        self.redeemed.append(form)
        asked = self.asked.pop(form["code"], None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            asked is None
            or authorization != f"Basic {basic}"
            or _challenge(form["code_verifier"]) != asked["code_challenge"]
        ):
            return None
        now = int(clock.now().timestamp())
        said = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        said = {name: value for name, value in {**said, **self.over}.items() if name not in self.without}
        if self.forged is None:
            signed = jwt.encode(self.header, said, self.signer or self.key)
        else:
            signed = _forged(self.header, said, self.forged)
        return {"access_token": "a", "token_type": "Bearer", "id_token": signed}


def _forged(header: dict[str, Any], said: dict[str, Any], secret: bytes) -> str:
    """A token signed with a secret, or with an empty one by nobody."""
    signed = ".".join(_plain(json.dumps(one).encode()) for one in (header, said))
    hashing = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}.get(header["alg"])
    return f"{signed}.{_plain(hmac.digest(secret, signed.encode(), hashing)) if hashing else ''}"


def _plain(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            self._json(self.provider.about())
        elif parts.path == "/keys":
            self._json(KeySet([self.provider.key]).as_dict(private=False))
        else:
            self._redirect(self.provider.authorize(query))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.provider.moved:
            self._redirect(f"{self.provider.address}/elsewhere")
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        token = self.provider.redeem(form, self.headers.get("Authorization", ""))
        self._json(token or {"error": "invalid_grant"}, 200 if token else 400)

    def _json(self, data: object, status: int = 200) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@contextmanager
def providing() -> Iterator[Provider]:
    """The provider for the length of a ``with``."""
    provider = Provider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        provider.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield provider
        server.shutdown()
        thread.join()
