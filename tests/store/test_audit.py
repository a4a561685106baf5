"""Audit chains."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from simpul.store import audit

SWAP = "update simpul.audit set seq = -seq where seq in (2, 3); update simpul.audit set seq = 5 + seq where seq < 0"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of its own."""
    monkeypatch.setenv("SIMPUL_HOME", str(tmp_path))


@pytest.fixture
def chain(engine: Engine) -> Iterator[Connection]:
    """A connection with five lines in the chain ``a.b/all``, rolled back afterwards."""
    with engine.connect() as connection:
        for number in range(5):
            audit.write(connection, "a.b/all", "worker", "pull", {"read": number, "kata": "Siti — “uji”", "none": None})
        yield connection
        connection.rollback()


def test_whole_chain(chain: Connection) -> None:
    """A chain nobody touched is whole, sealed or not; sealing twice within a minute seals once."""
    assert audit.verify(chain, "a.b/all") == audit.Verdict(chain="a.b/all", ok=True, lines=5)
    assert (audit.seal_heads(chain), audit.seal_heads(chain)) == (1, 0)
    assert [verdict.ok for verdict in audit.verify_all(chain)] == [True]


@pytest.mark.parametrize(
    ("damage", "bad_seq", "reason"),
    [
        ("update simpul.audit set detail = '{\"read\": 9}' where seq = 3", 3, "was changed"),
        ("update simpul.audit set actor = 'lain' where seq = 2", 2, "was changed"),
        ("update simpul.audit set at = at + interval '1 us' where seq = 4", 4, "was changed"),
        ("delete from simpul.audit where seq = 3", 3, "is missing"),
        ("delete from simpul.audit where seq = 1", 1, "is missing"),
        (SWAP, 2, "follow"),
        ("delete from simpul.audit where seq > 3", 4, "were sealed and are missing"),
        ("update simpul.audit_head set seal = '\\x00'", 5, "is not ours"),
    ],
)  # fmt: skip
def test_names_the_first_bad_line(chain: Connection, damage: str, bad_seq: int, reason: str) -> None:
    """A line edited, deleted or moved, or a tail cut off, is named by its number."""
    audit.seal_heads(chain)
    for statement in damage.split("; "):
        chain.execute(text(statement))
    verdict = audit.verify(chain, "a.b/all")
    assert (verdict.ok, verdict.bad_seq) == (False, bad_seq)
    assert reason in verdict.reason


def test_rewritten_chain(chain: Connection) -> None:
    """A chain written anew, with right hashes, differs from its seal."""
    audit.seal_heads(chain)
    chain.execute(text("delete from simpul.audit"))
    for number in range(5):
        audit.write(chain, "a.b/all", "worker", "pull", {"read": number + 1})
    verdict = audit.verify(chain, "a.b/all")
    assert (verdict.ok, verdict.bad_seq) == (False, 5)
    assert "written anew" in verdict.reason


def test_two_writers(engine: Engine) -> None:
    """Lines written at the same moment follow one another."""

    def work() -> None:
        for _ in range(20):
            with engine.begin() as connection:
                audit.write(connection, "c.d/all", "worker", "pull", {})

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert audit.verify(connection, "c.d/all") == audit.Verdict(chain="c.d/all", ok=True, lines=60)
