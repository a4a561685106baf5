"""JSON for programs: every command prints it by the same door."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.output import json_out

NIK = "1271091001909001"


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(score=st.floats(min_value=0, max_value=1), note=st.text(st.characters(codec="utf-8"), max_size=20))
def test_what_is_printed_can_be_read(capsys: pytest.CaptureFixture[str], score: float, note: str) -> None:
    """A number stays a number however many digits it has; a population number in a text or a name is masked."""
    capsys.readouterr()
    json_out([{"score": score, "note": f"{NIK} {note}", NIK: 1}])
    printed = capsys.readouterr().out
    (found,) = json.loads(printed)
    assert found["score"] == score
    assert found["note"].endswith(note)
    assert NIK not in printed
