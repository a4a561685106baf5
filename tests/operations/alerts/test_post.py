"""Handing messages to real servers."""

from __future__ import annotations

import logging
import socket
import threading
import time
from email import message_from_string, policy

import pytest

from simpul.core.errors import NotPossible
from simpul.operations.alerts import send as post
from tests.operations.alerts.conftest import Inbox


def test_a_webhook_gets_title_and_text(web: Inbox) -> None:
    """A JSON route posts what was said to the address it was given."""
    post.send(f"json://127.0.0.1:{web.port}/pesan", "Simpul: 1 baru", "Data terlambat\nhttps://simpul.example/")
    ((path, body),) = web.got
    assert path == "/pesan"
    assert (body["title"], body["message"]) == ("Simpul: 1 baru", "Data terlambat\nhttps://simpul.example/")


def test_a_letter_arrives(mail: Inbox) -> None:
    """E-mail carries subject and text to the address of the route."""
    post.send(
        f"mailto://127.0.0.1:{mail.port}?from=simpul@medan.example&to=jaga@medan.example&format=text",
        "Simpul: 1 baru",
        "Koneksi siak berhenti.",
    )
    letter = message_from_string(mail.mails[0], policy=policy.default)
    assert letter["subject"] == "Simpul: 1 baru"
    assert "jaga@medan.example" in letter["to"]
    assert str(letter.get_body().get_content()).strip() == "Koneksi siak berhenti."


def test_telegram_gets_chat_and_text(web: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Telegram route speaks Telegram's own protocol: bot in the path, chat and text in the body."""
    from apprise.plugins.telegram import NotifyTelegram

    monkeypatch.setattr(NotifyTelegram, "notify_url", f"http://127.0.0.1:{web.port}/bot")
    post.send("tgram://123456789:abcdefghijklmnopqrstuvwxyz123456789/-100123", "Simpul", "Kiriman tanpa jawaban")
    path, body = web.got[-1]
    assert path == "/bot123456789:abcdefghijklmnopqrstuvwxyz123456789/sendMessage"
    assert str(body["chat_id"]) == "-100123"
    assert "Kiriman tanpa jawaban" in body["text"]


@pytest.mark.parametrize("status", [302, 401, 404, 500])
def test_a_refusal_is_told_without_the_address(
    web: Inbox, status: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The reason is the answer's status; neither it nor any log holds the path, which is the secret."""
    web.status = status
    with caplog.at_level(logging.INFO), pytest.raises(post.Undelivered) as caught:
        post.send(f"json://127.0.0.1:{web.port}/rahasia-sekali", "t", "b")
    assert str(status) in str(caught.value)
    said = str(caught.value) + caplog.text + "".join(capfd.readouterr())
    assert "rahasia-sekali" not in said
    assert len(web.got) == 1


def test_nobody_there_is_a_reason_too() -> None:
    """A closed port ends quickly and is said without its number."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(post.Undelivered, match="not connected") as caught:
        post.send(f"json://127.0.0.1:{port}/x", "t", "b")
    assert str(port) not in str(caught.value)


def test_a_server_that_drips_cannot_hold_the_watcher(monkeypatch: pytest.MonkeyPatch) -> None:
    """One message has a deadline in all, whatever the other side does."""
    monkeypatch.setattr(post, "DEADLINE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_drip, args=(listening,), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(post.Undelivered, match="no answer"):
            post.send(f"json://127.0.0.1:{listening.getsockname()[1]}/x", "t", "b")
        assert time.monotonic() - began < 3


def _drip(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        for byte in b"HTTP/1.1 200 OK\r\n" * 3:
            time.sleep(0.1)
            try:
                connection.sendall(bytes([byte]))
            except OSError:
                return


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("jsons://hooks.example.org/x?verify=no", "certificate"),
        ("json://hooks.example.org/x", "unencrypted"),
        ("mailto://user:secret@mail.example.org?to=a@example.org", "unencrypted"),
        ("syslog://", "not known"),
        ("postgresql://user@host/db", "not known"),
        ("bukan alamat", "not known"),
    ],
)
def test_what_is_unsafe_is_refused(address: str, why: str) -> None:
    """No unchecked certificate, nothing unencrypted beyond our own network, nothing that is no message service."""
    with pytest.raises(NotPossible) as caught:
        post.usable(address)
    assert why in caught.value.words.en
    with pytest.raises(post.Undelivered):
        post.send(address, "t", "b")


@pytest.mark.parametrize("address", ["mailtos://u:p@mail.example.org?to=a@b.example", "json://gerbang:8080/x"])
def test_what_is_safe_is_taken(address: str) -> None:
    """Encrypted ways, and neighbours in our own network."""
    assert post.usable(address) is not None


def test_a_missing_reference_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not set on the server is said by its name."""
    monkeypatch.delenv("SIMPUL_ALERT_NONE", raising=False)
    with pytest.raises(post.Undelivered, match="SIMPUL_ALERT_NONE"):
        post.resolve("SIMPUL_ALERT_NONE", "")
