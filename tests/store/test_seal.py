"""Sealing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from simpul.core.errors import BadConfig
from simpul.store import encryption


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("SIMPUL_HOME", str(tmp_path))
    monkeypatch.delenv("SIMPUL_KEY_FILE", raising=False)
    return tmp_path


@pytest.mark.parametrize("size", [0, 1, 5000, encryption.LARGE + 1])
def test_opens_what_it_sealed(size: int) -> None:
    """Any bytes come back as they went in, and do not show in what is stored."""
    body = b"RAHASIA!" * (size // 8) + b"x" * (size % 8)
    key_id, sealed = encryption.seal(body, "page|1")
    assert encryption.unseal(key_id, sealed, "page|1") == body
    assert b"RAHASIA!" not in sealed


def test_same_bytes_never_look_the_same() -> None:
    """Two seals of one body tell nobody that they hold the same."""
    assert encryption.seal(b"a", "x")[1] != encryption.seal(b"a", "x")[1]


def test_refuses_another_place_or_changed_bytes() -> None:
    """Cutting sealed bytes out and pasting them elsewhere, or touching one bit, is refused."""
    key_id, sealed = encryption.seal(b"271", "quarantine|1|2|nik")
    with pytest.raises(BadConfig, match="belong elsewhere"):
        encryption.unseal(key_id, sealed, "quarantine|1|3|nik")
    with pytest.raises(BadConfig, match="were changed"):
        encryption.unseal(key_id, sealed[:-1] + bytes([sealed[-1] ^ 1]), "quarantine|1|2|nik")


def test_key_is_ours_alone(home: Path) -> None:
    """The key made on first use is readable by its owner only."""
    encryption.seal(b"a", "x")
    file = home / "keys" / "0001.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["0001.key"]


def test_a_new_key_loses_nothing(home: Path) -> None:
    """With a newer key beside it, the older one still opens what it sealed; without it the message names it."""
    old_id, sealed = encryption.seal(b"a", "x")
    (home / "keys" / "0002.key").write_text("ab" * 32)
    new_id, _ = encryption.seal(b"a", "x")
    assert new_id != old_id
    assert encryption.unseal(old_id, sealed, "x") == b"a"
    (home / "keys" / "0001.key").unlink()
    with pytest.raises(BadConfig, match=f"key {old_id} is not here"):
        encryption.unseal(old_id, sealed, "x")


def test_bad_key_file_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is no key stops at once with the file's name."""
    file = tmp_path / "wrong.key"
    file.write_text("abc")
    monkeypatch.setenv("SIMPUL_KEY_FILE", str(file))
    with pytest.raises(BadConfig, match="wrong.key.*openssl"):
        encryption.seal(b"a", "x")
