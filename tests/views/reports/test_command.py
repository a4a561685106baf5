"""``simpul reports``: the figures on the terminal, as JSON, and as a file that is never overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from simpul.views import reports


@pytest.fixture
def run(engine: object, database_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command over the module's database."""
    monkeypatch.setenv("SIMPUL_DATABASE_URL", database_url)
    return CliRunner()


def test_list_names_every_report(run: CliRunner) -> None:
    """Each by the name the other words take."""
    answer = run.invoke(app, ["reports", "list", "--json"])
    assert [one["name"] for one in json.loads(answer.stdout)] == list(reports.REPORTS)


@pytest.mark.parametrize("name", list(reports.REPORTS))
def test_show_tells_the_month(run: CliRunner, name: str) -> None:
    """As a table and as JSON."""
    assert run.invoke(app, ["reports", "show", name]).exit_code == 0
    told = json.loads(run.invoke(app, ["reports", "show", name, "--month", "2026-10", "--json"]).stdout)
    assert (told["name"], told["month"]) == (name, "2026-10")


def test_export_writes_a_new_file_only(run: CliRunner, tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    file = tmp_path / "laporan.pdf"
    asked = ["reports", "export", "gangguan", "--format", "pdf", "--out", str(file)]
    assert run.invoke(app, asked).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF")
    assert run.invoke(app, asked).exit_code == 2
