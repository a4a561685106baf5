"""What the truth benchmark makes of its runs."""

from __future__ import annotations

from typing import Any

from benchmarks import truth


def _outcome(*, opened: int = 0, alarms: int = 0, **kinds: dict[str, int]) -> dict[str, Any]:
    counted = {kind: dict.fromkeys(truth.COUNTS, 0) | counts for kind, counts in kinds.items()}
    score = {"by_kind": counted, "false_alarms": alarms, "records": 10_000, "ambiguous": {}}
    empty: dict[str, Any] = {"missed": [], "false_alarms": [], "seconds": {}}
    return {"score": score, "opened_by_outage": opened, **empty}


def test_kinds_are_pooled_over_seeds() -> None:
    """Counts of one kind add up over the runs, and its interval is that of the sum."""
    runs = [_outcome(nama={"planted": 300, "found": 300}), _outcome(nama={"planted": 300, "found": 300})]
    (line,) = truth.pooled(runs)
    assert (line.planted, line.found, line.high) == (600, 600, 1.0)
    assert 0.993 < line.low < 0.995


def test_one_miss_without_doubt_is_not_well() -> None:
    """A single miss of a plain kind fails the run; one of a kind the data leaves open does not."""
    assert not truth.verdict([_outcome(nama={"planted": 9, "found": 8, "missed": 1})])["ok"]
    assert truth.verdict([_outcome(pelapor_berderau={"planted": 9, "found": 8, "missed": 1})])["ok"]
    assert truth.verdict([_outcome(satu_orang_dua_nik={"planted": 9, "found": 8, "missed": 1})])["ok"]


def test_an_outage_that_opened_a_case_is_not_well() -> None:
    """A case opened because a source was away fails the run, and so do too many false alarms."""
    assert truth.verdict([_outcome(alarms=1)])["ok"]
    assert not truth.verdict([_outcome(opened=1)])["ok"]
    assert not truth.verdict([_outcome(alarms=2)])["ok"]


def test_the_ceiling_leaves_out_what_no_reader_could_tell() -> None:
    """Ten links of which two fit others as well: at best eight in ten; precision counts those said wrongly."""
    run = _outcome(pelapor_berderau={"planted": 10, "found": 6, "missed": 4, "wrong": 2})
    run["score"]["ambiguous"] = {"pelapor_berderau": 2}
    (line,) = truth.pooled([run])
    assert (line.ceiling, line.precision) == (0.8, 0.75)
