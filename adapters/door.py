"""A system's HTTP door: session and login together. A refused token is renewed once before anybody hears of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import orjson

from adapters.auth import Login, login
from adapters.http import Answer, Http
from simpul.core.errors import BrokenContract, Retry, Unknown
from simpul.core.model import System
from simpul.core.ports import Secrets


class Door:
    """Sends requests of one system. One network exchange per call, two or three when a token must be had first."""

    def __init__(self, system: System, secrets: Secrets, *, entry: Login | None = None) -> None:
        self._http = Http(system)
        self._login = entry or login(system, secrets)
        self._name = system.name

    def ask(
        self,
        method: str,
        path: str,
        *,
        seconds: float,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """A request that changes nothing. Raises Retry or Stop; judges no status but an expired token."""
        until = time.monotonic() + seconds
        for last in (False, True):
            proof = self._login.headers(self._http, until - time.monotonic())
            answer = self._http.send(
                method,
                path,
                seconds=until - time.monotonic(),
                params=params,
                headers={"Accept": "application/json", **(headers or {}), **proof},
                body=body,
            )
            if last or answer.status != 401 or not self._login.renew():
                return answer
        raise AssertionError("the second try always answers")

    def tell(
        self, method: str, path: str, *, seconds: float, headers: Mapping[str, str], body: bytes, what: str
    ) -> Answer:
        """A request that changes something. Raises Unknown if it left and no whole answer came back."""
        # A kept connection may have died meanwhile; on a new one, bytes that left really reached somebody.
        self._http.fresh()
        # The token is had first: a loss on that way is a loss of nothing.
        self._login.headers(self._http, seconds)
        try:
            return self.ask(method, path, seconds=seconds, headers=headers, body=body)
        except (Retry, BrokenContract) as error:
            if self._http.sent:
                raise Unknown(f"{what}: sent, but no whole answer came back ({error})") from error
            raise

    def close(self) -> None:
        self._http.close()


def packed(value: Any) -> bytes:
    """The canonical JSON bytes of a body: the same content gives the same bytes on every retry."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
