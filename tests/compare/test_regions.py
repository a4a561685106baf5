"""A new book of regions: counted before it is used, told once when it is, and no case for anybody."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from cli.app import app
from simpul.compare import region_changes
from simpul.core.errors import BadConfig
from simpul.testing.mirrors import empty
from simpul.testing.town import BUDI, COPY, SITI, SOURCE, Town, applicant, person
from simpul.values import codes

AMPLAS, SPLIT = "127109", "127122"


@pytest.fixture
def here(engine: Engine) -> Town:
    with engine.begin() as conn:
        empty(conn)
    return Town(engine=engine)


def _write(path: Path, lines: list[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


@pytest.fixture
def split(tmp_path: Path) -> Path:
    """A book in which two kelurahan of Medan Amplas went to a new kecamatan, one of them in two parts."""
    old = dict.fromkeys(("1271091001", "1271091002"), "2026-06-30")
    heirs = {"1271091001": "1271221001", "1271091002": "1271221002|1271221003"}
    lines = [
        dict(line) | {"valid_until": old.get(line["kode"], ""), "successor": heirs.get(line["kode"], "")}
        for line in codes.rows("kelurahan")
    ]
    new = {"label": "", "valid_from": "2026-07-01", "valid_until": "", "successor": ""}
    lines += [{"kode": f"{SPLIT}100{at}", "judul": f"Amplas Baru {at}", **new} for at in (1, 2, 3)]
    _write(tmp_path / "kelurahan.csv", lines)
    districts: list[Mapping[str, str]] = [dict(line) for line in codes.rows("kecamatan")]
    _write(tmp_path / "kecamatan.csv", [*districts, {"kode": SPLIT, "judul": "Medan Amplas Baru", **new}])
    return tmp_path


def _line(code: str, until: str = "", successor: str = "") -> dict[str, str]:
    return {"kode": code, "valid_from": "2000-01-01", "valid_until": until, "successor": successor}


def test_heirs_are_found_over_any_number_of_changes() -> None:
    """Renamed twice, divided, ended without heirs, and a circle somebody wrote by mistake."""
    book = [
        _line("A", "2010-12-31", "B"), _line("B", "2020-12-31", "C"), _line("C"),
        _line("D", "2020-12-31", "C|E"), _line("E"),
        _line("F", "2020-12-31"),
        _line("G", "2020-12-31", "H"), _line("H", "2020-12-31", "G"),
    ]  # fmt: skip
    today = date(2026, 11, 22)
    assert codes.successors(book, today) == {"A": ("C",), "B": ("C",), "D": ("C", "E")}


def test_a_code_is_judged_by_the_day(split: Path) -> None:
    """Until its last day an old code is itself; from the next day on it is its heir."""
    book = region_changes.book(split).kelurahan
    assert codes.successors(book, date(2026, 6, 30)) == {}
    assert codes.successors(book, date(2026, 7, 1)) == {
        "1271091001": ("1271221001",),
        "1271091002": ("1271221002", "1271221003"),
    }


def _populate(here: Town) -> None:
    here.pull(SOURCE, person(SITI, kode_kelurahan="1271091001"), person(BUDI, kode_kelurahan="1271091004"))
    here.pull(COPY, applicant("P-1", SITI, kode_kelurahan="1271091002"))
    here.pull("apsp.permohonan", {"key": "1", "nomor_permohonan": "1", "nik": SITI, "kode_kecamatan": AMPLAS})


def test_a_preview_counts_whom_a_book_would_touch(here: Town, split: Path) -> None:
    """Per entity, system and kecamatan; nothing is written."""
    _populate(here)
    found = region_changes.preview(here.engine, split)
    assert (found.retired, found.divided, found.records, found.unlisted) == (2, 1, 2, 0)
    assert [(line.entity, line.system, line.kecamatan, line.name, line.records) for line in found.touched] == [
        ("penduduk", "apsp", AMPLAS, "Medan Amplas", 1),
        ("penduduk", "siak", AMPLAS, "Medan Amplas", 1),
    ]
    assert here.rows("select * from simpul.notice") == []


def test_a_changed_book_is_told_once_and_makes_no_case(here: Town, split: Path) -> None:
    """The first book is noted as seen; another one makes one notice with its counts, however often it is met."""
    _populate(here)
    here.compare()
    here.compare()
    assert here.rows("select seen_by from simpul.notice") == [{"seen_by": "simpul"}]
    cases = here.cases()
    with here.engine.begin() as conn:
        assert [region_changes.adopt(conn, region_changes.book(split)) for _ in range(3)] == [True, False, False]
    (told,) = here.rows("select kind, words_id, words_en, detail, seen_at from simpul.notice where seen_by is null")
    assert (told["kind"], told["seen_at"], told["detail"]["retired"]) == (region_changes.NOTICE, None, 2)
    assert "2 catatan di 1 kecamatan" in told["words_id"] and "2 records in 1 kecamatan" in told["words_en"]
    assert here.cases() == cases


def test_the_command_shows_a_preview(
    here: Town, split: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``codes preview`` as JSON carries the same counts."""
    _populate(here)
    monkeypatch.setenv("SIMPUL_DATABASE_URL", database_url)
    done = CliRunner().invoke(app, ["codes", "preview", str(split), "--json"], catch_exceptions=False)
    told = json.loads(done.stdout)
    assert (told["records"], told["retired"], len(told["touched"])) == (2, 2, 2)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [({"successor": "9999999999"}, "not listed"), ({"kode": "1271091002"}, "codes twice")],
)
def test_a_book_that_contradicts_itself_is_refused(split: Path, change: dict[str, str], complaint: str) -> None:
    """An heir nobody knows, a code that stands twice."""
    lines = [
        dict(line) | (change if line["kode"] == "1271091001" else {}) for line in region_changes.book(split).kelurahan
    ]
    _write(split / "kelurahan.csv", lines)
    with pytest.raises(BadConfig, match=complaint):
        region_changes.book(split)


def test_a_book_without_its_files_is_refused(tmp_path: Path) -> None:
    """Both files are needed."""
    with pytest.raises(BadConfig, match="lacks this file"):
        region_changes.book(tmp_path)
