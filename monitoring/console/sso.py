"""Signing in with the city's account: OpenID Connect, code flow with PKCE, checked against the provider's keys."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from simpul.people import oidc

#: Seconds to connect and to wait for an answer.
PATIENCE = (5.0, 10.0)
#: Clocks of two servers differ a little.
LEEWAY = 60
#: Signatures with the provider's own key pair only: none with the secret we share, none at all.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
_LARGEST = 1_000_000


class Failed(Exception):
    """The provider, its answer, or what stands between is not right; the words are for the log."""


@dataclass(frozen=True, kw_only=True)
class Handshake:
    """What the browser keeps while it is away: only its own, and for one attempt."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> Handshake:
        return cls(state=secrets.token_urlsafe(24), nonce=secrets.token_urlsafe(24), verifier=secrets.token_urlsafe(48))

    def kept(self) -> str:
        """As the cookie holds it."""
        return ".".join((self.state, self.nonce, self.verifier))

    @classmethod
    def back(cls, kept: str) -> Handshake:
        """From the cookie. Failed if it is none of ours."""
        parts = kept.split(".")
        if len(parts) != 3 or not all(parts):
            raise Failed("no sign-in was under way in this browser")
        return cls(state=parts[0], nonce=parts[1], verifier=parts[2])


def settings() -> oidc.Provider | None:
    """The provider of this installation; None: only passwords."""
    return oidc.provider(os.environ)


def away(known: oidc.Provider, here: str, handshake: Handshake) -> str:
    """Address at the provider where the person proves who they are. Failed if the provider does not answer."""
    with _session(known, here) as session:
        there = _about(session, known)
        address, _ = session.create_authorization_url(
            there["authorization_endpoint"], state=handshake.state, nonce=handshake.nonce,
            code_verifier=handshake.verifier,
        )  # fmt: skip
    return str(address)


def back(known: oidc.Provider, here: str, handshake: Handshake, answer: Mapping[str, str]) -> oidc.Claims:
    """Who it was. Failed: another attempt's answer, an error, a token that is not for us or not genuine."""
    if not hmac.compare_digest(answer.get("state", "").encode(), handshake.state.encode()):
        raise Failed("the answer belongs to another attempt")
    if answer.get("iss", known.issuer).rstrip("/") != known.issuer:
        raise Failed("the answer comes from another provider")
    if not answer.get("code"):
        raise Failed(f"the provider refused: {answer.get('error', '')[:100]}")
    with _session(known, here) as session:
        there = _about(session, known)
        token = _token(session, there, handshake, answer["code"])
        keys = _json(session, there["jwks_uri"])
    return _claims(known, _checked(known, handshake, token, keys))


def _session(known: oidc.Provider, here: str) -> OAuth2Session:
    session = OAuth2Session(
        known.client_id, oidc.client_secret(known), scope="openid email profile", redirect_uri=here,
        code_challenge_method="S256", default_timeout=PATIENCE,
    )  # fmt: skip
    # A provider that sends our secret on elsewhere is not the one we know.
    session.max_redirects = 0
    session.trust_env = False
    return session


def _about(session: OAuth2Session, known: oidc.Provider) -> dict[str, Any]:
    about = _json(session, f"{known.issuer}/.well-known/openid-configuration")
    if str(about.get("issuer", "")).rstrip("/") != known.issuer:
        raise Failed("the provider calls itself by another name")
    return {name: _safe(str(about.get(name, ""))) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}


def _safe(address: str) -> str:
    """Over TLS, or on this very machine; without a login of its own in it."""
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise Failed("the provider names an address that cannot be used")
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")):
        return address
    raise Failed("the provider is not reached over TLS")


def _json(session: OAuth2Session, address: str) -> dict[str, Any]:
    try:
        answer = session.get(_safe(address), withhold_token=True, timeout=PATIENCE)
        answer.raise_for_status()
        found = answer.json() if len(answer.content) <= _LARGEST else None
    except (requests.RequestException, ValueError, AuthlibBaseError) as error:
        raise Failed(f"{urlsplit(address).path}: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise Failed(f"{urlsplit(address).path}: not what was expected")
    return found


def _token(session: OAuth2Session, there: Mapping[str, Any], handshake: Handshake, code: str) -> Mapping[str, Any]:
    try:
        found = session.fetch_token(
            there["token_endpoint"], code=code, code_verifier=handshake.verifier, timeout=PATIENCE
        )
    except (requests.RequestException, ValueError, AuthlibBaseError) as error:
        raise Failed(f"the code was refused: {type(error).__name__}") from error
    return dict(found)


def _checked(
    known: oidc.Provider, handshake: Handshake, token: Mapping[str, Any], keys: Mapping[str, Any]
) -> Mapping[str, Any]:
    try:
        read = jwt.decode(str(token.get("id_token", "")), KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        claims = CodeIDToken(
            read.claims, read.header, options={"aud": {"essential": True, "value": known.client_id}},
            params={"nonce": handshake.nonce, "client_id": known.client_id, "access_token": token.get("access_token")},
        )  # fmt: skip
        claims.validate(leeway=LEEWAY)
    except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
        raise Failed(f"the ID token is not right: {type(error).__name__}: {error}"[:200]) from error
    if str(claims["iss"]).rstrip("/") != known.issuer or not claims["sub"]:
        raise Failed("the ID token is another provider's")
    return dict(claims)


def _claims(known: oidc.Provider, said: Mapping[str, Any]) -> oidc.Claims:
    verified = said.get("email_verified") in (True, "true")
    return oidc.Claims(
        issuer=known.issuer,
        subject=str(said["sub"]),
        email=str(said.get("email", "")) if verified else "",
    )
