"""Dates, durations and numbers as people read them, in Indonesian and English, always in WIB."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from simpul.core.clock import WIB as WIB

Language = Literal["id", "en"]


#: (seconds, Indonesian, English one, English many), largest first.
_UNITS = (
    (86400, "hari", "day", "days"),
    (3600, "jam", "hour", "hours"),
    (60, "menit", "minute", "minutes"),
    (1, "detik", "second", "seconds"),
)
# Own tables: a locale library would cost every Airflow task its import for these thirty-eight words.
_DAYS: dict[Language, tuple[str, ...]] = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: dict[Language, tuple[str, ...]] = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """The same thing said in both languages."""

    id: str
    en: str

    def say(self, language: Language) -> str:
        return self.en if language == "en" else self.id


def full(moment: datetime, language: Language = "id") -> str:
    """``Sabtu, 21 November 2026 08.05 WIB``."""
    local = moment.astimezone(WIB)
    return f"{_DAYS[language][local.weekday()]}, {day(local.date(), language)} {clock(moment, language)}"


def day(value: date, language: Language = "id") -> str:
    """``21 November 2026``."""
    return f"{value.day} {_MONTHS[language][value.month - 1]} {value.year}"


def weekday(moment: datetime, language: Language = "id") -> str:
    """``Senin 06.10 WIB``."""
    return f"{_DAYS[language][moment.astimezone(WIB).weekday()]} {clock(moment, language)}"


def clock(moment: datetime, language: Language = "id") -> str:
    """``08.05 WIB``."""
    local = moment.astimezone(WIB)
    return f"{local:%H.%M} WIB" if language == "id" else f"{local:%H:%M} WIB"


def as_of(moment: datetime, now: datetime, language: Language = "id") -> str:
    """``Senin 06.10 WIB`` within the last week, else with its date: a weekday alone would then mislead."""
    if timedelta(days=-1) < now - moment < timedelta(days=6):
        return weekday(moment, language)
    return full(moment, language)


def until(moment: datetime, now: datetime, language: Language = "id") -> str:
    """A coming moment: the clock alone today, the weekday within a week, else the date."""
    if moment.astimezone(WIB).date() == now.astimezone(WIB).date():
        return clock(moment, language)
    if moment - now < timedelta(days=6):
        return weekday(moment, language)
    return full(moment, language)


def duration(span: timedelta, language: Language = "id") -> str:
    """``1 jam 35 menit``: the two largest units, never less than a second."""
    rest = max(0, round(span.total_seconds()))
    parts: list[str] = []
    for size, indonesian, one, many in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            unit = indonesian if language == "id" else one if count == 1 else many
            parts.append(f"{count} {unit}")
        elif parts:
            break
        if len(parts) == 2:
            break
    return " ".join(parts) or ("kurang dari 1 detik" if language == "id" else "less than 1 second")


def number(value: int, language: Language = "id") -> str:
    """``1.234.567`` in Indonesian, ``1,234,567`` in English."""
    grouped = f"{value:,}"
    return grouped if language == "en" else grouped.replace(",", ".")
