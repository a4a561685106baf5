"""Which names the console answers to, and which it writes into links."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from simpul.people import accounts
from tests.console.serving.started import Started, started

PUBLIC = "https://konsol.example.id"


@pytest.fixture(scope="module")
def public(repo: Path, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """People reach it as ``konsol.example.id``."""
    home = tmp_path_factory.mktemp("public")
    with started(repo, database_url, home, "--behind-proxy", SIMPUL_CONSOLE_URL=PUBLIC) as found:
        yield found


@pytest.mark.parametrize("host", ["jahat.example", "konsol.example.id.jahat.example", "jahat@konsol.example.id", "a b"])
def test_another_name_is_refused(public: Started, host: str) -> None:
    """Who calls the console by a name that is not its own gets no page, hence no link that leads elsewhere."""
    assert requests.get(f"{public.address}/masuk", headers={"Host": host}, timeout=60).status_code in (400, 421)


@pytest.mark.parametrize("host", ["konsol.example.id", "KONSOL.example.id:443", "127.0.0.1", "localhost:9", "[::1]:9"])
def test_its_own_names_are_answered(public: Started, host: str) -> None:
    """The public name and the names of this machine, with any port."""
    assert requests.get(f"{public.address}/masuk", headers={"Host": host}, timeout=60).status_code == 200


def test_a_request_without_a_name_is_refused(public: Started) -> None:
    """HTTP/1.0 without ``Host`` gets no page either."""
    with socket.create_connection(("127.0.0.1", public.port), timeout=60) as connection:
        connection.sendall(b"GET /masuk HTTP/1.0\r\n\r\n")
        assert connection.recv(65536).split()[1] in (b"400", b"421")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_machines_may_call_it_as_they_like(public: Started, path: str) -> None:
    """What watches the console reaches it by another name, and gets numbers only."""
    answer = requests.get(f"{public.address}{path}", headers={"Host": "console:8081"}, timeout=60)
    assert answer.status_code == 200


def test_an_invitation_leads_to_the_public_address(public: Started) -> None:
    """The link is made from what was configured, whatever name the request came under."""
    public.person("kepala", "admin")
    accounts.add(public.engine, username="ana", name="Ana", unit="WD", roles=("viewer",), actor="uji")
    token = requests.utils.dict_from_cookiejar(public.enter("kepala", Host="konsol.example.id").cookies)
    browser = {"Cookie": "; ".join(f"{name}={value}" for name, value in token.items())}
    account = requests.get(f"{public.address}/pengaturan/orang/ana", headers=browser, timeout=60)
    csrf = account.text.split('name="csrf" value="')[1].split('"')[0]
    made = requests.post(
        f"{public.address}/pengaturan/orang/ana/undangan", headers=browser, data={"csrf": csrf}, timeout=60
    )
    assert f"{PUBLIC}/undangan/" in made.text
    assert f"{public.address}/undangan/" not in made.text
