"""Logins: none, basic, header secrets, OAuth2 client credentials. Secrets are read at the moment of use, never kept."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Mapping
from typing import Any, Protocol

import orjson

from adapters.http import Http, passing, refuse_web_page
from simpul.core.errors import BadConfig, BadCredentials, Retry
from simpul.core.model import SecretRef, System
from simpul.core.ports import Secrets

#: Seconds before its end at which a token is renewed.
_MARGIN = 30.0


class Login(Protocol):
    """What proves to a system who we are."""

    def headers(self, http: Http, seconds: float) -> Mapping[str, str]:
        """Headers of one request; may ask for a token first, within ``seconds``."""

    def renew(self) -> bool:
        """Drop what the system just refused. True if trying once more makes sense."""


def login(system: System, secrets: Secrets) -> Login:
    """The login that ``auth.kind`` names; raises BadConfig for an unknown kind."""
    kind = str(system.auth.get("kind", "none"))
    if kind == "none":
        return Headers({}, secrets)
    if kind == "basic":
        return Basic(system.auth, secrets)
    if kind == "headers":
        return Headers(system.auth.get("headers", {}), secrets)
    if kind == "oauth2":
        return OAuth2(system, secrets)
    raise BadConfig(f"{system.name}: auth kind {kind!r} is unknown here", file=system.file)


def reveal(value: Any, secrets: Secrets) -> str:
    """The text behind a reference; a text stands for itself. Raises BadConfig for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping) and value and set(value) <= {"env", "file"}:
        value = SecretRef(**value)
    if isinstance(value, SecretRef):
        return secrets(value)
    raise BadConfig("a secret must be given as {env: NAME} or {file: PATH}")


class Headers:
    """Fixed headers: ``{name: {secret, before, after}}``."""

    def __init__(self, headers: Mapping[str, Any], secrets: Secrets) -> None:
        self._headers = headers
        self._secrets = secrets

    def headers(self, http: Http, seconds: float) -> Mapping[str, str]:
        return {name: self._value(spec) for name, spec in self._headers.items()}

    def renew(self) -> bool:
        return False

    def _value(self, spec: Any) -> str:
        if isinstance(spec, Mapping) and "secret" in spec:
            return f"{spec.get('before', '')}{reveal(spec['secret'], self._secrets)}{spec.get('after', '')}"
        return reveal(spec, self._secrets)


class Basic:
    """HTTP basic authentication."""

    def __init__(self, auth: Mapping[str, Any], secrets: Secrets) -> None:
        self._auth = auth
        self._secrets = secrets

    def headers(self, http: Http, seconds: float) -> Mapping[str, str]:
        user = reveal(self._auth.get("user"), self._secrets)
        return {"Authorization": basic(user, reveal(self._auth.get("password"), self._secrets))}

    def renew(self) -> bool:
        return False


class OAuth2:
    """Client credentials; the token is kept until shortly before its end."""

    def __init__(self, system: System, secrets: Secrets) -> None:
        self._system = system
        self._secrets = secrets
        self._token = ""
        self._until = 0.0

    def headers(self, http: Http, seconds: float) -> Mapping[str, str]:
        if not self._token or time.monotonic() >= self._until:
            self._ask(http, seconds)
        return {"Authorization": f"Bearer {self._token}"}

    def renew(self) -> bool:
        self._token = ""
        return True

    def _ask(self, http: Http, seconds: float) -> None:
        auth, what = self._system.auth, f"{self._system.name}: asking for a token"
        user = reveal(auth.get("client_id"), self._secrets)
        scope = f"&scope={auth['scope']}" if auth.get("scope") else ""
        answer = http.send(
            "POST",
            str(auth.get("token_path", "/oauth/token")),
            seconds=seconds,
            headers={
                "Authorization": basic(user, reveal(auth.get("client_secret"), self._secrets)),
                "Content-Type": "application/x-www-form-urlencoded",
            },
            body=f"grant_type=client_credentials{scope}".encode(),
        )
        passing(answer, what)
        if answer.status >= 400:
            raise BadCredentials(f"{what}: HTTP {answer.status} → check the client id and secret with the agency")
        refuse_web_page(answer, what)
        self._keep(answer.body, what)

    def _keep(self, body: bytes, what: str) -> None:
        try:
            document = orjson.loads(body)
            token = document["access_token"]
            seconds = float(document.get("expires_in") or 60)
            # Checked here, because an error of whoever makes the header would hold the token.
            if not re.fullmatch(r"[!-~]+", token):
                raise ValueError
        except (ValueError, KeyError, TypeError, AttributeError):
            # The body itself is never shown: it may hold the token.
            raise Retry(f"{what}: the answer holds no token") from None
        self._token = token
        self._until = time.monotonic() + max(seconds - _MARGIN, 1.0)


def basic(user: str, password: str) -> str:
    """Value of a basic Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
