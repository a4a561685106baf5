"""``simpul rules`` as a user types it, and what info rules say beside a case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine, text

from simpul.compare.rules import admin
from simpul.testing.ruling import Ruled, write

SQL = """select s.subject_id, p.key, jsonb_build_object('nik', p.nik) as evidence, null::timestamptz as next_at
from scope as s
inner join rule.penduduk as p on p.nik = s.subject_id and p.system = 'siak'"""
NIK = "1271095010909001"


def _simpul(repo: Path, database_url: str, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(repo), "SIMPUL_DATABASE_URL": database_url}
    return subprocess.run(
        [sys.executable, "-m", "cli", "rules", *words],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_every_shipped_rule_is_right(repo: Path, database_url: str) -> None:
    """The check reads every file and PostgreSQL reads its SQL; the list names the same rules."""
    checked = json.loads(_simpul(repo, database_url, "check", "--json").stdout)
    assert checked["mistakes"] == []
    listed = json.loads(_simpul(repo, database_url, "list", "--json").stdout)
    assert len(listed) == checked["checked"] == len(list(admin.SHIPPED.glob("*.sql")))
    assert all(one["open"] == 0 and one["held"] or one["severity"] == "info" for one in listed)


def test_a_file_with_a_mistake(repo: Path, database_url: str, tmp_path: Path) -> None:
    """The check names file and line and exits with 3."""
    path = write(tmp_path, "uji", SQL.replace("p.key", "p.kunci"))
    done = _simpul(repo, database_url, "check", str(path))
    assert done.returncode == 3
    assert f"{path}:14: column p.kunci does not exist" in done.stdout


def test_a_dry_run_of_a_file(repo: Path, engine: Engine, database_url: str, tmp_path: Path) -> None:
    """A file is tried before it is a rule: how many, which, how long, no number of anybody, and nothing written."""
    world = Ruled.on(engine, tmp_path)
    world.pull("siak.penduduk", {"key": NIK, "nik": NIK})
    path = write(tmp_path, "uji", SQL, kalimat="NIK {nik} ada.", sentence="NIK {nik} is there.")
    done = _simpul(repo, database_url, "run", str(path), "--dry-run", "--json")
    tried = json.loads(done.stdout)
    assert (tried["rule"], tried["count"], tried["later"], tried["held"]) == ("uji", 1, 0, None)
    assert tried["samples"][0]["sentence"]["id"] == "NIK 127109••••••9001 ada." and tried["seconds"] > 0
    assert NIK not in done.stdout and world.cases() == []


def test_info_rules_explain_a_subject(engine: Engine, tmp_path: Path) -> None:
    """A NIK that tells another birth date makes no case; beside the resident it is said in both languages."""
    world = Ruled.on(engine, tmp_path, "nik_tanggal_lahir")
    born = {"tanggal_lahir": "1971-01-02", "jenis_kelamin": "P"}
    world.pull("siak.penduduk", {"key": NIK, "nik": NIK, **born})
    world.compare()
    assert world.cases() == []
    with engine.connect() as conn:
        told = admin.annotations(conn, world.city, "penduduk", NIK)
        assert told and all(words.id and words.en and words.id != words.en for words in told)
        assert NIK not in "".join(words.id for words in told)
        assert admin.annotations(conn, world.city, "penduduk", "1271095010909009") == ()
        assert conn.execute(text("select count(*) from scope")).scalar_one() == 0
