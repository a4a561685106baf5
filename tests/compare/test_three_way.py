"""The table of rules 10 and 11, row by row and exhaustively."""

from __future__ import annotations

import itertools

import polars as pl
import pytest

from simpul.compare import three_way

QUIET = {
    "field": "nama_lengkap", "authority_state": "known", "follower_state": "known", "authority_value": "A",
    "verdict": "different", "has_base": True, "authority_moved": False, "follower_moved": False,
    "respelt": False, "in_flight": False, "in_history": False, "refused": False,
}  # fmt: skip

TABLE = [
    # what, outcome, kind
    ({"authority_moved": True}, "effect", None),
    ({"follower_moved": True}, "case", "follower_changed"),
    ({"authority_moved": True, "follower_moved": True}, "case", "both_changed"),
    ({"authority_moved": True, "follower_moved": True, "verdict": "same"}, "agree", None),
    ({"authority_moved": True, "follower_moved": True, "verdict": "written"}, "agree", None),
    # A name spelt otherwise by the authority, and only by it, is sent; one the follower spells its own way is not.
    ({"verdict": "written", "respelt": True}, "effect", None),
    ({"verdict": "written", "respelt": True, "refused": True}, "agree", None),
    ({"verdict": "written"}, "agree", None),
    ({"verdict": "same", "has_base": False}, "agree", None),
    ({"has_base": False}, "case", "different"),
    ({"has_base": False, "in_history": True}, "case", "stale"),
    ({"authority_moved": True, "refused": True}, "case", "refused"),
    # Never blanked: an authority that lost its value is a case, one that never had any says nothing.
    ({"authority_moved": True, "authority_value": None}, "case", "different"),
    ({"has_base": False, "authority_value": None}, "nothing", None),
    # In flight is quiet, whatever moved.
    ({"authority_moved": True, "in_flight": True}, "hold", None),
    ({"follower_moved": True, "in_flight": True}, "hold", None),
    # Unavailable makes neither cases nor effects.
    ({"authority_state": "unavailable", "authority_moved": True}, "hold", None),
    ({"follower_state": "unavailable", "follower_moved": True}, "hold", None),
    # Absent and tombstoned: one case for the record, nothing for its fields.
    ({"authority_state": "absent", "authority_value": None}, "nothing", None),
    ({"authority_state": "tombstoned"}, "nothing", None),
    ({"field": "", "authority_state": "absent", "verdict": "same"}, "case", "absent"),
    ({"field": "", "authority_state": "tombstoned", "verdict": "same"}, "case", "tombstoned"),
    ({"field": "", "verdict": "same", "has_base": False}, "agree", None),
    ({"field": "", "authority_state": "absent", "follower_state": "tombstoned", "verdict": "same"}, "nothing", None),
]


def _judge(*rows: dict[str, object]) -> pl.DataFrame:
    return three_way.judge(pl.DataFrame(list(rows), schema_overrides={"authority_value": pl.String}))


@pytest.mark.parametrize(("what", "outcome", "kind"), TABLE)
def test_each_row_of_the_table(what: dict[str, object], outcome: str, kind: str | None) -> None:
    """Authority moved → effect; follower moved → case; equal → agree; unknown → wait; nothing is ever blanked."""
    judged = _judge({**QUIET, **what})
    assert (judged["outcome"][0], judged["kind"][0]) == (outcome, kind)


def _everything() -> pl.DataFrame:
    choices: dict[str, tuple[object, ...]] = {
        "field": ("nama_lengkap", ""),
        "authority_state": ("known", "absent", "tombstoned", "unavailable"),
        "follower_state": ("known", "tombstoned", "unavailable"),
        "authority_value": ("A", None),
        "verdict": ("same", "written", "different"),
        **dict.fromkeys(
            ("has_base", "authority_moved", "follower_moved", "respelt", "in_flight", "in_history", "refused"),
            (True, False),
        ),
    }
    return _judge(*(dict(zip(choices, row, strict=True)) for row in itertools.product(*choices.values())))


def test_every_combination_has_one_outcome_and_only_cases_have_a_kind() -> None:
    """All 18,432 combinations are decided; a kind stands exactly where a case does."""
    judged = _everything()
    assert judged.height == 2 * 4 * 3 * 2 * 3 * 2**7
    assert set(judged["outcome"]) == {"agree", "effect", "case", "hold", "nothing"}
    assert judged.filter((pl.col("outcome") == "case") != pl.col("kind").is_not_null()).is_empty()
    assert set(judged["kind"].drop_nulls()) == set(three_way.KINDS)


def test_an_effect_needs_both_known_a_base_a_value_and_a_follower_that_stood_still() -> None:
    """Nothing is sent over an unknown, blank, refused, unequal or moved value, and nothing while one is in flight."""
    sent = _everything().filter(pl.col("outcome") == "effect")
    assert not sent.is_empty()
    for row in sent.iter_rows(named=True):
        assert (row["authority_state"], row["follower_state"]) == ("known", "known")
        changed = row["has_base"] and row["authority_moved"] and not row["follower_moved"]
        assert (row["verdict"] == "different" and changed) or (row["verdict"] != "different" and row["respelt"])
        assert row["authority_value"] and row["field"] and not row["in_flight"] and not row["refused"]


def test_what_nobody_can_say_now_makes_neither_case_nor_effect() -> None:
    """Unavailable on either side holds, unless the follower's record is gone."""
    unknown = _everything().filter(
        (pl.col("authority_state") == "unavailable") | (pl.col("follower_state") == "unavailable")
    )
    assert set(unknown["outcome"]) == {"hold", "nothing"}
    assert set(unknown.filter(pl.col("outcome") == "nothing")["follower_state"]) == {"tombstoned"}
