"""Birth dates as forms are filled in: the day written in the month's place."""

from __future__ import annotations

import polars as pl
import pytest

from simpul.values.names.parts import swapped


@pytest.mark.parametrize(
    ("born", "turned"),
    [(19900305, 19900503), (19901201, 19900112), (19900303, None), (19900312, 19901203), (19900315, None)],
)
def test_day_and_month_change_places_only_where_that_is_another_date(born: int, turned: int | None) -> None:
    """A day past the twelfth is no month, and the third of March stays what it is."""
    assert pl.DataFrame({"born": [born]}).select(swapped(pl.col("born"))).item() == turned
