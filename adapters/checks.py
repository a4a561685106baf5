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
from simpul.core import clock as machine
from simpul.core.errors import BadConfig, BadCredentials, Retry, SimpulError
from simpul.core.i18n import WIB, Words, day
from simpul.core.model import SILENCE, Check, System

#: Difference of clocks, in seconds, past which a person should know.
SKEW = 60.0
_PATIENCE = 5.0
#: Days before its end at which a certificate is worth a word.
_SOON = timedelta(days=30)
#: OpenSSL's verdict on a certificate, where people meet it → what is wrong.
_VERDICTS = {
    10: Words(id="masa berlaku sertifikatnya sudah habis", en="its certificate has ended"),
    18: Words(id="sertifikatnya dibuat sendiri", en="its certificate is self-signed"),
    19: Words(id="penerbit sertifikatnya tidak dikenal", en="the issuer of its certificate is not known"),
    20: Words(id="penerbit sertifikatnya tidak dikenal", en="the issuer of its certificate is not known"),
    62: Words(id="sertifikatnya untuk nama lain", en="its certificate is for another name"),
    64: Words(id="sertifikatnya untuk alamat lain", en="its certificate is for another address"),
}
_LOGGED_IN = Words(id="Login hub diterima sistem.", en="The system accepts our login.")
_REFUSED_LOGIN = (
    Words(id="Login ditolak", en="The login is refused"),
    Words(
        id="Minta sandi atau kunci baru kepada pemilik sistem. Pasang sandi atau kunci itu di hub.",
        en="Ask the system's owner for new credentials. Give them to the hub.",
    ),
)
_READ_THE_MESSAGE = Words(
    id="Baca pesannya. Coba lagi beberapa menit kemudian. Bila tetap gagal, tunjukkan pesan itu kepada integrator.",
    en="Read the message. Try again in some minutes. If it still fails, show the message to an integrator.",
)
_NO_ANSWER = (Words(id="Sistem tidak menjawab", en="The system does not answer"), _READ_THE_MESSAGE)
_FAILED = (Words(id="Gagal", en="Failed"), _READ_THE_MESSAGE)


def network(system: System, default_port: int = 0) -> list[Check]:
    """Whether the name resolves and the port answers."""
    parts = urlsplit(system.address)
    port = parts.port or default_port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError:
        return [_no_name(system, host)]
    addresses = ", ".join(sorted(set(found)))
    known = Words(id=f"Alamat {host} adalah {addresses}.", en=f"The address of {host} is {addresses}.")
    name, answers = Check(name="name", ok=True, detail=known), _port(host, port)
    return [name, answers, encryption(system, found, port)] if answers.ok else [name, answers]


def _no_name(system: System, host: str) -> Check:
    detail = Words(id=f"Nama {host} tidak ditemukan.", en=f"The name {host} cannot be found.")
    if not host:
        detail = Words(id="Alamat sistem ini belum diisi.", en="This system has no address yet.")
    advice = Words(
        id=f"Periksa alamat di {system.address_env or 'pemetaan'}. Periksa layanan nama (DNS) jaringan.",
        en=f"Check the address in {system.address_env or 'the mapping'}. Check the network's name service (DNS).",
    )
    return Check(name="name", ok=False, detail=detail, advice=advice)


def _port(host: str, port: int) -> Check:
    try:
        socket.create_connection((host, port), timeout=_PATIENCE).close()
    except OSError as error:
        why = _why(error)
        detail = Words(id=f"Port {port} tidak menjawab: {why.id}.", en=f"Port {port} does not answer: {why.en}.")
        advice = Words(
            id="Pastikan layanannya berjalan. Pastikan firewall membolehkan hub lewat.",
            en="Make sure the service is running. Make sure a firewall lets us through.",
        )
        return Check(name="port", ok=False, detail=detail, advice=advice)
    return Check(name="port", ok=True, detail=Words(id=f"Port {port} menjawab.", en=f"Port {port} answers."))


def _why(error: Exception) -> Words:
    """What stopped a connection; a reason that is not a usual one keeps its own text."""
    if isinstance(error, ssl.SSLCertVerificationError):
        message = error.verify_message
        return _VERDICTS.get(error.verify_code, Words(id=message, en=message))
    if isinstance(error, ConnectionRefusedError):
        return Words(id="sambungan ditolak", en="the connection is refused")
    if isinstance(error, TimeoutError):
        return Words(id=f"tidak ada jawaban dalam {_PATIENCE:.0f} detik", en=f"no answer within {_PATIENCE:.0f} s")
    text = getattr(error, "strerror", "") or str(error)
    return Words(id=text, en=text)


