"""The console behind an HTTPS proxy: whose word it takes for where a request comes from."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from monitoring.__main__ import main
from tests.console.serving.started import Started, said, started

ADDRESS = "203.0.113.9"


@pytest.fixture(scope="module")
def proxied(repo: Path, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Reached through a proxy on this machine, which stands behind another one at 10.0.0.9."""
    settings = {"SIMPUL_CONSOLE_URL": "https://konsol.example.id", "SIMPUL_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/24"}
    home = tmp_path_factory.mktemp("proxied")
    with started(repo, database_url, home, "--behind-proxy", **settings) as found:
        yield found


def _failures(proxied: Started, *addresses: str) -> dict[str, int]:
    """Fail to sign in once from each of these forwarded addresses; what was counted for which address."""
    proxied.column("delete from simpul.signin_address")
    for address in addresses:
        answer = proxied.enter("siapa", "salah sekali", Host="konsol.example.id", **{"X-Forwarded-For": address})
        assert answer.status_code == 422
    rows = proxied.column("select address || ' ' || failures from simpul.signin_address")
    return {address: int(count) for address, count in (str(row).split() for row in rows)}


def test_who_signs_in_cannot_choose_the_address_it_is_counted_under(proxied: Started) -> None:
    """Whatever a client writes before what our proxies wrote, its failures count for the address they saw."""
    chains = [f"36.66.1.{number}, {ADDRESS}, 10.0.0.9" for number in range(3)]
    assert _failures(proxied, *chains, f"127.0.0.1, {ADDRESS}", ADDRESS) == {ADDRESS: 5}


def test_nobody_is_locked_out_in_somebody_elses_name(proxied: Started) -> None:
    """Who failed too often is refused whatever it claims; the address it claimed is not."""
    proxied.column("delete from simpul.signin_address")
    proxied.column("insert into simpul.signin_address (address, failures) values (:address, 50)", address=ADDRESS)
    for chain, refused in ((f"36.66.1.1, {ADDRESS}", True), ("36.66.1.1", False)):
        answer = proxied.enter("siapa", "salah", Host="konsol.example.id", **{"X-Forwarded-For": chain})
        assert ("dari alamat jaringan ini" in said(answer)) is refused, chain


def test_the_cookie_never_travels_in_the_clear(proxied: Started) -> None:
    """The proxy speaks TLS: the session's cookie is Secure and for this host alone, whatever the headers say."""
    proxied.person("ana", "viewer")
    for headers in ({}, {"X-Forwarded-Proto": "http"}, {"X-Forwarded-Proto": "https"}):
        answer = proxied.enter("ana", Host="konsol.example.id", **headers)
        cookie = SimpleCookie(answer.headers["Set-Cookie"])
        assert list(cookie) == ["__Host-simpul"], answer.headers
        assert cookie["__Host-simpul"]["secure"]


@pytest.mark.parametrize(
    ("host", "settings"),
    [
        ("0.0.0.0", {"SIMPUL_CONSOLE_URL": "https://konsol.example.id"}),
        ("127.0.0.1", {"SIMPUL_CONSOLE_URL": "https://konsol.example.id", "SIMPUL_TRUSTED_PROXIES": "proksi"}),
        ("127.0.0.1", {"SIMPUL_CONSOLE_URL": "https://konsol.example.id", "SIMPUL_TRUSTED_PROXIES": "0.0.0.0/0"}),
        ("127.0.0.1", {}),
        ("127.0.0.1", {"SIMPUL_CONSOLE_URL": "http://konsol.example.id"}),
    ],
    ids=["nobody named", "no address", "everybody", "no public address", "public address in the clear"],
)
def test_what_stands_in_front_is_named(
    host: str, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Behind a proxy it starts only when told which one, and under which HTTPS address people reach it."""
    for name in ("SIMPUL_CONSOLE_URL", "SIMPUL_TRUSTED_PROXIES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with socket.create_server((host, 0)) as taken:
        # A port that is taken: were it not refused before, it would not serve for ever.
        assert main(["--behind-proxy", "--host", host, "--port", str(taken.getsockname()[1])]) == 2
    assert "SIMPUL_" in capsys.readouterr().err
