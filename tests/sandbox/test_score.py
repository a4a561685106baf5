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
            "truncate simpul.cases, simpul.match, simpul.quarantine, simpul.pairing, simpul.page, simpul.run"
            " restart identity cascade"
        )
        yield conn


def _line(kind: str, key: str, field: str, expect: str, at: str = "", **more: str) -> dict[str, str]:
    line = {"kind": kind, "system": FEED, "key": key, "field": field, "expect": expect, "note": ""}
    return line | ({"at": at} if at else {}) | more


def _truth(folder: Path, *lines: dict[str, str]) -> Path:
    path = folder / "truth.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def _case(hub: psycopg.Connection, key: str, field: str, *, closed: bool = False, kind: str = "different") -> None:
    hub.execute(
        "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, field, authority_feed, closed_at)"
        " values (%s, 'penduduk', 'x', %s, %s, %s, 'siak.penduduk', case when %s then now() end)",
        [kind, FEED, key, field, closed],
    )


def _link(hub: psycopg.Connection, key: str, nik: str, state: str) -> None:
    hub.execute(
        "insert into simpul.match (left_feed, left_key, right_feed, right_key, how, score, state)"
        " values (%s, %s, 'siak.penduduk', %s, 'person', 0.9, %s)",
        [FEED, key, nik, state],
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
    assert {name: told[name] for name in ("planted", "found", "missed", "false_alarms")} == {
        "planted": 5,
        "found": 4,
        "missed": 1,
        "false_alarms": 0,
    }
    found = {kind: (counts["planted"], counts["found"], counts["missed"]) for kind, counts in told["by_kind"].items()}
    assert found == {"hilang": (1, 1, 0), "nama": (3, 2, 1), "nik": (1, 1, 0)}


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


def test_a_rule_is_found_by_its_own_case_only(hub: psycopg.Connection, database_url: str, tmp_path: Path) -> None:
    """A planted contradiction is found by the rule's case, not by another on the record; neither covers the other."""
    truth = _truth(
        tmp_path,
        _line("dua", "P-1", "aturan nik_dua_orang", "case"),
        _line("dua", "P-2", "aturan nik_dua_orang", "case"),
        _line("mirip", "P-3", "aturan nik_dua_orang", "none"),
        _line("nama", "P-4", "nama_lengkap", "case"),
        _line("hilang", "P-5", "", "case"),
    )
    _case(hub, "P-1", "aturan nik_dua_orang")
    _case(hub, "P-2", "")
    _case(hub, "P-3", "aturan nik_dua_orang")
    _case(hub, "P-4", "aturan nik_dua_orang")
    _case(hub, "P-4", "nama_lengkap")
    _case(hub, "P-5", "aturan nik_dua_orang")
    told = score.score(database_url, truth)
    assert (told["by_kind"]["dua"]["found"], told["by_kind"]["nama"]["found"]) == (1, 1)
    assert told["by_kind"]["hilang"]["found"] == 0
    wrong = [place[1:] for place, _ in score.false_alarms(database_url, truth)]
    rule = "aturan nik_dua_orang"
    assert wrong == [("P-2", ""), ("P-3", rule), ("P-4", rule), ("P-5", rule)]


def test_a_kind_of_case_can_be_due(hub: psycopg.Connection, database_url: str, tmp_path: Path) -> None:
    """What must be called stale is not found by a case that calls it different."""
    truth = _truth(tmp_path, _line("usang", "P-1", "no_kk", "stale"), _line("usang", "P-2", "no_kk", "stale"))
    _case(hub, "P-1", "no_kk", kind="stale")
    _case(hub, "P-2", "no_kk")
    told = score.score(database_url, truth)
    assert (told["planted"], told["found"], told["false_alarms"]) == (2, 1, 0)
    assert [line["key"] for line in score.missed(database_url, truth)] == ["P-2"]


def test_either_of_two_answers_finds_what_may_be_either(
    hub: psycopg.Connection, database_url: str, tmp_path: Path
) -> None:
    """A line that expects any of case and held value is found by each; a consequence is neither due nor false."""
    truth = _truth(
        tmp_path,
        _line("nol", "P-1", "nik", "any"),
        _line("nol", "P-2", "nik", "any"),
        _line("nol", "P-3", "nik", "any"),
        _line("akibat", "P-4", "aturan nik_tidak_online", "may"),
        _line("akibat", "P-5", "aturan nik_tidak_online", "may"),
    )
    _case(hub, "P-1", "nik")
    _held(hub, "P-2", "nik")
    _case(hub, "P-4", "aturan nik_tidak_online")
    told = score.score(database_url, truth)
    assert (told["planted"], told["found"], told["false_alarms"]) == (3, 2, 0)


def test_links_are_said_asked_or_wrong(hub: psycopg.Connection, database_url: str, tmp_path: Path) -> None:
    """A link the hub is sure of is found, one it asks about is offered, one to somebody else is wrong."""
    truth = _truth(
        tmp_path,
        _line("pelapor", "1", "", "match", other="siak.penduduk|11"),
        _line("pelapor", "2", "", "match", other="siak.penduduk|22"),
        _line("pelapor", "3", "", "match", other="siak.penduduk|33"),
        _line("orang_luar", "4", "", "none"),
    )
    for key, nik, state in (("1", "11", "sure"), ("2", "22", "offered"), ("3", "34", "sure"), ("4", "44", "confirmed")):
        _link(hub, key, nik, state)
    by_kind = score.score(database_url, truth)["by_kind"]
    assert [by_kind["pelapor"][name] for name in ("planted", "found", "offered", "wrong")] == [3, 1, 1, 1]
    assert by_kind["orang_luar"]["wrong"] == 1


def test_intervals_hold_what_is_known_of_shares() -> None:
    """Wilson's interval of 0 of 600 ends below 0.7 %, of 50 of 100 lies around a half; of nothing it tells nothing."""
    assert score.wilson(0, 600) == (0.0, pytest.approx(0.00636, abs=1e-4))
    assert score.wilson(50, 100) == (pytest.approx(0.4038, abs=1e-4), pytest.approx(0.5962, abs=1e-4))
    assert score.wilson(0, 0) == (0.0, 1.0)
    assert score.per_10k(1, 10_000)["rate"] == 1.0