def encryption(system: System, found: list[str], port: int = 443) -> Check:
    """Whether the link is encrypted and how long its certificate lasts, or somebody answers for its being plain."""
    if system.address.startswith("https:"):
        return _certificate(system, urlsplit(system.address).hostname or "", port)
    try:
        allow_address(system, found)
    except BadConfig:
        detail = Words(
            id="Tidak dienkripsi, padahal alamatnya terbuka untuk umum.",
            en="Not encrypted, and its address is a public one.",
        )
        advice = Words(id="Minta pemilik sistem memasang TLS.", en="Ask the system's owner for TLS.")
        return Check(name="TLS", ok=False, detail=detail, advice=advice)
    until, approver, reason = (system.plain_http.get(word) for word in ("until", "approver", "reason"))
    detail = Words(
        id=f"Tidak dienkripsi. Diizinkan sampai {until} oleh {approver}: {reason}",
        en=f"Not encrypted. Allowed until {until} by {approver}: {reason}",
    )
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
        return _no_encryption(_why(error))
    return _lasts(datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC))


def _no_encryption(why: Words) -> Check:
    detail = Words(
        id=f"Sambungan terenkripsi tidak dapat dibuat: {why.id}.",
        en=f"The encrypted connection is refused: {why.en}.",
    )
    advice = Words(
        id="Minta pemilik sistem memperbarui atau memperbaiki sertifikatnya.",
        en="Ask the system's owner to renew or correct its certificate.",
    )
    return Check(name="TLS", ok=False, detail=detail, advice=advice)


def _lasts(until: datetime) -> Check:
    last = until.astimezone(WIB).date()
    detail = Words(
        id=f"Terenkripsi. Sertifikat berlaku sampai {day(last)}.",
        en=f"Encrypted. The certificate ends on {day(last, 'en')}.",
    )
    renew = Words(
        id="Minta pemilik sistem memperbarui sertifikatnya sebelum tanggal itu.",
        en="Ask the system's owner to renew its certificate before that day.",
    )
    advice = renew if until - machine.now() < _SOON else SILENCE
    return Check(name="TLS", ok=True, detail=detail, advice=advice, until=until)


def call(system: System, light: Callable[[], Answer]) -> list[Check]:
    """Login and clock, from one light call."""
    try:
        answer = light()
    except SimpulError as error:
        return [failed("login", error)]
    return [logged_in(), clock(answer.date, answer.requested_at)]


def logged_in() -> Check:
    """The line of a login that was accepted."""
    return Check(name="login", ok=True, detail=_LOGGED_IN)


def failed(name: str, error: Exception) -> Check:
    """A line for something that went wrong: what it means, then the error's own text for those who can use it."""
    known = {BadCredentials: _REFUSED_LOGIN, Retry: _NO_ANSWER}
    means, advice = next((told for kind, told in known.items() if isinstance(error, kind)), _FAILED)
    detail = Words(id=f"{means.id}: {error}", en=f"{means.en}: {error}")
    return Check(name=name, ok=False, detail=detail, advice=advice)


def clock(theirs: datetime | None, ours: datetime | None = None) -> Check:
    """How far the two clocks are apart."""
    if theirs is None:
        unknown = Words(id="Sistem tidak memberi tahu jamnya.", en="The system does not tell its time.")
        return Check(name="clock", ok=True, detail=unknown)
    skew = (theirs - (ours or machine.now())).total_seconds()
    ahead = Words(id="mendahului", en="ahead of") if skew > 0 else Words(id="terlambat dari", en="behind")
    detail = Words(
        id=f"Jam sistem {abs(skew):.0f} detik {ahead.id} jam hub.",
        en=f"The system's clock is {abs(skew):.0f} s {ahead.en} ours.",
    )
    wrong = Words(
        id="Salah satu dari kedua jam keliru. Periksa NTP di server hub. Lalu beri tahu pemilik sistem.",
        en="One of the two clocks is wrong. Check NTP on the hub's server. Then tell the system's owner.",
    )
    ok = abs(skew) <= SKEW
    return Check(name="clock", ok=ok, detail=detail, advice=SILENCE if ok else wrong)


def writes(system: System) -> list[Check]:
    """A write that can neither be repeated safely nor looked up must not be sent by a machine."""
    return [
        _blind(write.kind)
        for write in system.writes.values()
        if not write.options.get("idempotency") and not write.options.get("probe")
    ]


def _blind(kind: str) -> Check:
    detail = Words(
        id="Kiriman ini tanpa kunci pengulangan dan tanpa cara memeriksa. "
        "Bila jawabannya hilang, tidak ada yang tahu apakah kiriman sudah sampai.",
        en="It has neither an idempotency key nor a probe. A lost answer could never be settled.",
    )
    advice = Words(
        id=f"Minta integrator mengisi idempotency atau probe pada writes.{kind}. "
        "Bila tidak bisa, serahkan kiriman ini kepada petugas.",
        en=f"Have an integrator give writes.{kind} idempotency or probe. If that cannot be, leave it to a person.",
    )
    return Check(name=f"write {kind}", ok=False, detail=detail, advice=advice)
