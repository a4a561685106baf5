"""The lines of ``simpul link test`` that all adapters share; nothing here raises."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import requests.utils

from adapters.http import Answer
from adapters.sockets import allow_address, beside
from simpul.errors import BadConfig, BadCredentials, SimpulError
from simpul.model import Check, System

#: Difference of clocks, in seconds, past which a person should know.
SKEW = 60.0
_PATIENCE = 5.0
#: Days before its end at which a certificate is worth a word.
_SOON = timedelta(days=30)


def network(system: System, default_port: int = 0) -> list[Check]:
    """Whether the name resolves and the port answers."""
    parts = urlsplit(system.address)
    port = parts.port or default_port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError:
        advice = f"check the address in {system.address_env or 'the mapping'}, and the network's name service"
        return [Check(name="name", ok=False, detail=f"{host or '(no host)'} cannot be found", advice=advice)]
    lines = [Check(name="name", ok=True, detail=f"{host} is {', '.join(sorted(set(found)))}")]
    try:
        socket.create_connection((host, port), timeout=_PATIENCE).close()
    except OSError as error:
        advice = "is the service running, and does a firewall let us through?"
        return [*lines, Check(name="port", ok=False, detail=f"port {port}: {error.strerror or error}", advice=advice)]
    lines.append(Check(name="port", ok=True, detail=f"port {port} answers"))
    return [*lines, encryption(system, found, port)]


def encryption(system: System, found: list[str], port: int = 443) -> Check:
    """Whether the link is encrypted and how long its certificate lasts, or somebody answers for its being plain."""
    if system.address.startswith("https:"):
        return _certificate(system, urlsplit(system.address).hostname or "", port)
    try:
        allow_address(system, found)
    except BadConfig as error:
        return Check(name="TLS", ok=False, detail=str(error), advice="ask the agency for TLS")
    given = system.plain_http
    detail = f"not encrypted, allowed until {given.get('until')} by {given.get('approver')}: {given.get('reason')}"
    return Check(name="TLS", ok=True, detail=detail)


def _certificate(system: System, host: str, port: int) -> Check:
    ca = system.options.get("ca")
    known = str(beside(system, ca)) if ca else requests.utils.DEFAULT_CA_BUNDLE_PATH
    trusted = ssl.create_default_context(cafile=known)
    try:
        with (
            socket.create_connection((host, port), timeout=_PATIENCE) as plain,
            trusted.wrap_socket(plain, server_hostname=host) as tls,
        ):
            shown = tls.getpeercert() or {}
    except (OSError, ValueError) as error:
        reason = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
        return Check(name="TLS", ok=False, detail=f"refused: {reason}", advice="the agency must renew or correct it")
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    soon = until - datetime.now(UTC) < _SOON
    advice = "ask the agency to renew its certificate before that day" if soon else ""
    detail = f"encrypted; the certificate ends on {until:%Y-%m-%d}"
    return Check(name="TLS", ok=True, detail=detail, advice=advice, until=until)


def call(system: System, light: Callable[[], Answer]) -> list[Check]:
    """Login and clock, from one light call."""
    try:
        answer = light()
    except SimpulError as error:
        return [failed("login", error)]
    lines = [Check(name="login", ok=True, detail="the system accepts our login")]
    return [*lines, clock(answer.date, answer.requested_at)]


def failed(name: str, error: Exception) -> Check:
    """A line for something that went wrong."""
    advice = {True: "renew the credentials with the agency", False: "see the message; try again in some minutes"}
    return Check(name=name, ok=False, detail=str(error), advice=advice[isinstance(error, BadCredentials)])


def clock(theirs: datetime | None, ours: datetime | None = None) -> Check:
    """How far the two clocks are apart."""
    if theirs is None:
        return Check(name="clock", ok=True, detail="the system does not tell its time")
    skew = (theirs - (ours or datetime.now(UTC))).total_seconds()
    advice = "" if abs(skew) <= SKEW else "one of the two clocks is wrong: check NTP here, then tell the agency"
    ahead = "ahead of" if skew > 0 else "behind"
    return Check(name="clock", ok=not advice, detail=f"{abs(skew):.0f} s {ahead} ours", advice=advice)


def writes(system: System) -> list[Check]:
    """A write that can neither be repeated safely nor looked up must not be sent by a machine."""
    return [
        Check(
            name=f"write {write.kind}",
            ok=False,
            detail="has neither an idempotency key nor a probe: a lost answer could never be settled",
            advice=f"give writes.{write.kind} idempotency or probe, or leave it to a person",
        )
        for write in system.writes.values()
        if not write.options.get("idempotency") and not write.options.get("probe")
    ]
