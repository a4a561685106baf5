"""A small city with planted truth, its real servers and the real hub: everything is found, nothing else is raised."""

from __future__ import annotations

import argparse
import json
from typing import Any

import pytest

from benchmarks import truth

RESIDENTS, SEED = 2_500, 1


@pytest.fixture(scope="module")
def outcome(server_url: str) -> dict[str, Any]:
    """What the hub made of the city, behind clean wires."""
    options = argparse.Namespace(residents=RESIDENTS, each=None, steps=4)
    return truth.worker(server_url, SEED, "clean", options)


def test_every_planted_disagreement_is_found(outcome: dict[str, Any]) -> None:
    """Of kinds that leave no doubt none is missed, and there are many of them."""
    lines = [line for line in truth.pooled([outcome]) if line.planted and not line.doubtful]
    assert not [line for line in lines if line.missed], json.dumps(outcome["missed"], indent=1)
    assert len(lines) > 70
    assert sum(line.found for line in lines) > 250


def test_nothing_else_is_raised(outcome: dict[str, Any]) -> None:
    """No case and no held value without cause, and none on a near-miss, of which there are many."""
    assert not outcome["false_alarms"], json.dumps(outcome["false_alarms"], indent=1)
    assert sum(line.near_misses for line in truth.pooled([outcome])) > 100


def test_what_vanished_and_what_went_stale_is_called_so(outcome: dict[str, Any]) -> None:
    """Records that vanished, and family numbers the registry held before, were planted late and found."""
    found = {line.kind: line.found for line in truth.pooled([outcome])}
    assert found["pemohon_lenyap"] == found["no_kk_usang"] == 3


def test_reporters_are_recognised_and_strangers_are_not(outcome: dict[str, Any]) -> None:
    """A NIK in the text is followed; nobody is taken for a resident by a name alone that several have, or nobody."""
    found = {line.kind: line for line in truth.pooled([outcome])}
    assert found["pelapor_nik_di_teks"].missed == 0
    assert (found["pelapor_rancu"].wrong, found["pelapor_bukan_warga"].wrong) == (0, 0)
