"""What somebody types for a field is judged in one place: whoever asks gets one answer, and it is the pull's own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.cases import decide
from simpul.core.errors import NotPossible, Rejected
from simpul.ingest.quarantine import resolve
from simpul.mapping import operations
from simpul.mapping.compiled import Field
from tests.mapping.pages import CITY
from tests.mapping.test_law import FIELDS, RAW, canonical

EDGES = st.sampled_from([
    "", " ", "\xa0", "1699-12-31", "2300-01-01", "2026-1-5", "2026-02-30", "+6211234567", "+62812", "0812-3456 789",
    "1271099999", "1275011001", "127109001", "9223372036854775808", "-1", "1.0", "True", "ya", "\x00", "12 71",
    "2026-11-22T03:02:03.000000Z", "2026-11-22 03:02", "1271094101900001", "1271094101900000", "0000000000000000",
])  # fmt: skip


def _kind(field: Field) -> tuple[object, ...]:
    """What a value of a field is judged by: two fields of one kind are judged alike."""
    spec, column = field.spec, field.column
    forms = (spec.date, spec.time, spec.code, spec.pad, spec.phone, spec.region, spec.clean)
    return (*forms, column.sql_type, column.check.replace(spec.name, "x"))


KINDS = list({_kind(field): (feed, field) for feed, field in FIELDS}.values())


def _decided(feed: str, field: Field, value: str) -> str | None:
    """What a case would be decided to; None: it is refused."""
    row = cast(Any, SimpleNamespace(feed=feed, field=field.spec.name))
    try:
        return decide._valid(CITY, row, value)
    except NotPossible:
        return None


def _corrected(feed: str, field: Field, value: str) -> str | None:
    """What would be put in the place of a value in quarantine; None: it is refused."""
    try:
        return resolve._valid(CITY.feeds[feed], field.spec.name, value)
    except NotPossible:
        return None


def _pulled(field: Field, value: str) -> str | None:
    """What a pull reads of what the source would write for it; None: it would be set aside."""
    try:
        return field.read_form(field.write_form(value)).value
    except (ValueError, Rejected):
        return None


@pytest.mark.parametrize(("feed", "field"), KINDS, ids=[f"{feed}:{field.spec.name}" for feed, field in KINDS])
def test_who_asks_gets_the_same_answer(feed: str, field: Field) -> None:
    """Deciding a case and correcting a value take the same typed values, as the same text, and refuse the same."""

    @settings(max_examples=60, deadline=None)
    @given(canonical(field) | RAW | EDGES)
    def law(value: str) -> None:
        decided = _decided(feed, field, value)
        assert decided == _corrected(feed, field, value)
        if decided is not None:
            assert _decided(feed, field, decided) == decided and operations.clean(decided, field.spec.clean) == decided

    law()


@pytest.mark.parametrize(("feed", "field"), KINDS, ids=[f"{feed}:{field.spec.name}" for feed, field in KINDS])
def test_what_is_taken_a_pull_would_keep(feed: str, field: Field) -> None:
    """A typed value is taken only if the feed's own mapping, reading it from the source, keeps it."""

    @settings(max_examples=60, deadline=None)
    @given(canonical(field) | RAW | EDGES)
    def law(value: str) -> None:
        taken = _corrected(feed, field, value)
        assert taken is None or _pulled(field, taken) is not None

    law()
