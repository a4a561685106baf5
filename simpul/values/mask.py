"""What a person's data looks like wherever it is shown, logged or counted."""

from __future__ import annotations

import re

from simpul.core.i18n import Words

DOTS = "•" * 6
_SIXTEEN = re.compile(r"(?<!\d)\d{16}(?!\d)")


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


def value(text: str | None) -> str:
    """A field value of unknown kind: its first and last two characters, for an officer to recognise it."""
    shown = text or ""
    if _SIXTEEN.fullmatch(shown):
        return nik(shown)
    return shown[:2] + DOTS + shown[-2:] if len(shown) > 6 else DOTS if shown else ""


def words(said: Words) -> Words:
    """:func:`scrub` in both languages."""
    return Words(id=scrub(said.id), en=scrub(said.en))
