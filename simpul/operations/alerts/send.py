"""Hand one message to one address through Apprise. An address is a secret: no error, log line or exception shows it."""

from __future__ import annotations

import ipaddress
import logging
import re
import threading
from typing import Any

from simpul.core.errors import BadConfig, NotPossible
from simpul.core.i18n import Words
from simpul.core.model import SecretRef
from simpul.operations.alerts import address_files

#: Seconds one message may take in all; Apprise's own limits hold for each step of it.
DEADLINE = 30.0
_STATUS = re.compile(r"error=(\d{3})")


class Undelivered(Exception):
    """The other side did not accept the message; says why without the address."""


def resolve(env: str, file: str) -> str:
    """The address behind a reference, read now.

    Raises:
        Undelivered: the variable is not set or the file cannot be read; names the reference only.
    """
    from simpul.config import settings

    try:
        return address_files.read(file) if file else settings.secret(SecretRef(env=env))
    except (BadConfig, OSError) as error:
        raise Undelivered(f"{env or file}: belum diisi di peladen / not set on the server") from error


def usable(address: str) -> Any:
    """The address as Apprise's plugin.

    Raises:
        NotPossible: it is no address of a service, leaves certificates unchecked, or is unencrypted beyond our network.
    """
    import apprise

    _hush()
    asset = apprise.AppriseAsset(app_id="Simpul", app_desc="Simpul", app_url="", async_mode=False, http_redirects=False)
    found = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if found is None or not found.host:
        raise NotPossible(
            Words(
                id="Alamat itu tidak dikenal. Pakai mailtos://, tgram://, jsons:// atau alamat Apprise lain.",
                en="That address is not known. Use mailtos://, tgram://, jsons:// or another address of Apprise.",
            )
        )
    if not found.verify_certificate:
        raise NotPossible(
            Words(
                id="Alamat itu mematikan pemeriksaan sertifikat. Hapus verify=no; pasang sertifikat yang benar.",
                en="That address switches certificate checks off. Remove verify=no; install a proper certificate.",
            )
        )
    if found.protocol and not found.secure and not _near(getattr(found, "smtp_host", "") or found.host):
        raise NotPossible(
            Words(
                id="Alamat itu tanpa enkripsi dan di luar jaringan sendiri. Pakai mailtos:// atau jsons://.",
                en="That address is unencrypted and outside our own network. Use mailtos:// or jsons://.",
            )
        )
    return found


def send(address: str, title: str, body: str) -> None:
    """Send; returns when the other side accepted it.

    Raises:
        Undelivered: it did not, in words that hold nothing of the address.
    """
    try:
        plugin = usable(address)
    except NotPossible as error:
        raise Undelivered(error.words.id) from error
    said: list[str] = []
    accepted: list[bool] = []
    worker = threading.Thread(target=_notify, args=(plugin, title, body, accepted, said), daemon=True)
    worker.start()
    worker.join(DEADLINE)
    if worker.is_alive():
        raise Undelivered(f"tidak dijawab dalam {DEADLINE:.0f} detik / no answer in {DEADLINE:.0f} s")
    if not accepted:
        raise Undelivered(said[0] if said else "tidak terhubung atau ditolak / not connected or refused")


def _notify(plugin: Any, title: str, body: str, accepted: list[bool], said: list[str]) -> None:
    """In a thread of its own, so that a server that drips its answer cannot hold up the watcher."""
    listener = _Status(said)
    logger = logging.getLogger("apprise")
    logger.addHandler(listener)
    try:
        if plugin.notify(title=title, body=body):
            accepted.append(True)
    except Exception as error:
        said.append(type(error).__name__)
    finally:
        logger.removeHandler(listener)


class _Status(logging.Handler):
    """Keeps the status a server answered with, and nothing else of what Apprise says of it."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._said = said
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        found = _STATUS.search(record.getMessage())
        if found and record.thread == self._thread:
            self._said.append(f"HTTP {found[1]}")


def _hush() -> None:
    # Apprise's own lines name hosts and, when asked for more, whole addresses.
    logger = logging.getLogger("apprise")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def _near(host: str) -> bool:
    """Whether a host is this machine or in a private network; a name without a dot is a neighbour of ours."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "." not in host
    return address.is_private or address.is_loopback
