"""The schema is written down once, as what the migrations make."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from simpul.core.four_eyes import BULK_LIMIT, FOUR_EYES_CHOICES, FOUR_EYES_FIELDS, MOST_DAYS
from simpul.core.severity import SEVERITIES
from tests.store import snapshot

#: The words of a dump are those of one major version; a server of another one rewords views and checks.
MAJOR = 18

#: What may happen to a schema, and a word of the line it must show as.
CHANGES = {
    "column added": ("alter table simpul.run add column extra text", "+    extra text"),
    "default changed": (
        "alter table simpul.cases alter column version set default 2",
        "+    version integer DEFAULT 2",
    ),
    "not null dropped": ("alter table simpul.run alter column kind drop not null", "-    kind text NOT NULL"),
    "check dropped": ("alter table simpul.decision drop constraint reason_given", "-    CONSTRAINT reason_given"),
    "index dropped": ("drop index simpul.cases_one_open", "-CREATE UNIQUE INDEX cases_one_open"),
    "trigger dropped": ("drop trigger by_another on simpul.job", "-CREATE TRIGGER by_another"),
    "policy dropped": ("drop policy simpul_officer on simpul.cases", "-CREATE POLICY simpul_officer ON simpul.cases"),
    "row security off": ("alter table simpul.cases disable row level security", "-ALTER TABLE simpul.cases ENABLE ROW"),
    "right given": (
        "grant select on simpul.person to simpul_rule",
        "+GRANT SELECT ON TABLE simpul.person TO simpul_rule",
    ),
    "view changed": ("drop view rule.stok_blangko cascade", "-CREATE VIEW rule.stok_blangko"),
}


@pytest.fixture
def spoken(own_engine: Engine) -> None:
    """Only where the server is of the version whose words are stored."""
    with own_engine.connect() as conn:
        major = (conn.dialect.server_version_info or (0,))[0]
    if major != MAJOR:
        pytest.skip(f"the schema is stored in the words of PostgreSQL {MAJOR}, this server is {major}")


@pytest.mark.usefixtures("spoken")
def test_migrations_make_the_schema_that_is_stored(own_database_url: str, request: pytest.FixtureRequest) -> None:
    """Tables, checks, indexes, views, functions, triggers, policies and rights are those of ``schema.sql``."""
    found = snapshot.dumped(own_database_url)
    if request.config.getoption("--schema-write", default=False):
        snapshot.FILE.write_text(found, "utf-8")
    lines = snapshot.different(found)
    assert not lines, "\n".join([*lines[:200], snapshot.HOW])


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("change", CHANGES)
def test_no_change_of_the_schema_goes_unseen(own_engine: Engine, own_database_url: str, change: str) -> None:
    """Whatever becomes other than it is stored shows as the line that says it."""
    statement, line = CHANGES[change]
    with own_engine.begin() as conn:
        conn.execute(text(statement))
    assert any(one.startswith(line) for one in snapshot.different(snapshot.dumped(own_database_url)))


def test_what_the_code_knows_the_database_checks() -> None:
    """Severities, and when a second person must look, are the same in the code and in the stored schema."""
    identity = ", ".join(f"'{field}'::text" for field in FOUR_EYES_FIELDS)
    choices = ", ".join(f"'{choice}'::text" for choice in FOUR_EYES_CHOICES)
    two = f"((field = ANY (ARRAY[{identity}])) OR (choice = ANY (ARRAY[{choices}])) OR (bulk_size > {BULK_LIMIT}))"
    stored = snapshot.FILE.read_text("utf-8")
    assert snapshot.known("cases", "severity") == set(SEVERITIES)
    assert f"four_eyes boolean GENERATED ALWAYS AS ({two}) STORED NOT NULL" in stored
    assert f"field <> ALL (ARRAY[{identity}])" in stored, "evidence"
    assert f"CONSTRAINT stand_in_bounded CHECK (((ends - starts) < {MOST_DAYS}))" in stored


def test_the_checks_write_no_schema(repo: Path) -> None:
    """Under CI the schema is compared, never written."""
    before = snapshot.FILE.read_bytes()
    words = [sys.executable, "-m", "pytest", "tests/store/test_schema.py", "--schema-write", "--collect-only"]
    done = subprocess.run(
        words, cwd=repo, env={**os.environ, "CI": "true"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 4 and "--schema-write is refused under CI" in done.stderr
    assert snapshot.FILE.read_bytes() == before
