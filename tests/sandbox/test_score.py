"""The score: what of the planted truth the hub found, and what it raised without cause."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sandbox import score
from sandbox.serving import libpq

FEED = "apsp.pemohon"


@pytest.fixture
def hub(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(libpq(database_url), autocommit=True) as conn:
        conn.execute(
            "truncate simpul.cases, simpul.quarantine, simpul.pairing, simpul.page, simpul.run restart identity cascade"
        )
        yield conn


def _line(kind: str, key: str, field: str, expect: str, at: str = "") -> dict[str, str]:
    line = {"kind": kind, "system": FEED, "key": key, "field": field, "expect": expect, "note": ""}
    return line | ({"at": at} if at else {})


def _truth(folder: Path, *lines: dict[str, str]) -> Path:
    path = folder / "truth.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def _case(hub: psycopg.Connection, key: str, field: str, *, closed: bool = False) -> None:
    hub.execute(
        "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, field, authority_feed, closed_at)"
        " values ('different', 'penduduk', 'x', %s, %s, %s, 'siak.penduduk', case when %s then now() end)",
        [FEED, key, field, closed],
    )


def _held(hub: psycopg.Connection, key: str, field: str) -> None:
    hub.execute("insert into simpul.run (kind, target) values ('pull', %s)", [FEED])
    hub.execute(
        "insert into simpul.page (run_id, feed, number, digest, media, requested_at, received_at)"
        " select max(id), %s, 1, '\\x00', 'json', now(), now() from simpul.run",
        [FEED],
    )
    hub.execute(
        "insert into simpul.quarantine (page_id, run_id, feed, row_no, record_key, field, rule)"
        " select max(id), max(run_id), %s, 1, %s, %s, 'r' from simpul.page",
        [FEED, key, field],
    )


def test_planted_lines_are_found_at_their_place(hub: psycopg.Connection, database_url: str, tmp_path: Path) -> None:
    """A case or a held value at the planted place counts as found, also once closed; what is missing is missed."""
    truth = _truth(
        tmp_path,
        _line("nama", "P-1", "nama_lengkap", "case"),
        _line("nama", "P-2", "nama_lengkap", "case"),
        _line("nik", "P-3", "nik", "quarantine"),
        _line("hilang", "P-4", "", "case"),
        _line("nama", "P-5", "nama_lengkap", "case"),
    )
    _case(hub, "P-1", "nama_lengkap")
    _case(hub, "P-2", "nama_lengkap", closed=True)
    _held(hub, "P-3", "nik")
    _case(hub, "P-4", "nik")
    told = score.score(database_url, truth)
    assert told == {
        "planted": 5,
        "found": 4,
        "missed": 1,
        "false_alarms": 0,
        "by_kind": {
            "hilang": {"planted": 1, "found": 1, "not_due": 0, "near_misses": 0, "false_alarms": 0, "missed": 0},
            "nama": {"planted": 3, "found": 2, "not_due": 0, "near_misses": 0, "false_alarms": 0, "missed": 1},
            "nik": {"planted": 1, "found": 1, "not_due": 0, "near_misses": 0, "false_alarms": 0, "missed": 0},
        },
    }


def test_a_case_where_a_held_value_was_due_is_not_found(
    hub: psycopg.Connection, database_url: str, tmp_path: Path
) -> None:
    """A line that expects quarantine is not found by a case."""
    truth = _truth(tmp_path, _line("nik", "P-1", "nik", "quarantine"))
    _case(hub, "P-1", "nik")
    assert score.score(database_url, truth)["missed"] == 1


def test_what_nobody_planted_is_a_false_alarm(hub: psycopg.Connection, database_url: str, tmp_path: Path) -> None:
    """Open cases on other records, other fields and near-misses are false alarms; closed ones are not."""
    truth = _truth(
        tmp_path, _line("nama", "P-1", "nama_lengkap", "case"), _line("mirip", "P-2", "nama_lengkap", "none")
    )
    _case(hub, "P-1", "nama_lengkap")
    _case(hub, "P-1", "agama")
    _case(hub, "P-2", "nama_lengkap")
    _case(hub, "P-9", "nama_lengkap")
    _case(hub, "P-8", "nama_lengkap", closed=True)
    told = score.score(database_url, truth)
    assert told["false_alarms"] == 3
    assert (told["by_kind"]["mirip"]["near_misses"], told["by_kind"]["mirip"]["false_alarms"]) == (1, 1)
    assert [place for place, _ in score.false_alarms(database_url, truth)] == [
        (FEED, "P-1", "agama"),
        (FEED, "P-2", "nama_lengkap"),
        (FEED, "P-9", "nama_lengkap"),
    ]


def test_a_registry_change_explains_a_case_only_before_the_first_comparison(
    hub: psycopg.Connection, database_url: str, tmp_path: Path
) -> None:
    """Before the hub first compared, it cannot know that the registry moved; afterwards it must."""
    truth = _truth(tmp_path, _line("siak_bergerak", "P-1", "rt", "none", at="2026-10-01T10:00:00+07:00"))
    _case(hub, "P-1", "rt")
    assert score.score(database_url, truth)["false_alarms"] == 0
    hub.execute(
        "insert into simpul.pairing (feed, authority_feed, revision, baseline_done_at)"
        " values (%s, 'siak.penduduk', 'r', '2026-10-01T04:00:00+00:00')",
        [FEED],
    )
    assert score.score(database_url, truth)["false_alarms"] == 0
    hub.execute("update simpul.pairing set baseline_done_at = '2026-10-01T02:00:00+00:00'")
    assert score.score(database_url, truth)["false_alarms"] == 1


def test_a_line_is_due_once_the_hub_pulled_and_compared_since(
    hub: psycopg.Connection, database_url: str, tmp_path: Path
) -> None:
    """What a clerk mistyped a moment ago is neither found nor missed before the hub had its chance."""
    truth = _truth(tmp_path, _line("ketik", "P-1", "nama_lengkap", "case", at="2026-10-01T10:00:00+07:00"))
    run = "insert into simpul.run (kind, target, state, started_at) values (%s, %s, 'done', %s)"
    hub.execute(run, ["pull", FEED, "2026-10-01T02:59:00+00:00"])
    assert score.score(database_url, truth)["missed"] == 0
    hub.execute(run, ["pull", FEED, "2026-10-01T03:01:00+00:00"])
    assert score.score(database_url, truth)["missed"] == 0
    hub.execute(run, ["compare", "penduduk", "2026-10-01T03:02:00+00:00"])
    assert score.score(database_url, truth)["missed"] == 1
