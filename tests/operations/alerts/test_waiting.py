"""What waits behind a message that was refused, and from where an address may be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from simpul.core.errors import NotPossible
from simpul.operations.alerts import routes
from simpul.operations.alerts import send as post
from simpul.operations.alerts.cycle import ATTEMPTS, deliver, queue
from simpul.operations.alerts.model import Route
from tests.operations.alerts.conftest import Inbox


def _due(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(text("update simpul.alert_message set next_at = clock_timestamp() where state = 'waiting'"))


def _titles(web: Inbox) -> list[str]:
    return [str(body["title"]) for _, body in web.got]


def test_what_waits_behind_a_refused_message_is_not_dropped_untried(
    own_engine: Engine, route: Route, web: Inbox
) -> None:
    """A message that was never tried has spent no attempt: it still leaves when the first one was given up."""
    with own_engine.begin() as conn:
        (one,) = routes.switched_on(conn)
        for title in ("satu", "dua", "tiga"):
            queue(conn, one.id, "alert", title, "isi")
    web.status = 500
    for _ in range(ATTEMPTS):
        _due(own_engine)
        deliver(own_engine, post.send)
    assert set(_titles(web)) == {"satu"}
    held = {message.title: message.state for message in routes.messages(own_engine)}
    assert held == {"satu": "failed", "dua": "waiting", "tiga": "waiting"}
    web.got.clear()
    web.status = 200
    _due(own_engine)
    assert deliver(own_engine, post.send) == (2, 0)
    assert _titles(web) == ["dua", "tiga"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the addresses of routes."""
    place = tmp_path / "rahasia"
    place.mkdir()
    monkeypatch.setenv("SIMPUL_ALERT_FOLDER", str(place))
    yield place


def _add(engine: Engine, file: object) -> None:
    routes.add(engine, Route(name="berkas", file=str(file), severity="info", digest=False), actor="rina")


@pytest.mark.parametrize("file", ["/etc/shadow", "/proc/self/environ", "/run/secrets/database", "/dev/zero", "/alerts"])
def test_a_route_names_no_file_of_others(own_engine: Engine, file: str) -> None:
    """Only files whose name says that they are addresses of alerts, in the one folder for them, are taken."""
    with pytest.raises(NotPossible):
        _add(own_engine, file)
    assert routes.listing(own_engine) == ()


def test_an_address_is_read_from_its_folder(own_engine: Engine, folder: Path, web: Inbox) -> None:
    """The file of a route is read when a message leaves."""
    _add(own_engine, folder / "alerts-jaga")
    (folder / "alerts-jaga").write_text(f"json://127.0.0.1:{web.port}/berkas\n")
    assert routes.test(own_engine, "berkas", actor="rina").id == "Pesan uji diterima jalur berkas."
    assert [path for path, _ in web.got] == ["/berkas"]


def test_a_link_leads_nowhere_else(own_engine: Engine, folder: Path, tmp_path: Path, web: Inbox) -> None:
    """A file that has become a link out of the folder, a pipe, or a flood is not read; nothing of it is told."""
    secret = tmp_path / "lain"
    secret.write_text(f"json://127.0.0.1:{web.port}/RAHASIA\n")
    _add(own_engine, folder / "alerts-jaga")
    (folder / "alerts-jaga").symlink_to(secret)
    _refused(own_engine)
    (folder / "alerts-jaga").unlink()
    (folder / "alerts-jaga").write_text("json://127.0.0.1/" + "RAHASIA" * 1000)
    _refused(own_engine)
    assert web.got == []


def test_a_route_of_earlier_days_is_held_to_it_too(own_engine: Engine, tmp_path: Path, web: Inbox) -> None:
    """A route kept before this rule is not read from elsewhere either."""
    (tmp_path / "alerts").write_text(f"json://127.0.0.1:{web.port}/RAHASIA\n")
    with own_engine.begin() as conn:
        conn.execute(
            text(
                "insert into simpul.alert_route (name, file, severity, digest, made_by)"
                " values ('berkas', :file, 'info', false, 'rina')"
            ),
            {"file": str(tmp_path / "alerts")},
        )
    _refused(own_engine)
    assert web.got == []


def _refused(engine: Engine) -> None:
    with pytest.raises(NotPossible) as refused:
        routes.test(engine, "berkas", actor="rina")
    assert "RAHASIA" not in refused.value.words.id
