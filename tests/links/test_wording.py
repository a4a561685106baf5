"""Dates, durations and numbers as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from simpul.core import i18n

#: Saturday, 08.05 in Medan.
NOW = datetime(2026, 11, 21, 1, 5, tzinfo=UTC)


def test_a_moment_is_said_in_wib_in_both_languages() -> None:
    """A stored UTC time is shown in WIB with weekday and month in words."""
    assert i18n.full(NOW) == "Sabtu, 21 November 2026 08.05 WIB"
    assert i18n.full(NOW, "en") == "Saturday, 21 November 2026 08:05 WIB"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, "Sabtu 08.05 WIB"),
        (NOW - timedelta(days=5), "Senin 08.05 WIB"),
        (NOW - timedelta(days=7), "Sabtu, 14 November 2026 08.05 WIB"),  # the bare weekday would mean today
        (NOW + timedelta(days=2), "Senin, 23 November 2026 08.05 WIB"),
    ],
)
def test_age_names_the_weekday_only_within_a_week(moment: datetime, said: str) -> None:
    """A weekday alone is used only where it can mean one day."""
    assert i18n.as_of(moment, NOW) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW + timedelta(hours=2), "10.05 WIB"),
        (NOW + timedelta(hours=20), "Minggu 04.05 WIB"),  # tomorrow in Medan
        (NOW + timedelta(days=9), "Senin, 30 November 2026 08.05 WIB"),
    ],
)
def test_a_coming_moment_is_as_short_as_it_can_be(moment: datetime, said: str) -> None:
    """Today needs only the clock, this week the weekday, later the date."""
    assert i18n.until(moment, NOW) == said


@pytest.mark.parametrize(
    ("seconds", "indonesian", "english"),
    [
        (5700, "1 jam 35 menit", "1 hour 35 minutes"),
        (0, "kurang dari 1 detik", "less than 1 second"),
        (1, "1 detik", "1 second"),
        (61, "1 menit 1 detik", "1 minute 1 second"),
        (86400 * 2 + 61, "2 hari", "2 days"),  # minutes beside days say nothing
        (-5, "kurang dari 1 detik", "less than 1 second"),  # clocks may disagree
    ],
)
def test_a_duration_shows_its_two_largest_units(seconds: int, indonesian: str, english: str) -> None:
    """Two units at most, none of them zero."""
    span = timedelta(seconds=seconds)
    assert (i18n.duration(span), i18n.duration(span, "en")) == (indonesian, english)


def test_thousands_are_grouped_by_the_custom_of_the_language() -> None:
    """Points in Indonesian, commas in English."""
    assert (i18n.number(1234567), i18n.number(1234567, "en"), i18n.number(12)) == (
        "1.234.567",
        "1,234,567",
        "12",
    )
