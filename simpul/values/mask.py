"""What a person's data looks like wherever it is shown, logged or counted."""

from __future__ import annotations

import re

from simpul.core.i18n import Words

DOTS = "•" * 6
_SIXTEEN = re.compile(r"(?<!\d)\d{16}(?!\d)")
#: What stands between the digits of a number that somebody wrote to be read.
_GAP = r"[\s._/\-\u2010-\u2015]{0,3}"
_LONG = re.compile(rf"\d(?:{_GAP}\d){{15,}}")
#: A telephone number, at home or abroad: nine to fifteen digits behind 0, 62 or +62.
_PHONE = re.compile(
    rf"(?<![\d.])(?:\+{_GAP}6{_GAP}2|6{_GAP}2|\(?0)(?:[()]?{_GAP}[()]?){{0,2}}[1-9](?:[()]?{_GAP}\d){{6,12}}(?!\d)"
)


def nik(text: str | None) -> str:
    """A NIK or KK number with its middle hidden: ``127109••••••0001``; anything shorter than 12 is hidden whole."""
    value = (text or "").strip()
    if not value:
        return ""
    return f"{value[:6]}{DOTS}{value[-4:]}" if len(value) >= 12 else DOTS


def name(text: str | None) -> str:
    """A person's name with the first letter of each word left: ``B••• S•••••``."""
    return " ".join(word[0] + "•" * (len(word) - 1) for word in (text or "").split())


def scrub(text: object) -> str:
    """The text with every run of exactly sixteen digits masked: no NIK or KK leaves in a message by accident."""
    return _SIXTEEN.sub(lambda found: nik(found.group()), str(text))


def numbers(text: object) -> str:
    """The text with every number of sixteen digits or more masked, and every telephone number, however grouped.

    For what nobody reads before it is kept: dates and counts that stand together may be masked, too.
    """
    return _PHONE.sub(DOTS, _LONG.sub(_long, str(text)))


def _long(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found.group())
    return nik(digits) if len(digits) == 16 else DOTS


def value(text: str | None) -> str:
    """A field value of unknown kind: its first and last two characters, for an officer to recognise it."""
    shown = text or ""
    if _SIXTEEN.fullmatch(shown):
        return nik(shown)
    return shown[:2] + DOTS + shown[-2:] if len(shown) > 6 else DOTS if shown else ""


def words(said: Words) -> Words:
    """:func:`scrub` in both languages."""
    return Words(id=scrub(said.id), en=scrub(said.en))
